"""Everybody one has not met, page by page."""

import pytest

from meetups import matching
from tests.factories import MemberFactory, make_coffee, make_mutual
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


def test_each_comes_with_one_reason_and_one_next_step(ana, ben, cleo, dan, now):
    ana.follow(dan, now)
    words = words_of(browser_of(ana).get("/unmet/"))
    assert words.index("Ben Adeyemi") < words.index("Cleo Okafor") < words.index("Dan")
    assert words.count("Because ") == 3
    for step in ("Propose to Ben", "Shake back Cleo Okafor", "See Dan’s profile"):
        assert step in words


def test_everybody_is_on_exactly_one_page(ana, now):
    for _ in range(matching.PAGE + 1):
        make_mutual(ana, MemberFactory(), now)
    first = browser_of(ana).get("/unmet/").context["page"]
    rest = browser_of(ana).get("/unmet/", {"after": first.after}).context["page"]
    people = [one.member.pk for one in [*first.people, *rest.people]]
    assert len(people) == len(set(people)) == matching.PAGE + 1 and rest.after == ""


def test_having_met_everyone_is_said(ana, ben):
    coffee = make_coffee(ana, ben)
    for member in (ana, ben):
        coffee.answer(member, True, coffee.ends_at)
    assert "Nobody is left to meet" in words_of(browser_of(ana).get("/unmet/"))


def test_shaking_back_comes_back_to_the_list(ana, cleo):
    page = browser_of(ana).get("/unmet/")
    assert '<input type="hidden" name="next" value="/unmet/">' in page.content.decode()


def test_a_made_up_place_starts_at_the_beginning(ana, ben):
    assert "Ben" in words_of(browser_of(ana).get("/unmet/?after=nonsense"))


def test_on_the_first_day_nobody_is_told_that_they_have_met_everyone(ana):
    words = words_of(browser_of(ana).get("/unmet/"))
    assert "No hand is held out yet" in words and "Nobody is left" not in words
