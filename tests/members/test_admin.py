"""The operator's rooms: flags, suspending, and ledgers that can only be read."""

import pytest
from django.urls import reverse

from meetups.models import Venue
from members.models import Member
from tests.factories import MemberFactory, make_coffee, make_hours, make_proposal, make_venue

pytestmark = pytest.mark.django_db

LIST = reverse("admin:members_member_changelist")


@pytest.fixture
def operator(client, db):
    operator = MemberFactory(name="Ines Oliveira", is_staff=True, is_superuser=True)
    client.force_login(operator)
    return operator


def page_of(member):
    return reverse("admin:members_member_change", args=[member.pk])


def choose(client, action, *members):
    fields = {"action": action, "_selected_action": [member.pk for member in members]}
    return client.post(LIST, fields)


@pytest.mark.parametrize("words", ["akesson", "ÅKESSON", "asa@example"])
def test_members_are_found_by_name_or_address(client, operator, words):
    asa = MemberFactory(name="Åsa Åkesson", email="asa@example.org")
    page = client.get(LIST, {"q": words})
    assert list(page.context["cl"].result_list) == [asa]


def test_flags_are_set_and_words_are_not(client, operator, ana):
    client.post(page_of(ana), {"is_host": "on", "name": "Mallory", "email": "m@example.org"})
    ana.refresh_from_db()
    assert (ana.is_host, ana.is_organizer) == (True, False)
    assert (ana.name, ana.email) == ("Ana Ruiz", "ana@example.org")


def test_a_save_writes_only_the_flags_that_changed(client, operator, ana, monkeypatch):
    saved = []
    monkeypatch.setattr(Member, "save", lambda self, **how: saved.append(how))
    client.post(page_of(ana), {"is_host": "on"})
    assert saved == [{"update_fields": ["is_host"]}]


def test_suspending_says_the_verb_and_can_be_taken_back(client, operator, ana, ben, now):
    make_hours(ana, ben)
    proposal = make_proposal(ana, ben)
    choose(client, "suspend", ana, operator)
    ana.refresh_from_db()
    operator.refresh_from_db()
    proposal.refresh_from_db()
    assert (ana.is_suspended, operator.is_suspended) == (True, False)
    assert proposal.state == "lapsed"
    choose(client, "restore", ana)
    ana.refresh_from_db()
    assert ana.is_present


def test_suspending_out_of_a_narrowed_list_counts_whom_it_shut_out(client, operator, ana):
    fields = {"action": "suspend", "_selected_action": [ana.pk, operator.pk]}
    page = client.post(f"{LIST}?standing=present", fields, follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert said == ["Nobody suspends themselves.", "1 member suspended."]


def test_nobody_is_added_or_removed_by_hand(client, operator, ana):
    assert client.get(reverse("admin:members_member_add")).status_code == 403
    assert (
        client.post(
            reverse("admin:members_member_delete", args=[ana.pk]), {"post": "yes"}
        ).status_code
        == 403
    )


@pytest.mark.parametrize(
    "name",
    [
        *["members_tie", "members_follow", "members_block"],
        *["meetups_proposal", "meetups_coffee"],
    ],
)
def test_ledgers_can_be_read_and_not_written(client, operator, ana, ben, cleo, dan, now, name):
    make_coffee(ana, ben)
    cleo.block(dan, now)
    listed = client.get(reverse(f"admin:{name}_changelist"), {"q": "ana"})
    assert listed.status_code == 200
    row = client.get(reverse(f"admin:{name}_changelist")).context["cl"].result_list[0]
    assert client.get(reverse(f"admin:{name}_change", args=[row.pk])).status_code == 200
    assert client.post(reverse(f"admin:{name}_change", args=[row.pk]), {}).status_code == 403
    assert client.get(reverse(f"admin:{name}_add")).status_code == 403


def test_a_venue_is_added_and_retired(client, operator):
    fields = {"name": "The Reading Room", "time_zone": "Europe/London", "kinds": ["coffee"]}
    client.post(reverse("admin:meetups_venue_add"), fields | {"is_active": "on"})
    venue = Venue.objects.get()
    assert (venue.kinds, venue.is_active) == (["coffee"], True)
    client.post(reverse("admin:meetups_venue_change", args=[venue.pk]), fields)
    venue.refresh_from_db()
    assert not venue.is_active


def test_a_venue_is_somewhere_on_the_clock(client, operator):
    make_venue()
    fields = {"name": "Olympus", "time_zone": "Mars/Olympus", "kinds": ["coffee"]}
    assert client.post(reverse("admin:meetups_venue_add"), fields).status_code == 200
    assert Venue.objects.count() == 1


def test_members_without_the_key_stay_outside(client, ana):
    client.force_login(ana)
    assert client.get(LIST).status_code in {302, 403}
    assert not hasattr(client.get(LIST), "context_data")
    assert client.get(reverse("admin:login")).status_code == 403


def test_visitors_are_sent_to_our_own_sign_in_page(client, db):
    asked = client.get(reverse("admin:index"), follow=True)
    assert asked.redirect_chain[-1] == ("/accounts/login/?next=%2Fadmin%2F", 302)
    assert asked.status_code == 200
