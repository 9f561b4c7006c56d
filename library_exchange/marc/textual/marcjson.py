"""MARC in JSON: an array of records, one a line, or one after another, in the form of Ross Singer and its relatives."""

import json
import re
from collections.abc import Iterator
from typing import Any

from pymarc import Field, Indicators, Subfield

from library_exchange.marc.textual.lines import MAX_RECORD, TextRecord, is_control, made
from library_exchange.marc.verdicts import ByteSource, Damaged, RejectionReason, Slice

SIGN = re.compile(rb'\{\s*"(?:leader|fields)"\s*:|"(?:datafield|controlfield)"\s*:\s*\[')
_USUAL_LEAD = re.compile(rb'\{\s*"(?:leader|fields)"\s*:')
_FIELDS = re.compile(rb'"(?:fields|datafield)"\s*:')
_FIRST_KEY = re.compile(rb'\{\s*"([^"\\]{1,40})"\s*:')
_GLUE = b" \t\r\n\f,[]{}\0\x1a\xef\xbb\xbf"
_WRAPPER = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"[^{}\x00-\x08]*"\s*:\s*\[\s*')
_READ = 1 << 16
_MARGIN = 80
"""A mark of a record's start is shorter than this."""
_TAG = re.compile(r"[0-9A-Za-z]{3}")


def cuts(file: ByteSource, head: bytes, start: int = 0) -> Iterator[Slice]:
    """Cut `file`, which stands at byte `start`, into its objects; `head` is how the whole file begins.

    An object ends where its braces close, or where the next record begins if they do not.
    """
    yield from _Cutter(file, start, _lead_of(head)).slices()


def _lead_of(head: bytes) -> bytes:
    """Return the mark all records of a file begin with: a first key that comes as often as there are fields."""
    count = len(_FIELDS.findall(head))
    if 2 * len(_USUAL_LEAD.findall(head)) > count:
        return _USUAL_LEAD.pattern
    keys = dict.fromkeys(key for key in _FIRST_KEY.findall(head)[:8] if not key.isdigit())
    marks = {key: rb'\{\s*"' + re.escape(key) + rb'"\s*:' for key in keys}
    often = (mark for mark in marks.values() if abs(len(re.findall(mark, head)) - count) <= 1)
    return next(often, _USUAL_LEAD.pattern)


class _Cutter:
    """Goes through a file once; `data` begins where the record at hand, or what lies before it, begins."""

    def __init__(self, file: ByteSource, offset: int, lead: bytes) -> None:
        self.file = file
        self.offset = offset
        self.lead = re.compile(lead)
        self.token = re.compile(rb"(?P<lead>" + lead + rb')|["{}]|\\.', re.DOTALL)
        self.data = b""
        self.is_whole = False
        self.is_start = offset == 0

    def slices(self) -> Iterator[Slice]:
        while self.data or self._read():
            yield from self._before(self._start())
            if self.data:
                yield self._take(self._length())

    def _read(self) -> bool:
        block = self.file.read(_READ)
        self.is_whole = not block
        self.data += block
        return bool(block)

    def _take(self, count: int) -> Slice:
        piece = Slice(self.offset, self.data[:count])
        self.data, self.offset = self.data[count:], self.offset + count
        return piece

    def _start(self) -> int:
        """Return how far ahead the next record begins, or how much there is that is none."""
        at = 0
        while not (found := self.lead.search(self.data, at)):
            if self.is_whole or len(self.data) > MAX_RECORD:
                return len(self.data)
            at = max(0, len(self.data) - _MARGIN)
            self._read()
        return found.start()

    def _before(self, count: int) -> Iterator[Slice]:
        """Give what stands before the next record, unless it is a comma or a bracket, or what all are wrapped in."""
        piece = self._take(count)
        is_wrapper = self.is_start and bool(self.data) and _WRAPPER.fullmatch(piece.raw)
        self.is_start = False
        if not is_wrapper and piece.raw.translate(None, _GLUE):
            yield piece

    def _length(self) -> int:
        """Return how long the record is that stands first: to its last brace, the next record or the end."""
        depth, is_quoted, at = 1, False, 1
        while True:
            limit = len(self.data) - (0 if self.is_whole else _MARGIN)
            while (token := self.token.search(self.data, at)) and token.start() < limit:
                if token.lastgroup:
                    return token.start()
                at = token.end()
                is_quoted ^= token[0] == b'"'
                if not is_quoted:
                    depth += (token[0] == b"{") - (token[0] == b"}")
                if not depth:
                    return at
            at = max(at, limit)
            if self.is_whole or len(self.data) > MAX_RECORD:
                return at
            self._read()


def to_record(text: str) -> TextRecord:
    """Return the record in one JSON object; raises `Damaged` if it is not well formed or holds no MARC."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Damaged(RejectionReason.BAD_JSON, str(error)[:200]) from error
    if not isinstance(given, dict):
        raise Damaged(RejectionReason.NOT_MARC, "no object")
    leader = given.get("leader")
    return TextRecord(made(leader if isinstance(leader, str) else "", _fields(given)))


def _fields(given: dict[str, Any]) -> Iterator[Field]:
    for tag, value in _tagged(given):
        if not isinstance(tag, str) or not _TAG.fullmatch(tag):
            raise Damaged(RejectionReason.BAD_DIRECTORY, f"tag {str(tag)[:20]!r}")
        yield _field(tag, value)


def _tagged(given: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Give tag and content of each field: `fields` as a list of objects or one object, or `datafield` with tags."""
    fields = given.get("fields") or []
    for each in [fields] if isinstance(fields, dict) else _objects(fields):
        for tag, value in each.items():
            yield from ((tag, part) for part in (value if isinstance(value, list) else [value]))
    for name in ("controlfield", "datafield"):
        yield from ((each.get("tag"), each) for each in _objects(given.get(name) or []))


def _objects(given: Any) -> list[dict[str, Any]]:
    found = given if isinstance(given, list) else [given]
    if not all(isinstance(each, dict) for each in found):
        raise Damaged(RejectionReason.BAD_DIRECTORY, "a field is no object")
    return found


def _field(tag: str, value: Any) -> Field:
    content = value if isinstance(value, dict) else {"data": value}
    if is_control(tag):
        return Field(tag, data=_string(content.get("data", "")))
    both = _string(content.get("ind", "")).ljust(2)
    marks = (_string(content.get(name, both[at]))[:1] or " " for at, name in enumerate(("ind1", "ind2")))
    parts = content.get("subfields", content.get("subfield", [])) or []
    subfields = [part for each in _objects(parts) for part in _subfields(each)]
    if "data" in content:
        subfields.append(Subfield("a", _string(content["data"])))
    return Field(tag, Indicators(*marks), subfields)


def _subfields(given: dict[str, Any]) -> Iterator[Subfield]:
    """Give the subfields of one object: `{"a": "…"}`, or `{"code": "a", "data": "…"}`."""
    pairs = [(given.get("code"), given.get("data", ""))] if "code" in given else list(given.items())
    for code, value in pairs:
        for each in value if isinstance(value, list) else [value]:
            yield Subfield(_string(code)[:1] or "a", _string(each))


def _string(given: Any) -> str:
    if isinstance(given, str):
        return given
    if given is None or isinstance(given, bool | int | float):
        return "" if given is None else str(given)
    raise Damaged(RejectionReason.BAD_DIRECTORY, "text expected")
