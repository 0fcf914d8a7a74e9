"""Lets the story happen, in order and through the verbs everybody else uses."""

from datetime import timedelta

from meetups.demo.story import HANDS


def tell(members, now):
    """Everything between these members ({key: Member}), each event at its own moment."""
    for at, happen in sorted(events(members, now), key=lambda event: event[0]):
        happen(at)


def events(members, now):
    """(moment, what happens then) of the whole story, in no order."""
    for hand in HANDS:
        yield from handshake(hand, members, now)


def handshake(hand, members, now):
    """A hand held out, and its being shaken."""
    by, to = members[hand.by], members[hand.to]
    held_out = now - timedelta(days=hand.days_ago, hours=2)
    yield held_out, lambda at: by.follow(to, at, hand.origin)
    if hand.back is not None:
        shaken = min(held_out + timedelta(days=hand.back, hours=1), now)
        yield shaken, lambda at: to.follow(by, at, "profile")
