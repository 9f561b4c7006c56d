"""What waits for a library, told by every room: one list of its work, counted and listed by the same queries."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.hooks import Hook
from library_exchange.core.models import OutboxMessage
from library_exchange.core.titles import TitleBlock, Written

AT_ONCE = 5
"""How many things of a kind are shown where all kinds are; the rest stand on the list of that kind alone."""
_INSTANT = OutboxMessage.metadata.tables["outbox"].c.created_at.type


class Desk(StrEnum):
    """Pages that show a part of the list beside what they are for."""

    EXCHANGE = "exchange"
    CONSIGNMENTS = "consignments"


@dataclass(frozen=True)
class Line:
    """One thing that waits: what it is, and the one thing to do; `endpoint` and `values` lead to where it is done.

    What does not name what it is `about`, such as a message, tells that beside: its name, and the title of a book.
    `since` is the day since when it waits, where what is found does not tell.
    """

    what: TitleBlock
    task: Any
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    about: Sequence[Written] = ()
    since: date | None = None


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits for a library.

    `found` returns the query that finds them (see `entries`), for a library and its own day; what is counted and what
    is listed both come from it. `told` says how many there are, `shown` how those with some ids are shown to a library;
    both in the language of the page, `shown` with a fixed number of queries. `desks` show the kind too; `endpoint` and
    `values` lead to a page where many are done at once, if there is one. `left_to_others` tells which of them are
    none of the library's now, where no query of one table says so.
    """

    name: str
    found: Callable[[int, date], sa.Select[Any]]
    told: Callable[[int], str]
    shown: Callable[[Session, int, Sequence[int], str], Mapping[int, Line]]
    desks: frozenset[Desk] = frozenset()
    endpoint: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    left_to_others: Callable[[Session, int, date], Collection[int]] = lambda _session, _library_id, _today: ()

    def waits(self, session: Session, library_id: int, today: date) -> sa.Select[Any]:
        """Return the query of `found` without what somebody else must see to before the library can go on."""
        found = self.found(library_id, today)
        others = self.others(session, library_id, today)
        return found.where(found.selected_columns.id.not_in(others)) if others else found

    def others(self, session: Session, library_id: int, today: date) -> Collection[int]:
        """Return what `left_to_others` tells; a session asks once: counting and listing stand on one page."""
        known: dict[Any, Collection[int]] = session.info.setdefault("left_to_others", {})
        if (asked := (self.name, library_id, today)) not in known:
            known[asked] = self.left_to_others(session, library_id, today)
        return known[asked]


WAITING: Hook[tuple[Waiting, ...]] = Hook()
"""What may wait for a library in each room."""


@dataclass(frozen=True)
class Overseen:
    """One kind of thing that waits for who runs the platform.

    `found` returns the query that finds them at an instant, `told` says how many there are in the language of the page;
    `endpoint` leads to the page where they are seen to.
    """

    name: str
    endpoint: str
    found: Callable[[datetime], sa.Select[Any]]
    told: Callable[[int], str]


OVERSEEN: Hook[tuple[Overseen, ...]] = Hook()
"""What may wait for who runs the platform in each room."""


@dataclass(frozen=True)
class Entry:
    """One line of the list with the day since when it waits and the other library, as far as there are any."""

    line: Line
    since: datetime | None
    partner_id: int | None


@dataclass(frozen=True)
class Group:
    """One kind with how many of it wait, and some of them or all, the longest waiting first."""

    kind: Waiting
    count: int
    entries: Sequence[Entry]


def entries(table: Any, *conditions: Any, since: Any = None, partner: Any = None) -> sa.Select[Any]:
    """Return the query that finds what waits in a table: id, since when, and the id of the other library."""
    return sa.select(
        col(table.id).label("id"),
        (since if since is not None else sa.cast(sa.null(), _INSTANT)).label("since"),
        (partner if partner is not None else sa.cast(sa.null(), sa.Integer)).label("partner_id"),
    ).where(*conditions)


def kinds(desk: Desk | None = None) -> list[Waiting]:
    """Return every kind of thing that may wait, or those that a desk shows."""
    everything = (kind for room in WAITING.fillings().values() for kind in room)
    return [kind for kind in everything if desk is None or desk in kind.desks]


def left_to_others(session: Session, name: str, library_id: int, today: date) -> Collection[int]:
    """Return what of one kind waits for somebody else first, for a list of all there are of it."""
    return next(kind for kind in kinds() if kind.name == name).others(session, library_id, today)


def counted(session: Session, library_id: int, today: date, desk: Desk | None = None) -> list[tuple[Waiting, int]]:
    """Return the kinds of things of which some wait for the library on its day `today`, and how many.

    One query, and those of `left_to_others` for kinds of which any was found.
    """
    asked = kinds(desk)
    if not asked:
        return []
    found = (kind.found(library_id, today).subquery(kind.name) for kind in asked)
    counts = (sa.select(sa.func.count()).select_from(each).scalar_subquery() for each in found)
    row = session.execute(sa.select(*counts)).one()
    seen = ((kind, count) for kind, count in zip(asked, row, strict=True) if count)
    return [(kind, own) for kind, count in seen if (own := count - len(kind.others(session, library_id, today)))]


def listed(
    session: Session,
    library_id: int,
    today: date,
    language: str,
    counts: Collection[tuple[Waiting, int]],
    limit: int = AT_ONCE,
    offset: int = 0,
) -> list[Group]:
    """Return some of the things that wait of each kind in `counts`: one query, and those of `shown` for each kind."""
    rows: dict[str, list[Any]] = {kind.name: [] for kind, _count in counts}
    parts = [_part(kind.waits(session, library_id, today), kind.name, limit, offset) for kind, _count in counts]
    for row in session.execute(sa.union_all(*parts)) if parts else ():
        rows[row.kind].append(row)
    return [
        Group(kind, count, _entries(session, library_id, language, kind, rows[kind.name])) for kind, count in counts
    ]


def _part(waiting: sa.Select[Any], name: str, limit: int, offset: int) -> sa.Select[Any]:
    found = waiting.subquery()
    # A kind without an instant has only empty ones; the id keeps the order the same from page to page.
    some = (
        sa.select(sa.literal(name).label("kind"), found.c.id, found.c.since, found.c.partner_id)
        .order_by(found.c.since.is_(None), found.c.since, found.c.id)
        .limit(limit)
        .offset(offset)
        .subquery()
    )
    return sa.select(some)


def _entries(session: Session, library_id: int, language: str, kind: Waiting, rows: Sequence[Any]) -> Sequence[Entry]:
    ordered = sorted(rows, key=lambda row: (row.since is None, row.since, row.id) if row.since else (True, 0, row.id))
    lines = kind.shown(session, library_id, [row.id for row in ordered], language) if ordered else {}
    return [Entry(lines[row.id], row.since, row.partner_id) for row in ordered]


def overseen(session: Session, at: datetime) -> list[tuple[Overseen, int]]:
    """Return the kinds of things of which some wait for who runs the platform, and how many; one query."""
    asked = [kind for room in OVERSEEN.fillings().values() for kind in room]
    if not asked:
        return []
    found = (kind.found(at).subquery(kind.name) for kind in asked)
    counts = (sa.select(sa.func.count()).select_from(each).scalar_subquery() for each in found)
    row = session.execute(sa.select(*counts)).one()
    return [(kind, count) for kind, count in zip(asked, row, strict=True) if count]
