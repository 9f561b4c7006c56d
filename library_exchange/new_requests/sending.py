"""What goes out with a request: what staff filled in beside the button, and the question where nobody can read it."""

from collections.abc import Mapping
from datetime import datetime

from flask import url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.i18n import current
from library_exchange.directory.models import Library
from library_exchange.loans import policy
from library_exchange.loans.labels import actions
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.rules.inputs import INPUT, Asks
from library_exchange.loans.schemas import BibliographicInfo, StepInput
from library_exchange.new_requests import labels, other_side, sounding
from library_exchange.new_requests.schemas import Completion
from library_exchange.new_requests.services import completing
from library_exchange.web.confirming import Question
from library_exchange.web.forms import parse

COMPLETED = frozenset(Completion.model_fields) - {"version"}


def told_beside(
    session: Session,
    actor: Actor,
    loan: LoanRequest,
    action: Action,
    given: StepInput,
    form: Mapping[str, str],
    now: datetime,
) -> Question | None:
    """Write what was filled in of the book into a request that is about to be sent; return what is asked before.

    Asked is where the library that was chosen can read nothing of the title. Raises InvalidInput for what is filled in
    wrongly; what was changed meanwhile, and who may not send, the step itself tells.
    """
    if Asks.SUPPLIER not in INPUT.get(action, ()) or not policy.works_on(actor, loan):
        return None
    if given.version in (None, loan.version) and any(form.get(name) for name in COMPLETED):
        told = parse(Completion, {name: form[name] for name in COMPLETED if name in form})
        completing.complete_beside(session, actor, loan, told, now)
    return _question(session, loan, action, given.supplier_id or loan.partner_id, form)


def _question(
    session: Session, loan: LoanRequest, action: Action, supplier_id: int | None, form: Mapping[str, str]
) -> Question | None:
    book = BibliographicInfo.model_validate(loan.book)
    sound = sounding.proposed(book) if loan.record_id is None else None
    library = session.get(Library, supplier_id) if sound and supplier_id else None
    if sound is None or library is None or library.language != (language := other_side.readers_of(sound)):
        return None
    name = library.name_in(current().code)
    return Question(
        actions.name(action, loan.due, loan.reads_there),
        labels.unread_there(language, name),
        url_for("loans.show", loan_id=loan.id),
        f"{book.title_in(current().code).shown.value} · {loan.request_no}",
        chosen=[(labels.LIBRARY_ASKED, name)],
        fields=[(field, ()) for field in other_side.fields(session, book, sound, form)],
    )
