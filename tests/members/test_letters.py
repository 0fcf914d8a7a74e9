"""A letter's way out: what goes, what waits, what ends, and that it goes once."""

import uuid
from contextlib import suppress
from datetime import timedelta

import pytest
from aiosmtpd.smtp import AuthResult
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.handful import BLINK, Handful
from members.models import Letter, Member, Preferences, Sweep, Unreachable, letter_ends
from members.models.letter import MUST_ARRIVE_FOR, REMINDERS_FOR, GiveWay, LeaseLost
from members.postman import Postman
from members.relay import Relay
from tests.factories import NOW
from tests.sink import Tap

MINUTE = timedelta(minutes=1)
CLASSES = ["account", "agreed", "appointment", "encouragement"]
AT_MOST_ONCE = ["appointment", "encouragement"]
ONE_OF_EACH = ["agreed", "appointment"]  # must arrive, and at most once


def end_of(letter):
    letter.refresh_from_db()
    return letter.state


# -- the plain way


def test_a_letter_goes_to_the_verified_address(postman, sink, letter_to, ana):
    letter = letter_to(ana)
    ends = postman.round()
    assert end_of(letter) == "sent"
    assert ends["sent"] == 1
    assert sink.recipients == ["ana@example.org"]
    message = sink.messages[0]
    assert str(message["To"]) == "Ana Ruiz <ana@example.org>"
    assert message.get_content().splitlines() == ["Words.", ".hidden dot"]


def test_a_new_address_redirects_what_waits(postman, sink, letter_to, ana):
    letter_to(ana)
    EmailAddress.objects.filter(user=ana).update(email="new@example.org")
    postman.round()
    assert sink.recipients == ["new@example.org"]


def test_a_visitors_letter_goes_to_the_bare_address(postman, sink, letter_to, db):
    letter_to("visitor@example.org")
    postman.round()
    assert str(sink.messages[0]["To"]) == "visitor@example.org"


def test_urgent_letters_go_first_then_the_longest_due(postman, sink, letter_to, ana, now):
    letter_to(ana, "bulk", queue="bulk", at=now - 9 * MINUTE)
    letter_to(ana, "later", at=now - MINUTE)
    letter_to(ana, "earlier", at=now - 2 * MINUTE)
    letter_to(ana, "code", queue="urgent")
    postman.round()
    assert sink.subjects == ["code", "earlier", "later", "bulk"]


def test_what_is_not_yet_due_waits(postman, sink, letter_to, ana, now):
    letter = letter_to(ana, at=now + MINUTE)
    postman.round()
    assert end_of(letter) == "waiting"


def test_one_connection_carries_many_letters(postman, sink, letter_to, ana):
    for number in range(25):
        letter_to(ana, str(number))
    postman.round()
    assert len(sink.letters) == 25
    assert sink.connections == 1


def test_every_round_is_noted_for_readyz(postman, db, now):
    postman.round()
    assert Sweep.objects.get(name="letters").finished_at == now


def test_the_words_of_an_account_letter_are_gone_once_it_went(postman, sink, letter_to, ana):
    letter = letter_to(ana, "Your code", klass="account")
    postman.round()
    assert sink.subjects == ["Your code"]
    letter.refresh_from_db()
    assert (letter.state, bytes(letter.mime), letter.subject) == ("sent", b"", "")


def test_the_command_sends_without_a_broker(tap, sink, letter_to, ana, settings, capsys):
    settings.MAILERS = {"default": {"OPTIONS": tap.options}}
    letter = letter_to(ana, at=timezone.now())
    call_command("send_letters")
    assert end_of(letter) == "sent"
    assert "sent 1" in capsys.readouterr().out


def test_lines_in_the_log_name_nobody(postman, sink, letter_to, ana, caplog):
    caplog.set_level("INFO")
    letter_to(ana, "A secret")
    sink.answers["RCPT"] = "550 5.1.1 <ana@example.org> unknown here"
    postman.round()
    lines = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith("members")
    )
    assert "kind=hello class=agreed queue=normal end=failed tries=0" in lines
    assert 'reason="550 5.1.1 at recipient"' in lines
    assert "sweep name=letters failed=1 ms=" in lines
    for word in ("ana", "Ana", "secret", "example.org"):
        assert word not in lines


# -- what is no longer true, wanted or allowed


@pytest.mark.parametrize("truth", [True, False])
def test_the_subject_is_asked_just_before_sending(
    postman, letter_to, ana, ben, monkeypatch, truth, now
):
    asked = []

    def still_owes(subject, kind, member, moment):
        asked.append((subject, kind, member, moment))
        return truth

    monkeypatch.setattr(Member, "still_owes", still_owes, raising=False)
    letter = letter_to(ana, about=ben)
    postman.round()
    assert asked == [(ben, "hello", ana, now)]
    assert end_of(letter) == ("sent" if truth else "cancelled")


def test_a_letter_about_something_that_is_gone_is_cancelled(postman, letter_to, ana, dan):
    letter = letter_to(ana, about=dan)
    dan.emailaddress_set.all().delete()
    dan.delete()
    postman.round()
    assert end_of(letter) == "cancelled"


def test_a_block_parts_the_letters_of_the_pair(postman, sink, letter_to, ana, ben, cleo, now):
    letters = [letter_to(ana, caused_by=ben), letter_to(ben, caused_by=ana)]
    other = letter_to(ana, caused_by=cleo)
    ana.block(ben, now)
    postman.round()
    assert [end_of(letter) for letter in letters] == ["cancelled", "cancelled"]
    assert end_of(other) == "sent"


def test_the_last_word_still_goes(postman, sink, letter_to, ana, ben, now):
    letters = [
        letter_to(ana, caused_by=ben, is_last_word=True),
        letter_to(ben, caused_by=ana, is_last_word=True),
    ]
    ana.block(ben, now)
    ben.suspend(now)
    postman.round()
    assert [end_of(letter) for letter in letters] == ["sent", "sent"]


@pytest.mark.parametrize("klass", CLASSES)
def test_what_is_not_wanted_is_not_sent_but_for_accounts(postman, letter_to, ana, klass):
    Preferences.objects.of(ana).stop("hello")
    letter = letter_to(ana, klass=klass)
    other = letter_to(ana, klass=klass, kind="another")
    postman.round()
    assert end_of(letter) == ("sent" if klass == "account" else "cancelled")
    assert end_of(other) == "sent"


def test_nothing_goes_to_somebody_suspended_or_unproven(postman, letter_to, ana, ben, now):
    letters = [letter_to(ana), letter_to(ben)]
    ana.suspend(now)
    EmailAddress.objects.filter(user=ben).update(verified=False)
    postman.round()
    assert [end_of(letter) for letter in letters] == ["cancelled", "cancelled"]
    assert [letter.reason for letter in letters] == [
        "the recipient is not here",
        "no verified address",
    ]


@pytest.mark.parametrize("klass", CLASSES)
def test_what_came_too_late_is_cancelled(postman, sink, letter_to, ana, klass, now):
    letter = letter_to(ana, klass=klass, useless_after=now)
    postman.round()
    assert end_of(letter) == "cancelled"
    assert sink.letters == []


# -- trouble on the way


@pytest.mark.parametrize("klass", ONE_OF_EACH)
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["421 closing", "451 4.3.0 later"])
def test_a_refusal_for_now_is_tried_again(
    postman, sink, letter_to, ana, clock, klass, step, answer, now
):
    letter = letter_to(ana, klass=klass)
    sink.answers[step] = answer
    postman.round()
    assert end_of(letter) == "retry"
    assert (letter.tries, letter.due_at > now) == (1, True)
    assert letter.reason.startswith(answer[:3])
    sink.answers.clear()
    clock.now = letter.due_at
    postman.round()
    assert end_of(letter) == "sent"
    assert len(sink.letters) == 1


@pytest.mark.parametrize(
    ("klass", "longest"), [("agreed", MUST_ARRIVE_FOR), ("appointment", REMINDERS_FOR)]
)
def test_each_wait_is_longer_and_after_days_it_ends(
    postman, sink, letter_to, ana, clock, now, klass, longest
):
    letter = letter_to(ana, klass=klass)
    sink.answers["RCPT"] = "451 later"
    waits = []
    while end_of(letter) in {"waiting", "retry"}:
        waits.append(letter.due_at - clock.now)
        clock.now = max(clock.now, letter.due_at)
        postman.round()
    assert letter.state == "failed"
    assert letter.reason == "given up: 451 at recipient"
    assert timedelta(0) <= longest - (clock.now - now) < MINUTE
    assert 20 < len(waits) < 60
    assert waits[1] < waits[3] < waits[5]


@pytest.mark.parametrize("klass", ONE_OF_EACH)
@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_a_refusal_for_good_ends_the_letter_and_counts_against_the_address(
    postman, sink, letter_to, ana, klass, step
):
    letter = letter_to(ana, klass=klass)
    sink.answers[step] = "550 5.1.1 nobody here"
    postman.round()
    assert end_of(letter) == "failed"
    assert Unreachable.objects.get(address="ana@example.org").refusals == 1


@pytest.mark.parametrize("klass", ONE_OF_EACH)
@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
@pytest.mark.parametrize("answer", ["drop", "hang"])
def test_before_the_payload_silence_is_only_a_delay(
    postman, sink, letter_to, ana, clock, klass, step, answer
):
    letter = letter_to(ana, klass=klass)
    sink.answers[step], sink.hanging_for = answer, 0.5
    postman.round()
    assert end_of(letter) == "retry"
    sink.answers.clear()
    clock.now += timedelta(minutes=10)
    postman.round()
    assert end_of(letter) == "sent"
    assert len(sink.letters) == 1


@pytest.mark.parametrize("klass", ONE_OF_EACH)
@pytest.mark.parametrize("answer", ["drop", "hang", "swallow", "what?"])
def test_after_the_payload_each_class_decides(postman, sink, letter_to, ana, clock, klass, answer):
    letter = letter_to(ana, klass=klass)
    sink.answers["DATA"], sink.hanging_for = answer, 0.5
    postman.round()
    assert end_of(letter) == ("unsure" if klass in AT_MOST_ONCE else "retry")
    sink.answers.clear()
    clock.now += timedelta(minutes=10)
    postman.round()
    if klass in AT_MOST_ONCE:
        assert end_of(letter) == "unsure"
        assert len(sink.letters) == (answer == "swallow")
    else:
        assert end_of(letter) == "sent"
        assert len(sink.letters) == 1 + (answer == "swallow")


def test_a_second_copy_is_the_same_letter(postman, sink, letter_to, ana, clock):
    letter_to(ana)
    sink.answers["DATA"] = "swallow"
    postman.round()
    sink.answers.clear()
    clock.now += timedelta(minutes=10)
    postman.round()
    (first_to, first), (second_to, second) = sink.letters
    assert (first_to, first) == (second_to, second)


def test_a_kept_connection_that_died_costs_no_try(postman, sink, letter_to, ana):
    letter_to(ana, "first")
    postman.round()
    letter = letter_to(ana, "second")
    sink.answers["MAIL"], sink.once = "drop", True
    postman.round()
    assert end_of(letter) == "sent"
    assert letter.tries == 0


def test_after_a_broken_connection_the_others_wait_their_turn_unharmed(
    postman, sink, letter_to, ana, clock
):
    letters = [letter_to(ana, str(number), klass="appointment") for number in range(5)]
    sink.answers["DATA"] = "drop"
    postman.round()
    assert [end_of(letter) for letter in letters] == ["unsure", *["waiting"] * 4]
    sink.answers.clear()
    clock.now += MINUTE
    postman.round()
    assert [end_of(letter) for letter in letters] == ["unsure", *["sent"] * 4]


def test_a_relay_that_is_away_costs_no_letter_a_try(tap, letter_to, ana, clock):
    letter = letter_to(ana)
    nowhere = Postman(Relay({**tap.options, "port": 1}, lambda: clock().timestamp()), clock)
    nowhere.round()
    assert end_of(letter) == "waiting"
    assert (letter.tries, nowhere.relay.is_resting) == (0, True)


def test_refused_logins_rest_the_relay_and_cost_no_letter_a_try(
    letter_to, ana, clock, caplog, monkeypatch
):
    no = AuthResult(success=False, handled=False, message="535 5.7.8 no")
    tap = Tap(authenticator=lambda *_: no, auth_require_tls=False)
    tap.start()
    try:
        letter = letter_to(ana)
        options = {**tap.options, "username": "group", "password": "wrong"}
        postman = Postman(Relay(options, lambda: clock().timestamp()), clock)
        postman.round()
        postman.round()
        assert end_of(letter) == "waiting"
        assert letter.tries == 0
        assert tap.sink.connections == 1
        assert "refused our login, 535" in caplog.text
        assert "wrong" not in caplog.text
        clock.now += 2 * MINUTE
        monkeypatch.setitem(options, "username", "")
        postman.round()
        assert end_of(letter) == "sent"
    finally:
        tap.stop()


def test_a_letter_that_cannot_be_read_back_stops_nobody_else(
    postman, sink, letter_to, ana, ben, caplog
):
    broken = [
        letter_to(ana, "sealed with a forgotten secret", klass="account"),
        letter_to("a@b\r\nRCPT TO:<x@y>", "an address with a line break"),
        letter_to("nobody", "an address without a domain"),
    ]
    Letter.objects.filter(pk=broken[0].pk).update(mime=b"nonsense")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_member SET name = %s WHERE id = %s", ["Ben\u2028\x0bA\r\nB: c", ben.pk]
        )
    hostile_name = letter_to(ben, "to a name with line breaks")
    whole = letter_to(ana, "whole")
    postman.round()
    assert [end_of(letter) for letter in broken[:2]] == ["failed", "failed"]
    assert end_of(hostile_name) == "sent"
    assert end_of(whole) == "sent"
    assert Letter.objects.filter(state__in=["leased", "sending"]).count() == 0


# -- leases


def test_two_claims_never_share_a_letter(letter_to, ana, now):
    for number in range(5):
        letter_to(ana, str(number))
    first, second = Letter.objects.claim(now, 3), Letter.objects.claim(now, 3)
    assert [len(first), len(second)] == [3, 2]
    assert not {letter.pk for letter in first} & {letter.pk for letter in second}


def test_who_came_too_late_for_the_lease_may_not_send(letter_to, ana, now):
    letter_to(ana)
    (late,) = Letter.objects.claim(now, 1)
    later = now + 2 * MINUTE
    assert Letter.objects.recover(later) == 1
    (letter,) = Letter.objects.claim(later, 1)
    with pytest.raises(LeaseLost):
        late.take_up(later)
    letter.take_up(later)
    with pytest.raises(LeaseLost):
        late.arrive(later)
    letter.arrive(later)
    assert end_of(late) == "sent"


def test_a_letter_gives_way_while_something_urgent_waits(letter_to, ana, now):
    letter_to(ana)
    (letter,) = Letter.objects.claim(now, 1)
    urgent = letter_to(ana, "code", queue="urgent", at=now + MINUTE / 2)
    with pytest.raises(GiveWay):
        letter.take_up(now + MINUTE / 2)
    assert end_of(letter) == "leased"
    (first,) = Letter.objects.claim(now + MINUTE / 2, 1)
    assert first == urgent
    letter.take_up(now + MINUTE / 2)
    assert end_of(letter) == "sending"


def test_one_letter_arrives_while_the_next_is_taken_up(letter_to, ana, now):
    for number in range(2):
        letter_to(ana, str(number))
    one, two = Letter.objects.claim(now, 2)
    one.take_up(now)
    two.take_up(now, one)
    assert (one.state, one.settled_at, one.lease_token) == ("sent", now, None)
    assert [end_of(one), end_of(two)] == ["sent", "sending"]


def test_the_one_arrives_even_where_the_next_gives_way(letter_to, ana, now):
    for number in range(2):
        letter_to(ana, str(number))
    one, two = Letter.objects.claim(now, 2)
    one.take_up(now)
    letter_to(ana, "code", queue="urgent", klass="account")
    with pytest.raises(GiveWay):
        two.take_up(now, one)
    assert [end_of(one), end_of(two)] == ["sent", "leased"]


def test_the_next_goes_even_where_the_ones_lease_was_lost(letter_to, ana, now):
    for number in range(2):
        letter_to(ana, str(number))
    one, two = Letter.objects.claim(now, 2)
    one.take_up(now)
    Letter.objects.filter(pk=one.pk).update(lease_token=uuid.uuid4())
    two.take_up(now, one)
    assert one.state == "sending"
    assert [end_of(one), end_of(two)] == ["sending", "sending"]


def test_a_lease_that_ended_is_worth_nothing_even_when_nobody_else_came(letter_to, ana, now):
    letter_to(ana)
    (letter,) = Letter.objects.claim(now, 1)
    with pytest.raises(LeaseLost):
        letter.take_up(now + 2 * MINUTE)


@pytest.mark.parametrize("klass", CLASSES)
def test_whoever_died_before_the_fence_left_it_unsent(postman, sink, letter_to, ana, klass, clock):
    letter = letter_to(ana, klass=klass)
    Letter.objects.claim(clock.now, 1)
    clock.now += 2 * MINUTE
    postman.round()
    assert end_of(letter) == "sent"
    assert (letter.tries, len(sink.letters)) == (0, 1)


@pytest.mark.parametrize("klass", CLASSES)
def test_whoever_died_after_the_fence_left_a_doubt(postman, sink, letter_to, ana, klass, clock):
    letter = letter_to(ana, klass=klass)
    Letter.objects.claim(clock.now, 1)[0].take_up(clock.now)
    clock.now += 10 * MINUTE
    postman.round()
    assert end_of(letter) == ("unsure" if klass in AT_MOST_ONCE else "sent")
    assert len(sink.letters) == (klass not in AT_MOST_ONCE)


def test_what_happened_is_noted_even_when_the_database_stumbles(
    postman, sink, letter_to, ana, monkeypatch
):
    letter = letter_to(ana)
    arrive, stumbles = Letter.arrive, [OperationalError("gone"), OperationalError("gone")]

    def stumbling(self, now):
        if stumbles:
            raise stumbles.pop()
        arrive(self, now)

    monkeypatch.setattr(Letter, "arrive", stumbling)
    monkeypatch.setattr("members.postman.SETTLE_PAUSE", 0)
    monkeypatch.setattr("members.postman.connection.close", lambda: None)
    postman.round()
    assert end_of(letter) == "sent"
    assert len(sink.letters) == 1


def test_a_fence_that_the_database_drops_leaves_the_letter_before_noted(
    postman, sink, letter_to, ana, monkeypatch
):
    letters = [letter_to(ana, str(number)) for number in range(3)]
    take_up = Letter.take_up

    def stumbling(self, now, before=None):
        if self == letters[1]:
            raise OperationalError("gone")
        take_up(self, now, before)

    with monkeypatch.context() as patch, pytest.raises(OperationalError):
        patch.setattr(Letter, "take_up", stumbling)
        postman.round()
    assert [end_of(letter) for letter in letters] == ["sent", "waiting", "waiting"]
    postman.round()
    assert sink.subjects == ["0", "1", "2"]


def test_a_stopped_postman_leaves_the_rest_where_it_was(postman, sink, letter_to, ana, monkeypatch):
    letters = [letter_to(ana, str(number)) for number in range(3)]
    deliver = postman.relay.deliver
    monkeypatch.setattr(postman.relay, "deliver", lambda *what: (deliver(*what), postman.stop()))
    postman.round()
    assert [end_of(letter) for letter in letters] == ["sent", "waiting", "waiting"]


def test_no_more_are_looked_at_together_than_go_in_a_blink(letter_to, ana, now, monkeypatch):
    letters = [letter_to(ana, str(number)) for number in range(9)]
    looks, to_send = [], type(Letter.objects).to_send

    def noting(self, ids):
        looks.append(list(ids))
        return to_send(self, ids)

    monkeypatch.setattr(type(Letter.objects), "to_send", noting)
    handful, order = Handful.claim(now, 9), [letter.pk for letter in letters]
    for _letter in range(2):
        handful.first(now)
        handful.pop()
    # Two went: two are looked at now, and twice as many once those have gone in time.
    for _letter in range(2):
        assert handful.first(now + 2 * BLINK).pk == order[9 - len(handful.ids)]
        handful.pop()
    handful.first(now + 2 * BLINK)
    assert looks == [order[:5], order[2:4], order[4:8]]
    handful.give_back()
    assert [end_of(letter) for letter in letters] == ["leased"] * 4 + ["waiting"] * 5


def test_many_letters_are_looked_at_by_no_more_statements_than_one(
    letter_to, ana, ben, cleo, dan, now, monkeypatch
):
    monkeypatch.setattr(Member, "still_owes", lambda *_what: True)
    Preferences.objects.of(ben).stop("another")
    ana.block(dan, now)
    letters = [
        letter_to(reader, about=ana, caused_by=ana, shows=[cleo.pk], is_last_word=True)
        for reader in (ben, cleo, dan)
    ]
    counts = []
    for ids in ([letters[0].pk], [letter.pk for letter in letters]):
        with CaptureQueriesContext(connection) as asked:
            found = Letter.objects.to_send(ids)
            Unreachable.objects.where_to(found)
            assert [letter.why_not(now) for letter in found] == [""] * len(ids)
        counts.append(len(asked))
    assert counts == [4, 4]


def test_what_is_gone_from_the_table_holds_up_nobody(letter_to, ana, now):
    gone, letter = letter_to(ana, "gone"), letter_to(ana, "here")
    handful = Handful.claim(now, 2)
    gone.delete()
    assert handful.first(now) == letter
    handful.pop()
    assert handful.first(now) is None


def test_what_somebody_else_holds_by_now_is_theirs_to_end(letter_to, ana, now):
    """The first one's lease ran out while a slow server kept the rest of his handful waiting."""
    letters = [letter_to(ana, str(number)) for number in range(2)]
    mine, later = Handful.claim(now, 2), now + 2 * MINUTE
    Letter.objects.recover(later)
    theirs = Handful.claim(later, 1)
    assert mine.first(later) is None
    mine.give_back()
    assert theirs.first(later) is not None
    assert sorted(end_of(letter) for letter in letters) == ["leased", "waiting"]


@pytest.mark.parametrize(
    ("verb", "state", "end"),
    [
        (
            lambda letters, now: letters.take_back("called off", now),
            {},
            'end=cancelled tries=0 ms=0 reason="called off"',
        ),
        (
            lambda letters, now: letters.drop_useless(now),
            {"useless_after": NOW},
            'end=cancelled tries=0 ms=0 reason="too late to be of use"',
        ),
        (
            lambda letters, now: letters.drop_useless(now),
            {"useless_after": NOW, "state": "retry", "tries": 2, "reason": "451 later"},
            'end=failed tries=2 ms=0 reason="given up: 451 later"',
        ),
        (
            lambda letters, now: letters.recover(now),
            {"state": "sending", "lease_token": uuid.UUID(int=1), "lease_until": NOW},
            'end=unsure tries=0 ms=0 reason="the worker went away while sending"',
        ),
    ],
)
def test_letters_ended_together_leave_a_line_each(
    letter_to, ana, ben, now, caplog, django_capture_on_commit_callbacks, verb, state, end
):
    caplog.set_level("INFO")
    letters = [letter_to(reader, klass="encouragement") for reader in (ana, ben)]
    Letter.objects.update(**state)
    for _again in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            verb(Letter.objects.all(), now)
    about = "letter id={} kind={} class=encouragement queue=normal " + end
    told = [one.getMessage() for one in caplog.records if one.name.endswith("letter_ends")]
    assert told == [about.format(letter.pk, letter.kind) for letter in letters]


def test_a_whole_backlog_that_is_too_late_ends_by_portions(letter_to, ana, now, monkeypatch):
    monkeypatch.setattr(letter_ends, "PORTION", 2)
    letters = [letter_to(ana, str(number), useless_after=now) for number in range(5)]
    assert Letter.objects.drop_useless(now) == (5, 0)
    assert {end_of(letter) for letter in letters} == {"cancelled"}


def test_nothing_is_told_of_an_end_that_does_not_stand(
    letter_to, ana, now, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level("INFO")
    letter_to(ana)
    with (
        django_capture_on_commit_callbacks(execute=True),
        suppress(ZeroDivisionError),
        transaction.atomic(),
    ):
        Letter.objects.all().take_back("called off", now)
        raise ZeroDivisionError
    assert caplog.records == []


def test_a_verb_can_take_back_what_only_waits(postman, letter_to, ana, now):
    waiting, gone = letter_to(ana, "one"), letter_to(ana, "two")
    assert waiting.cancel_waiting("called off", now)
    postman.round()
    assert not gone.cancel_waiting("called off", now)
    assert [end_of(waiting), end_of(gone)] == ["cancelled", "sent"]


# -- promises of the database


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "lost"},
        {"klass": "spam"},
        {"queue": "soon"},
        {"state": "sent"},
        {"state": "leased"},
        {"recipient": None, "address": ""},
        {"about_id": 1},
    ],
)
def test_the_database_refuses_what_cannot_be(letter_to, ana, broken):
    letter = letter_to(ana)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(**broken)


def test_the_database_keeps_no_words_of_a_settled_account_letter(letter_to, ana, now):
    letter = letter_to(ana, klass="account")
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(state="sent", settled_at=now)


def test_the_waiting_are_found_by_an_index(letter_to, ana, now):
    with connection.cursor() as cursor:
        # Over a handful of rows every plan costs the same: only what must be had from an index is
        # told apart, the order of sending above all.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        assert "Index Scan using letters_due" in Letter.objects.due(now).explain()
        held = Letter.objects.filter(lease_until__lte=now, state__in=["leased", "sending"])
        assert "letters_in_hand" in held.explain()
