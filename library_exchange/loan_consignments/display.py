"""How the requests of books stand on the page of their consignment, and papers to extend in the list of work."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.bounds import find_number
from library_exchange.core.i18n import _, _l, current
from library_exchange.core.worklist import Line
from library_exchange.loan_consignments import labels, rules
from library_exchange.loan_consignments.queries import states_in
from library_exchange.loan_consignments.services.letting_go import SENDS
from library_exchange.loans import policy
from library_exchange.loans.labels import actions, code_names, states
from library_exchange.loans.labels.sentences import TURNED_UP
from library_exchange.loans.loan_papers import goes_there, too_short
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.parcels import NOT_AS_SENT, own_rows
from library_exchange.loans.rules.codes import State
from library_exchange.loans.rules.inputs import input_of
from library_exchange.loans.rules.steps import find
from library_exchange.loans.rules.tasks import TAKES_LOSS_BACK
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.shipping.display.subjects import Subject
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.rules.codes import LineState
from library_exchange.web.confirming import Question
from library_exchange.web.next_steps import Next

BACK = "consignment"
"""What a form says that leads back to the page of a consignment."""
TO_TAKE_BACK = _l("The lost book has come: take the ending of the loan back")
TO_EXTEND = _l("Have the permit of return extended to the new due date")


def subjects(session: Session, actor: Actor, consignment: Consignment, ids: Collection[int]) -> Mapping[int, Subject]:
    """Return the request of each book as the actor's library has it, by the id of the row that sends; three queries."""
    senders = session.scalars(sa.select(LoanRequest).where(col(LoanRequest.id).in_(ids))).all()
    own = own_rows(session, senders, actor.library_id)
    came = states_in(session, consignment, ids)
    return {row.id: _subject(session, actor, row, own.get(row.id), consignment, came.get(row.id)) for row in senders}


def _subject(
    session: Session,
    actor: Actor,
    sender: LoanRequest,
    own: LoanRequest | None,
    consignment: Consignment,
    came: LineState | None,
) -> Subject:
    if own is None:
        return Subject(_("Request %(number)s", number=sender.public_no), None)
    label = _("Request %(number)s", number=own.public_no)
    return Subject(
        label,
        url_for("loans.show", loan_id=own.id),
        states.state(own.side, own.stands),
        states.tone(own.side, own.stands, False),
        too_short(session, own, consignment) if goes_there(own, consignment) else None,
        _first(actor, own, consignment) if own is sender else None,
        code_names.name_of(code_names.DAMAGES, own.damage),
        _then(actor, own, consignment),
        _unsettled(own, came, own is sender) if came else None,
        came in NOT_AS_SENT and rules.has_come(own.stands, goes_there(own, consignment)),
        _apart(own) if own is sender else None,
    )


def _apart(loan: LoanRequest) -> Callable[[str], str] | None:
    """Return what is confirmed apart before the book, by its title, is handed over; None if nobody waits for it."""
    waits = rules.waits_for_reader(loan.side, loan.stands, loan.reader_id is not None)
    return partial(labels.goes_unread, number=loan.public_no) if waits else None


def question_of_consigning(loan: LoanRequest) -> Question | None:
    """Return what is asked before the book is put into a consignment; None of one that no reader waits for."""
    if not rules.waits_for_reader(loan.side, loan.stands, loan.reader_id is not None):
        return None
    title = BibliographicInfo.model_validate(loan.book).title_in(current().code).shown.value
    back = url_for("loans.show", loan_id=loan.id)
    return Question(_("Prepare the papers"), labels.GOES_UNREAD, back, f"{title} · {loan.request_no}")


def _unsettled(loan: LoanRequest, came: LineState, is_sender: bool) -> Next | None:
    """Return what the library of `loan` does about a book that did not come as it should; None once that is settled."""
    part = rules.deed_of(loan.side, loan.stands, came, is_sender)
    if part is None:
        return None
    title = BibliographicInfo.model_validate(loan.book).title_in(current().code).shown.value
    reason = labels.unsettled(part, came, title)
    if not part.leads_on:
        return Next(reason)
    return Next(reason, url=url_for("loans.show", loan_id=loan.id, _anchor="next-step"), label=_("Open the request"))


def _first(actor: Actor, loan: LoanRequest, consignment: Consignment) -> Next:
    """Return what is done before a book may leave: the step after which its request lets it go, else its page."""
    usual = next(iter(policy.actions_open_to(actor, loan)), None)
    step = loan.step(usual) if usual else None
    leads_there = step is not None and not step.is_grave and _may_be_sent(loan, step.leads_to(loan.stands))
    if usual is None or not leads_there or input_of(usual, loan.service):
        return Next(url=url_for("loans.show", loan_id=loan.id, _anchor="next-step"), label=_("Open the request"))
    fields = {"version": loan.version, "back": BACK, "consignment": consignment.id}
    url = url_for("loans.act", loan_id=loan.id, action=usual)
    return Next(url=url, label=actions.ACTIONS[usual], is_sent=True, fields=fields)


def _then(actor: Actor, loan: LoanRequest, consignment: Consignment) -> Next | None:
    """Return how the ending of a loan is taken back whose book came after it was written off."""
    usual = next((each for each in policy.actions_open_to(actor, loan) if each in TAKES_LOSS_BACK), None)
    if usual is None or not loan.has_turned_up:
        return None
    fields = {"version": loan.version, "back": BACK, "consignment": consignment.id}
    url = url_for("loans.act", loan_id=loan.id, action=usual)
    return Next(TURNED_UP[loan.side], url=url, label=actions.ACTIONS[usual], is_sent=True, fields=fields)


def _may_be_sent(loan: LoanRequest, state: State) -> bool:
    return find(loan.side, state, SENDS[loan.side], loan.due, loan.service) is not None


def address_back(form: Mapping[str, str]) -> str | None:
    """Return the address of the consignment from whose page a step of a request was taken, None for another page."""
    number = find_number(form.get("consignment", "")) if form.get("back") == BACK else None
    return url_for("shipping.show", consignment_id=number, _anchor="next-step") if number else None


def waiting_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how books whose papers end too early stand on the list of work; one query."""
    return _lines(session, ids, language, TO_EXTEND)


def turned_up_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how books that came after they were written off stand on the list of work; one query."""
    return _lines(session, ids, language, TO_TAKE_BACK)


def missed_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how books that the partner did not find in the parcel stand on the list of work; one query."""
    return _lines(session, ids, language, states.LOOK_FOR_IT)


def _lines(session: Session, ids: Sequence[int], language: str, task: Any) -> Mapping[int, Line]:
    rows = session.scalars(sa.select(LoanRequest).where(col(LoanRequest.id).in_(ids)))
    return {
        row.id: Line(
            BibliographicInfo.model_validate(row.book).title_in(language),
            task,
            "loans.show",
            {"loan_id": row.id, "_anchor": "next-step"},
        )
        for row in rows
    }
