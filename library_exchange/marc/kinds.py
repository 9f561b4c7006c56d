"""What a file is that holds no records: told by its bytes, so that she who sent it hears what it is."""

import re
import struct
from enum import StrEnum

from library_exchange.core import delimited
from library_exchange.marc.encoding import without_zeros

_TAR_MARK = slice(257, 262)
_BLANKS = b" \t\r\n\f\v\0\x1a\xef\xbb\xbf"
_NEAR_START = 1024
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]")
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_MARKUP = re.compile(rb"\s*<[?!/\w]")
_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]\d])")
_DBASE_VERSIONS = frozenset((0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xF5, 0xFB))


class FileKind(StrEnum):
    """Kinds of files that come in place of records; the words a librarian reads are in `labels`."""

    EMPTY = "empty"
    WORD = "word"
    PDF = "pdf"
    RTF = "rtf"
    TEXT_DOCUMENT = "text-document"
    PRESENTATION = "presentation"
    EXCEL = "excel"
    OPEN_SPREADSHEET = "open-spreadsheet"
    TABLE = "table"
    PICTURE = "picture"
    DJVU = "djvu"
    EBOOK = "ebook"
    HTML = "html"
    XML = "xml"
    JSON = "json"
    TEXT = "text"
    OFFICE_97 = "office-97"
    DATABASE = "database"
    DBASE = "dbase"
    PROGRAM = "program"
    ZIP = "zip"
    GZIP = "gzip"
    ARCHIVE = "archive"


SPREADSHEETS = frozenset((FileKind.EXCEL, FileKind.OPEN_SPREADSHEET, FileKind.TABLE))
"""Kinds that may hold a catalogue, one book a row."""

_STARTS: tuple[tuple[bytes, FileKind], ...] = (
    (b"{\\rtf", FileKind.RTF),
    (b"\x89PNG\r\n", FileKind.PICTURE),
    (b"\xff\xd8\xff", FileKind.PICTURE),
    (b"GIF87a", FileKind.PICTURE),
    (b"GIF89a", FileKind.PICTURE),
    (b"II*\0", FileKind.PICTURE),
    (b"MM\0*", FileKind.PICTURE),
    (b"AT&TFORM", FileKind.DJVU),
    (b"Rar!\x1a\x07", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"BZh", FileKind.ARCHIVE),
    (b"\xfd7zXZ\0", FileKind.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", FileKind.ARCHIVE),
    (b"\x1f\x8b\x08", FileKind.GZIP),
    (b"\0\1\0\0Standard Jet DB", FileKind.DATABASE),
    (b"\0\1\0\0Standard ACE DB", FileKind.DATABASE),
    (b"SQLite format 3\0", FileKind.DATABASE),
    (b"\x7fELF", FileKind.PROGRAM),
    (b"\xcf\xfa\xed\xfe", FileKind.PROGRAM),
)
# The names of parts stand in a zip file as they are, whatever is packed in them.
_ZIPPED: tuple[tuple[bytes, FileKind], ...] = (
    (b"application/vnd.oasis.opendocument.text", FileKind.TEXT_DOCUMENT),
    (b"application/vnd.oasis.opendocument.spreadsheet", FileKind.OPEN_SPREADSHEET),
    (b"application/vnd.oasis.opendocument.presentation", FileKind.PRESENTATION),
    (b"application/epub+zip", FileKind.EBOOK),
    (b"word/document", FileKind.WORD),
    (b"word/_rels/", FileKind.WORD),
    (b"xl/workbook", FileKind.EXCEL),
    (b"xl/worksheets/", FileKind.EXCEL),
    (b"ppt/presentation", FileKind.PRESENTATION),
    (b"ppt/slides/", FileKind.PRESENTATION),
)
_IN_OFFICE_97: tuple[tuple[str, FileKind], ...] = (
    ("WordDocument", FileKind.WORD),
    ("Workbook", FileKind.EXCEL),
    ("PowerPoint Document", FileKind.PRESENTATION),
)


def named_kind(head: bytes, tail: bytes = b"") -> FileKind | None:
    """Return what a file is that begins with `head`, or None for bytes that look like nothing we know.

    `tail` are the last bytes of a long file: a zip file lists its parts there, an old Office document its streams.
    Records of a library system are no kind of their own here: `formats` knows them, and is to be asked first.
    """
    if not head.strip(_BLANKS) and len(head) < _NEAR_START:
        return FileKind.EMPTY
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(head + tail)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _office_97(head + tail)
    found = next((kind for start, kind in _STARTS if head.startswith(start)), None)
    return found or _by_structure(head) or _text(head)


def _zipped(content: bytes) -> FileKind:
    return next((kind for mark, kind in _ZIPPED if mark in content), FileKind.ZIP)


def _office_97(content: bytes) -> FileKind:
    """Return the kind by the names of streams, which stand in the directory in UTF-16 (MS-CFB, 2.6.1)."""
    named = (kind for name, kind in _IN_OFFICE_97 if name.encode("utf-16-le") in content)
    return next(named, FileKind.OFFICE_97)


def _by_structure(head: bytes) -> FileKind | None:
    if b"%PDF-" in head[:_NEAR_START]:
        return FileKind.PDF
    if head[:2] == b"MZ" and b"\0" in head[:_NEAR_START]:
        return FileKind.PROGRAM
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return FileKind.PICTURE
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.PICTURE
    if head[4:12] in (b"ftypheic", b"ftypavif", b"ftypmif1"):
        return FileKind.PICTURE
    if head[_TAR_MARK] == b"ustar":
        return FileKind.ARCHIVE
    return FileKind.DBASE if _is_dbase(head) else None


def _is_dbase(head: bytes) -> bool:
    """Tell a dBase table by its version, the day of the last change and the length of its header."""
    if len(head) < 33 or head[0] not in _DBASE_VERSIONS:
        return False
    month, day = head[2], head[3]
    header, row = struct.unpack_from("<HH", head, 8)
    return 1 <= month <= 12 and 1 <= day <= 31 and header >= 65 and row > 1 and header % 32 in (0, 1, 8, 9)


def _text(head: bytes) -> FileKind | None:
    text = _as_bytes_of_text(head)
    if text is None:
        return None
    if _HTML.search(text[:_NEAR_START]):
        return FileKind.HTML
    if _MARKUP.match(text):
        return FileKind.XML
    if _JSON.match(text):
        return FileKind.JSON
    # Latin-1 keeps every byte as it is: marks and line breaks are the same in all encodings.
    return FileKind.TABLE if delimited.is_table(text.decode("latin-1")) else FileKind.TEXT


def _as_bytes_of_text(head: bytes) -> bytes | None:
    """Return the bytes of a text, those of UTF-16 with a mark as UTF-8; None if there are bytes no text has."""
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            head = head[2:].decode(codec, "replace").encode("utf-8", "replace")
    text = without_zeros(head.removeprefix(b"\xef\xbb\xbf"))
    return None if _NOT_TEXT.search(text.rstrip(b"\0\x1a")) or not text.strip(_BLANKS) else text
