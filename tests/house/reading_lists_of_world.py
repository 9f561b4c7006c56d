"""A list of Heihe's reader, in the world whose doors are tried, and one of the librarian of the other library."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.models import User
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.reading_lists.models import ReadingList, ReadingListBook


def fill(ids: dict[str, Any], trap: str) -> None:
    """Let her keep a book."""
    with transaction() as session:
        ids["reading list"], ids["listed book"] = _kept(session, ids, "reader@heihe.example", trap)
        ids["their reading list"], ids["book on theirs"] = _kept(session, ids, "librarian@amur.example", trap)


def grow(ids: dict[str, Any], trap: str, n: int) -> None:
    """Let her have `n` more lists."""
    with transaction() as session:
        owner = session.get_one(ReadingList, ids["reading list"]).user_id
        for number in range(n):
            session.add(ReadingList(user_id=owner, name=f"{trap[:60]} {number}", created_at=now()))


def _kept(session: Session, ids: dict[str, Any], email: str, name: str) -> tuple[int, int]:
    owner = session.scalars(sa.select(User).where(col(User.email) == email)).one()
    kept = ReadingList(user_id=owner.id, name=name[:80], created_at=now())
    session.add(kept)
    session.flush()
    book = ReadingListBook(list_id=kept.id, record_id=ids["book a2"], added_at=now())
    session.add(book)
    session.flush()
    return kept.id, book.id
