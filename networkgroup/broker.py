"""What Celery's workers make of a broker that hangs."""

from kombu.transport import redis, virtual


class Hands(redis.QoS):
    """The tasks that a worker holds: it takes no more than it can do at once."""

    def ack(self, delivery_tag):
        """The task is done, even where the broker cannot be told.

        Else the hand would stay full for ever, and after a few of these the worker would take
        nothing any more. What was not told comes again after an hour, and finds nothing to do.
        """
        try:
            super().ack(delivery_tag)
        except Exception:
            virtual.QoS.ack(self, delivery_tag)
            raise
