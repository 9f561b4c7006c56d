"""Rows that two people may touch at once carry a `version`; whoever is slower is told instead of overwriting."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from library_exchange.core.db import pieces
from library_exchange.core.errors import Conflict


def change(
    session: Session, row: Any, values: dict[str, Any], version: int | None = None, sentence: Any = None
) -> None:
    """Write `values` to a row if it is still as it was read, and as somebody saw it who names `version`.

    A guarded UPDATE; the row is read anew. Raises Conflict, with `sentence` if given, if somebody was faster.
    """
    session.flush()
    table: type[SQLModel] = type(row)
    seen = row.version if version is None else version
    guarded = (
        sa.update(table)
        .where(col(table.id) == row.id, col(table.version) == seen)  # type: ignore[attr-defined]
        .values(**values, version=seen + 1)
    )
    if rows_changed(session, guarded) != 1:
        raise Conflict("changed-meanwhile", sentence, id=row.id)
    session.refresh(row)


def change_all(
    session: Session,
    table: Any,
    ids: Collection[int],
    stands: sa.ColumnElement[bool],
    values: dict[str, Any],
    sentence: Any = None,
) -> None:
    """Write `values` to all rows of `table` with these `ids`, of which every one must be as `stands` says.

    Raises Conflict, with `sentence` if given, unless all of them are. What the session has read is read anew.
    """
    session.flush()
    for piece in pieces(sorted(set(ids))):
        guarded = sa.update(table).where(col(table.id).in_(piece), stands)
        if rows_changed(session, guarded.values(**values, version=table.version + 1)) != len(piece):
            raise Conflict("changed-meanwhile", sentence)
    session.expire_all()


def rows_changed(session: Session, statement: sa.Update | sa.Delete) -> int:
    """Carry out `statement`; return how many rows it hit."""
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return int(getattr(done, "rowcount", 0))
