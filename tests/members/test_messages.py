"""Words between two who follow each other."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from members.errors import NotThere, Refusal
from members.ladder import sentence
from members.models import Member, Message, Tie, TieSide

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def tie_of(ana, ben):
    return Tie.objects.between(ana, ben)


def unread_by(member):
    sides = TieSide.objects.of(member).filter(unread_at__isnull=False)
    return [(side.other, side.unread_at) for side in sides]


def test_words_are_kept_with_their_moment(ana, ben, now):
    message = ana.write_to(ben, "Do you still have the drill?", now)
    tie = tie_of(ana, ben)
    assert (message.tie, message.author, message.at) == (tie, ana, now)
    assert (tie.words, tie.last_words_at(ana), tie.stage) == (1, now, "mutual")
    assert unread_by(ben) == [(ana, now)] and unread_by(ana) == []


def test_words_of_both_sides_are_a_talk(ana, ben, now):
    ana.write_to(ben, "Do you still have the drill?", now)
    ben.write_to(ana, "Lent it to Cleo.", now + MINUTE)
    tie = tie_of(ana, ben)
    assert (tie.stage, tie.words, tie.talking_since) == ("talking", 2, now + MINUTE)


def test_the_ladder_says_since_when_they_talk(ana, ben, now):
    ana.write_to(ben, "Hello", now)
    assert sentence(tie_of(ana, ben), ana)[0] == "Shook back."
    ben.write_to(ana, "Hello", now + timedelta(days=2))
    assert sentence(tie_of(ana, ben), ana)[0] == "Talking since 19 November."


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Hello \r\n\r\n\r\n\r\nBen\x00 ", "Hello\n\nBen"),
        ("<b>Hello</b> & 'goodbye'", "<b>Hello</b> & 'goodbye'"),
        ("\u202eevil\u202c \u2066right\u2069", "evil right"),
        (
            "\u05e9\u05dc\u05d5\u05dd, \u0645\u0631\u062d\u0628\u0627",
            "\u05e9\u05dc\u05d5\u05dd, \u0645\u0631\u062d\u0628\u0627",
        ),
        ("\U0001f469\u200d\U0001f680 ready", "\U0001f469\u200d\U0001f680 ready"),
        ("half a sign \ud83d", "half a sign"),
        ("one\u2028two\x0bthree", "one\ntwo\nthree"),
    ],
)
def test_words_are_tidied_and_nothing_else(ana, ben, now, typed, kept):
    assert ana.write_to(ben, typed, now).words == kept
    assert Message.objects.get().words == kept


@pytest.mark.parametrize("typed", ["", " \n\t ", "\x00", "\u200b\u2060", "\u200d"])
def test_nothing_to_see_is_nothing_to_send(ana, ben, now, typed):
    with pytest.raises(Refusal, match="Write a word or two"):
        ana.write_to(ben, typed, now)
    assert not Message.objects.exists()


def test_four_thousand_characters_fit_and_one_more_does_not(ana, ben, now):
    ana.write_to(ben, "\u00e9" * 4000, now)
    with pytest.raises(Refusal, match="4001 characters are too many; 4000 fit"):
        ana.write_to(ben, "e" * 4001, now)
    assert tie_of(ana, ben).words == 1


def test_a_word_starts_with_following_each_other(ana, cleo, dan, now):
    for author, other in [(ana, cleo), (cleo, ana), (ana, dan)]:
        with pytest.raises(Refusal, match="A word starts with following each other"):
            author.write_to(other, "Hello", now)
    assert tie_of(ana, dan) is None and not Message.objects.exists()


def test_nobody_writes_to_whom_they_cannot_see(ana, ben, cleo, now):
    ana.follow(cleo, now)
    cleo.suspend(now)
    ben.block(ana, now)
    for author, other in [(ana, ben), (ben, ana), (ana, cleo), (cleo, ana), (ana, ana)]:
        with pytest.raises(NotThere):
            author.write_to(other, "Hello", now)
    assert not Message.objects.exists()


def test_a_block_deletes_nothing_and_hides_the_words_from_the_verbs(ana, ben, now):
    ana.write_to(ben, "Hello", now)
    ben.block(ana, now + MINUTE)
    with pytest.raises(NotThere):
        ben.see_words_of(ana, now)
    with pytest.raises(NotThere):
        ben.like_writing(ana, now)
    assert (Message.objects.count(), tie_of(ana, ben).words) == (1, 1)


def test_the_same_form_twice_is_one_message(ana, ben, now):
    form = uuid.uuid4()
    first = ana.write_to(ben, "Hello", now, uuid=form)
    assert ana.write_to(ben, "Hello ", now + MINUTE, uuid=form) == first
    assert (Message.objects.count(), tie_of(ana, ben).words) == (1, 1)
    with pytest.raises(IntegrityError, match="a_message_is_sent_once"), transaction.atomic():
        Message.objects.create(tie=first.tie, author=ana, words="Hello", at=now, uuid=form)


def test_other_words_in_the_old_form_are_not_lost(ana, ben, now):
    form = uuid.uuid4()
    ana.write_to(ben, "Hello", now, uuid=form)
    ana.write_to(ben, "Hello, Ben", now, uuid=form)
    assert [message.words for message in Message.objects.order_by("pk")] == ["Hello", "Hello, Ben"]


def test_the_form_of_one_does_not_stop_another(ana, ben, now):
    form = uuid.uuid4()
    ana.write_to(ben, "Hello", now, uuid=form)
    ben.write_to(ana, "Hello", now, uuid=form)
    assert tie_of(ana, ben).words == 2


def test_no_two_messages_of_a_pair_are_of_one_moment(ana, ben, now):
    """Two clocks may disagree; the order of moments stays the order of writing."""
    moments = [
        ana.write_to(ben, "One", now).at,
        ben.write_to(ana, "Two", now).at,
        ana.write_to(ben, "Three", now - MINUTE).at,
    ]
    assert moments == sorted(set(moments)) and moments[0] == now
    assert tie_of(ana, ben).last_words_at(ana) == moments[-1]


def test_seeing_is_up_to_what_was_shown(ana, ben, now):
    shown = ana.write_to(ben, "One", now)
    later = ana.write_to(ben, "Two", now + MINUTE)
    ben.see_words_of(ana, now, shown.pk)
    assert tie_of(ana, ben).seen_at(ben) == now
    assert unread_by(ben) == [(ana, later.at)]
    ben.see_words_of(ana, now)
    assert unread_by(ben) == []


def test_what_was_seen_is_not_unseen_again(ana, ben, now):
    first = ana.write_to(ben, "One", now)
    ana.write_to(ben, "Two", now + MINUTE)
    ben.see_words_of(ana, now)
    ben.see_words_of(ana, now, first.pk)
    assert tie_of(ana, ben).seen_at(ben) == now + MINUTE


def test_ones_own_words_are_never_unread(ana, ben, now):
    mine = ana.write_to(ben, "One", now)
    ana.see_words_of(ben, now, mine.pk)
    assert tie_of(ana, ben).seen_at(ana) is None and unread_by(ana) == []


def test_words_of_before_can_be_seen_after_a_hand_is_taken_back(ana, ben, now):
    ana.write_to(ben, "Hello", now)
    ana.unfollow(ben, now)
    ben.see_words_of(ana, now)
    assert not tie_of(ana, ben).has_unread(ben)
    with pytest.raises(Refusal, match="following each other"):
        ben.write_to(ana, "Hello?", now)


def test_liking_to_write_stands_from_the_first_time(ana, ben, now):
    with pytest.raises(NotThere):
        ana.like_writing(ben, now)
    ana.write_to(ben, "Hello", now)
    ben.like_writing(ana, now)
    ana.like_writing(ben, now + MINUTE)
    assert tie_of(ana, ben).writing_liked_at == now


def test_writing_reads_few_rows(ana, ben, now, django_assert_max_num_queries):
    author, other = Member.objects.get(pk=ana.pk), Member.objects.get(pk=ben.pk)
    with django_assert_max_num_queries(12):
        author.write_to(other, "Hello", now, uuid=uuid.uuid4())
