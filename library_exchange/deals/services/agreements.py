"""Agreeing: an agreement is drafted, proposed, countered, accepted by both, suspended, ended, closed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from library_exchange.core import audit, bilingual, rights
from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import Place
from library_exchange.core.days import refuse_past
from library_exchange.core.errors import Conflict, ExchangeError, Forbidden, InvalidInput
from library_exchange.core.steps import Machine, Taking
from library_exchange.core.steps import take as take_step
from library_exchange.correspondence.services.translation_requests import ask_for_translation
from library_exchange.deals import labels
from library_exchange.deals import policy as deals_policy
from library_exchange.deals.models import Agreement, AgreementVersion
from library_exchange.deals.queries import accounts, agreements
from library_exchange.deals.rules.agreements import (
    AGREEMENT,
    IN_FORCE,
    OPEN,
    SILENCE_DAYS,
    TERMS,
    TEXTS_KIND,
    AgreementEvent,
    AgreementState,
    Effect,
    Guard,
    lacking_language,
    only_language,
)
from library_exchange.deals.schemas import AgreementInput
from library_exchange.directory.closing import require_open
from library_exchange.directory.letter_partners import require_signs_in
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at, days_gone, find_member
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.services import open_accounts
from library_exchange.notifications.services import notify_library
from library_exchange.offers import policy as offers_policy
from library_exchange.offers.labels import CHANGED_MEANWHILE
from library_exchange.offers.services.transitions import write


def draft(session: Session, actor: Actor, given: AgreementInput, now: datetime) -> Agreement:
    """Write an agreement down that nobody sees but the actor's library; return it.

    Raises InvalidInput without a partner who can answer here, Conflict if the two are talking about one already.
    """
    library_id = rights.library_of(actor)
    partner = find_member(session, given.partner_id)
    if partner is None:
        raise InvalidInput({"partner_id": labels.WITH_WHOM})
    if partner.id == library_id:
        raise InvalidInput({"partner_id": labels.NOT_WITH_YOURSELF})
    require_signs_in(session, partner.id, "partner_id")
    require_open(session, library_id, partner.id)
    refuse_past({"review_on": given.review_on}, day_at(session, library_id, now))
    first, second = sorted((library_id, partner.id))
    parties: dict[str, Any] = {"first_id": first, "second_id": second, "author_id": library_id}
    parties["only_language"] = only_language(session.get_one(Library, library_id).language, partner.language)
    made = Agreement(**_terms(given), **parties, created_at=now, touched_at=now)
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
    refuse_past({"review_on": given.review_on}, day_at(session, library_id, now), agreement)
    if agreement.state is not AgreementState.DRAFT:
        _counter(session, actor, agreement, given, now)
        return
    if agreement.author_id != library_id:
        raise Forbidden("not-the-author")
    write(session, agreement, _terms(given) | {"touched_at": now}, given.version)
    audit.record(session, actor, "agreement.change", "agreement", agreement.id, at=now)
    bilingual.changed(session, TEXTS_KIND, agreement.id, now)


def _counter(session: Session, actor: Actor, agreement: Agreement, given: AgreementInput, now: datetime) -> None:
    terms, number = _terms(given), agreement.terms_version + 1
    changes = {"version": given.version, "given": {"terms": terms}, "terms_version": number, **terms}
    take_step(AGREEMENTS, session, actor, agreement, AgreementEvent.COUNTER, now, **changes)


def fill_in(session: Session, actor: Actor, agreement: Agreement, written: Mapping[Place, str], now: datetime) -> None:
    """Add what the partner wrote in its language to terms that are talked about, and to the version that lies open.

    Raises Conflict once the talks are over.
    """
    rights.require_party(actor, agreement.first_id, agreement.second_id)
    if agreement.state not in OPEN:
        raise Conflict("not-open", labels.STEP_NOT_NOW)
    halves = {f"{place.field}_{place.language}": text for place, text in written.items()}
    write(session, agreement, halves | {"touched_at": now})
    audit.record(session, actor, "agreement.fill_in", "agreement", agreement.id, at=now)
    if agreement.state is AgreementState.PROPOSED:
        lying_open = agreements.versions(session, agreement)[-1]
        lying_open.terms = lying_open.terms | halves
        session.add(lying_open)
        session.flush()


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
    take_step(AGREEMENTS, session, actor, agreement, event, now, version=version)


def _kept(terms: dict[str, Any]) -> dict[str, Any]:
    review = terms["review_on"]
    plain = {name: str(value) if name in ("mode", "payer") else value for name, value in terms.items()}
    return plain | {"review_on": review.isoformat() if review else None}


# The procedure --------------------------------------------------------------------------------------------------------


def _said(taking: Taking) -> dict[str, Any]:
    """Return the terms that a step puts on the table: those given with it, or those of the draft."""
    given: dict[str, Any] | None = taking.given.get("terms")
    return given or {name: getattr(taking.row, name) for name in TERMS}


def _require_partner_signs_in(taking: Taking) -> None:
    require_open(taking.session, taking.row.first_id, taking.row.second_id)
    require_signs_in(taking.session, taking.row.other(taking.actor.library_id))


def _require_readable_or_askable(taking: Taking) -> None:
    """Let terms lack a language only if it is that of the other side, which can add it."""
    lacks = lacking_language(taking.case["note_zh"], taking.case["note_ru"], taking.row.only_language)
    if lacks is not None:
        other = taking.session.get_one(Library, taking.row.other(taking.actor.library_id))
        if other.language != lacks:
            raise InvalidInput({f"note_{lacks}": labels.BOTH_LANGUAGES})


def _require_both_languages(taking: Taking) -> None:
    row = taking.row
    if lacking_language(row.note_zh, row.note_ru, row.only_language) is not None:
        raise Conflict("one-language", labels.ONE_LANGUAGE)


def _require_change(taking: Taking) -> None:
    if agreements.versions(taking.session, taking.row)[-1].terms == _kept(taking.case):
        raise Conflict("nothing-changed", labels.NOTHING_CHANGED)


def _require_no_other(taking: Taking) -> None:
    agreement = taking.row
    require_open(taking.session, agreement.first_id, agreement.second_id)
    if agreements.find_in_force(taking.session, agreement.first_id, agreement.second_id) is not None:
        raise Conflict("agreement-in-force", labels.AGREEMENT_IN_FORCE)


def _stamps(taking: Taking, target: StrEnum) -> dict[str, Any]:
    agreement = taking.row
    values: dict[str, Any] = {"touched_at": taking.at, "ending": None, "turn_id": None}
    if target is AgreementState.PROPOSED:
        values["turn_id"] = agreement.other(taking.actor.library_id)
    if target is AgreementState.ACTIVE and agreement.active_at is None:
        values["active_at"] = taking.at
    return values | {"closed_at": taking.at if target is AgreementState.CLOSED else None}


def _keep(taking: Taking) -> None:
    """Keep the terms as they are now, as the version that the actor's library proposes."""
    agreement = taking.row
    taking.session.add(
        AgreementVersion(
            agreement_id=agreement.id,
            number=agreement.terms_version,
            library_id=taking.actor.library_id or 0,
            terms=_kept({name: getattr(agreement, name) for name in TERMS}),
            proposed_at=taking.at,
        )
    )
    taking.session.flush()


def _not_yours(taking: Taking) -> ExchangeError:
    turn = Conflict("not-your-turn", labels.NOT_YOUR_TURN)
    return deals_policy.not_yours(taking, turn, taking.row.first_id, taking.row.second_id)


def _tell_all(taking: Taking) -> None:
    if taking.event is not AgreementEvent.DISCARD:
        _tell(taking.session, taking.actor, taking.row, AgreementEvent(taking.event))


def _open_accounts(taking: Taking) -> None:
    open_accounts(taking.session, taking.actor, taking.row.first_id, taking.row.second_id)


def _ask_partner(taking: Taking) -> None:
    """Ask the other side for the half that the terms on the table lack, unless it has been asked."""
    _ask_no_more(taking)
    session, subject_id = taking.session, str(taking.row.id)
    lacking = {half.place for half in agreements.lacking_halves(taking.row)}
    if lacking - bilingual.awaited(session, TEXTS_KIND, subject_id):
        ask_for_translation(session, taking.actor, TEXTS_KIND, subject_id, taking.at)


def _ask_no_more(taking: Taking) -> None:
    bilingual.changed(taking.session, TEXTS_KIND, taking.row.id, taking.at)


def _tell(session: Session, actor: Actor, agreement: Agreement, event: AgreementEvent) -> None:
    """Mail to whom it concerns: the other side, or both where the clock acted."""
    sender = session.get(Library, actor.library_id) if actor.library_id else None
    for library_id in {agreement.first_id, agreement.second_id} - {actor.library_id}:
        library = session.get_one(Library, library_id)
        partner = session.get_one(Library, agreement.other(library_id))
        notify_library(
            session,
            library,
            "deals/agreement",
            event=str(event),
            partner=(sender or partner).name_in(library.language),
            agreement_id=agreement.id,
        )


AGREEMENTS = Machine(
    AGREEMENT,
    "agreement",
    deals_policy.parts_in_agreement,
    not_now=lambda _row, _event: labels.STEP_NOT_NOW,
    not_yours=_not_yours,
    changed_meanwhile=CHANGED_MEANWHILE,
    stamps=_stamps,
    look=_said,
    guards={
        Guard.PARTNER_SIGNS_IN: _require_partner_signs_in,
        Guard.READABLE_OR_ASKABLE: _require_readable_or_askable,
        Guard.SAID_IN_BOTH: _require_both_languages,
        Guard.TERMS_CHANGED: _require_change,
        Guard.NO_OTHER_IN_FORCE: _require_no_other,
    },
    effects={
        Effect.KEEP_TERMS: _keep,
        Effect.OPEN_ACCOUNTS: _open_accounts,
        Effect.CLOSE_IF_EVEN: lambda taking: close_if_even(taking.session, taking.row, taking.at),
        Effect.ASK_PARTNER: _ask_partner,
        Effect.ASK_NO_MORE: _ask_no_more,
    },
    tell=_tell_all,
)


# What follows by itself -----------------------------------------------------------------------------------------------


def close_if_even(session: Session, agreement: Agreement, now: datetime, *, is_waived: bool = False) -> None:
    """Close an agreement that is being settled once nothing is owed, or what is owed has been waived or carried."""
    if agreement.state is not AgreementState.SETTLING:
        return
    pair = (agreement.first_id, agreement.second_id)
    coming = accounts.under_way(session, *pair, agreement.mode)
    if coming == 0 and (is_waived or not ledger.balance(session, *pair)):
        take_step(AGREEMENTS, session, offers_policy.FOLLOWS, agreement, AgreementEvent.SETTLE, now)


def close_pair_if_even(
    session: Session, first_id: int, second_id: int, now: datetime, *, is_waived: bool = False
) -> None:
    """Close the agreement of two libraries if it is being settled and nothing is owed any more."""
    found = agreements.find_in_force(session, first_id, second_id)
    if found is not None and found.state in IN_FORCE:
        close_if_even(session, found, now, is_waived=is_waived)


def end_silence(session: Session, actor: Actor, now: datetime) -> int:
    """Close the proposals whose time is over by the day of the library that was to answer; return how many."""
    since = now - timedelta(days=SILENCE_DAYS)
    waiting = sa.select(Agreement).where(
        col(Agreement.state) == AgreementState.PROPOSED, col(Agreement.touched_at) < since
    )
    found = session.scalars(waiting.order_by(col(Agreement.id))).all()
    silent = [each for each in found if days_gone(session, each.turn_id, each.touched_at, now) > SILENCE_DAYS]
    for agreement in silent:
        take_step(AGREEMENTS, session, actor, agreement, AgreementEvent.SILENCE, now)
    return len(silent)
