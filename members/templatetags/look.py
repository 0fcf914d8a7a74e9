"""The small drawn things every page uses: icons, faces, cups, ladders, the tab one is on."""

from functools import cache, lru_cache

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from members import ladder as ladders
from members.addresses import address

register = template.Library()
register.simple_tag(address)

# How many quiet grounds there are for faces without a photo.
GROUNDS = 5

# How many portraits' tags are kept ready; the addresses in them are half the work of a list.
KEPT = 2000

# Which photo a face of this size shows, and which on a screen with twice the points.
PHOTOS = {"44": (96, 256), "56": (96, 256), "72": (96, 256), "96": (256, 256), "120": (256, 512)}
LARGE = (512, 512)

TABS = {
    "/members/": "people",
    "/unmet/": "people",
    "/coffees/": "coffees",
    "/proposals/": "coffees",
    "/sessions/": "sessions",
}


@register.simple_tag
@cache
def asset(path):
    """The address of a file of ours, which stays until the next start."""
    return static(path)


@register.simple_tag
@cache
def icon(name):
    """One icon of the sprite; the word beside it does the talking."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', asset("icons.svg"), name
    )


@register.simple_tag
def face(member, size=96, alone=False):
    """A member's portrait, or their initials on a ground of their own.

    `size` is 44, 56 or 72 (square), 96, 120, 168 or "full" (4:5). The name stands beside it as
    text; with `alone` nothing does, and the picture carries the name itself.
    """
    name = member.name if alone else ""
    if member.face is None:
        return _initials(member.initials, member.id % GROUNDS, size, name)
    return _portrait(member.face, size, name)


def _initials(initials, ground, size, name):
    return format_html(
        '<span class="face face-{} ground-{}"{}>{}</span>',
        size,
        ground,
        format_html(' role="img" aria-label="{}"', name)
        if name
        else mark_safe(' aria-hidden="true"'),
        initials,
    )


@lru_cache(maxsize=KEPT)
def _portrait(photo, size, name):
    narrow, sharper = PHOTOS.get(str(size), LARGE)
    return format_html(
        '<span class="face face-{}"><img src="{}" srcset="{} 2x" alt="{}" '
        'width="{}" height="{}" decoding="async"></span>',
        size,
        reverse("members:face", args=[photo, narrow]),
        reverse("members:face", args=[photo, sharper]),
        name,
        narrow,
        narrow,
    )


@register.simple_tag
def cup(stage, words=None):
    """The cup filled as far as the pair has come, with its word; nothing while they are apart."""
    if not stage or stage == ladders.Stage.APART:
        return ""
    if words is None:
        words = ladders.NOT_MET[stage]
    return format_html('<span class="cup cup-{}">{} {}</span>', stage, _glyph(str(stage)), words)


@cache
def _glyph(stage):
    filled = ladders.liquid(ladders.sixths(stage))
    full = stage == ladders.Stage.MET
    return mark_safe(
        '<svg class="cup-glyph" viewBox="2 2 20.5 20.5" aria-hidden="true">'
        f'<path class="liquid" d="{filled}"/>{_outline(full)}</svg>'
    )


def _outline(full):
    """The cup itself as SVG; full, it is one colour and steams."""
    steam = (
        '<path class="steam" d="M8 2.6c.9 1-.9 1.9 0 2.9M12 2.6c.9 1-.9 1.9 0 2.9"/>'
        if full
        else ""
    )
    return mark_safe(
        '<path class="wall body" d="M4 8h12v5.5a5 5 0 0 1-5 5H9a5 5 0 0 1-5-5z"/>'
        '<path class="wall" d="M16 9.8h1.3a2.4 2.4 0 0 1 0 4.8h-1.5M4.8 21.3h10.4"/>'
        f"{steam}"
    )


@cache
def _lines(stage, width, kind):
    """A ladder's drawing as SVG; the words beside it say the same."""
    d = ladders.drawing(stage, width)
    middle, raised = ladders.MIDDLE, ladders.MIDDLE - ladders.APART
    marks = [f'<path class="ahead" d="{d.ahead}"/>'] if d.ahead else []
    marks.append(f'<path class="cherry-line" pathLength="100" d="{d.cherry}"/>')
    if d.espresso:
        marks.append(f'<path class="espresso-line" d="{d.espresso}"/>')
    marks += [
        f'<circle class="behind" cx="{x}" cy="{middle if number else raised}" r="5"/>'
        for number, x in enumerate(d.behind)
    ]
    marks += [f'<circle class="hollow" cx="{x}" cy="{middle}" r="5.6"/>' for x in d.hollow]
    if d.here is not None:
        marks.append(f'<circle class="here" cx="{d.here}" cy="{middle}" r="9.5"/>')
        marks.append(f'<circle class="eye" cx="{d.here}" cy="{middle}" r="3.4"/>')
    drawn_cup = _outline(stage == ladders.Stage.MET)
    marks.append(
        f'<g class="end" transform="translate({d.cup - 16} 3.5) scale(1.45)">{drawn_cup}</g>'
    )
    inside = "".join(marks)
    return mark_safe(
        f'<svg class="lines {kind}" viewBox="0 0 {width} 50" aria-hidden="true">{inside}</svg>'
    )


@register.simple_tag
def drawn_cup(stage, place):
    """A cup inside a larger drawing: `place` is the SVG transform that puts it there."""
    full = stage == ladders.Stage.MET
    coffee = f'<path class="liquid" d="{ladders.liquid(ladders.sixths(stage))}"/>'
    return format_html(
        '<g class="cup-drawing" transform="{}">{}</g>', place, mark_safe(coffee + _outline(full))
    )


@register.inclusion_tag("_ladder.html")
def ladder(tie, viewer):
    """The six stations of a tie as `viewer` sees it; nothing while the two are apart."""
    if tie is None or tie.stage == ladders.Stage.APART:
        return {}
    beginning, rest = ladders.sentence(tie, viewer)
    return {
        "lines": [_lines(tie.stage, 690, "wide"), _lines(tie.stage, 350, "narrow")],
        "stage": tie.stage,
        "steps": ladders.steps(tie, viewer),
        "beginning": beginning,
        "rest": rest,
    }


@register.simple_tag
def the_group():
    """The group's name, also where a page has no context to find it in."""
    return settings.GROUP_NAME


@register.simple_tag(takes_context=True)
def current_tab(context):
    """Which tab the page belongs to: "today", "people", "coffees", "sessions" or none."""
    request = context.get("request")
    path = request.path if request else ""
    if path == "/":
        return "today"
    return next((tab for start, tab in TABS.items() if path.startswith(start)), "")
