"""Pictures that no telephone should take: what is one is kept small and bare, what is none is refused."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def _saved(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: object) -> bytes:
    made = BytesIO()
    Image.new(mode, size).save(made, kind, **more)
    return made.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png(width: int, height: int, data: bytes = b"", depth: int = 8, colour: int = 2) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


JPEG, PNG = _saved("JPEG"), _saved("PNG")
PICTURES = {
    "nothing": b"",
    "one byte": b"\xff",
    "a JPEG": JPEG,
    "a PNG": PNG,
    "a JPEG cut": JPEG[: len(JPEG) // 2],
    "a JPEG's beginning": JPEG[:20],
    "a JPEG with noise": JPEG[:300] + bytes(range(256)) + JPEG[556:],
    "a JPEG and a program": JPEG + b"<?php system('id'); ?>",
    "a JPEG and a zip": JPEG + b"PK\x03\x04" + bytes(40),
    "a PNG cut": PNG[: len(PNG) // 2],
    "a PNG's beginning": PNG[:8],
    "a PNG of no size": _png(0, 0),
    "a PNG as large as can be": _png(2**31 - 1, 2**31 - 1),
    "a PNG of 30,000 by 30,000": _png(30_000, 30_000, zlib.compress(bytes(1000))),
    "a PNG of 6,000 by 6,000": _png(6_000, 6_000, zlib.compress(bytes(1000))),
    "a PNG that unpacks without end": _png(100, 100, zlib.compress(bytes(50_000_000))),
    "a PNG of noise": _png(100, 100, bytes(range(256))),
    "a PNG of a depth unknown": _png(10, 10, zlib.compress(bytes(1000)), depth=77),
    "a PNG of a colour unknown": _png(10, 10, zlib.compress(bytes(1000)), colour=9),
    "a PNG with a text of 10 megabytes": PNG[:33]
    + _chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 10_000_000))
    + PNG[33:],
    "a PNG of one point by 10,000": _saved("PNG", (1, 10_000)),
    "sixteen bits": _saved("PNG", mode="I;16"),
    "grey": _saved("PNG", mode="L"),
    "two colours": _saved("PNG", mode="1"),
    "a palette": _saved("PNG", mode="P"),
    "see-through": _saved("PNG", mode="RGBA"),
    "four inks": _saved("JPEG", mode="CMYK"),
    "a GIF": _saved("GIF", mode="P"),
    "a BMP": _saved("BMP"),
    "a TIFF": _saved("TIFF"),
    "a WebP": b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(24),
    "a drawing": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "a drawing with an entity": b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
    "a document": b"%PDF-1.7\n" + bytes(range(256)),
    "a page of the web": b"<html><script>alert(1)</script></html>",
    "a program": b"\x7fELF" + bytes(range(256)),
    "commands of ImageMagick": b"push graphic-context\nfill 'url(https://x.example/|id)'\npop graphic-context",
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n{ } loop",
    "an icon": _saved("ICO"),
    "damaged notes of a camera": JPEG[:2] + b"\xff\xe1\x00\x10Exif\x00\x00MM\x00*\xff\xff\xff\xff" + JPEG[2:],
    "more than 16 megabytes": JPEG + bytes(16 * 1024 * 1024),
}
