from meetups.models.answer import Answer, Thanks
from meetups.models.calendar_feed import CalendarFeed
from meetups.models.coffee import Coffee
from meetups.models.free_time import DateHours, ReadyTime, WeeklyHours
from meetups.models.introduction import Introduction
from meetups.models.keep_in_touch import KeepInTouch
from meetups.models.kind import BESIDE_AN_EVENING, LENGTHS, USUAL_LENGTH, Kind
from meetups.models.nudge import Nudge
from meetups.models.offered_time import OfferedTime
from meetups.models.proposal import Proposal
from meetups.models.rsvp import Attendance, Rsvp
from meetups.models.seat import Seat
from meetups.models.series import Holiday, Series
from meetups.models.standing_seat import StandingSeat
from meetups.models.table_place import TablePlace
from meetups.models.talk import Talk, TalkAsked
from meetups.models.venue import Venue
from meetups.models.visitor import Visitor
from meetups.models.weekly_session import WeeklySession

__all__ = [
    "BESIDE_AN_EVENING",
    "LENGTHS",
    "USUAL_LENGTH",
    "Answer",
    "Attendance",
    "CalendarFeed",
    "Coffee",
    "DateHours",
    "Holiday",
    "Introduction",
    "KeepInTouch",
    "Kind",
    "Nudge",
    "OfferedTime",
    "Proposal",
    "ReadyTime",
    "Rsvp",
    "Seat",
    "Series",
    "StandingSeat",
    "TablePlace",
    "Talk",
    "TalkAsked",
    "Thanks",
    "Venue",
    "Visitor",
    "WeeklyHours",
    "WeeklySession",
]
