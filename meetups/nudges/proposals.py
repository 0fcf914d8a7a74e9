"""The letters about an offer: a function per kind, each of (nudge, proposal, now)."""

from datetime import timedelta

from django.utils.translation import gettext as _

from meetups.models import Nudge, Proposal
from meetups.nudges.clocks import Clocks
from meetups.nudges.wording import a_meeting, days, first_that_fits, who
from meetups.nudges.writing import LINK_LASTS, on_site, signed, write
from meetups.telling import whole

Kind = Nudge.Kind
LAST_DAY = timedelta(hours=24)


def find(pk):
    """The proposal with all that its letters tell, or None."""
    rows = Proposal.objects.with_people().select_related("tie__low", "tie__high")
    return rows.filter(pk=pk).first()


def useless_after(nudge, proposal):
    """The moment from which a letter of the nudge's kind could help nobody, or None."""
    if nudge.kind in (Kind.DECLINED, Kind.WITHDRAWN):
        return None
    return proposal.lapses_at


def proposal(nudge, proposal, now):
    """To the one invited: these times, that place."""
    context = _offer(nudge, proposal, now)
    name, zone = who(proposal.proposer), context["clocks"].zone
    when = {"name": name, "days": days(context["moments"], zone) if context["moments"] else ""}
    if proposal.moves_id:
        fitting, short = (
            _("%(name)s asks to move it to %(days)s"),
            _("%(name)s asks for a new time"),
        )
    elif proposal.answers_id:
        fitting, short = _("%(name)s suggests instead %(days)s"), _("%(name)s suggests other times")
    else:
        fitting, short = _("%(name)s suggests %(days)s"), _("%(name)s suggests several times")
    subjects = [fitting % when] if context["moments"] else []
    context["subject_line"] = first_that_fits(*subjects, short % when)
    return _send(nudge, proposal, context, now, caused_by=proposal.proposer)


def countered(nudge, counter, now):
    """To the one whose times did not suit: the other's times."""
    return proposal(nudge, counter, now)


def answer_proposal(nudge, proposal, now):
    """To the one invited, who has said nothing yet: the same buttons once more."""
    context = _offer(nudge, proposal, now)
    context["is_last_day"] = proposal.lapses_at - now <= LAST_DAY
    return _send(nudge, proposal, context, now, caused_by=proposal.proposer)


def declined(nudge, proposal, now):
    """To the proposer: not this time."""
    context = _over(nudge, proposal, now)
    return _send(nudge, proposal, context, now, caused_by=proposal.invitee)


def withdrawn(nudge, proposal, now):
    """To the one invited: nothing is expected any more."""
    context = _over(nudge, proposal, now)
    return _send(nudge, proposal, context, now, caused_by=proposal.proposer)


def all_taken(nudge, proposal, now):
    """To the proposer: the offer stands, but none of its times does."""
    context = _closed(nudge, proposal)
    context["withdraw_href"] = signed(nudge.recipient, "withdraw", proposal, proposal.lapses_at)
    context["offer_href"] = on_site(proposal)
    return _send(nudge, proposal, context, now)


def _send(nudge, proposal, context, now, **more):
    more["useless_after"] = useless_after(nudge, proposal)
    return write(nudge, proposal, context, now, **more)


def _closed(nudge, proposal):
    """What every letter about an offer is told."""
    reader = nudge.recipient
    other = proposal.other(reader)
    clocks = Clocks(proposal, reader)
    return {
        "proposal": proposal,
        "tie": proposal.tie,
        "other": other,
        "who": who(other),
        "clocks": clocks,
        "meeting": a_meeting(proposal.kind),
        "moved_from": clocks.tell(proposal.moves.starts_at) if proposal.moves_id else "",
        "offered_on": whole(proposal.created_at, reader.zone),
        "site_href": on_site(proposal),
    }


def _over(nudge, proposal, now):
    """What a letter about an offer that came to nothing is told: the reader may offer other times.

    A coffee that it would have moved still stands, and there they offer them for that one.
    """
    context, reader = _closed(nudge, proposal), nudge.recipient
    if proposal.moves_id:
        coffee = proposal.moves
        bound = {"sequence": coffee.sequence}
        context["move_href"] = signed(reader, "move", coffee, coffee.ends_at, **bound)
        context["change_href"] = signed(reader, "change", coffee, coffee.ends_at, **bound)
    else:
        context["again_href"] = signed(reader, "offer_again", proposal, now + LINK_LASTS)
    return context


def _offer(nudge, proposal, now):
    """What a letter with a button for each time is told."""
    reader, ends = nudge.recipient, proposal.lapses_at
    context = _closed(nudge, proposal)
    clocks, left = context["clocks"], proposal.times_left(now)
    moments = [time.starts_at for time in left]
    return {
        **context,
        "moments": moments,
        "times": [
            (
                clocks.on_button(time.starts_at),
                signed(reader, "accept", proposal, ends, time=time.pk),
            )
            for time in left
        ],
        "asides": clocks.asides(moments),
        "counter_href": signed(reader, "counter", proposal, ends),
        "decline_href": signed(reader, "decline", proposal, ends),
        "lapses": whole(ends, reader.zone),
        "lapses_on": whole(ends, reader.zone).rpartition(",")[0],
    }
