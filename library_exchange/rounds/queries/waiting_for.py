"""What waits for a library in rounds: found, and as the list of its work shows it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.bilingual import said
from library_exchange.core.i18n import LANGUAGES, _
from library_exchange.core.titles import TitleBlock, as_written
from library_exchange.core.worklist import Line, entries
from library_exchange.directory.models import Library
from library_exchange.directory.queries import own_day
from library_exchange.rounds.models import DeclinedRound, Round, RoundMember
from library_exchange.rounds.rules.rounds import LAST_DAY, ProposalState, RoundState


def proposals(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the rounds whose proposal the library has not answered."""
    return _of(library_id, RoundState.PROPOSED).where(col(RoundMember.proposal) == ProposalState.SENT)


def planned(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the rounds that the library organises and whose lists it has to open."""
    is_ours = (col(Round.organiser_id) == library_id, col(Round.state) == RoundState.PLANNED)
    return entries(Round, *is_ours, since=col(Round.touched_at))


def due(at: datetime) -> sa.Select[Any]:
    """Return the query that finds the rounds whose lists are to be opened, or which the clock has not moved on."""
    today = own_day(at)
    late = (sa.and_(col(Round.state) == state, getattr(Round, day) < today) for state, day in LAST_DAY.items())
    to_open = sa.and_(col(Round.state) == RoundState.PLANNED, col(Round.listing_from) <= today)
    found = entries(Round, sa.or_(to_open, *late))
    return found.join(Library, col(Library.id) == col(Round.organiser_id))


def invitations(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the rounds with open lists that the library has neither joined nor declined."""
    answered = [
        sa.exists().where(col(each.round_id) == col(Round.id), col(each.library_id) == library_id)
        for each in (RoundMember, DeclinedRound)
    ]
    is_open = col(Round.state) == RoundState.LISTING
    unanswered = (sa.not_(each) for each in answered)
    return entries(Round, is_open, *unanswered, since=col(Round.touched_at))


def choices(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the rounds in which the library may choose now."""
    return _of(library_id, RoundState.SELECTING)


def _of(library_id: int, state: RoundState) -> sa.Select[Any]:
    return (
        entries(Round, since=col(Round.touched_at))
        .join(RoundMember, col(RoundMember.round_id) == col(Round.id))
        .where(col(RoundMember.library_id) == library_id, col(Round.state) == state)
    )


def proposal_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how rounds stand on the list whose proposal is to be answered; one query."""
    return _lines(session, ids, language, _("Answer the proposal"))


def invitation_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how rounds stand on the list that the library may join; one query."""
    return _lines(session, ids, language, _("Take part or decline"))


def choice_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how rounds stand on the list in which the library chooses; one query."""
    return _lines(session, ids, language, _("Choose books"))


def planned_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how rounds stand on the list whose lists are to be opened; one query."""
    return _lines(session, ids, language, _("Open the lists"), "rounds.round")


def _lines(
    session: Session, ids: Sequence[int], language: str, task: str, endpoint: str = "rounds.own_round"
) -> Mapping[int, Line]:
    found = session.scalars(sa.select(Round).where(col(Round.id).in_(ids)))
    return {each.id: Line(_named(each, language), task, endpoint, {"round_id": each.id}) for each in found}


def _named(found: Round, language: str) -> TitleBlock:
    name, told_in = said(found, "name", language)
    return as_written(name, "" if told_in == language else LANGUAGES[told_in].tag)
