"""What is kept of a picture: its pixels, small and upright; nothing of its file, and nothing of what is no picture."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from library_exchange.core import pictures
from library_exchange.core.pictures import KEPT_BYTES, LONGEST_PX, SMALL_BYTES, SMALL_PX, Fault, NotTaken, read
from tests.makers import photograph

CANARY = "Марфа-铁道街七号"
GPS, ORIENTATION, OWNER, MAKER, TAKEN_AT = 0x8825, 0x0112, 0xA430, 0x010F, 0x0132


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def from_a_camera(**more: object) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER], exif[TAKEN_AT], exif[OWNER] = 6, CANARY, CANARY, CANARY
    exif.get_ifd(GPS).update({1: "N", 2: (50.0, 17.0, 30.0), 29: "2026:11:23"})
    return photograph((640, 480), exif=exif, comment=CANARY.encode(), icc_profile=CANARY.encode(), **more)


def test_place_owner_and_date_of_a_photograph_are_not_kept():
    sent = from_a_camera()
    assert CANARY.encode() in sent
    kept = read(sent)
    for data in (kept.whole, kept.small):
        assert CANARY.encode() not in data
        assert b"Exif" not in data
        assert dict(opened(data).getexif()) == {}
        assert opened(data).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progression"}


def test_words_in_a_scan_are_not_kept():
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", CANARY)
    words.add_itxt("Comment", CANARY)
    sent = photograph((640, 480), "PNG", pnginfo=words, exif=CANARY.encode(), icc_profile=CANARY.encode())
    kept = read(sent)
    assert CANARY.encode() not in kept.whole + kept.small
    assert opened(kept.whole).format == "JPEG"


def test_what_was_photographed_sideways_stands_upright():
    assert read(from_a_camera()).size == (480, 640)


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (5000, 40), (1, 1)])
def test_pictures_are_kept_small(size):
    kept = read(photograph(size))
    for data, shape, longest, most in (
        (kept.whole, kept.size, LONGEST_PX, KEPT_BYTES),
        (kept.small, kept.small_size, SMALL_PX, SMALL_BYTES),
    ):
        assert opened(data).size == shape
        assert max(shape) <= longest
        assert len(data) <= most


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_colour_is_read_and_what_shines_through_is_white(mode):
    out = BytesIO()
    if mode == "I;16":
        Image.new(mode, (40, 30), 51_400).save(out, "PNG")
    else:
        Image.new("L", (40, 30), 200).convert(mode).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert min(opened(read(out.getvalue()).whole).getpixel((20, 15))) > (100 if mode == "1" else 190)
    out = BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(read(out.getvalue()).whole).getpixel((20, 15)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        (b"", Fault.NO_PICTURE),
        ("一本书".encode(), Fault.NO_PICTURE),
        (b"%PDF-1.7", Fault.NO_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Fault.NO_PICTURE),
        (photograph(kind="GIF"), Fault.NO_PICTURE),
        (photograph(kind="TIFF"), Fault.NO_PICTURE),
        (photograph((300, 300))[:-4000], Fault.BROKEN),
        (photograph((300, 300), "PNG")[:-4000], Fault.BROKEN),
        (photograph() + bytes(pictures.MOST_BYTES), Fault.TOO_LARGE),
    ],
    ids=["nothing", "text", "pdf", "svg", "gif", "tiff", "a jpeg cut off", "a png cut off", "too many bytes"],
)
def test_what_is_no_whole_picture_is_refused_by_name(sent, fault):
    with pytest.raises(NotTaken) as refused:
        read(sent)
    assert refused.value.fault is fault


def test_a_small_file_that_would_fill_the_memory_is_not_decoded():
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )
    with pytest.raises(NotTaken) as refused:
        read(bomb)
    assert refused.value.fault is Fault.TOO_LARGE


WHOLE = {kind: photograph((80, 60), kind) for kind in ("JPEG", "PNG")}


@settings(max_examples=150)
@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 3000), st.binary(min_size=1, max_size=40))
def test_a_file_with_any_bytes_in_it_is_a_picture_or_refused(kind, at, garbage):
    sent = WHOLE[kind][:at] + garbage + WHOLE[kind][at + len(garbage) :]
    try:
        kept = read(sent)
    except NotTaken:
        return
    assert opened(kept.whole).size == kept.size
