"""Nobody learns from us who is a member: not by words, not by work."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Member
from tests.members.letterbox import letters_to

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "ana@example.org", "nobody@example.org"
ONE_TIME = re.compile(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"')


@pytest.fixture
def hashed(monkeypatch):
    """Every password that is hashed: nearly all of the time such a request takes."""
    seen = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        seen.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return seen


def visit(address, url, fields):
    """All that the sender of a form sees, with what differs in every visit taken out."""
    client = Client()
    with CaptureQueriesContext(connection) as queries:
        page = client.post(url, fields, follow=True)
    words = ONE_TIME.sub("", page.content.decode()).replace(address, "ADDRESS")
    steps = [(path, status) for path, status in page.redirect_chain]
    return (page.status_code, steps, words), len(queries)


def both(url, fields_for, hashed):
    """(what is seen, passwords hashed, letters written, statements) for a member and a stranger."""
    answers = []
    for address in [KNOWN, UNKNOWN]:
        hashed.clear()
        seen, statements = visit(address, url, fields_for(address))
        answers.append((seen, len(hashed), len(letters_to(address)), statements))
    return answers


def sign_up_fields(address):
    return {"name": "Eve Santos", "email": address, "password1": "have the coffee"}


def test_signing_up_with_a_members_address(ana, hashed):
    member, stranger = both(reverse("account_signup"), sign_up_fields, hashed)
    assert member[:3] == stranger[:3]
    assert member[1:3] == (1, 1)
    # The newcomer's own rows, and a handle that nobody has.
    assert abs(member[3] - stranger[3]) <= 11


STATES = pytest.mark.parametrize("state", ["present", "unverified", "suspended"])


def bring_to(member, state, now):
    if state == "unverified":
        Member.objects.filter(pk=member.pk).update(verified_at=None)
    if state == "suspended":
        member.suspend(now)


@STATES
def test_asking_for_a_code_with_a_members_address(ana, hashed, now, state):
    bring_to(ana, state, now)
    url = reverse("account_request_login_code")
    member, stranger = both(url, lambda address: {"email": address}, hashed)
    assert member[:3] == stranger[:3]
    assert member[2] == 1
    assert abs(member[3] - stranger[3]) <= 3


@STATES
def test_asking_for_a_new_password_with_a_members_address(ana, hashed, now, state):
    bring_to(ana, state, now)
    url = reverse("account_reset_password")
    member, stranger = both(url, lambda address: {"email": address}, hashed)
    assert member[:3] == stranger[:3]
    assert member[2] == 1
    assert abs(member[3] - stranger[3]) <= 4


@STATES
def test_signing_in_with_the_wrong_password(ana, hashed, now, state):
    bring_to(ana, state, now)

    def fields(address):
        return {"login": address, "password": "guessing"}

    member, stranger = both(reverse("account_login"), fields, hashed)
    assert member[:3] == stranger[:3]
    assert member[1:3] == (1, 0)
    assert abs(member[3] - stranger[3]) <= 2


def test_of_two_newcomers_with_one_address_the_second_sees_the_same_page(ana, hashed, monkeypatch):
    """Both asked before either was kept, so only the database can tell them apart."""
    monkeypatch.setattr(
        "allauth.account.internal.flows.manage_email.assess_unique_email", lambda *a, **kw: True
    )
    second, first = both(reverse("account_signup"), sign_up_fields, hashed)
    assert second[:3] == first[:3]
    assert list(Member.objects.filter(email=KNOWN)) == [ana]
