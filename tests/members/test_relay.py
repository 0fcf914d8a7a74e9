"""One line to the mail server: a letter is announced before anybody knows whether it may go."""

from datetime import timedelta

import pytest
from django.conf import settings

from members.models import Letter
from members.models.letter_fate import SENDING_LEASE
from members.relay import LONGEST_ENVELOPE, Relay
from members.trouble import FIRST_REST, Postponed, Refused

MINUTE = timedelta(minutes=1)
WORDS = b"Subject: Hello\r\n\r\nWords.\r\n"


@pytest.fixture(params=[False, True], ids=["one by one", "together"])
def together(request, sink):
    """Whether the server takes commands together."""
    sink.together = request.param
    return request.param


@pytest.fixture
def relay(tap, together):
    """A line that is open."""
    relay = Relay(tap.options)
    relay.open()
    yield relay
    relay.close()


def send(relay, *names):
    for name in names:
        relay.deliver(f"{name}@example.org", WORDS)
        relay.answer()


def test_an_announced_letter_goes_as_any_other(relay, sink):
    for name in ("ana", "ben"):
        relay.announce(f"{name}@example.org")
        send(relay, name)
    send(relay, "cleo")
    assert sink.recipients == ["ana@example.org", "ben@example.org", "cleo@example.org"]
    assert sink.connections == 1


def test_a_server_that_takes_commands_together_gets_them_together(relay, together, monkeypatch):
    written, send = [], relay.smtp.send

    def note(words):
        written.append(words)
        send(words)

    monkeypatch.setattr(relay.smtp, "send", note)
    relay.announce("ana@example.org")
    [first] = written
    assert (first.count("\r\n"), first.endswith("DATA\r\n")) == (
        (3, True) if together else (1, False)
    )


def test_another_may_go_instead_and_the_first_gets_nothing(relay, sink):
    relay.announce("ana@example.org")
    send(relay, "ben", "cleo")
    assert sink.recipients == ["ben@example.org", "cleo@example.org"]


def test_a_second_announcement_takes_back_the_first(relay, sink):
    relay.announce("ana@example.org")
    relay.announce("ben@example.org")
    send(relay, "ben")
    assert sink.recipients == ["ben@example.org"]


def test_a_line_closed_after_an_announcement_leaves_no_letter(relay, sink):
    relay.announce("ana@example.org")
    relay.close()
    send(relay, "ben")
    assert sink.recipients == ["ben@example.org"]


@pytest.mark.parametrize("is_eager", [False, True])
def test_a_refused_recipient_spoils_nothing_for_the_next(relay, sink, is_eager):
    sink.answers, sink.once, sink.is_eager = {"RCPT": "550 5.1.1 nobody"}, True, is_eager
    relay.announce("ana@example.org")
    with pytest.raises(Refused, match=r"550 5\.1\.1 at recipient"):
        send(relay, "ana")
    send(relay, "ben", "cleo")
    assert sink.recipients == ["ben@example.org", "cleo@example.org"]


@pytest.mark.parametrize("odd", ["354 go on", "199 what"])
def test_an_answer_that_makes_no_sense_ends_the_line_before_the_letter(relay, sink, odd):
    sink.answers, sink.once = {"RCPT": odd}, True
    with pytest.raises(Postponed):
        send(relay, "ana")
    relay.resting_until = 0.0
    send(relay, "ben")
    assert sink.recipients == ["ben@example.org"]
    assert sink.connections == 2


def test_a_kept_line_that_dies_under_an_announcement_is_opened_again(relay, sink):
    send(relay, "ana")
    sink.answers, sink.once = {"MAIL": "drop"}, True
    relay.announce("ben@example.org")
    send(relay, "ben")
    assert sink.recipients == ["ana@example.org", "ben@example.org"]
    assert sink.connections == 2


def test_an_address_in_other_letters_is_announced_as_such(relay, sink):
    relay.announce("ana@example.org")
    relay.announce("jürgen@example.org")
    send(relay, "jürgen", "ben")
    assert sink.recipients == ["jürgen@example.org", "ben@example.org"]
    assert sink.options[-2:] == [["SMTPUTF8", "BODY=8BITMIME"], []]


def test_an_address_of_two_lines_reaches_nobody(relay, sink):
    relay.announce("ana@example.org>\r\nRCPT TO:<ben@example.org")
    with pytest.raises(ValueError, match="another line"):
        send(relay, "ana@example.org>\r\nRCPT TO:<ben")
    send(relay, "cleo")
    assert sink.recipients == ["cleo@example.org"]


def test_nobody_is_called_to_hear_an_announcement(tap, sink):
    Relay(tap.options).announce("ana@example.org")
    assert sink.connections == 0


def test_a_letter_taken_back_after_it_was_announced_does_not_go(
    together, postman, sink, letter_to, ana, ben, now, monkeypatch
):
    taken_back, other = letter_to(ana), letter_to(ben)
    announce = postman.relay.announce

    def announcing(address):
        announce(address)
        Letter.objects.filter(pk=taken_back.pk).take_back("called off", now)

    monkeypatch.setattr(postman.relay, "announce", announcing)
    ends = postman.round()
    assert (ends["lost"], ends["sent"]) == (1, 1)
    assert sink.recipients == ["ben@example.org"]
    taken_back.refresh_from_db()
    other.refresh_from_db()
    assert (taken_back.state, other.state) == ("cancelled", "sent")


def test_what_took_too_long_is_not_handed_over_while_its_lease_runs_out(
    postman, sink, letter_to, ana, clock, monkeypatch
):
    letter, envelope = letter_to(ana), postman.relay._envelope

    def slow(*letter):
        wire = envelope(*letter)
        clock.now += timedelta(seconds=LONGEST_ENVELOPE + 1)
        return wire

    with monkeypatch.context() as at_first:
        at_first.setattr(postman.relay, "_envelope", slow)
        postman.round()
    letter.refresh_from_db()
    assert (letter.state, letter.tries, sink.letters) == ("waiting", 0, [])
    clock.now += FIRST_REST
    assert postman.round()["sent"] == 1
    assert sink.recipients == ["ana@example.org"]


def test_the_lease_lasts_beyond_the_envelope_the_payload_and_the_answer():
    ours = LONGEST_ENVELOPE + 2 * settings.MAIL_TIMEOUT
    assert timedelta(seconds=ours) < SENDING_LEASE - MINUTE
