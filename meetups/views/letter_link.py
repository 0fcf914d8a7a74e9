"""/l/<token>/: what a letter's button opens. It asks once more, and only its form acts.

No sign-in is needed and none is begun: the page shows its one subject to whoever holds the letter,
and nothing of whoever else may be signed in here.
"""

from functools import partial
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from meetups.errands import errand_of
from meetups.models import Nudge
from meetups.views.visit import visit_page
from members import links
from members.errors import NotThere, Refusal
from members.limits import take_a_turn


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter_link(request, token):
    """Ask, act, or say what is so now."""
    now = timezone.now()
    try:
        link, refusal = links.read(token, now), None
    except links.Spent as spent:
        link, refusal = spent.link, spent
    except links.Bad as bad:
        # Guests, who are no members, hold links of their own.
        return _private(visit_page(request, token, now) or _nobody(request, bad))
    with translation.override(link.member.language), timezone.override(link.member.zone):
        return _private(_answer(request, link, refusal, now))


def _answer(request, link, refusal, now):
    # Done by letter it counts like done on the site.
    count = partial(take_a_turn, request, member=link.member)
    errand = errand_of(link, now, count)
    if errand is None:
        return _nobody(request, links.Bad())
    try:
        errand.refuse_strangers()
        errand.is_too_old = refusal is not None
        # What is so now says more than that the link is old.
        refusal = errand.spent() or refusal
        if request.method == "POST":
            # Whoever presses has read the letter, whatever comes of it.
            Nudge.objects.heed(link.member, link.extra.get("n"), now)
        if refusal:
            status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.GONE
            return _so_now(request, errand, refusal, status)
        return _act(request, errand) if request.method == "POST" else _ask(request, errand)
    except NotThere as gone:
        return _nobody(request, gone)


def _ask(request, errand):
    errand.fill_in()
    return render(request, errand.template, {"errand": errand})


def _act(request, errand):
    errand.fill_in(request.POST)
    try:
        done = errand.do(request.POST)
    except NotThere:
        raise
    except Refusal as refusal:
        # Somebody was faster than the reader, since the page was opened.
        fresh = errand_of(errand.link, errand.now)
        return _so_now(request, fresh, refusal, HTTPStatus.CONFLICT)
    if not done:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, errand.template, {"errand": errand}, status=status)
    errand.member.be_active(errand.now)
    return render(request, "meetups/letter_done.html", {"errand": errand})


def _so_now(request, errand, refusal, status):
    errand.refusal = refusal
    context = {"errand": errand, "refusal": refusal}
    return render(request, "meetups/letter_spent.html", context, status=status)


def _nobody(request, refusal):
    context = {"refusal": refusal}
    return render(request, "meetups/letter_nobody.html", context, status=HTTPStatus.NOT_FOUND)


def _private(response):
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    # The token never leaves in a Referer. With no-referrer browsers would post our own form with
    # "Origin: null", which is what a forged form looks like.
    response["Referrer-Policy"] = "strict-origin"
    return response
