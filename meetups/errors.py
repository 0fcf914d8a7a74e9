"""What meetups says when it will not do a thing: what is so now, and what can be done next."""

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from members.errors import Refusal


def told(moment, zone):
    """A moment as a sentence tells it: "Fri 20 Nov, 08:30" on the clock of `zone`."""
    return date_format(moment.astimezone(zone), "D j M, H:i")


def listed(moments, zone):
    """Moments for a sentence, parted by semicolons because each has a comma of its own."""
    return "; ".join(told(moment, zone) for moment in moments)


class BadHours(Refusal):
    """Hours nobody can be free in."""

    sentence = _("Those hours do not work.")


class BadRule(Refusal):
    """A rule by which nobody could gather."""

    sentence = _("We cannot read that rule. Say how often, and on which day.")


class BadEvening(Refusal):
    """An evening, or a series of them, that could not take place."""

    sentence = _("That does not make an evening.")


class NotGathering(Refusal):
    """The evening has begun, is over or was called off.

    `says_why` is False for whoever is no member: hosts write the reason for members.
    """

    SENTENCES = {
        "cancelled": _("That evening was called off: %(reason)s"),
        "cancelled for reasons": _("That evening was called off."),
        "begun": _("That evening has begun, so the list of who comes stands."),
        "over": _("That evening is over."),
    }

    def __init__(self, evening, now, *, says_why=True):
        self.evening = evening
        when = "over" if evening.is_over(now) else "begun"
        called_off = "cancelled" if says_why else "cancelled for reasons"
        why = called_off if evening.is_cancelled else when
        super().__init__(self.SENTENCES[why] % {"reason": evening.reason})


class NoSeatOffered(Refusal):
    """The seat that was offered is kept no more, whether or not somebody waits for it."""

    sentence = _("That seat is not kept for you any more. You can ask for another.")


class DoorClosed(Refusal):
    """It is too early or too late to write down who comes, or it was closed.

    `opens_at` is for a member's own word, which counts for shorter than a host's.
    """

    def __init__(self, evening, now, opens_at=None):
        self.evening = evening
        opens_at = opens_at or evening.door_opens_at
        if evening.is_cancelled:
            sentence = _("That evening was called off: %(reason)s") % {"reason": evening.reason}
        elif now < opens_at and not evening.closed_at:
            sentence = _("It is too early: this can be done from %(time)s.") % {
                "time": told(opens_at, evening.zone)
            }
        elif evening.is_door_open(now):
            sentence = _("That evening is over.")
        else:
            sentence = _("The list of that evening is closed.")
        super().__init__(sentence)


class NotBegun(Refusal):
    """The evening has not begun, so nobody has stayed away from it."""

    sentence = _("The list can be closed once the evening has begun.")


class WrongWord(Refusal):
    """Not the word of this evening."""

    sentence = _("That is not tonight’s word. It is on the wall, or ask at the door.")


class RoomFull(Refusal):
    """Every seat is taken, and this door has no waiting list."""

    sentence = _("Every seat of that evening is taken.")


class BadGuest(Refusal):
    """A guest without a name that can be read, or an address that can be written to."""

    sentence = _("A guest needs a name, and an e-mail address that we can write to.")


class AlreadyAsked(Refusal):
    """The address is on the list of the evening."""

    sentence = _("That address is on the list of this evening already.")


class AskedOnce(Refusal):
    """The member asked that address to the evening before, whatever became of it."""

    sentence = _(
        "You have asked that address to this evening before, and one letter is enough."
        " A word of your own says more."
    )


class TooManyGuests(Refusal):
    """Enough of the member's guests have not answered yet."""

    sentence = _("Three of your guests have not answered yet. Wait for one, or take one back.")


class NoSeatToGive(Refusal):
    """The member has none at that evening, or gave it to somebody before."""

    sentence = _("You have no seat at that evening that you could give away.")


class NotInvited(Refusal):
    """The guest was taken off the list, or comes to another evening by now."""

    sentence = _("That chair is not kept for you any more. You can ask for another.")


class AskedBefore(Refusal):
    """A stranger's address has asked before. Told to nobody: it is between us and the address."""

    sentence = _("That address has asked before.")


class BadOffer(Refusal):
    """An offer that nobody could accept."""

    sentence = _("Offer one to five times, all still to come.")


class NoPlace(Refusal):
    """The catalogue holds nowhere to go; whoever proposes has to name a place."""

    sentence = _("We know no place for the two of you. Name one, and the times can go.")


class NotMutual(Refusal):
    """One of the two has not held out a hand."""

    sentence = _("A coffee starts with following each other.")


class Busy(Refusal):
    """The one who offers already sits somewhere then; `starts` says when."""

    def __init__(self, starts, zone):
        self.starts = starts
        super().__init__(
            _("You already have a coffee at that time: %(times)s. Offer another time.")
            % {"times": listed(starts, zone)}
        )


class AlreadyOpen(Refusal):
    """The pair has an open `proposal`, mine or theirs: answer or change that one."""

    def __init__(self, proposal, reader):
        self.proposal = proposal
        if proposal.proposer_id == reader.pk:
            sentence = _("You have already offered times. Take them back to offer others.")
        else:
            sentence = _("%(name)s was faster and has offered you times. Here they are.") % {
                "name": proposal.proposer.short_name
            }
        super().__init__(sentence)


class AlreadyOnCalendar(Refusal):
    """The pair has a `coffee` coming: it can be moved."""

    def __init__(self, coffee, reader):
        self.coffee = coffee
        super().__init__(
            _("You two have a coffee on %(time)s. Move that one, or have it first.")
            % {"time": told(coffee.starts_at, coffee.zone_for(reader))}
        )


class JustTaken(Refusal):
    """Somebody was faster; `times` are the offered times still left, perhaps none."""

    def __init__(self, taken, times, zone):
        self.taken, self.times = taken, times
        left = [time.starts_at for time in times]
        words = {"time": told(taken.starts_at, zone), "left": listed(left, zone)}
        if left:
            sentence = _("Somebody took %(time)s a moment ago. Still free: %(left)s.") % words
        else:
            sentence = (
                _("Somebody took %(time)s a moment ago, and no other is left. Offer other times.")
                % words
            )
        super().__init__(sentence)


class TimePassed(Refusal):
    """The chosen time has begun; `times` are the offered times still left."""

    def __init__(self, passed, times, zone):
        self.times = times
        left = [time.starts_at for time in times]
        words = {"time": told(passed.starts_at, zone), "left": listed(left, zone)}
        if left:
            sentence = _("%(time)s has passed. Still free: %(left)s.") % words
        else:
            sentence = _("%(time)s has passed, and no other is left. Offer other times.") % words
        super().__init__(sentence)


class AlreadyAnswered(Refusal):
    """The `proposal` is open no more."""

    SENTENCES = {
        "accepted": _("That offer has been accepted: the coffee is on the calendar."),
        "declined": _("That offer was declined. Another may be made."),
        "countered": _("That offer was answered with other times. Look at those."),
        "withdrawn": _("That offer was taken back. Nothing is expected of you."),
        "lapsed": _("The offer has lapsed. Nobody was told no."),
    }

    def __init__(self, proposal, state=None):
        self.proposal = proposal
        super().__init__(self.SENTENCES[state or proposal.state])


class NoLongerOn(Refusal):
    """The `coffee` cannot be changed any more."""

    def __init__(self, coffee):
        self.coffee = coffee
        if coffee.state == "cancelled":
            sentence = _("That coffee was cancelled.")
        elif coffee.state == "scheduled":
            sentence = _("That coffee has already begun, so its plan stands.")
        else:
            sentence = _("That coffee is over.")
        super().__init__(sentence)


class TooEarly(Refusal):
    """Not before the day, or not before it is over."""

    sentence = _("It is too early to say that.")


class AlreadySettled(Refusal):
    """The answers are counted."""

    sentence = _("That coffee is settled, and its answers stay as they are.")


class NoThanks(Refusal):
    """There is nothing to give thanks for, or thanks were given."""

    sentence = _("Thanks are for a coffee you had, once.")


class TakesThree(Refusal):
    """An introduction of or to the one who makes it, or of somebody to themselves."""

    sentence = _("An introduction takes three: two who should meet, and you.")


class KnowEachOther(Refusal):
    """They met, shook hands, or were introduced before."""

    sentence = _("These two know each other, or were introduced before. Nothing was sent.")


class LeftInPeace(Refusal):
    """Introduced lately, resting, or private reasons: which it is, is told to nobody."""

    sentence = _(
        "These two cannot be introduced just now: one of them was introduced within the last seven"
        " days, or would rather be left in peace. Nothing was sent. Choose somebody else."
    )
