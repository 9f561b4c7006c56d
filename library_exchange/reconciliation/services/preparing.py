"""Preparing the comparison of a year: by hand, or by the clock once the year is over at both libraries."""

from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from library_exchange.core import audit, rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.directory.queries import day_at, day_for, get_library_by_id
from library_exchange.ledger import queries as ledger
from library_exchange.reconciliation import labels, queries
from library_exchange.reconciliation.models import Reconciliation
from library_exchange.reconciliation.schemas import NewReconciliation


def begin(session: Session, actor: Actor, given: NewReconciliation, now: datetime) -> Reconciliation:
    """Begin the comparison of a year with a partner; return it.

    Raises InvalidInput for a year that is not over or that cannot be compared, and Conflict if there is one already.
    """
    library_id = rights.library_of(actor)
    if given.partner_id == library_id:
        raise InvalidInput({"partner_id": labels.OWN_LIBRARY})
    partner = get_library_by_id(session, given.partner_id)
    first_id, second_id = sorted((library_id, partner.id))
    if not _is_over(session, first_id, second_id, given.year, now):
        raise InvalidInput({"year": labels.YEAR_NOT_OVER})
    known = queries.of_pair(session, first_id, second_id)
    if any(each.year == given.year for each in known):
        raise InvalidInput({"year": labels.EXISTS})
    if any(each.year > given.year for each in known):
        raise InvalidInput({"year": labels.LATER_EXISTS})
    if not queries.figures_of(session, first_id, second_id, given.year).rows:
        raise InvalidInput({"year": labels.NOTHING_TO_COMPARE})
    return _prepare(session, actor, first_id, second_id, given.year, now)


def prepare_due(session: Session, actor: Actor, now: datetime) -> int:
    """Prepare the comparison of last year for every two libraries that entered something in it; return how many.

    Only once the year is over at both, by their own days, and where nobody has begun it or a later one.
    """
    year = day_for(session, None, now).year - 1
    known = queries.pairs_since(session, year)
    pairs = ledger.pairs_with_entries(session, date(year, 1, 1), date(year, 12, 31))
    due = [pair for pair in pairs if pair not in known and _is_over(session, *pair, year, now)]
    for pair in due:
        _prepare(session, actor, *pair, year, now)
    return len(due)


def _is_over(session: Session, first_id: int, second_id: int, year: int, now: datetime) -> bool:
    return min(day_at(session, each, now) for each in (first_id, second_id)).year > year


def _prepare(session: Session, actor: Actor, first_id: int, second_id: int, year: int, now: datetime) -> Reconciliation:
    made = Reconciliation(first_id=first_id, second_id=second_id, year=year, created_at=now, touched_at=now)
    session.add(made)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("compared-already", labels.EXISTS) from error
    audit.record(session, actor, "reconciliation.prepare", "reconciliation", made.id, at=now, year=year)
    return made
