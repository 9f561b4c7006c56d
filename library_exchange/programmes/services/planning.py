"""A programme is drafted by one organiser, agreed to by the other, and ends by its last day or before."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import actor as actors
from library_exchange.core import audit, bilingual, rights, versions
from library_exchange.core.actor import Actor
from library_exchange.core.days import refuse_past
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.core.steps import Machine, Taking, touched
from library_exchange.core.steps import take as take_step
from library_exchange.correspondence.services.translation_requests import ask_for_translation
from library_exchange.directory.letter_partners import require_signs_in
from library_exchange.directory.models import Library
from library_exchange.directory.queries import find_member, on_own_day
from library_exchange.notifications.services import notify_library
from library_exchange.programmes import labels, policy
from library_exchange.programmes.models import BookList, Programme
from library_exchange.programmes.rules import (
    PROGRAMME,
    PROGRAMME_TEXTS,
    WORDS,
    Effect,
    Guard,
    ListState,
    ProgrammeEvent,
    ProgrammeState,
)
from library_exchange.programmes.schemas import ProgrammeInput


def draft(session: Session, actor: Actor, given: ProgrammeInput, now: datetime) -> Programme:
    """Write a programme down that only the actor's library sees; return it. Raises InvalidInput."""
    author_id = rights.library_of(actor)
    _check(session, author_id, given, now)
    made = Programme(**given.model_dump(exclude={"version"}), author_id=author_id, created_at=now, touched_at=now)
    session.add(made)
    session.flush()
    audit.record(session, actor, "programme.draft", "programme", made.id, at=now)
    return made


def change(session: Session, actor: Actor, programme: Programme, given: ProgrammeInput, now: datetime) -> None:
    """Write a draft anew. Raises Forbidden for the other organiser, Conflict once it is proposed."""
    if actor.library_id != programme.author_id or not actor.is_staff:
        raise Forbidden("not-the-author")
    if programme.state is not ProgrammeState.DRAFT:
        raise Conflict("not-a-draft", labels.NOT_NOW)
    _check(session, programme.author_id, given, now, programme)
    versions.change(session, programme, given.model_dump(exclude={"version"}) | {"touched_at": now}, given.version)
    audit.record(session, actor, "programme.change", "programme", programme.id, at=now)
    bilingual.changed(session, PROGRAMME_TEXTS, programme.id, now)


def _check(
    session: Session, author_id: int, given: ProgrammeInput, now: datetime, before: Programme | None = None
) -> None:
    author, partner = session.get_one(Library, author_id), find_member(session, given.partner_id)
    if partner is None or partner.country == author.country:
        raise InvalidInput({"partner_id": labels.OTHER_COUNTRY})
    require_signs_in(session, partner.id, "partner_id")
    if given.ends_on < given.starts_on:
        raise InvalidInput({"ends_on": labels.DAYS_IN_ORDER})
    days = {"starts_on": given.starts_on, "ends_on": given.ends_on}
    refuse_past(days, author.day_at(now), before)


def unsaid(row: Programme | BookList, language: str) -> dict[str, Any]:
    """Return the fields of words that stand in no language, as those of who writes `language`, and what to do."""
    empty = [field for field in WORDS if not any(getattr(row, f"{field}_{each}") for each in bilingual.BOTH)]
    return {f"{field}_{bilingual.side_of(language)}": labels.OWN_LANGUAGE for field in empty}


def not_askable(programme: Programme, author: Library, partner: Library) -> dict[str, Any]:
    """Return the fields of words that lack and that the other organiser cannot write, with what to do about them."""
    halves = bilingual.halves_of(programme, WORDS)
    own = [half.place for half in halves if half.place.language != partner.language]
    return unsaid(programme, author.language) | {f"{each.field}_{each.language}": labels.WRITE_IT for each in own}


def _require_partner_signs_in(taking: Taking) -> None:
    require_signs_in(taking.session, taking.row.partner_id)


def _require_readable_or_askable(taking: Taking) -> None:
    programme, session = taking.row, taking.session
    author, partner = session.get_one(Library, programme.author_id), session.get_one(Library, programme.partner_id)
    if missing := not_askable(programme, author, partner):
        raise InvalidInput(missing)


def _require_both_languages(taking: Taking) -> None:
    if not all(getattr(taking.row, f"{field}_{each}") for field in WORDS for each in bilingual.BOTH):
        raise Conflict("one-language", labels.ONE_LANGUAGE)


def _ask_partner(taking: Taking) -> None:
    """Ask the other organiser for the half that a proposal lacks, unless it has been asked."""
    session, subject_id = taking.session, str(taking.row.id)
    lacking = {half.place for half in bilingual.halves_of(taking.row, WORDS)}
    if lacking - bilingual.awaited(session, PROGRAMME_TEXTS, subject_id):
        ask_for_translation(session, taking.actor, PROGRAMME_TEXTS, subject_id, taking.at)


def take(
    session: Session,
    actor: Actor,
    programme: Programme,
    event: ProgrammeEvent,
    now: datetime,
    version: int | None = None,
) -> None:
    """Let `event` happen to a programme.

    Proposing it asks the other organiser for what its language lacks. Raises Conflict if it has no such step now,
    changed meanwhile or is not said in both languages yet, Forbidden if it is another's to take, InvalidInput for words
    that the other organiser could not add.
    """
    take_step(PROGRAMMES, session, actor, programme, event, now, version=version)


def _require_no_live_lists(taking: Taking) -> None:
    live = sa.select(col(BookList.id)).where(
        col(BookList.programme_id) == taking.row.id,
        col(BookList.state).in_([ListState.OPEN, ListState.UNDER_WAY]),
    )
    if taking.session.scalar(live.limit(1)) is not None:
        raise Conflict("lists-stand", labels.LISTS_STAND)


def _tell(taking: Taking) -> None:
    bilingual.changed(taking.session, PROGRAMME_TEXTS, taking.row.id, taking.at)
    if taking.actor.library_id in taking.row.organisers:
        _tell_other(taking.session, taking.row, taking.actor.library_id)


def _tell_other(session: Session, programme: Programme, library_id: int | None) -> None:
    [other_id] = programme.organisers - {library_id}
    other, sender = session.get_one(Library, other_id), session.get_one(Library, library_id)
    words: dict[str, Any] = {
        "sender": sender.name_in(other.language),
        "name": getattr(programme, f"name_{other.language}") or programme.name_zh or programme.name_ru,
        "state": programme.state.value,
        "programme_id": programme.id,
    }
    notify_library(session, other, "programmes/programme", **words)


PROGRAMMES = Machine(
    PROGRAMME,
    "programme",
    policy.parts_in,
    not_now=lambda _row, _event: labels.NOT_NOW,
    stamps=touched,
    guards={
        Guard.PARTNER_SIGNS_IN: _require_partner_signs_in,
        Guard.READABLE_OR_ASKABLE: _require_readable_or_askable,
        Guard.SAID_IN_BOTH: _require_both_languages,
        Guard.NO_LIVE_LISTS: _require_no_live_lists,
    },
    effects={Effect.ASK_PARTNER: _ask_partner},
    tell=_tell,
)


def end_what_is_over(session: Session, now: datetime) -> int:
    """End the published programmes whose last day has passed where each of its organisers stands; return how many."""
    passed = [
        on_own_day(session, organiser, now, lambda today: col(Programme.ends_on) < today)
        for organiser in (col(Programme.author_id), col(Programme.partner_id))
    ]
    ended = list(session.scalars(sa.select(Programme).where(col(Programme.state) == ProgrammeState.PUBLISHED, *passed)))
    for programme in ended:
        take(session, actors.clock("programmes"), programme, ProgrammeEvent.END, now)
    return len(ended)
