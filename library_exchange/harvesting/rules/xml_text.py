"""What a server sent made into a document that can be parsed: its encoding, characters that no document may have."""

import codecs
import re

from lxml import etree

from library_exchange.marc.verdicts import Damaged, RejectionReason
from library_exchange.marc.xml import parse_xml

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.DOTALL)
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.\-]+)[\"']")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBERED = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|(\d{1,8}));")
_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def text_of(raw: bytes) -> str:
    """Return an answer as text without its declaration; what is no character is replaced, what XML forbids left out.

    Raises Damaged for a document type declaration: nothing of an answer may be built from entities.
    """
    text = _DECLARATION.sub("", _decoded(raw).lstrip("\ufeff"), count=1)
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise Damaged(RejectionReason.FORBIDDEN_XML, "document type declaration")
    return _NUMBERED.sub(_kept, _ILLEGAL.sub("", text)).strip()


def _decoded(raw: bytes) -> str:
    marked = next((codec for mark, codec in _MARKS.items() if raw.startswith(mark)), None)
    named = _ENCODING.search(raw[:200])
    name = marked or (named[1].decode("ascii").lower() if named else "utf-8")
    try:
        codec = codecs.lookup(name)
    except LookupError:
        return raw.decode("utf-8", "replace")
    if not codec._is_text_encoding or (name.startswith("utf-16") and not marked):
        return raw.decode("utf-8", "replace")
    return raw.decode(name, "replace")


def _kept(reference: re.Match[str]) -> str:
    """Return a numbered character, nothing for one that no document may have."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    is_legal = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0xFFFF < number < 0x110000
    return reference[0] if is_legal else ""


def parsed(text: str) -> etree._Element:
    """Return the root of a document; raises Damaged if it is not well formed."""
    return parse_xml(text.encode("utf-8", "replace"))
