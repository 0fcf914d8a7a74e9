"""How long before and after an evening something can be said at its door."""

from datetime import timedelta

DOOR_OPENS = timedelta(hours=2)  # before it begins
# The word is on the wall from half an hour before until the end.
WORD_COUNTS_FROM = timedelta(minutes=30)
# Whoever comes later than that is late.
GRACE = timedelta(minutes=10)
# Hosts who forgot have a day; what is unknown then stays unknown.
TIME_TO_CLOSE = timedelta(hours=24)
