"""The verb of staff about the order of suppliers: move one up or down, leave it out, put it back, add one."""

from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden, NotFound
from library_exchange.core.i18n import _l
from library_exchange.directory.models import Library
from library_exchange.loans import policy
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.requests import asked_library_ids
from library_exchange.loans.queries.suppliers import staff_order, suppliers, to_add
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.rota import ARRANGED_IN, Rearrangement
from library_exchange.loans.services.transitions import CHANGED_MEANWHILE


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
    if not policy.works_on(actor, loan):
        raise Forbidden("order", loan=loan.id)
    if loan.side is not Side.REQUESTING or loan.stands not in ARRANGED_IN:
        raise Conflict("no-order", _l("No other library is asked for this request any more."))
    known = [one.library.id for one in suppliers(session, loan, at)]
    if change is Rearrangement.ADD:
        asked = asked_library_ids(session, loan)
        if library_id not in {each.id for each in to_add(session, loan, [*known, *asked])}:
            raise NotFound("no-such-lender")
    changed = staff_order(loan).after(change, library_id, known)
    if changed is None:
        raise Conflict("order-as-it-was", CHANGED_MEANWHILE)
    versions.change(session, loan, {"staff_order": asdict(changed)}, version, CHANGED_MEANWHILE)
    code = session.get_one(Library, library_id).code
    audit.record(session, actor, f"loan.{change}", "loan", loan.id, at=at, library=code)
