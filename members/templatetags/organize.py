"""What pages for organizers draw and say."""

from django import template
from django.utils.html import format_html
from django.utils.text import capfirst

from members.kinds import name_of

register = template.Library()


@register.simple_tag
def share_bar(percent):
    """A bar that fills so much of its track; the figure beside it says the same."""
    return format_html(
        '<svg class="share-bar" viewBox="0 0 100 10" preserveAspectRatio="none" '
        'aria-hidden="true"><rect width="{}" height="10"/></svg>',
        percent,
    )


@register.simple_tag
def kind_name(letter):
    """The kind of a letter in words, and nothing it says."""
    return capfirst(name_of(letter.kind))
