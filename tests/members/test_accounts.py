"""Signing up, proving the address, coming in and being shut out."""

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from members.models import Member
from tests.factories import MemberFactory
from tests.members.letterbox import code_in, letters_to, link_in

pytestmark = pytest.mark.django_db

PASSWORD = "have the coffee"
EVE = {"name": "Eve Santos", "email": "Eve@Example.org", "password1": PASSWORD}


def sign_up(client, **changes):
    return client.post(reverse("account_signup"), EVE | changes)


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def change_address(client, member, email):
    """Ask for another address; the password is asked for once more."""
    sign_in(client, member.email)
    asked = client.post(reverse("account_email"), {"email": email, "action_add": ""})
    client.post(asked.url, {"password": PASSWORD})


def is_in(client):
    return "_auth_user_id" in client.session


@pytest.fixture
def eve(client):
    sign_up(client)
    return Member.objects.get(email="eve@example.org")


def test_who_signs_up_is_nobody_until_the_address_answers(client, eve):
    assert (eve.name, eve.is_present, is_in(client)) == ("Eve Santos", False, False)
    assert not Member.objects.present().exists()


def test_the_letters_link_asks_once_more_and_its_press_lets_in(client, eve):
    path = link_in(letters_to(eve.email)[0], "confirm-email")
    assert client.get(path).status_code == 200
    eve.refresh_from_db()
    assert eve.verified_at is None
    assert client.post(path).url == "/welcome/"
    eve.refresh_from_db()
    assert (eve.is_present, is_in(client)) == (True, True)


def test_the_link_works_on_another_device_and_then_the_password_leads_on(client, eve):
    phone = Client()
    path = link_in(letters_to(eve.email)[0], "confirm-email")
    assert phone.post(path).url == reverse("account_login")
    assert sign_in(phone, eve.email).url == "/welcome/"


def test_a_link_pressed_twice_says_that_it_is_spent(client, eve):
    path = link_in(letters_to(eve.email)[0], "confirm-email")
    client.post(path)
    client.logout()
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 404


def test_signing_in_without_having_proved_the_address_sends_the_letter_again(client, eve, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    assert sign_in(client, eve.email).url == reverse("account_email_verification_sent")
    assert not is_in(client)
    assert len(letters_to(eve.email)) == 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("D'Arcy <b>", "D'Arcy <b>"),
        ("Eve\u2028Santos", "Eve Santos"),
        ("Eve\x0bSantos", "Eve Santos"),
        ("\u202eEve\u202c Santos\u200f", "Eve Santos"),
        ("x" * 80, "x" * 80),
        ("شهرزاد نوری", "شهرزاد نوری"),
    ],
)
def test_names_are_kept_as_they_are_said(client, typed, kept):
    assert sign_up(client, name=typed).status_code == 302
    assert Member.objects.get().name == kept


@pytest.mark.parametrize("typed", ["", "  \u2028 ", "\u200b\u202e", "x" * 81, "Eve\x00"])
def test_names_nobody_could_say_are_refused(client, typed):
    assert sign_up(client, name=typed).status_code == 200
    assert not Member.objects.exists()


@pytest.mark.parametrize(
    ("told", "kept"),
    [("Asia/Tokyo", "Asia/Tokyo"), ("", "Europe/London"), ("Mars/Olympus", "Europe/London")],
)
def test_the_zone_comes_from_a_script_or_else_from_the_group(client, settings, told, kept):
    settings.GROUP_TIME_ZONE = "Europe/London"
    sign_up(client, time_zone=told)
    assert Member.objects.get().time_zone == kept


def test_a_member_comes_in_by_password(client, ana):
    assert sign_in(client, "ANA@example.org").url == "/"
    assert is_in(client)


def test_a_member_comes_in_by_a_mailed_code(client, ana):
    client.post(reverse("account_request_login_code"), {"email": ana.email})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(letters_to(ana.email)[0])})
    assert is_in(client)


def test_a_newcomer_is_sent_to_the_welcome_until_it_is_done(client):
    MemberFactory(email="new@example.org", welcomed_at=None)
    assert sign_in(client, "new@example.org").url == "/welcome/"


def test_a_forgotten_password_is_set_anew_from_the_letter(client, ana):
    client.post(reverse("account_reset_password"), {"email": ana.email})
    path = link_in(letters_to(ana.email)[0], "password/reset/key")
    form = client.get(path, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": "walk round the block", "password2": "walk round the block"})
    assert sign_in(client, ana.email, "walk round the block").url == "/"


def test_a_new_address_replaces_the_old_once_it_answers(client, ana):
    change_address(client, ana, "ana@new.example.org")
    ana.refresh_from_db()
    assert ana.email == "ana@example.org"
    client.post(link_in(letters_to("ana@new.example.org")[0], "confirm-email"))
    ana.refresh_from_db()
    assert ana.email == "ana@new.example.org"
    assert [a.email for a in EmailAddress.objects.filter(user=ana)] == ["ana@new.example.org"]


def test_an_address_somebody_else_proved_meanwhile_changes_nothing(client, ana):
    change_address(client, ana, "taken@example.org")
    path = link_in(letters_to("taken@example.org")[0], "confirm-email")
    MemberFactory(email="taken@example.org", verified_at=None)
    assert client.post(path).status_code in {200, 302}
    ana.refresh_from_db()
    assert ana.email == "ana@example.org"
    assert EmailAddress.objects.get(user=ana, primary=True).email == "ana@example.org"


class TestSuspended:
    @pytest.fixture
    def ana(self, ana, now):
        ana.suspend(now)
        return ana

    def test_the_right_password_leads_to_a_kind_sentence(self, client, ana, settings):
        page = client.post(
            reverse("account_login"), {"login": ana.email, "password": PASSWORD}, follow=True
        )
        assert page.request["PATH_INFO"] == reverse("account_inactive")
        assert f"mailto:{settings.GROUP_REPLY_TO}" in page.content.decode()
        assert not is_in(client)

    def test_so_does_the_right_code(self, client, ana):
        client.post(reverse("account_request_login_code"), {"email": ana.email})
        code = code_in(letters_to(ana.email)[0])
        page = client.post(reverse("account_confirm_login_code"), {"code": code})
        assert page.url == reverse("account_inactive")
        assert not is_in(client)

    def test_the_wrong_password_tells_nothing(self, client, ana):
        wrong = sign_in(client, ana.email, "guessing")
        nobody = sign_in(client, "nobody@example.org", "guessing")
        assert wrong.context["form"].errors == nobody.context["form"].errors


def test_who_is_suspended_while_in_is_out_with_the_next_page(client, ben, now):
    client.force_login(ben)
    ben.suspend(now)
    assert client.get(reverse("members:directory")).url.startswith(reverse("account_login"))
    assert not is_in(client)


def test_the_first_organizer_can_sign_in_at_once(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, email="First@Example.org", name="Ines")
    assert sign_in(client, "first@example.org").status_code == 302
    assert is_in(client)
