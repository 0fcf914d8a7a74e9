"""What is folded into a week: told once, while it is true, wanted and of use, of nobody twice."""

from collections import Counter
from datetime import timedelta

import pytest

from meetups import turns
from meetups.models import Nudge, Thanks
from meetups.nudges import looking
from members.models import Letter, Member, Preferences, Tie
from tests.factories import make_mutual
from tests.meetups.encouraging import fate, friend_of, remind_of, wish
from tests.meetups.letters import govern, letter_to, link, words
from tests.meetups.test_the_week import DAY, FRIDAY, fold, met, names, the_letter, week_of

pytestmark = pytest.mark.django_db
THANKS = "Write a line of thanks"
WEEK = timedelta(days=7)


def away(member, now):
    """They have not been here for two months. -> the letter that tells them so, or None"""
    Member.objects.filter(pk=member.pk).update(active_at=now - 60 * DAY)
    Nudge.objects.leave(member, "we_miss_you", member, key=f"missed:{now.date()}", due_at=now)
    govern(now)
    return Letter.objects.filter(kind="we_miss_you", created_at=now).first()


def messages(ana, ben, now):
    """Six of them, by turns."""
    for number in range(6):
        author, reader = [(ana, ben), (ben, ana)][number % 2]
        author.write_to(reader, f"Line {number}", now)


# -- wanted, true and of use


def test_a_kind_nobody_wants_any_more_is_not_told(ana, ben, cleo, now):
    nudge = fold(ana, "thank_you", met(ana, ben, now), now)
    Preferences.objects.of(ana).stop("thank_you")
    assert THANKS not in words(the_letter(ana))
    assert fate(nudge) == ("dropped", "unwanted")


def test_what_would_help_nobody_by_then_is_missed(ana, ben, cleo, now):
    """The weeks of a fortnight were paused."""
    nudge = fold(ana, "thank_you", met(ana, ben, now), now)
    assert THANKS not in words(the_letter(ana, FRIDAY + 2 * WEEK))
    assert fate(nudge) == ("missed", "folded_too_long")


def test_its_link_lives_until_the_next_week(client, time_machine, ana, ben, now):
    fold(ana, "thank_you", met(ana, ben, now), now)
    path = link(the_letter(ana, FRIDAY + WEEK), THANKS)
    time_machine.move_to(FRIDAY + 2 * WEEK)
    assert client.get(path).status_code == 200


def test_an_empty_week_ends_what_is_over_all_the_same(ana, ben, now):
    coffee = met(ana, ben, now)
    untrue = fold(ana, "thank_you", coffee, now)
    # Not by the verb, which takes the nudge back itself.
    Thanks.objects.create(coffee=coffee, giver=ana, words="For the pie.", at=now)
    assert week_of(ana) == ("dropped", "nothing_to_say")
    assert fate(untrue) == ("dropped", "untrue")


def test_a_wish_of_before_is_not_noted_as_told(ana, ben, cleo, now):
    coffee = met(ana, ben, now)
    coffee.keep_in_touch(ana, 1, now)
    bygone = Nudge.objects.get(kind="next_coffee")
    bygone.fold(FRIDAY, "folded", now)
    coffee.keep_in_touch(ana, 6, now)
    assert "Cleo" in words(the_letter(ana, FRIDAY + 5 * WEEK))
    assert (fate(bygone), bygone.letter) == (("dropped", "untrue"), None)


def test_what_stood_in_a_letter_that_never_went_can_still_end(ana, ben, cleo, now):
    nudge = fold(ana, "thank_you", met(ana, ben, now), now)
    letter = the_letter(ana)
    assert THANKS in words(letter)
    Letter.objects.update(state="cancelled", settled_at=FRIDAY)
    Preferences.objects.of(ana).stop("thank_you")
    the_letter(ana, FRIDAY + WEEK)
    assert fate(nudge) == ("dropped", "unwanted")


# -- once about one person in seven days


def test_nobody_is_told_of_in_a_week_after_a_letter_of_their_own(ana, ben, cleo, now):
    """It was folded on Tuesday; on Wednesday there was more to say, and more room."""
    nudge = fold(ana, "have_the_coffee", Tie.objects.between(ana, ben), now)
    messages(ana, ben, now)
    wish(ana, pace="more")
    remind_of(ben, ana, now + DAY, kind="take_it_offline")
    govern(now + DAY)
    assert letter_to(ana, "take_it_offline")
    assert "Ben" not in words(the_letter(ana))
    assert (fate(nudge)[0], nudge.letter) == ("folded", None)
    later = the_letter(ana, FRIDAY + WEEK)
    assert "Ben" in words(later)
    nudge.refresh_from_db()
    assert nudge.letter == later


def test_a_hand_is_left_alone_after_a_letter_about_its_owner(ana, now):
    wish(ana, pace="more")
    friend = friend_of(ana, now)
    remind_of(friend, ana, now)
    govern(now)
    Letter.objects.update(state="sent", settled_at=now)
    ana.unfollow(friend, now)
    assert names(ana, turns.hands(ana, FRIDAY)) == []
    assert names(ana, turns.hands(ana, now + WEEK)) == [friend.pk]


def test_whom_a_letter_of_absence_showed_is_told_of_no_more_that_week(ana, now):
    wish(ana, pace="more")
    friend = friend_of(ana, now)
    assert away(ana, now).shows == [friend.pk]
    again = remind_of(friend, ana, now + DAY)
    govern(now + DAY)
    assert fate(again) == ("held", "pair_capped")
    assert week_of(ana) == ("dropped", "nothing_to_say")
    assert names(ana, turns.people(ana, now + WEEK)) == [friend.pk]


def test_whom_the_week_showed_is_in_no_letter_of_absence(ana, ben, dan, now):
    wish(ana, pace="more")
    assert the_letter(ana).shows == [ben.pk]
    assert away(ana, FRIDAY + DAY) is None
    make_mutual(ana, dan, FRIDAY + DAY)
    assert away(ana, FRIDAY + 2 * DAY).shows == [dan.pk]


@pytest.mark.parametrize("shows", [away, the_letter])
def test_a_letter_that_never_went_has_shown_nobody(ana, now, shows):
    wish(ana, pace="more")
    friend = friend_of(ana, now)
    letter = shows(ana, FRIDAY)
    Letter.objects.filter(pk=letter.pk).update(state="cancelled", settled_at=FRIDAY)
    alone = remind_of(friend, ana, FRIDAY + DAY)
    govern(FRIDAY + DAY)
    assert fate(alone)[0] == "sent"


def test_a_late_week_pushes_nobody_out_of_the_next(ana, ben, now):
    Nudge.objects.leave(ana, "the_week", ana, key="late", due_at=FRIDAY)
    govern(FRIDAY + 2 * DAY)
    assert the_letter(ana, FRIDAY + WEEK).shows == [ben.pk]


def test_what_is_folded_into_a_week_is_not_what_is_written_anew(ana, ben, now):
    Member.objects.filter(pk=ana.pk).update(active_at=now - 60 * DAY)
    folded = fold(ana, "we_miss_you", ana, now)
    letter = the_letter(ana)
    assert fate(folded)[0] == "folded" and folded.letter == letter
    # Whichever of the two comes last.
    Nudge.objects.filter(letter=letter).order_by("-pk").write_anew("for a test", FRIDAY)
    assert list(Nudge.objects.waiting().values_list("kind", flat=True)) == ["the_week"]


# -- wishes about what is folded


def test_what_no_week_will_tell_is_not_called_late_by_our_fault(ana, ben, now):
    nudge = fold(ana, "thank_you", met(ana, ben, now), now)
    Preferences(member=ana).stop("the_week")
    later = now + 3 * WEEK
    looking.look(later, Counter())
    assert fate(nudge) == ("waiting", "no_week")
    govern(later)
    assert fate(nudge) == ("missed", "no_week_too_long")


def test_of_the_hushed_nothing_stays_folded(ana, ben, cleo, now):
    about_ben = fold(ana, "thank_you", met(ana, ben, now), now)
    make_mutual(ana, cleo, now)
    about_cleo = fold(ana, "have_the_coffee", Tie.objects.between(ana, cleo), now)
    Nudge.objects.hush(ana, ben, now)
    assert fate(about_ben) == ("dropped", "hushed")
    assert fate(about_cleo)[0] == "folded"


def test_of_the_hushed_nothing_stays_folded_that_stood_in_a_letter_that_never_went(ana, ben, now):
    nudge = fold(ana, "thank_you", met(ana, ben, now), now)
    the_letter(ana)
    Nudge.objects.hush(ana, ben, FRIDAY)
    assert fate(nudge) == ("dropped", "hushed")
