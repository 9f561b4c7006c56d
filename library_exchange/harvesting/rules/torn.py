"""A page that is no well-formed document, most often for one bad record: records are told apart by their headers."""

import re
from collections.abc import Iterator
from html import unescape
from xml.sax.saxutils import quoteattr

from lxml import etree

from library_exchange.harvesting.rules import instants
from library_exchange.harvesting.rules.given import Given, called, refused, said_of
from library_exchange.harvesting.rules.xml_text import parsed
from library_exchange.marc.verdicts import Damaged

TOKEN = "resumptionToken"  # noqa: S105 - the name of an element
_P = r"(?:[\w.\-]+:)?"
_HEADER = re.compile(rf"<{_P}header\b([^<>]*)>(.*?)</{_P}header\s*>", re.DOTALL)
_METADATA = re.compile(rf"<{_P}metadata\b[^<>]*>(.*)</{_P}metadata\s*>", re.DOTALL)
_RECORD = re.compile(rf"<{_P}record\b.*</{_P}record\s*>", re.DOTALL)
_ERROR = re.compile(rf"<{_P}error\b[^<>]*?\bcode\s*=\s*[\"'](\w+)[\"']")
_END = re.compile(rf"</{_P}OAI-PMH\s*>\s*$")
_NAMESPACE = re.compile(r"xmlns:([\w.\-]+)\s*=\s*[\"']([^\"'<&]*)[\"']")
_PREFIX = re.compile(r"[<\s]/?([A-Za-z_][\w.\-]*):[A-Za-z_][\w.\-]*(?=[\s=/>])")


def is_whole(text: str) -> bool:
    """Whether a page came to its end: else nobody knows what it lacks."""
    return _END.search(text[-200:]) is not None


def error(text: str) -> str:
    """Return the error that is told by its name; empty if none is."""
    found = _ERROR.search(text) if not _HEADER.search(text) else None
    return found[1] if found else ""


def told(text: str, name: str) -> str:
    """Return the text of the first element of a name."""
    found = re.search(rf"<{_P}{name}\b[^<>]*?(?<!/)>([^<]*)</", text)
    return unescape(found[1]).strip() if found else ""


def records(text: str) -> Iterator[Given]:
    """Give the records of a page; one that is broken has its bytes, to be refused by the import alone."""
    namespaces = dict(_NAMESPACE.findall(text))
    headers = list(_HEADER.finditer(text))
    for at, header in enumerate(headers):
        ends = headers[at + 1].start() if at + 1 < len(headers) else len(text)
        yield _record(header, text[header.end() : ends], namespaces)


def _record(header: re.Match[str], behind: str, namespaces: dict[str, str]) -> Given:
    identifier = called(told(header[2], "identifier"))
    datestamp = instants.read(told(header[2], "datestamp"))
    if re.search(r"status\s*=\s*[\"']\s*deleted", header[1], re.IGNORECASE):
        return Given(identifier, datestamp, is_deleted=True)
    said = _METADATA.search(behind)
    if said is None:
        return Given(identifier, datestamp, content=_as_it_came(behind))
    try:
        return said_of(_inside(said[1], namespaces), identifier, datestamp)
    except (Damaged, IndexError):
        return Given(identifier, datestamp, content=_as_it_came(said[1]))


def _inside(text: str, namespaces: dict[str, str]) -> etree._Element:
    names = dict.fromkeys(_PREFIX.findall(text))
    declared = "".join(
        f" xmlns:{name}={quoteattr(namespaces.get(name) or 'urn:undeclared')}" for name in names if name[:3] != "xml"
    )
    return parsed(f"<w{declared}>{text}</w>")[0]


def _as_it_came(text: str) -> bytes:
    """Return the bytes of a broken record, so that a file goes on behind them."""
    harmless = text.replace("<!", "&lt;!").replace("<?", "&lt;?")
    found = _RECORD.search(harmless)
    return found[0].encode("utf-8", "replace") if found else refused(harmless)
