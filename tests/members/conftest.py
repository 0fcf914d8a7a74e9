"""A postman, a mail server and letters, for tests of the way out."""

import pytest

from members.models import Letter, Member
from members.models.letter import new_message_id
from members.postman import Postman
from members.relay import Relay
from tests.sink import Tap


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture(scope="module")
def tap():
    tap = Tap()
    tap.start()
    yield tap
    tap.stop()


@pytest.fixture
def sink(tap):
    tap.sink.__init__()
    return tap.sink


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def postman(tap, sink, clock):
    postman = Postman(Relay(tap.options, clock=lambda: clock().timestamp()), clock)
    yield postman
    postman.relay.close()


@pytest.fixture
def letter_to(now):
    """Leaves a ready letter, without the templates."""

    def letter_to(member, subject="Hello", klass="agreed", queue="normal", at=now, **fields):
        bare = not isinstance(member, Member)
        letter = Letter(
            klass=klass,
            kind=fields.pop("kind", "hello"),
            recipient=None if bare else member,
            address=member if bare else "",
            key=f"{subject}:{Letter.objects.count()}",
            subject="" if klass == "account" else subject,
            message_id=new_message_id(),
            queue=queue,
            dated_at=at,
            created_at=at,
            due_at=at,
            **fields,
        )
        letter.content = (
            f"From: us@example.org\r\nSubject: {subject}\r\n\r\nWords.\r\n.hidden dot\r\n".encode()
        )
        letter.save()
        return letter

    return letter_to
