"""What waits for a library in its standing exchanges: found, and as the list of its work shows it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.i18n import _
from library_exchange.core.worklist import Line, entries
from library_exchange.standing_exchange.models import SerialIssue, StandingExchange, StandingSerial
from library_exchange.standing_exchange.queries.exchanges import is_late_on, serials_of
from library_exchange.standing_exchange.queries.titles import title_of
from library_exchange.standing_exchange.rules.agreeing import StandingState, last_year_asked
from library_exchange.standing_exchange.rules.issues import IssueState

SHOW = "standing_exchange.show"


def _other(library_id: int) -> Any:
    first, second = col(StandingExchange.first_id), col(StandingExchange.second_id)
    return sa.case((first == library_id, second), else_=first)


def _is_party(library_id: int) -> sa.ColumnElement[bool]:
    return sa.or_(col(StandingExchange.first_id) == library_id, col(StandingExchange.second_id) == library_id)


def _found(library_id: int, *conditions: Any) -> sa.Select[Any]:
    since = col(StandingExchange.touched_at)
    return entries(StandingExchange, *conditions, since=since, partner=_other(library_id))


def proposals(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the standing exchanges proposed to the library."""
    return _found(library_id, col(StandingExchange.turn_id) == library_id)


def renewals(library_id: int, today: date) -> sa.Select[Any]:
    """Return the query that finds those of which the library has not said yet whether they go on."""
    silent = [
        sa.and_(col(party) == library_id, col(said).is_(False))
        for party, said in (
            (StandingExchange.first_id, StandingExchange.first_renews),
            (StandingExchange.second_id, StandingExchange.second_renews),
        )
    ]
    is_asked = col(StandingExchange.last_year) <= last_year_asked(today)
    not_before = col(StandingExchange.asked_from)
    is_time = sa.or_(not_before.is_(None), not_before <= today)
    return _found(library_id, col(StandingExchange.state) == StandingState.ACTIVE, is_asked, is_time, sa.or_(*silent))


def _has_issue(*conditions: Any) -> sa.ColumnElement[bool]:
    issues = sa.select(col(SerialIssue.id)).join(StandingSerial, col(StandingSerial.id) == col(SerialIssue.serial_id))
    return issues.where(col(StandingSerial.exchange_id) == col(StandingExchange.id), *conditions).exists()


def claims(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds those in which the partner claims issues that the library gives."""
    is_claimed = _has_issue(col(StandingSerial.giver_id) == library_id, col(SerialIssue.state) == IssueState.CLAIMED)
    return _found(library_id, _is_party(library_id), is_claimed)


def late(library_id: int, today: date) -> sa.Select[Any]:
    """Return the query that finds those in which issues are late that the library receives."""
    is_late = _has_issue(col(StandingSerial.giver_id) != library_id, is_late_on(today))
    return _found(library_id, _is_party(library_id), is_late)


def _lines(session: Session, ids: Sequence[int], task: str, language: str) -> Mapping[int, Line]:
    """Return standing exchanges under the title of their first serial; one query."""
    serials = serials_of(session, ids)
    return {
        each: Line(
            title_of(serials[each][0], language),
            task,
            SHOW,
            {"exchange_id": each},
        )
        for each in ids
    }


def proposal_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how proposals stand on the list."""
    return _lines(session, ids, _("Accept or decline the standing exchange"), language)


def renewal_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how those stand on the list that go on or end."""
    return _lines(session, ids, _("Say whether it goes on"), language)


def claim_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how those with claimed issues stand on the list."""
    return _lines(session, ids, _("Answer the claim of missing issues"), language)


def late_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how those with late issues stand on the list."""
    return _lines(session, ids, _("Claim the late issues"), language)
