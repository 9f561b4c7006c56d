"""Whether the post can read where the book of a request goes: street and postcode, over the border in both scripts."""

from collections.abc import Mapping

from sqlmodel import Session

from library_exchange.directory.models import Library
from library_exchange.directory.queries import not_reached_by_post
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.parcels import find_waiting
from library_exchange.shipping.queries.addressed import entered


def entered_parts(session: Session, loan: LoanRequest) -> Mapping[int, Mapping[str, str]]:
    """Return by library what was entered of its address for the consignment in which the book waits, if it does."""
    waiting = find_waiting(session, loan)
    return entered(session, waiting.consignment) if waiting else {}


def not_addressed(session: Session, loan: LoanRequest) -> list[Library]:
    """Return which of both libraries has an address that no label can bear; none of a request without a partner."""
    if loan.partner_id is None:
        return []
    partner, home = session.get_one(Library, loan.partner_id), session.get_one(Library, loan.library_id)
    told = entered_parts(session, loan)
    asked = [each for each in (partner, home) if not told.get(each.id)]
    return not_reached_by_post(session, asked, abroad=partner.country != home.country)
