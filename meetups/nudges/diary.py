"""What a member was sent, what was held back, and why."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from meetups import telling
from meetups.models import Nudge
from meetups.models.nudge_kind import ENCOURAGEMENTS
from meetups.nudges import reasons
from members.endings import GIVEN_UP, HELD_BACK, QUIET
from members.kinds import name_of
from members.models import Hush, Member

PAGE = 12
THIS_WEEK = timedelta(days=7)

State = Nudge.State
TONES = {State.MISSED: "alarm"}


class Line(NamedTuple):
    """One nudge in words: `tone` is the pill's, `when` the moment it was due.

    `other` is whom the member may ask to hear nothing about, or None.
    """

    title: str
    outcome: str
    tone: str
    when: str
    because: str
    kind: str
    kind_name: str
    is_wanted: bool
    other: Member | None
    is_hushed: bool


class Diary:
    """One page of a member's nudges in the active language, the newest first.

    `before` is the id of the last nudge of the page before, or None; `earlier` the one to go on
    from, or None at the end.
    """

    def __init__(self, member, preferences, now, before=None):
        self.member, self.preferences, self.now = member, preferences, now
        nudges = list(self._rows(before)[: PAGE + 1])
        self.is_first = before is None
        self.earlier = nudges[PAGE - 1].pk if len(nudges) > PAGE else None
        others = {nudge.other_id for nudge in nudges if nudge.other_id}
        hushes = Hush.objects.of(member).filter(other__in=others)
        self._hushed = set(hushes.values_list("other", flat=True))
        self.lines = [self._line(nudge) for nudge in nudges[:PAGE]]

    def _rows(self, before):
        theirs = Nudge.objects.for_member(self.member)
        # What was dropped before its day is no news, and would tell of a block.
        due = theirs.filter(due_at__lte=self.now)
        rows = due.select_related("letter", "other").defer("letter__mime")
        last = theirs.filter(pk=before).values_list("due_at", "pk").first() if before else None
        if last:
            due_at, pk = last
            rows = rows.filter(Q(due_at__lt=due_at) | Q(due_at=due_at, pk__lt=pk))
        return rows.order_by("-due_at", "-pk")

    def _line(self, nudge):
        zone, other = self.member.zone, nudge.other
        outcome, tone = self._outcome(nudge)
        can_hush = nudge.kind in ENCOURAGEMENTS and other and self.member.can_see(other)
        return Line(
            title=reasons.title(nudge, other),
            outcome=outcome,
            tone=tone,
            when=telling.whole(nudge.due_at, zone),
            because=reasons.because(nudge, other, zone),
            kind=nudge.kind,
            kind_name=name_of(nudge.kind),
            is_wanted=self.preferences.wants(nudge.kind),
            other=other if can_hush else None,
            is_hushed=nudge.other_id in self._hushed,
        )

    def _outcome(self, nudge):
        """(words, tone): for what became a letter, the letter's own end."""
        zone = self.member.zone
        if nudge.state == State.HELD:
            until = telling.whole(nudge.held_until, zone)
            return _("Held until %(until)s") % {"until": until}, "honey"
        if nudge.state == State.FOLDED:
            return self._folded(nudge)
        if nudge.state != State.SENT:
            return nudge.get_state_display(), TONES.get(nudge.state, "")
        letter = nudge.letter
        if letter.state == letter.State.SENT:
            return _("Sent %(when)s") % {"when": telling.whole(letter.settled_at, zone)}, "leaf"
        return _unsent(letter)

    def _folded(self, nudge):
        letter, zone = nudge.letter, self.member.zone
        if letter and letter.state == letter.State.SENT:
            return _in_the_letter_of(letter.settled_at, zone, self.now), "leaf"
        if letter and letter.state in (letter.State.FAILED, letter.State.UNSURE):
            return _unsent(letter)
        untold = letter is None or letter.state == letter.State.CANCELLED
        if untold and not self.preferences.wants(Nudge.Kind.THE_WEEK):
            # No such letter will come: it is decided about anew within a minute.
            return State.WAITING.label, ""
        week = datetime.fromisoformat(nudge.details["week"])
        if week <= self.now:
            return _("In the next weekly letter"), ""
        return _in_the_letter_of(week, zone, self.now), ""


def _unsent(letter):
    """What became of a letter that did not certainly go, as its reader may know it.

    Whatever else its reason says is for the organizers: it may tell of somebody else.
    """
    match letter.state:
        case letter.State.FAILED if letter.reason.startswith(GIVEN_UP):
            return _("Failed: it could not be delivered in time"), "alarm"
        case letter.State.FAILED if letter.was_turned_away:
            return _("Failed: your mail server refused it"), "alarm"
        case letter.State.FAILED if letter.was_refused_on_its_way:
            return _("Failed: it was refused on its way to you"), "alarm"
        case letter.State.FAILED:
            return _("Failed: something went wrong on our side"), "alarm"
        case letter.State.UNSURE:
            return _("Perhaps sent: no answer came back"), "alarm"
        case letter.State.CANCELLED:
            return _("Not sent"), ""
        case _ if letter.reason == HELD_BACK:
            return _("Waits: your address refused our letters"), "alarm"
        case _ if letter.reason == QUIET:
            return _("Waits for the end of your quiet hours"), "honey"
    return _("On its way"), "honey"


def _in_the_letter_of(moment, zone, now):
    """In Friday's letter -- of the days around now; farther away it is named by its date."""
    if abs(moment - now) <= THIS_WEEK:
        return _("In %(weekday)s’s letter") % {"weekday": telling.weekday(moment, zone)}
    return _("In the letter of %(day)s") % {"day": telling.day(moment, zone)}
