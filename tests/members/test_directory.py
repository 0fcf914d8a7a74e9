"""Everybody by name, found by name, a page at a time."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import directory
from members.models import Member, Tie
from tests.factories import MemberFactory, make_mutual

pytestmark = pytest.mark.django_db

URL = reverse("members:directory")


def shown(page):
    return [person.member.name for person in page.people]


def browse(viewer, words=""):
    """Every page of the directory, one after the other."""
    pages, after = [], ""
    while True:
        page = directory.page(viewer, words, after)
        pages.append(shown(page))
        after = page.after
        if not after:
            return pages


def test_people_come_in_the_order_of_their_folded_names(ana, ben):
    MemberFactory(name="Åsa Åkesson")
    MemberFactory(name="zoë Adams")
    MemberFactory(name="شهرزاد")
    assert shown(directory.page(ana)) == ["Åsa Åkesson", "Ben Adeyemi", "zoë Adams", "شهرزاد"]


def test_each_stands_where_the_two_have_come(ana, ben, cleo, dan):
    assert [(person.member, person.stage) for person in directory.page(ana).people] == [
        (ben, "mutual"),
        (cleo, "following"),
        (dan, "apart"),
    ]


def test_pages_follow_each_other_without_gap_or_repeat_even_among_namesakes(ana):
    for number in range(directory.PAGE * 2 + 3):
        MemberFactory(name="Sam Lee" if number % 2 else f"Sam Lee {number}")
    pages = browse(ana)
    assert [len(page) for page in pages] == [20, 20, 3]
    everybody = [name for page in pages for name in page]
    assert sorted(everybody) == sorted(
        Member.objects.exclude(pk=ana.pk).values_list("name", flat=True)
    )


def test_a_full_last_page_promises_nothing_more(ana):
    for _number in range(directory.PAGE):
        MemberFactory()
    assert [len(page) for page in browse(ana)] == [20]


def test_a_page_behind_somebody_one_may_not_see_is_the_one_behind_nobody(ana, ben, dan, now):
    cleo = MemberFactory(name="Cleo")
    assert shown(directory.page(ana, after=ben.handle)) == ["Cleo", dan.name]
    ben.suspend(now)
    cleo.block(ana, now)
    for handle in [ben.handle, cleo.handle, "nobody-0000"]:
        assert shown(directory.page(ana, after=handle)) == [dan.name]


@pytest.mark.parametrize("words", ["akesson", "ÅKES", "åsa", "Akeson"])
def test_a_name_is_found_however_it_is_typed(client, ana, ben, words):
    MemberFactory(name="Åsa Åkesson")
    client.force_login(ana)
    page = client.get(URL, {"q": words})
    assert shown(page.context["page"]) == ["Åsa Åkesson"]


@pytest.mark.parametrize("words", ["\x00", "%", "_", "\u2028", "x" * 5000, "' OR 1=1 --", "\\"])
def test_odd_searches_find_nobody_and_break_nothing(client, ana, words):
    client.force_login(ana)
    assert client.get(URL, {"q": words, "after": words}).status_code == 200


def test_blocked_suspended_and_unverified_people_are_not_listed(ana, ben, cleo, dan, now):
    ana.block(ben, now)
    cleo.block(ana, now)
    dan.suspend(now)
    MemberFactory(name="Not Yet", verified_at=None)
    MemberFactory(name="Switched Off", is_active=False)
    assert shown(directory.page(ana)) == []
    assert shown(directory.page(ana, "ben")) == []


def test_names_are_shown_as_words_and_not_as_markup(client, ana, dan):
    client.force_login(ana)
    page = client.get(URL).content.decode()
    assert "Dan D&#x27;Arcy &lt;b&gt;" in page
    assert "D'Arcy <b>" not in page


def test_typing_brings_only_the_list_again(client, ana, ben):
    client.force_login(ana)
    part = client.get(URL, {"q": "ben"}, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="people"')
    assert "Ben Adeyemi" in part


def test_an_empty_answer_says_what_to_do(client, ana):
    client.force_login(ana)
    assert "Nobody of that name." in client.get(URL, {"q": "xyzzy"}).content.decode()
    assert "first one here" in client.get(URL).content.decode()


def test_thirty_people_cost_as_many_queries_as_one(client, ana, now):
    counts = []
    for people in [1, 3, 30]:
        while Member.objects.count() <= people:
            make_mutual(ana, MemberFactory(), now)
        client.force_login(ana)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL).status_code == 200
        counts.append(len(queries))
    assert Tie.objects.count() == 30
    assert len(set(counts)) == 1
    assert counts[0] <= 10


def test_a_kept_card_shows_each_reader_what_is_so_now(client, ana, ben, cleo):
    def card_of_ben(reader):
        client.force_login(reader)
        page = client.get(URL, {"q": "Ben"}).content.decode()
        return page.partition('id="people"')[2].partition("</ul>")[0]

    first = card_of_ben(ana)
    assert "Shook back" in first and first == card_of_ben(ana)
    assert "Shook back" not in card_of_ben(cleo)
    ben.headline = "Bakes <rye>"
    ben.save()
    assert "Bakes &lt;rye&gt;" in card_of_ben(ana) and "Bakes &lt;rye&gt;" in card_of_ben(cleo)
