"""MARC in XML, in whatever namespace and wrapping: MARCXML, marcxchange, answers of SRU and OAI servers.

The file is cut into its records before anything is parsed, so that a damaged record is refused alone, every record
keeps its bytes and its place, and memory does not grow with the file.
"""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from lxml import etree
from pymarc import Field, Indicators, Leader, Record, Subfield

from library_exchange.marc.verdicts import ByteSource, Damaged, RejectionReason, Slice

MAX_RECORD = 1 << 22
_READ = 1 << 16
_MAX_TAG = 1 << 16
_TOKEN = re.compile(
    rb"(?P<comment><!--)|(?P<cdata><!\[CDATA\[)|(?P<doctype><!(?:DOCTYPE|ENTITY))"
    rb"|(?P<open><(?:[\w.\-]+:)?record(?=[\s/>])[^<>]*>)|(?P<close></(?:[\w.\-]+:)?record\s*>)"
)
_SKIPS = {"comment": b"-->", "cdata": b"]]>"}
_MARC_INSIDE = re.compile(rb"<(?:[\w.\-]+:)?(?:leader|controlfield|datafield)\b")
_OPENED = re.compile(rb"<(?:[\w.\-]+:)?record[\s>]")
_NAMESPACE = re.compile(rb"xmlns:([\w.\-]+)\s*=\s*[\"']([^\"'<&]*)[\"']")
_PREFIX = re.compile(r"[<\s]/?([A-Za-z_][\w.\-]*):[A-Za-z_][\w.\-]*(?=[\s=/>])")
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.\-]+)[\"']")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LEADER = 24


class Utf16AsUtf8:
    """A file in UTF-16, of the byte order that `codec` names, read as UTF-8; offsets count the bytes of the latter."""

    def __init__(self, file: ByteSource, codec: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(codec)("replace")

    def read(self, count: int, /) -> bytes:
        while block := self._file.read(count):
            if text := self._decoder.decode(block):
                return text.encode("utf-8", "replace")
        return self._decoder.decode(b"", final=True).encode("utf-8", "replace")


class Head(NamedTuple):
    """What the start of a file says of all its records."""

    encoding: str
    namespaces: dict[str, str]


class Cut(NamedTuple):
    """A piece of the file: a record to parse, or bytes that are none and why."""

    piece: Slice
    fault: Damaged | None = None


def parse_xml(data: bytes) -> etree._Element:
    """Return the root of one document in UTF-8; raises `Damaged` if it is not well formed or has a DTD.

    No entities but the five of XML, no network, and libxml2's own limits on depth and size.
    """
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Damaged(RejectionReason.FORBIDDEN_XML, "document type declaration")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Damaged(RejectionReason.BAD_XML, str(error.msg)[:200]) from error


def count_records(part: bytes) -> int:
    """Return how many record elements begin in a part of a file, if anything of MARC stands there."""
    return len(_OPENED.findall(part)) if _MARC_INSIDE.search(part) else 0


def head_of(start: bytes) -> Head:
    """Return encoding and namespace prefixes from the first bytes of a file."""
    declared = _DECLARED.search(start)
    encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    names = {
        prefix.decode("ascii", "replace"): uri.decode("utf-8", "replace") for prefix, uri in _NAMESPACE.findall(start)
    }
    return Head("utf-8" if encoding.startswith("utf-16") else encoding, names)


def cuts(file: ByteSource, start: int = 0) -> Iterator[Cut]:
    """Cut `file`, which stands at byte `start`, into its innermost record elements.

    A file with a DTD is refused from there on; a record that is not closed, and bytes after the last tag, are
    given with their fault; so is a file without any record.
    """
    cutter = _Cutter(file, start)
    count = 0
    for count, cut in enumerate(cutter.cuts(), 1):  # noqa: B007 - counts for the line below
        yield cut
    yield from cutter.rest(has_cuts=count > 0 or start > 0)


class _Cutter:
    """Goes through a file once; `opened` is where the innermost record element that is still open begins.

    A comment or CDATA section that is not closed, or is longer than any record, is none: from `skipped`, where it
    begins, the file is looked at anew; up to which byte of the file no end of a section stands is `endless`.
    """

    def __init__(self, file: ByteSource, offset: int) -> None:
        self.file = file
        self.offset = offset
        self.data = b""
        self.at = 0
        self.opened: int | None = None
        self.skip_to: bytes | None = None
        self.skipped = self.skipped_to = 0
        self.endless = dict.fromkeys(_SKIPS.values(), 0)
        self.is_refused = False

    def cuts(self) -> Iterator[Cut]:
        while not self.is_refused:
            if self.skip_to and not self._skip():
                if len(self.data) - self.skipped > MAX_RECORD or not self._more():
                    yield self._unclosed()
                continue
            token = _TOKEN.search(self.data, self.at)
            if token:
                yield from self._take(token)
            else:
                yield from self._too_long()
                if not self._more():
                    return

    def _take(self, token: re.Match[bytes]) -> Iterator[Cut]:
        kind = token.lastgroup
        self.at = token.end()
        if kind in _SKIPS:
            self.skip_to = _SKIPS[kind]
            self.skipped, self.skipped_to = token.span()
            self.at = max(self.at, self.endless[self.skip_to] - self.offset)
        elif kind == "doctype":
            self.is_refused = True
            yield self._cut(token.start(), len(self.data), RejectionReason.FORBIDDEN_XML, "document type declaration")
        elif kind == "open":
            yield from self._open(token)
        elif self.opened is not None:
            yield self._cut(self.opened, token.end())
            self.opened = None

    def _open(self, token: re.Match[bytes]) -> Iterator[Cut]:
        if self.opened is not None and _MARC_INSIDE.search(self.data, self.opened, token.start()):
            yield self._cut(self.opened, token.start(), RejectionReason.BAD_XML, "record element is not closed")
        is_empty = token[0].endswith(b"/>")
        self.opened = None if is_empty else token.start()
        if is_empty:
            yield self._cut(token.start(), token.end())

    def _skip(self) -> bool:
        """Go behind a comment or CDATA section; tell whether its end was found."""
        assert self.skip_to  # noqa: S101 - for the type checker
        found = self.data.find(self.skip_to, self.at)
        self.at = found + 3 if found >= 0 else max(self.at, len(self.data) - 2)
        if found >= 0:
            self.skip_to = None
        return found >= 0

    def _unclosed(self) -> Cut:
        """Give the record, or else the mark alone, in which a section without end begins; look on behind its mark."""
        assert self.skip_to  # noqa: S101 - for the type checker
        start = self.skipped if self.opened is None else self.opened
        self.endless[self.skip_to] = self.offset + self.at
        self.skip_to, self.opened, self.at = None, None, self.skipped_to
        return self._cut(start, self.at, RejectionReason.BAD_XML, "comment or section is not closed")

    def _more(self) -> bool:
        """Read the next block, letting go of what lies behind; tell whether there was one."""
        if self.skip_to is None:
            tag = self.data.rfind(b"<", self.at)
            self.at = tag if tag >= 0 and len(self.data) - tag < _MAX_TAG else len(self.data)
        block = self.file.read(_READ)
        keep = min(self.skipped if self.skip_to else self.at, self.at if self.opened is None else self.opened)
        if not block:
            return False
        self.data = self.data[keep:] + block
        self.offset += keep
        self.at -= keep
        self.skipped, self.skipped_to = self.skipped - keep, self.skipped_to - keep
        self.opened = None if self.opened is None else 0
        return True

    def _too_long(self) -> Iterator[Cut]:
        if self.opened is not None and len(self.data) - self.opened > MAX_RECORD:
            yield self._cut(self.opened, len(self.data), RejectionReason.TOO_LONG, f"over {MAX_RECORD} bytes")
            self.opened, self.at = None, len(self.data)

    def _cut(self, start: int, end: int, reason: RejectionReason | None = None, detail: str = "") -> Cut:
        piece = Slice(self.offset + start, self.data[start:end])
        return Cut(piece, Damaged(reason, detail) if reason else None)

    def rest(self, *, has_cuts: bool) -> Iterator[Cut]:
        """Give what is left when the file has ended."""
        if self.is_refused:
            return
        after = max(self.data.rfind(b">") + 1, self.skipped_to)
        if self.opened is not None:
            yield self._cut(self.opened, len(self.data), RejectionReason.TRUNCATED, "the file ends inside a record")
        elif self.data[after:].strip(b" \t\r\n\0\x1a"):
            yield self._cut(after, len(self.data), RejectionReason.NOT_MARC, "bytes after the last element")
        elif not has_cuts:
            yield self._cut(0, len(self.data), RejectionReason.NOT_MARC, "no record element")


def to_record(text: str, namespaces: dict[str, str]) -> Record:
    """Return the record in one record element; raises `Damaged` if it is broken or holds no MARC."""
    used = dict.fromkeys(_PREFIX.findall(text))
    declared = "".join(
        f" xmlns:{prefix}={quoteattr(namespaces.get(prefix) or 'urn:undeclared')}"
        for prefix in used
        if prefix not in ("xml", "xmlns")
    )
    root = parse_xml(f"<w{declared}>{_ILLEGAL.sub('', text)}</w>".encode("utf-8", "replace"))
    return _record(root[0])


def _record(element: etree._Element) -> Record:
    record = Record()
    leader = ""
    for child in element:
        name = etree.QName(child).localname
        if name == "leader":
            leader = child.text or ""
        elif name == "controlfield":
            record.add_field(_control_field(child))
        elif name == "datafield":
            record.add_field(_data_field(child))
    if not record.fields:
        raise Damaged(RejectionReason.NOT_MARC, f"no field in {etree.QName(element).localname}")
    leader = "".join(each if each.isascii() and each.isprintable() else " " for each in leader.replace("-", " "))
    record.leader = Leader(leader.ljust(_LEADER)[:_LEADER])
    return record


def _tag(element: etree._Element) -> str:
    tag = element.get("tag", "")
    if len(tag) != 3 or not tag.isascii() or not tag.isalnum():
        raise Damaged(RejectionReason.BAD_DIRECTORY, f"tag {tag[:20]!r}")
    return str(tag)


def _control_field(element: etree._Element) -> Field:
    tag, data = _tag(element), element.text or ""
    return Field(tag, data=data) if _is_control(tag) else Field(tag, subfields=[Subfield("a", data)])


def _data_field(element: etree._Element) -> Field:
    tag = _tag(element)
    subfields = [
        Subfield((child.get("code") or " ")[0], "".join(child.itertext()))
        for child in element
        if etree.QName(child).localname == "subfield"
    ]
    if _is_control(tag):
        return Field(tag, data="".join(value for _code, value in subfields))
    return Field(tag, Indicators(*((element.get(name) or " ")[0] for name in ("ind1", "ind2"))), subfields)


def _is_control(tag: str) -> bool:
    return tag.isdigit() and tag < "010"
