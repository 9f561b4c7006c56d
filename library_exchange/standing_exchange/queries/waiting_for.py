"""What waits for a library in its standing exchanges: found, and as the list of its work shows it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.i18n import _
from library_exchange.core.worklist import Line, entries
from library_exchange.standing_exchange.models import SerialIssue, StandingExchange, StandingSerial
from library_exchange.standing_exchange.queries.exchanges import is_late_on, is_to_send_on, serials_of
from library_exchange.standing_exchange.queries.titles import title_of
from library_exchange.standing_exchange.rules.agreeing import RUNNING, StandingState, first_asked, last_year_asked
from library_exchange.standing_exchange.rules.issues import AWAITED, Answer, IssueState, Standing, late_since

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
    is_running = col(StandingExchange.state) == StandingState.ACTIVE
    return _found(library_id, is_running, is_asked, is_time, sa.or_(*silent), _appears())


def _appears() -> sa.ColumnElement[bool]:
    """Return the condition that a serial of a standing exchange still appears."""
    ceased = sa.exists().where(
        col(SerialIssue.serial_id) == col(StandingSerial.id),
        col(SerialIssue.state) == IssueState.GONE,
        col(SerialIssue.answer) == Answer.CEASED,
    )
    return sa.exists().where(col(StandingSerial.exchange_id) == col(StandingExchange.id), ~ceased)


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


def to_send(library_id: int, today: date) -> sa.Select[Any]:
    """Return the query that finds those in which the library has not sent issues whose day has passed."""
    is_due = _has_issue(col(StandingSerial.giver_id) == library_id, is_to_send_on(today))
    return _found(library_id, _is_party(library_id), col(StandingExchange.state).in_(RUNNING), is_due)


def _line(serial: StandingSerial, task: str, language: str, since: date | None = None) -> Line:
    return Line(title_of(serial, language), task, SHOW, {"exchange_id": serial.exchange_id}, since=since)


def proposal_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how proposals stand on the list, each under the title of its first serial; one query."""
    task = _("Accept or decline the standing exchange")
    return {each: _line(serials[0], task, language) for each, serials in serials_of(session, ids).items()}


def renewal_lines(session: Session, library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how those stand on the list that go on or end; two queries."""
    found = session.scalars(sa.select(StandingExchange).where(col(StandingExchange.id).in_(ids)))
    serials = serials_of(session, ids)
    return {
        each.id: _line(
            serials[each.id][0],
            _("The other library would go on in %(year)s. Say whether you do", year=each.last_year + 1)
            if each.renews(each.other(library_id))
            else _("Say whether it goes on"),
            language,
            each.asked_from or first_asked(each.last_year),
        )
        for each in found
    }


def claim_lines(session: Session, library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how those with claimed issues stand on the list: the serial that is claimed, since its claim."""
    task = _("Answer the claim of missing issues")
    return {
        serial.exchange_id: _line(serial, task, language, min(each.claimed_on for each in issues if each.claimed_on))
        for serial, issues in _with_issues(session, ids, library_id, True, {IssueState.CLAIMED})
    }


def to_send_lines(session: Session, library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how those with issues to send stand on the list: the serial, since the day of its first such issue."""
    task = _("Send the issues whose day has passed")
    return {
        serial.exchange_id: _line(
            serial, task, language, min(each.late_from if each.is_promised else each.due_on for each in issues)
        )
        for serial, issues in _with_issues(session, ids, library_id, True, {IssueState.EXPECTED})
        if issues
    }


def late_lines(session: Session, library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how those with late issues stand on the list: the serial of which they are, since the first was late."""
    lines = {}
    for serial, issues in _with_issues(session, ids, library_id, False, {*AWAITED, IssueState.RECEIVED}):
        came = [(each.due_on, each.received_on) for each in issues if each.received_on]
        days = [
            late_since(Standing(each.state, each.due_on, each.late_from, each.is_promised), came) for each in issues
        ]
        since = min((day for day in days if day is not None), default=None)
        lines[serial.exchange_id] = _line(serial, _("Claim the late issues"), language, since)
    return lines


def _with_issues(
    session: Session, ids: Sequence[int], library_id: int, is_giver: bool, states: Collection[IssueState]
) -> list[tuple[StandingSerial, list[SerialIssue]]]:
    """Return the serials that a library gives or receives, with their issues of these states; two queries."""
    all_serials = serials_of(session, ids)
    chosen = [each for serials in all_serials.values() for each in serials if (each.giver_id == library_id) is is_giver]
    wanted = (col(SerialIssue.serial_id).in_([each.id for each in chosen]), col(SerialIssue.state).in_(states))
    issues: dict[int, list[SerialIssue]] = defaultdict(list)
    for issue in session.scalars(sa.select(SerialIssue).where(*wanted)):
        issues[issue.serial_id].append(issue)
    return [(each, issues[each.id]) for each in chosen]
