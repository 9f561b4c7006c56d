"""Interlibrary loans of the key's library: listed, made, and taken a step further by the verbs of their pages."""

from flask import Response
from sqlmodel import Session

from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.core.rights import library_of
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.requests import get_request
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.steps import STATES
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services.steps import take_step as take
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services.requesting import draft
from library_exchange.rest_api.addresses import at
from library_exchange.rest_api.display import own as display
from library_exchange.rest_api.queries import own
from library_exchange.rest_api.rules.preconditions import tag_of
from library_exchange.rest_api.schemas import answers
from library_exchange.rest_api.schemas.inputs import StepAsked
from library_exchange.rest_api.views.answering import (
    carried_out_once,
    given,
    listed,
    one_of,
    piece,
    require_version,
    told,
)
from library_exchange.rest_api.views.door import bp
from library_exchange.web.guard import current_actor

LOAN = "/loans/<int(max=2147483647):loan_id>"


@bp.get("/loans")
def loans() -> Response:
    """List the library's sides of requests, by side, state, and whether they are open."""
    asked, actor = piece(), current_actor()
    states = sorted({state.value for of_side in STATES.values() for state in of_side})
    is_open = one_of("open", ("true", "false"))
    sieve = own.LoanSieve(
        side=one_of("side", [each.value for each in Side]),
        state=one_of("state", states),
        is_open=None if not is_open else is_open == "true",
    )
    with reading() as session:
        rows = own.loans(session, library_of(actor), sieve, asked)
        codes = own.codes(session, {row.partner_id for row in rows})
    return listed(answers.Loans, rows, asked, lambda row: row.id, lambda row: display.loan(row, actor, codes))


@bp.get(LOAN)
def loan(loan_id: int) -> Response:
    """Tell of one request, with the steps that its state allows now."""
    with reading() as session:
        return _told(session, get_request(session, current_actor(), loan_id))


def _told(session: Session, row: LoanRequest, status: int = 200, location: str | None = None) -> Response:
    codes = own.codes(session, {row.partner_id})
    return told(display.loan(row, current_actor(), codes), tag_of(row.version), status, location)


@bp.post("/loans")
def make_loan() -> Response:
    """Note a request for the library itself; a librarian sends it on, or a step does."""
    asked = given(NewRequest)

    def act(session: Session) -> Response:
        row = draft(session, current_actor(), asked, now())
        session.flush()
        return _told(session, row, 201, at("loans", row.id))

    return carried_out_once(act)


@bp.post(f"{LOAN}/steps")
def take_step(loan_id: int) -> Response:
    """Take a step."""
    asked = given(StepAsked)

    def act(session: Session) -> Response:
        row = get_request(session, current_actor(), loan_id)
        require_version(tag_of(row.version))
        if asked.version is not None and asked.version != row.version:
            raise InvalidInput({"version": _("The version stands in the header If-Match.")})
        told_with = StepInput.model_validate(asked.model_dump(exclude={"action", "version"}) | {"version": row.version})
        take(session, current_actor(), row, asked.action, told_with, now())
        session.flush()
        session.refresh(row)
        return _told(session, row)

    return carried_out_once(act)
