"""How a record lies in a Whoosh index: terms with weights, facet codes, columns for ids, lengths and sort keys."""

from collections.abc import Mapping

from whoosh.analysis.tokenizers import IDTokenizer
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Existence

from library_exchange.search import port
from library_exchange.search.port import ANYWHERE, FIELDS, IDENTIFIER, AnalysedRecord

RECORD_ID, VERSION, YEAR, LENGTH = "record_id", "version", "year", "length"
SORT_TITLE, SORT_AUTHOR = "sort_title", "sort_author"
# Decades are counted from the years.
FACET_FIELDS = {name: field for name, field in port.FACET_FIELDS.items() if name != "decade"}


class WeightedTerms(FieldType):
    """Terms that were analysed before, as a mapping of term to weight; positions are not kept."""

    def __init__(self) -> None:
        super().__init__(Existence(), IDTokenizer())  # type: ignore[arg-type]


def schema() -> Schema:
    """Return the schema of a new index."""
    fields: dict[str, FieldType] = {
        RECORD_ID: COLUMN(NumericColumn("q")),
        VERSION: COLUMN(NumericColumn("q")),
        LENGTH: COLUMN(NumericColumn("I")),
        YEAR: WeightedTerms(),
        SORT_TITLE: COLUMN(VarBytesColumn()),
        SORT_AUTHOR: COLUMN(VarBytesColumn()),
    }
    fields |= {name: WeightedTerms() for name in (ANYWHERE, *FIELDS, IDENTIFIER, *FACET_FIELDS.values())}
    return Schema(**fields)


def columns(record: AnalysedRecord) -> dict[str, object]:
    """Return the values of the columns of a record's document."""
    return {
        RECORD_ID: record.id,
        VERSION: record.version,
        LENGTH: sum(map(int, record.terms.get(ANYWHERE, {}).values())),
        SORT_TITLE: record.sort_title.encode(),
        SORT_AUTHOR: record.sort_author.encode(),
    }


def fields(record: AnalysedRecord) -> dict[str, Mapping[str, int]]:
    """Return the terms of a record's document by field, with their weights."""
    made: dict[str, Mapping[str, int]] = {name: terms for name, terms in record.terms.items() if terms}
    if record.year is not None:
        made[YEAR] = {str(record.year): 1}
    for facet, name in FACET_FIELDS.items():
        if codes := record.facets.get(facet):
            made[name] = dict.fromkeys(codes, 1)
    return made
