"""A search of which Heihe's reader is told, in the world whose doors are tried."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts.models import User
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.search_alerts.models import SearchAlert
from library_exchange.search_alerts.rules import Often
from library_exchange.search_alerts.signing import LINKS


def fill(ids: dict[str, Any]) -> None:
    """Let her keep a search."""
    ids["search alert"] = _kept("q=Book")
    ids["search alert link"] = LINKS.sign(ids["search alert"])


def grow(n: int) -> None:
    """Let her keep `n` more."""
    for number in range(n):
        _kept(f"q=Book+{number}")


def _kept(query: str) -> int:
    with transaction() as session:
        reader = session.scalars(sa.select(User).where(col(User.email) == "reader@heihe.example")).one()
        at = now()
        row = SearchAlert(
            user_id=reader.id, query=query, often=Often.WEEKLY, created_at=at, looked_at=at, told_until=at
        )
        session.add(row)
        session.flush()
        return row.id
