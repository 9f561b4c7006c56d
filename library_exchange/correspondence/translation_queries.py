"""Reading what is to be written in another language: what waits, what was asked about a subject, and the list of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import Place, tag_of
from library_exchange.core.errors import NotFound
from library_exchange.core.titles import as_written
from library_exchange.core.worklist import Line, entries
from library_exchange.correspondence.labels.translating import TO_WRITE_IN
from library_exchange.correspondence.labels.wording import in_brief
from library_exchange.correspondence.models import TranslationRequest
from library_exchange.correspondence.rules.translations import TranslationState
from library_exchange.directory.models import Library


def to_translate(library_id: int, _today: date | None = None) -> sa.Select[Any]:
    """Return the query that finds the texts that the library is asked to write in its language."""
    asked = (col(TranslationRequest.partner_id) == library_id, col(TranslationRequest.state) == TranslationState.ASKED)
    return entries(
        TranslationRequest, *asked, since=col(TranslationRequest.asked_at), partner=col(TranslationRequest.asker_id)
    )


def text_lines(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return how texts to be written stand on the list of work; one query."""
    return {
        one.id: Line(
            as_written(in_brief(one.text), tag_of(one.source_language, one.text)),
            TO_WRITE_IN[one.language],
            "correspondence.translation",
            {"kind": one.subject_kind, "subject_id": one.subject_id},
        )
        for one in session.scalars(sa.select(TranslationRequest).where(col(TranslationRequest.id).in_(ids)))
    }


def _of_subject(kind: str, subject_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return col(TranslationRequest.subject_kind) == kind, col(TranslationRequest.subject_id) == subject_id


def open_requests(session: Session, kind: str, subject_id: str) -> list[TranslationRequest]:
    """Return the texts of a subject that somebody is asked for and has not written yet."""
    is_open = col(TranslationRequest.state) == TranslationState.ASKED
    mine = sa.select(TranslationRequest).where(*_of_subject(kind, subject_id), is_open)
    return list(session.scalars(mine.order_by(col(TranslationRequest.id))))


def awaited(session: Session, kind: str, subject_id: str) -> frozenset[Place]:
    """Return the halves of a subject that somebody is asked for."""
    return frozenset(one.place for one in open_requests(session, kind, subject_id))


def awaited_among(
    session: Session, kind: str, ids: Collection[str], asked_id: int | None = None
) -> dict[str, frozenset[Place]]:
    """Return by the ids of subjects the halves that somebody, or the library `asked_id`, is asked for; one query."""
    is_open = col(TranslationRequest.state) == TranslationState.ASKED
    is_asked = sa.true() if asked_id is None else col(TranslationRequest.partner_id) == asked_id
    about = (col(TranslationRequest.subject_kind) == kind, col(TranslationRequest.subject_id).in_(ids))
    found: dict[str, set[Place]] = defaultdict(set)
    for one in session.scalars(sa.select(TranslationRequest).where(*about, is_open, is_asked)) if ids else ():
        found[one.subject_id].add(one.place)
    return {subject_id: frozenset(places) for subject_id, places in found.items()}


def is_awaited(kind: str, subject_id: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Return the condition that somebody is asked for a half of the subject whose id a column tells."""
    is_open = col(TranslationRequest.state) == TranslationState.ASKED
    about = (col(TranslationRequest.subject_kind) == kind, col(TranslationRequest.subject_id) == subject_id)
    return sa.exists().where(*about, is_open)


def declined(session: Session, kind: str, subject_id: str) -> frozenset[Place]:
    """Return the texts of a subject of which the last that was asked said that it cannot write them."""
    about = (col(TranslationRequest.subject_kind) == kind, col(TranslationRequest.subject_id) == subject_id)
    asked = session.scalars(sa.select(TranslationRequest).where(*about).order_by(col(TranslationRequest.id)))
    last = {one.place: one for one in asked}
    return frozenset(place for place, one in last.items() if one.state is TranslationState.DECLINED)


def answered(session: Session, kind: str, subject_id: str, text: str) -> frozenset[str]:
    """Return in which languages own words with that text were translated by the library that said them."""
    is_answer = (col(TranslationRequest.state) == TranslationState.ANSWERED, col(TranslationRequest.text) == text)
    asked = sa.select(col(TranslationRequest.language)).where(*_of_subject(kind, subject_id), *is_answer)
    return frozenset(session.scalars(asked))


def translations_of(session: Session, kind: str, ids: Collection[int]) -> dict[int, list[TranslationRequest]]:
    """Return what was asked about each of several subjects of a kind, by their numbers, the last first; one query."""
    numbers = {str(each): each for each in ids}
    is_meant = (col(TranslationRequest.subject_kind) == kind, col(TranslationRequest.subject_id).in_(numbers))
    found: dict[int, list[TranslationRequest]] = defaultdict(list)
    asked = sa.select(TranslationRequest).where(*is_meant).order_by(col(TranslationRequest.id).desc())
    for one in session.scalars(asked) if numbers else ():
        found[numbers[one.subject_id]].append(one)
    return found


def translation_requests(
    session: Session, actor: Actor, kind: str, subject_id: str
) -> tuple[list[TranslationRequest], dict[int, Library]]:
    """Return what the actor's library was asked, or asked, about a subject, by its parts; the libraries; two queries.

    Raises NotFound if there is nothing.
    """
    is_ours = sa.or_(*(side == actor.library_id for side in _sides()))
    mine = sa.select(TranslationRequest).where(*_of_subject(kind, subject_id), is_ours)
    order = (col(TranslationRequest.part), col(TranslationRequest.id))
    found = list(session.scalars(mine.order_by(*order))) if actor.is_staff else []
    if not found:
        raise NotFound("no-such-translation", kind=kind)
    return found, _libraries(session, {library_id for one in found for library_id in (one.asker_id, one.partner_id)})


def _sides() -> tuple[Any, Any]:
    return col(TranslationRequest.asker_id), col(TranslationRequest.partner_id)


def _libraries(session: Session, ids: set[int]) -> dict[int, Library]:
    return {one.id: one for one in session.scalars(sa.select(Library).where(col(Library.id).in_(ids)))}


@dataclass(frozen=True)
class TranslationRow:
    """What one library asked another about a subject: how many texts, where they stand, when it was."""

    kind: str
    subject_id: str
    asker: Library
    partner: Library
    state: TranslationState
    texts: int
    at: datetime


def _grouped(library_id: int) -> sa.Select[Any]:
    keys = (TranslationRequest.subject_kind, TranslationRequest.subject_id)
    columns = (*(col(each) for each in keys), *_sides(), col(TranslationRequest.state))
    count, last = sa.func.count().label("texts"), sa.func.max(col(TranslationRequest.asked_at)).label("at")
    is_ours = sa.or_(*(side == library_id for side in _sides()))
    return sa.select(*columns, count, last).where(is_ours).group_by(*columns)


def count_translations(session: Session, library_id: int) -> int:
    """Return how many lines the list of what a library asked, and was asked, has."""
    return session.scalar(sa.select(sa.func.count()).select_from(_grouped(library_id).subquery())) or 0


def translations(session: Session, library_id: int, offset: int, limit: int) -> list[TranslationRow]:
    """Return what a library asked and was asked, what waits first, then the last asked; two queries."""
    is_open = sa.case((col(TranslationRequest.state) == TranslationState.ASKED, 0), else_=1)
    last = sa.func.max(col(TranslationRequest.asked_at)).desc()
    subject = (col(TranslationRequest.subject_kind), col(TranslationRequest.subject_id))
    page = _grouped(library_id).order_by(is_open, last, *subject).offset(offset).limit(limit)
    rows = session.execute(page).all()
    known = _libraries(session, {library_id for row in rows for library_id in (row.asker_id, row.partner_id)})
    return [
        TranslationRow(
            row.subject_kind, row.subject_id, known[row.asker_id], known[row.partner_id], row.state, row.texts, row.at
        )
        for row in rows
    ]
