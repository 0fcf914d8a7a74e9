"""Verbs about one row that take turns."""


class TakingTurns:
    """The lock of an evening and of a series, which each of their verbs takes first."""

    def _take_turn(self):
        """Lock the row until commit, and be as it is now; places and people known stay known."""
        fresh = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
        # By the descriptors, which forget a related row when another one has come in its place.
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(fresh, field.attname))
