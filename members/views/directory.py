"""Everybody, by name."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.directory import page
from members.folding import clean_line

# Nobody's name is longer.
LONGEST_SEARCH = 80


@require_safe
def directory(request):
    """The group in the order of names, or those whose name is like what was typed."""
    words = clean_line(request.GET.get("q", ""))[:LONGEST_SEARCH]
    after = clean_line(request.GET.get("after", ""))[:LONGEST_SEARCH]
    context = {"words": words, "after": after, "page": page(request.user, words, after)}
    # While one types, only the list comes again.
    part = "#people" if request.htmx and not request.htmx.history_restore_request else ""
    return render(request, f"members/directory.html{part}", context)
