"""How the requests of books stand on the page of their consignment, and papers to extend in the list of work."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from flask import url_for
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.i18n import _, _l
from library_exchange.core.worklist import Line
from library_exchange.loans.labels import code_names, states
from library_exchange.loans.loan_papers import goes_there, too_short
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.parcels import own_rows
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.shipping.display.subjects import Subject
from library_exchange.shipping.models import Consignment

TO_EXTEND = _l("Have the permit of return extended to the new due date")


def subjects(session: Session, actor: Actor, consignment: Consignment, ids: Collection[int]) -> Mapping[int, Subject]:
    """Return the request of each book as the actor's library has it, by the id of the row that sends; two queries."""
    senders = session.scalars(sa.select(LoanRequest).where(col(LoanRequest.id).in_(ids))).all()
    own = own_rows(session, senders, actor.library_id)
    return {row.id: _subject(session, row, own.get(row.id), consignment) for row in senders}


def _subject(session: Session, sender: LoanRequest, own: LoanRequest | None, consignment: Consignment) -> Subject:
    if own is None:
        return Subject(_("Request %(number)s", number=sender.public_no), None)
    label = _("Request %(number)s", number=own.public_no if own.side is Side.SUPPLYING else own.request_no)
    return Subject(
        label,
        url_for("loans.show", loan_id=own.id),
        states.state(own.side, own.stands),
        states.tone(own.side, own.stands, False),
        too_short(session, own, consignment) if goes_there(own, consignment) else None,
        code_names.name_of(code_names.DAMAGES, own.damage),
    )


def waiting_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how books whose papers end too early stand on the list of work; one query."""
    rows = session.scalars(sa.select(LoanRequest).where(col(LoanRequest.id).in_(ids)))
    return {
        row.id: Line(
            BibliographicInfo.model_validate(row.book).title_in(language),
            TO_EXTEND,
            "loans.show",
            {"loan_id": row.id, "_anchor": "next-step"},
        )
        for row in rows
    }
