"""A library answers by links alone: the whole loan, every link once, and nothing to find for a stranger."""

import re
from datetime import timedelta

import lxml.html
import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.answer_links import queries
from library_exchange.answer_links.schemas import NewPartner
from library_exchange.answer_links.services import night, partners
from library_exchange.answer_links.signing import sign
from library_exchange.catalogue.models import Holding, Item, LocalState
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting
from library_exchange.offers.schemas import Entry, Terms
from library_exchange.offers.services import offers
from tests.answer_links.conftest import PLATFORM, add_address
from tests.counting import count_queries
from tests.loans.conftest import add_person

CANARY = "Kanarejka"


def test_a_library_lends_a_book_by_links_alone(heihe, village, asks, deliver):
    no = asks()
    assert len(village.letters()) == 1
    assert "Сказки Амура" in village.newest()
    assert "Библиотека Хэйхэ" in village.newest()
    assert village.answers("will_supply").status_code == 303
    assert (heihe.state(no), village.loan().state) == ("will_supply", "to_pick")
    village.answers("found")
    village.answers("ship", method="post", tracking="RB 123 456 789 RU")
    assert (heihe.state(no), village.loan().state) == ("shipped", "shipped")
    assert heihe.loan(no).tracking_no
    heihe.goes(no, "receive renew", deliver)
    deliver()
    assert "дольше" in village.newest()
    village.answers("renew_yes", due_on=(now() + timedelta(days=90)).date().isoformat())
    assert heihe.loan(no).renewals == 1
    heihe.goes(no, "check_out patron_returned ship_return", deliver)
    deliver()
    village.answers("check_in")
    assert (heihe.state(no), village.loan().state) == ("completed", "completed")
    assert len(village.letters()) == len(village.links()) == 5


def test_a_library_borrows_by_links_alone(village, amur, deliver):
    reader = add_person(village.id, Role.READER, CANARY)
    actor = Actor("person", library_id=village.id, user_id=reader, roles=frozenset({Role.READER}))
    with transaction() as session:
        new = NewRequest(record_id=amur.records["История Амура"])
        no = requesting.ask(session, actor, new, now()).request_no
    deliver()
    village.answers("send", supplier_id=str(amur.id))
    assert village.loan().state == "sent"
    amur.goes(no, "will_supply found ship", deliver)
    deliver()
    village.answers("receive")
    village.answers("ship_return", method="post")
    deliver()
    amur.goes(no, "check_in", deliver)
    assert (village.loan().state, amur.state(no)) == ("completed", "completed")
    assert not any(CANARY in letter.get_content() for letter in village.letters())


def test_a_copy_is_written_down_on_the_librarys_word(village, asks):
    asks()
    with transaction() as session:
        session.execute(sa.update(Item).values(local_state=LocalState.WITHDRAWN))
    village.answers("will_supply")
    with reading() as session:
        item = session.get_one(Item, village.loan().item_id)
        holding = session.get_one(Holding, item.holding_id)
    assert (item.library_id, holding.note) == (village.id, f"{village.loan().public_no} by letter")


def test_a_book_that_nobody_has_catalogued_is_promised_too(heihe, village, deliver):
    no = heihe.is_asked_for_unknown("Сказки таёжной реки")
    heihe.does("send", no, supplier_id=village.id)
    deliver()
    deliver()
    assert village.loan().record_id is None
    assert village.answers("will_supply").status_code == 303
    assert village.loan().record_id is not None
    assert village.loan().item_id is not None


def test_the_request_says_that_it_went_by_letter_and_has_it_printed(heihe, village, asks, at_desk):
    no = asks()
    desk = at_desk(heihe)
    page = desk.get(f"/en/loans/{heihe.loan(no).id}").text
    [path] = re.findall(r'href="(/en/staff/answer-letters/\d+\.pdf)"', page)
    assert "is asked by letter" in page
    assert desk.get(path).mimetype == "application/pdf"
    village.answers("will_supply")
    with transaction() as session:
        session.execute(sa.text("UPDATE answer_link SET ended_at = made_at WHERE ended_at IS NULL"))
    assert "is asked by letter" not in desk.get(f"/en/loans/{heihe.loan(no).id}").text


def test_a_refusal_needs_its_reason_and_moves_nothing_without(heihe, village, asks):
    no = asks()
    assert village.answers("refuse").status_code == 422
    assert village.loan().state == "new"
    assert village.answers("refuse", reason="NotHeld").status_code == 303
    assert (village.loan().state, heihe.state(no)) == ("unfilled", "refused")


def test_a_library_written_to_may_lend_on_a_condition_without_naming_a_copy(heihe, village, asks, deliver):
    no = asks()
    page = village.looks(language="en").text
    assert "Who asks for it" in page
    assert 'name="condition"' in page
    assert 'name="item_id"' not in page
    assert village.answers("set_condition", condition="LibraryUseOnly").status_code == 303
    deliver()
    assert (village.loan().state, heihe.state(no)) == ("awaiting_condition", "condition_pending")


def test_what_cannot_be_undone_is_asked_about_first(village, asks):
    asks()
    answer = village.answers("refuse", reason="NotHeld", sure="")
    assert answer.status_code == 200
    assert 'name="sure"' in answer.text
    assert village.loan().state == "new"


def test_looking_changes_nothing(village, asks):
    asks()
    before = (village.loan().version, village.links()[0].version)
    for _time in range(3):
        assert village.looks().status_code == 200
    assert (village.loan().version, village.links()[0].version) == before


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("ru", "Может ли ваша библиотека выдать эту книгу?"),
        ("zh", "贵馆能借出这本书吗？"),
        ("en", "Can your library lend this book?"),
    ],
)
def test_the_page_speaks_each_language(village, asks, language, question):
    asks()
    page = village.looks(language=language).text
    assert question in page
    assert CANARY not in page
    assert all(f"/{other}/answer/" in page for other in ("zh", "ru", "en"))


def test_a_link_answers_once_and_then_says_how_it_stands(village, asks):
    asks()
    token = village.token()
    village.answers("will_supply")
    assert village.answers("will_supply", token=token).status_code == 409
    assert village.answers("refuse", token=token, reason="NotHeld").status_code == 409
    page = village.looks(token)
    assert page.status_code == 200
    assert f"/answer/{token}/" not in page.text
    assert "Спасибо" in page.text
    assert village.loan().state == "to_pick"


def test_a_step_that_was_taken_otherwise_makes_the_older_link_say_so(heihe, village, asks, deliver):
    no = asks()
    token = village.token()
    heihe.does("withdraw", no)
    deliver()
    deliver()
    assert village.loan().state == "cancelled"
    assert village.answers("will_supply", token=token).status_code == 409
    assert "Ответ уже получен" in village.looks(token).text
    assert "больше не нужен" in village.letters()[-1]["Subject"]


def test_a_link_takes_no_step_but_those_it_asks_for(village, asks):
    asks()
    for action in ("ship", "close_loan", "recall", "undo_found", "nonsense"):
        assert village.answers(action, method="post", note="x").status_code == 404, action
    assert village.loan().state == "new"


def test_a_strangers_guess_is_told_what_to_do_in_three_languages(village, asks):
    asks()
    link = village.links()[0]
    forged = [
        village.token()[:-2] + "xx",
        "nonsense",
        "x" * 4000,
        sign(link.id, link.library_id, link.loan_id + 1, link.state),
        sign(link.id, link.library_id + 1, link.loan_id, link.state),
        sign(link.id, link.library_id, link.loan_id, "shipped"),
        sign(link.id + 99, link.library_id, link.loan_id, link.state),
    ]
    for token in forged:
        page = village.looks(token)
        assert page.status_code == 404, token
        assert all(f'lang="{tag}"' in page.text for tag in ("zh-Hans", "ru", "en"))
        assert village.answers("will_supply", token=token).status_code == 404
    assert village.loan().state == "new"


def test_an_expired_link_names_the_mailbox_to_write_to(village, asks):
    asks()
    with transaction() as session:
        session.execute(sa.text("UPDATE answer_link SET until = '2020-01-01'"))
    page = village.looks()
    assert page.status_code == 410
    assert page.text.count("ill@heihe.example") == 3
    assert village.answers("will_supply").status_code == 410
    assert village.loan().state == "new"


def test_the_audit_knows_the_door_and_nobody(village, asks):
    asks()
    village.answers("will_supply")
    with reading() as session:
        wanted = sa.select(AuditEntry).where(col(AuditEntry.door) == "link")
        entries = session.scalars(wanted).all()
    assert {each.action for each in entries} == {"loan.will_supply"}
    assert {(each.actor_kind, each.library_id, each.user_id) for each in entries} == {("partner", village.id, None)}


def test_a_library_is_reminded_once_and_then_to_be_called(heihe, village, asks, deliver, at_desk):
    asks()
    with transaction() as session:
        session.execute(sa.text("UPDATE answer_link SET remind_on = '2020-01-01', call_from = '2020-01-02'"))
    for _night in range(2):
        with transaction() as session:
            night.remind(session, now())
        deliver()
    assert [letter["Subject"].split(":")[0] for letter in village.letters()][1:] == ["Напоминание"]
    desk = at_desk(heihe)
    assert "No answer by letter, call them: +7 41656 00000" in desk.get("/en/staff").text
    assert "+7 41656 00000" in desk.get("/ru/staff/answer-letters").text


def test_a_new_letter_takes_the_old_ones_place(heihe, village, asks, deliver, at_desk):
    asks()
    token = village.token()
    desk = at_desk(heihe)
    assert desk.post(f"/ru/staff/answer-letters/{village.links()[0].id}/again").status_code == 302
    deliver()
    assert village.token() != token
    assert village.answers("will_supply", token=token).status_code == 409
    assert village.answers("will_supply").status_code == 303


def test_links_open_nothing_once_a_library_is_not_reached_by_letter_any_more(village, asks):
    asks()
    with transaction() as session:
        partners.end(session, PLATFORM, 1, now())
    assert village.answers("will_supply").status_code == 409
    assert village.loan().state == "new"


def test_who_is_reached_by_letter_anew_is_asked_about_what_is_open_and_nothing_else(heihe, village, asks, deliver):
    asks()
    closed = asks("Песни Амура")
    heihe.does("cancel", closed)
    deliver()
    deliver()
    with transaction() as session:
        assert partners.end(session, PLATFORM, 1, now()) == 1
    before = len(village.letters())
    with transaction() as session:
        partners.add(session, PLATFORM, NewPartner(library="tynda"), now())
    deliver()
    assert len(village.letters()) == before + 1
    assert "Сказки Амура" in village.newest()
    assert village.answers("will_supply").status_code == 303


def test_answers_from_one_place_are_limited(make_app, sqlite_url, visitor):
    app = make_app(sqlite_url, RATELIMIT_ENABLED=True)
    browser = visitor(app)
    found = {browser.post("/ru/answer/guess/refuse").status_code for _time in range(31)}
    assert found == {404, 429}


def test_a_library_with_people_or_without_an_address_is_not_reached_by_letter(web, make_library, village):
    without = make_library("Harbin", "CN", has_address=False)
    with_people = make_library("Amur", "RU", has_address=False)
    add_address(with_people)
    add_person(with_people, Role.LIBRARIAN)
    for code in ("harbin", "amur", "tynda", "nowhere"):
        with pytest.raises(InvalidInput), transaction() as session:
            partners.add(session, PLATFORM, NewPartner(library=code), now())
    add_address(without)
    with transaction() as session:
        found = partners.add(session, PLATFORM, NewPartner(library="harbin", sponsor="amur"), now()).id
    with pytest.raises(NotFound), transaction() as session:
        partners.end(session, Actor("person", library_id=with_people, user_id=9), found, now())
    with transaction() as session:
        partners.end(session, PLATFORM, found, now())


def test_the_platform_names_who_is_reached_by_letter(web, signed_in, make_person, visitor, make_library):
    add_address(make_library("Tynda", "RU", has_address=False))
    make_person("platform@bridge.example", is_platform_admin=True)
    browser = visitor(web)
    browser.sign_in("platform@bridge.example")
    make_library("Harbin", "CN", has_address=False)
    page = browser.get("/en/platform/answer-partners").text
    assert '<option value="tynda">Tynda' in page, "chosen by name, not by code"
    assert browser.post("/en/platform/answer-partners", data={"library": "nowhere"}).status_code == 422
    refused = browser.post("/en/platform/answer-partners", data={"library": "harbin"})
    assert 'href="/en/libraries/harbin/edit#addresses"' in refused.text
    assert browser.post("/en/platform/answer-partners", data={"library": "tynda"}).status_code == 302
    page = browser.get("/en/platform/answer-partners").text
    assert "ill@tynda.example" in page
    asked = browser.post("/en/staff/answer-partners/1/end")
    assert asked.status_code == 200
    assert "No request of it is open." in asked.text
    assert "ill@tynda.example" in browser.get("/en/platform/answer-partners").text
    assert browser.post("/en/staff/answer-partners/1/end", data={"sure": "yes"}).status_code == 302
    assert "ill@tynda.example" not in browser.get("/en/platform/answer-partners").text


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh", ("交换书目", "信件", "1")), ("ru", ("Предложения", "письм", "1"))],
)
def test_what_is_open_at_a_library_is_told_before_it_is_reached_by_letter(
    web, make_person, visitor, make_library, language, told
):
    library_id = make_library("Tynda", "RU", has_address=False)
    add_address(library_id)
    with transaction() as session:
        offer = offers.offer_of(library_id, Entry(title="Бесы"), None, Terms(weight_g=300), now())
        offers.keep_all(session, PLATFORM, [offer], True, now())
    make_person("platform@bridge.example", is_platform_admin=True)
    browser, door = visitor(web), f"/{language}/platform/answer-partners"
    browser.sign_in("platform@bridge.example")
    asked = browser.post(door, data={"library": "tynda"})
    assert asked.status_code == 200
    page = lxml.html.fromstring(asked.text)
    assert [each.text_content() for each in page.xpath("//dl//dd")] == ["1"]
    assert all(word in page.text_content() for word in told)
    with reading() as session:
        assert queries.find_partner(session, library_id) is None
    assert browser.post(door, data={"library": "tynda", "sure": "yes"}).status_code == 302
    with reading() as session:
        assert queries.find_partner(session, library_id) is not None


def test_the_list_of_letters_costs_the_same_however_many_wait(heihe, asks, at_desk):
    desk = at_desk(heihe)

    def cost():
        pages = []
        queries = count_queries(lambda: pages.append(desk.get("/ru/staff/answer-letters").status_code))
        assert pages == [200]
        return queries

    asks("Сказки Амура")
    few = cost()
    for title in ("Песни Амура", "Легенды Амура", "Рассказы Амура"):
        asks(title)
    assert cost() == few
