"""The whole demonstration, at any moment one likes to call now."""

from django.db import transaction

from meetups.demo.bygones import ask_again
from meetups.demo.cast import MEMBER, ORGANIZER
from meetups.demo.gathering import furnish, gather
from meetups.demo.storyteller import tell
from meetups.models import free_time


def move_in(now, password):
    """{key: Member} of the cast, with all that has happened between them by `now`."""
    with transaction.atomic():
        members = gather(now, password)
        tell(members, furnish(), now)
        # The verbs kept the free time of then.
        free_time.renew(list(members.values()), now)
        ask_again([members[MEMBER], members[ORGANIZER]], now)
    return members
