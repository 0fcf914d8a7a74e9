"""Badges, read back from the paper: who it is, and where their code leads."""

from io import BytesIO

import pytest
from PIL import Image

from meetups import badges
from meetups.badges import Badge
from meetups.printing import PAPERS, NotPrinted, printed
from members import faces
from tests.factories import MemberFactory
from tests.meetups.paper import SIZES, codes, picture, read, sizes

HOME = "https://networkgroup.example.org/members/"
# No font draws what nobody has agreed on.
UNDRAWN = "\U0010fffd\U0010fffc"
TEAL = (0, 128, 128)
LONGEST = "Bartholomew Fotheringay-Phipps-Cholmondeley of Saint Ives and the Lower Marshes"
HOSTILE = [
    "D'Arcy <b>",
    "#set text(size: 1pt)",
    '#read("/etc/passwd")',
    "$x^2$ \\ *bold* _under_ @ref",
    'quotes " and \\u{41}',
    "<label> [content] {code} // no comment",
    "= No heading",
    "x" * 80,
    LONGEST,
]


def room(*names):
    """A badge for each name, whose code leads to its number."""
    return [Badge(name, address=f"{HOME}{number}/") for number, name in enumerate(names)]


def photo(colour=TEAL):
    kept = BytesIO()
    Image.new("RGB", (256, 320), colour).save(kept, "JPEG", quality=95)
    return kept.getvalue()


def near(pixel, colour):
    return all(abs(one - other) < 12 for one, other in zip(pixel, colour, strict=True))


def share(pdf, colour):
    """How much of the first page has this colour."""
    small = picture(pdf).resize((210, 297), Image.Resampling.NEAREST)
    pixels = list(small.get_flattened_data())
    return sum(near(pixel, colour) for pixel in pixels) / len(pixels)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(("people", "pages"), [(0, 1), (1, 1), (10, 1), (11, 2)])
def test_ten_badges_go_on_a_sheet(people, pages, paper):
    pdf = badges.badges(room(*["Ana Ruiz"] * people), paper)
    assert sizes(pdf) == [SIZES[paper]] * pages
    assert " ".join(read(pdf)).count("Ana Ruiz") == people


def test_with_nobody_the_sheet_says_so():
    assert read(badges.badges([], "a4")) == ["Nobody is coming yet, so there is nothing to wear."]


@pytest.mark.parametrize("paper", PAPERS)
def test_every_code_leads_to_its_own_profile(paper):
    people = room(*(f"Member Number{number}" for number in range(10)))
    assert codes(badges.badges(people, paper)) == [one.address for one in people]


@pytest.mark.parametrize("paper", PAPERS)
def test_a_name_is_printed_as_it_is_written(paper):
    assert read(badges.badges(room(*HOSTILE), paper)) == [" ".join(HOSTILE)]


def test_whatever_a_line_says_is_only_shown():
    wearers = [Badge("Ana", headline=words, line=words, mark=words) for words in HOSTILE]
    (page,) = read(badges.badges(wearers, "a4"))
    expected = "".join(f"Ana{words * 3}" for words in HOSTILE)
    assert page.replace(" ", "") == expected.replace(" ", "")


def test_names_in_other_letters_are_printed():
    names = ["Łukasz Żółć", "Nguyễn Thị Minh Khai", "Владимир Ковалёв", "Ἀλέξανδρος"]
    assert read(badges.badges(room(*names), "a4")) == [" ".join(names)]


@pytest.mark.parametrize("name", ["محمد", "אבי"])
def test_names_read_from_the_right_are_printed(name):
    (page,) = read(badges.badges(room(name), "a4"))
    # They come back in the order of the ink, or of the reading.
    assert sorted(page) == sorted(name)


@pytest.mark.parametrize("name", [UNDRAWN, f"Dr {UNDRAWN}"])
def test_a_name_that_no_font_can_draw_leaves_a_line_to_write_on(name):
    wearer = Badge(name, headline="Engineer", line=f"Ask me about {UNDRAWN}", address=HOME)
    pdf = badges.badges([wearer, *room("Ben Adeyemi")], "a4")
    assert read(pdf) == ["Your name, in your own hand Engineer Ben Adeyemi"]
    assert codes(pdf) == [HOME, f"{HOME}0/"]


def test_a_sign_that_no_font_can_draw_is_left_out_of_the_name():
    assert read(badges.badges(room("Ana \U0001faea\ufe0f Ruiz"), "a4")) == ["Ana Ruiz"]


def test_a_long_name_is_smaller_and_a_short_one_the_largest_on_the_badge():
    wearer = {"headline": "Engineer", "line": "Ask me about mills"}
    heights = {}
    for name in ("Jo", LONGEST):
        dark = picture(badges.badges([Badge(name, **wearer)], "a4")).convert("L")
        heights[name] = tallest(dark.point(lambda light: 255 * (light < 128)))
    # Millimetres from the foot of a letter to its head.
    assert heights["Jo"] > 9 > heights[LONGEST] > 3


def tallest(ink):
    """The tallest letter in the name's part of the first badge, in millimetres."""
    millimetre = ink.width / 210
    box = [round(side * millimetre) for side in (39, 16, 104, 37)]
    part = ink.crop(box)
    runs, run = [0], 0
    for row in range(part.height):
        run = run + 1 if part.crop((0, row, part.width, row + 1)).getbbox() else 0
        runs.append(run)
    return max(runs) / millimetre


def test_the_face_is_printed_and_without_one_the_initials():
    with_photo = badges.badges([Badge("Ana Ruiz", face=photo(), initials="AR")], "a4")
    without = badges.badges([Badge("Ana Ruiz", initials="AR", ground=2)], "a4")
    assert share(with_photo, TEAL) > 0.004
    assert share(without, TEAL) == 0
    assert read(with_photo) == ["Ana Ruiz"]
    assert read(without) == ["AR Ana Ruiz"]
    assert share(without, (0xE9, 0xC8, 0xC0)) > 0.004


def test_a_guest_is_told_by_who_brought_them_and_leads_nowhere(ana):
    guest = badges.of_guest("Tom Ashby", "Baker", inviter=ana)
    pdf = badges.badges([guest], "letter")
    assert read(pdf) == ["TA Tom Ashby Guest of Ana Ruiz Baker"]
    assert codes(pdf) == []


def test_a_guest_whom_nobody_brought_is_a_guest():
    assert badges.of_guest("Tom").mark == "Guest"


def test_a_member_wears_what_they_can_help_with_and_the_way_to_their_profile(db, settings):
    settings.SITE_URL = "https://networkgroup.example.org/"
    ana = MemberFactory(name="Ana Ruiz", headline="Editor", can_help=["commas", "proofs"])
    badge = badges.of_member(ana)
    assert badge == Badge(
        "Ana Ruiz",
        headline="Editor",
        line="Ask me about commas and proofs",
        address=f"{HOME}{ana.handle}/",
        initials="AR",
        ground=ana.pk % 5,
    )
    assert codes(badges.badges([badge], "a4")) == [badge.address]


def test_a_member_with_nothing_to_say_wears_their_name(ana):
    assert read(badges.badges([badges.of_member(ana)], "a4")) == ["AR Ana Ruiz"]


def test_the_first_evening_is_marked_and_a_host_is_a_host(ana):
    assert badges.of_member(ana, is_new=True)[3:5] == ("First time here", True)
    assert badges.of_member(ana, is_new=True, hosts=True)[3:5] == ("Host", False)


def test_a_members_photo_goes_from_the_shelf_to_the_paper(ana, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    faces.change(ana, Image.new("RGB", (512, 640), TEAL))
    assert share(badges.badges([badges.of_member(ana)], "a4"), TEAL) > 0.004


def test_a_photo_that_is_gone_leaves_the_initials(ana, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    faces.change(ana, Image.new("RGB", (512, 640), TEAL))
    faces.path(ana.face, faces.size_for(badges.FACE)).unlink()
    assert badges.of_member(ana).face is None


def test_two_hundred_come():
    people = [one._replace(face=photo()) for one in room(*(f"Member N{n}" for n in range(200)))]
    pdf = badges.badges(people, "a4")
    pages = read(pdf)
    assert len(pages) == 20
    assert " ".join(pages) == " ".join(one.name for one in people)
    assert codes(pdf, 19) == [one.address for one in people[190:]]


def test_what_does_not_go_together_is_not_printed():
    with pytest.raises(NotPrinted, match="people"):
        printed("badges", "Badges", {}, "a4")
