"""/mailbox/gallery/: a letter of every kind, drafted and kept nowhere."""

import html
import importlib
import re
from datetime import timedelta

import pytest
from django.urls import clear_url_caches
from django.utils import timezone

from meetups import recurrence
from meetups.models import Introduction, Nudge
from meetups.nudges import weeks
from members.models import Letter
from networkgroup import samples, urls
from tests.factories import (
    MemberFactory,
    make_coffee,
    make_evening,
    make_mutual,
    make_venue,
)
from tests.gallery import NAMES, fill_town
from tests.meetups.letters import links_in

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
KINDS = samples.KINDS
# Words are read on the site, and a cancellation passes a block, so that it offers nothing that one
# would take away: new times follow by a letter of their own. Here no other series could be joined
# when one ends, and what guests are led to, anybody may look at.
NOTHING_TO_SIGN = {
    "cancelled",
    "unread_words",
    "series_ends",
    "visitor_off",
    "visitor_thanks",
}
# All there is to do is to give the chair back, which is plain ink.
TAKES_BACK = {"visitor_going"}
AS_HTML = re.compile(r"&(#x?[0-9a-f]+|amp|lt|gt|quot);", re.I)


@pytest.fixture
def development(settings):
    """A site in development."""
    settings.DEBUG = True
    importlib.reload(urls)
    clear_url_caches()
    yield
    settings.DEBUG = False
    importlib.reload(urls)
    clear_url_caches()


@pytest.fixture
def now():
    """The page asks the real clock."""
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def town(ana, now):
    return fill_town(ana, now)


def check(kind, letter, settings):
    """It has all that a letter needs."""
    assert letter is not None, kind
    message, text, page = letter.message, letter.text, letter.html
    subject = str(message["Subject"])
    assert 0 < len(subject) < 45, (kind, subject)
    assert "You receive this because" in text, kind
    assert "You receive this because" in page, kind
    assert f'class="button-{"plain" if kind in TAKES_BACK else "go"}"' in page or (
        'class="code"' in page
    ), kind
    is_account = letter.klass == "account"
    has_stop = str(message["List-Unsubscribe"]).startswith(f"<{settings.SITE_URL}/unsubscribe/")
    assert has_stop is not is_account, kind
    assert bool(message["List-Unsubscribe-Post"]) is not is_account, kind
    if not is_account:
        assert bool(links_in(text)) is (kind not in NOTHING_TO_SIGN), kind
    assert set(links_in(text)) == set(links_in(html.unescape(page))), kind
    assert not AS_HTML.search(text), kind
    assert "<b>" not in page, kind
    assert "A secret" not in text + page, kind


@pytest.mark.parametrize("name", NAMES)
def test_each_kind_has_all_that_a_letter_needs_whatever_people_are_called(
    town, now, settings, name
):
    town.update(name=name[:80])
    before = Letter.objects.count(), Nudge.objects.count()
    for kind in KINDS:
        check(kind, samples.draft(kind, now), settings)
    assert (Letter.objects.count(), Nudge.objects.count()) == before


# -- a week that has only one thing to say


def an_introduction(ana, other, now):
    Introduction.objects.introduce(other, ana, MemberFactory(is_organizer=True), now)


def a_hand(ana, other, now):
    other.follow(ana, now)


def somebody_at_the_evening(ana, other, now):
    ana.follow(other, now)
    day = (now + 3 * DAY).date()
    rule = recurrence.every(1, day.weekday())
    make_evening(now=now, starts_on=day, rule=rule).say_going(other, now)


def sat_down(ana, other, at):
    """They met then, said so, and the week is to tell what follows from it."""
    make_mutual(ana, other, at - 9 * DAY)
    coffee = make_coffee(ana, other, at, now=at - DAY)
    for member in (ana, other):
        coffee.answer(member, True, at + DAY)
    return coffee


def fold(ana, kind, now):
    left = Nudge.objects.filter(kind=kind, recipient=ana)
    left.update(state="folded", due_at=now, decided_at=now, details={"week": now.isoformat()})


def thanks(ana, other, now):
    sat_down(ana, other, now - 2 * DAY)
    fold(ana, "thank_you", now)


def losing_touch(ana, other, now):
    sat_down(ana, other, now - 40 * DAY).keep_in_touch(ana, 1, now)
    fold(ana, "next_coffee", now)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "part", [an_introduction, a_hand, somebody_at_the_evening, thanks, losing_touch]
)
def test_a_week_of_one_thing_alone_has_all_that_a_letter_needs(db, now, settings, part, name):
    make_venue()
    ana, other = MemberFactory.create_batch(2, name=name[:80])
    part(ana, other, now)
    week = Nudge(kind="the_week", recipient=ana, about=ana, key="a week", due_at=now)
    letter = weeks.the_week(week, ana, now)
    check("the_week", letter, settings)
    go = html.unescape(letter.html).split('class="button-go"')[1]
    assert links_in(go.partition("</a>")[0])


def test_the_page_shows_every_kind_and_writes_nothing(client, town, development):
    """That a GET writes nothing is watched over in every test."""
    page = client.get("/mailbox/gallery/").text
    for kind in KINDS:
        assert f'id="{kind}"' in page
        assert f'src="/mailbox/gallery/{kind}/"' in page
    assert "Nothing on this machine could have caused one." not in page


@pytest.mark.parametrize("kind", ["the_week", "account_login_code"])
def test_one_kind_alone_may_run_nothing(client, town, development, kind):
    answer = client.get(f"/mailbox/gallery/{kind}/")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "<h1" in answer.text


def test_an_empty_machine_says_so(client, db, development):
    page = client.get("/mailbox/gallery/").text
    causeless = [*Nudge.Kind.values, *samples.VISITOR]
    assert page.count("Nothing on this machine could have caused one.") == len(causeless)
    assert client.get("/mailbox/gallery/proposal/").status_code == 404
    assert client.get("/mailbox/gallery/no_such_kind/").status_code == 404


def test_with_debug_off_there_is_no_such_address(client, town, development, settings):
    settings.DEBUG = False
    assert client.get("/mailbox/gallery/").status_code == 404
    assert client.get("/mailbox/gallery/the_week/").status_code == 404
