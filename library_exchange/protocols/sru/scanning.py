"""Terms of an index in their order, around one that is named: titles, numbers, classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import STANDS, BibliographicRecord, Classification, Identifier
from library_exchange.protocols.sru.rules import indexes, terms
from library_exchange.protocols.sru.rules.cql import Clause
from library_exchange.protocols.sru.rules.diagnostics import Code, Diagnostic
from library_exchange.record_matching.keys import title_key
from library_exchange.search.analysis import identifiers


@dataclass(frozen=True)
class ScannedTerm:
    """A term as it is written and how many records have it."""

    value: str
    count: int


@dataclass(frozen=True)
class _Source:
    """Where the terms of an index stand: the key by which they are ordered, what is shown, which rows count."""

    key: Any
    shown: Any
    wanted: tuple[Any, ...]
    record: Any


def scan(session: Session, clause: Clause, position: int, count: int) -> Sequence[ScannedTerm]:
    """Return terms, `position` - 1 of them before the one of the clause; three queries. Raises `Diagnostic`."""
    name = indexes.full_name(clause.index, {})
    if clause.index == "cql.serverchoice":
        name = "dc.title"
    if name not in indexes.SCANNED:
        raise Diagnostic(Code.INDEX, name)
    source, start = _source(name), _start(name, clause.term)
    asked = _terms(source)
    before = session.execute(
        asked.where(source.key < start).order_by(source.key.desc()).limit(min(position - 1, count))
    ).all()
    left = max(0, count - (position - 1))
    after = session.execute(asked.where(source.key >= start).order_by(source.key).limit(left)).all()
    rows = [(shown, number) for _key, shown, number in (*reversed(before), *after)]
    titles = _titles(session, [shown for shown, _number in rows]) if name == "dc.title" else {}
    return [ScannedTerm(titles.get(shown, shown), number) for shown, number in rows]


def _titles(session: Session, record_ids: Sequence[int]) -> dict[int, str]:
    record = BibliographicRecord
    rows = session.execute(sa.select(col(record.id), col(record.card)).where(col(record.id).in_(record_ids)))
    return {record_id: str(card["titles"][0][0]) for record_id, card in rows if card.get("titles")}


def _terms(source: _Source) -> Any:
    number = sa.func.count(sa.distinct(source.record))
    return sa.select(source.key, source.shown, number).where(*source.wanted).group_by(source.key)


def _start(name: str, term: str) -> str:
    if name == "dc.title":
        return title_key(term)
    if name.startswith("bath."):
        return next(iter(identifiers.index_terms(terms.bare_number(term))), "")
    return term.strip()


def _source(name: str) -> _Source:
    if name == "dc.title":
        record = BibliographicRecord
        one = sa.func.min(col(record.id))
        return _Source(col(record.title_key), one, (STANDS, col(record.title_key) != ""), col(record.id))
    if name.startswith("bath."):
        value = col(Identifier.value)
        kind = col(Identifier.kind) == name.removeprefix("bath.")
        return _Source(value, sa.func.min(value), (kind, col(Identifier.is_valid)), col(Identifier.record_id))
    number = col(Classification.number)
    scheme = col(Classification.scheme) == name.removeprefix("lex.")
    return _Source(number, sa.func.min(number), (scheme,), col(Classification.record_id))
