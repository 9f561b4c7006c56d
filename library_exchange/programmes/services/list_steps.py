"""How a curated list goes through its procedure: what it needs to be published, what becomes of its pledges."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import bilingual
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.steps import Machine, Taking, take
from library_exchange.directory.models import Library
from library_exchange.programmes import labels, policy
from library_exchange.programmes.models import BookList, ListTitle, Pledge
from library_exchange.programmes.queries import titles_of
from library_exchange.programmes.rules import (
    LIST,
    LIST_TEXTS,
    PUBLIC_PROGRAMMES,
    WORDS,
    Effect,
    Guard,
    ListState,
    PledgeEvent,
    PledgeState,
)
from library_exchange.programmes.services.consigning import consign
from library_exchange.programmes.services.planning import unsaid
from library_exchange.programmes.services.pledging import PLEDGES


def standing(session: Session, book_list: BookList) -> list[Pledge]:
    """Return the pledges to the list that wait to be sent, in the order in which they were made."""
    query = (
        sa.select(Pledge)
        .join(ListTitle, col(ListTitle.id) == col(Pledge.title_id))
        .where(col(ListTitle.list_id) == book_list.id, col(Pledge.state) == PledgeState.PLEDGED)
        .order_by(col(Pledge.id))
    )
    return list(session.scalars(query))


def _require_both_languages(taking: Taking) -> None:
    """Raise InvalidInput for each field of words that is missing in one of the languages."""
    editor = taking.session.get_one(Library, taking.row.editor_id)
    lacking = [half.place for half in bilingual.halves_of(taking.row, WORDS)]
    missing = {f"{each.field}_{each.language}": labels.OTHER_HALF for each in lacking}
    missing |= unsaid(taking.row, editor.language)
    if missing:
        raise InvalidInput(missing)


def _require_public(taking: Taking) -> None:
    if taking.within.state not in PUBLIC_PROGRAMMES:
        raise Conflict("not-published", labels.NOT_PUBLISHED)


def _require_titles(taking: Taking) -> None:
    if not titles_of(taking.session, taking.row):
        raise Conflict("no-titles", labels.NO_TITLES)


def _consign(taking: Taking) -> None:
    consign(taking.session, taking.row, standing(taking.session, taking.row), taking.at)


def _free_pledges(taking: Taking) -> None:
    for pledge in standing(taking.session, taking.row):
        take(PLEDGES, taking.session, policy.FOLLOWS, pledge, PledgeEvent.FAIL, taking.at)


def _stamps(taking: Taking, target: StrEnum) -> dict[str, Any]:
    is_closed_now = target not in (ListState.DRAFT, ListState.OPEN) and taking.row.closed_at is None
    return {"touched_at": taking.at} | ({"closed_at": taking.at} if is_closed_now else {})


LISTS = Machine(
    LIST,
    "book_list",
    policy.parts_of,
    not_now=lambda _row, _event: labels.NOT_NOW,
    stamps=_stamps,
    guards={
        Guard.SAID_IN_BOTH: _require_both_languages,
        Guard.PROGRAMME_PUBLIC: _require_public,
        Guard.HAS_TITLES: _require_titles,
    },
    tell=lambda taking: bilingual.changed(taking.session, LIST_TEXTS, taking.row.id, taking.at),
    effects={Effect.CONSIGN: _consign, Effect.FREE_PLEDGES: _free_pledges},
)
