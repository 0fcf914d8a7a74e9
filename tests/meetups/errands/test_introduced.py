"""The button of the week that holds out a hand to whom an organizer introduces."""

from datetime import timedelta

import pytest
from django.test import Client

from meetups.models import Introduction
from members.models import Follow, Tie
from tests.factories import MemberFactory, make_venue
from tests.meetups.letters import links_in, page, path_to

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def nina(db):
    return MemberFactory(name="Nina Weiss")


@pytest.fixture
def introduction(ana, nina, now):
    olga = MemberFactory(is_organizer=True)
    return Introduction.objects.introduce(nina, ana, olga, now)


def spent(client, path, status=410):
    """What is so now, asked and posted; nobody follows anybody by it."""
    before = Follow.objects.count()
    response = client.get(path)
    assert response.status_code == status
    assert client.post(path).status_code == (status if status == 404 else 409)
    assert Follow.objects.count() == before
    return page(response)


def test_a_hand_is_held_out_without_signing_in(client, ana, nina, introduction, now):
    path = path_to(ana, "hold_out", introduction, now)
    asked = page(client.get(path))
    assert "Hold out a hand to Nina?" in asked
    assert "Ana Ruiz and Nina Weiss" in asked
    assert asked.count("<form") == 1
    assert not ana.follows(nina)
    done = page(client.post(path))
    assert "Nina sees it, and may shake back." in done
    assert Follow.objects.get(follower=ana, followed=nina).origin == "introduction"
    assert "_auth_user_id" not in client.session
    assert "Your hand is held out already." in spent(client, path)


def test_where_the_other_was_faster_it_is_a_handshake(client, ana, nina, introduction, now):
    make_venue()
    nina.follow(ana, now)
    path = path_to(ana, "hold_out", introduction, now)
    done = page(client.post(path))
    assert "You have shaken hands with Nina." in done
    (propose,) = links_in(done)
    assert "A coffee with Nina?" in page(client.get(propose))
    assert "You two shook hands already." in spent(client, path)


def test_a_link_too_old_holds_out_nothing_and_hands_out_no_key(
    client, ana, nina, introduction, now
):
    path = path_to(ana, "hold_out", introduction, now, expires_in=-DAY)
    assert "This link has done its work." in spent(client, path)
    nina.follow(ana, now)
    ana.follow(nina, now)
    assert not links_in(spent(client, path))


def test_for_strangers_and_across_a_block_there_is_nobody(
    client, ana, cleo, nina, introduction, now
):
    spent(client, path_to(cleo, "hold_out", introduction, now), 404)
    nina.block(ana, now)
    words = spent(client, path_to(ana, "hold_out", introduction, now), 404)
    assert "Nina" not in words
    assert not Tie.objects.filter(mutual_since__isnull=False).exists()


def test_a_block_ends_it_for_good(client, ana, nina, introduction, now):
    path = path_to(ana, "hold_out", introduction, now)
    nina.block(ana, now)
    nina.unblock(ana, now)
    assert "Nina" not in spent(client, path, 404)


def test_it_counts_like_holding_out_a_hand_on_the_site(
    client, ana, nina, introduction, now, settings
):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "follow": "0/h/user"}
    refused = client.post(path_to(ana, "hold_out", introduction, now))
    assert refused.status_code == 409
    assert "That was a lot in one hour." in page(refused)
    assert not ana.follows(nina)


def test_the_form_needs_its_token(ana, introduction, now):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path_to(ana, "hold_out", introduction, now)).status_code == 403
