"""The thread of a request as its page shows it."""

from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.correspondence.display import thread as shown_talk
from library_exchange.correspondence.queries import thread
from library_exchange.loan_threads import queries
from library_exchange.loans.models import LoanRequest


def of_loan(session: Session, actor: Actor, loan: LoanRequest) -> dict[str, Any] | None:
    """Return what both sides wrote about the request, None if no library has been asked."""
    subject_id = queries.subject_of(session, loan)
    if subject_id is None:
        return None
    talk = thread(session, actor, queries.KIND, subject_id)
    likely = queries.likely_about(loan, talk.home)
    return shown_talk(talk, url_for("loans.show", loan_id=loan.id, _anchor="talk"), likely)
