"""What the buttons of a letter about an evening open."""

from datetime import timedelta

import pytest

from meetups.models import Rsvp, WeeklySession
from tests.factories import MemberFactory
from tests.meetups.letters import govern, letter_to, link, page, path_to

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PURPOSES = ["come", "cant", "still_coming"]


def to_evening(member, purpose, evening, now, **extra):
    """The path of a button of a letter written as the evening stands."""
    return path_to(member, purpose, evening, now, sequence=evening.sequence, **extra)


def answers():
    """All that an errand could have changed."""
    columns = ["member", "state", "turn", "changes", "still_on_at", "is_shown", "takes_any"]
    return list(Rsvp.objects.order_by("pk").values_list(*columns))


def done(client, path):
    """Ask, which changes nothing, and press. -> the words afterwards"""
    before = answers()
    asked = client.get(path)
    assert asked.status_code == 200 and answers() == before
    assert page(asked).count("<form") == 1
    response = client.post(path)
    assert response.status_code == 200
    return page(response)


def spent(client, path, status=410):
    """What is so now, asked twice and posted once; nothing changes."""
    before = answers()
    response = client.get(path)
    assert response.status_code == status
    assert client.post(path).status_code == (status if status == 404 else 409)
    assert answers() == before
    return page(response)


def offer_to(member, evening, now):
    """Two take the seats, the member waits, and one gives a seat back."""
    first, second = MemberFactory.create_batch(2)
    for one in (first, second, member):
        evening.say_going(one, now)
    evening.say_cant(first, now)
    return second


# -- what they do


def test_a_seat_is_taken_without_signing_in(client, ana, evening, now):
    assert "See you there." in done(client, to_evening(ana, "come", evening, now))
    assert evening.rsvp_of(ana).is_going
    assert "_auth_user_id" not in client.session


def test_where_every_seat_is_taken_one_joins_the_line(client, ana, evening, now):
    for member in MemberFactory.create_batch(2):
        evening.say_going(member, now)
    path = to_evening(ana, "come", evening, now)
    assert "Every seat is taken just now." in page(client.get(path))
    assert "You are number 1 on the waiting list." in done(client, path)
    assert "You are number 1 on the waiting list." in spent(client, path)


def test_an_offered_seat_is_taken_from_its_letter(client, ana, evening, now):
    offer_to(ana, evening, now)
    govern(now)
    path = link(letter_to(ana, "seat_offered"), "Take the seat")
    assert "A seat is kept for you until" in page(client.get(path))
    assert "See you there." in done(client, path)
    assert evening.rsvp_of(ana).is_going


def test_taking_it_is_no_word_on_who_may_see_it(client, ana, evening, now):
    offer_to(ana, evening, now)
    evening.rsvps.of(ana).update(is_shown=False)
    done(client, to_evening(ana, "come", evening, now, offered=True))
    assert not evening.rsvp_of(ana).is_shown


def test_an_offered_seat_is_passed_on_from_its_letter(client, ana, evening, now):
    offer_to(ana, evening, now)
    govern(now)
    path = link(letter_to(ana, "seat_offered"), "Not this time")
    assert "Thank you for saying so." in done(client, path)
    assert evening.rsvp_of(ana).state == "declined"


def test_not_this_time_is_an_answer_too(client, ana, evening, now):
    done(client, to_evening(ana, "cant", evening, now))
    assert evening.rsvp_of(ana).state == "declined"


def test_a_seat_is_given_back_and_the_next_has_it(client, ana, evening, now):
    evening.say_going(ana, now)
    second, third = MemberFactory.create_batch(2)
    for member in (second, third):
        evening.say_going(member, now)
    path = to_evening(ana, "cant", evening, now)
    words = page(client.get(path))
    # The same where nobody waits.
    assert "Give your seat back?" in words and "Somebody else may be glad of it." in words
    done(client, path)
    assert evening.rsvp_of(ana).state == "cancelled"
    assert evening.rsvp_of(third).is_offered


def test_a_place_in_line_is_left(client, ana, evening, now):
    for member in [*MemberFactory.create_batch(2), ana]:
        evening.say_going(member, now)
    path = to_evening(ana, "cant", evening, now)
    assert "Leave the waiting list?" in page(client.get(path))
    done(client, path)
    assert evening.rsvp_of(ana).state == "cancelled"


def test_yes_to_the_question_of_the_day_before(client, ana, evening, now):
    evening.say_going(ana, now)
    path = to_evening(ana, "still_coming", evening, now)
    assert "See you there." in done(client, path)
    assert evening.rsvp_of(ana).still_on_at is not None
    # Saying it twice is saying it once.
    done(client, path)


def test_the_page_shows_nothing_but_its_evening(client, ana, ben, evening, now):
    evening.say_going(ben, now)
    for purpose in ("come", "cant"):
        words = page(client.get(to_evening(ana, purpose, evening, now)))
        assert "Thursday table" in words and "The Old Mill" in words
        assert "Ben" not in words and "<script" not in words


# -- what is so now


def test_an_offer_that_is_over_is_kept_no_more(client, ana, evening, now):
    offer_to(ana, evening, now - DAY)
    path = to_evening(ana, "come", evening, now, offered=True)
    evening.rsvps.of(ana).update(offered_until=now - HOUR)
    words = spent(client, path)
    assert "That seat is not kept for you any more." in words
    assert evening.get_absolute_url() in words


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_button_from_before_a_move_says_where_it_is_now(client, ana, evening, now, purpose):
    evening.say_going(ana, now)
    path = to_evening(ana, purpose, evening, now)
    starts_at = evening.starts_at + DAY
    evening.change(now, starts_at=starts_at, ends_at=starts_at + HOUR)
    assert "This was about an earlier plan. The evening is now on" in spent(client, path)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_an_evening_called_off_says_why(client, ana, evening, now, purpose):
    evening.say_going(ana, now)
    path = to_evening(ana, purpose, evening, now)
    evening.call_off("The mill has no heating.", now)
    words = spent(client, path)
    assert "That evening was called off: The mill has no heating." in words
    assert 'href="/sessions/"' in words


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize(("hours", "said"), [(1, "has begun"), (5, "is over")])
def test_one_that_has_begun_says_so(client, ana, evening, now, purpose, hours, said):
    evening.say_going(ana, now)
    starts_at = now - hours * HOUR
    WeeklySession.objects.filter(pk=evening.pk).update(
        starts_at=starts_at, ends_at=starts_at + 2 * HOUR
    )
    assert f"That evening {said}" in spent(client, to_evening(ana, purpose, evening, now))


def test_what_is_done_already_says_so(client, ana, evening, now):
    evening.say_going(ana, now)
    assert "You have a seat already." in spent(client, to_evening(ana, "come", evening, now))
    evening.say_cant(ana, now)
    for purpose in ("cant", "still_coming"):
        assert "You have no seat" in spent(client, to_evening(ana, purpose, evening, now))


def test_a_link_too_old_changes_nothing(client, ana, evening, now):
    path = to_evening(ana, "come", evening, now, expires_in=-HOUR)
    assert "This link has done its work." in spent(client, path)


def test_for_the_suspended_nothing_opens(client, ana, evening, now):
    evening.say_going(ana, now)
    ana.suspend(now)
    for purpose in PURPOSES:
        spent(client, to_evening(ana, purpose, evening, now), 404)
