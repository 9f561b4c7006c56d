"""A record as a server gives it: how it calls it, since when it stands so, and what it says, ready for a file."""

import hashlib
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from lxml import etree

from library_exchange.core.text import one_line
from library_exchange.harvesting.rules import dublin_core, instants
from library_exchange.harvesting.rules.formats import MARC21_SLIM

LONGEST_IDENTIFIER, LONGEST_NUMBER = 500, 200
_FIELDS = ("{*}leader", "{*}controlfield", "{*}datafield")


@dataclass(frozen=True)
class Given:
    """A record of a page; `number` is that by which its library knows it, `content` its bytes for a file of records.

    What is deleted says nothing. What could not be understood has its bytes and no number, so that it is refused as a
    record alone.
    """

    identifier: str
    datestamp: datetime | None
    is_deleted: bool = False
    number: str = ""
    content: bytes = b""


def called(identifier: str) -> str:
    """Return an identifier on one line, an overlong one by its digest."""
    name = one_line(identifier)
    return name if len(name) <= LONGEST_IDENTIFIER else f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"


def given_of(record: etree._Element) -> Given:
    """Return a record of an answer."""
    header = next(record.iterchildren("{*}header"), None)
    identifier = called(_text(header, "identifier"))
    datestamp = instants.read(_text(header, "datestamp"))
    if header is not None and header.get("status", "").strip().lower() == "deleted":
        return Given(identifier, datestamp, is_deleted=True)
    said = next(record.iterchildren("{*}metadata"), None)
    inside = next(said.iterchildren("{*}*"), None) if said is not None else None
    if inside is None:
        return Given(identifier, datestamp, content=refused("no metadata"))
    return said_of(inside, identifier, datestamp)


def said_of(inside: etree._Element, identifier: str, datestamp: datetime | None) -> Given:
    """Return a record by what is said in its metadata."""
    found = dublin_core.as_marc(inside, identifier) if dublin_core.is_dublin_core(inside) else _marc_in(inside)
    if found is None:
        return Given(identifier, datestamp, content=refused(etree.tostring(inside, encoding="unicode")))
    return _numbered(found, identifier, datestamp)


def _marc_in(inside: etree._Element) -> etree._Element | None:
    """Return the first record of MARC in an element, of whatever namespace and wrapping."""
    records = inside.iter("{*}record")
    return next((each for each in records if next(each.iterchildren(*_FIELDS), None) is not None), None)


def _numbered(found: etree._Element, identifier: str, datestamp: datetime | None) -> Given:
    """Return a record with its number; one without is numbered by what its server calls it."""
    record = deepcopy(found)
    record.tail = None
    own = next((each for each in record.iterchildren("{*}controlfield") if each.get("tag") == "001"), None)
    number = one_line(own.text or "") if own is not None else ""
    if not number:
        number = identifier[:LONGEST_NUMBER]
        own = own if own is not None else _first_field(record)
        own.text = number
    written = etree.tostring(record, encoding="unicode").encode("utf-8", "replace")
    return Given(identifier, datestamp, number=number[:LONGEST_NUMBER], content=written)


def _first_field(record: etree._Element) -> etree._Element:
    field = etree.Element(etree.QName(etree.QName(record).namespace, "controlfield"), tag="001")
    leader = next(record.iterchildren("{*}leader"), None)
    record.insert(0 if leader is None else record.index(leader) + 1, field)
    return field


def refused(text: str) -> bytes:
    """Return bytes that no import takes for a record: it refuses them alone, and keeps them for whoever looks."""
    return f"<record><unread>{escape(text)}</unread></record>".encode("utf-8", "replace")


def withdrawn(number: str) -> bytes:
    """Return the record by which a library says that it has a book no more (leader/05 = d)."""
    return (
        f'<record xmlns="{MARC21_SLIM}"><leader>00000dam a2200000   4500</leader>'
        f'<controlfield tag="001">{escape(number)}</controlfield></record>'
    ).encode()


def _text(parent: etree._Element | None, name: str) -> str:
    found = next(parent.iterchildren(f"{{*}}{name}"), None) if parent is not None else None
    return one_line("".join(found.itertext())) if found is not None else ""
