"""Recording that a book was looked for near the library before it is asked for abroad."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.directory.queries import day_at
from library_exchange.loan_printouts.schemas import LocalCheck
from library_exchange.loans import policy
from library_exchange.loans.labels.history import LOCAL_CHECK
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side


def record_local_check(session: Session, actor: Actor, loan: LoanRequest, given: LocalCheck, now: datetime) -> None:
    """Write down that the book of `loan` is in none of the catalogues searched.

    The partner is told the day with the request, and nothing else. Raises Forbidden for who is not of the staff of the
    library that asks, Conflict for a request that is closed, InvalidInput for a day to come or a search of nothing.
    """
    if not policy.works_on(actor, loan) or loan.side is not Side.REQUESTING:
        raise Forbidden("local-check", loan=loan.id)
    if loan.closed_at is not None:
        raise Conflict("closed", _l("The request is closed. Nothing more can be recorded on it."), loan=loan.id)
    if given.checked_on > day_at(session, loan.library_id, now):
        raise InvalidInput({"checked_on": _l("This day has not come yet.")})
    if not given.own:
        raise InvalidInput({"own": _l("Search the catalogue of your own library first.")})
    values = {
        "local_check_on": given.checked_on,
        "checked_by": given.checked_by,
        "checked_in": given.searched,
    }
    versions.change(session, loan, values)
    facts = {"on": given.checked_on.isoformat(), "searched": given.searched, "number": loan.public_no}
    audit.record(session, actor, f"loan.{LOCAL_CHECK}", "loan", loan.id, at=now, **facts)
