"""Counts of tries that all processes on a PostgreSQL share: a table in the place of each process's own memory."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from limits.storage import MemoryStorage, Storage
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.core.models import RateCount
from library_exchange.core.versions import rows_changed

URI = "database://"
_INSTANT = RateCount.__table__.c.ends_at.type  # type: ignore[attr-defined]


class SharedCounts(Storage):
    """What `limits` counts in, in windows that begin with the first try.

    Who tries is kept as a hash under the secret key: no addresses stand in the database. While that is away, each
    process counts by itself: what a page or a door says of it then is theirs.
    """

    STORAGE_SCHEME = ("database",)  # type: ignore[assignment]

    def __init__(self, _uri: str | None = None, wrap_exceptions: bool = False, **means: Any) -> None:
        super().__init__(wrap_exceptions=wrap_exceptions)
        self._database: Database = means["database"]
        self._secret: bytes = means["secret"].encode()
        self._meanwhile = MemoryStorage()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong here."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and return how often it was tried in this window; one statement, whoever counts at the same time."""
        at, row = now(), RateCount
        ends_at = at + timedelta(seconds=expiry)
        is_over = col(row.ends_at) <= at
        counted = insert(row).values(key=self._hashed(key), amount=amount, ends_at=ends_at)
        counted = counted.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "amount": sa.case((is_over, amount), else_=col(row.amount) + amount),
                "ends_at": sa.case((is_over, sa.literal(ends_at, _INSTANT)), else_=col(row.ends_at)),
            },
        )
        try:
            with self._database.engine.begin() as connection:
                found: int = connection.execute(counted.returning(col(row.amount))).scalar_one()
        except SQLAlchemyError:
            return self._meanwhile.incr(key, expiry, amount)
        return found

    def get(self, key: str) -> int:
        """Return how often it was tried in this window."""
        try:
            found = self._found(key)
        except SQLAlchemyError:
            return self._meanwhile.get(key)
        return 0 if found is None else found.amount

    def get_expiry(self, key: str) -> float:
        """Return when the window ends; now, if there is none."""
        try:
            found = self._found(key)
        except SQLAlchemyError:
            return self._meanwhile.get_expiry(key)
        return (now() if found is None else found.ends_at).timestamp()

    def check(self) -> bool:
        """Whether the database answers."""
        try:
            with self._database.engine.connect() as connection:
                return bool(connection.scalar(sa.text("SELECT 1")) == 1)
        except SQLAlchemyError:
            return False

    def reset(self) -> int:
        """Forget all counts; return how many there were."""
        with self._database.transaction() as session:
            return rows_changed(session, sa.delete(RateCount))

    def clear(self, key: str) -> None:
        """Forget a count."""
        with self._database.engine.begin() as connection:
            connection.execute(sa.delete(RateCount).where(col(RateCount.key) == self._hashed(key)))

    def _found(self, key: str) -> sa.Row[int, datetime] | None:
        wanted = sa.select(col(RateCount.amount), col(RateCount.ends_at))
        wanted = wanted.where(col(RateCount.key) == self._hashed(key), col(RateCount.ends_at) > now())
        with self._database.engine.connect() as connection:
            return connection.execute(wanted).first()

    def _hashed(self, key: str) -> str:
        return hmac.new(self._secret, key.encode(errors="replace"), hashlib.sha256).hexdigest()


def forget_ended(session: Session, at: datetime) -> int:
    """Forget counts whose window is over at the instant `at`; return how many."""
    return rows_changed(session, sa.delete(RateCount).where(col(RateCount.ends_at) <= at))
