"""First steps: asked once, skipped at will, resumed where they were left."""

from datetime import time
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from meetups.hours import USUAL_BLOCKS
from meetups.models import ReadyTime, WeeklyHours
from meetups.newcomers import three_to_follow
from members.models import Follow, Member
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db

WELCOME = reverse("meetups:welcome")


def step(name):
    return reverse("meetups:welcome_step", args=[name])


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def eve(client):
    eve = MemberFactory(name="Eve Santos", welcomed_at=None)
    client.force_login(eve)
    return eve


def fresh(member):
    return Member.objects.get(pk=member.pk)


def photo():
    kept = BytesIO()
    Image.new("RGB", (300, 400), "teal").save(kept, "JPEG")
    return SimpleUploadedFile("me.jpg", kept.getvalue())


def place(**changes):
    fields = {"place": "Leeds, United Kingdom", "time_zone": "Europe/London"}
    return fields | {"latitude": "", "longitude": ""} | changes


def test_the_four_steps_in_one_go(client, eve, ana):
    assert client.get(WELCOME).url == step("face")
    assert client.post(step("face"), {"photo": photo()}).url == step("place")
    assert client.post(step("place"), place()).url == step("time")
    assert client.post(step("time"), {"blocks": ["0-08", "0-10", "4-16"]}).url == step("people")
    assert client.post(step("people"), {"follow": [ana.handle]}).url == reverse("meetups:today")
    eve = fresh(eve)
    assert eve.face
    assert eve.area_name == "Leeds, United Kingdom"
    assert eve.follows(ana)
    assert eve.welcomed_at
    assert client.get(WELCOME).url == reverse("meetups:today")


def test_every_step_can_be_left_for_later(client, eve):
    at, seen = step("face"), []
    while at:
        page = client.get(at)
        seen.append(page.context["step"])
        skip = page.context.get("skip_to")
        at = step(skip) if skip else None
        if at:
            assert f'href="{at}"' in page.content.decode()
    assert seen == ["face", "place", "time", "people"]
    assert client.post(step("people"), {"skip": "1"}).url == reverse("meetups:today")
    assert fresh(eve).welcomed_at
    assert not Follow.objects.exists()


def test_coming_back_leads_to_the_first_step_not_taken(client, eve):
    client.post(step("place"), place())
    assert client.get(WELCOME).url == step("face")
    client.post(step("face"), {"photo": photo()})
    assert client.get(WELCOME).url == step("time")


def test_a_step_that_is_done_is_not_asked_again_on_the_way(client, eve):
    client.post(step("place"), place())
    assert client.post(step("face"), {"photo": photo()}).url == step("time")


def test_only_looking_changes_nothing(client, eve):
    for name in ["face", "place", "time", "people"]:
        assert client.get(step(name)).status_code == 200
    assert fresh(eve).welcomed_at is None
    assert not WeeklyHours.objects.exists()


@pytest.mark.parametrize("name", ["face", "place"])
def test_what_cannot_be_kept_is_asked_once_more(client, eve, name):
    sent = {"face": {"photo": SimpleUploadedFile("me.jpg", b"no")}, "place": place(place="Xyzzy")}
    page = client.post(step(name), sent[name])
    assert page.status_code == 422
    assert page.context["form"].errors
    assert client.get(WELCOME).url == step("face")


def test_an_empty_face_says_what_is_missing(client, eve):
    assert client.post(step("face"), {}).status_code == 422


def test_the_groups_hours_are_ticked_beforehand(client, eve):
    page = client.get(step("time")).content.decode()
    assert page.count(" checked>") == len(USUAL_BLOCKS)
    assert 'value="0-08" checked' in page


def test_hours_are_kept_on_ones_own_clock_and_are_ready_at_once(client, eve):
    client.post(step("time"), {"blocks": ["2-08", "2-10", "2-14"]})
    kept = WeeklyHours.objects.filter(member=eve).values_list("weekday", "starts", "ends")
    assert list(kept) == [(2, time(8), time(12)), (2, time(14), time(16))]
    assert ReadyTime.objects.get(member=eve).stretches


def test_hours_told_before_are_ticked_instead(client, eve):
    client.post(step("time"), {"blocks": ["6-20"]})
    page = client.get(step("time")).content.decode()
    assert page.count(" checked>") == 1


def test_hours_that_were_not_offered_are_refused(client, eve):
    assert client.post(step("time"), {"blocks": ["9-99"]}).status_code == 422
    assert not WeeklyHours.objects.exists()


def test_no_hours_at_all_is_an_answer_too(client, eve):
    assert client.post(step("time"), {}).url == step("people")


def test_there_is_no_fifth_step(client, eve):
    assert client.get("/welcome/coffee/").status_code == 404


def test_people_are_suggested_with_the_strongest_reason(eve, ana, ben, cleo, now):
    eve.looking_for = ["Bookkeeping"]
    eve.area_name = "Leeds, United Kingdom"
    eve.save()
    Member.objects.filter(pk=ana.pk).update(is_host=True, area_name=eve.area_name)
    Member.objects.filter(pk=ben.pk).update(can_help=["bookkeeping"])
    cleo.follow(eve, now)
    assert [(one.member, one.reason) for one in three_to_follow(eve)] == [
        (cleo, "Because Cleo holds out a hand to you."),
        (ben, "Because Ben offers what you ask for."),
        (ana, "Because Ana helps to run the group."),
    ]


def test_nobody_hidden_resting_or_followed_is_suggested(eve, ana, ben, cleo, dan, now):
    eve.follow(ana, now)
    ben.block(eve, now)
    cleo.suspend(now)
    Member.objects.filter(pk=dan.pk).update(openness="resting")
    assert three_to_follow(eve) == []


def test_only_those_suggested_can_be_followed_here(client, eve, ana, ben, now):
    ben.block(eve, now)
    client.post(step("people"), {"follow": [ben.handle, "nobody-0000"]})
    assert not Follow.objects.filter(follower=eve).exists()


def test_an_empty_group_welcomes_too(client, eve):
    page = client.get(step("people"))
    assert "That is everything." in page.content.decode()
    assert client.post(step("people"), {"skip": "1"}).status_code == 302


def test_the_steps_cost_the_same_in_a_large_group(client, eve):
    def queries(name):
        with CaptureQueriesContext(connection) as seen:
            client.get(step(name))
        return len(seen)

    MemberFactory()
    few = [queries(name) for name in ["face", "place", "time", "people"]]
    for _number in range(30):
        MemberFactory()
    many = [queries(name) for name in ["face", "place", "time", "people"]]
    assert few == many
    assert max(many) <= 10
