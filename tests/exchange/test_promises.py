"""A copy that goes to another library in an exchange is lent to nobody meanwhile."""

import pytest

from library_exchange.core.actor import clock
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.exchange.queries.getting import get_offer
from library_exchange.exchange.rules.offers import OfferEvent, OfferState
from library_exchange.exchange.services import moving, offers
from library_exchange.loans.queries import copies
from tests.exchange.conftest import add_book


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
        moving.move_offer(session, clock("exchange"), offer, event, now())
        return offer.state


def free(heihe, record):
    with reading() as session:
        return [copy.item_id for copy in copies.free_copies(session, heihe.id, record)]


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
