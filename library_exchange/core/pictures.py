"""A picture that somebody sends becomes a small JPEG of its pixels alone: nothing else that its file tells is kept."""

import warnings
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 16 * 1024 * 1024
"""A file larger than this is not read: a photograph of a telephone has 2 to 8 MB."""
MOST_PIXELS = 20_000_000
"""A picture that has more points when it is decoded is refused; photographs are decoded at a fraction of their size."""
LONGEST_PX, SMALL_PX = 1600, 240
"""The longer side of the picture that is kept, and of the small one that a page shows."""
KEPT_BYTES, SMALL_BYTES = 600_000, 20_000
"""At most so many bytes are kept of each."""
QUALITIES = (80, 65, 50, 35)


class Fault(StrEnum):
    """Why a file is not taken."""

    TOO_LARGE = "too_large"
    NO_PICTURE = "no_picture"
    BROKEN = "broken"


class NotTaken(Exception):
    """The file is no picture that can be kept."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: two JPEG files, and the size in pixels of each (width, height)."""

    whole: bytes
    small: bytes
    size: tuple[int, int]
    small_size: tuple[int, int]

    @property
    def columns(self) -> dict[str, Any]:
        """What a row of pictures keeps of it."""
        width, height = self.small_size
        return {"whole": self.whole, "small": self.small, "width": width, "height": height}


def read(data: bytes) -> Picture:
    """Decode a JPEG or PNG file and make the two pictures that are kept; raises NotTaken.

    They stand upright and on white, and hold no place, date, name, colour profile or anything else of the file.
    """
    pixels = _pixels(data)
    whole, size = _fitting(pixels, LONGEST_PX, KEPT_BYTES)
    small, small_size = _fitting(pixels, SMALL_PX, SMALL_BYTES)
    return Picture(whole, small, size, small_size)


def _pixels(data: bytes) -> Image.Image:
    """Return the picture upright, on white, without anything that came with it, no larger than it is kept."""
    if len(data) > MOST_BYTES:
        raise NotTaken(Fault.TOO_LARGE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large pictures, and of notes of a camera that are damaged
            found = Image.open(BytesIO(data), formats=("JPEG", "PNG"))
            found.draft("RGB", (LONGEST_PX, LONGEST_PX))
    except UnidentifiedImageError as error:
        raise NotTaken(Fault.NO_PICTURE) from error
    except Image.DecompressionBombError as error:
        raise NotTaken(Fault.TOO_LARGE) from error
    except Exception as error:  # a decoder may raise anything about a file made to break it
        raise NotTaken(Fault.BROKEN) from error
    if found.width * found.height > MOST_PIXELS:
        raise NotTaken(Fault.TOO_LARGE)
    try:
        upright = _in_colour(_upright(found))
        upright.thumbnail((LONGEST_PX, LONGEST_PX))
    except Exception as error:
        raise NotTaken(Fault.BROKEN) from error
    plain = Image.new("RGB", upright.size, "white")
    plain.paste(upright, mask=upright.getchannel("A"))
    return plain


def _upright(found: Image.Image) -> Image.Image:
    found.load()
    try:
        return ImageOps.exif_transpose(found)
    except Exception:  # noqa: BLE001 - what the file tells beside its pixels is damaged: that is no loss
        return found


def _in_colour(found: Image.Image) -> Image.Image:
    if found.mode.startswith("I"):  # a scan with sixteen bits a point
        found = found.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return (found.convert("RGB") if found.mode == "CMYK" else found).convert("RGBA")


def _fitting(pixels: Image.Image, longest: int, most_bytes: int) -> tuple[bytes, tuple[int, int]]:
    """Return the best JPEG of at most so many pixels on its longer side and so many bytes, and its size."""
    while True:
        copy = pixels.copy()
        copy.thumbnail((longest, longest))
        for quality in QUALITIES:
            out = BytesIO()
            copy.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= most_bytes:
                return out.getvalue(), copy.size
        longest = longest * 3 // 4
