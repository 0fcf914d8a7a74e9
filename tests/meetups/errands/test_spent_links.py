"""Links that have done their work, or never had any: what is so now, and nothing changes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from members.models import Member, Tie
from tests.factories import make_coffee, make_mutual, make_proposal
from tests.meetups.letters import page, path_to, snapshot, to_coffee

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def spent(client, path, status=410):
    """What is so now, asked twice and posted once; nothing changes."""
    before = snapshot()
    response = client.get(path)
    assert response.status_code == status
    assert client.post(path).status_code == (status if status == 404 else 409)
    assert snapshot() == before
    return page(response)


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        (lambda offer, now: offer.decline(now), "That offer was declined."),
        (lambda offer, now: offer.withdraw(now), "That offer was taken back."),
        (lambda offer, now: offer.counter([now + 9 * DAY], now), "answered with other times"),
    ],
)
def test_an_offer_that_was_answered_says_so(client, ana, offer, now, verb, words):
    verb(offer, now)
    time = offer.times.first()
    assert words in spent(client, path_to(ana, "accept", offer, now, time=time.pk))
    assert words in spent(client, path_to(ana, "decline", offer, now))


def test_a_yes_said_before_shows_the_coffee(client, ana, offer, now):
    time = offer.times.first()
    coffee = offer.accept(ana, time, now)
    words = spent(client, path_to(ana, "accept", offer, now, time=time.pk))
    assert "the coffee is on the calendar" in words
    assert coffee.get_absolute_url() in words


def test_a_lapsed_offer_says_that_nobody_was_told_no(client, ana, ben, now):
    offer = make_proposal(ben, ana, now - HOUR, now=now - DAY)
    words = spent(client, path_to(ana, "accept", offer, now, time=offer.times.get().pk))
    assert "Nobody was told no." in words


def test_a_time_just_taken_offers_those_still_left(client, ana, ben, cleo, offer, now):
    ana.follow(cleo, now)
    taken, *left = offer.times.all()
    other = make_proposal(cleo, ana, taken.starts_at, now=now)
    other.accept(ana, other.times.get(), now)
    words = spent(client, path_to(ana, "accept", offer, now, time=taken.pk))
    assert "Somebody took" in words
    assert words.count("/l/") == len(left)


def test_a_button_from_before_a_move_says_where_the_coffee_is_now(client, ana, ben, coffee, now):
    path = to_coffee(ana, "still_on", coffee, now)
    move = coffee.move(ben, [now + 4 * DAY], now)
    move.accept(ana, move.times.get(), now)
    words = spent(client, path)
    assert "earlier plan" in words
    assert not coffee.seats.filter(still_on_at__isnull=False).exists()


def test_a_cancelled_coffee_says_so(client, ana, ben, coffee, now):
    coffee.cancel(ben, now)
    for purpose in ("still_on", "move", "cancel", "late", "change"):
        assert "That coffee was cancelled." in spent(client, to_coffee(ana, purpose, coffee, now))


def test_a_link_too_old_changes_nothing(client, ana, coffee, now):
    path = to_coffee(ana, "cancel", coffee, now, expires_in=-MINUTE)
    assert "This link has done its work." in spent(client, path)


def test_a_link_too_old_hands_out_no_fresh_key(client, ana, ben, cleo, now):
    """Whoever finds an old letter may read what is so, and must sign in to do anything about it."""
    cancelled = make_coffee(ana, ben, now + DAY, now=now - HOUR)
    cancelled.cancel(ben, now)
    make_proposal(ben, ana, now + 2 * DAY, now + 3 * DAY, now=now)
    ana.follow(cleo, now)
    pair, hands = Tie.objects.between(ana, ben), Tie.objects.between(ana, cleo)
    for purpose, about, extra in [
        ("propose", pair, {}),
        ("propose_again", cancelled, {"sequence": cancelled.sequence}),
        ("shake_back", hands, {}),
    ]:
        new, old = [
            path_to(ana, purpose, about, now, expires_in=end, **extra) for end in (DAY, -MINUTE)
        ]
        assert "/l/" in page(client.get(new))
        words = spent(client, old)
        assert "/l/" not in words
        assert "Open it on the site" in words or "profile" in words


def test_after_two_weeks_answers_stay(client, ana, ben, now):
    coffee = make_coffee(ana, ben, now - 15 * DAY, now=now - 16 * DAY)
    path = to_coffee(ana, "answer", coffee, now, met=True)
    assert "settled" in spent(client, path)


# -- links that open nothing


def test_a_link_opens_only_for_whom_and_what_it_was_made(client, ana, ben, cleo, offer, now):
    """Not for the other of the two, not for a stranger, not for another purpose or subject."""
    for path in [
        path_to(ben, "accept", offer, now, time=offer.times.first().pk),
        path_to(cleo, "decline", offer, now),
        path_to(ana, "withdraw", offer, now),
        path_to(ana, "still_on", offer, now),
        path_to(ana, "accept", ana, now),
        path_to(ana, "unsubscribe", None, now),
    ]:
        assert "There is nobody at this table." in spent(client, path, 404)


def test_a_time_of_another_offer_is_none_of_this_ones(client, ana, ben, cleo, offer, now):
    ana.follow(cleo, now)
    other = make_proposal(cleo, ana, now + 8 * DAY, now=now)
    path = path_to(ana, "accept", offer, now, time=other.times.get().pk)
    assert "already" not in spent(client, path)


@pytest.mark.parametrize("token", ["x", "WzEsMl0:forged", "é", "a" * 3000])
def test_what_is_not_ours_opens_nothing(client, db, token):
    response = client.get(reverse("meetups:letter_link", args=[token]))
    assert response.status_code == 404
    assert "There is nobody at this table." in page(response)


def test_an_altered_link_opens_nothing(client, ana, offer, now):
    path = path_to(ana, "decline", offer, now)
    assert client.get(path[:-2] + "/").status_code == 404


def test_after_a_block_a_coffee_is_told_like_any_other_that_was_cancelled(
    client, ana, ben, cleo, coffee, now
):
    make_mutual(ana, cleo, now - HOUR)
    other = make_coffee(ana, cleo, now + 2 * DAY, now=now - HOUR)
    ben.block(ana, now)
    other.cancel(cleo, now)
    for purpose in ("still_on", "move", "cancel", "late", "change"):
        told = [
            spent(client, to_coffee(ana, purpose, one, now, sequence=one.sequence))
            for one in (coffee, other)
        ]
        assert "That coffee was cancelled." in told[0]
        assert told[0].count("<a ") == told[1].count("<a ")
        assert "/members/" not in told[0]
    assert "That coffee was cancelled." in spent(client, to_coffee(ben, "cancel", coffee, now))


def test_after_a_block_nothing_else_opens_or_is_said_to_stand(client, ana, ben, now):
    tie = Tie.objects.between(ana, ben)
    fell_through = make_coffee(ana, ben, now + DAY, now=now - HOUR)
    fell_through.cancel(ana, now)
    offer = make_proposal(ben, ana, now + DAY, now=now)
    paths = [
        path_to(ana, "decline", offer, now),
        path_to(ana, "propose", tie, now),
        to_coffee(ana, "propose_again", fell_through, now),
    ]
    ben.block(ana, now)
    for path in paths:
        words = spent(client, path, 404)
        assert "There is nobody at this table." in words
        assert "Adeyemi" not in words and "still stands" not in words
    client.force_login(ana)
    for address in (ben.get_absolute_url(), offer.get_absolute_url()):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "still stands" not in page(answer)


def test_for_the_suspended_and_with_the_suspended_nothing_opens(client, ana, ben, offer, now):
    path = path_to(ana, "decline", offer, now)
    ben.suspend(now)
    assert client.get(path).status_code == 404
    ben.restore(now)
    Member.objects.get(pk=ana.pk).suspend(now)
    assert client.get(path).status_code == 404
