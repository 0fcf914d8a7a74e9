"""Whatever becomes untrue takes back what was written about it, from the very worker's hand."""

from datetime import timedelta

import pytest

from members.models import Letter, Preferences, Tie
from members.models.letter import LeaseLost, new_message_id
from tests.factories import make_coffee, make_evening, make_mutual, make_proposal, make_talk

DAY = timedelta(days=1)


def in_hand(about, kind, reader, now, **fields):
    """A letter that a worker has claimed, and is about to send."""
    letter = Letter(
        **{"key": kind, "klass": "agreed", "queue": "normal"} | fields,
        kind=kind,
        recipient=reader,
        about=about,
        message_id=new_message_id(),
        dated_at=now,
        due_at=now,
        created_at=now,
    )
    letter.content = b"Subject: Hello\r\n\r\nWords.\r\n"
    letter.save()
    [claimed] = Letter.objects.claim(now, 1)
    return claimed


def is_taken_back(letter, now):
    with pytest.raises(LeaseLost):
        letter.take_up(now)
    letter.refresh_from_db()
    return letter.state == "cancelled"


OF_AN_OFFER = {
    "withdraw": lambda offer, ana, ben, now: offer.withdraw(now),
    "decline": lambda offer, ana, ben, now: offer.decline(now),
    "accept": lambda offer, ana, ben, now: offer.accept(ben, offer.times.first(), now),
    "counter": lambda offer, ana, ben, now: offer.counter([now + 5 * DAY], now),
    "lapse": lambda offer, ana, ben, now: offer.lapse(offer.lapses_at),
    "block": lambda offer, ana, ben, now: ben.block(ana, now),
    "unfollow": lambda offer, ana, ben, now: ben.unfollow(ana, now),
}


@pytest.mark.parametrize("verb", OF_AN_OFFER.values(), ids=OF_AN_OFFER)
@pytest.mark.parametrize("kind", ["proposal", "answer_proposal"])
def test_an_offer_that_ends_takes_its_letters_back(verb, kind, ana, ben, now):
    offer = make_proposal(ana, ben, now=now)
    letter = in_hand(offer, kind, ben, now)
    verb(offer, ana, ben, now)
    assert is_taken_back(letter, now)


def test_what_an_ended_offer_says_itself_is_not_taken_back(ana, ben, now):
    offer = make_proposal(ana, ben, now=now)
    offer.decline(now)
    in_hand(offer, "declined", ana, now).take_up(now)


BEFORE_A_COFFEE = {
    "still_on": lambda coffee, ana, ben, now: coffee.still_on(ben, now),
    "cancel": lambda coffee, ana, ben, now: coffee.cancel(ana, now),
    "block": lambda coffee, ana, ben, now: ana.block(ben, now),
    "stop": lambda coffee, ana, ben, now: Preferences(member=ben).stop("coffee_tomorrow"),
    "stop_the_class": lambda coffee, ana, ben, now: Preferences(member=ben).stop("appointment"),
}


@pytest.mark.parametrize("verb", BEFORE_A_COFFEE.values(), ids=BEFORE_A_COFFEE)
def test_the_question_of_the_day_before_is_taken_back(verb, ana, ben, now):
    coffee = make_coffee(ana, ben, now=now)
    letter = in_hand(coffee, "coffee_tomorrow", ben, now, klass="appointment")
    verb(coffee, ana, ben, now)
    assert is_taken_back(letter, now)


def test_the_others_question_stands(ana, ben, now):
    coffee = make_coffee(ana, ben, now=now)
    letter = in_hand(coffee, "coffee_tomorrow", ben, now, klass="appointment")
    coffee.still_on(ana, now)
    Preferences(member=ana).stop("coffee_tomorrow")
    Preferences(member=ben).stop("coffee_soon")
    letter.take_up(now)


AFTER_A_COFFEE = {
    "answer": lambda coffee, ana, ben, now: coffee.answer(ben, True, now),
    "settle": lambda coffee, ana, ben, now: coffee.settle(coffee.settles_at),
    "block": lambda coffee, ana, ben, now: ana.block(ben, now),
}


@pytest.mark.parametrize("verb", AFTER_A_COFFEE.values(), ids=AFTER_A_COFFEE)
def test_the_question_afterwards_is_taken_back(verb, ana, ben, now):
    coffee = make_coffee(ana, ben, now=now)
    now = coffee.ends_at + DAY
    letter = in_hand(coffee, "did_you_meet", ben, now, klass="appointment")
    verb(coffee, ana, ben, now)
    assert is_taken_back(letter, now)


def test_the_wish_for_thanks_is_taken_back_by_thanks(ana, ben, now):
    coffee = make_coffee(ana, ben, now=now)
    now = coffee.ends_at + DAY
    coffee.answer(ben, True, now)
    letter = in_hand(coffee, "thank_you", ben, now, klass="encouragement")
    coffee.thank(ana, "That was good.", now)
    assert Letter.objects.get(pk=letter.pk).state == "leased"
    coffee.thank(ben, "It was.", now)
    assert is_taken_back(letter, now)


def of_two(kind, reader, other, now):
    """A letter about the two that shows one of them to the other, in a worker's hand."""
    tie = Tie.objects.between(reader, other)
    key = f"{kind}:{reader.pk}"
    return in_hand(tie, kind, reader, now, key=key, klass="encouragement", shows=[other.pk])


def talk(ana, ben, now):
    evening = make_evening(now=now)
    make_talk(evening, ana, ben)


NOTHING_TO_HOPE_FOR = {
    "plans": lambda ana, ben, now: make_proposal(ben, ana, now=now),
    "unfollow": lambda ana, ben, now: ben.unfollow(ana, now),
    "talk": talk,
}


@pytest.mark.parametrize("end", NOTHING_TO_HOPE_FOR.values(), ids=NOTHING_TO_HOPE_FOR)
@pytest.mark.parametrize("kind", ["take_it_offline", "have_the_coffee", "next_coffee"])
def test_what_hoped_for_a_coffee_is_taken_back(kind, end, ana, ben, dan, now):
    make_mutual(dan, ben, now)
    letter, of_others = of_two(kind, ana, ben, now), of_two(kind, dan, ben, now)
    end(ana, ben, now)
    assert is_taken_back(letter, now)
    of_others.take_up(now)


def test_plans_take_back_the_question_for_another_try(ana, ben, now):
    coffee = make_coffee(ana, ben, now=now)
    coffee.cancel(ana, now)
    letter = in_hand(coffee, "rain_check", ben, now, klass="appointment", shows=[ana.pk])
    make_proposal(ana, ben, now=now)
    assert is_taken_back(letter, now)


@pytest.mark.parametrize("kind", ["take_it_offline", "have_the_coffee"])
def test_whoever_likes_writing_is_not_asked_to_a_table(kind, ana, ben, now):
    ana.write_to(ben, "Hello", now)
    letter = of_two(kind, ana, ben, now)
    ben.like_writing(ana, now)
    assert is_taken_back(letter, now)


def test_words_that_are_seen_need_no_letter(ana, ben, now):
    ben.write_to(ana, "Hello", now)
    tie = Tie.objects.between(ana, ben)
    letter = in_hand(tie, "unread_words", ana, now, klass="appointment", caused_by=ben)
    of_the_other = in_hand(tie, "unread_words", ben, now, key="other", caused_by=ana)
    ana.see_words_of(ben, now)
    assert is_taken_back(letter, now)
    of_the_other.take_up(now)


def test_whoever_is_here_is_not_missed(ana, now):
    ana.active_at = now - 50 * DAY
    ana.save()
    letter = in_hand(ana, "we_miss_you", ana, now, klass="encouragement")
    week = in_hand(ana, "the_week", ana, now, klass="encouragement")
    ana.be_active(now)
    assert is_taken_back(letter, now)
    week.take_up(now)


def test_whoever_says_that_they_come_is_not_asked(ana, ben, now):
    evening = make_evening(now=now)
    rsvp, other = (evening.say_going(member, now) for member in (ana, ben))
    asked = {"klass": "appointment"}
    letter = in_hand(rsvp, "session_tomorrow", ana, now, **asked)
    of_the_other = in_hand(other, "session_tomorrow", ben, now, key="other", **asked)
    invitation = in_hand(rsvp, "session_going", ana, now)
    evening.still_coming(ana, now)
    assert is_taken_back(letter, now)
    of_the_other.take_up(now)
    invitation.take_up(now)


def test_the_last_word_passes_a_block(ana, ben, now):
    coffee = make_coffee(ana, ben, now=now)
    coffee.cancel(ben, now)
    letter = in_hand(coffee, "cancelled", ana, now, is_last_word=True)
    ana.block(ben, now)
    letter.take_up(now)


def test_what_has_become_useless_meanwhile_does_not_pass_the_fence(ana, ben, now):
    coffee = make_coffee(ana, ben, now=now)
    letter = in_hand(coffee, "coffee_tomorrow", ben, now, klass="appointment")
    # As when the clock jumps: the worker still has the old moment in mind.
    Letter.objects.update(useless_after=now)
    with pytest.raises(LeaseLost):
        letter.take_up(now)


def test_a_hope_on_its_way_goes_no_second_time(ana, ben, now):
    letter, coffee = of_two("have_the_coffee", ana, ben, now), of_two("next_coffee", ben, ana, now)
    letter.take_up(now)
    make_proposal(ana, ben, now=now)
    # The relay says: later.
    letter.wait("451 later", now, now)
    assert Letter.objects.drop_useless(now) == (0, 1)
    assert is_taken_back(coffee, now)
