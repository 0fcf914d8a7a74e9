"""What tests of caps say: encouragements by the dozen, whose letters are a line each.

Only the letters stand in for the real ones: what they are about, whether it is still true and all
that becomes of them is the site's own.
"""

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest

from meetups.models import Nudge
from meetups.nudges import governor
from members.models import Letter, Member, Preferences, Tie
from tests.factories import MemberFactory, make_mutual
from tests.meetups.letters import govern

DAY = timedelta(days=1)
A_WHILE = timedelta(days=4)


def a_letter(nudge, subject, now):
    """One that arrived at once."""
    return Letter.objects.create(
        key=nudge.key,
        kind=nudge.kind,
        klass=nudge.klass,
        recipient=nudge.recipient,
        about=subject,
        queue="bulk",
        state="sent",
        message_id=uuid.uuid4().hex,
        dated_at=now,
        due_at=now,
        created_at=now,
        settled_at=now,
    )


def the_week(nudge, subject, now):
    """Tells all that was folded, and is never without anything to say."""
    letter = a_letter(nudge, subject, now)
    Nudge.objects.told_in(letter, Nudge.objects.folded_for(nudge.recipient))
    return letter


def useless_after(nudge, subject):
    """A weekly letter is of its day, give or take one."""
    return nudge.due_at + 2 * DAY if nudge.kind == "the_week" else None


def letters_about(model):
    kinds = dict.fromkeys(Nudge.Kind.values, a_letter) | {"the_week": the_week}
    return SimpleNamespace(
        find=lambda pk: model.objects.filter(pk=pk).first(), useless_after=useless_after, **kinds
    )


@pytest.fixture
def short_letters(monkeypatch):
    for model in (Tie, Member):
        monkeypatch.setitem(governor.SUBJECTS, model, letters_about(model))


def wish(member, **wishes):
    """Set preferences as they are. -> Preferences"""
    Preferences.objects.update_or_create(member=member, defaults=wishes)
    return Preferences.objects.of(member)


def friend_of(member, now):
    """Somebody whose hand the member shook a while ago, and whom they haven't met."""
    friend = MemberFactory()
    make_mutual(member, friend, now - A_WHILE)
    return friend


def remind_of(other, member, now, kind="have_the_coffee", step=""):
    """Leave the member an encouragement about the other, due now. -> Nudge"""
    tie = Tie.objects.between(member, other)
    key = f"{kind}:{tie.pk}:{member.pk}:{now.isoformat()}{step}"
    Nudge.objects.leave(member, kind, tie, key=key, due_at=now)
    return Nudge.objects.get(key=key)


def remind(member, now):
    """Leave the member an encouragement about somebody new. -> Nudge"""
    return remind_of(friend_of(member, now), member, now)


def leave_the_week(member, due_at):
    """As the look does at the member's own hour. -> Nudge"""
    key = f"the_week:{member.pk}:{due_at.astimezone(member.zone).date()}"
    Nudge.objects.leave(member, "the_week", member, key=key, due_at=due_at)
    return Nudge.objects.get(key=key)


def fate(nudge):
    """(state, reason) of a nudge by now."""
    nudge.refresh_from_db()
    return nudge.state, nudge.reason


def decided(nudge, now):
    """(state, reason) after a sweep at `now`."""
    govern(now)
    return fate(nudge)
