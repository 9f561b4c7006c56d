"""How a record lies in a Whoosh index: terms with weights, facet codes, columns for ids and sort keys."""

from collections.abc import Generator, Mapping
from typing import Any

from whoosh.analysis import IDTokenizer
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Existence

from library_exchange.search.port import ANYWHERE, FACETS, FIELDS, IDENTIFIER, AnalysedRecord

RECORD_ID, VERSION, YEAR = "record_id", "version", "year"
SORT_TITLE, SORT_AUTHOR = "sort_title", "sort_author"
# Decades are counted from the years.
FACET_FIELDS = {name: f"facet_{name}" for name in FACETS if name != "decade"}


class WeightedTerms(FieldType):
    """Terms that were analysed before, as a mapping of term to weight; positions are not kept."""

    def __init__(self, scorable: bool = False) -> None:
        super().__init__(Existence(), IDTokenizer(), scorable=scorable)  # type: ignore[arg-type]

    def index(self, value: Mapping[str, int], **_: Any) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        """Yield (term, frequency, weight, posting value) as Whoosh's writers ask."""
        for term, weight in value.items():
            yield term.encode(), weight, float(weight), b""


def schema() -> Schema:
    """Return the schema of a new index."""
    fields: dict[str, FieldType] = {
        RECORD_ID: COLUMN(NumericColumn("q")),
        VERSION: COLUMN(NumericColumn("q")),
        YEAR: WeightedTerms(),
        SORT_TITLE: COLUMN(VarBytesColumn()),
        SORT_AUTHOR: COLUMN(VarBytesColumn()),
        ANYWHERE: WeightedTerms(scorable=True),
    }
    fields |= {name: WeightedTerms() for name in (*FIELDS, IDENTIFIER, *FACET_FIELDS.values())}
    return Schema(**fields)


def document(record: AnalysedRecord) -> dict[str, object]:
    """Return the fields of a record's document."""
    made: dict[str, object] = {
        RECORD_ID: record.id,
        VERSION: record.version,
        SORT_TITLE: record.sort_title.encode(),
        SORT_AUTHOR: record.sort_author.encode(),
    }
    if record.year is not None:
        made[YEAR] = {str(record.year): 1}
    made |= {name: terms for name, terms in record.terms.items() if terms}
    for facet, name in FACET_FIELDS.items():
        if codes := record.facets.get(facet):
            made[name] = dict.fromkeys(codes, 1)
    return made
