"""Bars for organizers, drawn here and not in the browser; a table always has the same figures.

Sizes are attributes, in percent of whatever width there is, so that no word is ever stretched.
"""

from django import template
from django.utils.formats import date_format, localize
from django.utils.html import format_html, format_html_join

from meetups.few import is_told

register = template.Library()

# Pixels: a lying bar, and the picture of the months with what is above and below its columns.
BAR, BASELINE, TALLEST = 36, 204, 164
# A bar shorter than so many percent has its number behind it.
ROOM = 34


@register.simple_tag
def bar(step, tone=""):
    """One stage's share of those who began, with its number; only the track where that is hidden.

    `tone` is "cherry", "leaf" or nothing for ink.
    """
    if step.percent is None:
        return format_html(
            '<svg class="bar" width="100%" height="{}" aria-hidden="true">{}'
            '<text class="beside" x="12" y="24">{}</text></svg>',
            BAR,
            _block("track", 100),
            step.count,
        )
    is_roomy = step.percent >= ROOM
    return format_html(
        '<svg class="bar" width="100%" height="{}" aria-hidden="true">{}{}'
        '<text class="{}" x="{}%" dx="{}" y="24">{}</text></svg>',
        BAR,
        _block("track", 100),
        _block(f"fill {tone}".strip(), step.percent),
        "inside" if is_roomy else "beside",
        step.percent,
        -12 if is_roomy else 12,
        step.count,
    )


def _block(name, percent):
    return format_html('<rect class="{}" width="{}%" height="{}" rx="6"/>', name, percent, BAR)


@register.simple_tag
def share(step):
    """A thin leaf bar for those who met."""
    return format_html(
        '<svg class="share-bar met" viewBox="0 0 100 10" preserveAspectRatio="none" '
        'aria-hidden="true"><rect width="{}" height="10"/></svg>',
        step.percent or 0,
    )


@register.simple_tag
def columns(months):
    """The one number month by month, the latest in cherry; no column where it is hidden."""
    most = max((month.rate for month in months if is_told_rate(month.rate)), default=0) or 1
    slot = 100 / len(months)
    drawn = [
        _column(month, slot * place, slot, most, month is months[-1])
        for place, month in enumerate(months)
    ]
    return format_html(
        '<svg class="columns-of-months" width="100%" height="{}" aria-hidden="true">'
        '<line class="base" x1="0" x2="100%" y1="{}" y2="{}"/>{}</svg>',
        BASELINE + 28,
        BASELINE,
        BASELINE,
        format_html_join("", "{}", ((one,) for one in drawn)),
    )


def is_told_rate(rate):
    """Whether a month shows its number, which may have a fraction."""
    return is_told(rate) or isinstance(rate, float)


def _column(month, left, slot, most, is_latest):
    middle, tone = round(left + slot / 2, 2), "latest" if is_latest else ""
    parts = [("month", BASELINE + 22, date_format(month.first_day, "M")[:1])]
    block = ""
    if is_told_rate(month.rate):
        height = max(round(TALLEST * month.rate / most), 1)
        parts.append((f"number {tone}".strip(), BASELINE - height - 8, localize(month.rate)))
        block = format_html(
            '<rect class="{}" x="{}%" y="{}" width="{}%" height="{}" rx="3"/>',
            f"fill {tone}".strip(),
            round(left + slot * 0.18, 2),
            BASELINE - height,
            round(slot * 0.64, 2),
            height,
        )
    words = format_html_join(
        "",
        '<text class="{}" x="{}%" y="{}">{}</text>',
        ((name, middle, top, text) for name, top, text in parts),
    )
    return format_html("{}{}", block, words)


@register.filter
def heat(step):
    """How warm a cell is by its share, from 1 to 5; 0 where it is hidden."""
    return 0 if step.percent is None else min(5, step.percent // 20 + 1)


@register.filter
def tells(number):
    """Whether this is a number, and not the words in place of one."""
    return is_told_rate(number)
