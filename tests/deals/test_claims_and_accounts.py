"""What is said of the end of a claim is what the accounts do: of both libraries, and of the network."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.actor import Actor, clock
from library_exchange.core.db import reading, transaction
from library_exchange.directory.models import Library
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.models import Account, Line, Unit
from library_exchange.shipping.labels import claims as claim_labels
from library_exchange.shipping.models import Claim, Consignment
from library_exchange.shipping.rules.claims import CLAIM, ended_as
from library_exchange.shipping.rules.codes import ClaimEvent, ClaimState
from library_exchange.shipping.services import claims
from tests.pairs import line_of
from tests.partners import rows_of

COORDINATOR = Actor("person", user_id=9, is_platform_admin=True)
NETWORK = "the network"
DISPUTED = ("refuse", "disagree")
WAYS = {
    "credit": (),
    "withdraw": (),
    "silence": (),
    "silence_with_proof": (),
    "agree to a refusal": ("refuse",),
    "agree to another book": ("offer_substitute",),
    "agree to the same again": ("offer_resend",),
    "decide_for_consignee": DISPUTED,
    "decide_for_consignor": DISPUTED,
    "decide_for_fund": DISPUTED,
    "withdraw what is disputed": DISPUTED,
}
SAID = {
    claim_labels.NOT_ON_ACCOUNT: (0, 0),
    claim_labels.ON_ACCOUNT: (1, 0),
    **{
        sentence: (1, 1) if end == "fund" else (0, 0)
        for (end, counts), sentence in claim_labels.CLAIM_ENDS.items()
        if sentence not in (claim_labels.NOT_ON_ACCOUNT, claim_labels.ON_ACCOUNT)
    },
}
"""By what is said: what the book then counts for between the two, and what the network owes the consignee for it."""


def acts(pair, event, chosen=None):
    who = {"offer_substitute": pair.heihe, "offer_resend": pair.heihe, "refuse": pair.heihe, "credit": pair.heihe}
    who |= {"agree": pair.amur, "disagree": pair.amur, "withdraw": pair.amur}
    actor = clock() if event.startswith("silence") else who[event].librarian if event in who else COORDINATOR
    with transaction() as session:
        claim = session.scalars(sa.select(Claim).order_by(col(Claim.id))).first()
        consignment = session.get_one(Consignment, claim.consignment_id)
        claims.take(session, actor, consignment, claim, ClaimEvent(event), pair.at, chosen)
    return rows_of(Claim)[0]


def comes_badly(pair, how):
    """One of two books comes so; return what the other counts for."""
    if how == "lost":
        pair.loses(pair.out)
        return 0
    number = line_of(pair, pair.ours[0])
    pair.receives(pair.out, **({} if how == "taken for good" else {f"n{number}": how}))
    if how == "taken for good":
        pair.complains(pair.out)
    return 1


def accounts_of(pair):
    with reading() as session:
        ours = ledger.balance(session, pair.heihe.id, pair.amur.id)
        theirs = ledger.balance(session, pair.amur.id, pair.heihe.id)
        assert theirs == {unit: -amount for unit, amount in ours.items()}
        owed = [ledger.owed_by_network(session, each.id).get(Unit.PIECES, 0) for each in (pair.heihe, pair.amur)]
        own = sa.select(sa.func.coalesce(sa.func.sum(col(Line.amount)), 0)).join(Account)
        borne = session.scalar(own.where(col(Account.library_id).is_(None)))
    assert borne == -sum(owed), "what the network owes stands on its own account"
    return ours.get(Unit.PIECES, 0), *owed


@pytest.mark.parametrize("how", ["damaged", "missing", "wrong", "lost", "taken for good"])
@pytest.mark.parametrize("way", WAYS)
def test_the_accounts_do_what_is_said_when_a_claim_ends(sent, way, how):
    counted = comes_badly(sent, how)
    for event in WAYS[way]:
        acts(sent, event)
    chosen = sent.heihe.offers("骆驼祥子", None, language="chi") if way == "agree to another book" else None
    claim = acts(sent, way.split()[0], chosen)
    assert claim.state is ClaimState.RESOLVED
    between, network = SAID[claim_labels.CLAIM_ENDS[ended_as(claim.outcome, claim.fault)]]
    assert accounts_of(sent) == (counted + between, 0, network)


def test_every_way_in_which_a_claim_ends_is_walked_and_told():
    ends = {(state, event) for (state, event), step in CLAIM.steps.items() if step.target is ClaimState.RESOLVED}
    assert len(ends) == len(WAYS)
    assert set(claim_labels.CLAIM_ENDS) == set(claim_labels.OUTCOMES)
    grave = {event for (_state, event), step in CLAIM.steps.items() if step.is_grave}
    assert grave == {event for _state, event in ends if "silence" not in event} | set(claim_labels.CLAIM_CONSEQUENCES)


def test_what_the_network_bears_stands_in_the_statement_with_the_title_of_the_book(sent, at_desk):
    comes_badly(sent, "taken for good")
    for event in (*DISPUTED, "decide_for_fund"):
        acts(sent, event)
    told = {}
    for who, other in ((sent.heihe, sent.amur), (sent.amur, sent.heihe)):
        with reading() as session:
            code = session.get_one(Library, other.id).code
        found = at_desk(who.librarian_id).get(f"/ru/staff/exchange/account/{code}").text
        assert f"Book {sent.heihe.id} " in found.split("Потерю несёт сеть по претензии")[1][:400]
        told[who.id] = found
    assert "сеть должна нам 1 экземпляр" in told[sent.amur.id]
    assert "сеть должна нам" not in told[sent.heihe.id]
