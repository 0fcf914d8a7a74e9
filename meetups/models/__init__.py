from meetups.models.answer import Answer, Thanks
from meetups.models.coffee import Coffee
from meetups.models.free_time import DateHours, ReadyTime, WeeklyHours
from meetups.models.introduction import Introduction
from meetups.models.keep_in_touch import KeepInTouch
from meetups.models.kind import LENGTHS, Kind
from meetups.models.nudge import Nudge
from meetups.models.offered_time import OfferedTime
from meetups.models.proposal import Proposal
from meetups.models.seat import Seat
from meetups.models.venue import Venue

__all__ = [
    "LENGTHS",
    "Answer",
    "Coffee",
    "DateHours",
    "Introduction",
    "KeepInTouch",
    "Kind",
    "Nudge",
    "OfferedTime",
    "Proposal",
    "ReadyTime",
    "Seat",
    "Thanks",
    "Venue",
    "WeeklyHours",
]
