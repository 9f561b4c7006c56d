"""Lists for librarians who keep the names: what waits to be confirmed, and what was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority_control.queries.entities import Found, links_of, shown
from library_exchange.catalogue.authority_models import AuthorityChange, EntityKind, LinkState, PersonLink, WorkLink
from library_exchange.catalogue.models import Holding
from library_exchange.catalogue.queries.searching import Card, cards
from library_exchange.core.i18n import _
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.titles import as_written
from library_exchange.core.worklist import Line, entries
from library_exchange.directory.models import Library


@dataclass(frozen=True)
class Waiting:
    """A link that waits for a librarian: the book, the name or title in it, and who or which work it may be."""

    id: int
    card: Card
    name: str
    named: Found

    @property
    def name_lang(self) -> str:
        """The `lang` attribute of the name."""
        return html_lang(script_of(self.name))


def waiting_counts(session: Session, library_id: int | None) -> dict[EntityKind, int]:
    """Return how many names and how many titles on books of a library wait for a librarian."""
    found = {}
    for kind in EntityKind:
        table, _owner_column = links_of(kind)
        counted = sa.select(sa.func.count()).select_from(table).where(_is_waiting(table, library_id))
        found[kind] = session.scalar(counted) or 0
    return found


def names_waiting(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the names on books of a library that wait for a librarian."""
    return entries(PersonLink, _is_waiting(PersonLink, library_id))


def titles_waiting(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the titles on books of a library that may be those of a work."""
    return entries(WorkLink, _is_waiting(WorkLink, library_id))


def name_lines(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return how names to check stand on the list of work; one query."""
    return _lines(session, PersonLink, ids, {})


def title_lines(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return how titles to check stand on the list of work; one query."""
    return _lines(session, WorkLink, ids, {"of": EntityKind.WORK})


def _lines(session: Session, table: Any, ids: Sequence[int], of: Mapping[str, str]) -> Mapping[int, Line]:
    found = session.execute(sa.select(table.id, table.name).where(table.id.in_(ids)))
    return {
        link_id: Line(
            as_written(name, html_lang(script_of(name))),
            _("Confirm or reject"),
            "catalogue.names",
            {**of, "_anchor": f"link-{link_id}"},
        )
        for link_id, name in found
    }


def waiting(
    session: Session, kind: EntityKind, library_id: int | None, language: str, offset: int, limit: int
) -> list[Waiting]:
    """Return some of the names or titles on books of a library that wait for a librarian."""
    table, _owner_column = links_of(kind)
    rows = list(
        session.scalars(
            sa.select(table)
            .where(_is_waiting(table, library_id))
            .order_by(col(table.record_id), col(table.id))
            .offset(offset)
            .limit(limit)
        )
    )
    ids = [row.person_id if isinstance(row, PersonLink) else row.work_id for row in rows]
    by_id = {card.id: card for card in cards(session, list({row.record_id for row in rows}), language)}
    named = {found.id: found for found in shown(session, kind, list(dict.fromkeys(ids)), language)}
    return [Waiting(row.id, by_id[row.record_id], row.name, named[i]) for row, i in zip(rows, ids, strict=True)]


def _is_waiting(table: Any, library_id: int | None) -> Any:
    held = sa.select(col(Holding.record_id)).where(col(Holding.library_id) == library_id)
    return sa.and_(col(table.state) == LinkState.CANDIDATE, col(table.record_id).in_(held))


@dataclass(frozen=True)
class Change:
    """One act in the list: who did it and when, on whom or what, and whether it was taken back by whom."""

    row: AuthorityChange
    library: str
    name: tuple[str, str]
    other: tuple[str, str] | None
    undone_by: str | None


def changes(session: Session, language: str, offset: int, limit: int) -> tuple[int, list[Change]]:
    """Return how many acts there are, and some of them, newest first."""
    total = session.scalar(sa.select(sa.func.count()).select_from(AuthorityChange)) or 0
    rows = session.scalars(
        sa.select(AuthorityChange).order_by(col(AuthorityChange.id).desc()).offset(offset).limit(limit)
    )
    kept = list(rows)
    wanted = {row.library_id for row in kept} | {row.undone_by_id for row in kept if row.undone_by_id}
    libraries = session.scalars(sa.select(Library).where(col(Library.id).in_(wanted)))
    called = {library.id: library.name_in(language) for library in libraries}
    return total, [
        Change(
            row=row,
            library=called[row.library_id],
            name=_run(row.name),
            other=_run(row.other_name) if row.other_name else None,
            undone_by=called.get(row.undone_by_id) if row.undone_by_id else None,
        )
        for row in kept
    ]


def _run(value: str) -> tuple[str, str]:
    return value, html_lang(script_of(value))
