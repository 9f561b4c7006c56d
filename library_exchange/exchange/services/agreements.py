"""Agreeing: an agreement is drafted, proposed, countered, accepted by both, suspended, ended, closed."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from library_exchange.core import audit, rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.core.procedure import NoSuchStep
from library_exchange.directory.models import Library
from library_exchange.exchange import policy
from library_exchange.exchange.labels import deals as labels
from library_exchange.exchange.models.deals import Agreement, AgreementVersion
from library_exchange.exchange.queries import accounts, agreements
from library_exchange.exchange.rules.agreements import (
    IN_FORCE,
    SILENCE_DAYS,
    TERMS,
    AgreementEvent,
    AgreementState,
    Side,
    events_open_to,
    is_said_in_both,
    step,
)
from library_exchange.exchange.schemas import AgreementInput
from library_exchange.exchange.services.moving import write
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.services import open_accounts
from library_exchange.notifications.services import notify_library


def draft(session: Session, actor: Actor, given: AgreementInput, now: datetime) -> Agreement:
    """Write an agreement down that nobody sees but the actor's library; return it.

    Raises InvalidInput without a partner, Conflict if the two are talking about one already.
    """
    library_id = rights.library_of(actor)
    if given.partner_id is None or session.get(Library, given.partner_id) is None:
        raise InvalidInput({"partner_id": labels.WITH_WHOM})
    if given.partner_id == library_id:
        raise InvalidInput({"partner_id": labels.NOT_WITH_YOURSELF})
    first, second = sorted((library_id, given.partner_id))
    made = Agreement(
        **_terms(given), first_id=first, second_id=second, author_id=library_id, created_at=now, touched_at=now
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("in-talks", labels.IN_TALKS) from error
    audit.record(session, actor, "agreement.draft", "agreement", made.id, at=now)
    return made


def _terms(given: AgreementInput) -> dict[str, Any]:
    return {name: getattr(given, name) for name in TERMS}


def change(session: Session, actor: Actor, agreement: Agreement, given: AgreementInput, now: datetime) -> None:
    """Write a draft anew, or answer a proposal with other terms: then the turn changes and the old terms are kept.

    Raises Conflict if it is not the actor's turn or somebody changed it meanwhile.
    """
    library_id = rights.require_party(actor, agreement.first_id, agreement.second_id)
    if agreement.state is not AgreementState.DRAFT:
        _counter(session, actor, agreement, given, now)
        return
    if agreement.author_id != library_id:
        raise Forbidden("not-the-author")
    write(session, agreement, _terms(given) | {"touched_at": now}, given.version)
    audit.record(session, actor, "agreement.change", "agreement", agreement.id, at=now)


def _counter(session: Session, actor: Actor, agreement: Agreement, given: AgreementInput, now: datetime) -> None:
    terms = _terms(given)
    kept = agreements.versions(session, agreement)[-1].terms
    if kept == _kept(terms):
        raise Conflict("nothing-changed", labels.NOTHING_CHANGED)
    if not is_said_in_both(given.note_zh, given.note_ru):
        raise InvalidInput({"note_ru" if given.note_zh else "note_zh": labels.BOTH_LANGUAGES})
    number = agreement.terms_version + 1
    _move(session, actor, agreement, AgreementEvent.COUNTER, now, given.version, **terms, terms_version=number)
    _keep(session, actor, agreement, now)


def take(
    session: Session,
    actor: Actor,
    agreement: Agreement,
    event: AgreementEvent,
    now: datetime,
    version: int | None = None,
) -> None:
    """Let `event` happen to an agreement. Raises Conflict if it has no such step now or has changed meanwhile."""
    if event is AgreementEvent.COUNTER:
        raise Conflict("terms-needed", labels.NOTHING_CHANGED)
    if event is AgreementEvent.PROPOSE:
        if not is_said_in_both(agreement.note_zh, agreement.note_ru):
            raise InvalidInput({"note_ru" if agreement.note_zh else "note_zh": labels.BOTH_LANGUAGES})
        _keep(session, actor, agreement, now)
    if event is AgreementEvent.ACCEPT:
        _require_no_other(session, agreement)
    _move(session, actor, agreement, event, now, version)
    if event is AgreementEvent.ACCEPT:
        open_accounts(session, actor, agreement.first_id, agreement.second_id)
    if event is AgreementEvent.END:
        close_if_even(session, agreement, now)


def _require_no_other(session: Session, agreement: Agreement) -> None:
    if agreements.find_in_force(session, agreement.first_id, agreement.second_id) is not None:
        raise Conflict("agreement-in-force", labels.AGREEMENT_IN_FORCE)


def _keep(session: Session, actor: Actor, agreement: Agreement, now: datetime) -> None:
    """Keep the terms as they are now, as the version that the actor's library proposes."""
    terms = _kept({name: getattr(agreement, name) for name in TERMS})
    session.add(
        AgreementVersion(
            agreement_id=agreement.id or 0,
            number=agreement.terms_version,
            library_id=actor.library_id or 0,
            terms=terms,
            proposed_at=now,
        )
    )
    session.flush()


def _kept(terms: dict[str, Any]) -> dict[str, Any]:
    review = terms["review_on"]
    plain = {name: str(value) if name in ("mode", "payer") else value for name, value in terms.items()}
    return plain | {"review_on": review.isoformat() if review else None}


def _move(
    session: Session,
    actor: Actor,
    agreement: Agreement,
    event: AgreementEvent,
    now: datetime,
    version: int | None = None,
    **changes: Any,
) -> None:
    """Take a step of the table: guarded update, audit, and a mail to the other side."""
    try:
        found = step(agreement.state, event)
    except NoSuchStep as refused:
        raise Conflict("no-such-step", labels.STEP_NOT_NOW, state=agreement.state, event=event) from refused
    _require(actor, agreement, event, found.by)
    before, partner_id = agreement.state, agreement.other(actor.library_id)
    values = changes | {"state": found.target, "touched_at": now, "ending": found.ending, "turn_id": None}
    if found.target is AgreementState.PROPOSED:
        values["turn_id"] = partner_id
    if found.target is AgreementState.ACTIVE and agreement.active_at is None:
        values["active_at"] = now
    values["closed_at"] = now if found.target is AgreementState.CLOSED else None
    write(session, agreement, values, version)
    audit.record(
        session, actor, f"agreement.{event}", "agreement", agreement.id, at=now, before=before, after=agreement.state
    )
    if event is not AgreementEvent.DISCARD:
        _tell(session, actor, agreement, event)


def _require(actor: Actor, agreement: Agreement, event: AgreementEvent, by: Side) -> None:
    if by is Side.CLOCK:
        if actor.kind != "clock":
            raise Forbidden("clock-only")
        return
    library_id = rights.require_party(actor, agreement.first_id, agreement.second_id)
    if event not in events_open_to(agreement.state, library_id, agreement.author_id, agreement.turn_id):
        raise Conflict("not-your-turn", labels.NOT_YOUR_TURN)


def _tell(session: Session, actor: Actor, agreement: Agreement, event: AgreementEvent) -> None:
    """Mail to whom it concerns: the other side, or both where the clock acted."""
    sender = session.get(Library, actor.library_id) if actor.library_id else None
    for library_id in {agreement.first_id, agreement.second_id} - {actor.library_id}:
        library = session.get_one(Library, library_id)
        partner = session.get_one(Library, agreement.other(library_id))
        notify_library(
            session,
            library,
            "exchange/agreement",
            event=str(event),
            partner=(sender or partner).name_in(library.language),
            agreement_id=agreement.id,
        )


# What follows by itself -----------------------------------------------------------------------------------------------


def close_if_even(session: Session, agreement: Agreement, now: datetime, *, is_waived: bool = False) -> None:
    """Close an agreement that is being settled once nothing is owed, or what is owed has been waived or carried."""
    if agreement.state is not AgreementState.SETTLING:
        return
    pair = (agreement.first_id, agreement.second_id)
    coming = accounts.under_way(session, *pair, agreement.mode)
    if coming == 0 and (is_waived or not ledger.balance(session, *pair)):
        _move(session, policy.FOLLOWS, agreement, AgreementEvent.SETTLE, now)


def close_pair_if_even(
    session: Session, first_id: int, second_id: int, now: datetime, *, is_waived: bool = False
) -> None:
    """Close the agreement of two libraries if it is being settled and nothing is owed any more."""
    found = agreements.find_in_force(session, first_id, second_id)
    if found is not None and found.state in IN_FORCE:
        close_if_even(session, found, now, is_waived=is_waived)


def end_silence(session: Session, actor: Actor, now: datetime) -> int:
    """Close the proposals that nobody answered in time, on behalf of the clock; return how many."""
    since = now - timedelta(days=SILENCE_DAYS)
    waiting = sa.select(Agreement).where(
        col(Agreement.state) == AgreementState.PROPOSED, col(Agreement.touched_at) < since
    )
    found = list(session.scalars(waiting.order_by(col(Agreement.id))))
    for agreement in found:
        _move(session, actor, agreement, AgreementEvent.SILENCE, now)
    return len(found)
