"""Rounds in the hands of a test."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.rounds.models import Round, RoundLine, RoundWant
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.rules.answers import LineState, proposed_calendar
from library_exchange.rounds.rules.clearing.reasons import Outcome
from library_exchange.rounds.schemas import JoinInput, LineAnswer, RoundInput
from library_exchange.rounds.services import answering, clock, planning
from tests.partners import rows_of

COORDINATOR = Actor("person", user_id=1, is_platform_admin=True)
NAMES = {"name_zh": "秋季交换", "name_ru": "Осенний тур", "name_en": "Autumn round"}
DAYS = proposed_calendar(queries.country_calendars(), date(2026, 9, 1))
PLAN = {
    "listing_from": DAYS.listing_from,
    "listing_until": DAYS.listing_until,
    "selecting_until": DAYS.selecting_until,
    "seed": "20260901",
}
ACCEPT = LineAnswer(is_accepted=True)


def at(day: date) -> datetime:
    """The morning after a day in UTC."""
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(days=1)


BEGIN = at(DAYS.listing_from - timedelta(days=1))
AFTER_LISTING, AFTER_CHOICE = at(DAYS.listing_until), at(DAYS.selecting_until)


class Tour:
    """A round in the hands of a test."""

    def __init__(self, organiser_id: int, deliver: Any, **more: Any) -> None:
        self.deliver = deliver
        with transaction() as session:
            plan = RoundInput(organiser_id=organiser_id, **(NAMES | PLAN | more))
            self.id = planning.plan(session, COORDINATOR, plan, BEGIN).id
            planning.open_lists(session, COORDINATOR, session.get_one(Round, self.id), BEGIN)

    @classmethod
    def known(cls, number: int, deliver: Any) -> "Tour":
        """Take the round with this number into one's hands."""
        found = cls.__new__(cls)
        found.id, found.deliver = number, deliver
        return found

    def __getattr__(self, name: str) -> Any:
        with reading() as session:
            return getattr(session.get_one(Round, self.id), name)

    def joins(self, *partners: Any, **terms: Any) -> None:
        for partner in partners:
            with transaction() as session:
                planning.join(session, partner.librarian, session.get_one(Round, self.id), JoinInput(**terms), now())

    def turns_alone(self, when: datetime) -> None:
        """Let the clock look, without what it orders to be done after the commit."""
        with transaction() as session:
            clock.turn(session, session.get_one(Round, self.id), when)

    def turns(self, when: datetime) -> None:
        self.turns_alone(when)
        self.deliver()

    def clears(self) -> None:
        self.turns(AFTER_LISTING)
        self.turns(AFTER_CHOICE)

    def lines(self, *states: LineState) -> list[RoundLine]:
        with reading() as session:
            return queries.lines_of(session, session.get_one(Round, self.id), states or tuple(LineState))

    def answers(self, partner: Any, line: RoundLine, answer: LineAnswer = ACCEPT) -> None:
        with transaction() as session:
            found = session.get_one(Round, self.id)
            own = queries.get_line(session, found, partner.id, line.id)
            answering.answer(session, partner.librarian, found, own, answer, now())
            clock.turn(session, found, now())
        self.deliver()

    def accepts(self, *partners: Any) -> None:
        for partner in partners:
            with transaction() as session:
                found = session.get_one(Round, self.id)
                answering.accept_all(session, partner.librarian, found, now())
                clock.turn(session, found, now())
            self.deliver()

    def outcomes(self) -> dict[int, Outcome | None]:
        return {row.want_id: row.outcome for row in rows_of(RoundWant)}
