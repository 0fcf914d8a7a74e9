from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from meetups import telling
from meetups.nudges.clocks import Clocks
from members.errors import NotThere


class Step(NamedTuple):
    """Where one can go on from here; `is_key` where the address acts without signing in."""

    words: str
    href: str
    is_key: bool = False


class Errand:
    """One thing that one member may do with one subject, before it is done.

    `title` asks, `words` explain, `button` says the verb; `done` is what is so afterwards. Texts
    are in the active language, times on the clock that the letter told them on.
    """

    template = "meetups/letter_ask.html"
    button = ""
    # What else could be done instead: Steps under the button.
    besides = ()
    # What can be done next, once it is done: Steps.
    onward = ()
    is_way_back = False  # taking back is plain ink
    form = None

    def __init__(self, link, subject, now, count=None):
        """`count("propose")` counts one deed of the member's and raises when it is too often."""
        self.link, self.subject, self.now = link, subject, now
        self.count = count or (lambda action: None)
        self.refusal = None
        self.is_too_old = False  # the link it came by
        self.member = link.member

    @cached_property
    def plan(self):
        """What, for how long and where: a Plan, or None where it is about the two alone."""
        return self.subject

    @cached_property
    def clocks(self):
        """The clocks that the plan's times are told on."""
        return Clocks(self.plan, self.member)

    def refuse_strangers(self):
        """Raises NotThere when the member is gone."""
        if not self.member.is_present:
            raise NotThere

    def spent(self):
        """The Refusal that says why this can no longer be done, or None while it can."""
        raise NotImplementedError

    def fill_in(self, data=None):
        """Make the form, if it asks for more than a press; `data` is what was posted."""

    def do(self, data):
        """Say the verb. Returns False when the form needs another look. Raises Refusal."""
        raise NotImplementedError

    def next_steps(self):
        """What can be done from a page on which nothing more can be done here."""
        return [Step(_("Open it on the site"), self.subject.get_absolute_url())]

    @property
    def steps(self):
        """The next steps; from a link too old, only those for which one signs in.

        Whoever finds an old letter gets no fresh key by it.
        """
        steps = self.next_steps()
        return [step for step in steps if not step.is_key] if self.is_too_old else steps

    @property
    def about(self):
        """Who, or what, this is about: all the names on the page."""
        raise NotImplementedError

    @cached_property
    def moments(self):
        """The times this is about: [(words, aside)]."""
        return []

    @property
    def zone_name(self):
        """The clock that times are told on, for forms that ask for one."""
        return telling.zone_name(self.clocks.zone, self.now)

    def told(self, moment):
        """A moment on its clock, and again on the other where they differ."""
        return self.clocks.tell_long(moment), self.clocks.aside(moment)


class OfTwo(Errand):
    """What all errands share that are about the member and one other."""

    def __init__(self, link, subject, now, count=None):
        super().__init__(link, subject, now, count)
        self.other = subject.other(self.member)
        self.name = {"name": self.other.short_name}

    def refuse_strangers(self):
        """Raises NotThere when either is gone or a block parts them."""
        super().refuse_strangers()
        if not self.other.is_present or self.member.is_blocked_with(self.other):
            raise NotThere

    @property
    def about(self):
        return _("%(me)s and %(name)s") % {"me": self.member.name, "name": self.other.name}
