"""Three times with somebody, filled in, and the one press that offers them."""

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetups import matching, scheduling, telling
from meetups.forms.offer import value_of
from meetups.models import USUAL_LENGTH, Coffee, Proposal
from meetups.models.plan import zone_of_plan
from meetups.nudges.clocks import Clocks
from meetups.nudges.writing import LINK_LASTS, signed_for
from meetups.one_press import usual_plan


class Suggestion(NamedTuple):
    """What a letter says of times with somebody: where, when in words, and the links.

    `plan` is None where no place is known, and then the link leads to a page of the site.
    """

    plan: Proposal | Coffee | None
    moments: list
    short_moments: list
    asides: str
    href: str
    other_times_href: str
    useless_after: object

    @property
    def count(self):
        """How many times are filled in."""
        return len(self.moments)

    @property
    def press(self):
        """What the button says."""
        if not self.moments:
            return _("Offer a time")
        return ngettext("Propose this time", "Propose these %(count)s times", self.count) % {
            "count": telling.counted(self.count).lower()
        }


def sketch(proposer, invitee, tie):
    """The usual plan of these two as a Proposal that nobody has made; None without a place."""
    plan = usual_plan(proposer, invitee)
    if not plan.is_possible:
        return None
    zone = zone_of_plan(plan.kind, plan.venue, proposer, invitee)
    return Proposal(tie=tie, proposer=proposer, invitee=invitee, time_zone=zone, **plan._asdict())


def with_somebody(nudge, tie, now, starts=None):
    """The usual plan with the other of the tie, at `starts` or at times both have free."""
    reader, other = nudge.recipient, tie.other(nudge.recipient)
    if starts is None:
        starts = matching.common_times(reader, other, USUAL_LENGTH, now)
    plan = sketch(reader, other, tie)
    if plan is None:
        href = on_propose_page(other, starts)
        return _suggestion(Clocks(_nowhere(reader, other), reader), None, starts, href, href)
    return _one_press(nudge, "propose", tie, plan, starts, now)


def once_again(nudge, coffee, now):
    """The same coffee at times both have free."""
    reader = nudge.recipient
    starts = matching.common_times(reader, coffee.other(reader), coffee.minutes, now)
    return _one_press(nudge, "propose_again", coffee, coffee, starts, now)


def on_propose_page(other, starts=()):
    """The absolute address of the page that proposes a coffee, with these times ticked."""
    query = urlencode([("time", value_of(start)) for start in starts])
    path = reverse("meetups:propose", args=[other.handle])
    return settings.SITE_URL + path + (f"?{query}" if query else "")


def _one_press(nudge, purpose, about, plan, starts, now):
    ends = now + LINK_LASTS
    times = [scheduling.minute_of(start) for start in starts]
    others = signed_for(nudge, purpose, about, ends)
    href = signed_for(nudge, purpose, about, ends, times=times) if times else others
    return _suggestion(Clocks(plan, nudge.recipient), plan, starts, href, others)


def _suggestion(clocks, plan, starts, href, other_times_href):
    return Suggestion(
        plan=plan,
        moments=[clocks.tell_long(start) for start in starts],
        short_moments=[clocks.tell(start) for start in starts],
        asides=clocks.asides(starts),
        href=href,
        other_times_href=other_times_href,
        useless_after=max(starts, default=None),
    )


def _nowhere(reader, other):
    """Something to tell times by while nobody knows where: the reader's own clock."""
    return Proposal(proposer=reader, invitee=other, kind="coffee", time_zone=reader.time_zone)
