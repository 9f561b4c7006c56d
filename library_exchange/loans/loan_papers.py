"""What the page of a request shows of the consignments in which its book travels."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.core.hooks import Hook
from library_exchange.core.i18n import _
from library_exchange.loans.labels.papers import WITHOUT_PAPERS, came_badly, not_to_go_yet
from library_exchange.loans.labels.sentences import day
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.parcels import NOT_AS_SENT, Travelling, crosses, lacks_papers
from library_exchange.loans.rules.codes import RequestingState, Side, SupplyingState
from library_exchange.loans.rules.steps import IS_DUE, OUT_OF_THE_HOUSE
from library_exchange.loans.services.parcels import SENDING
from library_exchange.shipping.labels import consignments as consignment_labels
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.rules.codes import LineState
from library_exchange.shipping.rules.shipments import NOT_SENT

PAPERS: Hook[Callable[[Session, LoanRequest], list[tuple[Any, ...]]]] = Hook()
"""The papers that are needed now, each with its name and what it waits for; the room that prints them tells."""
GOES_OUT = (RequestingState.SHIPPED, SupplyingState.SHIPPED)
COMES_BACK = (RequestingState.RETURN_SHIPPED, SupplyingState.RETURNING, *OUT_OF_THE_HOUSE)
"""Where a request stands while nobody has said in it how its book came, there or back."""


def shown(
    session: Session, loan: LoanRequest, found: Sequence[Travelling], waiting: Travelling | None, is_to_send: bool
) -> dict[str, Any]:
    """Return the consignments of a request with their states, the one to hand over, and what does not fit together.

    A book that `is_to_send` next, over the border and in no consignment, lacks its papers. One that waits in a
    consignment and cannot go from where its request stands is told by `not_yet`. One that was not in its parcel
    `is_missed`; the library that sent it has it to look for.
    """
    there = next((each for each in reversed(found) if goes_there(loan, each.consignment)), None)
    short = too_short(session, loan, there.consignment) if there and there.line.state is not LineState.LOST else None
    lost = [each.consignment.number for each in found[-1:] if each.line.state is LineState.LOST]
    badly = [came_badly(each.line.state, each.is_sent_by(loan), each.consignment.number) for each in found[-1:]]
    is_untold = loan.stands in (COMES_BACK if found and not goes_there(loan, found[-1].consignment) else GOES_OUT)
    missed = [each for each in found[-1:] if is_untold and each.line.state in NOT_AS_SENT]
    lacks = is_to_send and lacks_papers(session, loan, waiting)
    is_held = waiting is not None and not any(loan.step(action) for action in SENDING)
    is_open = loan.closed_at is None and loan.stands in IS_DUE[loan.side]
    return {
        "consignments": [_consignment(loan, each) for each in found],
        "waiting": _consignment(loan, waiting) if waiting else None,
        "not_yet": not_to_go_yet(loan.stands, waiting.consignment.number) if waiting and is_held else None,
        "is_to_extend": short is not None and loan.side is Side.SUPPLYING,
        "lacks_papers": lacks,
        "is_missed": bool(missed),
        "is_to_look_for": any(each.is_sent_by(loan) for each in missed),
        "notices": [short] * bool(short)
        + [str(WITHOUT_PAPERS)] * lacks
        + [_lost(each) for each in lost if is_open]
        + [each for each in badly if each and is_untold],
    }


def _consignment(loan: LoanRequest, each: Travelling) -> dict[str, Any]:
    label, tone = consignment_labels.STATES[each.consignment.state]
    number = each.consignment.number
    return {
        "number": number,
        "side": consignment_labels.SIDES["out" if each.is_sent_by(loan) else "in"],
        "url": url_for("shipping.show", consignment_id=each.consignment.id),
        "state": label,
        "tone": tone,
    }


def _lost(number: str) -> str:
    return _("Consignment %(number)s was given up as lost. Say here what became of the book.", number=number)


def goes_there(loan: LoanRequest, consignment: Consignment) -> bool:
    """Whether the consignment takes the book to the library that borrows it."""
    supplier = loan.library_id if loan.side is Side.SUPPLYING else loan.partner_id
    return consignment.consignor_id == supplier


def too_short(session: Session, loan: LoanRequest, consignment: Consignment) -> Any:
    """Return what to do if a book that is abroad is due later than the papers of its consignment say."""
    is_out = loan.stands in IS_DUE[loan.side] and consignment.state not in NOT_SENT
    if not is_out or consignment.return_by is None or loan.due_on is None or consignment.return_by >= loan.due_on:
        return None
    if not crosses(session, consignment.consignor_id, consignment.consignee_id):
        return None
    facts = {"number": consignment.number, "told": day(consignment.return_by), "due": day(loan.due_on)}
    if loan.side is Side.SUPPLYING:
        return _(
            "The papers of consignment %(number)s say that the book is back by %(told)s, but it is due on %(due)s. Have"
            " the permit extended, then say so on the page of the request.",
            **facts,
        )
    return _(
        "The papers of consignment %(number)s say that the book is back by %(told)s, but it is due on %(due)s. The"
        " supplying library has the permit extended.",
        **facts,
    )
