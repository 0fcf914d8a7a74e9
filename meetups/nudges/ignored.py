"""What came of the letters we wrote: whoever lets them pass hears less from us.

A letter is heeded when its reader used one of its links (`heeded_at`), or did something of what it
asks: offered that person a coffee or said yes to theirs, wrote, held out a hand, said thank you.
The deeds are asked of the facts when it matters: no verb has to report them, none can be forgotten,
and members need not know that there are nudges. It is ignored when it arrived, a week went by and
none of this happened.
"""

from datetime import timedelta
from itertools import pairwise

from meetups.models import Nudge, Proposal, Thanks
from meetups.nudges.case import Outcome
from members.models import Follow, Message

Kind, State = Nudge.Kind, Nudge.State

TIME_TO_HEED = timedelta(days=7)
# So many of a kind in a row, and the kind comes with the weekly letter only.
IN_A_ROW = 3
# So many of any kind in so long, and there is a pause.
ALTOGETHER, LATELY = 6, timedelta(days=30)
PAUSE = timedelta(days=14)


def six_ignored(case):
    """Held for two weeks, when nothing came of six letters in thirty days; the reader is told.

    The count starts anew after the pause.
    """
    paused, now = case.preferences.paused_until, case.now
    if paused is None or paused <= now:
        if not _went_by_six(case, since=paused):
            return None
        paused = now + PAUSE
        case.preferences.pause_until(paused)
        Nudge.objects.tell([_going_quiet(case)])
    return case.later(paused, "paused_for_silence", {"until": paused.isoformat()})


def kind_ignored(case):
    """Folded, when the last three of the kind were ignored; dropped when no digest is wanted."""
    kind = case.nudge.kind
    if case.is_the_week:
        return None
    of_kind = [told for told in case.told if told.kind == kind]
    if len(of_kind) < IN_A_ROW:
        return None
    last = Heeding(case, of_kind).judged()[:IN_A_ROW]
    if len(last) < IN_A_ROW or any(heeded for told, heeded in last):
        return None
    if case.preferences.wants(Kind.THE_WEEK):
        return case.folded("ignored")
    return Outcome(State.DROPPED, "ignored_no_week")


def _went_by_six(case, since):
    begin = case.now - LATELY
    if since:
        begin = max(begin, since)
    letters = [told for told in case.told if told.is_letter and told.at >= begin]
    judged = Heeding(case, letters).judged() if len(letters) >= ALTOGETHER else []
    return sum(not heeded for told, heeded in judged) >= ALTOGETHER


def _going_quiet(case):
    kind, reader = Kind.GOING_QUIET, case.reader
    key = f"{kind}:{reader.pk}:{case.today.isoformat()}"
    return Nudge(recipient=reader, kind=kind, about=reader, key=key, due_at=case.now)


class Heeding:
    """Which of these letters (of Told, the newest first) were heeded by the reader of a case."""

    def __init__(self, case, letters):
        self.reader, self.now = case.reader, case.now
        self.letters = [told for told in letters if told.arrived]
        self._deeds = None

    def judged(self):
        """[(told, heeded)] of those heeded, and of those with a week gone by; newest first."""
        judged = [(told, self._is_heeded(told)) for told in self.letters]
        return [
            (told, heeded)
            for told, heeded in judged
            if heeded or told.at + TIME_TO_HEED <= self.now
        ]

    def _is_heeded(self, told):
        if told.used:
            return True
        if told.other_id is not None:
            return any(moment > told.at for moment, whom in self.deeds() if whom == told.other_id)
        if told.kind == Kind.WE_MISS_YOU and self._was_here_after(told.at):
            return True
        # Of several letters about nobody in particular, a deed follows from the last before it.
        until = self._next_of_its_kind(told) or self.now
        return any(told.at < moment <= until for moment, _whom in self.deeds())

    def _was_here_after(self, moment):
        active_at = self.reader.active_at
        return active_at is not None and active_at > moment

    def _next_of_its_kind(self, told):
        same = [one for one in self.letters if one.kind == told.kind]
        return next((later.at for later, earlier in pairwise(same) if earlier is told), None)

    def deeds(self):
        """What the reader did since the first of the letters: [(moment, with whom)]."""
        if self._deeds is None:
            self._deeds = self._look_up() if self.letters else []
        return self._deeds

    def _look_up(self):
        me, since = self.reader, self.letters[-1].at
        offers = Proposal.objects.sent_by(me).filter(created_at__gt=since)
        yeses = Proposal.objects.received_by(me).filter(
            state=Proposal.State.ACCEPTED, closed_at__gt=since
        )
        hands = Follow.objects.filter(follower=me, at__gt=since)
        thanks = Thanks.objects.filter(giver=me, at__gt=since).select_related("coffee__tie")
        # Each of the words, not a tie's last: who goes on writing has heeded every week of it.
        words = Message.objects.filter(author=me, at__gt=since)
        sides = words.values_list("at", "tie__low", "tie__high")
        return [
            *offers.values_list("created_at", "invitee"),
            *yeses.values_list("closed_at", "proposer"),
            *hands.values_list("at", "followed"),
            *((said.at, said.coffee.tie.other_id(me)) for said in thanks),
            *((at, high if low == me.pk else low) for at, low, high in sides),
        ]
