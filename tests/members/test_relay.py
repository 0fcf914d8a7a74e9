"""One line to the mail server: a letter is announced before anybody knows whether it may go."""

from members.models import Letter
from members.relay import Relay

WORDS = b"Subject: Hello\r\n\r\nWords.\r\n"


def test_whoever_comes_next_goes_as_announced(tap, sink):
    relay = Relay(tap.options)
    relay.open()
    # A second one over the first is out of order, and the server says so.
    relay.announce()
    relay.announce()
    for name in ("ana", "ben"):
        relay.deliver(f"{name}@example.org", WORDS)
        relay.answer()
    relay.close()
    assert sink.recipients == ["ana@example.org", "ben@example.org"]
    assert sink.connections == 1


def test_an_address_in_other_letters_is_announced_anew(tap, sink):
    relay = Relay(tap.options)
    relay.open()
    relay.announce()
    relay.deliver("jürgen@example.org", WORDS)
    relay.answer()
    relay.close()
    assert sink.recipients == ["jürgen@example.org"]
    assert sink.options == [[], ["SMTPUTF8", "BODY=8BITMIME"]]


def test_nobody_is_called_to_hear_an_announcement(tap, sink):
    Relay(tap.options).announce()
    assert sink.connections == 0


def test_a_letter_taken_back_after_it_was_announced_does_not_go(
    postman, sink, letter_to, ana, ben, now, monkeypatch
):
    taken_back, other = letter_to(ana), letter_to(ben)
    announce = postman.relay.announce

    def announcing():
        announce()
        Letter.objects.filter(pk=taken_back.pk).take_back("called off", now)

    monkeypatch.setattr(postman.relay, "announce", announcing)
    ends = postman.round()
    assert (ends["lost"], ends["sent"]) == (1, 1)
    assert sink.recipients == ["ben@example.org"]
    taken_back.refresh_from_db()
    other.refresh_from_db()
    assert (taken_back.state, other.state) == ("cancelled", "sent")
