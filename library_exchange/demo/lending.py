"""Playing the stories: each step through the services of loans, each message heard soon after it was sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlmodel import Session, col

from library_exchange.core.actor import Actor, Role
from library_exchange.core.db import Database
from library_exchange.core.models import OutboxMessage
from library_exchange.core.pictures import read as read_picture
from library_exchange.core.regions import REGIONS
from library_exchange.delivery import views as copy_doors
from library_exchange.delivery.services.files import attach, hand_over
from library_exchange.demo.drawing import drawn_book, drawn_page
from library_exchange.demo.people import unnamed_librarian
from library_exchange.demo.stories import STORIES, Story
from library_exchange.directory.models import Library
from library_exchange.directory.queries import get_library_by_id
from library_exchange.known_titles.queries.cited import own_shelves
from library_exchange.loan_consignments.rules import waits_for_reader
from library_exchange.loan_consignments.services import consigning
from library_exchange.loan_messages.services import deliver
from library_exchange.loan_pictures import services as pictures
from library_exchange.loan_pictures.rules import Moment
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.policy import actions_open_to
from library_exchange.loans.queries import ways_to_send
from library_exchange.loans.queries.copies import free_copies
from library_exchange.loans.rules.codes import Action, OwnCopy, Side
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.steps import actions_of
from library_exchange.loans.schemas import OUTBOX_KIND, LoanMessage, StepInput
from library_exchange.loans.services.steps import take_step
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services.requesting import ask, draft
from library_exchange.shipping.rules.codes import Mode

MORNING_UTC = time(1, 30, tzinfo=UTC)
"""Half past nine in Harbin, half past ten in Blagoveshchensk."""
BETWEEN_STEPS = timedelta(minutes=20)
TO_BE_HEARD = timedelta(minutes=5)
WITH_PAPERS = "amur"
ASKS = (Action.SEND, Action.ASK_NEXT)
SHOWN = {
    Action.SHIP: Moment.LEAVING,
    Action.RECEIVE: Moment.ARRIVING,
    Action.CHECK_IN_DAMAGED: Moment.COMING_BACK,
}
"""After which steps of a story that ends with a damaged book a library shows how the book is."""


@dataclass
class Company:
    """Who and what the stories are about: libraries by code, records by their source's number, people by role."""

    libraries: Mapping[str, int]
    records: Mapping[str, int]
    people: Mapping[tuple[str, Role], Actor]
    last_heard: int = 0
    parcels: "count[int]" = field(default_factory=lambda: count(1))

    def librarian(self, library: str) -> Actor:
        """Return who works in the library with the code `library`."""
        return self.people.get((library, Role.LIBRARIAN)) or unnamed_librarian(self.libraries[library])

    def reader(self, library: str) -> Actor:
        """Return the reader of the library; raises KeyError for one that has no reader here."""
        return self.people[library, Role.READER]


def play_all(database: Database, company: Company, now: datetime, progress: Callable[[int], None]) -> None:
    """Play every story as it went until `now`; `progress` is told how many stories are done."""
    for done, story in enumerate(STORIES, start=1):
        play(database, company, story, now)
        progress(done)


def play(database: Database, company: Company, story: Story, now: datetime) -> None:
    """Play one story.

    A message is heard at its own time, by the same verb that the outbox calls: the outbox, drained later,
    finds it heard already.
    """
    with database.transaction() as session:
        home = get_library_by_id(session, company.libraries[story.home])
        today = datetime.combine(home.day_at(now), MORNING_UTC)
        at = today - timedelta(days=story.days[0])
        loan_id = _open(session, company, story, at).id
    asked = 0
    for number, (action, days) in enumerate(story.steps, start=1):
        at = today - timedelta(days=days) + number * BETWEEN_STEPS
        asked += action in ASKS
        with database.transaction() as session:
            _take(session, company, story, loan_id, story.suppliers[max(asked - 1, 0)], action, at, now)
        _hear(database, company, at + TO_BE_HEARD)


def make_papers(session: Session, company: Company, now: datetime) -> None:
    """Let one library begin the papers of a book that it is to send back; others still have to choose the way."""
    actor = company.librarian(WITH_PAPERS)
    own = (col(LoanRequest.library_id) == company.libraries[WITH_PAPERS], col(LoanRequest.side) == Side.REQUESTING)
    for loan in session.scalars(sa.select(LoanRequest).where(*own).order_by(col(LoanRequest.id))):
        may_go = Action.SHIP_RETURN in actions_open_to(actor, loan)
        if may_go and not waits_for_reader(loan.side, loan.stands, loan.reader_id is not None):
            consigning.consign(session, actor, loan, ways_to_send.usual_mode(session, loan), now)


def _open(session: Session, company: Company, story: Story, at: datetime) -> LoanRequest:
    record = company.records[story.record]
    is_held = own_shelves(session, company.libraries[story.home], [record])
    given = NewRequest(
        record_id=record,
        note=story.note,
        own_copy=OwnCopy.LENT_OUT if is_held else None,
        **(_pages(session, company, story) if story.pages else {}),
    )
    if story.note is None:
        return draft(session, company.librarian(story.home), given, at)
    return ask(session, company.reader(story.home), given, at)


def _pages(session: Session, company: Company, story: Story) -> dict[str, Any]:
    country = session.get_one(Library, company.libraries[story.home]).country
    return {"service": ServiceType.COPY, "pages": story.pages, "statement": REGIONS[country].copy_statement}


def _hand_over(session: Session, actor: Actor, loan: LoanRequest, at: datetime) -> None:
    """Give the scan of the pages, with a link as the pages make it."""
    with current_app.test_request_context():
        terms = copy_doors.terms()
        attach(session, actor, loan, drawn_page(), f"{loan.public_no}.pdf", terms, at)
        hand_over(session, actor, loan, loan.version, terms, copy_doors.link_to, at)


def _take(
    session: Session,
    company: Company,
    story: Story,
    loan_id: int,
    supplier: str,
    action: Action,
    at: datetime,
    now: datetime,
) -> None:
    """Let the library whose turn it is take a step; a reader gives up or renews her request herself."""
    own = session.get_one(LoanRequest, loan_id)
    if action in actions_of(Side.SUPPLYING):
        loan, actor = _their_row(session, own, company.libraries[supplier]), company.librarian(supplier)
    elif action in (Action.CANCEL, Action.RENEW) and story.note is not None:
        loan, actor = own, company.reader(story.home)
    else:
        loan, actor = own, company.librarian(story.home)
    if action is Action.DELIVER_COPY:
        _hand_over(session, actor, loan, at)
        return
    take_step(session, actor, loan, action, _given(session, company, story, loan, supplier, action, now), at)
    if action in SHOWN and story.tells_of_damage:
        moment = SHOWN[action]
        drawn = drawn_book(is_damaged=moment is Moment.COMING_BACK)
        pictures.add(session, actor, loan, moment, read_picture(drawn), at)


def _their_row(session: Session, own: LoanRequest, supplier_id: int) -> LoanRequest:
    wanted = (col(LoanRequest.library_id) == supplier_id, col(LoanRequest.request_no) == own.public_no)
    return session.scalars(sa.select(LoanRequest).where(col(LoanRequest.side) == Side.SUPPLYING, *wanted)).one()


def _given(
    session: Session,
    company: Company,
    story: Story,
    loan: LoanRequest,
    supplier: str,
    action: Action,
    now: datetime,
) -> StepInput:
    """Return what the librarian tells at the step."""
    if action in ASKS:
        return StepInput(supplier_id=company.libraries[supplier])
    if action in (Action.WILL_SUPPLY, Action.SET_CONDITION) and not story.pages:
        copies = free_copies(session, loan.library_id, loan.record_id)
        return StepInput.model_validate({"item_id": copies[0].item_id, **story.given_at(action)})
    if action is Action.REFUSE:
        return StepInput(reason=story.reason)
    if action is Action.DECLINE:
        return StepInput(decline_reason=story.decline_reason)
    if action in (Action.SHIP, Action.SHIP_RETURN):
        home = get_library_by_id(session, company.libraries[story.home])
        return _parcel(company, story, home, action, now)
    return StepInput.model_validate(story.given_at(action))


def _parcel(company: Company, story: Story, home: Library, action: Action, now: datetime) -> StepInput:
    due_on = None
    if action is Action.SHIP and story.due_in is not None:
        due_on = home.day_at(now) + timedelta(days=story.due_in)
    return StepInput(method=Mode.POST, due_on=due_on, tracking=f"EXAMPLE-{next(company.parcels):04d}")


def _hear(database: Database, company: Company, at: datetime) -> None:
    """Deliver the messages that were put in the outbox since the last time, and those that they bring about."""
    while messages := _unheard(database, company.last_heard):
        for number, payload in messages:
            with database.transaction() as session:
                deliver(session, LoanMessage.model_validate(payload), at)
            company.last_heard = number


def _unheard(database: Database, last_heard: int) -> list[tuple[int, dict[str, object]]]:
    wanted = (col(OutboxMessage.kind) == OUTBOX_KIND, col(OutboxMessage.id) > last_heard)
    with database.reading() as session:
        rows = session.execute(
            sa.select(col(OutboxMessage.id), col(OutboxMessage.payload)).where(*wanted).order_by(col(OutboxMessage.id))
        )
        return [(number, payload) for number, payload in rows]
