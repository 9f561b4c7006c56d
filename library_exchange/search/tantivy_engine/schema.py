"""How a record lies in a tantivy index: terms analysed before, facet values, one column per order."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import zip_longest

from tantivy import Document, Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from library_exchange.search.port import ANYWHERE, FACET_FIELDS, FIELDS, IDENTIFIER, AnalysedRecord, Sort

RECORD_ID, VERSION, YEAR = "record_id", "version", "year"
SET_FIELDS = {name: f"set_{name}" for name in ("availability", "country", "library_kind", "language", "decade")}
"""All values that a record has of a facet, as one text: for facets of few values, of which few sets come about."""
PLACE_FIELDS = {"library": tuple(f"library_{place}" for place in range(1, 6))}
"""The first value that a record has, the second and so on, and a text that is none where it has no more."""
MORE_FIELDS = {"library": "library_more", "subject": "subject_more"}
"""The values that have no place of their own, in a column of several for each record.

A column with just one text for each record is counted thirty times faster than such a one, at every size of the index.
"""
NUMBER_FIELDS = {"subject": "subject_number"}
"""The values of a facet of many as numbers: finding the text of each that is counted costs more than counting it."""
ORDERS: dict[Sort, str] = {sort: f"by_{sort}" for sort in Sort if sort not in (Sort.RELEVANCE, Sort.ADDED)}
FREQUENCIES, PRESENCE = "freq", "basic"

ANALYSED = "analysed"
# Terms of neighbouring words hold a space, so a tab stands between terms.
BETWEEN = "\t"
NO_VALUE = ""
_LEVEL = "\x01"
_LAST = "\U0010ffff"
_LAST_YEAR = 9999


def schema() -> Schema:
    """Return the schema of a new index."""
    builder = SchemaBuilder()
    for name in (RECORD_ID, VERSION, YEAR):
        builder.add_integer_field(name, indexed=name != VERSION, fast=True)
    builder.add_text_field(ANYWHERE, tokenizer_name=ANALYSED, index_option=FREQUENCIES)
    for name in (*FIELDS, IDENTIFIER):
        builder.add_text_field(name, tokenizer_name=ANALYSED, index_option=PRESENCE)
    for name in NUMBER_FIELDS.values():
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in FACET_FIELDS.values():
        builder.add_text_field(name, tokenizer_name="raw", index_option=PRESENCE)
    placed = (name for names in PLACE_FIELDS.values() for name in names)
    for name in (*SET_FIELDS.values(), *placed, *MORE_FIELDS.values(), *ORDERS.values()):
        builder.add_text_field(name, tokenizer_name="raw", index_option=PRESENCE, fast=True)
    return builder.build()


def introduce_terms(index: Index) -> None:
    """Teach an index opened to write how terms are told apart."""
    index.register_tokenizer(ANALYSED, TextAnalyzerBuilder(Tokenizer.regex(f"[^{BETWEEN}]+")).build())


def document(record: AnalysedRecord) -> Document:
    """Return a record's document; a term's weight is how often it stands there."""
    made = Document()
    made.add_integer(RECORD_ID, record.id)
    made.add_integer(VERSION, record.version)
    if record.year is not None:
        made.add_integer(YEAR, record.year)
    for name, terms in record.terms.items():
        weighted = (BETWEEN.join([term] * weight) for term, weight in terms.items())
        made.add_text(name, BETWEEN.join(weighted if name == ANYWHERE else terms))
    for facet, values in record.facets.items():
        for value in values:
            made.add_text(FACET_FIELDS[facet], value)
            if facet in NUMBER_FIELDS:
                made.add_integer(NUMBER_FIELDS[facet], value_number(value))
    for name, text in _columns(record.facets):
        made.add_text(name, text)
    for sort, name in ORDERS.items():
        made.add_text(name, _place(record, sort))
    return made


def _columns(facets: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield the columns by which facets are counted, with what a record has in them."""
    for facet, name in SET_FIELDS.items():
        yield name, BETWEEN.join(sorted(set(facets.get(facet, ()))))
    for facet, more in MORE_FIELDS.items():
        values = list(dict.fromkeys(facets.get(facet, ())))
        places = PLACE_FIELDS.get(facet, ())
        yield from zip_longest(places, values[: len(places)], fillvalue=NO_VALUE)
        yield from ((more, value) for value in values[len(places) :])


def value_number(value: str) -> int:
    """Return the number that stands for a value; that two values have one is too unlikely to come about."""
    return int.from_bytes(blake2b(value.encode(), digest_size=8).digest()) >> 1


def _place(record: AnalysedRecord, sort: Sort) -> str:
    """Return the text whose order by code points is the record's place."""
    title, author = record.sort_title or _LAST, record.sort_author or _LAST
    levels = {
        Sort.TITLE: (title, author),
        Sort.AUTHOR: (author, title),
        Sort.YEAR_NEW: (_LAST if record.year is None else f"{_LAST_YEAR - record.year:04}", title),
        Sort.YEAR_OLD: (_LAST if record.year is None else f"{record.year:04}", title),
    }[sort]
    return _LEVEL.join((*levels, f"{record.id:019}"))
