"""The forty people of the demonstration, all invented."""

from meetups.demo.far_away import FAR_AWAY
from meetups.demo.newcomers import NEWCOMERS
from meetups.demo.regulars import REGULARS

CAST = [*REGULARS, *NEWCOMERS, *FAR_AWAY]
ORGANIZER = "elspeth"
HOSTS = ("elspeth", "gordon", "mei-lin")
