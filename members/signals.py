"""The only two things members tells upward.

Both are sent inside the verb's transaction, after both members are locked, with `one` (who acted),
`other` and `now`. A receiver that fails takes the whole verb back with it.
"""

from django.dispatch import Signal

blocked = Signal()
unfollowed = Signal()
