"""One of each kind of thing that waits for a library, written as rows: `number` tells several of a kind apart."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.models import Membership, User
from library_exchange.address_requests.models import AddressRequest, EnteredAddress
from library_exchange.answer_links.models import AnswerLink
from library_exchange.catalogue.authority_models import LinkState, Origin, Person, PersonLink, Work, WorkLink
from library_exchange.catalogue.models import BibliographicRecord, Holding, Import, ImportState, Item, LocalState
from library_exchange.catalogue.title_models import TitleDoubt
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.correspondence.models import Message, Participant, Thread, TranslationRequest
from library_exchange.deals.models import Agreement, Box, BoxLine, Settlement
from library_exchange.deals.rules.agreements import AgreementState
from library_exchange.deals.rules.boxes import BoxState
from library_exchange.deals.rules.boxes import LineState as BoxLineState
from library_exchange.deals.rules.settling import Remedy
from library_exchange.directory.models import LibraryKind, PostalAddress
from library_exchange.exchange_lists.models import ListImport, Source
from library_exchange.joining.models import ApplicationMeaning, LibraryApplication, NewMember
from library_exchange.joining.rules import ApplicationState
from library_exchange.leaving.models import Departure
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import DueState, Side
from library_exchange.loans.rules.standard_codes import MessageStatus
from library_exchange.offers.models import ListKind, Offer, Want, WantProposal
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.rules.wants import WantKind, WantState
from library_exchange.personal_data.models import ErasureRequest
from library_exchange.programmes.models import Programme
from library_exchange.programmes.rules import ProgrammeState
from library_exchange.protocols.iso18626.models import Direction as MessageDirection
from library_exchange.protocols.iso18626.models import EndPoint, WireMessage
from library_exchange.protocols.iso18626.rules.layouts import Edition
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reader_applications.rules import ReaderApplicationState
from library_exchange.reconciliation.models import Reconciliation
from library_exchange.rounds.models import Round, RoundMember
from library_exchange.rounds.rules.clearing.clear import Method
from library_exchange.rounds.rules.clearing.market import Rules
from library_exchange.rounds.rules.rounds import ProposalState, RoundState
from library_exchange.scheduled_imports.models import ScheduledImport, ScheduledRun
from library_exchange.scheduled_imports.rules import Often, Outcome
from library_exchange.shipping.models import Claim, Clearance, Consignment, ConsignmentLine
from library_exchange.shipping.rules.codes import (
    ClearanceState,
    Direction,
    LineState,
    Mode,
    Purpose,
    ShipmentState,
)
from library_exchange.standing_exchange.models import SerialIssue, StandingExchange, StandingSerial
from library_exchange.standing_exchange.rules.agreeing import StandingState
from library_exchange.standing_exchange.rules.issues import Frequency, IssueState
from library_exchange.succession.models import Succession
from library_exchange.webhooks.models import Webhook
from library_exchange.webhooks.rules.delivering import State
from tests.house.harvests_of_world import silent_server, waiting_harvest
from tests.partners import Partner

TODAY = now().date()
BOTH = {"name_zh": "轮次", "name_ru": "Тур"}


APART = 100
"""So far apart are the numbers of consignments that wait for different things."""


def _since(number: int) -> dict[str, Any]:
    at = now() - timedelta(days=number)
    return {"created_at": at, "touched_at": at}


def _added(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def _pair(ours: Partner, partner: int) -> dict[str, int]:
    first, second = sorted((ours.id, partner))
    return {"first_id": first, "second_id": second}


def agreement(session: Session, ours: Partner, partner: int, number: int) -> None:
    state = AgreementState.PROPOSED
    given = _pair(ours, partner) | _since(number)
    session.add(Agreement(state=state, author_id=partner, turn_id=ours.id, **given))


def box(session: Session, ours: Partner, partner: int, number: int) -> None:
    session.add(Box(number=1, state=BoxState.PROPOSED, round_no=1, **_pair(ours, partner), **_since(number)))


def agreed_box(session: Session, ours: Partner, partner: int, number: int) -> None:
    found = _added(session, Box(number=2, state=BoxState.ACCEPTED, **_pair(ours, partner), **_since(number)))
    given = _added(session, _offer(ours, number))
    ends = {"giver_id": ours.id, "receiver_id": partner}
    session.add(BoxLine(box_id=found.id, offer_id=given.id, state=BoxLineState.AGREED, **ends))


def settlement(session: Session, ours: Partner, partner: int, number: int) -> None:
    parties = {"creditor_id": ours.id, "debtor_id": partner, "proposer_id": partner}
    session.add(Settlement(remedy=Remedy.CARRY, unit="pieces", amount=1, year=2026, proposed_at=now(), **parties))


def comparison(session: Session, ours: Partner, partner: int, number: int) -> None:
    session.add(Reconciliation(year=2025, **_pair(ours, partner), **_since(number)))


def _standing(session: Session, ours: Partner, partner: int, number: int, giver: int, **more: Any) -> StandingSerial:
    year = TODAY.year + 1
    given = {"author_id": partner, "first_year": year - 2, "last_year": year, "state": StandingState.ACTIVE}
    exchange = _added(session, StandingExchange(**given | _pair(ours, partner) | _since(number) | more))
    words = {"title": f"Журнал {number}", "frequency": Frequency.MONTHLY}
    serial: StandingSerial = _added(session, StandingSerial(exchange_id=exchange.id, giver_id=giver, **words))
    return serial


def standing_proposal(session: Session, ours: Partner, partner: int, number: int) -> None:
    _standing(session, ours, partner, number, partner, state=StandingState.PROPOSED, turn_id=ours.id)


def standing_renewal(session: Session, ours: Partner, partner: int, number: int) -> None:
    _standing(session, ours, partner, number, partner, last_year=TODAY.year - 1)


def _issue(session: Session, serial: StandingSerial, **more: Any) -> None:
    session.add(SerialIssue(serial_id=serial.id, year=TODAY.year, number="1", due_on=TODAY, late_from=TODAY, **more))


def standing_claim(session: Session, ours: Partner, partner: int, number: int) -> None:
    serial = _standing(session, ours, partner, number, ours.id)
    _issue(session, serial, state=IssueState.CLAIMED, claimed_on=TODAY)


def issue_to_send(session: Session, ours: Partner, partner: int, number: int) -> None:
    _issue(session, _standing(session, ours, partner, number, ours.id))


def late_issue(session: Session, ours: Partner, partner: int, number: int) -> None:
    _issue(session, _standing(session, ours, partner, number, partner))


def list_import(session: Session, ours: Partner, _partner: int, number: int) -> None:
    kind = ListKind.WANTS if number else ListKind.OFFERS
    session.add(ListImport(library_id=ours.id, kind=kind, source=Source.SCAN, **_since(number)))


def proposal(session: Session, ours: Partner, _partner: int, number: int) -> None:
    session.add(WantProposal(library_id=ours.id, reader_id=ours.reader_id, title=f"Книга {number}", created_at=now()))


def _offer(ours: Partner, number: int, **more: Any) -> Offer:
    title = f"Книга {number}"
    return Offer(library_id=ours.id, title=title, title_key=title, weight_g=100, **_since(number), **more)


def draft(session: Session, ours: Partner, _partner: int, number: int) -> None:
    session.add(_offer(ours, number, state=OfferState.DRAFT))


def ending_offer(session: Session, ours: Partner, _partner: int, number: int) -> None:
    session.add(_offer(ours, number, state=OfferState.OPEN, published_at=now(), expires_on=TODAY + timedelta(days=7)))


def _want(ours: Partner, number: int, **more: Any) -> Want:
    title = f"Книга {number}"
    return Want(library_id=ours.id, kind=WantKind.EDITION, title=title, title_key=title, **_since(number), **more)


def paused(session: Session, ours: Partner, _partner: int, number: int) -> None:
    session.add(_want(ours, number, state=WantState.PAUSED))


def ending_want(session: Session, ours: Partner, _partner: int, number: int) -> None:
    session.add(_want(ours, number, state=WantState.OPEN, latest_on=TODAY + timedelta(days=7)))


def programme(session: Session, ours: Partner, partner: int, number: int) -> None:
    given = {"author_id": partner, "partner_id": ours.id, "starts_on": TODAY, "ends_on": TODAY}
    notes = {"note_zh": "说明", "note_ru": "О чём"}
    session.add(Programme(state=ProgrammeState.PROPOSED, **BOTH, **notes, **given, **_since(number)))


def _round(session: Session, ours: Partner, partner: int, number: int, **more: Any) -> Round:
    days = {"listing_from": date(2026, 1, 1), "listing_until": date(2026, 1, 2), "selecting_until": date(2026, 1, 3)}
    given = (
        {"organiser_id": partner, "seed": "1", "name_en": "Round", "rules": asdict(Rules())}
        | BOTH
        | days
        | _since(number)
        | more
    )
    return _added(session, Round(**given))


def planned_round(session: Session, ours: Partner, partner: int, number: int) -> None:
    _round(session, ours, partner, number, state=RoundState.PLANNED, organiser_id=ours.id)


def invitation(session: Session, ours: Partner, partner: int, number: int) -> None:
    _round(session, ours, partner, number, state=RoundState.LISTING)


def choice(session: Session, ours: Partner, partner: int, number: int) -> None:
    found = _round(session, ours, partner, number, state=RoundState.SELECTING)
    session.add(RoundMember(round_id=found.id, library_id=ours.id, joined_at=now()))


def statement(session: Session, ours: Partner, partner: int, number: int) -> None:
    result = {"equity": [], "input_hash": "0", "method": Method.CIRCULATION, "objective": 0, "answer_until": TODAY}
    found = _round(session, ours, partner, number, state=RoundState.PROPOSED, **result)
    sent = ProposalState.SENT
    session.add(RoundMember(round_id=found.id, library_id=ours.id, proposal=sent, joined_at=now()))


def _consignment(session: Session, ours: Partner, partner: int, number: int, **more: Any) -> Consignment:
    ends = {"consignor_id": partner, "consignee_id": ours.id, "currency": "RUB"}
    words = {"number": f"{more.get('state')}-{number}", "purpose": Purpose.PERMANENT, "mode": Mode.POST}
    return _added(session, Consignment(**ends | words | _since(number) | more))


def consignment(session: Session, ours: Partner, partner: int, number: int) -> None:
    ends = {"consignor_id": ours.id, "consignee_id": partner, "currency": "CNY"}
    _consignment(session, ours, partner, number, state=ShipmentState.PLANNED, **ends)


def permit(session: Session, ours: Partner, partner: int, number: int) -> None:
    found = _consignment(session, ours, partner, number, state=ShipmentState.AWAITING_CLEARANCE)
    state = ClearanceState.TO_PREPARE
    session.add(Clearance(consignment_id=found.id, direction=Direction.IMPORT, library_id=ours.id, state=state))


def claim(session: Session, ours: Partner, partner: int, number: int) -> None:
    ends = {"consignor_id": ours.id, "consignee_id": partner, "received_at": now(), "currency": "CNY"}
    found = _consignment(session, ours, partner, number, state=ShipmentState.IN_CLAIM, **ends)
    given = {"consignment_id": found.id, "number": 1, "title": "红楼梦", "language": "chi"}
    line = _added(session, ConsignmentLine(state=LineState.DAMAGED, purpose=Purpose.PERMANENT, **given))
    at = {"opened_at": now(), "touched_at": now()}
    session.add(Claim(consignment_id=found.id, line_id=line.id, fault=LineState.DAMAGED, **at))


def message(session: Session, ours: Partner, partner: int, number: int) -> None:
    thread = _added(session, Thread(subject_kind="loan", subject_id=f"{number}", created_at=now()))
    session.add(Participant(thread_id=thread.id, library_id=ours.id))
    said = "Когда придёт книга? " * 20 if number % 2 else "Привет"
    session.add(Message(thread_id=thread.id, library_id=partner, text=said, language="ru", sent_at=now()))


def _holding(session: Session, ours: Partner) -> Holding:
    card = {"titles": [["红楼梦", "zh-Hans", "original", False]], "authors": [], "imprint": []}
    at = {"created_at": now(), "updated_at": now()}
    record = _added(session, BibliographicRecord(title_key="x", languages=["chi"], card=card, **at))
    held: Holding = _added(session, Holding(record_id=record.id, library_id=ours.id))
    return held


def _held(session: Session, ours: Partner) -> int:
    return int(_holding(session, ours).record_id)


def name(session: Session, ours: Partner, _partner: int, number: int) -> None:
    person = _added(session, Person(key=f"p{number}", origin="zh"))
    link = {"record_id": _held(session, ours), "person_id": person.id, "name": f"曹{number}"}
    session.add(PersonLink(origin=Origin.RULE, state=LinkState.CANDIDATE, **link))


def title(session: Session, ours: Partner, _partner: int, number: int) -> None:
    work = _added(session, Work(key=f"w{number}"))
    link = {"record_id": _held(session, ours), "work_id": work.id, "name": f"红楼梦{number}"}
    session.add(WorkLink(origin=Origin.RULE, state=LinkState.CANDIDATE, **link))


def text(session: Session, ours: Partner, partner: int, number: int) -> None:
    """The terms of an agreement, which the partner asks us to write in our language."""
    about = {"subject_kind": "agreement", "subject_id": str(number + 1), "field": "note"}
    words = {"text": f"Раз в год, {number}.", "source_language": "ru", "language": "zh"}
    asked = {"asker_id": partner, "partner_id": ours.id, "asked_at": now() - timedelta(days=number)}
    _added(session, TranslationRequest(**about, **words, **asked))


def return_papers(session: Session, ours: Partner, partner: int, number: int) -> None:
    """A book that we lent abroad and renewed beyond the day on the papers with which it left."""
    at = _since(number)
    title = {"value": f"История Амура. Том {number}", "lang": "ru"}
    days = {"shipped_at": at["touched_at"], "due_on": TODAY + timedelta(days=60), "due": DueState.OK}
    lent = {"side": Side.SUPPLYING, "state": "on_loan", "library_id": ours.id, "partner_id": partner}
    copy = Item(holding_id=_holding(session, ours).id, library_id=ours.id, number=1)
    days["item_id"] = _added(session, copy).id
    loan = _added(session, LoanRequest(request_no=f"R-{number}-1", book={"title": [title]}, **lent, **days, **at))
    ends = {"consignor_id": ours.id, "consignee_id": partner, "currency": "CNY", "return_by": TODAY}
    found = _consignment(session, ours, partner, number, state=ShipmentState.CLOSED, closed_at=now(), **ends)
    about = {"subject_kind": "loan", "subject_id": loan.id, "title": "История Амура", "language": "rus"}
    came = {"state": LineState.GOOD, "counted_at": now(), "purpose": Purpose.TEMPORARY}
    session.add(ConsignmentLine(consignment_id=found.id, number=1, **about, **came))


def turned_up(session: Session, ours: Partner, partner: int, number: int) -> None:
    """A book that we wrote off as lost and that the borrower has received all the same."""
    at = _since(number)
    title = {"value": f"История Амура. Том {number}", "lang": "ru"}
    came = {"closed_at": at["touched_at"] - timedelta(days=1), "received_at": at["touched_at"]}
    lent = {"side": Side.SUPPLYING, "state": "lost", "library_id": ours.id, "partner_id": partner}
    gone = {"local_state": LocalState.MISSING, "number": 1, "library_id": ours.id}
    item = _added(session, Item(holding_id=_holding(session, ours).id, **gone))
    days = {"shipped_at": at["touched_at"] - timedelta(days=9), "item_id": item.id}
    session.add(LoanRequest(request_no=f"L-{number}-1", book={"title": [title]}, **lent, **came, **days, **at))


def missed_book(session: Session, ours: Partner, partner: int, number: int) -> None:
    """A book that we lent, and in whose place the partner found another one in the parcel."""
    at = _since(number)
    title = {"value": f"История Амура. Том {number}", "lang": "ru"}
    sent = {"side": Side.SUPPLYING, "state": "shipped", "library_id": ours.id, "partner_id": partner}
    copy = _added(session, Item(holding_id=_holding(session, ours).id, library_id=ours.id, number=1))
    days = {
        "shipped_at": at["touched_at"],
        "due_on": TODAY + timedelta(days=60),
        "due": DueState.OK,
        "item_id": copy.id,
    }
    loan = _added(session, LoanRequest(request_no=f"M-{number}-1", book={"title": [title]}, **sent, **days, **at))
    ends = {"consignor_id": ours.id, "consignee_id": partner, "currency": "CNY"}
    number += 500  # of another closed consignment than that of the books to be entered
    found = _consignment(session, ours, partner, number, state=ShipmentState.CLOSED, closed_at=now(), **ends)
    about = {"subject_kind": "loan", "subject_id": loan.id, "title": "История Амура", "language": "rus"}
    came = {"state": LineState.WRONG, "counted_at": now(), "purpose": Purpose.TEMPORARY}
    session.add(ConsignmentLine(consignment_id=found.id, number=1, **about, **came))


def refused_document(session: Session, ours: Partner, partner: int, number: int) -> None:
    """A message about a request of ours that the system of the library asked has refused."""
    system = {"library_id": partner, "url": "http://127.0.0.1:9/", "edition": Edition.E2017, "created_at": now()}
    end_point = session.scalar(sa.select(EndPoint).where(col(EndPoint.library_id) == partner))
    end_point = end_point or _added(session, EndPoint(**system))
    ends = {"side": Side.REQUESTING, "state": "sent", "library_id": ours.id, "partner_id": partner}
    title = {"value": f"История Амура. Том {number}", "lang": "ru"}
    loan = _added(session, LoanRequest(request_no=f"W-{number}", book={"title": [title]}, **ends, **_since(number)))
    said = {"direction": MessageDirection.OUT, "message": "request", "said": "New", "digest": f"{number}"}
    at = now() - timedelta(days=number)
    refused = {"confirmation": MessageStatus.ERROR, "error_text": "unknown", "at": at, "answered_at": at}
    session.add(WireMessage(end_point_id=end_point.id, loan_id=loan.id, **said, **refused))


def silent_partner(session: Session, ours: Partner, partner: int, number: int) -> None:
    """A letter that a partner without accounts was reminded of and has not answered."""
    at = _since(number)
    title = {"value": f"Сказки Амура. Том {number}", "lang": "ru"}
    asked = {"side": Side.SUPPLYING, "state": "new", "library_id": partner, "partner_id": ours.id}
    loan = _added(session, LoanRequest(request_no=f"L-{number}-1", book={"title": [title]}, **asked, **at))
    days = dict.fromkeys(("answer_by", "until", "remind_on", "call_from"), TODAY - timedelta(days=1))
    about = {"loan_id": loan.id, "library_id": partner, "partner_id": ours.id, "number": loan.request_no}
    stood = {"state": "new", "due": DueState.NONE, "made_at": at["created_at"], "reminded_at": now()}
    session.add(AnswerLink(**about, **stood, **days))


def questions(session: Session, ours: Partner, _partner: int, number: int) -> None:
    """A file with a record about which somebody must decide."""
    told = {"filename": f"{number}.mrc", "stored_name": f"{number}", "size_bytes": 1, "finished_at": now()}
    session.add(Import(library_id=ours.id, state=ImportState.DONE, held=1, created_at=now(), **told))


def title_doubt(session: Session, ours: Partner, _partner: int, _number: int) -> None:
    """Two titles that may be one, of which we hold both."""
    found_at = now()
    session.add(TitleDoubt(record_id=_held(session, ours), other_id=_held(session, ours), score=40, found_at=found_at))


def application(session: Session, ours: Partner, _partner: int, number: int) -> None:
    """A reading room that asks us to vouch for it."""
    who = {"person_name": "Ли", "person_function": "заведующая", "email": "li@room.example", "language": "ru"}
    where = {"name_ru": f"Читальный зал {number}", "country": "CN", "city": "Сюнькэ", "mailbox": "desk@room.example"}
    at = now() - timedelta(days=number)
    stands = {"state": ApplicationState.AT_SPONSOR, "kind": LibraryKind.NGO, "asked_at": at, "confirmed_at": at}
    session.add(LibraryApplication(sponsor_id=ours.id, **who, **where, **stands))


def application_meaning(session: Session, ours: Partner, _partner: int, number: int) -> None:
    """What a reading room that asks to join says, which we are asked to explain."""
    application(session, ours, _partner, number)
    session.flush()
    newest = session.scalars(sa.select(LibraryApplication).order_by(sa.desc("id")).limit(1)).one()
    newest.sponsor_id, newest.state = None, ApplicationState.AT_PLATFORM
    asked = {"application_id": newest.id, "library_id": ours.id, "language": "zh"}
    session.add(ApplicationMeaning(**asked, asked_at=now() - timedelta(days=number)))


def reader_application(session: Session, ours: Partner, _partner: int, number: int) -> None:
    """Somebody who asks us to make her our reader."""
    at = now() - timedelta(days=number)
    who = {"name": f"Анна {number}", "email": f"anna{number}@new.example", "language": "ru"}
    stands = {"state": ReaderApplicationState.WAITING, "asked_at": at, "confirmed_at": at}
    session.add(ReaderApplication(library_id=ours.id, **who, **stands))


def erasure_request(session: Session, ours: Partner, _partner: int, number: int) -> None:
    """A reader of ours who asks us to erase what we keep about her."""
    at = now() - timedelta(days=number)
    who = {"name": f"Анна {number}", "email": f"asks{number}@new.example", "language": "ru"}
    user = User(**who, fs_uniquifier=f"asks-{number}", created_at=at)
    session.add(user)
    session.flush()
    membership = Membership(user_id=user.id, library_id=ours.id, role=Role.READER)
    session.add(membership)
    session.flush()
    session.add(ErasureRequest(membership_id=membership.id, library_id=ours.id, asked_at=at))


def address(session: Session, ours: Partner, partner: int, number: int) -> None:
    """A consignment for which the partner asked us what our address lacks."""
    session.execute(sa.delete(PostalAddress).where(col(PostalAddress.library_id) == ours.id))
    found = _consignment(session, ours, partner, number, state=ShipmentState.READY)
    ends = {"library_id": ours.id, "asker_id": partner, "abroad": True}
    session.add(AddressRequest(consignment_id=found.id, asked_at=now() - timedelta(days=number), **ends))


def entered_address(session: Session, ours: Partner, partner: int, number: int) -> None:
    """A consignment for which the partner entered what our address lacks."""
    session.execute(sa.delete(PostalAddress).where(col(PostalAddress.library_id) == ours.id))
    found = _consignment(session, ours, partner, number + APART, state=ShipmentState.READY)
    told = {"local_street": "虚构路1号", "local_postcode": "000101"}
    ends = {"library_id": ours.id, "entered_by_id": partner, "entered_at": now() - timedelta(days=number)}
    session.add(EnteredAddress(consignment_id=found.id, **ends, **told))


def first_steps(session: Session, ours: Partner, _partner: int, _number: int) -> None:
    """What a library that has just joined does first."""
    session.add(NewMember(library_id=ours.id, since=now()))


def succession(session: Session, ours: Partner, partner: int, _number: int) -> None:
    """A library that leaves and asks us to take over."""
    at = {"announced_at": now(), "touched_at": now()}
    departure = _added(session, Departure(library_id=partner, successor_id=ours.id, leaves_on=TODAY, **at))
    ends = {"library_id": partner, "successor_id": ours.id}
    session.add(Succession(departure_id=departure.id, asked=["lent"], asked_at=now(), touched_at=now(), **ends))


def _fetched_from(session: Session, ours: Partner, number: int) -> ScheduledImport:
    mine = sa.select(ScheduledImport).where(col(ScheduledImport.library_id) == ours.id)
    found = session.scalars(mine).one_or_none()
    at = now() - timedelta(days=number)
    told = {"url": "https://library.example/export.mrc", "often": Often.NIGHTLY, "next_at": now() + timedelta(days=1)}
    return found or _added(session, ScheduledImport(library_id=ours.id, created_at=at, changed_at=at, **told))


def fetched_file(session: Session, ours: Partner, _partner: int, number: int) -> None:
    """A file that was fetched and needs a person."""
    at = now() - timedelta(days=number)
    told = {"filename": f"export-{number}.mrc", "stored_name": f"fetched-{number}", "size_bytes": 1, "created_at": at}
    file = _added(session, Import(library_id=ours.id, state=ImportState.UPLOADED, **told))
    schedule = _fetched_from(session, ours, number)
    session.add(ScheduledRun(scheduled_import_id=schedule.id, at=at, outcome=Outcome.WAITS, import_id=file.id))


def silent_address(session: Session, ours: Partner, _partner: int, number: int) -> None:
    """An address from which nothing came for some time."""
    schedule = _fetched_from(session, ours, number)
    schedule.failures, schedule.failing_since = 5, now() - timedelta(days=number)


def stopped_webhook(session: Session, ours: Partner, _partner: int, number: int) -> None:
    """An address to which no events are delivered any more."""
    at = now() - timedelta(days=number)
    told = {"url": f"https://program-{number}.example/in", "kinds": ["loans"], "seed": "", "secret_digest": ""}
    session.add(Webhook(library_id=ours.id, state=State.FAILING, stopped_at=at, created_at=at, cursor=0, **told))


def harvest(session: Session, ours: Partner, _partner: int, number: int) -> None:
    """Records that were harvested and need a person."""
    waiting_harvest(session, ours.id, number)


def deaf_server(session: Session, ours: Partner, _partner: int, number: int) -> None:
    """A server that could not be harvested for some time."""
    silent_server(session, ours.id, number)


MAKERS = {
    "stopped_webhooks": stopped_webhook,
    "harvests": harvest,
    "silent_servers": deaf_server,
    "fetched_files": fetched_file,
    "silent_addresses": silent_address,
    "applications": application,
    "application_meanings": application_meaning,
    "first_steps": first_steps,
    "successions": succession,
    "reader_applications": reader_application,
    "erasure_requests": erasure_request,
    "title_doubts": title_doubt,
    "import_questions": questions,
    "refused_documents": refused_document,
    "agreements": agreement,
    "boxes": box,
    "agreed_boxes": agreed_box,
    "settlements": settlement,
    "comparisons": comparison,
    "standing_proposals": standing_proposal,
    "standing_renewals": standing_renewal,
    "standing_claims": standing_claim,
    "issues_to_send": issue_to_send,
    "late_issues": late_issue,
    "lists": list_import,
    "proposals": proposal,
    "drafts": draft,
    "paused": paused,
    "expiring_offers": ending_offer,
    "expiring_wants": ending_want,
    "programmes": programme,
    "planned_rounds": planned_round,
    "round_invitations": invitation,
    "choices": choice,
    "statements": statement,
    "consignments": consignment,
    "permits": permit,
    "addresses": address,
    "entered_addresses": entered_address,
    "return_papers": return_papers,
    "turned_up": turned_up,
    "missed_books": missed_book,
    "silent_partners": silent_partner,
    "claims": claim,
    "messages": message,
    "texts": text,
    "names": name,
    "titles": title,
}
"""A maker for each kind, by the name of the kind."""
MOST = {"lists": 2, "first_steps": 1, "silent_addresses": 1, "successions": 1}
"""Of what no more than so many can wait: one list of each kind is checked, a library joins once, leaves once."""
