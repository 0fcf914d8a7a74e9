"""What follows a coffee that was had, or was not: thanks, another try, keeping in touch."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from meetups.errors import TooEarly
from meetups.models import Coffee, KeepInTouch, Nudge, Proposal
from meetups.nudges import looking
from members.errors import NotThere, Refusal
from members.models import Letter, Member, Preferences, Tie
from tests.factories import make_coffee, make_proposal
from tests.meetups.letters import govern, letters_to
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def left(member, kind):
    """When each nudge of a kind is due that was left to a member."""
    rows = Nudge.objects.for_member(member).filter(kind=kind).order_by("due_at", "pk")
    return list(rows.values_list("due_at", flat=True))


def fresh(coffee):
    return Coffee.objects.with_people().get(pk=coffee.pk)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.fixture
def coffee(ana, ben, now):
    """Tomorrow at nine, in London."""
    return make_coffee(ana, ben, now + DAY)


@pytest.fixture
def over(coffee):
    """A moment after it, that evening at seven."""
    return coffee.starts_at.replace(hour=19)


# -- another try


def test_a_cancelled_coffee_is_asked_for_again_a_day_later(coffee, ana, ben, now):
    coffee.cancel(ben, now)
    assert left(ana, "rain_check") == left(ben, "rain_check") == [now + DAY]
    nudge = Nudge.objects.get(recipient=ana, kind="rain_check")
    assert (nudge.klass, nudge.other) == ("appointment", ben)
    assert fresh(coffee).still_owes("rain_check", ana, now + DAY)


def test_a_coffee_both_missed_is_asked_for_again(coffee, ana, ben, over):
    coffee.answer(ana, False, over)
    assert left(ana, "rain_check") == []
    coffee.answer(ben, False, over + HOUR)
    assert left(ana, "rain_check") == left(ben, "rain_check") == [over + HOUR + DAY]


@pytest.mark.parametrize("answers", [(True, True), (True, False), (None, None), (True, None)])
def test_a_coffee_that_was_had_or_forgotten_is_not(coffee, ana, ben, over, answers):
    for member, met in zip((ana, ben), answers, strict=True):
        if met is not None:
            coffee.answer(member, met, over)
    Coffee.objects.settle_old(over + 20 * DAY)
    assert left(ana, "rain_check") == left(ben, "rain_check") == []


@pytest.mark.parametrize("deed", ["block", "suspend"])
def test_what_a_block_or_a_suspension_calls_off_is_never_asked_for_again(
    coffee, ana, ben, now, deed
):
    ana.block(ben, now) if deed == "block" else ben.suspend(now)
    assert fresh(coffee).state == "cancelled"
    ana.unblock(ben, now)
    Member.objects.get(pk=ben.pk).restore(now)
    assert left(ana, "rain_check") == left(ben, "rain_check") == []


@pytest.mark.parametrize("deed", ["block", "suspend", "unfollow", "offer", "another"])
def test_what_came_between_makes_another_try_untrue(coffee, ana, ben, now, deed):
    coffee.cancel(ben, now)
    match deed:
        case "block":
            ana.block(ben, now)
        case "suspend":
            ben.suspend(now)
        case "unfollow":
            ana.unfollow(ben, now)
        case "offer":
            make_proposal(ben, ana, now + 3 * DAY)
        case "another":
            make_coffee(ana, ben, now + 2 * DAY, now=now + MINUTE).cancel(ana, now + HOUR)
    assert not fresh(coffee).still_owes("rain_check", ana, now + DAY)


# -- thanks


def test_whoever_says_yes_is_asked_for_thanks_the_next_morning(coffee, ana, ben, over):
    coffee.answer(ana, True, over)
    coffee.answer(ben, False, over)
    assert left(ana, "thank_you") == [utc(2026, 11, 19, 8)]
    assert left(ben, "thank_you") == []
    assert fresh(coffee).still_owes("thank_you", ana, over + DAY)
    assert not fresh(coffee).still_owes("thank_you", ben, over + DAY)


def test_the_morning_is_the_readers_own_and_after_the_answer(coffee, ana, over):
    Member.objects.filter(pk=ana.pk).update(time_zone="America/New_York")
    coffee = fresh(coffee)
    coffee.answer(ana, True, over + 2 * DAY)
    assert left(ana, "thank_you") == [utc(2026, 11, 21, 13)]


def test_thanks_given_or_a_changed_mind_make_it_untrue(coffee, ana, ben, over):
    coffee.answer(ana, True, over)
    coffee.answer(ana, False, over)
    assert not fresh(coffee).still_owes("thank_you", ana, over + DAY)
    coffee.answer(ana, True, over)
    assert fresh(coffee).still_owes("thank_you", ana, over + DAY)
    coffee.thank(ana, "For the pie.", over)
    assert not fresh(coffee).still_owes("thank_you", ana, over + DAY)


def test_nobody_is_asked_to_thank_across_a_block(coffee, ana, ben, over):
    coffee.answer(ana, True, over)
    ben.block(ana, over)
    assert not fresh(coffee).still_owes("thank_you", ana, over + DAY)


# -- keeping in touch


def test_months_are_counted_from_the_last_meeting_on_the_members_calendar(coffee, ana, ben, over):
    coffee.answer(ana, True, over)
    coffee.answer(ben, True, over)
    coffee.keep_in_touch(ana, 6, over)
    # Half a year later is summer: nine o'clock in London stays nine o'clock.
    assert left(ana, "next_coffee") == [utc(2027, 5, 18, 8)]
    assert left(ben, "next_coffee") == []


def test_the_last_day_of_a_month_stays_one(ana, ben):
    coffee = make_coffee(ana, ben, utc(2026, 12, 31, 10), now=utc(2026, 12, 1))
    for member in (ana, ben):
        coffee.answer(member, True, utc(2026, 12, 31, 19))
    coffee.keep_in_touch(ana, 3, utc(2026, 12, 31, 20))
    # Neither 31 March has gone by nor is it April.
    assert left(ana, "next_coffee") == [utc(2027, 3, 31, 9)]
    coffee.keep_in_touch(ana, 1, utc(2026, 12, 31, 20))
    assert left(ana, "next_coffee")[0] == utc(2027, 1, 31, 10)


def test_a_wish_uttered_before_it_is_counted_begins_when_it_is(coffee, ana, ben, over):
    coffee.answer(ana, True, over)
    coffee.keep_in_touch(ana, 1, over)
    assert left(ana, "next_coffee") == []
    Coffee.objects.settle_old(over + 20 * DAY)
    assert left(ana, "next_coffee") == [utc(2026, 12, 18, 9)]


def test_each_meeting_begins_the_interval_anew(coffee, ana, ben, over):
    coffee.answer(ana, True, over)
    coffee.answer(ben, True, over)
    coffee.keep_in_touch(ana, 1, over)
    again = make_coffee(ana, ben, over + 10 * DAY, now=over)
    for member in (ana, ben):
        again.answer(member, True, over + 11 * DAY)
    first, second = Nudge.objects.filter(kind="next_coffee").order_by("due_at")
    tie = Tie.objects.between(ana, ben)
    wish = KeepInTouch.objects.wish_of(ana, tie)
    assert second.key == wish.key(tie) != first.key
    assert second.due_at == utc(2026, 12, 28, 19)


def test_whoever_says_no_hears_nothing_of_keeping_in_touch(coffee, ana, ben, over):
    coffee.answer(ana, True, over)
    coffee.answer(ben, True, over)
    coffee.keep_in_touch(ben, 1, over)
    again = make_coffee(ana, ben, over + 10 * DAY, now=over)
    again.answer(ana, True, over + 11 * DAY)
    again.answer(ben, False, over + 11 * DAY)
    Coffee.objects.settle_old(over + 30 * DAY)
    tie = Tie.objects.between(ana, ben)
    assert tie.times_met == 2
    kept = KeepInTouch.objects.wish_of(ben, tie)
    assert not Nudge.objects.filter(key=kept.key(tie)).exists()
    with pytest.raises(Refusal):
        again.keep_in_touch(ben, 3, over + 11 * DAY)


def test_a_wish_can_be_taken_back_and_uttered_again(coffee, ana, ben, over):
    coffee.answer(ana, True, over)
    coffee.answer(ben, True, over)
    for months in (1, 3, None, 3):
        coffee.keep_in_touch(ana, months, over)
    tie = Tie.objects.between(ana, ben)
    assert KeepInTouch.objects.wish_of(ana, tie).months == 3
    assert Nudge.objects.waiting().filter(key=f"next_coffee:{tie.pk}:{ana.pk}:1:3").count() == 1


def test_a_wish_needs_a_meeting_an_interval_and_no_block(coffee, ana, ben, cleo, now, over):
    with pytest.raises(TooEarly):
        coffee.keep_in_touch(ana, 1, now)
    with pytest.raises(Refusal):
        coffee.keep_in_touch(ana, 2, over)
    with pytest.raises(NotThere):
        coffee.keep_in_touch(cleo, 1, over)
    ben.block(ana, over)
    with pytest.raises(NotThere):
        coffee.keep_in_touch(ana, 1, over)
    assert not KeepInTouch.objects.exists()


def test_losing_touch_is_true_only_until_there_are_plans(coffee, ana, ben, over):
    coffee.answer(ana, True, over)
    coffee.answer(ben, True, over)

    def is_owed(now):
        return Tie.objects.between(ana, ben).still_owes("next_coffee", ana, now)

    assert not is_owed(over + 20 * DAY)
    assert is_owed(over + 40 * DAY)
    make_proposal(ben, ana, over + 45 * DAY, now=over + 40 * DAY)
    assert not is_owed(over + 40 * DAY)


DUE = utc(2026, 12, 18, 9)


@pytest.fixture
def wished(coffee, ana, ben, over):
    """Ana wishes for a coffee every month, and for letters of their own."""
    coffee.answer(ana, True, over)
    coffee.answer(ben, True, over)
    coffee.keep_in_touch(ana, 1, over)
    Preferences.objects.of(ana).stop("the_week")
    return coffee


def sweep(now):
    """What is looked at and decided every minute."""
    Proposal.objects.lapse_old(now)
    looking.look(now, Counter())
    govern(now)


def an_offer_that_lapses(coffee, ana, ben):
    """Open on the day; nobody answers."""
    make_proposal(ana, ben, DUE + 20 * DAY, now=DUE - DAY)
    sweep(DUE)
    return DUE + 6 * DAY


def a_coffee_called_off(coffee, ana, ben):
    plan = make_coffee(ana, ben, DUE + 20 * DAY, now=DUE - DAY)
    sweep(DUE)
    plan.cancel(ben, DUE + 3 * DAY)
    return DUE + 3 * DAY


def an_offer_upon_the_letter(coffee, ana, ben):
    """It is written, and has not gone, when Ben offers times; Ana takes none."""
    sweep(DUE)
    offer = make_proposal(ben, ana, DUE + 20 * DAY, now=DUE + HOUR)
    offer.decline(DUE + DAY)
    return DUE + DAY


def a_wish_taken_back(coffee, ana, ben):
    """And uttered again in the same words."""
    coffee.keep_in_touch(ana, None, DUE - DAY)
    sweep(DUE)
    coffee.keep_in_touch(ana, 1, DUE + 2 * DAY)
    return DUE + 2 * DAY


BETWEEN = [an_offer_that_lapses, a_coffee_called_off, an_offer_upon_the_letter, a_wish_taken_back]


@pytest.mark.parametrize("between", BETWEEN)
def test_what_came_between_on_the_day_delays_the_reminder_alone(wished, ana, ben, between):
    over = between(wished, ana, ben)
    for hours in range(0, 14 * 24, 6):
        sweep(over + hours * HOUR)
    assert left(ana, "next_coffee") == [DUE, over + 3 * DAY]
    told = [letter for letter in letters_to(ana, "next_coffee") if letter.state == "waiting"]
    assert [letter.created_at for letter in told] == [over + 3 * DAY]


def test_a_reminder_that_was_told_is_not_told_again_after_an_offer(wished, ana, ben):
    sweep(DUE)
    assert len(letters_to(ana, "next_coffee")) == 1
    Letter.objects.update(state="sent", settled_at=DUE)
    make_proposal(ana, ben, DUE + 20 * DAY, now=DUE + DAY).withdraw(DUE + 2 * DAY)
    sweep(DUE + 2 * DAY)
    assert left(ana, "next_coffee") == [DUE]


def test_a_wish_that_is_another_by_now_is_not_reminded_of_after_an_offer(wished, ana, ben):
    offer = make_proposal(ana, ben, DUE + 20 * DAY, now=DUE - DAY)
    sweep(DUE)
    wished.keep_in_touch(ana, 3, DUE)
    offer.withdraw(DUE + DAY)
    sweep(DUE + DAY)
    assert left(ana, "next_coffee") == [DUE, utc(2027, 2, 18, 9)]


# -- the page


@pytest.fixture
def had(ana, ben, now):
    """A coffee of two hours ago by the real clock, which Ana says was had."""
    real = timezone.now()
    coffee = make_coffee(ana, ben, real - 3 * HOUR, now=real - DAY)
    coffee.answer(ana, True, real)
    return coffee


def test_the_page_asks_how_often_and_remembers(had, ana, ben):
    browser = browser_of(ana)
    page = words_of(browser.get(had.get_absolute_url()))
    assert "Keep in touch" in page
    assert "Only you know of it." in page
    keep = f"{had.get_absolute_url()}keep/"
    assert browser.post(keep, {"months": "3"}).status_code == 302
    tie = Tie.objects.between(ana, ben)
    assert KeepInTouch.objects.wish_of(ana, tie).months == 3
    shown = browser.get(had.get_absolute_url()).text
    assert shown.count('aria-pressed="true"') == 1
    assert browser.post(keep, {"months": ""}).status_code == 302
    assert not KeepInTouch.objects.exists()


@pytest.mark.parametrize("months", ["2", "a year", "-1", "9" * 30])
def test_an_interval_nobody_offered_is_refused_in_words(had, ana, months):
    answer = browser_of(ana).post(f"{had.get_absolute_url()}keep/", {"months": months})
    assert answer.status_code == 409
    assert "Choose one of these intervals." in words_of(answer)
