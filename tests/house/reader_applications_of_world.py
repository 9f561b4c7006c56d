"""People who ask to become readers of Heihe, in the world whose doors are tried: one has confirmed, one has not."""

from typing import Any

from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reader_applications.rules import ReaderApplicationState
from library_exchange.reader_applications.signing import LINKS


def fill(ids: dict[str, Any], trap: str) -> None:
    """Let two people ask."""
    ids["new reader"] = _asked(ids, trap, ReaderApplicationState.WAITING)
    ids["unconfirmed reader"] = _asked(ids, trap, ReaderApplicationState.UNCONFIRMED)
    ids["new reader link"] = LINKS.sign(ids["unconfirmed reader"])


def grow(ids: dict[str, Any], trap: str, n: int) -> None:
    """Let `n` more people wait."""
    for _number in range(n):
        _asked(ids, trap, ReaderApplicationState.WAITING)


def _asked(ids: dict[str, Any], trap: str, state: ReaderApplicationState) -> int:
    with transaction() as session:
        row = ReaderApplication(
            state=state,
            library_id=ids["heihe"],
            name=trap,
            email="asks@new.example",
            language="zh",
            card_no="Ч-7",
            phone="+7 4162 22-22-22",
            words=trap,
            asked_at=now(),
            confirmed_at=None if state is ReaderApplicationState.UNCONFIRMED else now(),
        )
        session.add(row)
        session.flush()
        return row.id
