"""The letters about a member's own time here: a function per kind, each of (nudge, member, now)."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from meetups import matching, scheduling, telling, turns
from meetups.models import USUAL_LENGTH, Nudge, ReadyTime
from meetups.nudges import caps, ties
from meetups.nudges.coming import afterwards, introductions, invitation
from meetups.nudges.folds import Entry, Folded, with_times
from meetups.nudges.wording import first_that_fits, who
from meetups.nudges.writing import LINK_LASTS, signed, signed_for, write
from members.models import Member, Preferences, Tie
from members.quiet_hours import QuietHours

Kind = Nudge.Kind
# What is said about a pause is of use while it begins.
NEWS = timedelta(days=3)
# Whole dates, its own the first of them.
WEEK_HELPS = timedelta(days=3)
# The evening after these is in the next letter; whoever has been away hears of one later, too.
A_WEEK, A_WHILE = timedelta(days=7), timedelta(days=14)


def find(pk):
    """The member, or None."""
    return Member.objects.filter(pk=pk).first()


def useless_after(nudge, member):
    """The moment from which a letter of the nudge's kind could help nobody, or None.

    A week's letter is of the day on which the quiet hours let it go first, and of the two after:
    when the post was late, a weekend with nobody to meet would be a week lost.
    """
    match nudge.kind:
        case Kind.THE_WEEK:
            first = QuietHours.of(member).over_at(nudge.due_at).astimezone(member.zone)
            return datetime.combine(first.date() + WEEK_HELPS, time(0), tzinfo=member.zone)
        case Kind.GOING_QUIET:
            return nudge.due_at + NEWS
    return None


def the_week(nudge, member, now):
    """One letter: three people not yet met, hands held out, introductions, the evening, and what
    was folded in.

    Notes who was shown, so that everyone's turn comes. Nothing when there is nothing to say: an
    evening at which the reader would meet nobody they follow is said, but no reason to write.
    """
    if nudge.pk:
        _take_turns_back(member, now)
    folded = Folded(member, now)
    meet = _whose_turn(nudge, turns.THREE, now, talking=folded.talking)
    folded.show([entry.other for entry in meet])
    if nudge.pk:
        folded.let_go()
    hands = [_hand(nudge, tie, now) for tie in turns.hands(member, now)]
    touch, thanks = folded.at("touch"), folded.at("thanks")
    entries = [*meet, *hands, *touch, *thanks]
    evening = invitation(nudge, now, A_WEEK)
    there = evening.people if evening else []
    introduced = introductions(nudge, now)
    new = [one.member for one in introduced]
    if not (entries or there or new):
        return None
    if nudge.pk:
        Tie.objects.shown(member, [entry.tie for entry in [*meet, *hands]], now)
    names = [who(entry.other) for entry in (meet or entries)[: turns.THREE]]
    names = names or [who(other) for other in new or there]
    styles = _styles(
        meet=meet, hands=hands, introduced=introduced, evening=evening, touch=touch, thanks=thanks
    )
    question = afterwards(member, now)
    context = {
        **_until_the_next(nudge, now),
        "greeting": telling.greeting(now, member.zone) % {"name": member.short_name},
        "subject_line": _subject(names, meet, hands, new or there if not entries else []),
        "preview": _preview(entries, introduced, evening),
        "invitation": evening,
        "afterwards": question,
        "all_here": question is None and all(entry.acts for entry in entries),
        "meet": meet,
        "hands": hands,
        "introduced": introduced,
        "touch": touch,
        "thanks": thanks,
        "styles": styles,
    }
    letter = write(
        nudge,
        member,
        context,
        now,
        useless_after=useless_after(nudge, member),
        faces=[entry.other for entry in entries],
        named=[*there, *new],
    )
    if nudge.pk:
        folded.told_in(letter)
    return letter


def we_miss_you(nudge, member, now):
    """To whoever has been away for long: one person, three times. Nothing when all are met.

    Notes who was shown, as the weekly letter does: nobody is told of twice within a week.
    """
    if nudge.pk:
        _take_turns_back(member, now)
    found = _whose_turn(nudge, 1, now, but=turns.shown_to(member, now))
    if not found:
        return None
    (entry,) = found
    if nudge.pk:
        Tie.objects.shown(member, [entry.tie], now)
    evening = invitation(nudge, now, A_WHILE)
    context = {
        "entry": entry,
        "tie": entry.tie,
        "other": entry.other,
        "who": who(entry.other),
        "because": entry.because,
        "suggestion": entry.suggestion,
        "invitation": evening,
    }
    return write(
        nudge,
        member,
        context,
        now,
        useless_after=entry.suggestion.useless_after,
        faces=[entry.other],
        named=evening.people if evening else [],
    )


def going_quiet(nudge, member, now):
    """To whoever had six letters for nothing: that there will be none for a while."""
    paused = Preferences.objects.of(member).paused_until
    return quiet_until(nudge, member, paused, now) if paused and paused > now else None


def quiet_until(nudge, member, moment, now):
    """That there will be none of some letters until then."""
    context = {
        "until": telling.long_day(moment, member.zone),
        "write_again_href": signed(member, "write_again", member, moment),
        "settings_href": settings.SITE_URL + reverse("meetups:nudges"),
    }
    return write(nudge, member, context, now)


# -- people


def _take_turns_back(member, now):
    """Whoever stood in such a letter that never went has their turn again."""
    if moments := turns.moments_of_none(member, now):
        Tie.objects.not_shown(member, moments)


def _whose_turn(nudge, how_many, now, *, but=(), talking=()):
    """Entries of the people whose turn it is, with times; first those whose ids are in `talking`.

    Nobody whose id is in `but`.
    """
    reader = nudge.recipient
    found = turns.people(reader, now, but, talking, how_many)
    others = [tie.other(reader) for tie in found]
    lines = ReadyTime.objects.lines_of([reader, *others], now) if found else {}

    def times_with(other):
        mine, theirs = lines[reader.pk], lines[other.pk]
        return scheduling.suggest(mine, theirs, USUAL_LENGTH, now, reader.zone)

    def reason(tie, other):
        why = ties.offline_reason if other.pk in talking else matching.reason
        return why(reader, tie, now)

    return [
        with_times("met", nudge, tie, reason(tie, other), now, times_with(other))
        for tie, other in zip(found, others, strict=True)
    ]


def _hand(nudge, tie, now):
    because = matching.reason(nudge.recipient, tie, now)
    href = signed_for(nudge, "shake_back", tie, now + LINK_LASTS)
    return Entry("hand", tie.other(nudge.recipient), because, href, _("Shake back"), tie=tie)


def _styles(**parts):
    """The first part of the letter that is there has its main buttons, the others plain ones."""
    main = next(name for name, there in parts.items() if there)
    return {name: "go" if name == main else "plain" for name in parts}


def _until_the_next(nudge, now):
    """How often it comes, and when it next can: `weekday` within a week, else `next_day`."""
    reader = nudge.recipient
    preferences, zone = Preferences.objects.of(reader), reader.zone
    # It counts for its own day, however late it came.
    on, allowed = nudge.due_at.astimezone(zone).date(), caps.PER_MEMBER[preferences.pace]
    week = preferences.week_after(now, zone)
    while not allowed.has_room([on], week.astimezone(zone).date()):
        week = preferences.week_after(week, zone)
    is_near = week.astimezone(zone).date() - now.astimezone(zone).date() <= A_WEEK
    return {
        "pace": preferences.pace,
        "weekday": telling.weekday(week, zone) if is_near else "",
        "next_day": telling.long_day(week, zone),
    }


def _preview(entries, introduced, evening):
    if entries:
        return entries[0].because
    return introduced[0].sentence if introduced else evening.who_comes


def _subject(names, meet, hands, there):
    words = {"names": ", ".join(names), "first": names[0]}
    if meet or there:
        return first_that_fits(
            _("%(names)s: not met yet") % words, _("%(first)s and others: not met yet") % words
        )
    if hands:
        return first_that_fits(_("%(first)s holds out a hand") % words)
    return first_that_fits(_("%(first)s and your week") % words)
