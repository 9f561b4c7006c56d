"""A reader proposes a book to her own library; a librarian makes a want of it or declines. Nothing of her leaves."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.labels import RECORD_GONE
from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.citations.numbers import isbn_told_wrong
from library_exchange.core import audit, rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.offers import labels
from library_exchange.offers.models import ProposalState, Want, WantProposal
from library_exchange.offers.rules.numbers import read_number
from library_exchange.offers.schemas import ProposalInput, WantInput
from library_exchange.offers.services import wants
from library_exchange.offers.services.transitions import write

MOST_WAITING = 20
READS = {"title": ("record_id",)}
"""By field of a proposal of which others its check reads."""


def propose(session: Session, actor: Actor, given: ProposalInput, now: datetime) -> WantProposal:
    """Note what a reader asks her library to want. Raises InvalidInput without a title or with a wrong ISBN."""
    if actor.library_id is None or actor.user_id is None:
        raise Forbidden("no-library")
    _check_number_of(session, actor.user_id)
    title = given.title
    if given.record_id is not None:
        record = session.get(BibliographicRecord, given.record_id)
        if record is None:
            raise NotFound("record", RECORD_GONE, record=given.record_id)
        title = str(record.card["titles"][0][0])[:500]
    isbn = read_number(given.isbn)[0] if given.isbn else None
    wrong = {} if title else {"title": wants.NEEDED}
    if given.isbn and isbn is None:
        wrong |= {"isbn": isbn_told_wrong(given.isbn) or labels.BAD_NUMBER}
    if wrong or not title:
        raise InvalidInput(wrong)
    proposal = WantProposal(
        library_id=actor.library_id,
        reader_id=actor.user_id,
        record_id=given.record_id,
        isbn=isbn,
        printed_isbn=given.printed_isbn,
        title=title,
        author=given.author,
        note=given.note,
        created_at=now,
    )
    session.add(proposal)
    session.flush()
    audit.record(session, actor, "proposal.add", "proposal", proposal.id, at=now)
    return proposal


def _check_number_of(session: Session, reader_id: int) -> None:
    waiting = sa.select(sa.func.count()).where(
        col(WantProposal.reader_id) == reader_id, col(WantProposal.state) == ProposalState.WAITING
    )
    if (session.scalar(waiting) or 0) >= MOST_WAITING:
        raise Conflict("too-many-proposals", labels.TOO_MANY_PROPOSALS)


def accept(session: Session, actor: Actor, proposal: WantProposal, now: datetime) -> Want:
    """Make a want of the library of it; it tells the book and nothing else. Raises as `wants.add` does."""
    rights.require_party(actor, proposal.library_id)
    _require_waiting(proposal)
    given = WantInput(
        record_id=proposal.record_id,
        number=proposal.isbn or proposal.printed_isbn,
        isbn_as_printed=proposal.isbn is None,
        title=proposal.title,
        author=proposal.author,
    )
    want = wants.add(session, actor, given, now)
    write(session, proposal, {"state": ProposalState.ACCEPTED, "want_id": want.id, "answered_at": now})
    audit.record(session, actor, "proposal.accept", "proposal", proposal.id, at=now)
    return want


def decline(session: Session, actor: Actor, proposal: WantProposal, now: datetime) -> None:
    """Decline a proposal. Raises Conflict if it is answered already."""
    rights.require_party(actor, proposal.library_id)
    _require_waiting(proposal)
    write(session, proposal, {"state": ProposalState.DECLINED, "answered_at": now})
    audit.record(session, actor, "proposal.decline", "proposal", proposal.id, at=now)


def _require_waiting(proposal: WantProposal) -> None:
    if proposal.state is not ProposalState.WAITING:
        raise Conflict("answered-already", labels.CHANGED_MEANWHILE, proposal=proposal.id)
