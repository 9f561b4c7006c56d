"""Twelve libraries on both sides of the border: what they give each other, and what ten of them do meanwhile."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session

from library_exchange.accounts.security import hashed
from library_exchange.accounts.services import add_membership, add_user
from library_exchange.app import create_app
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.settings import Settings
from library_exchange.directory.models import Library, LibraryKind
from library_exchange.directory.schemas import NewLibrary
from library_exchange.directory.services import add_library
from library_exchange.ledger.queries import balances_by_year
from library_exchange.offers.schemas import Entry, Terms, WantInput
from library_exchange.offers.services import offers, wants
from library_exchange.rounds.models import Round
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.rules.answers import proposed_calendar
from library_exchange.rounds.schemas import JoinInput, RoundInput
from library_exchange.rounds.services import planning
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.queries.regulations import services_for
from library_exchange.shipping.rules.codes import ClearanceState, LineState
from library_exchange.shipping.schemas import NewParcel, Permit, Weighed
from library_exchange.shipping.services import night as shipping_night
from library_exchange.shipping.services import packing, permits, transit
from tests.addresses import give_addresses
from tests.journeys.conftest import PASSWORD, furnished, today_in
from tests.makers import carry_out_night

CHINESE = ("heihe", "harbin", "qiqihar", "mudanjiang", "jiamusi", "suihua")
RUSSIAN = ("amur", "khabarovsk", "vladivostok", "chita", "birobidzhan", "magadan")
PARTNER = dict(zip((*CHINESE, *RUSSIAN), (*RUSSIAN, *CHINESE), strict=True))
"""Of whom each library wants the books."""
GATEWAYS = {"CN": "heihe", "RU": "amur"}
AT_THEIR_DESKS = ("heihe", "amur")
"""Who works through the browser; the ten others' verbs are called."""
OFFERED_BY_TWO = frozenset({"khabarovsk", "chita", "jiamusi"})
"""Who offers two books rather than one; the partner wants both."""
OFFERED = {
    code: tuple(
        f"{'中文书' if code in CHINESE else 'Книга'} {code} {number}"
        for number in range(1, 2 + (code in OFFERED_BY_TWO))
    )
    for code in PARTNER
    if code not in AT_THEIR_DESKS
}
TERMS = {"harbin": JoinInput(credit=0), "jiamusi": JoinInput(gift_budget=0)}
"""Who takes part on terms of its own: Harbin owes nobody a book, Jiamusi gives none without one in return."""
CREDIT, GIFT_BUDGET = 3, 5
"""The limits of the round."""
COORDINATOR = Actor("person", "cli", is_platform_admin=True)


def clerk(library_id: int) -> Actor:
    return Actor("person", "cli", library_id=library_id, roles=frozenset({Role.LIBRARIAN}))


class World:
    """The twelve libraries by code, and the round."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance
        self.ids: dict[str, int] = {}
        self.round_id = 0

    @cached_property
    def _house(self) -> Flask:
        return create_app(Settings(_env_file=None, instance_dir=self.instance))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Work on the database beside the service, as other libraries' pages would."""
        with self._house.app_context():
            yield

    def goes_home(self) -> None:
        """Close what was worked with."""
        self._house.extensions["search"].close()
        self._house.extensions["database"].dispose()

    def said(self, statement: str, *values: object) -> list[tuple]:
        """Ask the database itself; a statement that changes it stands for a day that passes."""
        with closing(sqlite3.connect(self.instance / "bridge.sqlite", timeout=30)) as connection:
            found = connection.execute(statement, values).fetchall()
            connection.commit()
            return found

    def by_library(self, statement: str) -> dict[str, tuple[int, ...]]:
        """Return figures by the code of a library; the statement tells its id first."""
        codes = {number: code for code, number in self.ids.items()}
        return {codes[number]: tuple(figures) for number, *figures in self.said(statement)}

    def accounts(self) -> dict[str, tuple[int, ...]]:
        """Return what each library gave, what it received and what it is owed, as the ledger tells it."""
        with self.at_work(), reading() as session:
            sums = {code: balances_by_year(session, number).values() for code, number in self.ids.items()}
        return {code: (each.given, each.received, each.balance) for code, found in sums.items() for each in found}

    def consignment(self, giver: str, receiver: str) -> int:
        wanted = "SELECT id FROM consignment WHERE consignor_id = ? AND consignee_id = ?"
        return self.said(wanted, self.ids[giver], self.ids[receiver])[0][0]


def make(world: World, template: Path) -> None:
    """Make the libraries, the lists of ten of them and a round that is planned."""
    with furnished(template, world.instance):
        password = hashed(PASSWORD)
        with transaction() as session:
            for code in PARTNER:
                world.ids[code] = _library(session, code)
            for code, gateway in ((each, GATEWAYS[_country(each)]) for each in PARTNER):
                if code != gateway:
                    values = {"gateway": world.ids[gateway], "id": world.ids[code]}
                    session.execute(sa.text("UPDATE library SET gateway_id = :gateway WHERE id = :id"), values)
            for email, language, code in (("li@heihe.example", "zh", "heihe"), ("anna@amur.example", "ru", "amur")):
                user = add_user(session, email, password, "馆员" if language == "zh" else "Библиотекарь", language)
                add_membership(session, user, world.ids[code], Role.LIBRARIAN)
            add_user(session, "admin@bridge.example", password, "Platform", "ru", is_platform_admin=True)
            for code, titles in OFFERED.items():
                _list(session, world.ids[code], _country(code), titles, OFFERED.get(PARTNER[code], ()))
            days = proposed_calendar(queries.country_calendars(), today_in("CN") + timedelta(days=1))
            plan = RoundInput(
                organiser_id=world.ids["heihe"],
                seed="2026",
                credit=CREDIT,
                gift_budget=GIFT_BUDGET,
                name_zh="十二馆",
                name_ru="Двенадцать",
                name_en="Twelve",
                **vars(days),
            )
            world.round_id = planning.plan(session, COORDINATOR, plan, now()).id


def _country(code: str) -> str:
    return "CN" if code in CHINESE else "RU"


def _library(session: Session, code: str) -> int:
    country = _country(code)
    names = {f"{part}_{language}": f"{code} {language}" for part in ("name", "city") for language in ("zh", "ru", "en")}
    new = NewLibrary(
        **names, code=code, country=country, kind=LibraryKind.PUBLIC, mailbox=f"ill@{code}.example",
        timezone="Asia/Shanghai" if country == "CN" else "Asia/Yakutsk", language="zh" if country == "CN" else "ru",
    )  # fmt: skip
    library_id = add_library(session, COORDINATOR, new).id
    give_addresses(session, library_id, code)
    return library_id


def _list(session: Session, library_id: int, country: str, offered: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    language = "chi" if country == "CN" else "rus"
    for title in offered:
        entry = Entry(title=title, language=language, publisher="Наука", year=2005)
        offer = offers.offer_of(library_id, entry, None, Terms(weight_g=400), now())
        session.add(offer)
        session.flush()
        offers.publish(session, clerk(library_id), offer, now())
    for title in wanted:
        wants.add(session, clerk(library_id), WantInput(title=title), now())


# What the ten others do -----------------------------------------------------------------------------------------------


def the_others(world: World, verb: Callable[[Session, Actor, Round, str], None]) -> None:
    """Have the ten who sit before no browser do the same."""
    with world.at_work():
        for code in PARTNER:
            if code not in AT_THEIR_DESKS:
                with transaction() as session:
                    verb(session, clerk(world.ids[code]), session.get_one(Round, world.round_id), code)


def is_sent(world: World, number: int) -> None:
    """Describe, clear, pack and hand over a consignment."""
    with world.at_work(), transaction() as session:
        it, at = session.get_one(Consignment, number), now()
        giver, receiver = clerk(it.consignor_id), clerk(it.consignee_id)
        for line in contents_of(session, it).lines:
            line.title_zh, line.title_ru = line.title_zh or "书名", line.title_ru or "Название"
            line.annotation_zh, line.annotation_ru, line.value_minor = "简介", "Аннотация", 1000
            line.publisher, line.year = line.publisher or "Наука", line.year or 2005
            session.add(line)
        permits.make_ready(session, giver, it, at)
        for clearance in contents_of(session, it).clearances:
            if clearance.state is ClearanceState.TO_PREPARE:
                permits.submit(session, receiver, it, clearance, at)
                ids = {line.id for line in contents_of(session, it).lines}
                permits.answer(session, receiver, it, clearance, ids, Permit(permit_no="7"), at)
        start, end = (session.get_one(Library, each).country for each in (it.consignor_id, it.consignee_id))
        service = max(services_for(session, it.mode, start, end), key=lambda each: each.max_g)
        parcel = packing.open_parcel(session, giver, it, NewParcel(service_id=service.id), at)
        session.flush()
        packing.fill(session, giver, it, parcel, at)
        packing.weigh(session, giver, it, parcel, Weighed(tracking_no="RR123456785CN", is_estimated=True), at)
        packing.pack(session, giver, it, at)
        transit.hand_over(session, giver, it, None, at)


def goes_through_gateways(world: World, number: int) -> None:
    """Have each gateway on the way take in all parcels and send them on."""
    with world.at_work(), transaction() as session:
        it = session.get_one(Consignment, number)
        for leg in contents_of(session, it).legs[:-1]:
            parcels = {each.id for each in contents_of(session, it).parcels}
            transit.gateway_in(session, clerk(leg.to_id), it, parcels, now())
            transit.cross(session, clerk(leg.to_id), it, now())


def is_received(world: World, number: int) -> None:
    """Have all books of a consignment come well."""
    with world.at_work(), transaction() as session:
        it = session.get_one(Consignment, number)
        good = {line.id: LineState.GOOD for line in contents_of(session, it).going}
        transit.receive(session, clerk(it.consignee_id), it, good, now())


def time_passes(world: World) -> None:
    """Do what is done every night."""
    with world.at_work(), transaction() as session:
        carry_out_night(shipping_night.VERBS, session, now())
