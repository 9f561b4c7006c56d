"""Rows that two people may touch at once carry a `version`; whoever is slower is told instead of overwriting."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

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
    result = session.execute(guarded, execution_options={"synchronize_session": False})
    if getattr(result, "rowcount", 0) != 1:
        raise Conflict("changed-meanwhile", sentence, id=row.id)
    session.refresh(row)
