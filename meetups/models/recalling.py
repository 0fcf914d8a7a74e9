"""Who talked to whom at an evening: what each says in private, and both saying it have met."""

from datetime import timedelta

from meetups.errors import TooEarly
from meetups.models.keep_in_touch import KeepInTouch
from meetups.models.nudge import Nudge
from members.errors import NotThere
from members.models import Member, Tie
from members.models.tie import HOPES
from members.patience import patiently

# As long as about a coffee.
TIME_TO_RECALL = timedelta(days=14)


class Recalling:
    """The verbs afterwards, spoken by WeeklySession.

    Each locks all the members it is about by ascending id, and then the evening.
    """

    def can_be_recalled(self, now):
        """Whether it has begun, was not called off, and is not long ago."""
        return not self.is_cancelled and self.starts_at <= now < self.ends_at + TIME_TO_RECALL

    def who_came(self, member):
        """Those whom `member` may have talked to: who came and can be seen, by name."""
        came = self.rsvps.came().values("member")
        return (
            Member.objects.visible_to(member)
            .filter(pk__in=came)
            .exclude(pk=member.pk)
            .order_by("folded_name", "pk")
        )

    @patiently
    def talked(self, member, ids, now):
        """`member` talked to the members of these ids, and to nobody else they would name now.

        Saying it again adds to it. -> those of them who say so too, and so have met the member.
        Raises NotThere for somebody who did not come, or names one who didn't or can't be seen;
        TooEarly before it has begun, or when it is long ago.
        """
        people = Member.objects.lock_all({member.pk, *ids})
        self._recall(people.get(member.pk), now)
        me, others = people[member.pk], [people.get(pk) for pk in sorted(set(ids))]
        seen = set(self.who_came(me).filter(pk__in=ids).values_list("pk", flat=True))
        if {one and one.pk for one in others} != seen:
            raise NotThere
        self._note_asked(me, now)
        return [other for other in others if self._note(me, other, now)]

    @patiently
    def deny_talk(self, member, other, now):
        """Asked about `other` alone, who says they talked: no. The other never knows."""
        people = Member.objects.lock_all({member.pk, other.pk})
        self._recall(people.get(member.pk), now)
        told = self.talks.filter(teller=other, other=member).unanswered()
        told.update(denied_at=now)

    # -- with members and evening locked

    def _recall(self, member, now):
        self._take_turn()
        if member is None or not member.is_present or not self.rsvps.came().of(member).exists():
            raise NotThere
        if not self.can_be_recalled(now):
            raise TooEarly

    def _note_asked(self, member, now):
        self.asked.get_or_create(member=member, defaults={"at": now})

    def _note(self, me, other, now):
        """Whether the two have met by this: both said so, and this word was the second."""
        _talk, is_new = self.talks.get_or_create(teller=me, other=other, defaults={"at": now})
        if not is_new or not self.talks.filter(teller=other, other=me).exists():
            return False
        tie = Tie.objects.lock(me, other)
        tie.met(self.starts_at)
        Nudge.objects.of_several().write_anew_without(me, other, "they have met", now)
        tie.take_back(HOPES, "they have met", now)
        KeepInTouch.objects.met_again(tie, but=[])
        return True
