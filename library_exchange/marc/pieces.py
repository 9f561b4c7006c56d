"""A file of any origin cut into its records: packed or not, in each format we read, or named for what else it is."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import BinaryIO, NamedTuple, NoReturn

from library_exchange.marc import decoding, formats, iso2709, packing, xml
from library_exchange.marc.decoding import Choice, Reading, Written
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.formats import RecordFormat
from library_exchange.marc.kinds import FileKind, named_kind
from library_exchange.marc.textual import aleph, irbis, lines, marcjson, mnemonic
from library_exchange.marc.textual.lines import Layout
from library_exchange.marc.verdicts import ByteSource, Damaged, RejectionReason, Slice

_READ_ON = frozenset((FileKind.EMPTY, FileKind.XML))
"""Kinds whose own reading says more of them: what is wrong with the XML, that nothing is there."""


class Piece(NamedTuple):
    """The bytes of one record, and the attempt to read them, which returns what they say or raises `Damaged`."""

    slice: Slice
    attempt: Callable[[], Reading]


class _PushedBack:
    """A file whose first bytes were looked at and are read again."""

    def __init__(self, head: bytes, file: ByteSource) -> None:
        self._head = head
        self._file = file

    def read(self, count: int, /) -> bytes:
        if not self._head:
            return self._file.read(count)
        block, self._head = self._head[:count], self._head[count:]
        return block


def pieces(file: BinaryIO, choice: Choice, start: int = 0) -> Iterator[Piece]:
    """Give the records of `file` from byte `start` on; of a packed file, that is the byte of what was packed.

    The files in a zip file come one after another, as if they were one.
    """
    head = formats.head_of(file)
    if packing.is_gzip(head):
        yield from _gunzipped(packing.Gunzipped(_PushedBack(head, file)), choice, start)
        return
    if head.startswith(packing.ZIP) and _is_seekable(file):
        kind = named_kind(head, _tail_of(file))
        if kind is not FileKind.ZIP:
            yield from _something_else(head, kind, start)
            return
        try:
            yield from _unzipped(packing.Archive(file), head, choice, start)
            return
        except Damaged as fault:
            if formats.format_of(head) is None:
                yield _refused(Slice(0, head), Damaged(fault.reason, fault.detail, FileKind.ZIP))
                return
        file.seek(len(head))
    yield from _plain(file, head, choice, start)


def _is_seekable(file: ByteSource) -> bool:
    return bool(getattr(file, "seekable", bool)())


def _tail_of(file: BinaryIO) -> bytes:
    """Return the last bytes of a file longer than its head."""
    file.seek(0, 2)
    length = file.tell()
    if length <= formats.SNIFF:
        return b""
    file.seek(max(formats.SNIFF, length - formats.SNIFF))
    return file.read(formats.SNIFF)


def _gunzipped(source: packing.Gunzipped, choice: Choice, start: int) -> Iterator[Piece]:
    end = start
    for piece in _source_pieces(source, choice, start):
        end = piece.slice.offset + len(piece.slice.raw)
        yield piece
    if source.fault:
        yield _refused(Slice(end, b""), source.fault)


def _unzipped(archive: packing.Archive, head: bytes, choice: Choice, start: int) -> Iterator[Piece]:
    if not any(packing.is_of_records(formats.head_of(member.source)) for member in archive.members()):
        yield from _something_else(head, _kind_in(archive), start)
        return
    base = 0
    for member in archive.members():
        if start < base + member.size_b:
            for piece, attempt in _source_pieces(member.source, choice, max(0, start - base)):
                yield Piece(Slice(base + piece.offset, piece.raw), attempt)
            if member.source.fault:
                yield _refused(Slice(base + member.size_b, b""), member.source.fault)
        base += member.size_b


def _kind_in(archive: packing.Archive) -> FileKind:
    """Return what a zip file without records is: what its one file is, if it holds but one that we know."""
    members = list(archive.members())
    kind = named_kind(formats.head_of(members[0].source)) if len(members) == 1 else None
    return FileKind.ZIP if kind in (None, *_READ_ON) else kind or FileKind.ZIP


def _source_pieces(source: ByteSource, choice: Choice, start: int) -> Iterator[Piece]:
    head = formats.head_of(source)
    return _plain(source, head, choice, start)


def _plain(file: ByteSource, head: bytes, choice: Choice, start: int) -> Iterator[Piece]:
    """Give the records of a file that is not packed and of which `head` was read."""
    whole: ByteSource = _PushedBack(head, file)
    codec = formats.utf16_of(head)
    if codec:
        whole = xml.Utf16AsUtf8(whole, codec)
        head = formats.head_of(whole)
        whole = _PushedBack(head, whole)
    form = formats.format_of(head)
    if form is None:
        kind = named_kind(head)
        if kind is not None and kind not in _READ_ON:
            yield from _something_else(head, kind, start)
            return
        form = RecordFormat.XML if formats.is_xml(head) else RecordFormat.ISO_2709
    if start and _is_seekable(file) and not codec:
        file.seek(start)  # type: ignore[attr-defined]
        whole = file
    else:
        _discard(whole, start)
    yield from _CUTTERS[form](whole, head, choice, start)


def _something_else(head: bytes, kind: FileKind | None, start: int) -> Iterator[Piece]:
    """Give the start of a file that holds no records, once, with what the whole file is."""
    if start == 0:
        yield _refused(Slice(0, head), Damaged(RejectionReason.NOT_MARC, str(kind or FileKind.ZIP), kind))


def _refused(piece: Slice, fault: Damaged) -> Piece:
    return Piece(piece, partial(_raise, fault))


def _raise(fault: Damaged) -> NoReturn:
    raise fault


def _discard(file: ByteSource, count: int) -> None:
    while count > 0 and (block := file.read(min(count, formats.SNIFF))):
        count -= len(block)


def _of_xml(file: ByteSource, head: bytes, choice: Choice, start: int) -> Iterator[Piece]:
    facts = xml.head_of(head)
    for cut in xml.cuts(file, start):
        yield Piece(cut.piece, partial(decoding.from_xml, cut, facts, choice))


def _of_iso2709(file: ByteSource, head: bytes, choice: Choice, start: int) -> Iterator[Piece]:
    def told(raw: bytes) -> Encoding:
        return decoding.told_by_fields(iso2709.structure(raw), choice)

    choice = choice._replace(usual=choice.encoding or _usual(iso2709.slices(BytesIO(head)), told))
    for piece in iso2709.slices(file, start):
        yield Piece(piece, partial(decoding.from_iso2709, piece.raw, choice))


def _of_lines(layout_of: Callable[[bytes], Layout]) -> "_Cutter":
    def cut(file: ByteSource, head: bytes, choice: Choice, start: int) -> Iterator[Piece]:
        layout = layout_of(head)
        written = Written(layout.to_record, layout.profile)

        def cuts(source: ByteSource, start: int) -> Iterator[Slice]:
            return lines.cuts(source, layout, start)

        return _of_text(cuts, written, file, head, choice, start)

    return cut


def _of_json(file: ByteSource, head: bytes, choice: Choice, start: int) -> Iterator[Piece]:
    def cuts(source: ByteSource, start: int) -> Iterator[Slice]:
        return marcjson.cuts(source, head, start)

    return _of_text(cuts, Written(marcjson.to_record), file, head, choice, start)


def _of_text(
    cuts: Callable[[ByteSource, int], Iterator[Slice]],
    written: Written,
    file: ByteSource,
    head: bytes,
    choice: Choice,
    start: int,
) -> Iterator[Piece]:
    told = partial(decoding.told_by_text, written=written, choice=choice)
    choice = choice._replace(usual=choice.encoding or _usual(cuts(BytesIO(head), 0), told))
    for piece in cuts(file, start):
        yield Piece(piece, partial(decoding.from_text, piece.raw, written, choice))


def _usual(records: Iterator[Slice], told: Callable[[bytes], Encoding]) -> Encoding | None:
    """Return the encoding most records at the start of a file are in, UTF-8 not counted.

    It helps records with only a letter or two to judge by; always taken from the start, so resuming changes nothing.
    """
    found: Counter[Encoding] = Counter()
    for piece in records:
        try:
            found[told(piece.raw)] += 1
        except Damaged:
            continue
    del found[Encoding.UTF_8]
    return found.most_common(1)[0][0] if found else None


_Cutter = Callable[[ByteSource, bytes, Choice, int], Iterator[Piece]]
_CUTTERS: dict[RecordFormat, _Cutter] = {
    RecordFormat.ISO_2709: _of_iso2709,
    RecordFormat.XML: _of_xml,
    RecordFormat.IRBIS: _of_lines(irbis.layout_of),
    RecordFormat.ALEPH: _of_lines(lambda _head: aleph.LAYOUT),
    RecordFormat.MNEMONIC: _of_lines(lambda _head: mnemonic.LAYOUT),
    RecordFormat.JSON: _of_json,
}
