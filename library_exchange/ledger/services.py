"""Verbs of the ledger: post, reverse, have the network bear. Nothing is ever changed or taken away."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import _l
from library_exchange.ledger import policy, queries
from library_exchange.ledger.models import Account, Book, BookKind, Entry, Line, Reason, Unit
from library_exchange.ledger.rules import NETWORK, Movement, Side, sides, turned
from library_exchange.ledger.schemas import Borne, Given, Posting, Reference

REVERSAL = "ledger.reversal"
"""The kind of reference of an entry that reverses another; its id is the id of that one."""
Lines = Mapping[BookKind, tuple[Side, ...]]


def post(session: Session, actor: Actor, posting: Posting, now: datetime) -> Entry:
    """Write the entry that `posting` describes and return it; posted before, it is returned as it was.

    Raises Forbidden if `actor` is of none of its libraries, Conflict if its reference stands for something else.
    """
    lines = {posting.book: sides(Movement(*_values(one)) for one in posting.given)}
    policy.require_poster(actor, _parties(lines))
    if not lines[posting.book]:
        raise Conflict("nothing-moves", _l("What was given and what was received cancel each other out."))
    return _write(session, actor, posting.reason, posting.reference, posting.happened_on, lines, now)


def bear(session: Session, actor: Actor, borne: Borne, now: datetime) -> Entry:
    """Enter that the network bears a loss and return the entry; entered before, it is returned as it was.

    The giver is credited as if the book had come, and the network owes its receiver as many copies: neither loses.
    Raises Forbidden if `actor` is of none of its libraries.
    """
    moved: dict[BookKind, list[Movement]] = defaultdict(list)
    for book, movement in borne.moved:
        moved[book].append(movement)
    lines = {book: sides(found) for book, found in moved.items()}
    policy.require_poster(actor, _parties(lines))
    return _write(session, actor, Reason.BORNE, borne.reference, borne.happened_on, lines, now)


def reverse(session: Session, actor: Actor, entry: Entry, happened_on: date, now: datetime) -> Entry:
    """Write the entry that undoes `entry` and return it; reversed before, the reversal is returned as it was.

    Raises Forbidden if `actor` is of none of its libraries, Conflict if `entry` is itself a reversal.
    """
    lines = {book: turned(found) for book, found in queries.sides_of(session, entry).items()}
    policy.require_poster(actor, _parties(lines))
    if entry.reverses_id is not None:
        raise Conflict("is-a-reversal", _l("This entry undoes another one. Post the right entry anew instead."))
    done = queries.find_reversal(session, entry)
    if done is not None:
        return done
    reference = Reference(kind=REVERSAL, id=str(entry.id))
    return _write(session, actor, entry.reason, reference, happened_on, lines, now, reverses=entry)


def open_accounts(session: Session, actor: Actor, first_id: int, second_id: int) -> None:
    """Open the book of two libraries with an account of each; one that is open stays as it is.

    Raises Forbidden if `actor` is of neither library.
    """
    policy.require_poster(actor, (first_id, second_id))
    book_id = _book_id(session, BookKind.PAIR, first_id, second_id)
    for library_id in (first_id, second_id):
        _account_id(session, book_id, library_id)


def _values(given: Given) -> tuple[int, int, Unit, int]:
    return given.giver_id, given.receiver_id, given.unit, given.amount


def _parties(lines: Lines) -> set[int]:
    return {side.library_id for found in lines.values() for side in found} - {NETWORK}


def _taken(posted: Entry) -> Conflict:
    return Conflict(
        "reference-taken",
        _l("Something else has been entered for this already. Look at the statement."),
        entry=posted.id,
    )


# Writing --------------------------------------------------------------------------------------------------------------


def _write(
    session: Session,
    actor: Actor,
    reason: Reason,
    reference: Reference,
    happened_on: date,
    lines: Lines,
    now: datetime,
    reverses: Entry | None = None,
) -> Entry:
    """Write lines and entry, or return the entry that has the reference and the same content."""
    entry = queries.find_entry(session, reference)
    if entry is None:
        entry = Entry(
            key=uuid.uuid4().hex,
            reason=reason,
            reference_kind=reference.kind,
            reference_id=reference.id,
            happened_on=happened_on,
            posted_at=now,
            posted_by_id=actor.library_id,
            reverses_id=reverses.id if reverses else None,
        )
        faster = _insert(session, entry, reference, lines)
        if faster is None:
            facts = {"reason": reason, "reference": f"{reference.kind} {reference.id}"}
            audit.record(session, actor, "post", "ledger_entry", entry.id, at=now, **facts)
            return entry
        entry = faster
    if (entry.reason, entry.happened_on) != (reason, happened_on) or queries.sides_of(session, entry) != lines:
        raise _taken(entry)
    return entry


def _insert(session: Session, entry: Entry, reference: Reference, lines: Lines) -> Entry | None:
    """Write `lines` and then `entry`, which seals them; if the reference was taken in the same moment, by which."""
    accounts = _account_ids(session, lines)
    rows = [
        {
            "entry_key": entry.key,
            "account_id": accounts[book, side.library_id, side.partner_id],
            "partner_id": side.partner_id or None,
            "unit": side.unit,
            "amount": side.amount,
        }
        for book, found in lines.items()
        for side in found
    ]
    try:
        with session.begin_nested():
            session.execute(sa.insert(Line), rows)
            session.add(entry)
            session.flush()
    except IntegrityError:
        faster = queries.find_entry(session, reference)
        if faster is None:
            raise
        return faster
    return None


def _account_ids(session: Session, lines: Lines) -> dict[tuple[BookKind, int, int], int]:
    """Return the account of each line by the kind of book, the library and its partner."""
    found: dict[tuple[BookKind, int, int], int] = {}
    for kind, written in lines.items():
        for side in written:
            book_id = _book_id(session, kind, side.library_id, side.partner_id)
            found[kind, side.library_id, side.partner_id] = _account_id(session, book_id, side.library_id)
    return found


def _book_id(session: Session, kind: BookKind, library_id: int, partner_id: int) -> int:
    """Return the book of the two libraries, or of the network; opened if it is not there yet."""
    first, second = sorted((library_id, partner_id)) if kind is BookKind.PAIR else (None, None)
    same = [col(Book.kind) == kind]
    if kind is BookKind.PAIR:
        same += [col(Book.first_id) == first, col(Book.second_id) == second]
    return _find_or_add(
        session, sa.select(col(Book.id)).where(*same), Book(kind=kind, first_id=first, second_id=second)
    )


def _account_id(session: Session, book_id: int, library_id: int) -> int:
    """Return the account of a library, or of the network, in a book; opened if it is not there yet."""
    whose = library_id or None
    same = (col(Account.book_id) == book_id, col(Account.library_id) == whose)
    return _find_or_add(session, sa.select(col(Account.id)).where(*same), Account(book_id=book_id, library_id=whose))


def _find_or_add(session: Session, query: sa.Select[Any], row: Book | Account) -> int:
    found: int | None = session.scalar(query)
    if found is None:
        try:
            with session.begin_nested():
                session.add(row)
                session.flush()
            found = row.id
        except IntegrityError:
            found = session.scalar(query)
    if found is None:
        raise NotFound("no-such-library")
    return found
