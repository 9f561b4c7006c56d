"""What was typed of an edition when it was entered into another consignment: remembered, to be proposed again."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.rules.editions import is_same_edition, title_key

FACTS = ("author", "publisher", "year", "volumes", "weight_g", "material")
"""What is true of every copy of an edition, whoever sends it."""
VALUE = "value_minor"


def details_before(
    session: Session, consignment: Consignment, lines: Sequence[ConsignmentLine], reader_id: int | None
) -> dict[int, dict[str, Any]]:
    """Return by line what was last typed of the same edition, field by field; one query.

    A value is that of consignments of `reader_id` alone, in the same currency, and for the library that sends.
    """
    found: dict[int, dict[str, Any]] = {}
    rows = _candidates(session, lines)
    for line in lines:
        same = [row for row in rows if row.id != line.id and is_same_edition(line, row)]
        same.sort(key=lambda row: title_key(row.title) != title_key(line.title))
        worth = [row for row in same if _is_own_value(row, consignment, reader_id)]
        first = {name: _first(same, name) for name in FACTS} | {VALUE: _first(worth, VALUE)}
        found[line.id] = {name: value for name, value in first.items() if value}
    return found


def _candidates(session: Session, lines: Sequence[ConsignmentLine]) -> Sequence[Any]:
    """Return the titles that may be one of these editions, the newest first, with whose they were."""
    if not lines:
        return []
    names = ("id", "title", "isbn", *FACTS, VALUE)
    owners = (col(Consignment.consignor_id), col(Consignment.consignee_id), col(Consignment.currency))
    isbns, titles = {line.isbn for line in lines if line.isbn}, {line.title for line in lines}
    same = sa.or_(col(ConsignmentLine.isbn).in_(sorted(isbns)), col(ConsignmentLine.title).in_(sorted(titles)))
    return session.execute(
        sa.select(*(getattr(ConsignmentLine, name) for name in names), *owners)
        .join(Consignment, col(Consignment.id) == col(ConsignmentLine.consignment_id))
        .where(same)
        .order_by(col(ConsignmentLine.id).desc())
    ).all()


def _is_own_value(row: Any, consignment: Consignment, reader_id: int | None) -> bool:
    is_reader_sending = reader_id == consignment.consignor_id
    return (
        is_reader_sending and reader_id in (row.consignor_id, row.consignee_id) and row.currency == consignment.currency
    )


def _first(rows: Sequence[Any], name: str) -> Any:
    return next((value for row in rows if (value := getattr(row, name))), None)
