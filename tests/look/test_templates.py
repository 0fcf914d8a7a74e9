"""Every template keeps the rules that a strict policy and a translator need."""

import re
from html import unescape
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Letters are styled in themselves, because mail programs read no style sheets.
PAGES = [path for path in TEMPLATES if "letters" not in path.parts]
SPRITE = (ROOT / "static" / "icons.svg").read_text(encoding="utf-8")

# Two people on the landing page who do not exist.
NAMES = {"Halima Yusuf", "Gordon Pike"}

HIDDEN = re.compile(
    r"{% comment.*?{% endcomment %}|{#.*?#}|<!--.*?-->|<style.*?</style>|<script.*?</script>"
    r"|{% block (?:page|aside)_class %}.*?{% endblock %}"
    r"|{% blocktrans.*?{% endblocktrans(?:late)? %}",
    re.DOTALL,
)
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
SPOKEN = re.compile(r'\b(?:alt|title|placeholder|aria-label|data-busy)="([^"]*)"')


def names(paths):
    return [str(path.relative_to(ROOT / "templates")) for path in paths]


@pytest.fixture(params=PAGES, ids=names(PAGES))
def page(request):
    return request.param.read_text(encoding="utf-8")


def test_nothing_is_styled_or_scripted_in_place(page):
    source = re.sub(r"{% comment.*?{% endcomment %}", "", page, flags=re.DOTALL)
    assert re.findall(r"\sstyle\s*=", source) == []
    assert re.findall(r"<style\b", source) == []
    assert re.findall(r"\son[a-z]+\s*=", source) == []
    assert re.findall(r"\bhx-on\b|\bjs:", source) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", source) if " src=" not in tag] == []


def test_every_icon_is_in_the_sprite(page):
    drawn = re.findall(r'{% icon "([\w-]+)" %}|icon_name="([\w-]+)"', page)
    assert [name for pair in drawn for name in pair if name and f'id="{name}"' not in SPRITE] == []


def test_every_form_that_posts_carries_its_token(page):
    forms = re.findall(r"<form\b[^>]*\bmethod=\"post\".*?</form>", page, re.DOTALL | re.IGNORECASE)
    assert [form[:80] for form in forms if "csrf_token" not in form] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_every_visible_word_can_be_translated(path):
    source = HIDDEN.sub("", path.read_text(encoding="utf-8"))
    spoken = [TAGS.sub("", words) for words in SPOKEN.findall(source)]
    visible = re.split(r"<[^>]*>", unescape(TAGS.sub("", source)))
    found = [words.strip() for words in [*spoken, *visible] if re.search(r"[^\W\d_]{2}", words)]
    assert [words for words in found if words not in NAMES] == []
