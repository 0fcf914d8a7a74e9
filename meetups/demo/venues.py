"""Where Ashbridge meets: public places only."""

from decimal import Decimal
from typing import NamedTuple


class Spot(NamedTuple):
    """A place of the group's catalogue. `kinds` are the kinds of coffee it suits."""

    name: str
    street: str
    note: str
    latitude: Decimal
    longitude: Decimal
    area: str = "Ashbridge"
    time_zone: str = "Europe/London"
    kinds: tuple[str, ...] = ("coffee", "lunch")


SPOTS = [
    Spot(
        "The Reading Room",
        "14 Mill Street",
        "The old library. Quiet until eleven, step-free from the yard.",
        Decimal("53.8902"),
        Decimal("-1.9611"),
    ),
    Spot(
        "Alder Lane Coffee",
        "3 Alder Lane",
        "Opens at half past seven. Four tables, ask for the window.",
        Decimal("53.8917"),
        Decimal("-1.9573"),
        kinds=("coffee",),
    ),
    Spot(
        "Corn Exchange café",
        "Market Place",
        "Under the clock, where we meet on Thursdays. Lift at the side door.",
        Decimal("53.8894"),
        Decimal("-1.9589"),
    ),
    Spot(
        "Lock Seven",
        "Canal Road, by the lock",
        "Start of the towpath. An hour to the aqueduct and back, flat all the way.",
        Decimal("53.8841"),
        Decimal("-1.9702"),
        kinds=("walk",),
    ),
    Spot(
        "Station Buffet",
        "Platform 1, Ashbridge station",
        "The fire is lit from October. Trains to Leeds every half hour.",
        Decimal("53.8925"),
        Decimal("-1.9440"),
    ),
    Spot(
        "Hollin Green Farm Shop",
        "Moor Road, Hollin Green",
        "Soup from noon, room for wheelchairs and dogs. The 62 bus stops outside.",
        Decimal("53.8610"),
        Decimal("-1.9925"),
        area="Hollin Green",
        kinds=("lunch", "coffee"),
    ),
    Spot(
        "The Glasshouse",
        "Upper Ashbridge Gardens",
        "Warm in January. Closed on Mondays until March.",
        Decimal("53.9068"),
        Decimal("-1.9797"),
        area="Upper Ashbridge",
        kinds=("coffee", "walk"),
    ),
    Spot(
        "Kirkgate Market, the tea stall",
        "Vicar Lane, Leeds",
        "Ten minutes from the trains, for those who come from the city.",
        Decimal("53.7965"),
        Decimal("-1.5386"),
        area="Leeds",
    ),
]
