from django.db import models


class SweepManager(models.Manager):
    def finished(self, name, now):
        """Note that the sweep went through to its end."""
        self.update_or_create(name=name, defaults={"finished_at": now})


class Sweep(models.Model):
    """When a round of "what is due?" last came to its end, so that /readyz can miss it."""

    name = models.CharField(max_length=40, unique=True)
    finished_at = models.DateTimeField()

    objects = SweepManager()

    def __str__(self):
        return self.name
