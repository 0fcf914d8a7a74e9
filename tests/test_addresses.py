"""Who may do what: every address x every role x method, walked from the resolver.

An address that is not in the table fails the walk, so nobody adds a page without saying who may
see it. Objects are Ana's: her profile, her face, her proposal to Ben, her coffee with Pat.
"""

import uuid
from datetime import timedelta
from functools import cached_property
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from meetups.models import CalendarFeed, Introduction, Nudge, Proposal
from members import account_letters, links
from members.models import Letter, Sweep, Unreachable
from networkgroup import health
from tests.factories import MemberFactory, make_evening, make_mutual

pytestmark = pytest.mark.django_db

ROLES = [
    "visitor",
    "unverified",
    "stranger",
    "follower",  # follows Ana one way
    "mutual",
    "party",  # of the proposal and the coffee
    "blocked",  # Ana blocks this one
    "blocker",  # this one blocks Ana
    "host",
    "organizer",
    "suspended",
]

# One sign per role, in the order above.
ANSWERS = {
    ".": "the page (200)",
    ">": "to the sign-in page",
    "r": "done, and on to a page (302)",
    "0": "nobody is there (404)",
    "x": "not allowed (403)",
    "!": "refused with a sentence, nothing changed (400, 409, 422)",
    "-": "no such method here (405)",
}

# Walked by prefix only: Django's and allauth's own, and the developer's mailbox, which is a 404
# wherever DEBUG is off (tests/test_mailbox.py and test_pass_time.py).
BY_PREFIX = ("admin/", "accounts/", "mailbox/")


def walk(patterns=None, prefix="", namespace=""):
    """Every named address below these patterns: (route, qualified name)."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from walk(pattern.url_patterns, route, namespace + inner)
        elif isinstance(pattern, URLPattern):
            yield route, namespace + (pattern.name or "")


class World:
    """Ana's things and eleven people who want to see them."""

    def __init__(self):
        self.now = timezone.now()
        for name in health.SWEEPS:
            Sweep.objects.finished(name, self.now)
        self.ana = MemberFactory(name="Ana Ruiz", face=uuid.uuid4())
        self.roles = {role: self.newcomer(role) for role in ROLES[1:]}
        self.roles["visitor"] = None
        self.roles["follower"].follow(self.ana, self.now)
        for role in ("mutual", "party"):
            make_mutual(self.roles[role], self.ana, self.now)
        self.ana.block(self.roles["blocked"], self.now)
        self.roles["blocker"].block(self.ana, self.now)
        self.roles["suspended"].suspend(self.now)

    def newcomer(self, role):
        """Somebody whom only the role sets apart."""
        flags = {"host": {"is_host": True}, "organizer": {"is_organizer": True}}.get(role, {})
        if role == "unverified":
            flags = {"verified_at": None}
        return MemberFactory(name=f"The {role}", **flags)

    @cached_property
    def proposal(self):
        """Ana asks the party for a coffee."""
        return Proposal.objects.propose(
            self.ana,
            self.roles["party"],
            starts=[self.now.replace(minute=0, second=0, microsecond=0) + timedelta(days=3)],
            minutes=30,
            kind="coffee",
            place="The Reading Room",
            now=self.now,
        )

    @cached_property
    def coffee(self):
        """The party said yes."""
        return self.proposal.accept(self.roles["party"], self.proposal.times.get(), self.now)

    @cached_property
    def evening(self):
        """Two days from now, hosted by nobody; Ana comes."""
        on = (self.now + timedelta(days=2)).date()
        evening = make_evening(now=self.now, starts_on=on, rule="FREQ=WEEKLY")
        evening.say_going(self.ana, self.now)
        return evening

    def time(self):
        """What saying yes to Ana's only time posts."""
        return {"time": self.proposal.times.get().pk}


# What the addresses need to be written out, and what their forms post.


def bare(world):
    return {}


def of_ana(world):
    return {"handle": world.ana.handle}


def of_her_face(world):
    return {"face": world.ana.face, "size": 96}


def of_a_failed_letter(world):
    letter = account_letters.leave("email/login_code", world.ana.email, {"code": "K7Q2"}, world.now)
    Letter.objects.filter(pk=letter.pk).update(
        state="failed", settled_at=world.now, mime=b"", subject=""
    )
    return {"pk": letter.pk}


def of_a_stumble(world):
    nudge = Nudge.objects.create(
        recipient=world.ana, kind="proposal", about=world.ana, key="broken", due_at=world.now
    )
    nudge.drop("broken", world.now)
    return {"pk": nudge.pk}


def of_a_pause(world):
    Unreachable.objects.complained(world.ana.email, world.now)
    return {"pk": Unreachable.objects.get().pk}


def of_the_proposal(world):
    return {"uuid": world.proposal.uuid}


def of_the_coffee(world):
    return {"uuid": world.coffee.uuid}


def of_the_series(world):
    return {"slug": world.evening.series.slug}


def of_the_evening(world):
    return {**of_the_series(world), "on": world.evening.on}


def of_her_place(world):
    return {**of_the_evening(world), "handle": world.ana.handle}


def of_her_feed(world):
    return {"token": CalendarFeed.objects.renew(world.ana, world.now).token}


def of_a_step(world):
    return {"step": "place"}


def of_her_letter(world):
    party, proposal = world.roles["party"], world.proposal
    token = links.make(party, "decline", proposal, world.now + timedelta(days=1))
    return {"token": token}


def of_a_stop_link(world):
    token = links.make(
        world.ana, "unsubscribe", None, world.now + timedelta(days=1), kind="proposal"
    )
    return {"token": token}


def a_guest(world):
    return {"name": "Lena Brandt", "email": "lena@example.net", "about": ""}


def her_time(world):
    return {"time": world.proposal.times.get().pk}


def other_times(world):
    start = world.now.replace(second=0, microsecond=0) + timedelta(days=4)
    return {
        "time": start.strftime("%Y-%m-%dT%H:%MZ"),
        "minutes": 30,
        "kind": "coffee",
        "place": "The Reading Room",
        # What Django's formset asks for: none of the hand-written times is used.
        "own-TOTAL_FORMS": 0,
        "own-INITIAL_FORMS": 0,
    }


def some_words(world):
    return {"words": "Do you still have the drill?"}


def her_words(world):
    message = world.ana.write_to(world.roles["party"], "Do you still have the drill?", world.now)
    return {"up_to": message.pk}


def later(world):
    return {"minutes": 10}


def yes(world):
    return {"met": "yes"}


def going(world):
    return {"answer": "going"}


def every_time(world):
    return {"every": "yes"}


def before_it(world):
    return {"when": "before"}


def another_host(world):
    return {"hosts": [MemberFactory(is_host=True).handle]}


def a_date_left_out(world):
    return {"day": world.evening.on + timedelta(days=7), "reason": "Carnival"}


def the_last_date(world):
    return {"end-day": world.evening.on, "end-reason": "The mill closes."}


def of_the_cards(world):
    return {**of_the_evening(world), "what": "tables"}


def a_tap(world):
    return {"guest": world.evening.rsvp_of(world.ana).uuid, "attendance": "present"}


def a_name(world):
    return {"name": "Lena", "uuid": uuid.uuid4()}


def tables_of_six(world):
    return {"size": 6, "rounds": 0}


def a_reason(world):
    return {"reason": "No heating."}


def a_pause(world):
    return {"pause": "yes"}


def an_introduction(world):
    party, organizer = world.roles["party"], world.roles["organizer"]
    newcomer = world.newcomer("newcomer")
    introduction = Introduction.objects.introduce(newcomer, party, organizer, world.now)
    return {"uuid": introduction.uuid}


def to_the_host(world):
    return {"to": world.roles["host"].handle}


# Rows of answers, one sign for each role in the order of ROLES.
EVERYBODY = "..........."
MEMBERS = ">>........>"
PARTY = ">>000.0000>"
SEEN = ">>....00..>"
NO_METHOD = ">>-------->"
OTHERS = ("PUT", "PATCH", "DELETE", "OPTIONS")
UNREADABLE = ">>!!!!!!!!>"
DONE = ">>rrrrrrrr>"
ORGANIZERS = ">>0000000.>"
NO_METHOD_HERE = ">>0000000->"
DONE_BY_ORGANIZERS = ">>0000000r>"
HOSTS = ">>000000..>"
HOSTS_UNREADABLE = ">>000000!!>"
DONE_TO_HER = ">>rrrr00rr>"

# name: (what the address holds, GET, POST, what is posted)
TABLE = {
    "healthz": (bare, EVERYBODY, "-----------", bare),
    "readyz": (bare, EVERYBODY, "-----------", bare),
    # Nobody without a token, and tests have none: tests/ground/test_metrics.py.
    "metrics": (bare, "00000000000", "-----------", bare),
    "members:directory": (bare, MEMBERS, NO_METHOD, bare),
    "members:follow": (of_ana, NO_METHOD, DONE_TO_HER, bare),
    "members:unfollow": (of_ana, NO_METHOD, DONE_TO_HER, bare),
    "members:block": (of_ana, NO_METHOD, DONE_TO_HER, bare),
    "members:unblock": (of_ana, NO_METHOD, ">>00000r00>", bare),
    "members:face": (of_her_face, SEEN, NO_METHOD, bare),
    "members:settings": (bare, MEMBERS, NO_METHOD, bare),
    "members:edit_profile": (bare, MEMBERS, UNREADABLE, bare),
    "members:privacy": (bare, MEMBERS, NO_METHOD, bare),
    "members:organize_letters": (bare, ORGANIZERS, NO_METHOD_HERE, bare),
    "members:send_letter_again": (of_a_failed_letter, NO_METHOD_HERE, DONE_BY_ORGANIZERS, bare),
    "members:write_to_address_again": (of_a_pause, NO_METHOD_HERE, DONE_BY_ORGANIZERS, bare),
    "members:unsubscribe": (of_a_stop_link, EVERYBODY, EVERYBODY, bare),
    "meetups:today": (bare, EVERYBODY, "-----------", bare),
    "meetups:welcome": (bare, DONE, NO_METHOD, bare),
    "meetups:welcome_step": (of_a_step, MEMBERS, UNREADABLE, bare),
    "meetups:member": (of_ana, SEEN, NO_METHOD, bare),
    "meetups:conversation": (of_ana, SEEN, ">>!!rr00!!>", some_words),
    "meetups:words_seen": (of_ana, NO_METHOD, ">>000r0000>", her_words),
    "meetups:like_writing": (of_ana, NO_METHOD, ">>000r0000>", her_words),
    "meetups:unmet": (bare, MEMBERS, NO_METHOD, bare),
    "meetups:times": (bare, MEMBERS, UNREADABLE, bare),
    "meetups:coffees": (bare, MEMBERS, NO_METHOD, bare),
    "meetups:propose": (of_ana, ">>!!..00!!>", ">>!!rr00!!>", other_times),
    "meetups:proposal": (of_the_proposal, PARTY, NO_METHOD, bare),
    "meetups:accept": (of_the_proposal, NO_METHOD, ">>000r0000>", her_time),
    "meetups:decline": (of_the_proposal, NO_METHOD, ">>000r0000>", bare),
    "meetups:counter": (of_the_proposal, PARTY, ">>000r0000>", other_times),
    "meetups:withdraw": (of_the_proposal, NO_METHOD, ">>00000000>", bare),
    "meetups:coffee": (of_the_coffee, PARTY, NO_METHOD, bare),
    "meetups:confirm": (of_the_coffee, NO_METHOD, ">>000r0000>", bare),
    "meetups:move": (of_the_coffee, PARTY, ">>000r0000>", other_times),
    "meetups:cancel": (of_the_coffee, NO_METHOD, ">>000r0000>", bare),
    "meetups:late": (of_the_coffee, NO_METHOD, ">>000!0000>", later),
    "meetups:answer": (of_the_coffee, NO_METHOD, ">>000!0000>", yes),
    "meetups:thanks": (of_the_coffee, NO_METHOD, ">>000!0000>", bare),
    "meetups:keep_in_touch": (of_the_coffee, NO_METHOD, ">>000!0000>", bare),
    "meetups:invite": (of_the_coffee, PARTY, NO_METHOD, bare),
    "meetups:sessions": (bare, EVERYBODY, "-----------", bare),
    "meetups:new_series": (bare, HOSTS, HOSTS_UNREADABLE, bare),
    "meetups:series": (of_the_series, EVERYBODY, "-----------", bare),
    "meetups:stand": (of_the_series, NO_METHOD, DONE, every_time),
    "meetups:series_hosts": (of_the_series, NO_METHOD, DONE_BY_ORGANIZERS, another_host),
    "meetups:skip_date": (of_the_series, NO_METHOD, DONE_BY_ORGANIZERS, a_date_left_out),
    "meetups:end_series": (of_the_series, NO_METHOD, DONE_BY_ORGANIZERS, the_last_date),
    "meetups:evening": (of_the_evening, EVERYBODY, "-----------", bare),
    "meetups:rsvp": (of_the_evening, NO_METHOD, DONE, going),
    "meetups:coming": (of_the_evening, MEMBERS, NO_METHOD, bare),
    "meetups:remove": (of_her_place, NO_METHOD, DONE_BY_ORGANIZERS, bare),
    "meetups:meet_there": (of_her_place, NO_METHOD, ">>!!rr00!!>", before_it),
    "meetups:edit_evening": (of_the_evening, ORGANIZERS, ">>0000000!>", bare),
    "meetups:call_off": (of_the_evening, NO_METHOD, DONE_BY_ORGANIZERS, a_reason),
    "meetups:organize_sessions": (bare, ORGANIZERS, NO_METHOD_HERE, bare),
    "meetups:checkin": (of_the_evening, ORGANIZERS, ">>0000000!>", a_tap),
    "meetups:walk_in": (of_the_evening, NO_METHOD, ">>0000000!>", a_name),
    "meetups:close_list": (of_the_evening, NO_METHOD, ">>0000000!>", bare),
    "meetups:open_again": (of_the_evening, NO_METHOD, ">>0000000!>", bare),
    "meetups:door_code": (of_the_evening, ORGANIZERS, NO_METHOD, bare),
    "meetups:attendance": (of_the_evening, ORGANIZERS, NO_METHOD, bare),
    "meetups:here": (of_the_evening, MEMBERS, UNREADABLE, bare),
    "meetups:seating": (of_the_evening, ORGANIZERS, DONE_BY_ORGANIZERS, tables_of_six),
    "meetups:seat_late": (of_the_evening, NO_METHOD, DONE_BY_ORGANIZERS, bare),
    "meetups:cards": (of_the_cards, ORGANIZERS, NO_METHOD, bare),
    "meetups:badges": (of_the_evening, ORGANIZERS, NO_METHOD, bare),
    # Of those who came: tests/meetups/test_talks_page.py.
    "meetups:talks": (of_the_evening, ">>00000000>", ">>00000000>", bare),
    "meetups:talk_answer": (of_her_place, NO_METHOD, ">>00000000>", bare),
    # Of those who go: tests/meetups/test_calendar_feed.py.
    "meetups:evening_invite": (of_the_evening, ">>00000000>", NO_METHOD, bare),
    "meetups:feed": (of_her_feed, EVERYBODY, "-----------", bare),
    "meetups:calendar_settings": (bare, MEMBERS, DONE, bare),
    "meetups:letter_link": (of_her_letter, EVERYBODY, EVERYBODY, bare),
    "meetups:visitors": (of_the_evening, MEMBERS, DONE, a_guest),
    "meetups:guest": (of_the_evening, EVERYBODY, EVERYBODY, a_guest),
    "meetups:nudges": (bare, MEMBERS, DONE, a_pause),
    "meetups:follow_introduced": (an_introduction, NO_METHOD, ">>000r0000>", bare),
    "meetups:organize": (bare, ORGANIZERS, NO_METHOD_HERE, bare),
    "meetups:try_nudge_again": (of_a_stumble, NO_METHOD_HERE, DONE_BY_ORGANIZERS, bare),
    "meetups:introduce": (of_ana, NO_METHOD_HERE, DONE_BY_ORGANIZERS, to_the_host),
    "meetups:organize_members": (bare, ORGANIZERS, NO_METHOD_HERE, bare),
    "meetups:organize_members_csv": (bare, ORGANIZERS, NO_METHOD_HERE, bare),
    "meetups:organize_funnel": (bare, ORGANIZERS, NO_METHOD_HERE, bare),
    "meetups:organize_funnel_csv": (bare, ORGANIZERS, NO_METHOD_HERE, bare),
}


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = World()
    Path(tmp_path, "faces").mkdir()
    Path(tmp_path, "faces", f"{world.ana.face}-96.webp").write_bytes(b"RIFF")
    return world


def answered(response):
    """The sign for what came back."""
    if response.status_code in (301, 302, 303):
        return ">" if response["Location"].startswith("/accounts/login/") else "r"
    signs = {200: ".", 204: ".", 404: "0", 403: "x", 405: "-", 400: "!", 409: "!", 422: "!"}
    return signs.get(response.status_code, f"<{response.status_code}>")


def ask(client, world, role, method, address, data):
    """One request of one role; what a POST did is undone afterwards."""
    client.logout()
    if world.roles[role]:
        client.force_login(world.roles[role])
    if method in ("GET", "HEAD"):
        return answered(getattr(client, method.lower())(address))
    with transaction.atomic():
        response = getattr(client, method.lower())(address, data)
        transaction.set_rollback(True)
    return answered(response)


def test_every_address_is_in_the_table():
    walked = {name for route, name in walk() if not route.startswith(BY_PREFIX)}
    assert walked == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_each_role_gets_its_answer(name, world, client):
    arguments, gets, posts, posted = TABLE[name]
    address = reverse(name, kwargs=arguments(world))
    data = posted(world)
    got = {
        "GET": "".join(ask(client, world, role, "GET", address, {}) for role in ROLES),
        "POST": "".join(ask(client, world, role, "POST", address, data) for role in ROLES),
    }
    assert got == {"GET": gets, "POST": posts}, "  ".join(ROLES)


@pytest.mark.parametrize("name", TABLE)
def test_no_address_takes_other_methods(name, world, client):
    arguments, gets, _posts, _posted = TABLE[name]
    address = reverse(name, kwargs=arguments(world))
    for role in ("visitor", "party", "stranger", "organizer"):
        answers = {ask(client, world, role, method, address, {}) for method in OTHERS}
        assert answers <= {"-", "0", ">"}, role
        # Whoever asks for the head of a page learns no more and no less than its reader.
        assert ask(client, world, role, "HEAD", address, {}) == gets[ROLES.index(role)], role
