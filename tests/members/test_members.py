"""Names, handles and finding one another."""

import re

import pytest
from django.db import IntegrityError, transaction

from members.models import Member
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Ben Adeyemi", r"ben-adeyemi-\d{4}"),
        ("Åsa Åkesson", r"asa-akesson-\d{4}"),
        ("D'Arcy <b>", r"d-arcy-b-\d{4}"),
        ("شهرزاد", r"member-[0-9a-f]{6}"),
        ("x" * 80, r"x{40}-\d{4}"),
    ],
)
def test_a_handle_comes_from_the_folded_name(name, handle):
    assert re.fullmatch(handle, MemberFactory(name=name).handle)


def test_a_taken_number_is_not_given_twice(monkeypatch):
    monkeypatch.setattr("secrets.randbelow", lambda end: 234)
    handles = [MemberFactory(name="Eve Santos").handle for _ in range(3)]
    assert handles == ["eve-santos-1234", "eve-santos-10234", "eve-santos-100234"]


@pytest.mark.parametrize("words", ["akesson", "ÅKESSON", "Akeson", "åsa"])
def test_a_name_is_found_without_its_accents_and_nearly_spelled(ana, words):
    asa = MemberFactory(name="Åsa Åkesson")
    assert list(Member.objects.search(words)) == [asa]


def test_marks_that_break_lines_or_turn_words_round_are_not_kept():
    name = "Eve\u2028 \x0b\x00\u202eMallory"
    assert MemberFactory(name=name).name == "Eve Mallory"


def test_a_member_without_a_name_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        MemberFactory(name=" \u2028 ")


def test_the_first_superuser_is_an_organizer_and_verified():
    first = Member.objects.create_superuser("first@example.org", "have the coffee")
    assert (first.is_organizer, first.is_staff, first.is_present) == (True, True, True)
    assert first.emailaddress_set.get().verified
