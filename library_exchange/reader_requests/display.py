"""A reader's list as she sees it: one status each, what it means for her, what waits for her on top."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.accounts import own_page as waiting_page
from library_exchange.accounts.own_page import Question, Waiting
from library_exchange.core.i18n import current
from library_exchange.loans.forms import FIELD_LABELS, FIELD_NAMES
from library_exchange.loans.labels import actions, code_names, states
from library_exchange.loans.rules.codes import Action, RequestingState
from library_exchange.loans.rules.inputs import Asks
from library_exchange.loans.schemas import LONGEST_ANSWER
from library_exchange.reader_requests.queries import ReaderRow, requests_of_reader, waiting_of_reader


def reader_row(row: ReaderRow) -> dict[str, Any]:
    status, meaning, tone = states.reader_status(
        row.state, row.due, row.is_late, row.is_copy, row.reads_there, row.was_lent, row.came_damaged
    )
    status, meaning = states.reader_waits(row.state, row.reason_retry, row.retry_after) or (status, meaning)
    refused = states.reader_refused(row.state, row.due, row.is_late, row.renewal_refusal, row.reads_there)
    meaning = refused or meaning
    if row.decline_reason:
        meaning = code_names.DECLINE_REASONS[row.decline_reason]
    return {
        "url": url_for("loans.show", loan_id=row.id),
        "title": row.title,
        "number": row.request_no,
        "status": status,
        "meaning": meaning,
        "tone": tone,
        "is_copy": row.is_copy,
        "due_on": row.due_on if row.state in states.READER_HAS_IT else None,
        "asked_on": row.asked_on,
        "is_closed": row.is_closed,
        "is_over": row.is_over,
        "is_late": tone == states.LATE,
    }


def reader_rows(rows: Sequence[ReaderRow], at: datetime) -> list[dict[str, Any]]:
    """Return a reader's list: on top what waits for her, then what is under way, then what is over for her."""

    def place(row: ReaderRow) -> tuple[bool, int]:
        rank = _rank(row, at)
        return row.is_over, waiting_page.ANSWERED if rank is None else rank

    return [reader_row(row) for row in sorted(rows, key=place)]


def waiting_for_reader(session: Session, reader_id: int, at: datetime) -> list[Waiting]:
    """Return the books that a reader has to fetch or has, and the answers of the last days to what she asked."""
    rows = requests_of_reader(session, reader_id, at, current().code)
    ranked = ((_rank(row, at), row) for row in rows)
    return [_waiting(rank, row) for rank, row in ranked if rank is not None]


def count_for_reader(reader_id: int, at: datetime) -> Any:
    """Return the query that counts what `waiting_for_reader` lists."""
    since = at - timedelta(days=waiting_page.ANSWERS_SHOWN_DAYS)
    return waiting_of_reader(reader_id, states.WAITS_FOR_READER, states.READER_ANSWERS, since)


def _rank(row: ReaderRow, at: datetime) -> int | None:
    if row.state is RequestingState.READER_ASKED:
        return waiting_page.ASKED
    if row.state is RequestingState.DELIVERED:
        return waiting_page.TO_FETCH
    if row.state in states.READER_HAS_IT and not (row.came_damaged and row.state is RequestingState.RECEIVED):
        if row.is_late:
            return waiting_page.OVERDUE
        return waiting_page.TO_FETCH if row.state is RequestingState.RECEIVED else waiting_page.LENT
    is_new = row.closed_at is not None and at - row.closed_at <= timedelta(days=waiting_page.ANSWERS_SHOWN_DAYS)
    return waiting_page.ANSWERED if is_new and row.state in states.READER_ANSWERS else None


def _waiting(rank: int, row: ReaderRow) -> Waiting:
    shown = reader_row(row)
    return Waiting(
        rank,
        row.title,
        shown["url"],
        shown["status"],
        shown["tone"],
        shown["meaning"],
        due_on=shown["due_on"],
        question=_question(row) if rank == waiting_page.ASKED else None,
    )


def _question(row: ReaderRow) -> Question:
    url = url_for("loans.act", loan_id=row.id, action=Action.ANSWER_LIBRARY)
    field = {
        "name": FIELD_NAMES[Asks.ANSWER],
        "id": f"answer-{row.id}",
        "label": FIELD_LABELS[Asks.ANSWER],
        "maxlength": LONGEST_ANSWER,
    }
    return Question(
        states.questions(row.questions), url, field, {"version": row.version}, actions.ACTIONS[Action.ANSWER_LIBRARY]
    )
