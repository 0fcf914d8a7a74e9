from django.db import models
from django.db.models import F


class TallyManager(models.Manager):
    def add(self, name, how_many=1):
        """Count up, from any process."""
        _row, is_new = self.get_or_create(name=name, defaults={"count": how_many})
        if not is_new:
            self.filter(name=name).update(count=F("count") + how_many)


class Tally(models.Model):
    """How often something rare happened, in all processes together, for /metrics."""

    name = models.CharField(max_length=40, unique=True)
    count = models.PositiveBigIntegerField(default=0)

    objects = TallyManager()

    def __str__(self):
        return f"{self.name} {self.count}"
