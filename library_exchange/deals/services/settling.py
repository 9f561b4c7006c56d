"""Settling an account: carried over, settled in kind or forgiven, proposed by one side and confirmed by the other."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from library_exchange.core import audit, rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, ExchangeError, Forbidden, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.steps import Machine, Taking
from library_exchange.core.steps import take as take_step
from library_exchange.deals import labels
from library_exchange.deals import policy as deals_policy
from library_exchange.deals.models import Settlement
from library_exchange.deals.queries import accounts
from library_exchange.deals.rules.settling import (
    SETTLEMENT,
    SILENCE_DAYS,
    Effect,
    Guard,
    Remedy,
    SettlementEvent,
    SettlementState,
)
from library_exchange.deals.schemas import SettlementInput
from library_exchange.deals.services.agreements import close_pair_if_even
from library_exchange.directory.letter_partners import reached_by_letter
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at, days_gone
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.labels import amount
from library_exchange.ledger.models import Reason, Unit
from library_exchange.ledger.schemas import Given, Posting, Reference
from library_exchange.ledger.services import post
from library_exchange.notifications.services import notify_library
from library_exchange.offers.labels import CHANGED_MEANWHILE

REASONS = {Remedy.IN_KIND: Reason.SETTLE, Remedy.FORGIVE: Reason.FORGIVE, Remedy.PAID: Reason.PAID}


def propose(session: Session, actor: Actor, partner_id: int, given: SettlementInput, now: datetime) -> Settlement:
    """Propose to the partner what becomes of what one owes the other; return the proposal.

    Raises Conflict if nothing of it is owed, or another proposal waits, and InvalidInput for more than is owed.
    """
    library_id = rights.library_of(actor)
    if given.unit not in set(Unit):
        raise Conflict("no-such-debt", labels.NO_SUCH_DEBT)
    unit = Unit(given.unit)
    owed = ledger.balance(session, library_id, partner_id).get(unit, 0)
    if not owed:
        raise Conflict("no-such-debt", labels.NO_SUCH_DEBT, owed=owed)
    if not 0 < given.amount <= abs(owed):
        told = amount(abs(owed), unit)
        raise InvalidInput({"amount": _l("Owed: %(amount)s. Enter no more than that.", amount=told)})
    creditor, debtor = (library_id, partner_id) if owed > 0 else (partner_id, library_id)
    made = Settlement(
        creditor_id=creditor,
        debtor_id=debtor,
        proposer_id=library_id,
        remedy=given.remedy,
        unit=given.unit,
        amount=given.amount,
        year=day_at(session, library_id, now).year,
        proposed_at=now,
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("in-settlement", labels.IN_SETTLEMENT) from error
    audit.record(session, actor, "settlement.propose", "settlement", made.id, at=now, remedy=str(given.remedy))
    _tell(session, actor, made, "propose")
    return made


def take(
    session: Session,
    actor: Actor,
    settlement: Settlement,
    event: SettlementEvent,
    now: datetime,
    version: int | None = None,
) -> None:
    """Let `event` happen to a settlement; a confirmed one is entered in the account.

    Raises Conflict if it has no such step now, or the amount is owed no more.
    """
    take_step(SETTLEMENTS, session, actor, settlement, event, now, version=version)


def _require_by_letter(taking: Taking) -> None:
    """Let only the answer of a library that cannot give it itself be entered by who asked for it."""
    settlement = taking.row
    partner_id = ({settlement.creditor_id, settlement.debtor_id} - {settlement.proposer_id}).pop()
    if partner_id not in reached_by_letter(taking.session):
        raise Conflict("answers-itself", labels.STEP_NOT_NOW)


def _require_owed(taking: Taking) -> None:
    settlement = taking.row
    owed = ledger.balance(taking.session, settlement.creditor_id, settlement.debtor_id).get(Unit(settlement.unit), 0)
    if owed < settlement.amount:
        raise Conflict("no-such-debt", labels.NO_SUCH_DEBT, owed=owed)


def _enter(session: Session, actor: Actor, settlement: Settlement, now: datetime) -> None:
    """Post what was confirmed; what is carried over stays in the account as it is."""
    if settlement.remedy in REASONS:
        back = Given(
            giver_id=settlement.debtor_id,
            receiver_id=settlement.creditor_id,
            unit=Unit(settlement.unit),
            amount=settlement.amount,
        )
        posting = Posting(
            reason=REASONS[settlement.remedy],
            reference=Reference(kind=accounts.SETTLEMENT, id=str(settlement.id)),
            happened_on=day_at(session, settlement.creditor_id, now),
            given=(back,),
        )
        post(session, actor, posting, now)
    is_waived = settlement.remedy is Remedy.CARRY
    close_pair_if_even(session, settlement.creditor_id, settlement.debtor_id, now, is_waived=is_waived)


def _not_yours(taking: Taking) -> ExchangeError:
    return deals_policy.not_yours(taking, Forbidden("the-other-sides"), taking.row.creditor_id, taking.row.debtor_id)


def _tell_partner(taking: Taking) -> None:
    if taking.actor.library_id is not None:
        _tell(taking.session, taking.actor, taking.row, str(taking.event))


SETTLEMENTS = Machine(
    SETTLEMENT,
    "settlement",
    deals_policy.parts_in_settlement,
    not_now=lambda _row, _event: labels.STEP_NOT_NOW,
    not_yours=_not_yours,
    changed_meanwhile=CHANGED_MEANWHILE,
    stamps=lambda taking, _target: {"answered_at": taking.at},
    guards={Guard.PARTNER_BY_LETTER: _require_by_letter, Guard.STILL_OWED: _require_owed},
    effects={Effect.ENTER: lambda taking: _enter(taking.session, taking.actor, taking.row, taking.at)},
    tell=_tell_partner,
)


def end_silence(session: Session, actor: Actor, now: datetime) -> int:
    """Carry over what was proposed to be carried and not answered in time, by the answering library's day.

    Returns how many.
    """
    since = now - timedelta(days=SILENCE_DAYS)
    waiting = sa.select(Settlement).where(
        col(Settlement.state) == SettlementState.SENT,
        col(Settlement.remedy) == Remedy.CARRY,
        col(Settlement.proposed_at) < since,
    )
    done = 0
    for settlement in session.scalars(waiting.order_by(col(Settlement.id))).all():
        [answering] = {settlement.creditor_id, settlement.debtor_id} - {settlement.proposer_id}
        if days_gone(session, answering, settlement.proposed_at, now) <= SILENCE_DAYS:
            continue
        try:
            take(session, actor, settlement, SettlementEvent.SILENCE, now)
            done += 1
        except Conflict:
            # The account moved on meanwhile: the two sides look at it again.
            continue
    return done


def _tell(session: Session, actor: Actor, settlement: Settlement, event: str) -> None:
    is_creditor = actor.library_id == settlement.creditor_id
    partner = session.get_one(Library, settlement.debtor_id if is_creditor else settlement.creditor_id)
    library = session.get_one(Library, actor.library_id)
    notify_library(
        session,
        partner,
        "deals/settlement",
        event=event,
        partner=library.name_in(partner.language),
        code=library.code,
    )
