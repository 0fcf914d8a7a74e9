"""What there is to be told: a record for each kind, and how much it may ask of whom it is told.

A new kind is one record here, a function in `meetups/nudges/` that writes its letter, and a pair of
templates named like it.
"""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Letter

# All that passes on what two agreed or said; a member's own business, asked by the site; and what
# nobody asked for, of which alone there can be too much.
AGREED = Letter.Class.AGREED
APPOINTMENT = Letter.Class.APPOINTMENT
ENCOURAGEMENT = Letter.Class.ENCOURAGEMENT


class Group(NamedTuple):
    """Kinds that stand together where one says what is welcome, and what they have in common."""

    name: str
    hint: str


OFFERS = Group(_("Offers and answers"), _("What others tell you. This comes at once."))
COFFEES = Group(_("Coffees"), _("What you have agreed on, before and after."))
EVENINGS = Group(_("Evenings"), _("Your seat, and what becomes of the evening."))
PEOPLE = Group(_("People to meet"), _("Never more often than you say above."))
TOUCH = Group(_("Keeping in touch"), _("Words, thanks, and after a while another coffee."))
GROUPS = [OFFERS, COFFEES, EVENINGS, PEOPLE, TOUCH]


class NudgeKind(models.TextChoices):
    """Each is its name, its class, its group, and four ways to say what it is.

    `named` ends the sentence "letters about ...", `headline` and `because` are its line among what
    was sent (%(name)s is whom it is about), and the label stands beside its box. Encouragements
    stand in the order of their value.
    """

    def __new__(cls, value, klass, group, named, headline, because):
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.klass, kind.group = klass, group
        kind.named, kind.headline, kind.because = named, headline, because
        return kind

    PROPOSAL = (
        "proposal",
        AGREED,
        OFFERS,
        _("offers of a coffee"),
        _("%(name)s offers you times"),
        _("Because %(name)s offered you times."),
        _("Times offered"),
    )
    COUNTERED = (
        "countered",
        AGREED,
        OFFERS,
        _("other times offered"),
        _("%(name)s offers other times"),
        _("Because %(name)s offered you other times."),
        _("Other times offered"),
    )
    ANSWER_PROPOSAL = (
        "answer_proposal",
        APPOINTMENT,
        OFFERS,
        _("offers still waiting for your answer"),
        _("%(name)s waits for your answer"),
        _("Because an offer was waiting for your answer."),
        _("An offer waits for your answer"),
    )
    ACCEPTED = (
        "accepted",
        AGREED,
        OFFERS,
        _("coffees agreed"),
        _("%(name)s and you: agreed"),
        _("Because you two agreed on a time."),
        _("A yes"),
    )
    DECLINED = (
        "declined",
        AGREED,
        OFFERS,
        _("offers that could not be taken"),
        _("%(name)s can’t this time"),
        _("Because you had offered %(name)s times."),
        _("Not this time"),
    )
    WITHDRAWN = (
        "withdrawn",
        AGREED,
        OFFERS,
        _("offers taken back"),
        _("%(name)s took the offer back"),
        _("Because %(name)s took the offer back."),
        _("An offer taken back"),
    )
    ALL_TAKEN = (
        "all_taken",
        AGREED,
        OFFERS,
        _("offers whose times were all taken meanwhile"),
        _("None of your times for %(name)s is left"),
        _("Because every time you offered has been taken or has passed."),
        _("None of your times is left"),
    )

    COFFEE_TOMORROW = (
        "coffee_tomorrow",
        APPOINTMENT,
        COFFEES,
        _("the question whether tomorrow's coffee is still on"),
        _("%(name)s: still on?"),
        _("Because your coffee was coming up."),
        _("Still on for tomorrow?"),
    )
    COFFEE_SOON = (
        "coffee_soon",
        APPOINTMENT,
        COFFEES,
        _("coffees about to begin"),
        _("%(name)s, soon"),
        _("Because your coffee was about to begin."),
        _("Coffee in two hours"),
    )
    LATE = (
        "late",
        AGREED,
        COFFEES,
        _("somebody running late"),
        _("%(name)s runs late"),
        _("Because %(name)s wanted you to know."),
        _("Running late"),
    )
    MOVED = (
        "moved",
        AGREED,
        COFFEES,
        _("coffees moved"),
        _("%(name)s and you: another time"),
        _("Because your coffee has another time."),
        _("A coffee moved"),
    )
    CANCELLED = (
        "cancelled",
        AGREED,
        COFFEES,
        _("coffees called off"),
        _("%(name)s and you: cancelled"),
        _("Because you had agreed on a time."),
        _("A coffee cancelled"),
    )
    DID_YOU_MEET = (
        "did_you_meet",
        APPOINTMENT,
        COFFEES,
        _("the question whether you met"),
        _("%(name)s: did you meet?"),
        _("Because a coffee only counts when somebody says so."),
        _("Did you meet?"),
    )
    RAIN_CHECK = (
        "rain_check",
        APPOINTMENT,
        COFFEES,
        _("new times for a coffee that fell through"),
        _("%(name)s and you: another try"),
        _("Because a coffee that falls through deserves another try."),
        _("New times for a coffee that fell through"),
    )

    SESSION_TOMORROW = (
        "session_tomorrow",
        APPOINTMENT,
        EVENINGS,
        _("the question whether you come tomorrow"),
        _("Are you coming?"),
        _("Because you had a seat at an evening that was coming up."),
        _("Still coming tomorrow?"),
    )
    SESSION_GOING = (
        "session_going",
        AGREED,
        EVENINGS,
        _("seats at our evenings"),
        _("You have a seat"),
        _("Because you have a seat."),
        _("A seat at an evening"),
    )
    SESSION_LEFT = (
        "session_left",
        AGREED,
        EVENINGS,
        _("seats that are yours no more"),
        _("You have no seat any more"),
        _("Because the seat is yours no more."),
        _("A seat that is yours no more"),
    )
    SEAT_OFFERED = (
        "seat_offered",
        AGREED,
        EVENINGS,
        _("seats offered to you"),
        _("A seat for you"),
        _("Because you were next in line."),
        _("A seat offered to you"),
    )
    SESSION_MOVED = (
        "session_moved",
        AGREED,
        EVENINGS,
        _("evenings moved"),
        _("An evening moved"),
        _("Because you come, or wait for a seat."),
        _("An evening moved"),
    )
    SESSION_OFF = (
        "session_off",
        AGREED,
        EVENINGS,
        _("evenings called off"),
        _("An evening called off"),
        _("Because you were coming, or waited for a seat."),
        _("An evening called off"),
    )
    SERIES_MOVED = (
        "series_moved",
        AGREED,
        EVENINGS,
        _("a series that moves, where you come every time"),
        _("Your evenings move"),
        _("Because you have a seat for every time."),
        _("A series moved, your seat with it"),
    )
    SERIES_ENDS = (
        "series_ends",
        AGREED,
        EVENINGS,
        _("a series that ends, where you come every time"),
        _("A series ends"),
        _("Because you have a seat for every time."),
        _("A series that ends"),
    )
    SEAT_LAPSED = (
        "seat_lapsed",
        AGREED,
        EVENINGS,
        _("your seat for every time"),
        _("No longer every time"),
        _("Because the seat was empty twice in a row, or given back too late."),
        _("Your seat for every time"),
    )

    THE_WEEK = (
        "the_week",
        ENCOURAGEMENT,
        PEOPLE,
        _("the people you could meet, once a week"),
        _("Your week: whom you could meet"),
        _("Because it was your day for it."),
        _("The week: one letter, three people"),
    )
    TAKE_IT_OFFLINE = (
        "take_it_offline",
        ENCOURAGEMENT,
        PEOPLE,
        _("much written and no coffee yet"),
        _("%(name)s and you: many words, no coffee"),
        _("Because you two have written for a while. No coffee yet."),
        _("Much written, and no coffee yet"),
    )
    HAVE_THE_COFFEE = (
        "have_the_coffee",
        ENCOURAGEMENT,
        PEOPLE,
        _("hands shaken and no coffee yet"),
        _("%(name)s and you: still no coffee"),
        _("Because you two shook hands and no coffee followed."),
        _("Mutual, and no coffee yet"),
    )

    UNREAD_WORDS = (
        "unread_words",
        APPOINTMENT,
        TOUCH,
        _("words you have not seen"),
        _("%(name)s wrote to you"),
        _("Because %(name)s wrote, and you had not seen it."),
        _("Words you have not seen"),
    )
    NEXT_COFFEE = (
        "next_coffee",
        ENCOURAGEMENT,
        TOUCH,
        _("keeping in touch"),
        _("%(name)s: time for another coffee"),
        _("Because you wanted to keep in touch with %(name)s."),
        _("Keeping in touch"),
    )
    THANK_YOU = (
        "thank_you",
        ENCOURAGEMENT,
        TOUCH,
        _("thanks after a coffee"),
        _("A word of thanks to %(name)s"),
        _("Because you said that you two had met."),
        _("A word of thanks, after a coffee"),
    )
    WE_MISS_YOU = (
        "we_miss_you",
        ENCOURAGEMENT,
        TOUCH,
        _("your having been away for long"),
        _("It has been a while"),
        _("Because you had not been here for a while."),
        _("When you have been away for long"),
    )
    GOING_QUIET = (
        "going_quiet",
        APPOINTMENT,
        TOUCH,
        _("our writing less for a while"),
        _("We write less for a while"),
        _("Because nothing came of our last six letters."),
        _("That we write less for a while"),
    )


ENCOURAGEMENTS = {kind for kind in NudgeKind if kind.klass == ENCOURAGEMENT}
# Their letters show several people, and are worth reading without one of them.
OF_SEVERAL = [NudgeKind.THE_WEEK, NudgeKind.WE_MISS_YOU]
# Of several due at once the more valuable first, as above. The weekly letter comes last: its room
# is kept, and what is folded on its day is in it.
BY_VALUE = [
    *(kind for kind in NudgeKind if kind in ENCOURAGEMENTS - {NudgeKind.THE_WEEK}),
    NudgeKind.THE_WEEK,
]


def kinds_there_are():
    """The choices of a nudge's kind: by name, so that a new one needs no migration."""
    return NudgeKind.choices
