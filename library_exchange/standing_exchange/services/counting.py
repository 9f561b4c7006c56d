"""What a received issue counts for on the account of the two: posted once, reversed when it was ticked by mistake."""

from datetime import datetime
from itertools import count

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.directory.queries import day_at
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.models import Entry, Reason, Unit
from library_exchange.ledger.schemas import Given, Posting, Reference
from library_exchange.ledger.services import post, reverse
from library_exchange.standing_exchange.models import SerialIssue, StandingExchange, StandingSerial
from library_exchange.standing_exchange.queries.entries import KINDS, reference_of
from library_exchange.standing_exchange.rules.agreeing import Counting
from library_exchange.standing_exchange.rules.issues import IssueState


def count_issue(
    session: Session,
    actor: Actor,
    exchange: StandingExchange,
    serial: StandingSerial,
    issue: SerialIssue,
    now: datetime,
) -> None:
    """Post what an issue that was received counts for, or its year if that counts as a whole and does not stand yet."""
    if exchange.counting not in KINDS or not serial.rate or exchange.unit is None:
        return
    standing, free = _entries(session, exchange.counting, serial, issue)
    if standing is not None:
        return
    receiver_id = exchange.other(serial.giver_id)
    given = Given(giver_id=serial.giver_id, receiver_id=receiver_id, unit=Unit(exchange.unit), amount=serial.rate)
    day = day_at(session, receiver_id, now)
    post(session, actor, Posting(reason=Reason.RECEIPT, reference=free, happened_on=day, given=(given,)), now)


def count_no_more(
    session: Session,
    actor: Actor,
    exchange: StandingExchange,
    serial: StandingSerial,
    issue: SerialIssue,
    now: datetime,
) -> None:
    """Reverse what was posted for an issue that was not received after all; a year stands while another one is here."""
    if exchange.counting not in KINDS:
        return
    if exchange.counting is Counting.YEAR and _has_others(session, issue):
        return
    standing, _free = _entries(session, exchange.counting, serial, issue)
    if standing is not None:
        reverse(session, actor, standing, day_at(session, exchange.other(serial.giver_id), now), now)


def _entries(
    session: Session, counting: Counting, serial: StandingSerial, issue: SerialIssue
) -> tuple[Entry | None, Reference]:
    """Return the entry of an issue or its year that stands, if one does, and the first reference that is free."""
    for time in count():
        reference = reference_of(counting, serial.id, issue.id, issue.year, time)
        entry = ledger.find_entry(session, reference)
        if entry is None:
            return None, reference
        if ledger.find_reversal(session, entry) is None:
            return entry, reference
    raise AssertionError("counting ends with an entry that is free")


def _has_others(session: Session, issue: SerialIssue) -> bool:
    others = sa.select(col(SerialIssue.id)).where(
        col(SerialIssue.serial_id) == issue.serial_id,
        col(SerialIssue.year) == issue.year,
        col(SerialIssue.state) == IssueState.RECEIVED,
        col(SerialIssue.id) != issue.id,
    )
    return session.scalar(others.limit(1)) is not None
