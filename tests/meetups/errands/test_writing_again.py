"""The button of the letter that says we keep quiet for a while."""

from datetime import timedelta

import pytest
from django.test import Client

from meetups.models import Nudge
from members.models import Preferences
from tests.meetups.encouraging import remind
from tests.meetups.letters import govern, letter_to, link, page, path_to

pytestmark = pytest.mark.django_db
DAY, FORTNIGHT = timedelta(days=1), timedelta(days=14)


@pytest.fixture
def quiet(ana, now):
    """Nothing came of our letters."""
    preferences = Preferences.objects.of(ana)
    preferences.pause_until(now + FORTNIGHT)
    return preferences


def is_quiet(member, now):
    return Preferences.objects.of(member).is_quiet(now)


def test_one_press_ends_the_quiet_without_signing_in(client, ana, quiet, now):
    held = remind(ana, now)
    held.hold(now + FORTNIGHT, "paused_for_silence", now)
    path = path_to(ana, "write_again", ana, now)
    asked = page(client.get(path))
    assert "Hear from us again?" in asked
    assert "Ana Ruiz" in asked
    assert asked.count("<form") == 1
    assert is_quiet(ana, now)
    done = client.post(path)
    assert "We write again." in page(done)
    assert not is_quiet(ana, now + timedelta(minutes=5))
    held.refresh_from_db()
    assert held.held_until < now + DAY
    assert "_auth_user_id" not in client.session
    # What is over is not ended twice.
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 409


def test_the_letter_carries_it_until_the_quiet_is_over(client, ana, quiet, now):
    Nudge.objects.leave(ana, "going_quiet", ana, key="going_quiet:x", due_at=now)
    Preferences.objects.filter(member=ana).update(quiet_from="00:00", quiet_to="00:00")
    govern(now)
    path = link(letter_to(ana, "going_quiet"), "Write to me again")
    assert client.get(path).status_code == 200
    quiet.pause_until(now)
    answer = client.get(path)
    assert answer.status_code == 410
    assert "We do write to you" in page(answer)


def test_for_another_it_opens_nothing(client, ana, ben, quiet, now):
    path = path_to(ben, "write_again", ana, now)
    assert client.get(path).status_code == client.post(path).status_code == 404
    assert is_quiet(ana, now)


def test_a_link_too_old_changes_nothing(client, ana, quiet, now):
    path = path_to(ana, "write_again", ana, now, expires_in=-DAY)
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 409
    assert is_quiet(ana, now)


def test_for_the_suspended_nothing_opens(client, ana, quiet, now):
    ana.suspend(now)
    assert client.get(path_to(ana, "write_again", ana, now)).status_code == 404


def test_the_form_needs_its_token(ana, quiet, now):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path_to(ana, "write_again", ana, now)).status_code == 403
