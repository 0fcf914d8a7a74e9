"""What letters about other things mention besides: the evening that is coming, the last one, and
whom an organizer would have the reader meet."""

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetups import telling
from meetups.introductions import introductions_to
from meetups.models import Introduction, WeeklySession
from meetups.models.hosting import LOOK_AHEAD
from meetups.nudges.clocks import Clocks
from meetups.nudges.writing import LINK_LASTS, on_site, signed, signed_for
from meetups.radar import radar
from meetups.recall import asked_of
from members.models import Hush, Member

# More faces than these are a crowd.
SHOWN = 3


class Invitation(NamedTuple):
    """An evening of which the reader has said nothing, with whom they could meet there.

    `moment` and `aside` are in words, `people` the Members whom `who_comes` names.
    """

    evening: WeeklySession
    day: str
    moment: str
    aside: str
    who_comes: str
    people: list[Member]
    come_href: str
    cant_href: str


def invitation(nudge, now, within):
    """The next evening that begins `within` (a timedelta) and waits for the reader's word, or None.

    One that the reader has answered is no news, and hides none that comes after it. The nudge keeps
    which one it is, so that its letter is written anew when the evening changes.
    """
    reader = nudge.recipient
    coming = WeeklySession.objects.coming(now).filter(starts_at__lte=now + within)
    evening = coming.exclude(rsvps__member=reader).with_place().first()
    if evening is None or not _keep(nudge, evening, now):
        return None
    people, clocks = radar(evening, reader, now), Clocks(evening, reader)
    links = {
        f"{purpose}_href": signed_for(
            nudge, purpose, evening, evening.ends_at, sequence=evening.sequence
        )
        for purpose in ("come", "cant")
    }
    return Invitation(
        evening=evening,
        day=telling.long_day(evening.starts_at, clocks.zone),
        moment=clocks.tell_long(evening.starts_at),
        aside=clocks.aside(evening.starts_at),
        who_comes=who_comes(people),
        people=[one.member for one in people[:SHOWN]],
        **links,
    )


def _keep(nudge, evening, now):
    """Note with the nudge that its letter names the evening. Whether that is still to come."""
    # Whoever changes it from now on finds the letter.
    evening.hold_still()
    if not evening.is_ahead(now):
        return False
    nudge.details = {**nudge.details, "evening": evening.pk}
    return True


class NextTime(NamedTuple):
    """An evening to come after one that will not: when, and what the reader can do about it.

    They can come to it, or not after all where they have a seat; the other address is empty.
    """

    evening: WeeklySession
    moment: str
    aside: str
    come_href: str
    cant_href: str


def next_time(nudge, evenings, now, freed_at=None):
    """The first of these evenings ahead that there is something to do about, or None.

    What the reader has said about one stands: where they wait, or said no, they are not asked. A
    seat that was taken from them at `freed_at` was no word of theirs. The nudge keeps which one it
    is, so that its letter is written anew when the evening changes.
    """
    reader = nudge.recipient
    for evening in evenings.coming(now).with_place()[:LOOK_AHEAD]:
        rsvp = evening.rsvp_of(reader)
        may_come = rsvp is None or (rsvp.state in rsvp.OUT and rsvp.changed_at == freed_at)
        if (may_come or rsvp.is_coming) and _keep(nudge, evening, now):
            clocks, ends = Clocks(evening, reader), evening.ends_at
            href = signed(
                reader, "come" if may_come else "cant", evening, ends, sequence=evening.sequence
            )
            return NextTime(
                evening=evening,
                moment=clocks.tell_long(evening.starts_at),
                aside=clocks.aside(evening.starts_at),
                come_href=href if may_come else "",
                cant_href="" if may_come else href,
            )
    return None


class Introduced(NamedTuple):
    """Somebody an organizer would have the reader meet: who says so, why, the press that holds out
    a hand, and their page."""

    member: Member
    sentence: str
    because: str
    href: str
    page_href: str


def introductions(nudge, now):
    """The reader's latest fresh introductions on which nobody acted. -> list, a few at most

    Not to whom the reader wants to hear nothing about, nor to whoever rests by now.
    """
    found = introductions_to(nudge.recipient, now)
    hushed = Hush.objects.of(nudge.recipient).values_list("other", flat=True) if found else []
    welcome = [
        one
        for one in found
        if one.member.pk not in hushed and one.member.openness != Member.Openness.RESTING
    ][:SHOWN]
    uuids = [one.uuid for one in welcome]
    rows = Introduction.objects.in_bulk(uuids, field_name="uuid") if uuids else {}
    return [
        Introduced(
            one.member,
            one.sentence,
            one.reason,
            signed_for(nudge, "hold_out", rows[one.uuid], now + LINK_LASTS),
            on_site(one.member),
        )
        for one in welcome
    ]


class Afterwards(NamedTuple):
    """Whom did you talk to? The question in words, and where its faces are."""

    words: str
    href: str


def afterwards(reader, now):
    """What a letter asks about the last evening, while the reader has not said, or None."""
    question = asked_of(reader, now).question
    if question is None:
        return None
    words = _("Who did you talk to on %(day)s?")
    address = reverse("meetups:talks", args=[question.slug, question.on])
    day = telling.day(question.starts_at, question.zone)
    return Afterwards(words % {"day": day}, settings.SITE_URL + address)


def who_comes(people):
    """Ben, Noor and Dorothy, whom you follow and have not met, are coming; or the empty string.

    Of more than three, how many: the first three are named by whoever shows them.
    """
    if not people:
        return ""
    if len(people) <= SHOWN:
        return ngettext(
            "%(names)s, whom you follow and have not met, is coming.",
            "%(names)s, whom you follow and have not met, are coming.",
            len(people),
        ) % {"names": telling.listed(one.member.short_name for one in people)}
    return _("%(count)s people you follow and have not met are coming, %(names)s among them.") % {
        "count": telling.counted(len(people)),
        "names": telling.listed(one.member.short_name for one in people[:SHOWN]),
    }
