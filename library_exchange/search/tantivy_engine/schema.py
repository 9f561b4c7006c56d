"""How a record lies in a tantivy index: terms analysed before, facet values, one column per order."""

from collections.abc import Iterable, Mapping

from tantivy import Document, Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from library_exchange.search.port import ANYWHERE, FACET_FIELDS, FIELDS, IDENTIFIER, AnalysedRecord, Sort

RECORD_ID, VERSION, YEAR = "record_id", "version", "year"
ORDERS: dict[Sort, str] = {sort: f"by_{sort}" for sort in Sort if sort not in (Sort.RELEVANCE, Sort.ADDED)}
FREQUENCIES, PRESENCE = "freq", "basic"

ANALYSED = "analysed"
# Terms of neighbouring words hold a space, so a tab stands between terms.
_BETWEEN = "\t"
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
    for name in (*FACET_FIELDS.values(), *ORDERS.values()):
        builder.add_text_field(name, tokenizer_name="raw", index_option=PRESENCE, fast=True)
    return builder.build()


def introduce_terms(index: Index) -> None:
    """Teach an index opened to write how terms are told apart."""
    index.register_tokenizer(ANALYSED, TextAnalyzerBuilder(Tokenizer.regex(f"[^{_BETWEEN}]+")).build())


def document(record: AnalysedRecord) -> Document:
    """Return a record's document; a term's weight is how often it stands there."""
    made = Document()
    made.add_integer(RECORD_ID, record.id)
    made.add_integer(VERSION, record.version)
    if record.year is not None:
        made.add_integer(YEAR, record.year)
    for name, terms in record.terms.items():
        made.add_text(name, _BETWEEN.join(_weighted(terms) if name == ANYWHERE else terms))
    for facet, values in record.facets.items():
        for value in values:
            made.add_text(FACET_FIELDS[facet], value)
    for sort, name in ORDERS.items():
        made.add_text(name, _place(record, sort))
    return made


def _weighted(terms: Mapping[str, int]) -> Iterable[str]:
    return (_BETWEEN.join([term] * weight) for term, weight in terms.items())


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
