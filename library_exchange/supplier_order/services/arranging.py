"""Verbs of staff about the order of suppliers: one moves up or down, goes, comes back, is added; or all are set."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden, NotFound
from library_exchange.core.i18n import _l
from library_exchange.directory.models import Library
from library_exchange.loans import policy
from library_exchange.loans.labels.sentences import CHANGED_MEANWHILE
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.requests import asked_library_ids
from library_exchange.loans.queries.suppliers import others, staff_order, suppliers
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.rota import ARRANGED_IN, ORDER_SET, Rearrangement


def place_all(
    session: Session, actor: Actor, loan: LoanRequest, places: Mapping[int, int], version: int, at: datetime
) -> None:
    """Set the whole order of a request at once, by the number that each library was given; raises as `rearrange`.

    Where the numbers change nothing, nothing is written.
    """
    known = _to_be_asked(session, actor, loan, at)
    changed = staff_order(loan).placed(places, known)
    if changed is None:
        return
    versions.change(session, loan, {"staff_order": asdict(changed)}, version, CHANGED_MEANWHILE)
    audit.record(session, actor, f"loan.{ORDER_SET}", "loan", loan.id, at=at)


def _to_be_asked(session: Session, actor: Actor, loan: LoanRequest, at: datetime) -> list[int]:
    """Return whom to ask in turn; raises Forbidden for strangers, Conflict where nobody is asked any more."""
    if not policy.works_on(actor, loan):
        raise Forbidden("order", loan=loan.id)
    if loan.side is not Side.REQUESTING or loan.stands not in ARRANGED_IN:
        raise Conflict("no-order", _l("No other library is asked for this request any more."))
    return [one.library.id for one in suppliers(session, loan, at)]


def rearrange(
    session: Session,
    actor: Actor,
    loan: LoanRequest,
    change: Rearrangement,
    library_id: int,
    version: int,
    at: datetime,
) -> None:
    """Carry out `change` to one library of the order of a request, of which no library is told anything.

    Raises Forbidden for all but the staff of the request's library, NotFound for a library that does not lend, Conflict
    where nobody is asked any more, nothing is to change, or somebody else was faster.
    """
    known = _to_be_asked(session, actor, loan, at)
    if change is Rearrangement.ADD:
        asked = asked_library_ids(session, loan)
        to_add, _to_connect = others(session, loan, [*known, *asked])
        if library_id not in {each.id for each in to_add}:
            raise NotFound("no-such-lender")
    changed = staff_order(loan).after(change, library_id, known)
    if changed is None:
        raise Conflict("order-as-it-was", CHANGED_MEANWHILE)
    versions.change(session, loan, {"staff_order": asdict(changed)}, version, CHANGED_MEANWHILE)
    code = session.get_one(Library, library_id).code
    audit.record(session, actor, f"loan.{change}", "loan", loan.id, at=at, library=code)
