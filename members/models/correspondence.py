"""What one member can say to another."""

import uuid as uuids
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from members.errors import NotThere, Refusal
from members.folding import clean_text
from members.models.message import LONGEST, Message
from members.models.tie import Tie
from members.patience import patiently

# What the database can tell apart.
TICK = timedelta(microseconds=1)


class Correspondence:
    """The verbs of writing between two members, spoken by Member.

    Each locks both member rows in id order first, so verbs about one pair take turns.
    """

    @patiently
    def write_to(self, other, words, now, uuid=None):
        """Say something to the other: plain text of 1 to 4000 characters. Returns the Message.

        The same words with the same `uuid` are the same message, said once.
        Raises NotThere across a block or for somebody absent, and Refusal when the words are none
        or too many, or one of the two does not follow the other.
        """
        words = checked_words(words)
        me, them = _lock_and_see(self, other)
        if not me.is_mutual_with(them):
            raise Refusal(_("A word starts with following each other."))
        tie = Tie.objects.lock(me, them)
        said = tie.messages.filter(author=me, uuid=uuid).first() if uuid else None
        if said and said.words == words:
            return said
        if said or not uuid:
            # Other words in the old form: somebody went back in the browser, and means them.
            uuid = uuids.uuid4()
        at = max([now, *(last + TICK for last in tie.last_words if last)])
        message = Message.objects.create(uuid=uuid, tie=tie, author=me, words=words, at=at)
        tie.wrote(me, at)
        return message

    @patiently
    def see_words_of(self, other, now, up_to=None):
        """Have seen what the other wrote, up to the message with the id `up_to` or to the last.

        What came after it stays unread; what was seen once is not unseen again.
        Raises NotThere across a block or for somebody absent.
        """
        me, them = _lock_and_see(self, other)
        tie = _tie_with_words(me, them)
        theirs = tie.messages.filter(author=them)
        if up_to is not None:
            theirs = theirs.filter(pk__lte=up_to)
        last = theirs.order_by("-pk").first()
        seen = tie.seen_at(me)
        if last and (seen is None or seen < last.at):
            tie.saw(me, last.at)
            # What came after it begins a burst of its own, with a letter of its own.
            untold = me.letters.about(tie).filter(kind="unread_words")
            untold.take_back("no longer true", now)

    @patiently
    def like_writing(self, other, now):
        """Rather write than be reminded to meet, for both. Doing it twice is doing it once.

        Raises NotThere across a block or for somebody absent, and where nobody has written.
        """
        me, them = _lock_and_see(self, other)
        tie = _tie_with_words(me, them)
        if tie.writing_liked_at is None:
            tie.liked_writing(now)


def checked_words(words):
    """The words as they may be kept. Raises Refusal when nothing is left, or too much."""
    words = clean_text(words)
    if not words:
        raise Refusal(_("There is nothing to send yet. Write a word or two."))
    if len(words) > LONGEST:
        raise Refusal(
            _("%(length)d characters are too many; %(most)d fit. Keep the rest for the coffee.")
            % {"length": len(words), "most": LONGEST}
        )
    return words


def _lock_and_see(one, other):
    me, them = type(one).objects.lock_pair(one, other)
    if not (me.is_present and them.is_present) or me.is_blocked_with(them):
        raise NotThere
    return me, them


def _tie_with_words(me, them):
    tie = Tie.objects.between(me, them)
    if tie is None or not tie.words:
        raise NotThere
    return Tie.objects.lock(me, them)
