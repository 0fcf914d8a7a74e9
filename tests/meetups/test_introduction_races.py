"""Two organizers at once: one introduction a week, and a twin that shows what the lock is for."""

import pytest
from django.db.models import QuerySet

from meetups.models import Introduction
from meetups.models.introduction import IntroductionQuerySet
from tests.factories import MemberFactory
from tests.meetups.test_races import at_once, kinds, slowly

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rivals(ana, now, monkeypatch):
    """Two who would each introduce Ana to somebody, and look around before they write."""
    slowly(monkeypatch, IntroductionQuerySet, "create")

    def introducing(newcomer, organizer):
        return lambda: Introduction.objects.introduce(newcomer, ana, organizer, now)

    return [introducing(MemberFactory(), MemberFactory()) for _ in range(2)]


def test_one_of_two_introductions_at_once_is_made(rivals):
    assert kinds(at_once(*rivals)) == {"Introduction": 1, "LeftInPeace": 1}
    assert Introduction.objects.count() == 1


def test_without_the_lock_there_are_two_in_a_week(rivals, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    assert kinds(at_once(*rivals)) == {"Introduction": 2}
