"""What a file of MARC records is: told by the records that stand in it, not by first bytes that may be damaged."""

import codecs
import re

from library_exchange.marc import iso2709, xml
from library_exchange.marc.verdicts import ByteSource

SNIFF = 1 << 16
_XML_MARK = re.compile(rb"<\?xml\s|<(?:[\w.\-]+:)?record[\s>]")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


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
    return codec if head.startswith(_UTF16_MARKS) or _has_records(_as_utf8(head, codec)) else None


def _as_utf8(head: bytes, codec: str) -> bytes:
    return head.decode(codec, "ignore").encode("utf-8", "ignore")


def _has_records(head: bytes) -> bool:
    return bool(xml.count_records(head) or iso2709.count_directories(head))


def is_xml(head: bytes) -> bool:
    """Tell XML from ISO 2709 by which records there are more of; without any, by the first character and the marks."""
    elements, directories = xml.count_records(head), iso2709.count_directories(head)
    if elements or directories:
        return elements > directories
    if not head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        return False
    return iso2709.FIELD_END not in head or bool(_XML_MARK.search(head))


def has_records(content: bytes) -> bool:
    """Tell whether there are MARC records near the start of a file, in whatever format."""
    head = content[:SNIFF]
    codec = utf16_of(head)
    return _has_records(_as_utf8(head, codec) if codec else head)
