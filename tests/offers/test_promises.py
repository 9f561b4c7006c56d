"""A copy that goes to another library in an exchange is lent to nobody meanwhile."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.actor import clock
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies
from library_exchange.loans.rules.codes import DueState, Side, SupplyingState
from library_exchange.offers.models import Offer
from library_exchange.offers.queries import candidates
from library_exchange.offers.queries.lookups import get_offer
from library_exchange.offers.rules.offers import OfferEvent, OfferState
from library_exchange.offers.services import offers, transitions
from tests.partners import ISBN, add_book


@pytest.fixture
def offered(heihe):
    """A copy of Heihe that is offered; return its record, its item and the offer."""
    record = add_book()
    (item,) = heihe.holds(record)
    with transaction() as session:
        offer, _is_new = offers.offer_item(session, heihe.librarian, item, now())
        offer.weight_g = 300
        session.flush()
        offers.publish(session, heihe.librarian, offer, now())
        return record, item, offer.id


def move(heihe, offer_id, event):
    with transaction() as session:
        offer = get_offer(session, heihe.librarian, offer_id)
        transitions.move_offer(session, clock("exchange"), offer, event, now())
        return offer.state


def lend(heihe, amur, item):
    """Have a copy on its way to a partner on loan; return the loan's id."""
    with transaction() as session:
        row = {"side": Side.SUPPLYING, "state": str(SupplyingState.SHIPPED), "request_no": "R-1-1", "item_id": item}
        row |= {"due": DueState.OK}
        times = dict.fromkeys(("created_at", "touched_at", "shipped_at"), now())
        loan = LoanRequest(library_id=heihe.id, partner_id=amur.id, **row, **times)
        session.add(loan)
        session.flush()
        return loan.id


def on_offer(offer):
    """Whether the offer is found for a want and on the public list."""
    with reading() as session:
        found = {pair.offer_id for pair in candidates.pairs(session)}
        listed = set(session.scalars(sa.select(col(Offer.id)).where(candidates.is_open_offer())))
    assert (offer in found) == (offer in listed)
    return offer in found


def free(heihe, record):
    with reading() as session:
        return [copy.item_id for copy in copies.free_copies(session, heihe.id, record)]


def test_an_offered_copy_that_was_lent_meanwhile_is_not_on_offer_until_it_is_back(heihe, amur, offered):
    _record, item, offer = offered
    amur.wants(number=ISBN)
    assert on_offer(offer)
    loan_id = lend(heihe, amur, item)
    assert not on_offer(offer)
    with transaction() as session:
        session.delete(session.get_one(LoanRequest, loan_id))
    assert on_offer(offer)


def test_a_copy_that_is_only_offered_may_still_be_lent(heihe, offered):
    record, item, _offer = offered
    assert free(heihe, record) == [item]


def test_a_copy_that_is_promised_in_an_exchange_is_not_lent_until_it_is_free_again(heihe, offered):
    record, item, offer = offered
    assert move(heihe, offer, OfferEvent.RESERVE) is OfferState.RESERVED
    assert free(heihe, record) == []
    with reading() as session:
        assert copies.held_item_ids(session, [item]) == {item}
    assert move(heihe, offer, OfferEvent.RELEASE) is OfferState.OPEN
    assert free(heihe, record) == [item]
