"""Two libraries that exchange serials in the hands of a test."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.db import reading, transaction
from library_exchange.core.models import OutboxMessage
from library_exchange.mail.services import KIND
from library_exchange.standing_exchange.models import StandingExchange
from library_exchange.standing_exchange.queries import exchanges
from library_exchange.standing_exchange.rules.agreeing import StandingEvent
from library_exchange.standing_exchange.rules.issues import IssueEvent
from library_exchange.standing_exchange.schemas import IssueInput, StandingInput
from library_exchange.standing_exchange.services import agreeing, issues

SPRING = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)


class Serials:
    """A pair with an agreement: Heihe gives a monthly journal, the Amur a quarterly one."""

    def __init__(self, pair):
        self.pair, self.heihe, self.amur, self.at = pair, pair.heihe, pair.amur, SPRING
        self.id = 0

    def proposes(self, **more):
        given = {
            "partner_id": self.amur.id,
            "first_year": 2026,
            "ours_title": "北方文学",
            "ours_first_volume": 12,
            "theirs_title": "Дальний Восток",
            "theirs_frequency": "quarterly",
        }
        with transaction() as session:
            told = StandingInput(**(given | more))
            self.id = agreeing.propose(session, self.heihe.librarian, told, self.at).id
        return self

    def begins(self, **more):
        self.proposes(**more)
        self.does("accept", self.amur)
        return self

    def does(self, event, by, version=None):
        with transaction() as session:
            row = exchanges.get_exchange(session, by.librarian, self.id)
            agreeing.take(session, by.librarian, row, StandingEvent(event), self.at, version)

    @property
    def row(self):
        with reading() as session:
            return session.get_one(StandingExchange, self.id)

    def issues(self, giver, year=None):
        with reading() as session:
            serials = [each for each in exchanges.serials_of(session, [self.id])[self.id] if each.giver_id == giver.id]
            return list(exchanges.issues_of(session, serials, year))

    def states(self, giver, year=None):
        return [str(each.state) for each in self.issues(giver, year)]

    def ticks(self, event, by, giver, *places):
        """Tick the issues of a giver by their places in the list."""
        rows = self.issues(giver)
        chosen = [(rows[place].id, rows[place].version) for place in places]
        with transaction() as session:
            row = exchanges.get_exchange(session, by.librarian, self.id)
            return len(issues.tick(session, by.librarian, row, IssueEvent(event), chosen, self.at))

    def claims_all(self, by):
        with transaction() as session:
            row = exchanges.get_exchange(session, by.librarian, self.id)
            return len(issues.claim_all(session, by.librarian, row, self.at))

    def enters(self, by, giver, number, year=2026):
        with transaction() as session:
            row = exchanges.get_exchange(session, by.librarian, self.id)
            [serial] = [each for each in exchanges.serials_of(session, [self.id])[self.id] if each.giver_id == giver.id]
            given = IssueInput(serial_id=serial.id, year=year, number=number)
            return issues.add_issue(session, by.librarian, row, given, self.at).id

    def days_pass(self, days):
        self.at += timedelta(days=days)


@pytest.fixture
def serials(pair):
    pair.agrees()
    return Serials(pair)


@pytest.fixture
def letters():
    """Return the subjects of the letters written so far that a word stands in, the first one first."""

    def written(word=""):
        with reading() as session:
            rows = session.scalars(
                sa.select(OutboxMessage).where(col(OutboxMessage.kind) == KIND).order_by(col(OutboxMessage.id))
            )
            return [row.payload for row in rows if word in row.payload["subject"] + row.payload["body"]]

    return written
