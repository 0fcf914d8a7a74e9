"""Letters as a mail program on the smallest phone draws them."""

import uuid

import pytest
from django.utils import timezone
from PIL import Image

from members import faces
from networkgroup import samples
from tests.browser.visitor import HOW_WIDE, a_browser
from tests.gallery import NAMES, fill_town

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SMALLEST = {"width": 320, "height": 568}


@pytest.fixture
def letters(ana, tmp_path, settings):
    """(kind, name, page twin) of every letter there is, also where a name has no place to break."""
    settings.MEDIA_ROOT = tmp_path
    now = timezone.now().replace(second=0, microsecond=0)
    town = fill_town(ana, now)
    (tmp_path / "faces").mkdir()
    for member in town:
        town.filter(pk=member.pk).update(face=(face := uuid.uuid4()))
        Image.new("RGB", (96, 120), "#A1223A").save(faces.path(face, 96))
    drafted = []
    for name in ["Ana Ruiz", max(NAMES, key=len)]:
        town.update(name=name[:80])
        drafted += [(kind, name, samples.draft(kind, now).html) for kind in samples.KINDS]
    return drafted


def test_every_letter_fits_the_smallest_phone(letters):
    with a_browser() as browser:
        page = browser.new_page(viewport=SMALLEST)
        # What a mail program shows while pictures are off.
        page.route("**/*", lambda route: route.abort())
        too_wide = []
        for kind, name, html in letters:
            page.set_content(html, wait_until="domcontentloaded")
            wide, window = page.evaluate(HOW_WIDE)
            if wide > window:
                too_wide.append((kind, name, wide))
    assert too_wide == []
