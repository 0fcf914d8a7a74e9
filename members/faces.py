"""Photos of members: taken in with suspicion, kept small and without a past."""

import uuid
import warnings
from io import BytesIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from members.errors import Refusal
from members.models import Member

FORMATS = ["JPEG", "PNG", "WEBP"]
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
# Widths in pixels; a face is a portrait of four by five.
SIZES = (96, 256, 512)
# What is read of a photo: twice the largest, so that nothing is lost by cutting it to shape.
LARGE_ENOUGH = (2 * SIZES[-1], 2 * SIZES[-1] * 5 // 4)
# A face is looked at, not measured.
QUALITY = 82


class NotAPhoto(Refusal):
    """Nothing was kept."""

    sentence = _("We could not read that as a photo. Please choose a JPEG, PNG or WebP picture.")


class TooLarge(NotAPhoto):
    """More bytes or pixels than a face needs."""

    sentence = _("That photo is too large. Please choose one of up to 10 MB and 25 megapixels.")


def path(face, size):
    """Where one size of a face lies."""
    return settings.MEDIA_ROOT / "faces" / f"{face}-{size}.webp"


def read(file):
    """The upright picture in `file`, an opened upload. Raises NotAPhoto or TooLarge.

    Bytes and pixels are counted before anything is decoded: 20 kB can unfold to a gigabyte.
    """
    file.seek(0)
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooLarge
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise TooLarge
            # A JPEG can be read at a fraction of its size for a fraction of the work.
            picture.draft("RGB", LARGE_ENOUGH)
            picture.load()
            return flattened(ImageOps.exif_transpose(reduced(picture)))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise TooLarge from error
    except NotAPhoto:
        raise
    except Exception as error:
        # Broken files make Pillow raise nearly anything: OSError, SyntaxError, ValueError, struct.
        raise NotAPhoto from error


def reduced(picture):
    """No more pixels than the largest face can use: every further step makes a whole copy."""
    if picture.mode not in {"L", "RGB", "RGBA"}:
        return picture
    factor = min(picture.width // LARGE_ENOUGH[0], picture.height // LARGE_ENOUGH[1])
    return picture.reduce(factor) if factor > 1 else picture


def flattened(picture):
    """Plain red, green and blue on paper; transparency would turn black."""
    if "A" in picture.getbands() or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "#F7F2E8")
        picture = Image.alpha_composite(paper, picture)
    return picture.convert("RGB")


def encoded(picture, size):
    """The picture as WebP bytes, `size` pixels wide, without metadata of any kind."""
    # People frame faces in the upper half more often than in the lower.
    small = ImageOps.fit(picture, (size, size * 5 // 4), Image.Resampling.LANCZOS, 0, (0.5, 0.35))
    clean = Image.new("RGB", small.size)
    clean.paste(small)
    kept = BytesIO()
    clean.save(kept, "WEBP", quality=QUALITY, method=4)
    return kept.getvalue()


def keep(picture):
    """Write every size of a picture that `read` gave and return the new face's uuid."""
    ready = {size: encoded(picture, size) for size in SIZES}
    face = uuid.uuid4()
    path(face, SIZES[0]).parent.mkdir(parents=True, exist_ok=True)
    for size, data in ready.items():
        place = path(face, size)
        half = place.with_suffix(".part")
        half.write_bytes(data)
        # In one step, so that nobody is ever served half a face.
        half.replace(place)
    return face


def size_for(width):
    """The smallest size kept that is at least so many pixels wide."""
    return next(size for size in SIZES if size >= width)


def jpeg(face, width):
    """A face as JPEG so many pixels wide, for letters and printers; None when the file is gone."""
    try:
        with Image.open(path(face, size_for(width))) as picture:
            drawn, picture = BytesIO(), picture.convert("RGB")
            picture.thumbnail((width, picture.height))
            picture.save(drawn, "JPEG", quality=88)
    except OSError:
        return None
    return drawn.getvalue()


def forget(face):
    """Remove every size of a face; one that is gone already is fine."""
    for size in SIZES:
        path(face, size).unlink(missing_ok=True)


def change(member, picture):
    """Give the member the picture that `read` gave as a face, or no face for None.

    The old files go once the change is certain.
    """
    new = keep(picture) if picture else None
    try:
        with transaction.atomic():
            rows = Member.objects.lock_all([member.pk])
            old = rows[member.pk].face
            Member.objects.filter(pk=member.pk).update(face=new)
            if old:
                transaction.on_commit(lambda: forget(old))
    except BaseException:
        if new:
            forget(new)
        raise
    member.face = new
