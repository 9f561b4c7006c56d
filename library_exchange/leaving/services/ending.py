"""A library has left: rights in it rest; once it is gone they end with its lists, and who its people were is erased."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.models import Membership, SavedFilter, SignIn, User
from library_exchange.core.actor import clock
from library_exchange.core.steps import Taking
from library_exchange.directory.models import Library
from library_exchange.leaving.services import holdings
from library_exchange.loans.models import LoanRequest
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules import offers, wants
from library_exchange.offers.services.transitions import move_offer, move_want
from library_exchange.personal_data.services.erasing import UNLINKED
from library_exchange.reading_lists.models import ReadingList
from library_exchange.search_alerts.models import SearchAlert
from library_exchange.second_factors.models import Passkey, PasskeyChallenge, RecoveryCode, SecondFactor

CLOCK = clock("leaving")


def withdraw_lists(taking: Taking) -> None:
    """Withdraw what the library offers, and end what it looks for."""
    session, library_id = taking.session, taking.row.library_id
    open_offers = (col(Offer.library_id) == library_id, col(Offer.state).not_in(list(offers.CLOSED)))
    for offer in session.scalars(sa.select(Offer).where(*open_offers)).all():
        if offers.OFFER.find(offer.state, offers.OfferEvent.WITHDRAW):
            move_offer(session, CLOCK, offer, offers.OfferEvent.WITHDRAW, taking.at)
    open_wants = (col(Want.library_id) == library_id, col(Want.state).not_in(list(wants.CLOSED)))
    for want in session.scalars(sa.select(Want).where(*open_wants)).all():
        if wants.WANT.find(want.state, wants.WantEvent.EXPIRE):
            move_want(session, CLOCK, want, wants.WantEvent.EXPIRE, taking.at)


def let_rights_rest(taking: Taking) -> None:
    """Let every role in the library rest: nobody acts for it any more, and no letter finds it."""
    taking.session.get_one(Library, taking.row.library_id).has_left = True


def come_back(taking: Taking) -> None:
    """Let the library be a member again, and everybody there what she was."""
    taking.session.get_one(Library, taking.row.library_id).has_left = False


def end_rights(taking: Taking) -> None:
    """End every role in the library, forget its mailbox, and erase the people who belong to no other library."""
    session = taking.session
    library = session.get_one(Library, taking.row.library_id)
    library.mailbox, library.desk_phone = "", None
    holdings.forget(session, library.id)
    mine = col(Membership.library_id) == library.id
    people = session.scalars(sa.select(col(Membership.user_id)).where(mine).distinct()).all()
    session.execute(sa.delete(SavedFilter).where(col(SavedFilter.library_id) == library.id))
    session.execute(sa.delete(Membership).where(mine))
    session.execute(sa.update(LoanRequest).where(col(LoanRequest.library_id) == library.id).values(**UNLINKED))
    _erase(session, people)


def _erase(session: Session, people: Collection[int]) -> None:
    """Erase who belongs nowhere and does not run the platform: nobody can sign in as her, no letter finds her."""
    elsewhere = sa.select(col(Membership.user_id))
    nowhere = (col(User.id).in_(people), col(User.id).not_in(elsewhere), ~col(User.is_platform_admin))
    gone = session.scalars(sa.select(col(User.id)).where(*nowhere)).all()
    for table in (SignIn, SearchAlert, ReadingList, SecondFactor, RecoveryCode, Passkey, PasskeyChallenge):
        session.execute(sa.delete(table).where(col(table.user_id).in_(gone)))
    erased = {"name": "", "email": None, "password": None, "active": False}
    session.execute(sa.update(User).where(col(User.id).in_(gone)).values(erased))
