"""What a file of records is: told by the records that stand in it, not by first bytes that may be damaged."""

import codecs
import re
from enum import StrEnum

from library_exchange.marc import iso2709, xml
from library_exchange.marc.textual import aleph, irbis, marcjson, mnemonic
from library_exchange.marc.verdicts import ByteSource

SNIFF = 1 << 16
_XML_MARK = re.compile(rb"<\?xml\s|<(?:[\w.\-]+:)?record[\s>]")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_IRBIS_INSIDE = re.compile(rb"^\*{5}|^#\d{1,5}(?:/\d+)?:[^\n]*\^[A-Za-z0-9]", re.MULTILINE)


class RecordFormat(StrEnum):
    """The ways of writing records that are read."""

    ISO_2709 = "iso-2709"
    XML = "xml"
    IRBIS = "irbis-text"
    ALEPH = "aleph-sequential"
    MNEMONIC = "marc-mnemonic"
    JSON = "marc-json"


_SIGNS = {
    RecordFormat.IRBIS: irbis.SIGN,
    RecordFormat.ALEPH: aleph.SIGN,
    RecordFormat.MNEMONIC: mnemonic.SIGN,
    RecordFormat.JSON: marcjson.SIGN,
}


def head_of(file: ByteSource) -> bytes:
    """Return the first `SNIFF` bytes of `file`, or all there are, even if they come in drops."""
    head = b""
    while len(head) < SNIFF and (block := file.read(SNIFF - len(head))):
        head += block
    return head


def utf16_of(head: bytes) -> str | None:
    """Return the codec of a file in UTF-16, or None for any other.

    Markup, tags and digits make every second byte of UTF-16 zero again and again; a byte order mark proves nothing.
    """
    high, low = head[::2].count(0), head[1::2].count(0)
    is_regular = max(high, low) * 10 >= len(head) and max(high, low) > 3 * min(high, low)
    if not is_regular or iso2709.count_directories(head):
        return None
    codec = "utf-16-be" if high > low else "utf-16-le"
    return codec if head.startswith(_UTF16_MARKS) or format_of(_as_utf8(head, codec)) else None


def _as_utf8(head: bytes, codec: str) -> bytes:
    return head.decode(codec, "ignore").encode("utf-8", "ignore")


def format_of(head: bytes) -> RecordFormat | None:
    """Return the format there are records of near the start of a file, in UTF-16 not; None if there are none.

    ISO 2709 and XML come before text: what they hold may look like lines of fields.
    """
    elements, directories = xml.count_records(head), iso2709.count_directories(head)
    if elements or directories:
        return RecordFormat.XML if elements > directories else RecordFormat.ISO_2709
    counts = {name: len(sign.findall(head)) for name, sign in _SIGNS.items()}
    if not _IRBIS_INSIDE.search(head):
        counts[RecordFormat.IRBIS] = 0
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else None


def is_xml(head: bytes) -> bool:
    """Tell XML from ISO 2709 where there are no whole records of either: by the first character and the marks."""
    if not head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        return False
    return iso2709.FIELD_END not in head or bool(_XML_MARK.search(head))


def recognised(content: bytes) -> RecordFormat | None:
    """Return the format of the records near the start of a file, in whatever encoding; None if there are none."""
    head = content[:SNIFF]
    codec = utf16_of(head)
    return format_of(_as_utf8(head, codec) if codec else head)


def has_records(content: bytes) -> bool:
    """Tell whether there are records of a library system near the start of a file, in whatever format."""
    return recognised(content) is not None
