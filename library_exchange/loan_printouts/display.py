"""The papers of a request on its page; not yet the label of an address that no post can read."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.core.i18n import current
from library_exchange.directory.models import Library
from library_exchange.directory.policy import may_edit
from library_exchange.loan_printouts.labels.slips import NO_ADDRESS, NO_ADDRESS_AT_HOME, PAPER_NAMES
from library_exchange.loan_printouts.queries.addressed import not_addressed
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.parcels import find_waiting
from library_exchange.loans.rules.papers import Paper, papers_in
from library_exchange.web.guard import current_actor


def papers_shown(session: Session, loan: LoanRequest) -> list[tuple[Paper, Any, Any]]:
    """Return the papers that are needed now, each with its name and what it waits for."""
    needed = papers_in(loan.side, loan.stands, loan.service)
    lacking = not_addressed(session, loan) if Paper.LABEL in needed else []
    waits = {Paper.LABEL: _waits(session, loan, lacking)}
    return [(each, PAPER_NAMES[each], waits.get(each)) for each in needed]


def _waits(session: Session, loan: LoanRequest, lacking: Sequence[Library]) -> dict[str, Any] | None:
    """Return why a label is not printed yet, whose address lacks and where that is seen to; None if it can be."""
    if not lacking:
        return None
    ends = (session.get_one(Library, each).country for each in (loan.library_id, loan.partner_id))
    sentence = NO_ADDRESS if len(set(ends)) > 1 else NO_ADDRESS_AT_HOME
    return {"sentence": sentence, "libraries": [_library(session, loan, each) for each in lacking]}


def _library(session: Session, loan: LoanRequest, library: Library) -> dict[str, Any]:
    actor, waiting, is_ours = current_actor(), find_waiting(session, loan), library.id == loan.library_id
    url = None
    if is_ours:
        url = url_for("directory.edit", code=library.code, _anchor="addresses") if may_edit(actor, library) else None
    elif waiting is not None:
        url = url_for("address_requests.show", consignment_id=waiting.consignment.id)
    return {
        "name": library.name_in(current().code),
        "url": url,
        "is_ours": is_ours,
        "mailbox": None if is_ours else library.mailbox,
    }
