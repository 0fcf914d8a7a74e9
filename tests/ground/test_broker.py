"""A worker goes on when its broker has been hung."""

import pytest
from kombu.transport import virtual

from networkgroup.celery import app


class Hung:
    """A channel to a broker that says nothing."""

    do_restore = False

    def conn_or_acquire(self, client=None):
        raise TimeoutError


def test_a_hand_is_free_again_though_the_broker_could_not_be_told():
    with app.connection_for_read("redis://") as broker:
        hands = broker.transport.Channel.QoS(Hung(), prefetch_count=1)
    virtual.QoS.append(hands, "a task", "its tag")
    assert not hands.can_consume()
    with pytest.raises(TimeoutError):
        hands.ack("its tag")
    assert hands.can_consume()
