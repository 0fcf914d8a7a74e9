"""Reading paper back: what is printed on it, and what a phone makes of its codes."""

import pypdfium2
import zxingcpp

# Points, as a printer knows them.
SIZES = {"a4": (595, 842), "letter": (612, 792)}
# Pixels to a point: a little more than a good printer's draft.
SHARP = 3


def read(pdf):
    """The words of each page, as one line each."""
    with pypdfium2.PdfDocument(pdf) as paper:
        return [one_line(page.get_textpage().get_text_range()) for page in paper]


def one_line(words):
    """Words without the breaks that come from the width of a card."""
    return " ".join(words.replace("\u200b\r\n", "").replace("\u200b", "").split())


def sizes(pdf):
    """Each page's width and height in whole points."""
    with pypdfium2.PdfDocument(pdf) as paper:
        return [tuple(round(side) for side in page.get_size()) for page in paper]


def picture(pdf, number=0):
    """One page as it comes out of the printer."""
    with pypdfium2.PdfDocument(pdf) as paper:
        return paper[number].render(scale=SHARP).to_pil().convert("RGB")


def codes(pdf, number=0):
    """The addresses that a phone reads on one page, in order."""
    return sorted(code.text for code in zxingcpp.read_barcodes(picture(pdf, number)))
