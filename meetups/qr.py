"""Addresses as squares that a phone reads."""

import segno
from django.utils.html import format_html
from django.utils.safestring import mark_safe

# Of the eye's ink, so that it belongs to the page; what is between stays white in the dark.
INK = "#2b1d16"
# Modules of white around, as the standard asks for.
QUIET = 4


# Which of the eight masks looks best takes four fifths of the time, and every reader takes any.
MASK = 0


def svg(address, quiet=QUIET):
    """The code of an address as SVG text, as large as whoever shows it wants."""
    return segno.make_qr(address, error="m", mask=MASK).svg_inline(
        omitsize=True, border=quiet, dark=INK, light="#fff", svgclass=None, lineclass=None
    )


def shown(address, label):
    """The code for a page, saying `label` to those who listen; safe under the strictest policy."""
    picture = mark_safe(svg(address))
    return format_html('<span class="qr" role="img" aria-label="{}">{}</span>', label, picture)
