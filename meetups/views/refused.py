"""What is so now, and what can be done next, when a thing could not be done."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from meetups.errors import AlreadyOnCalendar, AlreadyOpen, NotMutual


def refused(request, refusal, other):
    """The page of a refusal about oneself and `other`. Nothing was changed."""
    match refusal:
        case AlreadyOnCalendar():
            next_step = (refusal.coffee.get_absolute_url(), _("Open the coffee"))
        case AlreadyOpen():
            next_step = (refusal.proposal.get_absolute_url(), _("See the offered times"))
        case NotMutual():
            words = _("See %(name)s's profile") % {"name": other.short_name}
            next_step = (other.get_absolute_url(), words)
        case _:
            next_step = ("/", _("Back to today"))
    context = {"refusal": refusal, "other": other, "next_step": next_step}
    return render(request, "meetups/refused.html", context, status=409)
