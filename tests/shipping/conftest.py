"""Libraries that send books to each other, and makers of consignments at every stage of their way."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from flask import current_app
from sqlmodel import select

from library_exchange.core.actor import Actor, Role, clock
from library_exchange.core.db import reading, transaction
from library_exchange.directory.models import Library
from library_exchange.shipping.models import CarrierService, Claim, Clearance, Consignment, ConsignmentLine, Parcel
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.rules.codes import ClaimEvent, LineState, Mode, Purpose
from library_exchange.shipping.schemas import NewConsignment, NewLine, NewParcel, Permit, Reasoned, Scanned, Weighed
from library_exchange.shipping.services import claims, events, packing, permits, planning
from library_exchange.shipping.services import night as shipping_night
from library_exchange.shipping.services import transit as shipping_transit
from tests.makers import CLAIMED, a_reason, carry_out_night, why_claimed

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def a_title(number: int = 1, **more: object) -> NewLine:
    values: dict[str, object] = {
        "title": f"История Амура. Том {number}",
        "language": "rus",
        "title_zh": f"黑龙江史 第{number}卷",
        "author": "Иванов И. И.",
        "publisher": "Наука",
        "year": 2010,
        "weight_g": 400,
        "value_minor": 35000,
        "annotation_zh": "黑龙江流域的历史。",
        "annotation_ru": "История бассейна Амура.",
        "subject_kind": "test",
        "subject_id": number,
    }
    return NewLine(**(values | more))


def librarian(library_id: int, **more: object) -> Actor:
    values: dict[str, object] = {"library_id": library_id, "user_id": 1, "roles": frozenset({Role.LIBRARIAN})}
    return Actor("person", **(values | more))


COORDINATOR = Actor("person", user_id=9, is_platform_admin=True)


@dataclass
class Road:
    """Two libraries, perhaps with a gateway between them, and the consignment that is being followed."""

    consignor_id: int
    consignee_id: int
    gateway_id: int | None = None
    at: datetime = NOON
    id: int = 0
    heard: list[events.LineOutcome] = field(default_factory=list)

    @property
    def consignor(self) -> Actor:
        return librarian(self.consignor_id)

    @property
    def consignee(self) -> Actor:
        return librarian(self.consignee_id)

    @property
    def gateway(self) -> Actor:
        return librarian(self.gateway_id or 0)

    def does(self, verb, *args, by: Actor | None = None):
        with transaction() as session:
            return verb(session, by or self.consignor, session.get_one(Consignment, self.id), *args, self.at)

    def plans(self, *lines: NewLine, mode: Mode = Mode.POST, purpose: Purpose = Purpose.PERMANENT) -> "Road":
        new = NewConsignment(
            consignee_id=self.consignee_id, mode=mode, purpose=purpose, consignor_gateway_id=self.gateway_id
        )
        with transaction() as session:
            self.id = planning.plan(session, self.consignor, self.consignor_id, new, lines, self.at).id
        return self

    def is_cleared(self, granted=None) -> "Road":
        """Close the list and have the consignee's authority let the titles pass: all, or those with these numbers."""
        self.does(permits.make_ready)
        for clearance in self.clearances:
            if clearance.state == "to_prepare":
                self.with_clearance(permits.submit)
                ids = {line.id for line in self.lines if granted is None or line.number in granted}
                self.with_clearance(permits.answer, ids, Permit(permit_no="2026-17"))
        return self

    def with_clearance(self, verb, *args, by: Actor | None = None) -> None:
        with transaction() as session:
            consignment = session.get_one(Consignment, self.id)
            needed = next(each for each in contents_of(session, consignment).clearances if each.state != "not_needed")
            verb(session, by or self.consignee, consignment, needed, *args, self.at)

    def opens_parcel(self, service: str = "parcel") -> int:
        with transaction() as session:
            consignment = session.get_one(Consignment, self.id)
            start, end = (session.get_one(Library, it).country for it in (self.consignor_id, self.consignee_id))
            code = f"{start.lower()}-{service}" if start == end else service
            found = session.exec(select(CarrierService).where(CarrierService.code == code)).one()
            parcel = packing.open_parcel(session, self.consignor, consignment, NewParcel(service_id=found.id), self.at)
            session.flush()
            return parcel.id

    def scans(self, code: str, parcel_id: int) -> None:
        self.does(packing.scan, Scanned(code=code, parcel_id=parcel_id))

    def fills(self, parcel_id: int) -> int:
        with transaction() as session:
            consignment = session.get_one(Consignment, self.id)
            return packing.fill(session, self.consignor, consignment, session.get_one(Parcel, parcel_id), self.at)

    def packs(self, *groups: tuple[int, ...], service: str = "parcel") -> "Road":
        """Pack the titles with these numbers, a group into each parcel; without any, all into one."""
        for group in groups or (tuple(line.number for line in self.lines if line.state == "expected"),):
            parcel = self.opens_parcel(service)
            for number in group:
                self.scans(str(number), parcel)
            self.with_parcel(parcel, Weighed(tracking_no=f"LOT-{parcel:06d}", is_estimated=True))
        self.does(packing.pack)
        return self

    def with_parcel(self, parcel_id: int, given: Weighed) -> None:
        with transaction() as session:
            consignment = session.get_one(Consignment, self.id)
            packing.weigh(session, self.consignor, consignment, session.get_one(Parcel, parcel_id), given, self.at)

    def sends(self) -> "Road":
        self.does(shipping_transit.hand_over, None)
        return self

    def receives(self, **found: str | dict[str, int]) -> None:
        """Receive titles: `n1="good"`, or copy by copy `n1={"good": 2, "damaged": 1}`."""
        ids = {line.number: line.id for line in self.lines}
        states = {
            ids[int(name[1:])]: LineState(each)
            if isinstance(each, str)
            else {LineState(state): copies for state, copies in each.items()}
            for name, each in found.items()
        }
        with transaction() as session:
            consignment = session.get_one(Consignment, self.id)
            shipping_transit.receive(session, self.consignee, consignment, states, self.at, why_claimed(states))

    def complains(self, number: int, copies: int | None = None) -> None:
        """Claim damage of a title that was taken for good, or of some copies of it."""
        with transaction() as session:
            line = next(line for line in self.lines if line.number == number)
            found, own = session.get_one(Consignment, self.id), session.get_one(ConsignmentLine, line.id)
            shipping_transit.complain(session, self.consignee, found, own, LineState.DAMAGED, self.at, copies, CLAIMED)

    def claims_about(self, number: int, event: str, by: Actor | None = None, **said: object) -> None:
        """Take a step of the claim about a title; where a reason is needed and none is `said`, one is chosen."""
        fault = said.pop("fault", None)
        with transaction() as session:
            line = next(each for each in self.lines if each.number == number)
            wanted = select(Claim).where(Claim.line_id == line.id).order_by(Claim.id.desc())
            claim = session.exec(wanted).first()
            consignment = session.get_one(Consignment, self.id)
            reason = Reasoned(**(said or a_reason(event, claim.fault)))
            claims.take(
                session, by or self.consignor, consignment, claim, ClaimEvent(event), self.at, said=reason, fault=fault
            )

    def passes(self, days: int) -> dict[str, int]:
        """Let time pass, and the clock look."""
        self.at += timedelta(days=days)
        with transaction() as session:
            return carry_out_night(shipping_night.VERBS, session, self.at)

    @property
    def consignment(self) -> Consignment:
        with reading() as session:
            return session.get_one(Consignment, self.id)

    @property
    def state(self) -> str:
        return str(self.consignment.state)

    def _rows(self, table):
        with reading() as session:
            return session.exec(select(table).where(table.consignment_id == self.id).order_by(table.id)).all()

    @property
    def lines(self) -> list[ConsignmentLine]:
        return self._rows(ConsignmentLine)

    @property
    def parcels(self) -> list[Parcel]:
        return self._rows(Parcel)

    @property
    def clearances(self) -> list[Clearance]:
        return self._rows(Clearance)

    @property
    def claims(self) -> list[Claim]:
        return self._rows(Claim)

    @property
    def kinds_heard(self) -> list[tuple[str, int]]:
        return [(str(each.kind), each.subject_id) for each in self.heard]


@pytest.fixture
def make_road(make_library):
    """Make a road between two libraries; what is told of its titles is heard."""
    roads = []

    def hear(_session, _actor, told, _at):
        roads[-1].heard.append(told)

    events.LISTENERS.fill(current_app, "test", hear)

    def make(consignor: str = "RU", with_gateway: bool = False) -> Road:
        amur, heihe = make_library("Amur", "RU"), make_library("Heihe", "CN")
        ends = (amur, heihe) if consignor == "RU" else (heihe, amur)
        gateway = make_library("Khabarovsk", "RU") if with_gateway else None
        road = Road(*ends, gateway)
        roads.append(road)
        return road

    return make


@pytest.fixture
def to_heihe(app, make_road) -> Road:
    """From the Amur library into China, on each kind of database."""
    return make_road()


CLOCK = clock()
