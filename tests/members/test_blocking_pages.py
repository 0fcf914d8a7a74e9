"""Hands held out and taken back, doors closed: through the pages."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from members.models import Block, Follow

pytestmark = pytest.mark.django_db


def press(client, verb, other, **fields):
    return client.post(reverse(f"members:{verb}", args=[other.handle]), fields)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def as_dan(client, dan):
    client.force_login(dan)
    return client


def test_a_hand_is_held_out_from_a_profile(as_dan, ana, dan):
    page = press(as_dan, "follow", ana)
    assert page.url == ana.get_absolute_url()
    assert said(page) == ["You held out a hand to Ana Ruiz."]
    assert dan.follows(ana)


def test_shaking_back_says_so(client, ana, cleo):
    client.force_login(ana)
    page = press(client, "follow", cleo)
    assert said(page) == ["You and Cleo Okafor shook hands. Next comes the coffee."]
    assert ana.is_mutual_with(cleo)


def test_a_hand_is_taken_back_quietly(client, ana, ben):
    client.force_login(ana)
    assert press(client, "unfollow", ben).url == ben.get_absolute_url()
    assert not ana.follows(ben)
    assert ben.follows(ana)


@pytest.mark.parametrize(
    ("wish", "reached"),
    [
        ("/unmet/", "/unmet/"),
        ("https://evil.example/", None),
        ("//evil.example/", None),
        ("javascript:alert(1)", None),
        ("nothing-of-ours", "nothing-of-ours"),
        ("account_logout", "account_logout"),
        ("", None),
    ],
)
def test_the_form_says_where_to_go_on_within_the_site(as_dan, ana, wish, reached):
    assert press(as_dan, "follow", ana, next=wish).url == (reached or ana.get_absolute_url())


def test_oneself_is_nobody_to_follow_or_block(as_dan, dan):
    assert press(as_dan, "follow", dan).status_code == 302
    assert press(as_dan, "block", dan).status_code == 302
    assert not Follow.objects.exists()
    assert not Block.objects.exists()


def test_a_block_parts_two_and_shows_where_to_lift_it(client, ana, ben):
    client.force_login(ana)
    page = press(client, "block", ben)
    assert page.url == reverse("members:privacy")
    assert "Ben Adeyemi" in client.get(page.url).content.decode()
    assert not Follow.objects.between(ana, ben).exists()


@pytest.mark.parametrize("verb", ["follow", "unfollow", "block"])
@pytest.mark.parametrize("blocker", ["ana", "ben"])
def test_across_a_block_nobody_is_there_from_either_side(client, ana, ben, now, verb, blocker):
    (ana if blocker == "ana" else ben).block({"ana": ben, "ben": ana}[blocker], now)
    for me, other in [(ana, ben), (ben, ana)]:
        client.force_login(me)
        assert press(client, verb, other).status_code == 404
    assert not Follow.objects.between(ana, ben).exists()


def test_the_blocked_one_sees_no_trace_of_it(client, ana, ben, now):
    ana.block(ben, now)
    client.force_login(ben)
    assert "Ana Ruiz" not in client.get(reverse("members:privacy")).content.decode()
    assert press(client, "unblock", ana).status_code == 404


def test_only_ones_own_block_can_be_lifted(client, ana, ben, now):
    ana.block(ben, now)
    client.force_login(ana)
    assert press(client, "unblock", ben).url == reverse("members:privacy")
    assert not Block.objects.exists()
    assert not ana.follows(ben)


def test_the_suspended_and_the_unheard_of_are_not_there(as_dan, ana, now):
    ana.suspend(now)
    assert press(as_dan, "follow", ana).status_code == 404
    assert as_dan.post("/members/nobody-0000/follow/").status_code == 404


@pytest.mark.parametrize("verb", ["follow", "unfollow", "block", "unblock"])
def test_looking_changes_nothing(as_dan, ana, verb):
    assert as_dan.get(reverse(f"members:{verb}", args=[ana.handle])).status_code == 405


def test_the_sixty_first_hand_of_an_hour_waits(as_dan, ana, dan, settings):
    settings.ACCOUNT_RATE_LIMITS = {"follow": "1/h/user"}
    press(as_dan, "follow", ana)
    press(as_dan, "unfollow", ana)
    page = press(as_dan, "follow", ana)
    assert "a lot in one hour" in said(page)[-1]
    assert not dan.follows(ana)


def test_the_settings_lead_to_everything(as_dan):
    page = as_dan.get(reverse("members:settings")).content.decode()
    for name in ["members:edit_profile", "members:privacy", "meetups:times", "meetups:nudges"]:
        assert f'href="{reverse(name)}"' in page
