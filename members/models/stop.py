from django.db import models
from django.db.models.functions import Lower


class StopQuerySet(models.QuerySet):
    def at(self, address):
        """The wish of this address, if it was uttered."""
        return self.filter(address=address.lower())


class Stop(models.Model):
    """Somebody without an account wants no letters but those they wait for themselves.

    What a member says in their preferences; a guest has nothing but an address to say it by.
    """

    address = models.EmailField(unique=True)
    at = models.DateTimeField()

    objects = StopQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(address=Lower("address")) & ~models.Q(address=""),
                name="an_address_stops_in_one_spelling",
            )
        ]

    def __str__(self):
        return f"since {self.at}"
