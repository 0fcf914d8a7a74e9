"""What the forty wrote to each other, counted in days from today. Clock times are Ashbridge's."""

from typing import NamedTuple


class Words(NamedTuple):
    """One message, written so many whole days ago."""

    by: str
    days_ago: int
    clock: str
    words: str


class Talk(NamedTuple):
    """What two wrote, in order. Whoever answers has read; `unread`, and the last words wait."""

    pair: tuple[str, str]
    lines: tuple[Words, ...]
    unread: bool = False


TALKS = [
    # Nine messages, and no coffee yet.
    Talk(
        ("ruth", "noor"),
        (
            Words(
                "ruth",
                17,
                "19:42",
                "You said the other week that you draw small houses slowly. I live in one. The"
                " stairs are the trouble.",
            ),
            Words("noor", 17, "21:05", "They usually are. Steep, or in the wrong place?"),
            Words("ruth", 16, "07:50", "Both. You meet them as you come through the door."),
            Words(
                "noor",
                14,
                "12:31",
                "Then it was two cottages once.\n\nIs there a cupboard that makes no sense?",
            ),
            Words(
                "ruth",
                14,
                "18:20",
                "There is. It holds the hoover and a great-uncle's sword.",
            ),
            Words("noor", 13, "08:15", "Keep the sword. The stairs go where the hoover is."),
            Words("ruth", 13, "08:40", "You can tell that from here?"),
            Words(
                "noor",
                9,
                "20:11",
                "No. I would need a pencil, ten minutes and something to draw on.",
            ),
            Words("ruth", 8, "07:55", "I have napkins."),
        ),
    ),
    # The last two wait for Ruth.
    Talk(
        ("ruth", "dorothy"),
        (
            Words("ruth", 6, "20:30", "Who taught you to get up at five?"),
            Words(
                "dorothy",
                5,
                "05:25",
                "A milk round, when I was nine. Stone does not mind the hour either.",
            ),
            Words("ruth", 4, "08:05", "I swim at seven and think myself heroic."),
            Words(
                "dorothy",
                1,
                "05:40",
                "Heroic is the canal in March. You know the hauliers, I am told: would one of"
                " them lend me a crane?",
            ),
            Words("dorothy", 1, "05:52", "For a day. A small crane, and a patient driver."),
        ),
        unread=True,
    ),
    Talk(
        ("elspeth", "isobel"),
        (
            Words(
                "isobel",
                3,
                "18:10",
                "Is Thursday too soon to bring three dozen eggs?",
            ),
            Words(
                "elspeth",
                3,
                "19:00",
                "Never. Leave them by the urn and I shall forget who brought them.",
            ),
            Words("isobel", 2, "07:20", "The hens prefer it that way."),
        ),
    ),
    Talk(
        ("mei-lin", "beatrix"),
        (
            Words(
                "mei-lin",
                10,
                "11:30",
                "I am sorry I had to call it off. The big oven chose that morning.",
            ),
            Words("beatrix", 10, "17:45", "Mine was the van. We would both have been late."),
            Words("mei-lin", 9, "10:05", "Do you grow anything one can bake with?"),
            Words("beatrix", 7, "16:20", "Lavender, if you promise not to overdo it."),
        ),
    ),
    Talk(
        ("halima", "zofia"),
        (
            Words("zofia", 11, "14:02", "How long should a shoulder rest before a concert?"),
            Words("halima", 11, "18:31", "Longer than the violinist thinks."),
            Words("zofia", 10, "09:48", "That is what I told her mother."),
        ),
    ),
]
