"""How partners answer: gathered from one library's own rows, by a fixed number of queries; no reader is read."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.i18n import _, current, format_list, format_number
from library_exchange.core.models import AuditEntry
from library_exchange.directory.models import Library
from library_exchange.directory.queries import calendars_of, libraries
from library_exchange.directory.rules.calendars import DAY, LibraryCalendar, common_working_days, day_at
from library_exchange.documents.sheets import Value
from library_exchange.documents.tables import table_file
from library_exchange.loan_messages.models import ReceivedMessage
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt, attempt_no
from library_exchange.loans.rules.codes import Action, Incoming, Side
from library_exchange.loans.rules.steps import state_of
from library_exchange.statistics import labels
from library_exchange.statistics.rules import turnaround as rules
from library_exchange.statistics.rules.figures import percent
from library_exchange.statistics.rules.turnaround import Case, Outcome, Row

USUAL_DAYS = 365
LOOKED_AT = tuple(
    f"loan.{step}" for step in (Action.WILL_SUPPLY, Action.SET_CONDITION, Action.RETRY_LATER, Action.REFUSE)
)
GIVEN_UP = f"loan.{Incoming.WITHDRAWN}"


@dataclass(frozen=True)
class Span:
    """Which requests are told of: one side's, asked from `first` to `last` by the days of the library."""

    side: Side
    first: date
    last: date

    def bounds(self, library: Library) -> tuple[datetime, datetime]:
        """Return the instants between which a request was asked."""
        begins = datetime.combine(self.first, time(), library.zone)
        return begins.astimezone(UTC), datetime.combine(self.last + DAY, time(), library.zone).astimezone(UTC)


def usual_span(side: Side, today: date) -> Span:
    """Return the year that ends today."""
    return Span(side, today - timedelta(days=USUAL_DAYS - 1), today)


@dataclass(frozen=True)
class Turnaround:
    """What a library's partners answered in a span: a row for each, the sum, and their names."""

    span: Span
    rows: Sequence[Row]
    total: Row
    partners: Mapping[int, Library]


def gather(session: Session, library_id: int, span: Span, today: date) -> Turnaround:
    """Return what the partners of a library answered; four queries, however many requests there are."""
    known = {library.id: library for library in libraries(session)}
    calendars = calendars_of(session, list(known.values()))
    home, read = known[library_id], {Side.REQUESTING: _asking, Side.SUPPLYING: _asked}[span.side]
    cases = list(read(session, home, span, calendars, today))
    return Turnaround(span, rules.by_partner(cases), rules.summed(cases), known)


# We ask: each library that was asked is a case ------------------------------------------------------------------------

Calendars = Mapping[int, LibraryCalendar]
_OF_THE_ROW = (
    *(LoanRequest.shipped_at, LoanRequest.received_at, LoanRequest.return_shipped_at, LoanRequest.closed_at),
    LoanRequest.due_on,
)


def _asking(session: Session, home: Library, span: Span, calendars: Calendars, today: date) -> Iterator[Case]:
    begins, ends = span.bounds(home)
    rows = session.execute(
        sa.select(
            *(col(each) for each in (SupplierAttempt.library_id, SupplierAttempt.number, SupplierAttempt.state)),
            *(col(each) for each in (SupplierAttempt.asked_at, SupplierAttempt.reason)),
            *(col(each) for each in (LoanRequest.request_no, LoanRequest.attempt)),
            *(col(each) for each in _OF_THE_ROW),
        )
        .join(LoanRequest, col(LoanRequest.id) == col(SupplierAttempt.request_id))
        .where(col(LoanRequest.library_id) == home.id, col(LoanRequest.side) == Side.REQUESTING)
        .where(col(SupplierAttempt.state) != AttemptState.WAITING)
        .where(col(SupplierAttempt.asked_at) >= begins, col(SupplierAttempt.asked_at) < ends)
    ).all()
    said = _said(session, home, begins)
    for partner_id, number, state, asked_at, reason, request_no, attempt, *instants in rows:
        heard = said.get((partner_id, attempt_no(request_no, number)), {})
        is_last = number == attempt
        outcome = rules.outcome_asking(
            frozenset(heard),
            is_open=state in (AttemptState.ASKED, AttemptState.SUPPLYING),
            is_refused=state is AttemptState.REFUSED,
            was_shipped=is_last and instants[0] is not None,
        )
        told = str(reason) if reason else rules.LATER if Incoming.RETRY in heard else rules.NO_REASON
        yield Case(
            partner_id,
            outcome,
            told if outcome is Outcome.REFUSED else None,
            _answer_days(calendars[partner_id], asked_at, min(heard.values(), default=None)),
            **(_journey(home, asked_at, instants, today) if is_last and outcome is Outcome.SUPPLIED else {}),
        )


def _said(session: Session, home: Library, begins: datetime) -> dict[tuple[int, str], dict[str, datetime]]:
    """Return which answers came from whom about which request, each with the instant of the first."""
    sender, number, said = ReceivedMessage.sender_library_id, ReceivedMessage.request_no, ReceivedMessage.said
    found: dict[tuple[int, str], dict[str, datetime]] = defaultdict(dict)
    for partner_id, request_no, what, at in session.execute(
        sa.select(col(sender), col(number), col(said), sa.func.min(col(ReceivedMessage.received_at)))
        .where(col(ReceivedMessage.recipient_library_id) == home.id, col(ReceivedMessage.received_at) >= begins)
        .where(col(said).in_([str(each) for each in rules.ANSWERS]))
        .group_by(col(sender), col(number), col(said))
    ):
        found[partner_id, request_no][what] = at
    return found


# We are asked: each of our rows is a case -----------------------------------------------------------------------------


def _asked(session: Session, home: Library, span: Span, calendars: Calendars, today: date) -> Iterator[Case]:
    begins, ends = span.bounds(home)
    loan = LoanRequest
    within = (
        *(col(loan.library_id) == home.id, col(loan.side) == Side.SUPPLYING),
        *(col(loan.created_at) >= begins, col(loan.created_at) < ends),
    )
    rows = session.execute(
        sa.select(
            *(col(each) for each in (loan.id, loan.partner_id, loan.state, loan.created_at, loan.reason)),
            *(col(each) for each in (loan.reason_retry, *_OF_THE_ROW)),
        ).where(*within)
    ).all()
    done = _done(session, within)
    for loan_id, partner_id, state, asked_at, reason, retry, *instants in rows:
        acts = done.get(loan_id, {})
        answered_at = min((at for act, at in acts.items() if act != GIVEN_UP), default=None)
        outcome = rules.outcome_asked(
            state_of(Side.SUPPLYING, state), answered_at is not None, instants[0] is not None, GIVEN_UP in acts
        )
        told = str(reason) if reason else rules.LATER if retry else rules.NO_REASON
        yield Case(
            partner_id,
            outcome,
            told if outcome is Outcome.REFUSED else None,
            _answer_days(calendars[home.id], asked_at, answered_at),
            **(_journey(home, asked_at, instants, today) if outcome is Outcome.SUPPLIED else {}),
        )


def _done(session: Session, within: Sequence[Any]) -> dict[int, dict[str, datetime]]:
    """Return what was done with each of the library's rows, each act with the instant of the first time."""
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    for loan_id, action, at in session.execute(
        sa.select(col(AuditEntry.subject_id), col(AuditEntry.action), sa.func.min(col(AuditEntry.at)))
        .join(LoanRequest, col(LoanRequest.id) == col(AuditEntry.subject_id))
        .where(col(AuditEntry.subject) == "loan", col(AuditEntry.action).in_((*LOOKED_AT, GIVEN_UP)), *within)
        .group_by(col(AuditEntry.subject_id), col(AuditEntry.action))
    ):
        found[loan_id][action] = at
    return found


# Days -----------------------------------------------------------------------------------------------------------------


def _answer_days(acting: LibraryCalendar, asked_at: datetime, answered_at: datetime | None) -> int | None:
    """Return on which working day of the library that had to act it answered; 0 is the day of asking."""
    if answered_at is None:
        return None
    return len(common_working_days([acting], day_at(acting, asked_at) + DAY, day_at(acting, answered_at)))


def _journey(home: Library, asked_at: datetime, instants: Sequence[Any], today: date) -> dict[str, Any]:
    """Return how long a book took to come, of that on the way, and whether it was kept past its day."""
    shipped_at, received_at, sent_back_at, closed_at, due_on = instants
    back_on = home.day_at(sent_back_at or closed_at) if sent_back_at or closed_at else today
    return {
        "arrival_days": _between(home, asked_at, received_at),
        "way_days": _between(home, shipped_at, received_at),
        "was_overdue": back_on > due_on if due_on else None,
    }


def _between(home: Library, begins: datetime | None, ends: datetime | None) -> int | None:
    return (home.day_at(ends) - home.day_at(begins)).days if begins and ends else None


# On the page ----------------------------------------------------------------------------------------------------------


def share(part: int, whole: int) -> str:
    """Return a share as people read it: in percent only of numbers that bear it."""
    if not whole:
        return "–"
    of = _("%(part)s of %(whole)s", part=format_number(part), whole=format_number(whole))
    if whole < rules.SMALL:
        return of
    return _("%(percent)s %% (%(of)s)", percent=format_number(percent(part, whole) or 0), of=of)


def days(found: Sequence[int]) -> str:
    """Return how long something took: every number where there are few, else what is usual, and for nine in ten."""
    if not found:
        return "–"
    if len(found) < rules.SMALL:
        return ", ".join(format_number(each) for each in found)
    return _(
        "usually %(middle)s; nine in ten within %(ninth)s",
        middle=format_number(rules.middle(found) or 0),
        ninth=format_number(rules.ninth_tenth(found) or 0),
    )


def shown(row: Row) -> dict[str, Any]:
    """Return a row as the page shows it."""
    reasons = [
        _("%(reason)s: %(number)s", reason=labels.NO_REASONS[code], number=format_number(count))
        for code, count in row.reasons
    ]
    return {
        "requests": row.requests,
        "supplied": share(row.outcomes[Outcome.SUPPLIED], row.settled),
        "others": [
            (labels.OUTCOMES[each], row.outcomes[each])
            for each in (Outcome.REFUSED, Outcome.SILENT, Outcome.ENDED, Outcome.OPEN)
            if row.outcomes[each]
        ],
        "reasons": format_list(reasons) if reasons else "",
        "answer": days(row.answer_days),
        "arrival": days(row.arrival_days),
        "way": days(row.way_days),
        "overdue": share(row.overdue, row.lent),
    }


def table_of(found: Turnaround, form: str, made_on: date) -> bytes:
    """Return the rows for a spreadsheet, in the language being spoken, each number in a cell so that they add up."""
    code, total = current().code, str(labels.ALL_PARTNERS)
    rows = [(found.partners[row.partner_id or 0], row) for row in found.rows]
    lines = [[library.name_in(code), library.code, *_numbers(row)] for library, row in rows]
    heads = [str(text) for text in (*labels.TURNAROUND_HEADS, *labels.NO_REASONS.values())]
    return table_file(form, [heads, *lines, [total, "", *_numbers(found.total)]], code, made_on)


def _numbers(row: Row) -> list[Value]:
    reasons = dict(row.reasons)
    times: list[Value] = []
    for found in (row.answer_days, row.arrival_days, row.way_days):
        times += [rules.middle(found), rules.ninth_tenth(found)]
    return [
        row.requests,
        *(row.outcomes[each] for each in Outcome),
        row.settled,
        *times,
        row.overdue,
        row.lent,
        *(reasons.get(code, 0) for code in labels.NO_REASONS),
    ]
