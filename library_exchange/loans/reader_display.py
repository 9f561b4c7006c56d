"""What a reader sees of one request: its status, what it means for her, which request it makes anew."""

from datetime import date
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.i18n import current
from library_exchange.loans import policy
from library_exchange.loans.labels import code_names, states
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import requests
from library_exchange.loans.rules.codes import RequestingState
from library_exchange.loans.rules.due_dates import is_overdue
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.services import notices


def again(session: Session, actor: Actor, loan: LoanRequest) -> dict[str, Any]:
    """Return whether the request may be made anew, and the requests that it makes anew or that made it anew."""
    earlier = requests.find_earlier(session, loan)
    later = requests.find_asked_again(session, loan) if loan.closed_at is not None else None
    found = {"earlier": earlier, "later": later}
    is_open = later is None or later.closed_at is not None
    return {
        name: (one.request_no, url_for("loans.show", loan_id=one.id)) if one and policy.may_see(actor, one) else None
        for name, one in found.items()
    } | {"may": is_open and policy.may_ask_again(actor, loan)}


def for_reader(session: Session, loan: LoanRequest, today: date) -> dict[str, Any]:
    state = RequestingState(loan.state)
    late = is_overdue(loan.side, state, loan.due, loan.due_on, today)
    is_copy = loan.service is ServiceType.COPY
    status, meaning, tone = states.reader_status(
        state, loan.due, late, is_copy, loan.reads_there, loan.was_lent, loan.damage is not None
    )
    status, meaning = states.reader_waits(state, loan.reason_retry, loan.retry_after) or (status, meaning)
    refused = states.reader_refused(state, loan.due, late, loan.renewal_refusal, loan.reads_there)
    refusal = code_names.name_of(code_names.RENEWAL_REFUSALS, loan.renewal_refusal)
    return {
        "said": notices.own_words(session, loan, current().code, late and state in states.READER_HAS_IT),
        "status": status,
        "meaning": refused or meaning,
        "tone": tone,
        "questions": states.questions(loan.questions) if state is RequestingState.READER_ASKED else [],
        "has_it": state in states.READER_HAS_IT,
        "reason": code_names.name_of(code_names.DECLINE_REASONS, loan.decline_reason),
        "is_cancellation_refused": state in states.READER_WAITS and requests.is_cancellation_refused(session, loan),
        "condition": code_names.name_of(code_names.CONDITIONS, loan.loan_condition, loan.service),
        "renewal_refusal": refusal if loan.due_on and not refused else None,
    }
