"""What happened between the forty, counted in days from today.

People are named by the key of their Person. Clock times are Ashbridge's.
"""

from typing import NamedTuple


class Hand(NamedTuple):
    """One held out a hand so many days ago; the other shook it `back` days later, or not yet.

    `let_go`: the first took it back after so many days.
    """

    by: str
    to: str
    days_ago: int
    back: int | None = None
    origin: str = "session"
    let_go: int | None = None


class Meeting(NamedTuple):
    """A coffee agreed a few days ahead, on a day counted from today (the past is negative).

    `answers` to "did you meet?" come from the asker and the asked: True, False or silence (None).
    The asker gives the `thanks`. `ending` is "cancelled" when the asker called it off, "moving"
    while they want other times.
    """

    asker: str
    asked: str
    days: int
    clock: str
    spot: str = ""
    kind: str = "coffee"
    minutes: int = 30
    note: str = ""
    answers: tuple[bool | None, bool | None] = (None, None)
    thanks: str = ""
    ending: str = ""


class Offer(NamedTuple):
    """A proposal made so many hours ago, with times on working days counted from today.

    `outcome` is the state it is in today; a countered one was answered with `others`.
    """

    asker: str
    asked: str
    hours_ago: int
    times: tuple[tuple[int, str], ...]
    spot: str = ""
    kind: str = "coffee"
    minutes: int = 30
    note: str = ""
    outcome: str = "open"
    others: tuple[tuple[int, str], ...] = ()


READING, ALDER, EXCHANGE = "The Reading Room", "Alder Lane Coffee", "Corn Exchange café"
LOCK, BUFFET, FARM = "Lock Seven", "Station Buffet", "Hollin Green Farm Shop"
GLASSHOUSE, MARKET = "The Glasshouse", "Kirkgate Market, the tea stall"
YES_YES, YES_SILENCE, NO_NO = (True, True), (True, None), (False, False)

# Ruth has one proposal to answer, one hand to shake, a coffee tomorrow, one yesterday to tell of,
# and three people she has shaken hands with and never met.
RUTH = [
    Hand("priya", "ruth", 52, 3),
    Hand("walter", "ruth", 2),
    Hand("ines", "ruth", 71, 1),
    Hand("astrid", "ruth", 40, 2),
    Hand("ruth", "ben", 250, 2, "profile"),
    Hand("noor", "ruth", 96, 5),
    Hand("ruth", "dorothy", 33, 6, "introduction"),
    Hand("ruth", "halima", 190, 1),
    Hand("gordon", "ruth", 420, 0),
    Hand("ruth", "mei-lin", 310, 4),
    Hand("ruth", "elspeth", 500, 1),
    Hand("ruth", "kwame", 12),
    Hand("ruth", "harjit", 26, None, "profile"),
    Hand("ruth", "layla", 9, None, "profile"),
    Hand("grace", "ruth", 30, 2),
    Hand("callum", "ruth", 48, 7),
    Hand("ruth", "leo", 64, 1),
    Meeting("ines", "ruth", 1, "08:30", READING, note="I will bring the cup I mean."),
    Meeting("ruth", "astrid", -1, "12:30", BUFFET),
    Meeting(
        "ruth",
        "halima",
        -158,
        "12:30",
        READING,
        answers=YES_YES,
        thanks="You asked one question and I stopped limping. Thank you.",
    ),
    Meeting("gordon", "ruth", -300, "10:30", EXCHANGE, minutes=60, answers=YES_YES),
    Meeting("ruth", "mei-lin", -88, "10:00", ALDER, answers=YES_YES),
    Meeting("elspeth", "ruth", -203, "16:00", EXCHANGE, answers=YES_YES),
    Meeting("leo", "ruth", -19, "09:15", ALDER, answers=YES_SILENCE),
    Offer(
        "priya",
        "ruth",
        22,
        ((2, "08:30"), (3, "12:15"), (4, "16:00")),
        ALDER,
        note="I am taking somebody on in January and have a contract from 1998. Please look stern.",
    ),
    Offer("ruth", "grace", 70, ((3, "16:15"), (5, "17:00")), READING, minutes=45),
    Offer("ruth", "callum", 194, ((2, "09:00"),), ALDER, outcome="declined"),
]
# Elspeth has two proposals to answer (one wants to move a coffee), three hands to shake, a coffee
# the day after tomorrow, and one to tell of.
ELSPETH = [
    Hand("rosalind", "elspeth", 45, 1),
    Hand("nikhil", "elspeth", 1, None, "profile"),
    Hand("layla", "elspeth", 5),
    Hand("wendy", "elspeth", 8),
    Hand("elspeth", "hannah", 38, 2, "introduction"),
    Hand("owen", "elspeth", 60, 1),
    Hand("tariq", "elspeth", 41, 0),
    Hand("elspeth", "astrid", 44, 2),
    Hand("isobel", "elspeth", 120, 8),
    Hand("sunita", "elspeth", 66, 1, "profile"),
    Hand("elspeth", "dorothy", 480, 3),
    Hand("elspeth", "walter", 470, 1),
    Hand("fergus", "elspeth", 350, 2),
    Hand("maximiliana", "elspeth", 450, 0),
    Hand("elspeth", "samuel", 330, 1),
    Hand("elspeth", "ben", 400, 6),
    Hand("elspeth", "priya", 380, 1),
    Hand("elspeth", "rita", 140, 2, "introduction"),
    Meeting("elspeth", "hannah", 2, "10:15", GLASSHOUSE),
    Meeting("owen", "elspeth", -2, "10:30", FARM, answers=YES_SILENCE),
    Meeting(
        "tariq",
        "elspeth",
        4,
        "11:00",
        BUFFET,
        ending="moving",
        note="Somebody has put their driving test on our hour.",
    ),
    Meeting(
        "elspeth",
        "dorothy",
        -410,
        "08:15",
        GLASSHOUSE,
        answers=YES_YES,
        thanks="I had no idea that stone was a sociable subject.",
    ),
    Meeting("walter", "elspeth", -260, "11:00", READING, minutes=60, answers=YES_YES),
    Meeting(
        "elspeth", "fergus", -170, "12:15", EXCHANGE, kind="lunch", minutes=60, answers=YES_YES
    ),
    Meeting("elspeth", "maximiliana", -130, "14:30", GLASSHOUSE, kind="walk", answers=YES_YES),
    Meeting("samuel", "elspeth", -75, "12:30", EXCHANGE, kind="lunch", answers=YES_YES),
    Meeting("elspeth", "ben", -50, "10:30", LOCK, kind="walk", minutes=60, answers=YES_YES),
    Meeting("elspeth", "priya", -33, "12:30", ALDER, answers=YES_SILENCE),
    Meeting("elspeth", "rita", -100, "15:00", kind="call", answers=YES_YES),
    Offer(
        "rosalind",
        "elspeth",
        26,
        ((2, "14:30"), (4, "09:45"), (6, "15:00")),
        READING,
        minutes=45,
        note="There is money for village halls again. I need to know where the damp is.",
    ),
]
# The rest of the room, so that every stage and every ending is somewhere to be found.
ROOM = [
    Hand("walter", "layla", 18, 1),
    Hand("kwame", "noor", 210, 2),
    Hand("ben", "noor", 140, 4),
    Hand("gordon", "ben", 360, 1),
    Hand("gordon", "noor", 90, 2),
    Hand("gordon", "dorothy", 280, 3),
    Hand("halima", "ben", 170, 1),
    Hand("halima", "zofia", 25, 1, "introduction"),
    Hand("fergus", "zofia", 55, 0),
    Hand("mei-lin", "ben", 240, 6),
    Hand("mei-lin", "beatrix", 60, 2),
    Hand("ines", "duncan", 50, 1),
    Hand("duncan", "sunita", 20, 2, "profile"),
    Hand("agnieszka", "dorothy", 35, 1),
    Hand("aidan", "agnieszka", 22, 3),
    Hand("marcus", "astrid", 28, 1),
    Hand("marcus", "zofia", 15),
    Hand("colin", "ben", 320, 2),
    Hand("harjit", "priya", 200, 1),
    Hand("harjit", "ines", 80),
    Hand("pemba", "nikhil", 13, 2, "profile"),
    Hand("tom", "pemba", 220, 1),
    Hand("tom", "owen", 42, 1),
    Hand("grace", "samuel", 36, 1),
    Hand("beatrix", "nikhil", 10, None, "profile"),
    Hand("nikhil", "kwame", 7, 1, "profile"),
    Hand("jyoti", "halima", 31, 2),
    Hand("isobel", "tom", 90, 9),
    Hand("wendy", "owen", 46, 1),
    Hand("hannah", "priya", 16),
    Hand("rita", "mei-lin", 110, 1, "profile"),
    Hand("callum", "maximiliana", 58, 1),
    Hand("tariq", "harjit", 37, 3),
    Hand("leo", "kwame", 21),
    Hand("beatrix", "gordon", 24, None, "profile", let_go=6),
    Meeting("kwame", "noor", -180, "09:30", ALDER, answers=YES_YES),
    Meeting("gordon", "ben", -330, "10:15", EXCHANGE, answers=YES_YES),
    Meeting("gordon", "noor", -62, "10:30", READING, answers=YES_YES),
    Meeting("gordon", "dorothy", -240, "11:30", GLASSHOUSE, answers=NO_NO),
    Meeting(
        "halima",
        "ben",
        -150,
        "12:15",
        EXCHANGE,
        answers=YES_YES,
        thanks="You looked at our sagging roof for ten minutes and saved us a year.",
    ),
    Meeting("mei-lin", "ben", -120, "12:30", ALDER, answers=YES_YES),
    Meeting("fergus", "zofia", -30, "12:00", READING, minutes=60, answers=YES_YES),
    Meeting("colin", "ben", -290, "07:45", ALDER, minutes=20, answers=(None, None)),
    Meeting("harjit", "priya", -45, "08:00", BUFFET, answers=YES_YES),
    Meeting("tom", "pemba", -27, "09:00", kind="call", answers=YES_YES),
    Meeting("rita", "mei-lin", -94, "13:00", READING, kind="lunch", minutes=60, answers=YES_YES),
    Meeting("mei-lin", "beatrix", -12, "10:45", ALDER, ending="cancelled"),
    Meeting("grace", "samuel", -5, "12:15", EXCHANGE, kind="lunch"),
    Meeting("wendy", "owen", 3, "14:30", GLASSHOUSE, kind="walk", minutes=60),
    Meeting("pemba", "nikhil", 2, "11:00", kind="call"),
    Meeting("agnieszka", "dorothy", 5, "08:15", READING),
    Meeting("marcus", "astrid", 3, "08:45", ALDER, minutes=20),
    Meeting("callum", "maximiliana", -40, "11:00", GLASSHOUSE, kind="walk", answers=YES_YES),
    Offer("walter", "layla", 27, ((2, "12:45"), (4, "13:00"), (5, "12:30")), READING, minutes=60),
    Offer("ines", "duncan", 51, ((4, "12:00"),), READING, outcome="withdrawn"),
    Offer(
        "duncan",
        "sunita",
        46,
        ((2, "09:30"), (4, "10:00")),
        kind="call",
        note="Your cloth, my cellar walls. I have a foolish idea.",
    ),
    Offer("aidan", "agnieszka", 290, ((1, "09:00"),), MARKET, outcome="lapsed"),
    Offer(
        "jyoti",
        "halima",
        70,
        ((1, "12:30"), (2, "13:00")),
        READING,
        outcome="countered",
        others=((4, "12:30"), (6, "16:30")),
    ),
    Offer("nikhil", "kwame", 25, ((3, "10:15"), (4, "15:00")), kind="call", minutes=20),
]
# Who shared a table, and how long ago: each held out a hand to the next two round it.
TABLES = [
    (20, ("elspeth", "jyoti", "colin", "grace", "tom")),
    (27, ("ruth", "samuel", "wendy", "marcus", "isobel")),
    (34, ("ben", "harjit", "astrid", "owen", "tariq")),
    (41, ("dorothy", "leo", "priya", "aidan", "zofia")),
    (48, ("noor", "agnieszka", "walter", "fergus", "hannah")),
    (55, ("kwame", "ines", "beatrix", "maximiliana", "duncan")),
    (62, ("halima", "callum", "rosalind", "gordon", "mei-lin")),
]
AT_TABLES = [
    Hand(one, other, days_ago)
    for days_ago, table in TABLES
    for seat, one in enumerate(table)
    for other in table[seat + 1 : seat + 3]
]
STORY = [*RUTH, *ELSPETH, *ROOM, *AT_TABLES]
HANDS = [part for part in STORY if isinstance(part, Hand)]
MEETINGS = [part for part in STORY if isinstance(part, Meeting)]
OFFERS = [part for part in STORY if isinstance(part, Offer)]
