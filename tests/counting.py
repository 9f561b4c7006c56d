"""How many queries some work costs: lists must cost as many when they grow."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from library_exchange.core.db import database
from library_exchange.door_keeping.keeper import keeper


def count_queries(work: Callable[[], object]) -> int:
    """Return how many queries `work` sends to the database of the application whose context is pushed."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    # What is decided of doors is read every ten seconds, whoever asks: none of what the work costs.
    keeper().is_open("")
    engine = database().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)
