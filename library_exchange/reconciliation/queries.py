"""Reading comparisons: one of them with its figures and remarks, those of a library, what waits for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import _
from library_exchange.core.titles import as_written
from library_exchange.core.worklist import Line, entries
from library_exchange.deals.models import Box, BoxLine, Settlement
from library_exchange.deals.rules.boxes import PROMISED
from library_exchange.deals.rules.settling import OPEN as OPEN_SETTLEMENTS
from library_exchange.directory.models import Library
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.models import Reason, Unit
from library_exchange.reconciliation import rules
from library_exchange.reconciliation.models import Reconciliation, ReconciliationRemark
from library_exchange.reconciliation.rules import Figures, Moved, ReconciliationState
from library_exchange.shipping.models import Claim, Consignment
from library_exchange.shipping.rules.claims import FINAL


def get_reconciliation(session: Session, actor: Actor, reconciliation_id: int) -> Reconciliation:
    """Return a comparison of the actor's library. Raises NotFound."""
    found = session.get(Reconciliation, reconciliation_id)
    if found is None:
        raise NotFound("reconciliation", reconciliation=reconciliation_id)
    rights.require_party(actor, *found.parties)
    return found


@dataclass(frozen=True)
class ListRow:
    """A comparison in a list, with the other library."""

    reconciliation: Reconciliation
    partner: Library


def _is_party(library_id: int) -> sa.ColumnElement[bool]:
    return sa.or_(col(Reconciliation.first_id) == library_id, col(Reconciliation.second_id) == library_id)


def _other(library_id: int) -> Any:
    first, second = col(Reconciliation.first_id), col(Reconciliation.second_id)
    return sa.case((first == library_id, second), else_=first)


def of_library(session: Session, library_id: int, limit: int, offset: int) -> tuple[int, Sequence[ListRow]]:
    """Return how many comparisons a library has, and a page of them, the last year first; two queries."""
    mine = _is_party(library_id)
    total = session.scalar(sa.select(sa.func.count()).select_from(Reconciliation).where(mine)) or 0
    rows = session.execute(
        sa.select(Reconciliation, Library)
        .join(Library, col(Library.id) == _other(library_id))
        .where(mine)
        .order_by(col(Reconciliation.year).desc(), col(Reconciliation.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return total, [ListRow(found, partner) for found, partner in rows]


def remarks(session: Session, reconciliation: Reconciliation) -> Sequence[ReconciliationRemark]:
    """Return what both sides said of a comparison, in order; one query."""
    mine = col(ReconciliationRemark.reconciliation_id) == reconciliation.id
    return session.scalars(sa.select(ReconciliationRemark).where(mine).order_by(col(ReconciliationRemark.id))).all()


def of_pair(session: Session, first_id: int, second_id: int) -> Sequence[Reconciliation]:
    """Return the comparisons of two libraries, the lower id first, by year; one query."""
    pair = (col(Reconciliation.first_id) == first_id, col(Reconciliation.second_id) == second_id)
    return session.scalars(sa.select(Reconciliation).where(*pair).order_by(col(Reconciliation.year))).all()


def pairs_since(session: Session, year: int) -> set[tuple[int, int]]:
    """Return every two libraries that began the comparison of `year` or a later one, the lower id first; one query."""
    pair = (col(Reconciliation.first_id), col(Reconciliation.second_id))
    rows = session.execute(sa.select(*pair).where(col(Reconciliation.year) >= year).distinct())
    return {(first, second) for first, second in rows}


# The figures ----------------------------------------------------------------------------------------------------------


def figures(session: Session, reconciliation: Reconciliation) -> Figures:
    """Return the figures of a comparison, seen from the first library: as agreed to, else as the books are."""
    if reconciliation.figures is not None:
        return rules.read(reconciliation.figures)
    return figures_of(session, *reconciliation.parties, reconciliation.year)


def figures_of(session: Session, first_id: int, second_id: int, year: int) -> Figures:
    """Return what the books of two libraries say of a year; at most eight queries."""
    begins = date(year, 1, 1)
    before = ledger.balance(session, first_id, second_id, before=begins)
    agreed = [
        each
        for each in of_pair(session, first_id, second_id)
        if each.year < year and each.state is ReconciliationState.AGREED and each.figures is not None
    ]
    last = agreed[-1].figures if agreed else None
    order = {reason: place for place, reason in enumerate(Reason)}
    moved = ledger.sums_by_reason(session, first_id, second_id, begins, date(year, 12, 31))
    moved.sort(key=lambda each: (order[each[0]], list(Unit).index(each[1])))
    return rules.figures_of(
        {str(unit): sum_ for unit, sum_ in before.items()} if last is None else rules.closing_of(rules.read(last)),
        {str(unit): sum_ for unit, sum_ in before.items()},
        [Moved(str(reason), str(unit), gave, got) for reason, unit, gave, got in moved],
        [str(unit) for unit in Unit],
        _questions(session, first_id, second_id, year),
    )


def _questions(session: Session, first_id: int, second_id: int, year: int) -> dict[str, int]:
    """Return how many questions of each kind were open between two libraries when a year ended; four queries."""
    pair, last_day = (first_id, second_id), date(year, 12, 31)
    ends = datetime.combine(date(year + 1, 1, 1), time.min, session.get_one(Library, first_id).zone).astimezone(UTC)
    claims = (
        sa.select(sa.func.count(col(Claim.id)))
        .join(Consignment, col(Consignment.id) == col(Claim.consignment_id))
        .where(
            col(Consignment.consignor_id).in_(pair),
            col(Consignment.consignee_id).in_(pair),
            col(Claim.opened_at) < ends,
            sa.or_(col(Claim.state).not_in(FINAL), col(Claim.touched_at) >= ends),
        )
    )
    settlements = sa.select(sa.func.count(col(Settlement.id))).where(
        col(Settlement.creditor_id).in_(pair),
        col(Settlement.debtor_id).in_(pair),
        col(Settlement.proposed_at) < ends,
        sa.or_(col(Settlement.state).in_(OPEN_SETTLEMENTS), col(Settlement.answered_at) >= ends),
    )
    books = (
        sa.select(sa.func.count(col(BoxLine.id)))
        .join(Box, col(Box.id) == col(BoxLine.box_id))
        .where(
            col(Box.first_id) == first_id,
            col(Box.second_id) == second_id,
            col(Box.agreed_at) < ends,
            sa.or_(col(BoxLine.state).in_(PROMISED), col(BoxLine.received_on) > last_day),
        )
    )
    counted = {"claims": claims, "settlements": settlements, "books": books}
    return {name: session.scalar(query) or 0 for name, query in counted.items()}


# What waits -----------------------------------------------------------------------------------------------------------


def waiting(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the comparisons of which a library has to say something."""
    is_asked = sa.or_(col(Reconciliation.said_by_id).is_(None), col(Reconciliation.said_by_id) != library_id)
    is_open = col(Reconciliation.state) != ReconciliationState.AGREED
    since, partner = col(Reconciliation.touched_at), _other(library_id)
    return entries(Reconciliation, _is_party(library_id), is_open, is_asked, since=since, partner=partner)


def waiting_lines(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return how comparisons stand on the list of work; one query."""
    found = session.scalars(sa.select(Reconciliation).where(col(Reconciliation.id).in_(ids)))
    return {
        each.id: Line(
            as_written(_("Comparison of accounts for %(year)s", year=each.year)),
            _("Answer what differs") if each.state is ReconciliationState.DIFFERS else _("Agree, or say what differs"),
            "reconciliation.show",
            {"reconciliation_id": each.id},
        )
        for each in found
    }
