"""What is said of the end of a claim is what the accounts do: of both libraries, and of the network."""

import re

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.actor import Actor, clock
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import speaking
from library_exchange.deals.models import BoxLine
from library_exchange.deals.queries.accounts import copies_between
from library_exchange.directory.models import Library
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.models import Account, Line, Unit
from library_exchange.shipping.labels import claims as claim_labels
from library_exchange.shipping.models import Claim, Consignment, ConsignmentLine
from library_exchange.shipping.rules.claims import CLAIM, ended_as
from library_exchange.shipping.rules.codes import ClaimEvent, ClaimState, Outcome
from library_exchange.shipping.schemas import Reasoned
from library_exchange.shipping.services import claims
from library_exchange.shipping.services.accounted import accounted
from tests.makers import a_reason
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
    "turn_up": (),
    "turn_up while another book is offered": ("offer_substitute",),
    "turn_up while the same is offered again": ("offer_resend",),
    "turn_up after a refusal": ("refuse",),
    "turn_up while it is disputed": DISPUTED,
}
CAME = ("damaged", "missing", "wrong", "lost", "taken for good")
SAID = {
    claim_labels.NOT_ON_ACCOUNT: (0, 0),
    claim_labels.ON_ACCOUNT: (1, 0),
    **{
        sentence: (int(counts or end == "fund"), int(end == "fund"))
        for (end, counts), sentence in claim_labels.CLAIM_ENDS.items()
        if sentence not in (claim_labels.NOT_ON_ACCOUNT, claim_labels.ON_ACCOUNT)
    },
}
"""By what is said: what the book then counts for between the two, and what the network owes the consignee for it."""


def acts(pair, event, chosen=None):
    who = {"offer_substitute": pair.heihe, "offer_resend": pair.heihe, "refuse": pair.heihe, "credit": pair.heihe}
    who |= {"agree": pair.amur, "disagree": pair.amur, "withdraw": pair.amur, "turn_up": pair.amur}
    actor = clock() if event.startswith("silence") else who[event].librarian if event in who else COORDINATOR
    with transaction() as session:
        claim = session.scalars(sa.select(Claim).order_by(col(Claim.id))).first()
        consignment = session.get_one(Consignment, claim.consignment_id)
        said = Reasoned(**a_reason(event, claim.fault))
        claims.take(session, actor, consignment, claim, ClaimEvent(event), pair.at, chosen, said)
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


@pytest.mark.parametrize(
    ("way", "how"), [(way, how) for way in WAYS for how in CAME if how == "lost" or not way.startswith("turn_up")]
)
def test_the_accounts_do_what_is_said_when_a_claim_ends(sent, way, how):
    counted = comes_badly(sent, how)
    for event in WAYS[way]:
        acts(sent, event)
    chosen = sent.heihe.offers("骆驼祥子", None, language="chi") if way == "agree to another book" else None
    claim = acts(sent, way.split()[0], chosen)
    assert claim.state is ClaimState.RESOLVED
    between, network = SAID[claim_labels.CLAIM_ENDS[ended_as(claim.outcome, claim.fault)]]
    assert accounts_of(sent) == (counted + between, 0, network)


@pytest.mark.parametrize("how", [how for how in CAME if how != "lost"])
def test_only_what_was_lost_can_come_after_all(sent, how):
    comes_badly(sent, how)
    with pytest.raises(Conflict, match="guard-was_lost"):
        acts(sent, "turn_up")


def test_a_book_of_a_box_that_came_after_all_is_received_and_does_not_come_twice(sent):
    comes_badly(sent, "lost")
    acts(sent, "turn_up")
    assert [str(line.state) for line in rows_of(BoxLine)].count("received") == 1
    with pytest.raises(Conflict):
        acts(sent, "turn_up")
    assert accounts_of(sent) == (1, 0, 0)


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


WORDS_OF_AN_ACCOUNT = {
    "zh": ("有索赔，尚未了结：了结前该书仍记账。", "该书不设往来账", "了结前记账"),
    "ru": (
        "Претензия открыта: книга числится в балансе, пока она не урегулирована.",
        "не ведётся",
        "книга в балансе, пока",
    ),
}


def account_of(pair, desk, language):
    with reading() as session:
        code = session.get_one(Library, pair.heihe.id).code
    return f"/{language}/staff/exchange/account/{code}"


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_book_taken_for_good_and_claimed_later_stays_on_the_account_and_is_marked_until_the_end(
    sent, at_desk, language
):
    marked, _without, standing = WORDS_OF_AN_ACCOUNT[language]
    line = line_of(sent, sent.ours[0])
    sent.receives(sent.out)
    desk, account = at_desk(sent.amur.librarian_id), account_of(sent, at_desk, language)
    with reading() as session:
        wanted = sa.select(ConsignmentLine).where(col(ConsignmentLine.consignment_id) == sent.out)
        line_id = session.scalars(wanted.where(col(ConsignmentLine.number) == line)).one().id
    before = sent.balance()
    opening = f"/{language}/staff/shipments/{sent.out}/lines/{line_id}/claim"
    asked = desk.post(opening, data={"fault": "damaged", "why": "wet"}).text
    assert str_in(language, claim_labels.STAYS_TILL_SETTLED) in asked, "said before it is done"
    assert marked not in desk.get(account).text
    desk.post(opening, data={"fault": "damaged", "why": "wet", "sure": "yes"})
    assert sent.balance() == before, "and so the account does"
    assert desk.get(account).text.count(marked) == 1, "that one book, and no other"
    assert standing in desk.get(f"/{language}/staff/shipments/{sent.out}").text
    days = "first_day=2026-01-01&last_day=2026-12-31"
    assert marked in desk.get(f"{account}/statement.csv?{days}").text
    acts(sent, "credit")
    assert marked not in desk.get(account).text
    assert sent.balance() == before - 1


@pytest.mark.parametrize("way", ["credit", "decide_for_consignee", "decide_for_consignor"])
def test_the_top_of_the_account_tells_of_claims_that_are_open_and_no_more_once_they_are_settled(sent, way):
    def claimed():
        with reading() as session:
            gone, _come = copies_between(session, sent.heihe.id, sent.amur.id)
            return gone.received, gone.claimed

    comes_badly(sent, "damaged")
    assert claimed() == (2, 1)
    for event in WAYS[way]:
        acts(sent, event)
    acts(sent, way)
    assert claimed() == (2, 0)


def str_in(language, sentence):
    with speaking(language):
        return str(sentence)


@pytest.mark.parametrize("outcome", Outcome)
def test_of_a_book_that_no_account_is_kept_of_no_end_promises_one(outcome):
    for sentence in (claim_labels.OUTCOMES_WITHOUT[outcome], claim_labels.CLAIM_ENDS_WITHOUT[outcome]):
        assert "account" not in str(sentence).replace("No account is kept", "")


def test_only_books_that_count_are_said_to_stand_on_an_account(sent, at_desk):
    """Titles entered by hand, gifts and open exchange are counted nowhere, and the coordinator reads so."""
    comes_badly(sent, "damaged")
    with reading() as session:
        lines = session.scalars(sa.select(ConsignmentLine).where(col(ConsignmentLine.consignment_id) == sent.out)).all()
        assert accounted(session, lines) == {line.id for line in lines}
    with transaction() as session:
        for line in session.scalars(sa.select(ConsignmentLine)):
            line.subject_kind = line.subject_id = None
    with reading() as session:
        lines = session.scalars(sa.select(ConsignmentLine)).all()
        assert accounted(session, lines) == frozenset()
    shown = at_desk(sent.heihe.librarian_id).get(f"/en/staff/shipments/{sent.out}").text
    assert "Grant the claim" in shown
    assert "Take it off the account" not in shown


def test_whoever_ends_a_claim_reads_before_that_how_it_ends():
    for sentence in (*claim_labels.CLAIM_ENDS.values(), *claim_labels.CLAIM_ENDS_WITHOUT.values()):
        assert re.search("claim (is|settled)|Its claim|its claim", str(sentence)), sentence
