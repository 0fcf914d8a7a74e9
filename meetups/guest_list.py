"""Who comes to an evening, by name, as one member may see it."""

from typing import NamedTuple

from django.db.models import Q

from meetups.models import Rsvp
from meetups.people import as_hosts_see
from members.models import Member, Tie

# People to a page: enough to browse, few enough to read.
PAGE = 20
# Of a longer line the host sees the front.
MOST_WAITING = 60


class Guest(NamedTuple):
    """Somebody's place, and how far the reader and they have come (a Tie.Stage value).

    Whoever runs the evening sees everybody, and nobody's stage: it would tell who blocked them.
    """

    rsvp: Rsvp
    member: Member
    stage: str


class Page(NamedTuple):
    """One page of guests; `after` is the handle that the next page starts behind, or empty."""

    guests: list
    after: str


def page(session, reader, after="", runs_it=False):
    """The page of those with a seat behind the member with handle `after`, by folded name.

    Whoever would rather not be named is seen by those who run the evening alone, who have to find
    a chair for everybody. Keyset.
    """
    seen = (session.rsvps if runs_it else session.rsvps.seen_by(reader)).going().holding()
    # Looked up among those one may see, or the answer would tell who comes.
    last = after and seen.filter(member__handle=after).select_related("member").first()
    if last:
        name = last.member.folded_name
        further = Q(member__folded_name=name, member__gt=last.member_id)
        seen = seen.filter(Q(member__folded_name__gt=name) | further)
    by_name = seen.select_related("member").order_by("member__folded_name", "member_id")
    found = list(by_name[: PAGE + 1])
    shown = found[:PAGE]
    handle = shown[-1].member.handle if len(found) > PAGE else ""
    return Page((_plain if runs_it else _with_stages)(reader, shown), handle)


def line(session, reader):
    """For those who run it: who is offered a seat, then who waits for one, the first first."""
    rows = session.rsvps.filter(state__in=["offered", "waiting"])
    rows = rows.select_related("member").order_by("state", "turn", "pk")[:MOST_WAITING]
    return _plain(reader, rows)


def _plain(reader, rsvps):
    return [Guest(rsvp, as_hosts_see(reader, rsvp.member), "") for rsvp in rsvps]


def _with_stages(reader, rsvps):
    stages = Tie.objects.stages_for(reader, [rsvp.member_id for rsvp in rsvps])
    return [Guest(rsvp, rsvp.member, stages.get(rsvp.member_id, Tie.Stage.APART)) for rsvp in rsvps]
