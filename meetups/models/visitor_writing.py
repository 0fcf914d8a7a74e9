"""The letters to a guest, who is no member: to the bare address, about one evening."""

from datetime import timedelta
from email.utils import parseaddr
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from meetups import ical, moves, telling, visitor_links
from meetups.models.visitor_letters import VisitorKind
from meetups.nudges.wording import LONGEST_NAME, shortened
from members import mail
from members.models import Letter

MINUTE = timedelta(minutes=1)
# Later than this nobody wants to be thanked.
THANKS_FOR = timedelta(days=7)
NOTHING = MappingProxyType({})
METHODS = {
    VisitorKind.GOING: "REQUEST",
    VisitorKind.MOVED: "REQUEST",
    VisitorKind.OFF: "CANCEL",
}
# What can wait behind a letter that somebody waits for.
UNHURRIED = {VisitorKind.TOMORROW, VisitorKind.THANKS}


class VisitorWriting:
    """The part of a guest that is written to: spoken by Visitor."""

    def write(self, kind, now, *, was_coming=True, news=NOTHING, how=mail.compose):
        """Leave a letter of this VisitorKind to the guest, in the caller's transaction. -> Letter

        `was_coming` says whether their calendar knows of the evening, `news` what it was and why it
        moved (tell_of_the_move). With how=mail.draft nothing is kept. None for a guest who left no
        address, and for a letter that was written before.
        """
        if not self.email:
            return None
        told = Letter.objects.about(self).count() if self.pk else 0
        inviter = self.inviter
        context = self._told(inviter) | {
            "was_coming": was_coming,
            "was": moves.told(news.get("was"), self.session),
            "why": news.get("why", ""),
        }
        method = METHODS.get(kind) if was_coming else None
        return how(
            kind.value,
            self.email,
            context,
            key=self._key(kind, told),
            klass=Letter.Class.AGREED,
            queue=Letter.Queue.NORMAL if kind in UNHURRIED else Letter.Queue.URGENT,
            now=now,
            about=self,
            useless_after=self._useless_after(kind),
            caused_by=inviter if kind == VisitorKind.CONFIRM else None,
            calendar=self._entry(context, now, method, told) if method else None,
            method=method,
        )

    def _key(self, kind, told):
        """What the letter is about: asked and thanked once for each plan, answered each time."""
        if kind == VisitorKind.TOMORROW:
            return f"{kind}:{self.uuid}:{self.session.uuid}:{self.session.sequence}"
        return f"{kind}:{self.uuid}" if kind == VisitorKind.THANKS else f"{kind}:{self.uuid}:{told}"

    def _useless_after(self, kind):
        if kind == VisitorKind.THANKS:
            return self.mornings_after[-1] + THANKS_FOR
        is_question = kind in (VisitorKind.CONFIRM, VisitorKind.TOMORROW)
        return self.session.starts_at if is_question else self.session.ends_at

    def _told(self, inviter):
        """What every letter to a guest is told."""
        evening, zone = self.session, self.session.zone
        starts, ends = evening.starts_at, evening.ends_at
        return {
            "visitor": self,
            "evening": evening,
            "series": evening.series,
            "inviter": inviter,
            "who": shortened(inviter.short_name, LONGEST_NAME) if inviter else "",
            "moment": _("%(start)s to %(end)s")
            % {"start": telling.whole_long(starts, zone), "end": telling.clock(ends, zone)},
            "moment_short": telling.whole(starts, zone),
            "weekday": telling.weekday(starts, zone),
            "clock": telling.clock(starts, zone),
            "aside": telling.zone_beside(zone, ZoneInfo(settings.GROUP_TIME_ZONE), starts),
            "minutes": (ends - starts) // MINUTE,
            "asks_again": bool(self.write_at and self.write_at < starts),
            "kept_until": telling.whole(self.kept_until, zone) if self.in_place_of_id else "",
            "come_href": visitor_links.address(self, "come", ends),
            "cant_href": visitor_links.address(self, "cant", ends),
            "join_href": settings.SITE_URL + reverse("account_signup"),
            "group_href": settings.SITE_URL + "/",
        }

    def _entry(self, told, now, method, letters):
        """The evening for the guest's calendar; each later letter outdoes those before."""
        evening, (_name, reply_to) = self.session, parseaddr(settings.GROUP_REPLY_TO)
        entry = ical.Entry(
            uid=str(self.uuid),
            sequence=evening.sequence + letters,
            starts_at=evening.starts_at,
            ends_at=evening.ends_at,
            summary=evening.series.name,
            location=", ".join(filter(None, [evening.venue.name, evening.venue.street])),
            link=told["cant_href"],
            organizer_name=settings.GROUP_NAME,
            organizer_address=reply_to,
            note=_(
                "Please use this link if you can’t come. Answers given in a calendar reach the"
                " organizers, and free no chair."
            ),
        )
        return ical.invitation(entry, self, now, method)
