"""What the two can say about a coffee once it is over.

yes + yes          met, confirmed, at once
yes + no/silence   met, unconfirmed, when the time to answer has run out: until then and after,
                   nothing the yes-sayer can see differs between the two
no + no            missed, at once
no + silence       missed, when the time has run out
silence + silence  unknown, when the time has run out
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from meetups.errors import AlreadySettled, NoLongerOn, NoThanks, TooEarly
from meetups.models.answer import Answer, Thanks
from meetups.models.keep_in_touch import KeepInTouch
from meetups.models.nudge import Nudge
from members.errors import NotThere, Refusal
from members.folding import clean_text
from members.models import Tie
from members.patience import patiently

TIME_TO_ANSWER = timedelta(days=14)
LONGEST_THANKS = 1000


class Settling:
    """The verbs of a coffee that is over, spoken by Coffee.

    Each locks both members in id order, then the coffee, then reads it afresh.
    """

    @patiently
    def answer(self, member, met, now):
        """Say in private whether the two met; until the coffee is settled, say otherwise.

        Raises NotThere for a stranger, TooEarly before it is over, AlreadySettled after.
        """
        self._take_turn(member)
        if self.state == self.State.CANCELLED:
            raise NoLongerOn(self)
        if now < self.ends_at:
            raise TooEarly(_("It is not over yet. Tell us afterwards."))
        if not self.can_be_answered(now):
            raise AlreadySettled
        Answer.objects.update_or_create(
            coffee=self, member=member, defaults={"met": met, "at": now}
        )
        self.drop_reminders("answered", now, member, kinds=[Nudge.Kind.DID_YOU_MEET])
        if met:
            self.leave_thank_you(next(one for one in self.pair if one == member), now)
        said = dict(self.answers.values_list("member", "met"))
        if len(said) < 2:
            return
        if all(said.values()):
            self._settle(self.State.MET, now, confirmed=True)
        elif not any(said.values()):
            self._settle(self.State.MISSED, now)
        else:
            self.ask_once_more(next(one for one in self.pair if not said[one.pk]), now)

    @patiently
    def settle(self, now):
        """Count what was answered, once the time to answer has run out; before, do nothing."""
        self._take_turn(self.tie.low)
        if not self.is_scheduled or now < self.settles_at:
            return
        said = set(self.answers.values_list("met", flat=True))
        if True in said:
            self._settle(self.State.MET, now)
        elif False in said:
            self._settle(self.State.MISSED, now)
        else:
            self._settle(self.State.UNKNOWN, now)

    @patiently
    def thank(self, member, words, now):
        """Leave the other a few words of thanks, once. -> Thanks

        Raises NotThere for a stranger or across a block, TooEarly before it is over, NoThanks when
        it didn't happen or thanks were given, Refusal for no words or more than 1000 characters.
        """
        low, high = self._take_turn(member)
        words = clean_text(words)
        if not words:
            raise Refusal(_("A word or two, then."))
        if len(words) > LONGEST_THANKS:
            raise Refusal(_("A thousand characters at most. Say the rest over the next coffee."))
        if low.is_blocked_with(high):
            raise NotThere
        if self.state in (self.State.CANCELLED, self.State.MISSED):
            raise NoThanks
        if now < self.ends_at:
            raise TooEarly(_("It is not over yet. Thank them afterwards."))
        if self.answer_of(member) is False:
            raise NoThanks(_("You said that you did not meet."))
        thanks, is_new = Thanks.objects.get_or_create(
            coffee=self, giver=member, defaults={"words": words, "at": now}
        )
        if not is_new:
            raise NoThanks(_("You have said thank you already."))
        self.drop_reminders("answered", now, member, kinds=[Nudge.Kind.THANK_YOU])
        return thanks

    @patiently
    def keep_in_touch(self, member, months, now):
        """Wish to meet the other again every so many MONTHS; None takes the wish back.

        Raises NotThere for a stranger or across a block, TooEarly before it is over, Refusal for
        another interval, or when by the member's own word they did not meet.
        """
        low, high = self._take_turn(member)
        if low.is_blocked_with(high):
            raise NotThere
        if now < self.ends_at:
            raise TooEarly(_("It is not over yet. Tell us afterwards."))
        happened = self.state in (self.State.SCHEDULED, self.State.MET)
        if not happened or self.answer_of(member) is False:
            raise Refusal(_("One keeps in touch with people one has met."))
        KeepInTouch.objects.choose(member, Tie.objects.lock(low, high), months, now)

    def _settle(self, state, now, confirmed=False):
        self._become(state, now, confirmed=confirmed)
        tie = Tie.objects.lock(*self.pair)
        if self.on_calendar:
            tie.coffee_over(now)
        if state == self.State.MISSED:
            self.leave_rain_check(now)
        if state == self.State.MET and not self.is_call:
            tie.met(self.starts_at)
            # Whoever says that they did not meet is not asked when to meet again.
            said_no = self.answers.filter(met=False).values("member")
            KeepInTouch.objects.met_again(tie, but=said_no)
        self.drop_reminders("settled", now)
