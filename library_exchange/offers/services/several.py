"""Several lines of a library at once: which of them it may change, and how each takes a step."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.db import pieces
from library_exchange.core.errors import Conflict
from library_exchange.core.filling import Scope, filled, written
from library_exchange.offers.models import Offer, Want

Line = TypeVar("Line", Offer, Want)


class Moved(NamedTuple):
    """How many lines took a step, stood so already, lacked what it needs, or could not."""

    moved: int
    already: int = 0
    lacking: int = 0
    others: int = 0


class Changed(NamedTuple):
    """How many lines were changed, what was filled in and replaced by line, and how many kept what was filled in.

    Of all `lines` that might be changed some stood `same` already.
    """

    changed: int
    replaced: Mapping[int, Mapping[str, Any]]
    kept: int
    same: int = 0
    lines: int = 0


def own_lines(
    session: Session, table: type[Line], library_id: int, ids: Iterable[int], states: Collection[Any]
) -> list[Line]:
    """Return the library's lines among `ids` that stand in one of `states`, in their order."""
    mine = (col(table.library_id) == library_id, col(table.state).in_(list(states)))
    return [
        line
        for piece in pieces(sorted(set(ids)))
        for line in session.scalars(sa.select(table).where(col(table.id).in_(piece), *mine).order_by(col(table.id)))
    ]


def change_each(
    lines: Iterable[Line],
    told: Callable[[Line], Mapping[str, Any]],
    gaps: Callable[[Line], Mapping[str, Any]],
    scope: Scope,
    write: Callable[[Line, dict[str, Any]], None],
) -> Changed:
    """Have `write` put into each line what is `told` for it and, by `scope`, may change it; return what that came to.

    `gaps` says which values of a line are as good as none.
    """
    lines, changed, kept, same, replaced = list(lines), 0, 0, 0, {}
    for line in lines:
        given, free = told(line), gaps(line)
        stands = {name: getattr(line, name) for name in given}
        over = filled(stands, given, free)
        if new := written(stands, given, free, scope):
            write(line, new)
            changed += 1
        if over and scope is Scope.ALL:
            replaced[line.id] = over
        kept += bool(over) and scope is Scope.GAPS
        same += not new and not over
    return Changed(changed, replaced, kept, same, len(lines))


def move_each(
    lines: Iterable[Line],
    move: Callable[[Line], None],
    is_there: Callable[[Line], bool],
    lacks: Callable[[Line], bool] = lambda _line: False,
) -> Moved:
    """Have each line take a step, but those that stand where it leads; return what became of them."""
    became: Counter[str] = Counter()
    for line in lines:
        if is_there(line):
            became["already"] += 1
            continue
        try:
            move(line)
        except Conflict:
            became["lacking" if lacks(line) else "others"] += 1
        else:
            became["moved"] += 1
    return Moved(*(became[each] for each in Moved._fields))
