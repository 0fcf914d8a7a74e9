"""All of a member's offers and coffees: the next ones first, then the latest of those past."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from meetups.models import Answer, Coffee, Proposal
from meetups.offers import all_told
from members.models import Member

PAGE = 20
# How long an offer that came to nothing is still worth a line.
LATELY = timedelta(days=14)
MOST_CLOSED = 10

State = Coffee.State


def with_answer_of(coffees, reader):
    """Each with `my_answer`: what the reader said, None for nothing. Never the other's."""
    mine = Answer.objects.filter(coffee=OuterRef("pk"), member=reader)
    return coffees.annotate(my_answer=Subquery(mine.values("met")[:1]))


class Line(NamedTuple):
    """One coffee in a list: with whom, whether they have a page, and a state in words."""

    coffee: Coffee
    other: Member
    is_visible: bool
    zone: object
    words: str
    tone: str


def told_state(coffee, can_be_asked, now):
    """(words, tone) of a coffee with `my_answer`, as the reader may know it."""
    if coffee.state == State.CANCELLED:
        return _("Cancelled"), ""
    if not coffee.is_over(now):
        return _("On the calendar"), "leaf"
    if coffee.my_answer is False or coffee.state == State.MISSED:
        return _("Not this time"), ""
    if coffee.state == State.MET:
        return _("Met"), "leaf"
    if coffee.my_answer:
        return _("You said you met"), ""
    if can_be_asked and coffee.can_be_answered(now):
        return _("Did you meet?"), "honey"
    return _("Nobody said"), ""


class History:
    """What /coffees/ shows: `before` is the moment past coffees continue from, or None."""

    def __init__(self, reader, now, before=None):
        self.reader, self.now = reader, now
        mine = with_answer_of(Coffee.objects.with_member(reader).with_people(), reader)
        coming = list(mine.scheduled().ahead(now).order_by("starts_at", "pk"))
        past = mine.filter(Q(ends_at__lte=now) | Q(state=State.CANCELLED))
        if before:
            past = past.filter(starts_at__lt=before)
        past = list(past.order_by("-starts_at", "-pk")[: PAGE + 1])
        offers = self._offers()
        self.later = past[PAGE - 1].starts_at if len(past) > PAGE else None
        self.is_first = before is None
        lines = [self._line(coffee) for coffee in past[:PAGE]]
        self.to_answer = [line for line in lines if self._waits(line.coffee)]
        self.past = [line for line in lines if not self._waits(line.coffee)]
        self.coming = [self._line(coffee) for coffee in coming]
        seen = [offer for offer in offers if reader.can_see(offer.other)]
        standing = [offer for offer in seen if offer.is_open]
        self.received = [offer for offer in standing if offer.proposal.invitee_id == reader.pk]
        self.sent = [offer for offer in standing if offer.proposal.proposer_id == reader.pk]
        self.closed = [offer for offer in seen if not offer.is_open][:MOST_CLOSED]

    def _offers(self):
        lately = Q(closed_at__gt=self.now - LATELY) & ~Q(state=Proposal.State.ACCEPTED)
        wanted = Proposal.objects.of(self.reader).filter(Q(state=Proposal.State.OPEN) | lately)
        rows = wanted.with_people().select_related("tie").order_by("-created_at")
        return all_told(list(rows), self.reader, self.now)

    def _waits(self, coffee):
        asked = coffee.can_be_answered(self.now) and coffee.my_answer is None
        # Nobody is asked about somebody whom a block has parted them from.
        return asked and self.reader.can_see(coffee.other(self.reader))

    def _line(self, coffee):
        other = coffee.other(self.reader)
        is_visible = self.reader.can_see(other)
        words, tone = told_state(coffee, is_visible, self.now)
        return Line(coffee, other, is_visible, coffee.zone_for(self.reader), words, tone)

    @property
    def is_empty(self):
        """Nothing coming, nothing waiting."""
        return not (self.coming or self.to_answer or self.received or self.sent)


def moment_from(text):
    """The aware moment of a page's address, or None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
