"""The page behind a guest's signed link, which is no member's. GET asks, and only POST acts."""

from http import HTTPStatus

from django.shortcuts import render
from django.utils import timezone

from meetups import visitor_links
from meetups.errands.visits import visit_of
from meetups.errors import NotGathering
from members import links
from members.errors import NotThere, Refusal


def visit_page(request, token, now):
    """Ask, act, or say what is so now. None for a token that no guest was given."""
    try:
        link, refusal = visitor_links.read(token, now), None
    except links.Spent as spent:
        link, refusal = spent.link, spent
    except links.Bad:
        return None
    try:
        visit = visit_of(link, now)
    except NotThere:
        return None
    with timezone.override(visit.evening.zone):
        return _answer(request, visit, link, refusal, now)


def _answer(request, visit, link, refusal, now):
    is_press = request.method == "POST"
    wants_other = is_press and "instead" in request.POST and visit.can_come_later
    # What is so now says more than that the link is old.
    refusal = (None if wants_other else visit.spent()) or refusal
    if refusal:
        status = HTTPStatus.CONFLICT if is_press else HTTPStatus.GONE
        return _page(request, visit, status, refusal=refusal)
    if not is_press:
        return _page(request, visit)
    try:
        done = visit.do(request.POST)
    except NotGathering as refused:
        refusal = NotGathering(refused.evening, now, says_why=False)
    except Refusal as refused:
        refusal = refused
    else:
        return _page(request, visit, done=done)
    # Somebody was faster than the reader, since the page was opened.
    fresh = visit_of(visitor_links.read_again(link), now)
    return _page(request, fresh, HTTPStatus.CONFLICT, refusal=refusal)


def _page(request, visit, status=HTTPStatus.OK, **more):
    return render(request, "meetups/visit.html", {"visit": visit, **more}, status=status)
