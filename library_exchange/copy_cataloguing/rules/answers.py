"""What a target answered: how many records there are, the bytes of those that came, what it says of the others.

SRU 1.1, 1.2 and 2.0 differ in namespaces and in some names; here elements go by their local names. Each record is kept
by its own bytes and read by the one reader of all formats, so that a broken one spoils no other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from library_exchange.copy_cataloguing.rules.targets import MOST_RECORDS, NoRecords, Trouble
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.verdicts import Damaged
from library_exchange.marc.xml import parse_xml

_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_HITS = re.compile(rb"^\S+: (\d+) hits\s*$", re.MULTILINE)
_ERROR = re.compile(rb"^\S+ error: (.*)$", re.MULTILINE)
_SHOWN = re.compile(rb"^\d+ (?:database|syntax)=.*\n", re.MULTILINE)
_UNREACHED = re.compile(r"\(ZOOM:100(?:0[0-9])\)")
_TIMED_OUT = "(ZOOM:10007)"
MOST_HITS = 999_999_999
"""A target that says that it has more has not counted."""


@dataclass(frozen=True)
class Piece:
    """One record as it came: its bytes; or, where the target could not give it, what it said of that."""

    raw: bytes
    problem: str = ""


@dataclass(frozen=True)
class Answer:
    """How many records a target has, and those that it sent of them."""

    hits: int
    pieces: tuple[Piece, ...] = ()


def read_sru(body: bytes, encoding: Encoding | None = None) -> Answer:
    """Return what an SRU server answered. Raises NoRecords for a diagnostic, and for what is no answer of SRU.

    `encoding` is what the answer is in where its own declaration says something else.
    """
    root = _parsed(body, encoding)
    name = _name(root)
    if name not in ("searchRetrieveResponse", "explainResponse", "diagnostics"):
        raise NoRecords(Trouble.NOT_UNDERSTOOD)
    hits = _number(_child(root, "numberOfRecords"))
    pieces = tuple(_pieces(root))
    told = _diagnostic(root if name == "diagnostics" else _child(root, "diagnostics"))
    if told and not pieces:
        raise NoRecords(Trouble.DIAGNOSTIC, told)
    if hits is None and not pieces:
        raise NoRecords(Trouble.NOT_UNDERSTOOD)
    return Answer(max(hits or 0, len(pieces)), pieces)


def _parsed(body: bytes, encoding: Encoding | None) -> etree._Element:
    try:
        if encoding is not None and encoding is not Encoding.MARC_8:
            body = _DECLARATION.sub("", body.decode(encoding, "replace")).encode()
        return parse_xml(body.strip())
    except Damaged as damage:
        raise NoRecords(Trouble.NOT_UNDERSTOOD) from damage


def _pieces(root: etree._Element) -> Iterator[Piece]:
    """Give the records that came, in their order; what is packed as a string is taken out of it."""
    records = _child(root, "records")
    for record in () if records is None else list(records)[:MOST_RECORDS]:
        data = _child(record, "recordData")
        if data is None:
            continue
        inside = next((each for each in data if isinstance(each.tag, str)), None)
        text = (data.text or "").strip()
        if inside is not None and _name(inside) in ("diagnostic", "diagnostics"):
            yield Piece(b"", _diagnostic(inside) or "?")
        elif inside is not None:
            yield Piece(etree.tostring(inside, encoding="utf-8", with_tail=False))
        elif text:
            yield Piece(_DECLARATION.sub("", text).encode())


def _diagnostic(element: etree._Element | None) -> str:
    """Return what a diagnostic says: its message and details, with the last numbers of its name."""
    if element is None:
        return ""
    found = element if _name(element) == "diagnostic" else _child(element, "diagnostic")
    if found is None:
        return ""
    said = {_name(each): " ".join((each.text or "").split()) for each in found if isinstance(each.tag, str)}
    number = said.get("uri", "").removeprefix("info:srw/diagnostic/")
    told = ": ".join(filter(None, (said.get("message"), said.get("details"))))
    return f"{told} ({number})"[:300] if told and number else (told or number or "?")[:300]


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((each for each in element if isinstance(each.tag, str) and _name(each) == name), None)


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _number(element: etree._Element | None) -> int | None:
    text = (element.text or "").strip() if element is not None else ""
    return _count(text) if text.isascii() and text.isdecimal() else None


def _count(digits: str) -> int:
    return int(digits) if len(digits) <= len(str(MOST_HITS)) else MOST_HITS


def read_zoomsh(output: bytes) -> Answer:
    """Return what the program `zoomsh` wrote of an answer. Raises NoRecords where it tells of an error."""
    hits = _HITS.search(output)
    error = _ERROR.search(output)
    told = error[1].decode("utf-8", "replace").strip() if error else ""
    if hits is None and _TIMED_OUT in told:
        raise NoRecords(Trouble.TOO_SLOW)
    if hits is None and (not error or _UNREACHED.search(told)):
        raise NoRecords(Trouble.NO_ANSWER)
    if hits is None:
        # Behind the sentence stands whom it was told by, that is an address.
        raise NoRecords(Trouble.DIAGNOSTIC, told)
    return Answer(_count(hits[1].decode("ascii")), tuple(Piece(raw) for raw in _shown(output))[:MOST_RECORDS])


def _shown(output: bytes) -> Iterator[bytes]:
    """Give the bytes of each record: they stand between the lines that announce them."""
    starts = list(_SHOWN.finditer(output))
    for at, start in enumerate(starts):
        end = starts[at + 1].start() if at + 1 < len(starts) else len(output)
        raw = output[start.end() : end].rstrip(b"\r\n")
        if raw:
            yield raw
