"""What happened to things of the key's library, out of the audit; nothing of who did it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Import, Item, SourceRecord
from library_exchange.core.models import AuditEntry
from library_exchange.loans.models import LoanRequest
from library_exchange.offers.models import Offer, Want
from library_exchange.rest_api.queries.own import Piece, is_of_consignment
from library_exchange.rest_api.rules.happenings import SUBJECTS
from library_exchange.shipping.models import Consignment

SETTLED = timedelta(seconds=15)
"""So long at most from the instant of an act to the row that tells of it, the clocks of two machines included."""
_BEGUN = sa.text(
    "SELECT min(a.xact_start) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
    " WHERE l.relation = 'audit'::regclass AND l.mode = 'RowExclusiveLock'"
)
"""Since when the oldest transaction lasts that has begun to write rows of the audit: each holds a lock to its end."""
_TABLES: dict[str, Any] = {
    "item": Item,
    "source_record": SourceRecord,
    "import": Import,
    "loan": LoanRequest,
    "offer": Offer,
    "want": Want,
    "consignment": Consignment,
}


def happened(
    session: Session, library_id: int, subjects: Sequence[str], piece: Piece, at: datetime
) -> list[tuple[int, datetime, str, str, int]]:
    """Return number, instant, action, subject and its id of what happened, in order; one query."""
    if not subjects:
        return []
    number = col(AuditEntry.id)
    wanted = [sa.or_(*(_of(subject, library_id) for subject in subjects)), *piece.oldest(number)]
    wanted += _settled(session, at)
    return _rows(session, wanted, piece.limit)


def happened_lately(
    session: Session, library_id: int, subjects: Sequence[str], after: int, up_to: int, limit: int
) -> list[tuple[int, datetime, str, str, int]]:
    """Return the same of what happened behind a number, up to another one not far from it; one query.

    It goes through what happened and not through all that the library has, which may be a million copies.
    """
    number = col(AuditEntry.id)
    own = (_is_of(subject, library_id) for subject in subjects)
    return _rows(session, [number > after, number <= up_to, sa.or_(sa.false(), *own)], limit)


def _is_of(subject: str, library_id: int) -> sa.ColumnElement[bool]:
    table, is_own, told = _told(subject, library_id)
    # Through an expression no index of subjects is taken: the numbers are few.
    named = sa.func.coalesce(col(AuditEntry.subject), "") == subject
    return sa.and_(named, *told, sa.exists().where(col(table.id) == col(AuditEntry.subject_id), is_own))


def _rows(
    session: Session, wanted: Sequence[sa.ColumnElement[bool]], limit: int
) -> list[tuple[int, datetime, str, str, int]]:
    number = col(AuditEntry.id)
    columns = (number, col(AuditEntry.at), col(AuditEntry.action), col(AuditEntry.subject), col(AuditEntry.subject_id))
    rows = session.execute(sa.select(*columns).where(*wanted).order_by(number).limit(limit))
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def newest_number(session: Session, at: datetime) -> int:
    """Return the number up to which everything that happened can be read at `at`; one query."""
    newest = sa.select(sa.func.max(col(AuditEntry.id))).where(*_settled(session, at))
    return session.scalar(newest) or 0


def _settled(session: Session, at: datetime) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of what can be read by number without missing anything; one query, none on SQLite.

    Where many write at once a row with a lower number may become visible later, after as long as its transaction
    lasts: what happened since the oldest of those began that still write is left for the next time.
    """
    if session.get_bind().dialect.name == "sqlite":
        return []
    begun = session.scalar(_BEGUN)
    return [col(AuditEntry.at) <= min(at, begun or at) - SETTLED]


def _of(subject: str, library_id: int) -> sa.ColumnElement[bool]:
    table, is_own, told = _told(subject, library_id)
    own = sa.select(col(table.id)).where(is_own)
    return sa.and_(col(AuditEntry.subject) == subject, col(AuditEntry.subject_id).in_(own), *told)


def _told(subject: str, library_id: int) -> tuple[Any, sa.ColumnElement[bool], list[sa.ColumnElement[bool]]]:
    """Return the table of a subject, which of its rows are the library's, and which actions are told."""
    table, actions = _TABLES[subject], SUBJECTS[subject].actions
    is_own = is_of_consignment(library_id) if table is Consignment else col(table.library_id) == library_id
    return table, is_own, [] if actions is None else [col(AuditEntry.action).in_(actions)]
