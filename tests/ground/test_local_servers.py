"""The embedded broker and the mailbox do what their big brothers do."""

import mailbox
import smtplib
from email.message import EmailMessage

import pytest
import redis

from networkgroup.local import ports
from networkgroup.local.mailbox import Mailbox
from networkgroup.local.place import Trouble
from networkgroup.local.valkey import Valkey

pytestmark = pytest.mark.integration


def test_the_broker_never_drops_a_task_and_remembers(tmp_path):
    valkey = Valkey(tmp_path / "valkey", ports.any_free())
    valkey.start()
    try:
        with redis.Redis.from_url(valkey.url) as broker:
            assert broker.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
            broker.set("cup", "full")
        valkey.stop()
        valkey.start()
        with redis.Redis.from_url(valkey.url) as broker:
            assert broker.get("cup") == b"full"
    finally:
        valkey.stop()


def test_a_broker_that_cannot_start_says_why_and_the_way_out(tmp_path):
    valkey = Valkey(tmp_path / "valkey", 99999)
    with pytest.raises(Trouble, match="set REDIS_URL="):
        valkey.start()


def test_every_letter_arrives_line_for_line_whoever_it_is_for(tmp_path):
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = "Coffee", "ana@example.org", "ben@example.org"
    letter.set_content("Thursday, nine, D'Arcy's.\n")
    box = Mailbox(tmp_path / "mail", ports.any_free())
    box.start()
    try:
        with smtplib.SMTP(ports.HOST, box.port, timeout=5) as line:
            line.send_message(letter)
            line.send_message(letter, to_addrs=["cleo@example.org", "dan@example.org"])
    finally:
        box.stop()
    kept = mailbox.Maildir(tmp_path / "mail", create=False)
    assert sorted(one["X-Envelope-To"] for one in kept) == [
        "ben@example.org",
        "cleo@example.org, dan@example.org",
    ]
    assert all(kept.get_bytes(key).endswith(letter.as_bytes()) for key in kept.iterkeys())
