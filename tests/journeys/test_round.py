"""A round of twelve libraries in the browser: listed, cleared, answered, carried across, settled, computed anew."""

import json
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from library_exchange.core.clock import now
from library_exchange.rounds.rules.clearing.reasons import Outcome
from library_exchange.rounds.schemas import JoinInput
from library_exchange.rounds.services import answering, planning
from tests.journeys.conftest import today_in
from tests.journeys.desks import listed, says_why_it_is_claimed, sends, shows_the_damage, takes_in_a_list
from tests.journeys.twelve_libraries import (
    AT_THEIR_DESKS,
    CREDIT,
    GIFT_BUDGET,
    PARTNER,
    TERMS,
    World,
    goes_through_gateways,
    is_received,
    is_sent,
    make,
    the_others,
    time_passes,
)

pytestmark = pytest.mark.browser

OF_HEIHE, OF_AMUR = (listed(978702000, ("红楼梦", "三国演义")), listed(978517038, ("Обломов", "Бесы")))
"""What the two libraries at their desks paste: each offers its own list and wants the other's."""
ACCOUNTS = dict.fromkeys(PARTNER, (1, 1, 0)) | {
    "heihe": (0, 1, -1),  # one book was not let in, one came damaged
    "amur": (1, 0, 1),  # what was lost turned up; the other book was declined
    "mudanjiang": (1, 2, -1),
    "chita": (2, 1, 1),
}
"""What each library gave, received and is owed in the end."""


@pytest.fixture(scope="module")
def twelve(serve, sqlite_template, tmp_path_factory):
    world = World(tmp_path_factory.mktemp("round-house"))
    make(world, sqlite_template)
    yield serve(world.instance), world
    world.goes_home()


def waits_for(person, address, text):
    person.opens(address)
    person.waits_to_see(text)


def test_twelve_libraries_exchange_in_a_round_from_their_lists_to_its_end(twelve, make_person, tmp_path):
    house, world = twelve
    admin = make_person(house, "ru", "admin@bridge.example")
    li, anna = make_person(house, "zh", "li@heihe.example"), make_person(house, "ru", "anna@amur.example")
    public, own = f"/exchange/rounds/{world.round_id}", f"/staff/exchange/rounds/{world.round_id}"
    admin.opens(public)
    sends(admin, "/open_lists")
    admin.says_yes()
    lists_are_put_in(world, li, anna, own)
    is_cleared(world, admin, li, anna, public, own)
    answers_line_by_line(world, li, anna, own)
    assert world.said("SELECT count(*) FROM consignment") == [(12,)]
    goes_by_desks_of_gateways(world, li, anna)
    is_partly_cleared_and_claimed(world, li, anna)
    is_lost_and_turns_up(world, li, anna)
    for giver, receiver in PARTNER.items():
        if giver not in (*AT_THEIR_DESKS, "harbin"):
            number = world.consignment(giver, receiver)
            is_sent(world, number)
            goes_through_gateways(world, number)
            is_received(world, number)
    assert world.said("SELECT state FROM exchange_round") == [("settled",)]
    for person, said, balance in (
        (li, ("轮次已结算", "已到达 12 册"), "0 → −1"),
        (anna, ("тур завершён", "Пришло 12 книг"), "0 → 1"),
    ):
        person.opens(public)
        person.sees(*said)
        person.opens(own)
        person.sees(balance)
    all_accounts_are_right(world)
    is_computed_anew(world, li, public, tmp_path)


def lists_are_put_in(world, li, anna, own):
    """Two libraries paste what they offer and want; ten have theirs. All twelve take part."""
    for person, offered, wanted in ((li, OF_HEIHE, OF_AMUR), (anna, OF_AMUR, OF_HEIHE)):
        takes_in_a_list(person, "offers", offered)
        takes_in_a_list(person, "wants", wanted)
        person.opens(own)
        if person is li:
            person.page.locator("input[name=credit]").fill("1")
        sends(person, "/join")
    the_others(
        world, lambda session, who, found, code: planning.join(session, who, found, TERMS.get(code, JoinInput()), now())
    )


def is_cleared(world, admin, li, anna, public, own):
    """The days pass: the lists are frozen, Heihe chooses, the round is worked out and seen by both sides."""
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
    anna.sees("红楼梦", "三国演义", "Обломов", "Бесы")
    left = "SELECT library_id, outcome FROM exchange_round_want WHERE outcome <> 'filled'"
    assert world.by_library(left) == {
        "harbin": (Outcome.RECEIVER_CREDIT_LIMIT,),
        "birobidzhan": (Outcome.DONOR_GIFT_LIMIT,),
    }


def answers_line_by_line(world, li, anna, own):
    """The ten others accept; Heihe has bought one book meanwhile; the Amur accepts line by line."""
    the_others(world, lambda session, who, found, _code: answering.accept_all(session, who, found, now()))
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


def goes_by_desks_of_gateways(world, li, anna):
    """A book from Harbin comes to Heihe, crosses, comes to the Amur, and goes on to Khabarovsk."""
    number = world.consignment("harbin", "khabarovsk")
    is_sent(world, number)
    for person in (li, anna):
        person.opens(f"/staff/shipments/{number}")
        person.page.locator("input[name=parcel]").first.check()
        sends(person, "/gateway_in")
        person.says_yes()
        sends(person, "/cross")
        person.says_yes()
    is_received(world, number)


def is_partly_cleared_and_claimed(world, li, anna):
    """One of Heihe's two books gets no permission; the other comes damaged, is shown in a picture and credited."""
    address = f"/staff/shipments/{world.consignment('heihe', 'amur')}"
    li.opens(f"{address}/titles?all=1")
    for field in li.page.locator("main form input").all():
        if (field.get_attribute("name") or "").partition("-")[2] and not field.input_value():
            field.fill("2005" if field.get_attribute("name").startswith("year") else "10")
    li.page.locator("main form:has(select[name^=material]) button[type=submit]").first.click()
    li.opens(address)
    sends(li, "/make_ready")
    li.says_yes()
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
    says_why_it_is_claimed(anna)
    sends(anna, "/received")
    anna.says_yes()
    shows_the_damage(anna, address)
    li.opens(address)
    li.page.get_by_alt_text("图片：破损处").scroll_into_view_if_needed()
    li.page.wait_for_function("() => document.querySelector('.pictures img').naturalWidth === 240", timeout=10_000)
    sends(li, "/credit")
    li.says_yes()
    anna.opens(address)
    anna.sees("книга в балансе не учитывается")


def is_lost_and_turns_up(world, li, anna):
    """The Amur's book does not come: Heihe gives it up, which opens a claim; then it comes after all."""
    number = world.consignment("amur", "heihe")
    address = f"/staff/shipments/{number}"
    is_sent(world, number)
    world.said("UPDATE consignment SET eta_on = date('now', '-60 days') WHERE id = ?", number)
    time_passes(world)
    li.opens(address)
    li.page.locator("details:has(form[action$='/declare_lost']) summary").click()
    sends(li, "/declare_lost")
    li.says_yes()
    anna.opens(address)
    anna.waits_for("form[action$='/credit']")
    li.opens(address)
    sends(li, "/turn_up")
    li.says_yes()
    anna.opens(address)
    assert not anna.page.locator("form[action$='/credit']").count()


def all_accounts_are_right(world):
    """Fail unless the ledger says of all twelve what came, and nobody's limits are passed."""
    assert world.accounts() == ACCOUNTS
    came = "JOIN consignment_line ON consignment_id = consignment.id AND consignment_line.state = 'good'"
    for place, end in enumerate(("consignor_id", "consignee_id")):
        counted = world.by_library(f"SELECT {end}, count(*) FROM consignment {came} GROUP BY {end}")
        assert counted == {code: (each[place],) for code, each in ACCOUNTS.items() if each[place]}
    own = f"coalesce(credit, {CREDIT}), coalesce(gift_budget, {GIFT_BUDGET})"
    limits = world.by_library(f"SELECT library_id, {own} FROM exchange_round_member")
    assert limits | {"heihe": (1, 5), "harbin": (0, 5), "jiamusi": (3, 0)} == limits
    assert limits.keys() == PARTNER.keys()
    for code, (credit, budget) in limits.items():
        assert -credit <= ACCOUNTS[code][2] <= budget


def is_computed_anew(world, li, public, folder):
    """Heihe fetches the frozen lists from the page and has them computed by the published command."""
    li.opens(public)
    li.unfolds("供核验")
    with li.page.expect_download() as fetched:
        li.page.locator("a[download][href$='.json']").click()
    file = folder / fetched.value.suggested_filename
    fetched.value.save_as(file)
    command = shutil.which("library-exchange", path=str(Path(sys.executable).parent))
    answer = subprocess.run(
        [command, "rounds", "recompute", str(file)], capture_output=True, encoding="utf-8", cwd=folder, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    told = json.loads(file.read_text(encoding="utf-8"))
    assert answer.stdout.splitlines()[0].endswith("12 libraries, 17 offers, 17 wants, 17 pairs, 15 lines.")
    assert answer.stdout.splitlines()[-1] == "The lines are the same."
    li.sees(told["sha256"])
    assert told["sha256"] in answer.stdout
    owner = {each["id"]: each["owner"] for each in (*told["offers"], *told["wants"])}
    ways = [(owner[offer], owner[want]) for offer, want in told["lines"]]
    own_name = li.page.locator("dt:has-text('本馆在文件中的代称') + dd").inner_text()
    assert [sum(way[end] == own_name for way in ways) for end in (0, 1)] == [2, 2]
