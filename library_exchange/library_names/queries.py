"""Whom a library may ask for its name: a partner on the other side that works on pages."""

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.bilingual import BOTH, other_language, side_of
from library_exchange.deals.models import Agreement
from library_exchange.deals.rules.agreements import IN_FORCE
from library_exchange.directory.letter_partners import reached_by_letter
from library_exchange.directory.models import Library
from library_exchange.directory.queries import is_member
from library_exchange.loans.models import LoanRequest


def find_partner(session: Session, library: Library) -> Library | None:
    """Return the partner that speaks the other language, one with an agreement before others; None if there is none."""
    other = other_language(side_of(library.language))
    speaks = col(Library.language) == other if other == BOTH[1] else col(Library.language) != BOTH[1]
    parties = sa.or_(
        sa.and_(col(Agreement.first_id) == library.id, col(Agreement.second_id) == col(Library.id)),
        sa.and_(col(Agreement.second_id) == library.id, col(Agreement.first_id) == col(Library.id)),
    )
    agreed = sa.exists(sa.select(sa.literal(1)).where(parties, col(Agreement.state).in_(list(IN_FORCE))))
    both = (col(LoanRequest.library_id) == library.id, col(LoanRequest.partner_id) == col(Library.id))
    lends = sa.exists(sa.select(sa.literal(1)).where(*both))
    silent = reached_by_letter(session) | {library.id}
    asked = sa.select(Library).where(is_member(), speaks, col(Library.id).not_in(silent), sa.or_(agreed, lends))
    return session.scalars(asked.order_by(agreed.desc(), col(Library.id)).limit(1)).one_or_none()
