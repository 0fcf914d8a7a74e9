"""Buttons of letters about two people: propose, shake back, like writing, try again, thank."""

from datetime import time, timedelta

import pytest
from django.test import Client

from meetups.models import Nudge, Proposal, Thanks
from meetups.scheduling import minute_of
from members.models import Member, Preferences, Tie
from tests.factories import make_coffee, make_hours, make_proposal, make_venue
from tests.meetups.letters import govern, letter_to, link, links_in, page, path_to, snapshot

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def mill(db):
    return make_venue(street="2 Mill Lane")


@pytest.fixture
def tie(ana, ben):
    return Tie.objects.between(ana, ben)


@pytest.fixture
def starts(now):
    """Three times that a letter named."""
    return [now + day * DAY for day in (2, 3, 5)]


def to_propose(member, tie, starts, now, **extra):
    return path_to(member, "propose", tie, now, times=[minute_of(at) for at in starts], **extra)


def spent(client, path, status=410):
    """What is so now, asked twice and posted once; nothing changes."""
    before = snapshot(), Tie.objects.values_list("mutual_since", "writing_liked_at").get()
    response = client.get(path)
    assert response.status_code == status
    assert client.post(path).status_code == (status if status == 404 else 409)
    assert (snapshot(), Tie.objects.values_list("mutual_since", "writing_liked_at").get()) == before
    return page(response)


# -- propose


def test_one_press_proposes_the_times_of_the_letter(client, ana, ben, tie, mill, starts, now):
    path = to_propose(ana, tie, starts, now)
    before = snapshot()
    asked = page(client.get(path))
    assert snapshot() == before
    assert "A coffee with Ben?" in asked
    assert "Ana Ruiz and Ben Adeyemi" in asked
    assert "The Old Mill" in asked
    assert "30 minutes" in asked
    assert "London" in asked
    assert asked.count("<form") == 1
    assert "Propose these three times" in asked
    done = client.post(path)
    assert done.status_code == 200
    assert "Your times are on the way to Ben." in page(done)
    offer = Proposal.objects.get()
    assert (offer.proposer, offer.invitee, offer.venue) == (ana, ben, mill)
    assert [time.starts_at for time in offer.times.all()] == starts
    assert "_auth_user_id" not in client.session


def test_the_form_needs_its_token(ana, tie, mill, starts, now):
    assert Client(enforce_csrf_checks=True).post(to_propose(ana, tie, starts, now)).status_code == (
        403
    )
    assert not Proposal.objects.exists()


def test_times_that_have_passed_or_are_taken_are_left_out(
    client, ana, ben, cleo, tie, mill, starts, now
):
    ana.follow(cleo, now)
    make_coffee(ana, cleo, starts[1], now=now)
    path = to_propose(ana, tie, [now - DAY, *starts], now)
    assert "Propose these two times" in page(client.get(path))
    client.post(path)
    offer = Proposal.objects.get(invitee=ben)
    assert [time.starts_at for time in offer.times.all()] == [starts[0], starts[2]]


def test_when_all_have_passed_others_are_offered(client, ana, ben, tie, mill, now):
    make_hours(ana, ben, now=now)
    path = to_propose(ana, tie, [now - DAY, now - HOUR], now)
    asked = client.get(path)
    assert "have passed or are taken" in page(asked)
    assert "Times you both have free" in page(asked)
    # The old times act no more, and nothing was ticked.
    assert client.post(path).status_code == 422
    value = asked.context["errand"].form.tickets[0][1]
    rows = {"own-TOTAL_FORMS": 0, "own-INITIAL_FORMS": 0, "time": value, "note": "At last?"}
    assert client.post(path, rows).status_code == 200
    offer = Proposal.objects.get()
    assert (offer.times.count(), offer.note, offer.venue) == (1, "At last?", mill)


def test_the_page_leads_to_other_times(client, ana, tie, mill, starts, now):
    (other_times,) = links_in(page(client.get(to_propose(ana, tie, starts, now, n=7))))
    assert "Times of your own" in page(client.get(other_times))


def test_an_offer_made_meanwhile_says_so_and_leads_to_it(client, ana, tie, ben, mill, starts, now):
    path = to_propose(ana, tie, starts, now)
    mine = make_proposal(ana, ben, now + 4 * DAY, now=now)
    words = spent(client, path)
    assert "You have already offered times." in words
    assert mine.get_absolute_url() in words


def test_their_offer_can_be_answered_from_there(client, ana, tie, ben, mill, starts, now):
    path = to_propose(ana, tie, starts, now)
    theirs = make_proposal(ben, ana, now + 4 * DAY, now=now)
    words = spent(client, path)
    assert "Ben was faster" in words
    (yes,) = links_in(words)
    assert client.post(yes).status_code == 200
    theirs.refresh_from_db()
    assert theirs.state == "accepted"


def test_an_agreed_coffee_leads_to_it(client, ana, tie, ben, mill, starts, now):
    coffee = make_coffee(ana, ben, now + 4 * DAY, now=now)
    words = spent(client, to_propose(ana, tie, starts, now))
    assert "You two have a coffee on" in words
    assert coffee.get_absolute_url() in words


def test_whoever_follows_no_more_is_told_where_a_coffee_starts(
    client, ana, tie, ben, mill, starts, now
):
    ben.unfollow(ana, now)
    words = spent(client, to_propose(ana, tie, starts, now))
    assert "A coffee starts with following each other." in words
    assert ben.get_absolute_url() in words


def test_without_a_place_the_site_asks_for_one(client, ana, tie, ben, starts, now):
    words = spent(client, to_propose(ana, tie, starts, now))
    assert "Name one" in words
    assert f"/coffees/new/{ben.handle}/" in words


def test_with_whom_wants_a_call_first_it_is_a_call(client, ana, ben, tie, starts, now):
    Member.objects.filter(pk=ben.pk).update(openness="call_first")
    path = to_propose(ana, tie, starts, now)
    assert "A call" in page(client.get(path))
    client.post(path)
    assert Proposal.objects.get().kind == "call"


@pytest.mark.parametrize("purpose", ["propose", "shake_back", "like_writing"])
def test_across_a_block_and_for_strangers_there_is_nobody(
    client, ana, ben, cleo, tie, mill, now, purpose
):
    path = path_to(cleo, purpose, tie, now)
    assert client.get(path).status_code == client.post(path).status_code == 404
    ben.block(ana, now)
    words = page(client.get(path_to(ana, purpose, tie, now)))
    assert "There is nobody at this table." in words
    assert "Adeyemi" not in words


def test_nonsense_in_a_link_of_ours_is_no_time(client, ana, ben, tie, mill, now):
    path = path_to(ana, "propose", tie, now, times=[])
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 422


# -- limits, and what is remembered


def test_proposing_by_letter_counts_like_proposing(
    client, ana, ben, tie, mill, starts, now, settings
):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "propose": "1/h/user"}
    path = to_propose(ana, tie, starts, now)
    assert client.post(path).status_code == 200
    Proposal.objects.get().withdraw(now)
    refused = client.post(path)
    assert refused.status_code == 409
    assert "That was a lot in one hour." in page(refused)
    assert Proposal.objects.count() == 1


def test_moving_by_letter_counts_like_proposing(client, ana, ben, now, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "propose": "0/h/user"}
    coffee = make_coffee(ana, ben, now + 2 * DAY, now=now)
    path = path_to(ana, "move", coffee, now, sequence=coffee.sequence)
    day = (now + 6 * DAY).astimezone(ana.zone)
    rows = {
        "own-TOTAL_FORMS": 1,
        "own-INITIAL_FORMS": 0,
        "own-0-date": f"{day:%Y-%m-%d}",
        "own-0-clock": "09:30",
    }
    refused = client.post(path, rows)
    assert refused.status_code == 409
    assert "That was a lot in one hour." in page(refused)
    assert not coffee.offers_to_move.exists()


@pytest.mark.untidy
def test_whoever_presses_is_active_and_has_heeded_the_letter(
    client, ana, ben, tie, mill, starts, now
):
    at = now.replace(hour=12)
    Nudge.objects.leave(ana, "have_the_coffee", tie, key="have_the_coffee:x", due_at=at)
    Tie.objects.update(mutual_since=at - 4 * DAY)
    Preferences.objects.create(member=ana, pace="more", quiet_from=time(0), quiet_to=time(0))
    govern(at)
    nudge = Nudge.objects.get(kind="have_the_coffee")
    assert nudge.state == "sent"
    path = to_propose(ana, tie, starts, now, n=nudge.pk)
    client.get(path)
    nudge.refresh_from_db()
    assert (Member.objects.get(pk=ana.pk).active_at, nudge.heeded_at) == (None, None)
    client.post(path)
    nudge.refresh_from_db()
    assert Member.objects.get(pk=ana.pk).active_at == nudge.heeded_at is not None


# -- shake back


def test_shaking_back_by_letter_leads_on_to_the_coffee(client, ana, cleo, mill, now):
    tie = Tie.objects.between(ana, cleo)
    path = path_to(ana, "shake_back", tie, now)
    assert "Shake back with Cleo?" in page(client.get(path))
    assert not ana.follows(cleo)
    done = page(client.post(path))
    assert ana.is_mutual_with(cleo)
    assert "You have shaken hands with Cleo." in done
    (propose,) = links_in(done)
    assert "A coffee with Cleo?" in page(client.get(propose))
    words = spent(client, path)
    assert "You two shook hands already." in words


def test_a_hand_taken_back_is_not_shaken(client, ana, cleo, now):
    cleo.unfollow(ana, now)
    path = path_to(ana, "shake_back", Tie.objects.between(ana, cleo), now)
    assert "no longer held out" in spent(client, path)
    assert not ana.follows(cleo)


# -- like writing


def test_liking_to_write_by_letter(client, ana, ben, tie, now):
    ben.write_to(ana, "Words", now - HOUR)
    path = path_to(ana, "like_writing", tie, now)
    assert "Just writing with Ben?" in page(client.get(path))
    assert "We leave you two to it." in page(client.post(path))
    assert Tie.objects.get(pk=tie.pk).writing_liked_at
    assert "known already" in spent(client, path)


# -- try again


@pytest.fixture
def cancelled(ana, ben, now):
    """A walk round the pond that came to nothing."""
    coffee = make_coffee(
        ana, ben, now + DAY, now=now - HOUR, kind="walk", minutes=30, place="Round the pond"
    )
    coffee.cancel(ben, now)
    return coffee


def test_one_press_tries_the_same_again(client, ana, ben, cancelled, starts, now):
    times = [minute_of(at) for at in starts]
    path = path_to(ana, "propose_again", cancelled, now, times=times)
    asked = page(client.get(path))
    assert "Another time with Ben?" in asked
    assert "Round the pond" in asked
    assert client.post(path).status_code == 200
    offer = Proposal.objects.open().get()
    assert (offer.kind, offer.minutes, offer.place) == ("walk", 30, "Round the pond")
    assert [time.starts_at for time in offer.times.all()] == starts
    assert "You have already offered times." in spent(client, path)


def test_a_place_that_left_the_catalogue_is_still_a_place(client, ana, ben, mill, starts, now):
    coffee = make_coffee(ana, ben, now + DAY, now=now - HOUR, venue=mill)
    coffee.cancel(ben, now)
    mill.is_active = False
    mill.save()
    path = path_to(ana, "propose_again", coffee, now, times=[minute_of(starts[0])])
    assert client.post(path).status_code == 200
    assert Proposal.objects.open().get().place == "The Old Mill"


def test_what_still_stands_is_not_tried_again(client, ana, ben, starts, now):
    coffee = make_coffee(ana, ben, now + DAY, now=now - HOUR)
    path = path_to(ana, "propose_again", coffee, now, times=[minute_of(starts[0])])
    assert "That coffee still stands." in spent(client, path)


# -- offer other times after a no, or after an offer was taken back


def over(ana, ben, mill, now, verb):
    """An offer that Ben declined, or took back: Ana reads of it either way."""
    pair = (ana, ben) if verb == "decline" else (ben, ana)
    offer = make_proposal(*pair, now + DAY, now=now - HOUR, kind="walk", minutes=60, venue=mill)
    getattr(offer, verb)(now)
    govern(now)
    return offer


@pytest.mark.parametrize(
    ("verb", "kind", "press"),
    [
        ("decline", "declined", "Offer other times"),
        ("withdraw", "withdrawn", "Offer times of your own"),
    ],
)
def test_other_times_are_offered_from_the_letter_of_a_no(
    client, ana, ben, mill, now, verb, kind, press
):
    make_hours(ana, ben, now=now)
    over(ana, ben, mill, now, verb)
    path = link(letter_to(ana, kind), press)
    before = snapshot()
    asked = client.get(path)
    words = page(asked)
    assert snapshot() == before
    assert "Other times with Ben?" in words
    assert "Ana Ruiz and Ben Adeyemi" in words
    assert "Told on the clock of London" in words
    assert words.count("<form") == 1
    ticked = [value for _start, value, _on in asked.context["errand"].form.tickets[:3]]
    rows = {"own-TOTAL_FORMS": 0, "own-INITIAL_FORMS": 0, "time": ticked, "note": "Or so?"}
    assert client.post(path, rows).status_code == 200
    offer = Proposal.objects.open().get()
    assert (offer.proposer, offer.kind, offer.minutes, offer.venue) == (ana, "walk", 60, mill)
    assert (offer.times.count(), offer.note) == (3, "Or so?")
    assert "_auth_user_id" not in client.session
    # Once is enough.
    assert "You have already offered times." in spent(client, path)


def test_times_are_offered_after_a_no_by_nobody_else_and_not_for_ever(
    client, ana, ben, dan, mill, now
):
    offer = over(ana, ben, mill, now, "decline")
    spent(client, path_to(dan, "offer_again", offer, now), 404)
    old = path_to(ana, "offer_again", offer, now, expires_in=-DAY)
    assert "This link has done its work." in spent(client, old)


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_after_a_block_nobody_is_there_to_offer_times_to(client, ana, ben, mill, now, who):
    path = path_to(ana, "offer_again", over(ana, ben, mill, now, "decline"), now)
    {"ana": ana, "ben": ben}[who].block({"ana": ben, "ben": ana}[who], now)
    assert "Adeyemi" not in spent(client, path, 404)


# -- thanks


@pytest.fixture
def had(ana, ben, now):
    """A coffee of this morning, which Ana says was had."""
    coffee = make_coffee(ana, ben, now - 3 * HOUR, now=now - DAY)
    coffee.answer(ana, True, now)
    return coffee


def test_a_line_of_thanks_by_letter(client, ana, ben, had, now):
    path = path_to(ana, "thank", had, now)
    asked = page(client.get(path))
    assert "A line of thanks for Ben" in asked
    assert "<textarea" in asked
    assert client.post(path, {"words": "For the pie, and the plan."}).status_code == 200
    thanks = Thanks.objects.get()
    assert (thanks.giver, thanks.words) == (ana, "For the pie, and the plan.")
    assert "already" in spent(client, path)


def test_no_words_or_too_many_come_back_with_the_form(client, ana, had, now):
    path = path_to(ana, "thank", had, now)
    for words, said in [("  ", "A word or two, then."), ("x" * 1001, "A thousand characters")]:
        refused = client.post(path, {"words": words})
        assert refused.status_code == 422
        assert said in page(refused)
        assert 'aria-describedby="thanks-error"' in page(refused)
    assert not Thanks.objects.exists()


def test_whoever_did_not_say_yes_is_not_asked_for_thanks(client, ana, ben, had, now):
    assert "Thanks are for a coffee you had" in spent(client, path_to(ben, "thank", had, now))
    had.answer(ana, False, now)
    spent(client, path_to(ana, "thank", had, now))
