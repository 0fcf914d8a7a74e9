"""The forty people of the demonstration, all invented."""

from meetups.demo.far_away import FAR_AWAY
from meetups.demo.newcomers import NEWCOMERS
from meetups.demo.regulars import REGULARS

CAST = [*REGULARS, *NEWCOMERS, *FAR_AWAY]
# The two whose logins are printed: each has something to answer today.
MEMBER, ORGANIZER = "ruth", "elspeth"
HOSTS = ("elspeth", "gordon", "mei-lin")

# Days since the first of each joined; the next ones came three days apart.
JOINED = ((REGULARS, 600), (FAR_AWAY, 400), (NEWCOMERS, 130))


def days_here():
    """Days since each of the cast joined, by key."""
    return {
        person.key: first - 3 * number
        for people, first in JOINED
        for number, person in enumerate(people)
    }
