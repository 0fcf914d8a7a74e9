"""What a guest's signed link can do: come, or not, without an account."""

from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from meetups import telling
from meetups.errors import NotGathering, NotInvited, RoomFull
from members.errors import NotThere, Refusal


class Done(NamedTuple):
    """What is so after the deed."""

    title: str
    words: str


class Visit:
    """One thing that one guest may do about one evening, before it is done.

    Like an Errand: `title` asks, `words` explain, `button` says the verb. Times are told on the
    venue's wall, and nobody is named but the guest and, while that can be, who asked them along.
    """

    button = ""
    is_way_back = False  # taking back is plain ink
    can_come_later = False  # whether another evening can be taken instead

    def __init__(self, guest, now):
        self.guest, self.now = guest, now
        self.evening = guest.session

    @cached_property
    def inviter(self):
        """Who asked them along, where that can be said."""
        return self.guest.inviter

    @property
    def zone_name(self):
        """The clock that the time is told on."""
        return telling.zone_name(self.evening.zone, self.evening.starts_at)

    @cached_property
    def later(self):
        """Another evening that could be come to instead, or None."""
        return self.evening.next_with_room(self.now)

    def spent(self):
        """The Refusal that says why this can no longer be done, or None while it can."""
        if not self.evening.is_ahead(self.now):
            return NotGathering(self.evening, self.now, says_why=False)
        if self.guest.state == self.guest.State.CANCELLED:
            return NotInvited()
        return None

    def do(self, data):
        """Say the verb. -> Done. Raises Refusal."""
        raise NotImplementedError


class Come(Visit):
    """Yes, I come."""

    @property
    def title(self):
        return _("A chair for you?")

    @property
    def words(self):
        if self.guest.has_chair:
            return _("It is yours already. Say once more that you come, if you like.")
        return _("Say yes, and it is yours. You come as a guest, and nothing else follows from it.")

    @property
    def button(self):
        return _("Yes, see you there") if self.guest.has_chair else _("Yes, save me a chair")

    def spent(self):
        refusal = super().spent()
        is_kept = self.guest.in_place_of_id and not self.guest.is_excused
        has_seat = self.guest.has_chair or is_kept
        if refusal is None and not has_seat and not self.evening.has_room:
            return RoomFull()
        return refusal

    @property
    def can_come_later(self):
        """Whether the later evening is theirs for the asking: no seat here, and still willing."""
        guest = self.guest
        is_off = self.evening.is_cancelled and not guest.is_out
        return bool((guest.is_asked or is_off) and not guest.in_place_of_id and self.later)

    def do(self, data):
        if "instead" in data:
            if not self.can_come_later or data["instead"] != str(self.later.on):
                raise NotInvited(_("That evening is not to be had any more."))
            self.later.confirm_instead(self.guest, self.now)
            self.evening = self.later
        else:
            self.evening.confirm(self.guest, self.now)
        said = _("A letter with all of this is on its way, and an entry for your calendar with it.")
        return Done(_("A chair is yours."), said)


class Cant(Visit):
    """No, or not after all."""

    is_way_back = True

    @property
    def title(self):
        return _("You can’t come?")

    @property
    def words(self):
        return _("It needs no reason, and somebody else may sit there.")

    @property
    def button(self):
        return _("I can’t come")

    def spent(self):
        refusal = super().spent()
        if refusal is None and self.guest.is_out:
            return Refusal(_("You have said that you can’t come. Nobody waits for you."))
        return refusal

    def do(self, data):
        self.evening.excuse(self.guest, self.now)
        return Done(_("Not this time, then."), _("Thank you for saying so. Nobody waits for you."))


VISITS = {"come": Come, "cant": Cant}


def visit_of(link, now):
    """The visit that a guest's link stands for. Raises NotThere for none."""
    if link.purpose not in VISITS:
        raise NotThere
    return VISITS[link.purpose](link.visitor, now)
