"""The words of two members as one of them reads them."""

from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext as _

from meetups import prep, telling
from meetups.choices import Choices
from meetups.forms.offer import value_of
from meetups.models import USUAL_LENGTH
from meetups.one_press import usual_plan
from members.models import Member, Message, Tie
from members.models.talking import SIX

# Messages to a page: an evening's talk, and no endless one.
PAGE = 30


class Line(NamedTuple):
    """One message, who said it, and where it stands among the others.

    `begins`: nobody of the same day and voice is before it. `is_first_unread`: here the unread
    ones begin.
    """

    message: Message
    author: Member
    is_mine: bool
    begins: bool
    is_first_unread: bool


class Day(NamedTuple):
    """What was said on one day of the reader's calendar."""

    name: str
    lines: list


class Conversation:
    """The last words of `reader` and `other`, or those before the message with the id `before`."""

    def __init__(self, reader, other, now, before=None):
        self.reader, self.other, self.now, self.before = reader, other, now, before

    @cached_property
    def tie(self):
        """The pair's tie with its members, or None while there never was anything."""
        tie = Tie.objects.between(self.reader, self.other)
        if tie:
            tie.low, tie.high = sorted([self.reader, self.other], key=lambda member: member.pk)
        return tie

    # -- what was said

    @cached_property
    def _rows(self):
        """The page's messages and one more, the latest first."""
        if self.tie is None or not self.tie.words:
            return []
        rows = self.tie.messages.order_by("-pk")
        if self.before:
            rows = rows.filter(pk__lt=self.before)
        return list(rows[: PAGE + 1])

    @cached_property
    def messages(self):
        """The page's messages in the order they were written."""
        return self._rows[:PAGE][::-1]

    @property
    def earlier(self):
        """The id of the message before which the page of earlier words ends, or None."""
        return self.messages[0].pk if len(self._rows) > PAGE else None

    @property
    def up_to(self):
        """The id of the last message on the page, or None."""
        return self.messages[-1].pk if self.messages else None

    @property
    def has_unread(self):
        """Whether some of the other's words were not seen yet."""
        return bool(self.tie and self.tie.has_unread(self.reader))

    @cached_property
    def _first_unread(self):
        seen = self.tie.seen_at(self.reader)
        for message in self.messages:
            if message.author_id != self.reader.pk and (seen is None or seen < message.at):
                return message
        return None

    @property
    def days(self):
        """The page's messages by the reader's calendar."""
        by_day = groupby(
            self.messages, lambda message: message.at.astimezone(self.reader.zone).date()
        )
        for _date, messages in by_day:
            lines = list(self._lines(messages))
            first = lines[0].message.at
            yield Day(telling.day_heading(first, self.now, self.reader.zone), lines)

    def _lines(self, messages):
        voice = None
        for message in messages:
            is_mine = message.author_id == self.reader.pk
            author = self.reader if is_mine else self.other
            is_first_unread = message == self._first_unread
            begins = author != voice or is_first_unread
            yield Line(message, author, is_mine, begins, is_first_unread)
            voice = author

    # -- what can be done

    @property
    def can_write(self):
        """Both hands are out."""
        return bool(self.tie and self.tie.mutual_since)

    @property
    def i_follow(self):
        """My hand is out."""
        return bool(self.tie and self.tie.followed_at(self.reader))

    @property
    def follows_me(self):
        """Theirs is."""
        return bool(self.tie and self.tie.followed_at(self.other))

    @property
    def stage(self):
        """Where the two stand."""
        return self.tie.stage if self.tie else Tie.Stage.APART

    @property
    def has_plans(self):
        """An offer is open or a coffee on the calendar."""
        return bool(self.tie and self.tie.has_plans)

    @property
    def writing_is_liked(self):
        """One of the two wants no reminder to meet."""
        return bool(self.tie and self.tie.writing_liked_at)

    # -- the way out of the screen

    @property
    def is_due_offline(self):
        """They have written for long enough, and this is the page of the last words.

        Whoever rests is left in peace, as by the letter that says the same.
        """
        if self.tie is None or self.before or self.other.openness == Member.Openness.RESTING:
            return False
        return self.tie.is_due_offline(self.now)

    @property
    def long_enough(self):
        """Nine messages. No coffee yet."""
        if self.tie.words >= SIX:
            counted = {"count": telling.counted(self.tie.words)}
            return _("%(count)s messages. No coffee yet.") % counted
        since = telling.long_day(self.tie.talking_since, self.reader.zone)
        return _("Talking since %(day)s. No coffee yet.") % {"day": since}

    @cached_property
    def choices(self):
        """The hours the two have in common."""
        return Choices(self.reader, self.other, USUAL_LENGTH, self.now)

    @cached_property
    def times(self):
        """Up to three common times: (start, value of its box)."""
        return [(start, value_of(start)) for start in self.choices.suggested]

    @property
    def because(self):
        """Why these times: the one line about them."""
        return prep.why_then(self.reader, self.other)

    @cached_property
    def plan(self):
        """What one press proposes."""
        return usual_plan(self.reader, self.other)

    @property
    def zone_name(self):
        """The zone of the times, named where the other or the place has another; else empty."""
        places = [self.plan.venue.zone] if self.plan.venue else []
        return self.choices.zone_beside(self.other.zone, *places)
