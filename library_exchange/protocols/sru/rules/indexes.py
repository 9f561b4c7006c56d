"""The indexes that can be asked, what each is here, and in which context sets they stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from library_exchange.protocols.sru.rules.diagnostics import Code, Diagnostic

WORD_RELATIONS = frozenset({"=", "scr", "all", "any", "adj", "==", "exact"})
SETS = {
    "cql": "info:srw/cql-context-set/1/cql-v1.2",
    "dc": "info:srw/cql-context-set/1/dc-v1.1",
    "bath": "http://zing.z3950.org/cql/bath/2.0/",
    "rec": "info:srw/cql-context-set/2/rec-1.1",
    "lex": "urn:x-library-exchange:context-set",
}
"""The context sets by the prefixes that we give them."""
_ALSO = {"info:srw/cql-context-set/1/cql-v1.1": "cql", "http://www.loc.gov/zing/cql/context-sets/dc/v1.1/": "dc"}
UNDERSTOOD = frozenset({"stem", "relevant", "string", "word", "cql.stem", "cql.relevant", "cql.string", "cql.word"})
"""Modifiers of relations that ask for what is done anyhow."""


class Kind(StrEnum):
    """How an index is asked."""

    WORDS = "words"
    NUMBER = "number"
    CLASS = "class"
    FACET = "facet"
    YEAR = "year"
    RECORD = "record"
    ALL = "all"


@dataclass(frozen=True)
class Index:
    """An index: how it is asked, and the field or facet that it is in our search."""

    kind: Kind
    field: str = ""
    relations: frozenset[str] = WORD_RELATIONS


_EQUAL = frozenset({"=", "==", "exact", "scr"})
_ANY = _EQUAL | {"any"}
_ANYWHERE, _NUMBER, _CLASS = Index(Kind.WORDS), Index(Kind.NUMBER, "isbn", _ANY), Index(Kind.CLASS, "isbn", _EQUAL)
INDEXES: Mapping[str, Index] = {
    "cql.serverchoice": _ANYWHERE,
    "cql.anywhere": _ANYWHERE,
    "cql.keywords": _ANYWHERE,
    "cql.anyindexes": _ANYWHERE,
    "cql.allindexes": _ANYWHERE,
    "cql.allrecords": Index(Kind.ALL),
    "dc.title": Index(Kind.WORDS, "title"),
    "dc.creator": Index(Kind.WORDS, "author"),
    "dc.contributor": Index(Kind.WORDS, "author"),
    "dc.subject": Index(Kind.WORDS, "subject"),
    "dc.publisher": Index(Kind.WORDS, "publisher"),
    "dc.identifier": _NUMBER,
    "dc.date": Index(Kind.YEAR, relations=_EQUAL | {"<", "<=", ">", ">=", "within"}),
    "dc.language": Index(Kind.FACET, "language", _ANY),
    "bath.title": Index(Kind.WORDS, "title"),
    "bath.author": Index(Kind.WORDS, "author"),
    "bath.name": Index(Kind.WORDS, "author"),
    "bath.isbn": _NUMBER,
    "bath.issn": _NUMBER,
    "rec.id": Index(Kind.RECORD, relations=_ANY),
    "rec.identifier": Index(Kind.RECORD, relations=_ANY),
    "lex.library": Index(Kind.FACET, "library", _ANY),
    "lex.country": Index(Kind.FACET, "country", _ANY),
    "lex.availability": Index(Kind.FACET, "availability", _ANY),
    "lex.clc": _CLASS,
    "lex.bbk": _CLASS,
    "lex.udc": _CLASS,
    "lex.ddc": _CLASS,
}
SORTS = {"dc.title": "title", "dc.creator": "author", "dc.date": "year"}
SCANNED = ("dc.title", "bath.isbn", "bath.issn", "lex.clc", "lex.bbk", "lex.udc", "lex.ddc")
"""The indexes of which terms can be listed in their order."""


def full_name(name: str, prefixes: Mapping[str, str]) -> str:
    """Return an index with the prefix that we give its set. Raises `Diagnostic` 15 for a set that is not known.

    Of a name without one the set is Dublin Core, or the one that the query names for all.
    """
    prefix, _dot, rest = name.rpartition(".")
    told = prefixes.get(prefix)
    known = {uri: short for short, uri in SETS.items()} | _ALSO
    if told is not None:
        if told not in known:
            raise Diagnostic(Code.CONTEXT_SET, told)
        return f"{known[told]}.{rest}"
    if not prefix:
        return f"cql.{rest}" if f"cql.{rest}" in INDEXES else f"dc.{rest}"
    if prefix not in SETS:
        raise Diagnostic(Code.CONTEXT_SET, prefix)
    return name


def find(name: str, prefixes: Mapping[str, str], relation: str, modifiers: tuple[str, ...]) -> Index:
    """Return the index of a clause. Raises `Diagnostic`: 15, 16, 19, 20, 22, 50."""
    whole = full_name(name, prefixes)
    if whole == "cql.resultsetid":
        raise Diagnostic(Code.RESULT_SETS)
    if whole not in INDEXES:
        raise Diagnostic(Code.INDEX, whole)
    for each in modifiers:
        if each not in UNDERSTOOD:
            raise Diagnostic(Code.MODIFIER, each)
    if relation in ("encloses", "<>"):
        raise Diagnostic(Code.RELATION, relation)
    if relation not in INDEXES[whole].relations:
        raise Diagnostic(Code.RELATION_FOR_INDEX, f"{whole} {relation}")
    return INDEXES[whole]
