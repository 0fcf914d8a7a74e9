"""What members tell the group about themselves."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from members.models import Member

pytestmark = pytest.mark.django_db

URL = reverse("members:edit_profile")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "faces"


@pytest.fixture
def as_ana(client, ana):
    client.force_login(ana)
    return client


def send(client, **changes):
    fields = {
        "name": "Ana Ruiz",
        "headline": "Employment law",
        "about": "Tea, strictly speaking.",
        "looking_for": "a bookkeeper\na walk",
        "can_help": "contracts, first hires",
        "openness": "call_first",
        "place": "",
        "latitude": "",
        "longitude": "",
        "time_zone": "Europe/London",
    }
    return client.post(URL, fields | changes)


def fresh(member):
    return Member.objects.get(pk=member.pk)


def photo(size=(300, 400)):
    kept = BytesIO()
    Image.new("RGB", size, "teal").save(kept, "JPEG")
    return SimpleUploadedFile("me.jpg", kept.getvalue())


def test_everything_is_kept_as_it_was_told(as_ana, ana):
    assert send(as_ana).url == URL
    ana = fresh(ana)
    assert (ana.headline, ana.about, ana.openness) == (
        "Employment law",
        "Tea, strictly speaking.",
        "call_first",
    )
    assert ana.looking_for == ["a bookkeeper", "a walk"]
    assert ana.can_help == ["contracts", "first hires"]


def test_the_form_shows_what_was_told(as_ana, ana):
    send(as_ana, place="Leeds, United Kingdom")
    page = as_ana.get(URL).content.decode()
    for words in ["Employment law", "a bookkeeper\na walk", "Leeds", "call_first"]:
        assert words in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("D'Arcy <b>", "D'Arcy <b>"),
        ("Ana\u2028Ruiz\x0b", "Ana Ruiz"),
        ("\u202eAna\u2066 Ruiz\u200f", "Ana Ruiz"),
        ("x" * 80, "x" * 80),
        ("עדה לאבלייס", "עדה לאבלייס"),
    ],
)
def test_names_are_kept_as_they_are_said(as_ana, ana, typed, kept):
    assert send(as_ana, name=typed, headline=typed).status_code == 302
    assert (fresh(ana).name, fresh(ana).headline) == (kept, kept)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "\u2028\u200b"),
        ("name", "x" * 81),
        ("name", "Ana\x00"),
        ("headline", "x" * 121),
        ("about", "x" * 2001),
        ("looking_for", "\n".join(map(str, range(9)))),
        ("can_help", "x" * 61),
        ("openness", "perhaps"),
        ("time_zone", "Mars/Olympus"),
        ("latitude", "91"),
        ("latitude", "51.5"),
        ("longitude", "NaN"),
        ("place", "Xyzzyville"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_field_and_nothing_changes(
    as_ana, ana, field, typed
):
    before = Member.objects.filter(pk=ana.pk).values().get()
    page = send(as_ana, **{"headline": "Somebody new", field: typed})
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert Member.objects.filter(pk=ana.pk).values().get() == before
    assert page.wsgi_request.user.name == "Ana Ruiz"


def test_topics_are_cleaned_and_said_once(as_ana, ana):
    send(as_ana, looking_for="  a Walk \n\na walk,A WALK\u2028a\u202e bookkeeper,\u200b")
    assert fresh(ana).looking_for == ["a Walk", "a bookkeeper"]


def test_a_town_brings_its_point_and_its_clock(as_ana, ana):
    send(as_ana, place="Kyoto")
    ana = fresh(ana)
    assert ana.area_name == "Kyoto, Japan"
    assert ana.time_zone == "Asia/Tokyo"
    assert (round(ana.latitude), round(ana.longitude)) == (35, 136)


def test_a_chosen_clock_is_not_moved_by_the_town(as_ana, ana):
    send(as_ana, place="Kyoto", time_zone="Europe/Lisbon")
    assert fresh(ana).time_zone == "Europe/Lisbon"


def test_a_town_whose_name_several_bear_is_asked_about_once_more(as_ana, ana):
    asked = send(as_ana, place="Springfield")
    assert asked.status_code == 422
    choices = asked.context["form"].fields["city"].choices
    assert len(choices) > 1
    assert all("Springfield" in label for _id, label in choices)
    assert 'type="radio" name="city"' in asked.content.decode()
    id, label = choices[1]
    assert send(as_ana, place="Springfield", city=id).status_code == 302
    assert fresh(ana).area_name == label


def test_a_megabyte_of_commas_is_refused_at_once(as_ana, ana, monkeypatch):
    asked = []
    monkeypatch.setattr("members.cities.search", lambda text: asked.append(text) or [])
    assert send(as_ana, place="a" + "," * 900_000).status_code == 422
    assert max(map(len, asked)) <= 120


def test_a_city_that_was_not_offered_is_not_taken(as_ana, ana):
    assert send(as_ana, place="Springfield", city="1857910").status_code == 422
    assert send(as_ana, place="Springfield", city="x").status_code == 422
    assert fresh(ana).area_name == ""


def test_a_point_is_kept_to_a_hundredth_of_a_degree(as_ana, ana):
    send(as_ana, latitude="53.79648", longitude="-1.54785")
    assert (fresh(ana).latitude, fresh(ana).longitude) == (Decimal("53.80"), Decimal("-1.55"))


def test_saving_again_moves_nobody_and_an_emptied_place_is_forgotten(as_ana, ana):
    send(as_ana, place="Leeds, United Kingdom")
    leeds = fresh(ana)
    again = {"latitude": leeds.latitude, "longitude": leeds.longitude}
    send(as_ana, place=leeds.area_name, **again)
    assert fresh(ana).area_name == leeds.area_name
    assert fresh(ana).latitude == leeds.latitude
    send(as_ana, place="", **again)
    assert (fresh(ana).area_name, fresh(ana).latitude) == ("", None)


def test_a_photo_comes_and_goes(as_ana, ana, media, django_capture_on_commit_callbacks):
    send(as_ana, photo=photo())
    assert fresh(ana).face
    assert len(list(media.iterdir())) == 3
    with django_capture_on_commit_callbacks(execute=True):
        send(as_ana, remove_photo="on")
    assert fresh(ana).face is None
    assert list(media.iterdir()) == []


def test_what_is_no_photo_gets_a_plain_error_and_stores_nothing(as_ana, ana, media):
    page = send(as_ana, photo=SimpleUploadedFile("me.jpg", b"<?php"))
    assert page.status_code == 422
    assert "could not read that as a photo" in page.content.decode()
    assert fresh(ana).face is None
    assert not media.exists()


def test_only_ones_own_columns_are_written(as_ana, ana, now, monkeypatch):
    """Somebody suspended while the form was open does not save themselves back in."""
    send(as_ana, is_staff="on", is_organizer="on", is_superuser="on", email="x@example.org")
    ana = fresh(ana)
    assert (ana.is_staff, ana.is_organizer, ana.is_superuser) == (False, False, False)
    assert ana.email == "ana@example.org"
