"""How a record lies in an index of OpenSearch: terms analysed before, facet values, columns for orders."""

from collections.abc import Mapping
from typing import Any

from library_exchange.search.port import (
    ANYWHERE,
    FACET_FIELDS,
    FIELDS,
    IDENTIFIER,
    TERMS_VERSION,
    AnalysedRecord,
    Sort,
)

RECORD_ID, VERSION, YEAR = "record_id", "version", "year"
SORT_TITLE, SORT_AUTHOR = "sort_title", "sort_author"
TERMS, COMMIT = "terms", "commit"

# Terms of neighbouring words hold a space, so a tab stands between terms, and a sign of its own before a weight.
BETWEEN, WEIGHT = "\t", "\x1e"
LONGEST_TERM = 8_000

_ASCENDING, _DESCENDING = {"order": "asc", "missing": "_last"}, {"order": "desc", "missing": "_last"}
_TITLE, _AUTHOR = {SORT_TITLE: _ASCENDING}, {SORT_AUTHOR: _ASCENDING}
ORDERS: dict[Sort, list[dict[str, Any]]] = {
    Sort.YEAR_NEW: [{YEAR: _DESCENDING}, _TITLE, {RECORD_ID: "asc"}],
    Sort.YEAR_OLD: [{YEAR: _ASCENDING}, _TITLE, {RECORD_ID: "asc"}],
    Sort.TITLE: [_TITLE, _AUTHOR, {RECORD_ID: "asc"}],
    Sort.AUTHOR: [_AUTHOR, _TITLE, {RECORD_ID: "asc"}],
    Sort.ADDED: [{RECORD_ID: "desc"}],
}
"""Orders as the server takes them; the number of the record is the last key of each."""


def index(commit: str) -> dict[str, Any]:
    """Return what a new index is made with: one part, for in several the counts of frequent values are guesses.

    It is read anew when a write says so, and at no other time: a write of many pieces is seen as one.
    """
    analysis = {
        "tokenizer": {
            "tabs": {"type": "char_group", "tokenize_on_chars": [BETWEEN], "max_token_length": LONGEST_TERM},
        },
        "filter": {"weights": {"type": "delimited_term_freq", "delimiter": WEIGHT}},
        "analyzer": {"analysed": {"type": "custom", "tokenizer": "tabs", "filter": ["weights"]}},
    }
    settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1", "refresh_interval": "-1", "analysis": analysis}
    return {"settings": {"index": settings}, "mappings": {**_fields(), **noted(commit)}}


def noted(commit: str) -> dict[str, Any]:
    """Return what an index says of itself."""
    return {"_meta": {TERMS: TERMS_VERSION, COMMIT: commit}}


def _fields() -> dict[str, Any]:
    word = {"type": "keyword", "doc_values": False, "ignore_above": LONGEST_TERM}
    value = {"type": "keyword", "ignore_above": LONGEST_TERM}
    column = {"type": "keyword", "index": False, "ignore_above": LONGEST_TERM}
    return {
        "dynamic": "strict",
        "_source": {"enabled": False},
        "properties": {
            RECORD_ID: {"type": "long"},
            VERSION: {"type": "long", "index": False},
            YEAR: {"type": "short"},
            ANYWHERE: {"type": "text", "analyzer": "analysed", "index_options": "freqs"},
            **dict.fromkeys((*FIELDS, IDENTIFIER), word),
            **dict.fromkeys(FACET_FIELDS.values(), value),
            **dict.fromkeys((SORT_TITLE, SORT_AUTHOR), column),
        },
    }


def document(record: AnalysedRecord) -> dict[str, Any]:
    """Return a record's document; a term's weight is how often it stands there."""
    made: dict[str, Any] = {RECORD_ID: record.id, VERSION: record.version}
    for name, terms in record.terms.items():
        made[name] = _weighted(terms) if name == ANYWHERE else list(terms)
    for facet, values in record.facets.items():
        made[FACET_FIELDS[facet]] = list(values)
    given = {YEAR: record.year, SORT_TITLE: record.sort_title or None, SORT_AUTHOR: record.sort_author or None}
    return made | {name: value for name, value in given.items() if value is not None}


def _weighted(terms: Mapping[str, int]) -> str:
    return BETWEEN.join(term if weight == 1 else f"{term}{WEIGHT}{weight}" for term, weight in terms.items())
