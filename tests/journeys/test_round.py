"""A round of twelve libraries in the browser: joined, chosen, answered line by line, carried across, settled."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from library_exchange.accounts.security import hashed
from library_exchange.accounts.services import add_membership, add_user
from library_exchange.app import create_app
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.settings import Settings
from library_exchange.directory.models import Library, LibraryKind
from library_exchange.directory.schemas import NewLibrary
from library_exchange.directory.services import add_library
from library_exchange.offers.schemas import Entry, Terms, WantInput
from library_exchange.offers.services import offers, wants
from library_exchange.rounds.models import Round
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.rules.answers import proposed_calendar
from library_exchange.rounds.schemas import JoinInput, RoundInput
from library_exchange.rounds.services import answering, planning
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.queries.regulations import services_for
from library_exchange.shipping.rules.codes import ClearanceState, LineState
from library_exchange.shipping.schemas import NewParcel, Permit, Weighed
from library_exchange.shipping.services import night as shipping_night
from library_exchange.shipping.services import packing, permits
from library_exchange.shipping.services import transit as shipping_transit
from tests.addresses import give_addresses
from tests.journeys.conftest import PASSWORD, furnished, today_in
from tests.makers import carry_out_night

pytestmark = pytest.mark.browser

CHINESE = ("heihe", "harbin", "qiqihar", "mudanjiang", "jiamusi", "suihua")
RUSSIAN = ("amur", "khabarovsk", "vladivostok", "chita", "birobidzhan", "magadan")
GATEWAYS = {"CN": "heihe", "RU": "amur"}
TITLES = {"heihe": ("红楼梦", "三国演义"), "amur": ("Обломов", "Бесы")}
TITLES |= {code: (f"中文书 {code}",) for code in CHINESE[1:]} | {code: (f"Книга {code}",) for code in RUSSIAN[1:]}
PARTNER = dict(zip((*CHINESE, *RUSSIAN), (*RUSSIAN, *CHINESE), strict=True))
"""Of whom each library wants the books."""
COORDINATOR = Actor("person", "cli", is_platform_admin=True)


def clerk(library_id: int) -> Actor:
    return Actor("person", "cli", library_id=library_id, roles=frozenset({Role.LIBRARIAN}))


class World:
    """The twelve libraries by code, and the round."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance
        self.ids: dict[str, int] = {}
        self.round_id = 0

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Work on the database beside the service, as other libraries' pages would."""
        app = create_app(Settings(_env_file=None, instance_dir=self.instance))
        try:
            with app.app_context():
                yield
        finally:
            app.extensions["search"].close()
            app.extensions["database"].dispose()

    def said(self, statement: str, *values: object) -> list[tuple]:
        """Ask the database itself; a statement that changes it stands for a day that passes."""
        with closing(sqlite3.connect(self.instance / "bridge.sqlite", timeout=30)) as connection:
            found = connection.execute(statement, values).fetchall()
            connection.commit()
            return found

    def consignment(self, giver: str, receiver: str) -> int:
        wanted = "SELECT id FROM consignment WHERE consignor_id = ? AND consignee_id = ?"
        return self.said(wanted, self.ids[giver], self.ids[receiver])[0][0]


def _make(world: World, template: Path) -> None:
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
            for code, partner in PARTNER.items():
                _list(session, world.ids[code], _country(code), TITLES[code], TITLES[partner])
            days = proposed_calendar(queries.country_calendars(), today_in("CN") + timedelta(days=1))
            plan = RoundInput(
                organiser_id=world.ids["heihe"],
                seed="2026",
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


def _others(world: World, verb) -> None:
    with world.at_work():
        for code in PARTNER:
            if code not in GATEWAYS.values():
                with transaction() as session:
                    verb(session, clerk(world.ids[code]), session.get_one(Round, world.round_id))


def _sends(world: World, number: int) -> None:
    """Describe, clear, pack and hand over a consignment."""
    with world.at_work(), transaction() as session:
        it, at = session.get_one(Consignment, number), now()
        giver, receiver = clerk(it.consignor_id), clerk(it.consignee_id)
        for line in contents_of(session, it).lines:
            line.title_zh, line.title_ru = line.title_zh or "书名", line.title_ru or "Название"
            line.annotation_zh, line.annotation_ru, line.value_minor = "简介", "Аннотация", 1000
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
        shipping_transit.hand_over(session, giver, it, None, at)


def _receives(world: World, number: int) -> None:
    with world.at_work(), transaction() as session:
        it = session.get_one(Consignment, number)
        good = {line.id: LineState.GOOD for line in contents_of(session, it).going}
        shipping_transit.receive(session, clerk(it.consignee_id), it, good, now())


def _time_passes(world: World) -> None:
    with world.at_work(), transaction() as session:
        carry_out_night(shipping_night.VERBS, session, now())


# The journey ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def twelve(serve, sqlite_template, tmp_path_factory):
    world = World(tmp_path_factory.mktemp("round-house"))
    _make(world, sqlite_template)
    return serve(world.instance), world


def sends(person, ending, button="button[type=submit]"):
    person.actions += 1
    with person.page.expect_navigation():
        person.page.locator(f"form[action$='{ending}'] {button}").first.click()


def waits_for(person, address, text):
    person.opens(address)
    person.waits_to_see(text)


def test_twelve_libraries_exchange_in_a_round_from_joining_to_its_end(twelve, make_person):
    house, world = twelve
    admin = make_person(house, "ru", "admin@bridge.example")
    li, anna = make_person(house, "zh", "li@heihe.example"), make_person(house, "ru", "anna@amur.example")
    public, own = f"/exchange/rounds/{world.round_id}", f"/staff/exchange/rounds/{world.round_id}"
    admin.opens(public)
    sends(admin, "/open_lists")
    admin.says_yes()
    for person in (li, anna):
        person.opens(own)
        sends(person, "/join")
    _others(world, lambda session, who, found: planning.join(session, who, found, JoinInput(), now()))
    yesterday, earlier = ((today_in("CN") - timedelta(days=days)).isoformat() for days in (1, 30))
    world.said("UPDATE exchange_round SET listing_from = ?, listing_until = ?", earlier, yesterday)
    admin.opens(public)
    sends(admin, "/turn")
    li.opens(own)
    li.page.locator("select[name^=priority-]").first.select_option("5")
    sends(li, "/choose")
    li.sees("Бесы", "Обломов")
    world.said("UPDATE exchange_round SET listing_until = ?, selecting_until = ?", earlier, yesterday)
    admin.opens(public)
    sends(admin, "/turn")
    waits_for(anna, own, "Ваш ответ")
    answers_line_by_line(world, li, anna, own)
    assert world.said("SELECT count(*) FROM consignment") == [(12,)]
    goes_through_the_gateways(world, li, anna)
    is_partly_cleared_and_claimed(world, li, anna)
    is_lost(world, li, anna)
    for giver, receiver in PARTNER.items():
        if {giver, receiver} != {"heihe", "amur"} and giver != "harbin":
            number = world.consignment(giver, receiver)
            _sends(world, number)
            _receives(world, number)
    assert world.said("SELECT state FROM exchange_round") == [("settled",)]
    sums = "SELECT coalesce(sum(amount), 0), count(*) FROM ledger_line"
    assert world.said(sums) == [(0, 20)]  # ten books came: each stands on two accounts
    for person, said in ((li, "轮次已结算"), (anna, "тур завершён")):
        person.opens(public)
        person.sees(said)


def answers_line_by_line(world, li, anna, own):
    """The ten others accept; Heihe has bought one book meanwhile; the Amur accepts line by line."""
    _others(world, lambda session, who, found: answering.accept_all(session, who, found, now()))
    li.opens(own)
    li.sees("红楼梦", "Обломов")
    row = li.page.locator("tr", has_text="Бесы")
    row.locator("select[name=reason]").select_option("already_bought")
    with li.page.expect_navigation():
        row.locator("form:has(select) button").click()
    li.says_yes()
    li.sees("本馆未接受")
    sends(li, "/accept")
    li.says_yes()
    anna.opens(own)
    while anna.page.locator("form:has(input[name=answer][value=accept]) button").count():
        with anna.page.expect_navigation():
            anna.page.locator("form:has(input[name=answer][value=accept]) button").first.click()
        anna.says_yes()
    assert world.said("SELECT state FROM exchange_round") == [("shipping",)]


def goes_through_the_gateways(world, li, anna):
    """A book from Harbin comes to Heihe, crosses, comes to the Amur, and goes on to Khabarovsk."""
    number = world.consignment("harbin", "khabarovsk")
    _sends(world, number)
    for person in (li, anna):
        person.opens(f"/staff/shipments/{number}")
        person.page.locator("input[name=parcel]").first.check()
        sends(person, "/gateway_in")
        person.says_yes()
        sends(person, "/cross")
        person.says_yes()
    _receives(world, number)


def is_partly_cleared_and_claimed(world, li, anna):
    """One of Heihe's two books gets no permission; the other comes damaged and is credited."""
    address = f"/staff/shipments/{world.consignment('heihe', 'amur')}"
    li.opens(f"{address}/titles?all=1")
    for field in li.page.locator("main form input").all():
        if (field.get_attribute("name") or "").partition("-")[2] and not field.input_value():
            field.fill("2005" if field.get_attribute("name").startswith("year") else "10")
    li.page.locator("main form:has(select[name^=material]) button[type=submit]").first.click()
    li.opens(address)
    sends(li, "/make_ready")
    anna.opens(address)
    sends(anna, "/submit")
    permit = anna.page.locator("form[action*='/permits/']:has(input[name=granted])")
    permit.get_by_label("三国演义").uncheck()
    with anna.page.expect_navigation():
        permit.locator("button[type=submit]").click()
    anna.says_yes()
    li.opens(address)
    sends(li, "/parcels")
    sends(li, "/fill")
    weighing = li.page.locator("form:has(input[name=tracking_no])").first
    weighing.locator("input[name=weight_g]").fill("480")
    weighing.locator("input[name=tracking_no]").fill("RR123456785CN")
    with li.page.expect_navigation():
        weighing.locator("button").click()
    sends(li, "/pack")
    sends(li, "/hand_over")
    li.says_yes()
    anna.opens(address)
    anna.page.locator("select[name^=line-]").first.select_option("damaged")
    anna.page.locator("details:has(select[name^=why-]) summary").first.click()
    anna.page.locator("select[name^=why-]").first.select_option("damaged_outside")
    sends(anna, "/received")
    anna.says_yes()
    li.opens(address)
    sends(li, "/credit")
    li.says_yes()


def is_lost(world, li, anna):
    """The Amur's book never comes: Heihe gives it up, and the Amur takes it off the account."""
    number = world.consignment("amur", "heihe")
    _sends(world, number)
    world.said("UPDATE consignment SET eta_on = date('now', '-60 days') WHERE id = ?", number)
    _time_passes(world)
    li.opens(f"/staff/shipments/{number}")
    li.page.locator("details:has(form[action$='/declare_lost']) summary").click()
    sends(li, "/declare_lost")
    with li.page.expect_navigation():
        li.says_yes()
    anna.opens(f"/staff/shipments/{number}")
    sends(anna, "/credit")
    anna.says_yes()
