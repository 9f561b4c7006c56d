"""What rooms above do when a library begins to lend or ceases to: `app.py` says who is told."""

from collections.abc import Callable

from sqlmodel import Session

Hear = Callable[[Session, int], None]
_listening: dict[str, Hear] = {}


def listen(by: str, hear: Hear) -> None:
    """Have `hear` called, with the library's id, in the transaction of each such change; `by` names the room."""
    _listening[by] = hear


def tell(session: Session, library_id: int) -> None:
    """Tell those who listen that a library lends, or lends no longer."""
    for hear in _listening.values():
        hear(session, library_id)
