"""A copy that goes to another library in an exchange is lent to nobody meanwhile."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Item
from library_exchange.core.actor import clock
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.deals.queries.boxes import free_offers
from library_exchange.deals.services.boxes import selecting
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies
from library_exchange.loans.rules.codes import Action, DueState, Side, SupplyingState
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services import steps
from library_exchange.offers.models import Offer
from library_exchange.offers.queries import matching
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
        found = {pair.offer_id for pair in matching.pairs(session)}
        listed = set(session.scalars(sa.select(col(Offer.id)).where(matching.is_open_offer())))
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


def asked_for(heihe, amur, record):
    """Have a partner's request for the book wait at Heihe; return its id."""
    with transaction() as session:
        row = {"side": Side.SUPPLYING, "state": str(SupplyingState.NEW), "request_no": "R-2-1", "record_id": record}
        book = {"title": [{"value": "红楼梦", "lang": "zh"}]}
        times = dict.fromkeys(("created_at", "touched_at"), now())
        loan = LoanRequest(library_id=heihe.id, partner_id=amur.id, book=book, **row, **times)
        session.add(loan)
        session.flush()
        return loan.id


def promises(heihe, loan_id, **named):
    with transaction() as session:
        loan = session.get_one(LoanRequest, loan_id)
        steps.take_step(session, heihe.librarian, loan, Action.WILL_SUPPLY, StepInput(**named), now())


@pytest.mark.parametrize("is_committed", [False, True])
@pytest.mark.parametrize("by_barcode", [False, True])
def test_a_copy_that_is_promised_in_an_exchange_cannot_be_promised_to_a_reader(
    heihe, amur, offered, is_committed, by_barcode
):
    record, item, offer = offered
    loan_id = asked_for(heihe, amur, record)
    named = {"item_id": item}
    if by_barcode:
        with reading() as session:
            named = {"barcode": session.get_one(Item, item).barcode}
    move(heihe, offer, OfferEvent.RESERVE)
    if is_committed:
        move(heihe, offer, OfferEvent.COMMIT)
    with pytest.raises(Conflict, match="copy-taken"):
        promises(heihe, loan_id, **named)
    with reading() as session:
        assert session.get_one(LoanRequest, loan_id).state == SupplyingState.NEW
        (library,) = session.scalars(sa.select(Library).where(col(Library.id) == amur.id))
        assert copies.candidates(session, library, record, now()) == [], "nobody is asked for it"
    if not is_committed:
        move(heihe, offer, OfferEvent.RELEASE)
        promises(heihe, loan_id, **named)
        assert free(heihe, record) == []


def test_a_copy_that_is_lent_is_taken_into_no_exchange(heihe, amur, offered):
    _record, item, offer = offered
    lend(heihe, amur, item)
    assert not on_offer(offer)
    with transaction() as session:
        box = selecting.open_box(session, amur.librarian, heihe.id, now())
        assert free_offers(session, box, heihe.id, "", "zh", 10, 0)[0] == 0
