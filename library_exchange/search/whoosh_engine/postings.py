"""Which documents have a term and with what weight, kept as arrays: read in one step, written without a call for each.

Whoosh's own postings are pickled blocks of 512 that are taken apart number by number. The table of terms, the columns
and the commit are Whoosh's. Numbers lie in the order of bytes of the machine: an index is not carried about.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from struct import Struct
from typing import Any, TypeAlias

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter
from whoosh.matching.mcore import ListMatcher
from whoosh.reading import IndexReader
from whoosh.writing import SegmentWriter

from library_exchange.search.whoosh_engine.segment_files import FiledSegment
from library_exchange.search.whoosh_engine.terms_table import TermsTable

MOST_WEIGHT = 255
_NUMBER_SIZE = array("I").itemsize
_NUMBER, _FIELD = Struct("=I"), Struct("!H")
_ENTRY = Struct("!BfIBBfIIqi")
_WEIGHT = [bytes((weight,)) for weight in range(256)]
_HELD_B = 1 << 20
_WEIGHT_BITS = 8

Packed: TypeAlias = "int | array[int]"
"""The postings of a term: document and, in the lowest byte, weight; a number alone where there is one document."""


class ArrayCodec(W3Codec):
    """Whoosh's codec with postings in arrays."""

    def field_writer(self, storage: Any, segment: Any) -> "ArrayFieldWriter":
        """Return the writer of terms and postings of a segment."""
        return ArrayFieldWriter(self, storage, segment)

    def new_segment(self, _storage: Any, indexname: str) -> FiledSegment:
        """Return a segment to be written."""
        return FiledSegment(self, indexname)

    def postings_reader(self, dbfile: Any, terminfo: Any, *_: Any, **__: Any) -> Any:
        """Return the postings of one term."""
        number, start = terminfo.doc_frequency(), terminfo.extent()[0]
        end = number * _NUMBER_SIZE
        weights = dbfile.get(start + end, number) if terminfo.max_weight() > 1 else b"\1" * number
        return Postings(dbfile.get(start, end), weights)


class Postings(ListMatcher):
    """The postings of a term as Whoosh wants to walk through them, and as arrays for us."""

    def __init__(self, documents: bytes, weights: bytes) -> None:
        self.documents = array("I")
        self.documents.frombytes(documents)
        self.weights = weights
        if len(self.documents) != len(weights):
            raise ValueError(f"{len(self.documents)} documents, {len(weights)} weights")
        super().__init__(self.documents, weights)

    def value(self) -> bytes:
        """Return what Whoosh keeps for positions; there are none."""
        return b""


class ArrayFieldWriter(W3FieldWriter):
    """Writes what a `Pool` has gathered."""

    def __init__(self, codec: Any, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        self._tindex.dbfile.seek(0)
        self._tindex = TermsTable(self._tindex.dbfile)
        self._fieldmap = self._tindex.extras["fieldmap"] = {}

    def add_postings(self, schema: Any, _lengths: Any, items: Iterable[tuple[str, str, Packed]]) -> None:
        """Write (field, term, postings), in the order of fields and terms."""
        present, begins, at = None, b"", self._postfile.tell()
        held = bytearray()
        for field, text, packed in items:
            if field != present:
                self.start_field(field, schema[field])
                present, begins = field, _FIELD.pack(self._fieldid)
            stored, weights = _stored(packed)
            self._tindex.add(begins + text.encode(), _entry(at + len(held), len(stored), weights))
            held += stored
            if len(held) > _HELD_B:
                self._postfile.write(bytes(held))
                at += len(held)
                held.clear()
        self._postfile.write(bytes(held))
        if present is not None:
            self.finish_field()


def _stored(packed: Packed) -> tuple[bytes, bytes]:
    """Return the postings of a term as they lie in the file, and their weights."""
    if isinstance(packed, int):
        number, weight = packed >> _WEIGHT_BITS, packed & MOST_WEIGHT
        weights = _WEIGHT[weight]
        return (_NUMBER.pack(number) + weights if weight > 1 else _NUMBER.pack(number)), weights
    stored = array("I", [number >> _WEIGHT_BITS for number in packed]).tobytes()
    weights = bytes([number & MOST_WEIGHT for number in packed])
    return (stored + weights if max(weights) > 1 else stored), weights


def _entry(start: int, length: int, weights: bytes) -> bytes:
    """Return a term's entry as `W3TermInfo` packs it: sum of weights, documents, greatest weight, where they are."""
    return _ENTRY.pack(0, sum(weights), len(weights), 0, 0, max(weights), 0, 0, start, length)


class Pool:
    """Gathers the postings of a segment in memory, term by term."""

    def __init__(self) -> None:
        self._fields: defaultdict[str, dict[str, Packed]] = defaultdict(dict)

    def put(self, field: str, number: int, terms: Mapping[str, int]) -> None:
        """Take the terms of a field of one document, whose number is larger than those before."""
        kept, place = self._fields[field], number << _WEIGHT_BITS
        for text, weight in terms.items():
            packed = place | (weight if 0 < weight <= MOST_WEIGHT else min(max(weight, 1), MOST_WEIGHT))
            known = kept.get(text)
            if known is None:
                kept[text] = packed
            elif isinstance(known, int):
                kept[text] = array("I", (known, packed))
            else:
                known.append(packed)

    def extend(self, field: str, text: str, packed: "array[int]") -> None:
        """Take all postings that a term has in another segment, with the numbers they get here."""
        kept = self._fields[field]
        known = kept.get(text)
        if known is None:
            kept[text] = packed
        elif isinstance(known, int):
            kept[text] = array("I", (known, *packed))
        else:
            known.extend(packed)

    def iter_postings(self) -> Iterator[tuple[str, str, Packed]]:
        """Yield what was gathered in the order of fields and terms."""
        for field in sorted(self._fields):
            kept = self._fields[field]
            # Code points and their bytes in UTF-8 have the same order.
            for text in sorted(kept):
                yield field, text, kept[text]

    def cleanup(self) -> None:
        """Let go of everything."""
        self._fields.clear()


class ArrayWriter(SegmentWriter):
    """Writes a segment of postings in arrays, merges others into it."""

    def __init__(self, index: Any) -> None:
        super().__init__(index, codec=ArrayCodec())
        self.pool: Pool = Pool()  # type: ignore[assignment]

    def add_analysed(self, columns: Mapping[str, object], fields: Mapping[str, Mapping[str, int]]) -> None:
        """Add one document: values of columns by name, terms with weights by field."""
        for name, terms in fields.items():
            self.pool.put(name, self.docnum, terms)
        self._add_columns(columns)

    def add_gathered(self, columns: Iterable[Mapping[str, object]], pool: Pool) -> None:
        """Add documents whose terms were gathered beforehand, numbered from 0; nothing may have been added before."""
        if self.docnum:
            raise ValueError(f"{self.docnum} documents have their numbers already")
        self.pool = pool
        for each in columns:
            self._add_columns(each)

    def _add_columns(self, columns: Mapping[str, object]) -> None:
        self.perdocwriter.start_doc(self.docnum)
        for name, value in columns.items():
            field = self.schema[name]
            self.perdocwriter.add_column_value(name, field.column_type, field.to_column_value(value))
        self.perdocwriter.finish_doc()
        self._added = True
        self.docnum += 1

    def add_postings_to_pool(self, reader: IndexReader, startdoc: int, docmap: Mapping[int, int] | None) -> None:
        """Take over the postings of a segment that is merged; `docmap` gives new numbers where some are left out."""
        for field, text in reader.all_terms():
            postings = reader.postings(field, text)
            packed = array("I", _renumbered(postings, startdoc, docmap))
            if packed:
                self.pool.extend(field, bytes(text).decode(), packed)


def _renumbered(postings: Any, start: int, docmap: Mapping[int, int] | None) -> Iterator[int]:
    while not isinstance(postings, Postings):
        postings = postings.child
    for number, weight in zip(postings.documents, postings.weights, strict=True):
        new = start + number if docmap is None else docmap.get(number)
        if new is not None:
            yield new << _WEIGHT_BITS | weight
