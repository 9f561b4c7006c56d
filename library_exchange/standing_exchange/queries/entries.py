"""How entries of accounts name issues and years of serials, and which these are."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.ledger.schemas import Reference
from library_exchange.standing_exchange.models import SerialIssue, StandingSerial
from library_exchange.standing_exchange.rules.agreeing import Counting

KINDS: Mapping[Counting, str] = {Counting.ISSUE: "serial_issue", Counting.YEAR: "serial_year"}
"""What entries of this room are about, by what counts."""


def reference_of(counting: Counting, serial_id: int, issue_id: int, year: int, time: int) -> Reference:
    """Return how an entry names an issue, or a year of a serial; `time` tells how often one was reversed before."""
    named = f"{issue_id}" if counting is Counting.ISSUE else f"{serial_id}-{year}"
    return Reference(kind=KINDS[counting], id=f"{named}.{time}")


def issues_behind(
    session: Session, references: Sequence[Reference]
) -> Mapping[Reference, tuple[StandingSerial, SerialIssue]]:
    """Return the serial and the issue behind each entry about one; one query."""
    about = {each: int(each.id.partition(".")[0]) for each in references if each.kind == KINDS[Counting.ISSUE]}
    rows = session.execute(
        sa.select(StandingSerial, SerialIssue)
        .join(SerialIssue, col(SerialIssue.serial_id) == col(StandingSerial.id))
        .where(col(SerialIssue.id).in_(set(about.values())))
    )
    found = {issue.id: (serial, issue) for serial, issue in rows}
    return {each: found[issue_id] for each, issue_id in about.items() if issue_id in found}


def years_behind(session: Session, references: Sequence[Reference]) -> Mapping[Reference, tuple[StandingSerial, int]]:
    """Return the serial and the year behind each entry about one; one query."""
    about = {}
    for each in references:
        if each.kind == KINDS[Counting.YEAR]:
            serial_id, _dash, year = each.id.partition(".")[0].partition("-")
            about[each] = (int(serial_id), int(year))
    ids = {serial_id for serial_id, _year in about.values()}
    found = {
        each.id: each for each in session.scalars(sa.select(StandingSerial).where(col(StandingSerial.id).in_(ids)))
    }
    return {each: (found[serial_id], year) for each, (serial_id, year) in about.items() if serial_id in found}
