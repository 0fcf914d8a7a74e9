"""Questions whose SQL is worked out once give the answers that plain querysets give."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.test.utils import CaptureQueriesContext

from members.models import Follow, Member, Tie
from members.prepared import Question

pytestmark = pytest.mark.django_db


def followers(member, since):
    back = Follow.objects.filter(follower=member, followed=OuterRef("follower"))
    hands = Follow.objects.filter(followed=member, at__gte=since).annotate(is_back=Exists(back))
    return hands.select_related("follower").order_by("pk")


def test_the_answers_are_those_of_the_queryset(ana, ben, cleo, now):
    ask = Question(followers)
    for member in (ana, ben, cleo):
        for since in (now - timedelta(days=1), now, now + timedelta(days=1)):
            plain = followers(member, since)
            assert [vars(hand).keys() for hand in ask(member.pk, since)] == [
                vars(hand).keys() for hand in plain
            ]
            assert [(hand.pk, hand.follower, hand.is_back) for hand in ask(member.pk, since)] == [
                (hand.pk, hand.follower, hand.is_back) for hand in plain
            ]


def test_it_asks_once_and_the_joined_rows_come_along(ana, ben, now):
    ask = Question(followers)
    ask(ana.pk, now)
    with CaptureQueriesContext(connection) as queries:
        assert [hand.follower.name for hand in ask(ana.pk, now)] == ["Ben Adeyemi"]
    assert len(queries) == 1


def test_words_and_uuids_are_values_too(ana, ben):
    ask = Question(lambda handle, uuid: Member.objects.filter(Q(handle=handle) | Q(uuid=uuid)))
    assert ask(ana.handle, ana.uuid) == [ana]
    assert ask("nobody", ben.uuid) == [ben]


def test_what_was_asked_before_is_read_afresh(ana, ben, now):
    ask = Question(lambda member: Tie.objects.of(member))
    assert ask(ana.pk)[0].mutual_since
    ana.unfollow(ben, now)
    assert not ask(ana.pk)[0].mutual_since


def test_a_value_that_is_changed_on_the_way_is_refused(now):
    ask = Question(lambda since: Follow.objects.filter(at__gte=since - timedelta(days=1)))
    with pytest.raises(TypeError, match="argument 0 never reaches the SQL"):
        ask(now)
