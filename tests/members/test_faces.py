"""Photos: what is taken in, what is kept of it, and who may look."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from PIL import Image, PngImagePlugin

from members import faces
from members.models import Member

GPS = 0x8825
ORIENTATION = 0x0112


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "faces"


def photo(format="JPEG", size=(800, 600), colour="teal", **how):
    kept = BytesIO()
    Image.new("RGB", size, colour).save(kept, format, **how)
    return SimpleUploadedFile("me", kept.getvalue())


def kept(face, size=256):
    return Image.open(faces.path(face, size))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_three_portraits(format, media):
    face = faces.keep(faces.read(photo(format)))
    assert {kept(face, size).size for size in faces.SIZES} == {(96, 120), (256, 320), (512, 640)}
    assert {kept(face, size).format for size in faces.SIZES} == {"WEBP"}
    assert sorted(file.name for file in media.iterdir()) == sorted(
        f"{face}-{size}.webp" for size in faces.SIZES
    )


def test_what_the_camera_knew_is_not_kept():
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ana Ruiz"
    exif.get_ifd(GPS)[2] = (53.0, 47.0, 59.9)
    face = faces.keep(faces.read(photo(exif=exif.tobytes(), icc_profile=b"profile", comment=b"hi")))
    for size in faces.SIZES:
        picture = kept(face, size)
        assert not picture.getexif()
        assert not {"exif", "icc_profile", "xmp", "comment"} & picture.info.keys()
        assert b"Ana" not in faces.path(face, size).read_bytes()


def test_a_photo_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    lying = BytesIO()
    picture = Image.new("RGB", (800, 600), "white")
    picture.paste("black", (0, 0, 400, 600))
    picture.save(lying, "JPEG", exif=exif.tobytes())
    upright = kept(faces.keep(faces.read(lying)))
    assert upright.getpixel((128, 30))[0] < 60
    assert upright.getpixel((128, 290))[0] > 200


def test_what_is_see_through_lies_on_paper():
    clear = BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(clear, "PNG")
    assert min(kept(faces.keep(faces.read(clear))).getpixel((100, 100))) > 200


def text_bomb():
    info = PngImagePlugin.PngInfo()
    info.add_text("comment", "A" * 70_000_000, zip=True)
    return photo("PNG", pnginfo=info)


@pytest.mark.parametrize(
    "made",
    [
        lambda: SimpleUploadedFile("me.jpg", b""),
        lambda: SimpleUploadedFile("me.jpg", b"I am not a photo"),
        lambda: SimpleUploadedFile("me.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        lambda: photo("GIF"),
        lambda: photo("BMP"),
        lambda: photo("TIFF"),
        lambda: SimpleUploadedFile("me.jpg", photo().read()[:300]),
        lambda: SimpleUploadedFile("me.png", photo("PNG").read()[:100]),
        text_bomb,
    ],
)
def test_anything_else_is_refused_and_nothing_is_stored(made, media):
    with pytest.raises(faces.NotAPhoto):
        faces.keep(faces.read(made()))
    assert not media.exists()


def test_too_many_pixels_are_refused_before_they_are_unpacked(monkeypatch):
    bomb = BytesIO()
    Image.new("1", (13000, 13000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 50_000
    for kind in [Image.Image, PngImagePlugin.PngImageFile]:
        monkeypatch.setattr(kind, "load", lambda self: pytest.fail("was decoded"))
    with pytest.raises(faces.TooLarge):
        faces.read(bomb)


def test_too_many_bytes_are_refused_unread():
    with pytest.raises(faces.TooLarge):
        faces.read(BytesIO(photo().read() + b"\x00" * faces.MOST_BYTES))


def test_just_small_enough_is_fine():
    assert faces.read(photo(size=(5000, 5000)))


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_a_large_photo_is_made_small_before_it_is_worked_on(mode):
    large = BytesIO()
    Image.new(mode, (4000, 5000)).save(large, "PNG")
    width, height = faces.read(large).size
    assert 1024 <= width < 2048 and 1280 <= height < 2560


@pytest.mark.django_db
class TestChanging:
    def test_the_old_face_goes_once_the_new_one_is_certain(
        self, ana, media, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            faces.change(ana, faces.read(photo()))
        old = ana.face
        with django_capture_on_commit_callbacks(execute=True):
            faces.change(ana, faces.read(photo(colour="red")))
        assert ana.face != old
        assert {file.name[:36] for file in media.iterdir()} == {str(ana.face)}

    def test_no_face_is_a_face_too(self, ana, media, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            faces.change(ana, faces.read(photo()))
            faces.change(ana, None)
        ana.refresh_from_db()
        assert ana.face is None
        assert list(media.iterdir()) == []

    def test_what_is_taken_back_leaves_the_old_face(self, ana, media):
        faces.change(ana, faces.read(photo()))
        old = ana.face
        with pytest.raises(RuntimeError), transaction.atomic():
            faces.change(ana, faces.read(photo()))
            raise RuntimeError
        assert Member.objects.get(pk=ana.pk).face == old
        assert faces.path(old, 96).exists()


@pytest.mark.django_db
class TestLooking:
    @pytest.fixture
    def url(self, ana):
        faces.change(ana, faces.read(photo()))
        return reverse("members:face", args=[ana.face, 256])

    def test_members_see_it_and_may_keep_it_to_themselves(self, client, dan, url):
        client.force_login(dan)
        page = client.get(url)
        assert (page.status_code, page["Content-Type"]) == (200, "image/webp")
        assert page["Cache-Control"] == "private, max-age=31536000, immutable"
        assert page["X-Content-Type-Options"] == "nosniff"
        assert b"".join(page)[8:12] == b"WEBP"

    def test_its_owner_sees_it(self, client, ana, url):
        client.force_login(ana)
        assert client.get(url).status_code == 200

    def test_visitors_do_not(self, client, url):
        assert client.get(url).url.startswith(reverse("account_login"))

    @pytest.mark.parametrize("who_blocks", ["ana", "dan"])
    def test_nobody_across_a_block_does(self, client, ana, dan, now, url, who_blocks):
        if who_blocks == "ana":
            ana.block(dan, now)
        else:
            dan.block(ana, now)
        client.force_login(dan)
        assert client.get(url).status_code == 404

    def test_nobody_sees_the_suspended(self, client, ana, dan, now, url):
        ana.suspend(now)
        client.force_login(dan)
        assert client.get(url).status_code == 404

    @pytest.mark.parametrize("size", [1, 97, 4096])
    def test_other_sizes_are_not_made(self, client, ana, url, size):
        client.force_login(ana)
        assert client.get(reverse("members:face", args=[ana.face, size])).status_code == 404

    def test_a_lost_file_is_only_a_missing_face(self, client, ana, url):
        faces.forget(ana.face)
        client.force_login(ana)
        assert client.get(url).status_code == 404
