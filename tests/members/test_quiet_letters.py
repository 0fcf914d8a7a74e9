"""Quiet hours are asked again when a letter is to go: much may have kept it until then."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.endings import QUIET, QUIET_TOO_LONG
from members.forms.place import PlaceForm
from members.models import Letter, Member, Preferences

HOUR = timedelta(hours=1)
AT_MOST_ONCE = ["appointment", "encouragement"]


def end_of(letter):
    letter.refresh_from_db()
    return letter.state


NIGHT = timedelta(hours=12)  # after `now`, nine in the morning


@pytest.mark.parametrize("klass", AT_MOST_ONCE)
def test_what_can_wait_does_not_go_at_night(postman, sink, letter_to, ana, clock, now, klass):
    """Written in the evening, put off by the other side, and due again at nine."""
    letter = letter_to(ana, klass=klass)
    clock.now = now + NIGHT
    postman.round()
    assert (end_of(letter), letter.tries, letter.reason) == ("waiting", 0, QUIET)
    assert letter.due_at == now + 23 * HOUR
    clock.now = letter.due_at
    postman.round()
    assert end_of(letter) == "sent"


@pytest.mark.parametrize("klass", ["account", "agreed"])
def test_what_somebody_waits_for_or_did_goes_at_any_hour(
    postman, letter_to, ana, clock, now, klass
):
    letter = letter_to(ana, klass=klass)
    clock.now = now + NIGHT
    postman.round()
    assert end_of(letter) == "sent"


@pytest.mark.parametrize("klass", ["appointment", "encouragement"])
def test_what_helps_nobody_by_the_morning_does_not_go_at_night_either(
    postman, letter_to, ana, clock, now, klass
):
    letter = letter_to(ana, klass=klass, useless_after=now + 23 * HOUR)
    clock.now = now + NIGHT
    postman.round()
    assert end_of(letter) == "waiting"


def test_quiet_hours_are_those_wished_on_the_readers_own_clock(
    postman, letter_to, ana, ben, cleo, dan, clock, now
):
    Preferences.objects.of(ben).set_limits(now, quiet_from=time(8), quiet_to=time(8))
    Preferences.objects.of(cleo).set_limits(now, quiet_from=time(8), quiet_to=time(10))
    Member.objects.filter(pk=dan.pk).update(time_zone="Asia/Tokyo")
    letters = [
        letter_to(member, member.name, klass="appointment") for member in (ana, ben, cleo, dan)
    ]
    letters.append(letter_to("visitor@example.org", "guest", klass="appointment"))
    # Nine in the morning; in Tokyo it is six in the evening.
    postman.round()
    assert [end_of(one) for one in letters] == ["sent", "sent", "waiting", "sent", "sent"]
    later = [letter_to(member, klass="appointment") for member in (ana, ben, dan)]
    clock.now = now + 2 * HOUR
    postman.round()
    # Eleven; in Tokyo eight.
    assert [end_of(one) for one in later] == ["sent", "sent", "waiting"]


def test_with_other_quiet_hours_what_waits_for_the_old_ones_is_asked_again(
    postman, letter_to, ana, clock, now
):
    letter = letter_to(ana, klass="appointment")
    clock.now = now + NIGHT
    postman.round()
    assert end_of(letter) == "waiting"
    Preferences.objects.of(ana).set_limits(clock.now, quiet_from=time(23))
    postman.round()
    assert end_of(letter) == "sent"


def test_on_another_clock_what_waits_for_the_old_one_is_asked_again(
    postman, letter_to, ana, clock, now, time_machine
):
    letter = letter_to(ana, klass="appointment")
    clock.now = now + NIGHT
    postman.round()
    time_machine.move_to(clock.now, tick=False)
    member = Member.objects.get(pk=ana.pk)
    form = PlaceForm({"place": "", "time_zone": "Asia/Tokyo"}, instance=member)
    assert form.is_valid()
    form.save()
    # By now it is six in the morning there; at eight it goes.
    for hours, end in ((0, "waiting"), (2, "sent")):
        clock.now = now + NIGHT + hours * HOUR
        postman.round()
        assert end_of(letter) == end


def test_what_slept_until_it_was_too_late_says_so(postman, letter_to, ana, clock, now):
    letter = letter_to(ana, klass="encouragement", useless_after=now + 20 * HOUR)
    Letter.objects.update(tries=1)
    clock.now = now + NIGHT
    postman.round()
    clock.now = now + 21 * HOUR
    postman.round()
    assert (end_of(letter), letter.reason) == ("cancelled", QUIET_TOO_LONG)


def test_a_sweep_asks_no_more_of_the_database_for_the_sake_of_quiet_hours(letter_to, ana, now):
    letter = letter_to(ana, klass="appointment")
    (found,) = Letter.objects.to_send([letter.pk])
    with CaptureQueriesContext(connection) as asked:
        assert found.quiet_until(now + NIGHT) == now + 23 * HOUR
    assert not asked
