"""What allauth has to say, in our words and through our gate."""

import pytest

from members import account_letters
from members.models import Letter

PREFIXES = [
    ("account/email/email_confirmation_signup", "account_confirm_address"),
    ("account/email/email_confirmation", "account_confirm_address"),
    ("account/email/login_code", "account_login_code"),
    ("account/email/password_reset_key", "account_password_reset"),
    ("account/email/password_reset_code", "account_password_reset"),
    ("account/email/account_already_exists", "account_already_here"),
    ("account/email/unknown_account", "account_nobody_here"),
    ("account/email/password_changed", "account_notice"),
    ("account/email/email_changed", "account_notice"),
    ("mfa/email/totp_activated", "account_notice"),
]
TOLD = {
    "code": "K7Q2PX",
    "activate_url": "http://evil.example/accounts/confirm-email/abc/",
    "password_reset_url": "http://evil.example/accounts/password/reset/key/abc/?a=1",
    "signup_url": "http://evil.example/accounts/signup/",
    "request": object(),
}


@pytest.mark.parametrize(("prefix", "kind"), PREFIXES)
def test_each_has_its_words(ana, now, prefix, kind):
    letter = account_letters.leave(prefix, ana.email, {**TOLD, "user": ana}, now)
    assert (letter.kind, letter.state, letter.klass, letter.queue) == (
        kind,
        "waiting",
        "account",
        "urgent",
    )
    assert letter.useless_after > now
    assert letter.message["Subject"]
    assert "You receive this because" in letter.text
    assert "You receive this because" in letter.html
    assert "evil.example" not in letter.text + letter.html
    assert "unsubscribe" not in letter.text + letter.html
    assert "&#x27;" not in letter.text
    assert "List-Unsubscribe" not in letter.message


def test_a_code_stands_only_in_the_sealed_body(ana, now):
    letter = account_letters.leave("account/email/login_code", ana.email, TOLD, now)
    assert "K7Q2PX" in letter.text
    assert "K7Q2PX" not in str(letter.message["Subject"])
    row = Letter.objects.filter(pk=letter.pk).values().get()
    assert "K7Q2PX" not in str(row)
    assert row["subject"] == ""


def test_it_goes_to_the_address_that_was_asked_for(ana, now):
    letter = account_letters.leave(
        "account/email/email_confirmation", "new@example.org", {**TOLD, "user": ana}, now
    )
    assert letter.address_now() == "new@example.org"


def test_asking_twice_is_two_letters(ana, now):
    for _again in range(2):
        account_letters.leave("account/email/login_code", ana.email, TOLD, now)
    assert Letter.objects.count() == 2


def test_a_code_asked_for_on_the_page_comes_as_a_letter(client, ana):
    client.post("/accounts/login/code/", {"email": ana.email})
    assert Letter.objects.get().kind == "account_login_code"
