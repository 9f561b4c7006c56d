"""What a scan may be: told by how the file begins, never by its name."""

from enum import StrEnum


class FileKind(StrEnum):
    """The kinds of file that are handed over; the value ends the name of such a file."""

    PDF = "pdf"
    TIFF = "tif"
    JPEG = "jpg"
    PNG = "png"


BEGINNINGS: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF-", FileKind.PDF),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
)
"""How a file of each kind begins."""
MEDIA_TYPE: dict[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.TIFF: "image/tiff",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
}


def find_kind(content: bytes) -> FileKind | None:
    """Return the kind of the file `content`, None for one that is not handed over."""
    return next((kind for beginning, kind in BEGINNINGS if content.startswith(beginning)), None)
