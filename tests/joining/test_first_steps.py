"""A library that has just joined: each first step is done once its result is there, and the page may be put away."""

import lxml.html
import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.joining.first_steps import DONE, get_member, steps_of
from library_exchange.joining.models import NewMember
from library_exchange.joining.rules import VOLUNTARY, FirstStep
from library_exchange.joining.services.deciding import welcome
from tests.catalogue.conftest import take_in_file
from tests.imports.files import record, write

__all__ = ["take_in_file"]

ADDRESSES = {
    "loan_days": "30",
    "transit_days": "14",
    "mailbox": "ill@heihe.example",
    "local_street": "中央街1号",
    "local_city": "黑河",
    "latin_street": "1 Zhongyang Street",
    "latin_city": "Heihe",
}


@pytest.fixture
def heihe(web, make_library):
    """A library that has joined, beside one that was here before."""
    library_id, _other = make_library(has_address=False), make_library("Amur", "RU")
    with transaction() as session:
        welcome(session, library_id, None, now())
    return library_id


@pytest.fixture
def admin(web, heihe, signed_in):
    return signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)


def done(library_id):
    with reading() as session:
        return {step for step, is_done in steps_of(session, get_member(session, library_id)).items() if is_done}


def test_nothing_is_done_when_a_library_has_just_joined(heihe, admin):
    assert done(heihe) == set()
    assert list(DONE) == list(FirstStep), "the steps stand in their order"


def test_addresses_count_in_both_scripts(heihe, admin):
    half = ADDRESSES | {"latin_street": ""}
    admin.post("/ru/libraries/heihe/edit", data=half)
    assert done(heihe) == {FirstStep.RULES}
    admin.post("/ru/libraries/heihe/edit", data=ADDRESSES)
    assert done(heihe) == {FirstStep.RULES, FirstStep.ADDRESS}


def test_days_count_once_somebody_has_said_them_and_a_closure_says_nothing_of_the_week(heihe, admin):
    closed = {"starts_on": "2027-03-01", "ends_on": "2027-03-02", "reason": "cleaning"}
    admin.post("/ru/libraries/heihe/closures", data=closed)
    assert done(heihe) == set()
    admin.post("/ru/libraries/heihe/weekdays", data={"day_1": "y", "day_2": "y"})
    assert done(heihe) == {FirstStep.DAYS}


def test_a_book_counts_as_found_once_the_index_has_learnt_it(heihe, admin, take_in_file, deliver, tmp_path):
    take_in_file(write(tmp_path, record("h1", "История Амура", copies=[("K1", "b-1")])), heihe)
    assert done(heihe) == {FirstStep.FILE}
    deliver()
    assert done(heihe) == {FirstStep.FILE, FirstStep.FOUND}
    page = admin.get("/ru/staff/first-steps").text
    [link] = lxml.html.fromstring(page).xpath("//li[@data-step='found']//a/@href")
    assert "История Амура" in admin.get(link).text


def test_a_book_once_found_stays_found_while_later_ones_are_learnt(heihe, take_in_file, deliver, tmp_path):
    for number in ("h1", "h2"):
        take_in_file(write(tmp_path, record(number, f"Книга {number}", copies=[("K1", number)])), heihe)
        if number == "h1":
            deliver()
    assert FirstStep.FOUND in done(heihe)


def test_a_colleague_counts_once_she_is_invited_and_a_reader_does_not(heihe, admin):
    invited = {"name": "Ли", "language": "zh"}
    admin.post("/ru/people/invite", data=invited | {"email": "reader@heihe.example", "role": "reader"})
    assert done(heihe) == set()
    admin.post("/ru/people/invite", data=invited | {"email": "li@heihe.example", "role": "librarian"})
    assert done(heihe) == {FirstStep.PEOPLE}


def test_what_another_library_does_counts_for_none(heihe, signed_in, web, admin):
    theirs = signed_in(web, "admin@amur.example", heihe + 1, Role.LIBRARY_ADMIN)
    theirs.post("/ru/libraries/amur/edit", data=ADDRESSES)
    theirs.post("/ru/libraries/amur/weekdays", data={"day_1": "y"})
    assert done(heihe) == set()


@pytest.mark.parametrize(
    ("language", "heading", "task"), [("zh", "入门步骤", "完成入门步骤"), ("ru", "Первые шаги", "Сделать первые шаги")]
)
def test_the_list_of_work_leads_there_until_it_is_put_away_and_again_when_it_is_taken_out(
    admin, language, heading, task
):
    start, page = f"/{language}/staff", f"/{language}/staff/first-steps"
    assert task in admin.get(start).text
    assert heading in admin.get(page).text
    admin.post(f"{page}/away")
    assert task not in admin.get(start).text
    assert heading in admin.get(page).text, "it stays at its address"
    admin.post(f"{page}/back")
    assert task in admin.get(start).text


def test_the_list_of_work_leads_there_no_more_when_all_is_done(heihe, admin, take_in_file, deliver, tmp_path):
    admin.post("/ru/libraries/heihe/edit", data=ADDRESSES)
    admin.post("/ru/libraries/heihe/weekdays", data={"day_1": "y"})
    take_in_file(write(tmp_path, record("h1", "История Амура", copies=[("K1", "b-1")])), heihe)
    deliver()
    assert "Сделать первые шаги" in admin.get("/ru/staff").text
    given = {"email": "li@heihe.example", "name": "Ли", "language": "zh", "role": "librarian"}
    admin.post("/ru/people/invite", data=given)
    assert done(heihe) == set(FirstStep) - set(VOLUNTARY)
    assert "Сделать первые шаги" not in admin.get("/ru/staff").text
    assert "Всё сделано" in admin.get("/ru/staff/first-steps").text


def test_a_librarian_is_led_only_to_what_she_may_do(web, heihe, signed_in):
    desk = signed_in(web, "li@heihe.example", heihe, Role.LIBRARIAN)
    page = lxml.html.fromstring(desk.get("/ru/staff/first-steps").text)
    assert page.xpath("//li[@data-step][.//a]/@data-step") == ["file", "found", "borrow", "lend", "exchange"]
    assert all(desk.get(link).status_code == 200 for link in page.xpath("//li[@data-step]//a/@href"))


def test_every_step_leads_an_administrator_where_it_is_taken(admin):
    links = lxml.html.fromstring(admin.get("/ru/staff/first-steps").text).xpath("//li[@data-step]//a/@href")
    assert len(links) == len(FirstStep)
    assert {admin.get(link).status_code for link in links} == {200}


def test_a_library_that_was_here_before_has_no_first_steps(web, heihe, signed_in):
    desk = signed_in(web, "anna@amur.example", heihe + 1, Role.LIBRARIAN)
    assert desk.get("/ru/staff/first-steps").status_code == 404
    assert desk.post("/ru/staff/first-steps/away").status_code == 404
    with reading() as session:
        assert session.scalars(sa.select(col(NewMember.put_away_at))).all() == [None]
