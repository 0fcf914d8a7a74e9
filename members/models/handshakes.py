"""What one member can do about another."""

from django.utils.translation import gettext_lazy as _

from members.errors import NotThere, Refusal
from members.models.block import Block
from members.models.follow import Follow
from members.models.tie import ANOTHER_TRY, HOPES, Tie
from members.patience import patiently
from members.signals import blocked, unfollowed


class Handshakes:
    """The verbs between two members, spoken by Member.

    Each locks both member rows in id order first, so verbs about one pair take turns.
    """

    def follows(self, other):
        """Whether this member's hand is held out to the other."""
        return Follow.objects.filter(follower=self, followed=other).exists()

    def is_mutual_with(self, other):
        """Whether each follows the other."""
        return Follow.objects.between(self, other).count() == 2

    def is_blocked_with(self, other):
        """Whether either blocks the other."""
        return Block.objects.between(self, other).exists()

    @patiently
    def follow(self, other, now, origin=Follow.Origin.PROFILE):
        """Hold out a hand. Doing it twice is doing it once. Returns the Follow.

        Raises Refusal for oneself and NotThere for somebody hidden, suspended or blocked.
        """
        if self.pk == other.pk:
            raise Refusal(_("Shaking your own hand does not count."))
        me, them = type(self).objects.lock_pair(self, other)
        if not (me.is_present and them.is_present) or me.is_blocked_with(them):
            raise NotThere
        follow, is_new = Follow.objects.get_or_create(
            follower=me, followed=them, defaults={"origin": origin, "at": now}
        )
        if is_new:
            Tie.objects.lock(me, them).followed(me, now)
        return follow

    @patiently
    def unfollow(self, other, now):
        """Take the hand back. An open proposal lapses; an agreed coffee stands."""
        me, them = type(self).objects.lock_pair(self, other)
        if not Follow.objects.filter(follower=me, followed=them).delete()[0]:
            return
        unfollowed.send(type(self), one=me, other=them, now=now)
        tie = Tie.objects.lock(me, them)
        tie.unfollowed(me)
        tie.take_back([*HOPES, ANOTHER_TRY], "a hand was taken back", now)

    @patiently
    def block(self, other, now):
        """End everything between the two, silently, for both.

        Raises Refusal for oneself.
        """
        if self.pk == other.pk:
            raise Refusal(_("You cannot block yourself."))
        me, them = type(self).objects.lock_pair(self, other)
        _forget_who_is_parted(self, other)
        tie = Tie.objects.between(me, them)
        # Whoever wrote while this waited for the locks wrote before it.
        at = max([now, *(last for last in tie.last_words if last)] if tie else [now])
        if not Block.objects.get_or_create(blocker=me, blocked=them, defaults={"at": at})[1]:
            return
        Follow.objects.between(me, them).delete()
        blocked.send(type(self), one=me, other=them, now=now)
        if tie:
            Tie.objects.lock(me, them).unfollowed(me, them)
        for reader, shown in [(me, them), (them, me)]:
            reader.letters.showing(shown).take_back("the two are parted", now)

    @patiently
    def unblock(self, other, now):
        """Lift one's own block. What it ended stays ended."""
        me, them = type(self).objects.lock_pair(self, other)
        _forget_who_is_parted(self, other)
        Block.objects.filter(blocker=me, blocked=them).delete()


def _forget_who_is_parted(*members):
    for member in members:
        member.__dict__.pop("parted_from", None)
