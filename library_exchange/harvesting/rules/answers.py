"""What answers say: a server of itself, its formats and sets, and pages of records, however badly written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from library_exchange.core.text import one_line
from library_exchange.harvesting.rules import instants, torn
from library_exchange.harvesting.rules.formats import Format
from library_exchange.harvesting.rules.given import Given, given_of
from library_exchange.harvesting.rules.runs import Deleted, Failure
from library_exchange.harvesting.rules.xml_text import parsed, text_of
from library_exchange.marc.verdicts import Damaged, RejectionReason

MOST_SETS, LONGEST_NAME = 2000, 300
NOTHING, BAD_TOKEN = "noRecordsMatch", "badResumptionToken"
_ERRORS = {"cannotDisseminateFormat": Failure.NO_FORMAT, "noMetadataFormats": Failure.NO_FORMAT}
_WEB_PAGES = ("<!doctype html", "<html")


class NotUnderstood(Exception):
    """An answer is none of the protocol, or tells an error: why, and the error by its name."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(f"{failure} {detail}")
        self.failure, self.detail = failure, detail


class TokenRefused(Exception):
    """The server does not go on with a list: its token is over."""


@dataclass(frozen=True)
class Repository:
    """What a server says of itself."""

    name: str
    has_seconds: bool
    deleted: Deleted


@dataclass(frozen=True)
class Page:
    """A page of a list: when it was told, its records, and how the list goes on (empty: it ends); `total` if told."""

    told_at: datetime | None
    records: tuple[Given, ...]
    token: str = ""
    total: int | None = None


def read_repository(raw: bytes) -> Repository:
    """Return what the answer to Identify says. Raises NotUnderstood."""
    found = _first(_root(raw), "Identify")
    if found is None:
        raise NotUnderstood(Failure.NOT_OAI)
    deleted = _text(found, "deletedRecord").lower()
    granularity = _text(found, "granularity") or _text(found, "earliestDatestamp")
    return Repository(
        _text(found, "repositoryName")[:LONGEST_NAME],
        "T" in granularity.upper(),
        Deleted(deleted) if deleted in list(Deleted) else Deleted.NO,
    )


def read_formats(raw: bytes) -> list[Format]:
    """Return the forms of records that are told. Raises NotUnderstood."""
    named = (
        Format(
            *(_text(each, name)[:LONGEST_NAME] for name in ("metadataPrefix", "metadataNamespace", "schema")),
        )
        for each in _root(raw).iter("{*}metadataFormat")
    )
    return list({each.prefix: each for each in named if each.prefix}.values())


def read_sets(raw: bytes) -> tuple[list[tuple[str, str]], str]:
    """Return the sets of a page, each with its name, and how their list goes on. Raises NotUnderstood."""
    try:
        root = _root(raw)
    except NotUnderstood as fault:
        if fault.failure is Failure.PROTOCOL:
            return [], ""  # a server without sets says noSetHierarchy; one that cannot list them has none for us
        raise
    sets = [(_text(each, "setSpec"), _text(each, "setName")[:LONGEST_NAME]) for each in root.iter("{*}set")]
    return [(spec, name or spec) for spec, name in sets if spec], _token(root)[0]


def read_page(raw: bytes) -> Page:
    """Return a page of records; one that is broken is read as far as its records can be told apart.

    Raises TokenRefused, and NotUnderstood for what is no page.
    """
    text = _text_of(raw)
    try:
        root = parsed(text)
    except Damaged:
        return _torn_page(text)
    _require_answer(root)
    error = next(_errors(root), None)
    if error is not None:
        return _refused(error, _told_at(root))
    if _first(root, "ListRecords") is None and _first(root, "GetRecord") is None:
        raise NotUnderstood(Failure.NOT_OAI)  # neither a list nor an error: none of its records may be thought gone
    token, total = _token(root)
    return Page(_told_at(root), tuple(given_of(each) for each in _records(root)), token, total)


def _torn_page(text: str) -> Page:
    _require_page(text)
    if not torn.is_whole(text):
        raise NotUnderstood(Failure.TORN)
    code = torn.error(text)
    if code:
        return _refused(code, None)
    return Page(instants.read(torn.told(text, "responseDate")), tuple(torn.records(text)), torn.told(text, torn.TOKEN))


def _refused(code: str, told_at: datetime | None) -> Page:
    if code == NOTHING:
        return Page(told_at, ())
    if code == BAD_TOKEN:
        raise TokenRefused
    raise NotUnderstood(_ERRORS.get(code, Failure.PROTOCOL), code)


def _root(raw: bytes) -> etree._Element:
    """Return the root of an answer that is no list of records."""
    text = _text_of(raw)
    try:
        root = parsed(text)
    except Damaged as fault:
        _require_page(text)
        raise NotUnderstood(Failure.TORN) from fault
    _require_answer(root)
    code = next(_errors(root), None)
    if code is not None:
        raise NotUnderstood(_ERRORS.get(code, Failure.PROTOCOL), code)
    return root


def _text_of(raw: bytes) -> str:
    head = raw[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(tuple(each.encode() for each in _WEB_PAGES)):
        raise NotUnderstood(Failure.WEB_PAGE)
    try:
        return text_of(raw)
    except Damaged as fault:
        is_forbidden = fault.reason is RejectionReason.FORBIDDEN_XML
        raise NotUnderstood(Failure.FORBIDDEN_XML if is_forbidden else Failure.TORN) from fault


def _require_answer(root: etree._Element) -> None:
    name = etree.QName(root).localname
    if name != "OAI-PMH":
        raise NotUnderstood(Failure.WEB_PAGE if name == "html" else Failure.NOT_OAI)


def _require_page(text: str) -> None:
    if "OAI-PMH" not in text[:2000]:
        raise NotUnderstood(Failure.WEB_PAGE if "<html" in text[:2000].lower() else Failure.NOT_OAI)


def _records(root: etree._Element) -> Iterator[etree._Element]:
    """Give the records of an answer: what stands in them may be called so, too."""
    for verb in root.iterchildren("{*}ListRecords", "{*}GetRecord"):
        yield from verb.iterchildren("{*}record")


def _errors(root: etree._Element) -> Iterator[str]:
    return (one_line(each.get("code", ""))[:40] or "error" for each in root.iterchildren("{*}error"))


def _told_at(root: etree._Element) -> datetime | None:
    return instants.read(_text(root, "responseDate"))


def _token(root: etree._Element) -> tuple[str, int | None]:
    found = _first(root, torn.TOKEN, deep=True)
    if found is None:
        return "", None
    total = found.get("completeListSize", "")
    is_number = total.isascii() and total.isdigit() and len(total) < 10
    return (found.text or "").strip(), int(total) if is_number else None


def _first(root: etree._Element, name: str, deep: bool = False) -> etree._Element | None:
    return next(root.iter(f"{{*}}{name}") if deep else root.iterchildren(f"{{*}}{name}"), None)


def _text(parent: etree._Element, name: str) -> str:
    found = _first(parent, name)
    return one_line("".join(found.itertext())) if found is not None else ""
