"""One step for several requests: sent, promised, refused together; each goes by itself, and a refusal asks once."""

import re
from html import unescape

import pytest
from lxml import html

from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.schemas import StepInput
from library_exchange.work_queue import services as several
from tests.counting import count_queries

QUESTION = {
    "zh": (
        "无法满足：2 件申请",
        "将把无法满足及原因告知各借入馆，由其另找他馆。对方馆另找他馆之前可以撤销。",
        "请填写此项。",
    ),
    "ru": (
        "Отказать: 2 заказа",
        "Каждая библиотека-заказчик узнает об отказе и его причине и обратится в другое место. "
        "Пока она этого не сделала, отказ можно отозвать.",
        "Заполните это поле.",
    ),
}


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


@pytest.fixture
def to_answer(heihe, amur, deliver):
    """Have Heihe ask Amur for titles, of each of which Amur has so many copies; return the numbers."""

    def ask(**copies):
        for title, count in copies.items():
            amur.holds(title, count)
        numbers = [heihe.requests(title, of=amur) for title in copies]
        deliver()
        return numbers

    return ask


def said(answer):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def rows_for(desk, *numbers):
    return [f"{desk.loan(no).id}.{desk.loan(no).version}" for no in numbers]


def press(browser, desk, action, numbers, language="en", **more):
    given = {"action": action, "row": rows_for(desk, *numbers)} | more
    return browser.post(f"/{language}/staff/steps", data=given, follow_redirects=True)


def taken(desk, no, action, actor=None, **given):
    with transaction() as session:
        loan = session.get_one(LoanRequest, desk.loan(no).id)
        told = StepInput(version=loan.version, **given)
        several.take_among_several(session, actor or desk.librarian, loan, Action(action), told, now())


# Sent -----------------------------------------------------------------------------------------------------------------


def test_several_requests_are_sent_each_to_the_first_library_proposed(heihe, amur, khabarovsk, at_desk):
    amur.holds("Амур", 3)
    khabarovsk.holds("Уссури")
    ours, theirs, nobodys = heihe.is_asked_for("Амур"), heihe.is_asked_for("Уссури"), heihe.is_asked_for_unknown("?")
    answer = press(at_desk(heihe), heihe, "send", [ours, nobodys, theirs])
    assert [heihe.state(no) for no in (ours, theirs, nobodys)] == ["sent", "sent", "review"]
    assert [heihe.loan(no).partner_id for no in (ours, theirs)] == [amur.id, khabarovsk.id]
    assert f"{heihe.loan(ours).public_no} →" in said(answer)
    assert f"{heihe.loan(nobodys).public_no} ?" in said(answer)
    assert "does not tell which library has this book" in said(answer)


def test_where_staff_has_set_the_order_a_request_of_no_catalogue_goes_with_the_others(heihe, amur, khabarovsk):
    no = heihe.is_asked_for_unknown("Неизвестная книга")
    with transaction() as session:
        session.get_one(LoanRequest, heihe.loan(no).id).staff_order = {"order": [khabarovsk.id, amur.id]}
    taken(heihe, no, "send")
    assert heihe.loan(no).partner_id == khabarovsk.id


def test_a_request_that_asks_on_by_itself_still_does_when_it_is_sent_with_others(heihe, amur):
    amur.holds("Амур")
    no = heihe.is_asked_for("Амур")
    with transaction() as session:
        session.get_one(LoanRequest, heihe.loan(no).id).asks_on = True
    taken(heihe, no, "send")
    assert heihe.loan(no).asks_on


# Promised -------------------------------------------------------------------------------------------------------------


def test_several_are_promised_where_exactly_one_free_copy_fits(amur, at_desk, to_answer, heihe, khabarovsk, deliver):
    one, several_fit, pages = *to_answer(Амур=1, Зея=2), heihe.requests_pages("Амур", of=amur)
    again = khabarovsk.requests("Амур", of=amur)
    deliver()
    answer = press(at_desk(amur), amur, "will_supply", [one, several_fit, pages, again])
    assert [amur.state(no) for no in (one, several_fit, pages, again)] == ["to_pick", "new", "to_pick", "new"]
    assert amur.loan(one).item_id is not None
    assert "(2 requests)" in said(answer)
    assert "Several free copies fit" in said(answer)
    assert "no free copy of this book now" in said(answer)


@pytest.mark.parametrize(
    ("lang", "promise", "answer"), [("ru", "Предоставим", "Ответить"), ("zh", "可提供", "答复")], ids=["ru", "zh"]
)
def test_the_next_step_in_the_list_is_one_that_the_page_of_the_request_has(
    amur, at_desk, to_answer, heihe, khabarovsk, deliver, lang, promise, answer
):
    [first] = to_answer(Амур=1)
    pages = heihe.requests_pages("Амур", of=amur)
    second = khabarovsk.requests("Амур", of=amur)
    deliver()
    browser = at_desk(amur)

    def steps():
        page = html.fromstring(browser.get(f"/{lang}/staff").text)
        cells = {no: page.xpath(f"//tr[@id='loan-{amur.loan(no).id}']/td[last()]") for no in (first, second, pages)}
        return {no: cell.text_content().strip() for no, [cell] in cells.items()}

    assert steps() == {first: promise, second: promise, pages: promise}
    amur.does("will_supply", first)
    assert steps() | {first: None} == {first: None, second: answer, pages: promise}
    forms = html.fromstring(browser.get(f"/{lang}/loans/{amur.loan(second).id}").text)
    buttons = [button.text_content().strip() for button in forms.xpath("//*[@id='next-step']//button")]
    assert promise not in buttons
    assert buttons


def test_a_book_of_no_catalogue_is_promised_by_its_own_page_alone(heihe, amur, deliver):
    no = heihe.is_asked_for_unknown("Неизвестная книга")
    heihe.does("send", no, supplier_id=amur.id)
    deliver()
    with pytest.raises(Conflict) as refused:
        taken(amur, no, "will_supply")
    assert refused.value.sentence == several.COPY_NOT_KNOWN


# Refused --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_several_are_refused_with_one_reason_after_one_question_that_lists_them(amur, at_desk, to_answer, language):
    first, second, stays = to_answer(Амур=1, Зея=1, Бурея=1)
    amur.does("will_supply", stays)
    heading, consequence, needed = QUESTION[language]
    browser = at_desk(amur, language=language)
    rows = rows_for(amur, first, second, stays)
    sent = {"action": "refuse", "row": rows, "group": "answer"}
    asked = browser.post(f"/{language}/staff/steps", data=sent)
    page = html.fromstring(asked.text)
    listed = [
        " ".join(each.text_content().split()) for each in page.xpath("//*[@class='asking sheet pile stack']/ul/li")
    ]
    assert listed == [f"{title} {amur.loan(no).public_no}" for title, no in (("Амур", first), ("Зея", second))]
    assert page.xpath("string(//h1)") == heading
    assert consequence in said(asked)
    assert amur.loan(stays).public_no in said(asked), "what cannot go is told"
    assert [amur.state(no) for no in (first, second)] == ["new", "new"]
    form = page.xpath("//form[.//select]")[0]
    assert form.xpath(".//select/@name") == ["reason"]
    again = [(field.get("name"), field.get("value")) for field in form.xpath(".//input[@type='hidden']")]
    assert [value for name, value in again if name == "row"] == rows
    without = browser.post(f"/{language}/staff/steps", data=sent | {"sure": "yes"})
    assert needed in said(without), "no reason, no refusal"
    answer = browser.post(f"/{language}/staff/steps", data=sent | {"sure": "yes", "reason": "NotAvailableForILL"})
    assert "group=answer" in answer.location
    assert [amur.state(no) for no in (first, second, stays)] == ["unfilled", "unfilled", "to_pick"]
    assert {amur.loan(no).reason for no in (first, second)} == {"NotAvailableForILL"}


def test_requests_of_readers_are_declined_together(heihe, at_desk):
    numbers = [heihe.is_asked_for_unknown(title) for title in ("Амур", "Зея")]
    browser = at_desk(heihe)
    assert "its reader is told the reason" in said(press(browser, heihe, "decline", numbers))
    press(browser, heihe, "decline", numbers, sure="yes", decline_reason="not_identified")
    assert [(heihe.state(no), heihe.loan(no).decline_reason) for no in numbers] == [("declined", "not_identified")] * 2


def test_nothing_is_asked_where_no_row_can_be_refused(amur, at_desk, to_answer):
    (no,) = to_answer(Амур=1)
    amur.does("will_supply", no)
    browser = at_desk(amur)
    answer = press(browser, amur, "refuse", [no])
    assert answer.request.path == "/en/staff"
    assert "Another step comes next" in said(answer)
    assert "Tick the rows first" in said(press(browser, amur, "refuse", []))


def test_a_reason_that_there_is_not_refuses_nothing(amur, at_desk, to_answer):
    (no,) = to_answer(Амур=1)
    assert press(at_desk(amur), amur, "refuse", [no], sure="yes", reason="whim").status_code == 422
    assert amur.state(no) == "new"


def test_the_question_costs_as_much_for_each_row_and_writes_nothing(amur, at_desk, to_answer):
    browser = at_desk(amur)

    def costs(numbers):
        rows = rows_for(amur, *numbers)
        ask = lambda: browser.post("/en/staff/steps", data={"action": "refuse", "row": rows})  # noqa: E731
        ask()
        return count_queries(ask)

    numbers = to_answer(Амур=1, Зея=1, Бурея=1, Уссури=1)
    one, two, four = costs(numbers[:1]), costs(numbers[:2]), costs(numbers)
    assert four - two == 2 * (two - one)
    assert two - one <= 2


# Rights ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["send", "will_supply", "refuse", "decline"])
def test_a_stranger_and_a_reader_take_no_step_for_several(heihe, amur, khabarovsk, at_desk, to_answer, action):
    (theirs,) = to_answer(Амур=1)
    desk = heihe if action in ("send", "decline") else amur
    no = heihe.is_asked_for_unknown("Зея") if desk is heihe else theirs
    before = desk.state(no)
    yes = {"sure": "yes", "reason": "NotHeld", "decline_reason": "other"}
    for actor in (khabarovsk.librarian, desk.reader):
        with pytest.raises(Forbidden):
            taken(desk, no, action, actor)
    assert press(at_desk(khabarovsk), desk, action, [no], **yes).status_code == 200
    assert press(at_desk(desk, Role.READER), desk, action, [no], **yes).status_code == 403
    assert desk.state(no) == before


# The page -------------------------------------------------------------------------------------------------------------


def test_the_list_offers_each_step_for_the_rows_that_wait_for_it(amur, at_desk, to_answer):
    first, second = to_answer(Амур=1, Зея=1)
    amur.does("will_supply", second)
    page = html.fromstring(at_desk(amur).get("/en/staff").text)
    buttons = page.xpath("//form[@id='ticked']//button[@name='action']")
    counted = {button.get("value"): button.xpath("string(b/@data-ticked)") for button in buttons}
    assert counted == {"will_supply": "will_supply", "found": "found", "refuse": "will_supply"}
    ticks = dict(
        zip(page.xpath("//input[@name='row']/@value"), page.xpath("//input[@name='row']/@data-step"), strict=True)
    )
    with reading():
        assert ticks == dict(zip(rows_for(amur, first, second), ("will_supply", "found"), strict=True))


@pytest.mark.parametrize(("language", "said_of_each"), [("zh", "其中每一份"), ("ru", "О каждом")])
def test_why_several_rows_did_not_go_is_said_of_each(amur, at_desk, to_answer, language, said_of_each):
    numbers = to_answer(Амур=1, Зея=1)
    browser = at_desk(amur)
    given = {"action": "found", "row": rows_for(amur, *numbers)}
    page = said(browser.post(f"/{language}/staff/steps", data=given, follow_redirects=True))
    assert said_of_each in page
    one = given | {"row": rows_for(amur, numbers[0])}
    assert said_of_each not in said(browser.post(f"/{language}/staff/steps", data=one, follow_redirects=True))
