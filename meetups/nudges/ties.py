"""The letters about two who follow each other: a function per kind, each of (nudge, tie, now)."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetups import matching, telling
from meetups.models import KeepInTouch, Nudge
from meetups.nudges.suggesting import with_somebody
from meetups.nudges.wording import day_of, first_that_fits, who
from meetups.nudges.writing import LINK_LASTS, signed_for, write
from members.models import Tie

Kind = Nudge.Kind


def find(pk):
    """The tie with both its members, or None."""
    return Tie.objects.select_related("low", "high").filter(pk=pk).first()


def useless_after(nudge, tie):
    """None: what is true of two people helps for as long as it is true."""
    return


def have_the_coffee(nudge, tie, now):
    """To both, who follow each other and have left it at that."""
    context = _with_times(nudge, tie, now)
    context["because"] = matching.reason(nudge.recipient, tie, now)
    return _send(nudge, tie, context, now)


def take_it_offline(nudge, tie, now):
    """To both, who have written for long enough. Counts and dates only; no word was read."""
    context = _with_times(nudge, tie, now)
    counted = messages(tie.words)
    context.update(
        headline=_("%(messages)s. No coffee yet.") % {"messages": counted},
        subject_line=first_that_fits(
            _("%(messages)s with %(name)s. No coffee yet.")
            % {"messages": counted, "name": context["who"]},
            _("%(messages)s. No coffee yet.") % {"messages": counted},
        ),
        because=offline_reason(nudge.recipient, tie, now),
        like_writing_href=signed_for(nudge, "like_writing", tie, now + LINK_LASTS),
    )
    return _send(nudge, tie, context, now)


def unread_words(nudge, tie, now):
    """To whom the other wrote: who and how many, and never a word of it."""
    context = _tie(nudge, tie)
    count = tie.unread_count(nudge.recipient)
    path = reverse("meetups:conversation", args=[context["other"].handle])
    context.update(
        count=count,
        messages=messages(count),
        words_href=settings.SITE_URL + path,
        since=telling.whole(tie.first_unread(nudge.recipient).at, nudge.recipient.zone),
    )
    return write(nudge, tie, context, now, caused_by=context["other"])


def next_coffee(nudge, tie, now):
    """To whoever wished to keep in touch, that long after the two last met.

    Nothing when the wish is another by now, or counts from a later meeting.
    """
    wish = wish_of(nudge, tie)
    return wish and keep_in_touch(nudge, tie, wish, now)


def keep_in_touch(nudge, tie, wish, now):
    """By this wish, it is time."""
    context = _with_times(nudge, tie, now)
    context["because"] = touch_reason(wish, tie, now)
    return _send(nudge, tie, context, now)


# -- in words, for the week's letter too


def messages(count):
    """Nine messages"""
    words = ngettext("%(count)s message", "%(count)s messages", count)
    return words % {"count": telling.counted(count)}


def offline_reason(reader, tie, now):
    """Because you have written to each other since March."""
    return _("Because you two have written to each other since %(day)s, and have not met.") % {
        "day": day_of(tie.talking_since, now, reader.zone)
    }


def wish_of(nudge, tie):
    """The wish that the nudge was left for, or None when there is another by now."""
    wish = KeepInTouch.objects.wish_of(nudge.recipient, tie)
    return wish if wish and wish.key(tie) == nudge.first_key else None


def touch_reason(wish, tie, now):
    """Because you last sat down together on 14 May ..."""
    words = {
        "day": day_of(tie.last_met_at, now, wish.member.zone),
        "months": telling.counted(wish.months).lower(),
    }
    return (
        ngettext(
            "Because you last sat down together on %(day)s, and you asked for every month.",
            "Because you last sat down together on %(day)s, and you asked for every %(months)s"
            " months.",
            wish.months,
        )
        % words
    )


def _send(nudge, tie, context, now):
    useless_after = context["suggestion"].useless_after
    return write(nudge, tie, context, now, useless_after=useless_after, faces=[context["other"]])


def _with_times(nudge, tie, now):
    return {**_tie(nudge, tie), "suggestion": with_somebody(nudge, tie, now)}


def _tie(nudge, tie):
    other = tie.other(nudge.recipient)
    return {"tie": tie, "other": other, "who": who(other)}
