"""When a letter is tried again, when it ends, and which address is left in peace."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import authentication_step_completed, email_changed, email_confirmed

from members.endings import HELD_TOO_LONG
from members.models import Letter, Unreachable
from members.models.letter_ends import MOST_DOUBTS
from members.models.unreachable import COMPLAINT_PAUSE, PAUSE, PAUSE_AFTER, REMEMBERED

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def end_of(letter):
    letter.refresh_from_db()
    return letter.state


def refuse(address, now, times=PAUSE_AFTER):
    for _again in range(times):
        Unreachable.objects.refused(address, now)


def tried_until_the_end(postman, clock, letter):
    """Move the clock from try to try; returns when each was made."""
    tries = []
    while end_of(letter) in {"waiting", "retry"}:
        clock.now = max(clock.now, letter.due_at)
        tries.append(clock.now)
        postman.round()
        clock.now += timedelta(seconds=1)
    return tries


# -- no letter outlives its use


@pytest.mark.parametrize("klass", ["account", "agreed", "appointment"])
def test_tries_end_where_the_subject_begins(postman, sink, letter_to, ana, clock, now, klass):
    begins = now + 2 * HOUR
    letter = letter_to(ana, klass=klass, useless_after=begins)
    sink.answers["RCPT"] = "451 later"
    tries = tried_until_the_end(postman, clock, letter)
    assert letter.state == "failed"
    assert letter.reason == "given up: 451 at recipient"
    # A last one shortly before, and none after.
    assert begins - 2 * MINUTE < tries[-1] < begins
    assert len(tries) < 20


def test_what_was_tried_in_vain_has_failed_and_what_never_went_is_too_late(
    postman, sink, letter_to, ana, clock, now
):
    tried = letter_to(ana, "tried", useless_after=now + HOUR)
    sink.answers["RCPT"] = "451 later"
    postman.round()
    untried = letter_to(ana, "untried", useless_after=now + HOUR)
    account = letter_to(ana, "code", klass="account", useless_after=now + HOUR)
    clock.now = now + HOUR
    ends = postman.round()
    assert [end_of(letter) for letter in (tried, untried, account)] == [
        "failed",
        "cancelled",
        "cancelled",
    ]
    assert (ends["failed"], ends["cancelled"]) == (1, 2)
    assert tried.reason == "given up: 451 at recipient"
    assert bytes(account.mime) == b""


def test_a_reminder_that_waited_three_days_is_not_sent(postman, sink, letter_to, ana, clock, now):
    reminder, agreed = letter_to(ana, klass="appointment"), letter_to(ana, klass="agreed")
    clock.now = now + 3 * DAY
    postman.round()
    assert [end_of(reminder), end_of(agreed)] == ["cancelled", "sent"]


def test_what_must_arrive_has_its_days_from_the_first_failure(
    postman, sink, letter_to, ana, clock, now
):
    letter = letter_to(ana, klass="agreed")
    # The relay was away for a month, and then wants us to come back later.
    clock.now = now + 30 * DAY
    sink.answers["RCPT"] = "451 greylisted"
    postman.round()
    assert end_of(letter) == "retry"
    sink.answers.clear()
    clock.now = letter.due_at
    postman.round()
    assert end_of(letter) == "sent"


def test_a_relay_that_never_answers_gets_few_copies(postman, sink, letter_to, ana, clock):
    letter = letter_to(ana, klass="agreed")
    sink.answers["DATA"] = "swallow"
    while end_of(letter) in {"waiting", "retry"}:
        clock.now = max(clock.now + 10 * MINUTE, letter.due_at)
        postman.round()
    assert end_of(letter) == "unsure"
    assert len(sink.letters) == MOST_DOUBTS


# -- an address that refuses


def test_repeated_refusals_pause_the_address_for_all_but_accounts(
    postman, sink, letter_to, ana, clock, now
):
    sink.answers["RCPT"] = "550 5.1.1 nobody here"
    for number in range(PAUSE_AFTER):
        letter_to(ana, f"refused {number}")
    postman.round()
    sink.answers.clear()
    agreed = letter_to(ana, "agreed")
    reminder = letter_to(ana, "reminder", klass="appointment")
    short = letter_to(ana, "short", useless_after=now + DAY)
    code = letter_to(ana, "code", klass="account")
    postman.round()
    assert [end_of(letter) for letter in (agreed, reminder, short)] == ["waiting"] * 3
    assert end_of(code) == "sent"
    assert (agreed.tries, agreed.reason) == (0, "the address is paused")
    # None is looked at before its pause or its use is over.
    assert [letter.due_at - now for letter in (agreed, reminder, short)] == [PAUSE, 3 * DAY, DAY]
    clock.now = now + 3 * DAY
    postman.round()
    assert [end_of(letter) for letter in (agreed, reminder, short)] == [
        "waiting",
        "cancelled",
        "cancelled",
    ]
    # That was nobody's being late.
    assert reminder.reason == short.reason == HELD_TOO_LONG
    clock.now = now + PAUSE
    postman.round()
    assert end_of(agreed) == "sent"


def test_fewer_refusals_do_not(postman, letter_to, ana, now):
    refuse("Ana@example.org", now, PAUSE_AFTER - 1)
    letter = letter_to(ana)
    postman.round()
    assert end_of(letter) == "sent"


def test_old_refusals_are_forgotten(ana, now):
    refuse(ana.email, now, PAUSE_AFTER - 1)
    Unreachable.objects.refused(ana.email, now + REMEMBERED + DAY)
    row = Unreachable.objects.get()
    assert (row.refusals, row.paused_until) == (1, None)


def test_after_the_pause_one_more_refusal_is_enough(ana, now):
    refuse(ana.email, now)
    Unreachable.objects.refused(ana.email, now + PAUSE)
    assert Unreachable.objects.get().is_paused(now + 2 * PAUSE - DAY)


def test_a_visitors_address_is_paused_alike(postman, sink, letter_to, db, now):
    refuse("visitor@example.org", now)
    letter = letter_to("Visitor@example.org")
    postman.round()
    assert end_of(letter) == "waiting"
    Unreachable.objects.lift("visitor@example.org", now)
    postman.round()
    assert end_of(letter) == "sent"


def test_a_complaint_pauses_at_once_and_for_long(ana, now):
    Unreachable.objects.complained(ana.email, now)
    row = Unreachable.objects.get()
    assert row.is_paused(now + COMPLAINT_PAUSE - DAY)
    # A refusal later shortens nothing.
    refuse(ana.email, now)
    row.refresh_from_db()
    assert row.paused_until == now + COMPLAINT_PAUSE


# -- and is written to again


def confirm(member):
    address = EmailAddress.objects.get(user=member)
    email_confirmed.send(EmailAddress, request=None, email_address=address)


def sign_in_by_code(member):
    authentication_step_completed.send(type(member), request=None, user=member, method="code")


def change_address(member):
    old = EmailAddress.objects.get(user=member)
    new = EmailAddress.objects.create(user=member, email="new@example.org", verified=True)
    old.set_as_primary() if old.primary else None
    old.delete()
    new.set_as_primary()
    email_changed.send(
        type(member), request=None, user=member, from_email_address=old, to_email_address=new
    )


@pytest.mark.parametrize("how", [confirm, sign_in_by_code, change_address])
def test_a_member_lifts_the_pause(postman, sink, letter_to, ana, ben, now, time_machine, how):
    time_machine.move_to(now, tick=False)
    refuse(ana.email, now)
    refuse(ben.email, now)
    hers, his = letter_to(ana, "hers"), letter_to(ben, "his")
    postman.round()
    assert [end_of(hers), end_of(his)] == ["waiting", "waiting"]
    how(ana)
    postman.round()
    assert [end_of(hers), end_of(his)] == ["sent", "waiting"]
    assert sink.recipients == ["new@example.org" if how is change_address else "ana@example.org"]


def test_a_password_lifts_nothing(ana, now):
    refuse(ana.email, now)
    authentication_step_completed.send(type(ana), request=None, user=ana, method="password")
    assert Unreachable.objects.get().is_paused(now)


def test_lifting_forgets_what_was_counted(ana, now):
    refuse(ana.email, now)
    Unreachable.objects.lift(ana.email, now)
    Unreachable.objects.refused(ana.email, now)
    row = Unreachable.objects.get()
    assert (row.refusals, row.is_paused(now)) == (1, False)


# -- a login code never waits behind others


def test_an_urgent_letter_passes_a_backlog(postman, sink, letter_to, ana, monkeypatch):
    for number in range(40):
        letter_to(ana, f"bulk {number}", queue="bulk")
    note = postman._note

    def noting(letter, ends, seconds=0.0):
        """A code is asked for as soon as the second of the forty has gone."""
        note(letter, ends, seconds)
        if ends["sent"] == 2:
            letter_to(ana, "code", queue="urgent", klass="account")

    monkeypatch.setattr(postman, "_note", noting)
    postman.round()
    assert sink.subjects.index("code") <= 4
    assert len(sink.subjects) == len(set(sink.subjects)) == 41


def test_behind_a_slow_relay_it_is_the_very_next(postman, sink, letter_to, ana, monkeypatch):
    for number in range(8):
        letter_to(ana, f"bulk {number}", queue="bulk")
    deliver, moment = postman.relay.deliver, [0.0]

    def slowly(address, content):
        """A code is asked for while the first is on its way."""
        deliver(address, content)
        if not moment[0]:
            letter_to(ana, "code", queue="urgent", klass="account")
        moment[0] += 5.0

    monkeypatch.setattr(postman.relay, "deliver", slowly)
    monkeypatch.setattr("members.postman.time.monotonic", lambda: moment[0])
    postman.round()
    assert sink.subjects[:2] == ["bulk 0", "code"]
    assert len(sink.subjects) == 9


def test_behind_a_slow_relay_few_are_held_at_a_time(postman, letter_to, ana, monkeypatch):
    for number in range(40):
        letter_to(ana, str(number))
    deliver, moment, held = postman.relay.deliver, [0.0], []

    def slowly(address, content):
        deliver(address, content)
        moment[0] += 0.05

    lease = type(Letter.objects).lease
    monkeypatch.setattr(
        type(Letter.objects),
        "lease",
        lambda self, now, how_many: held.append(how_many) or lease(self, now, how_many),
    )
    monkeypatch.setattr(postman.relay, "deliver", slowly)
    monkeypatch.setattr("members.postman.time.monotonic", lambda: moment[0])
    postman.round()
    assert held == [20, *[4] * 6]


# -- an organizer sends it again


def test_a_failed_letter_goes_again_with_all_its_tries(postman, sink, letter_to, ana, clock, now):
    letter = letter_to(ana)
    sink.answers["RCPT"] = "550 no"
    postman.round()
    assert end_of(letter) == "failed"
    sink.answers.clear()
    clock.now += 20 * DAY
    letter.send_again(clock.now)
    postman.round()
    assert end_of(letter) == "sent"
    message_ids = {str(message["Message-ID"]) for message in sink.messages}
    assert len(message_ids) == 1
