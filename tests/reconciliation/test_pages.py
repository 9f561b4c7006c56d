"""Comparisons of accounts on pages, in both languages, and the act that two libraries sign."""

from datetime import date, timedelta
from io import BytesIO

import lxml.html
import pytest
from pypdf import PdfReader

from library_exchange.core.actor import clock
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.ledger.models import Reason, Unit
from library_exchange.ledger.schemas import Given, Posting, Reference
from library_exchange.ledger.services import post
from library_exchange.reconciliation.models import Reconciliation, ReconciliationRemark
from library_exchange.reconciliation.rules import ReconciliationState
from library_exchange.reconciliation.services import preparing
from tests.partners import rows_of

YEAR = now().year - 1
LIST = "/ru/staff/exchange/comparisons"


@pytest.fixture
def compared(web, heihe, amur):
    """Last year of two libraries, being compared."""
    with transaction() as session:
        for number, (giver, receiver, amount) in enumerate(((heihe, amur, 7), (amur, heihe, 2))):
            given = Given(giver_id=giver.id, receiver_id=receiver.id, unit=Unit.PIECES, amount=amount)
            about = Reference(kind="parcel", id=str(number))
            on = date(YEAR, 5, 1) + timedelta(days=number)
            post(
                session, clock(), Posting(reason=Reason.RECEIPT, reference=about, happened_on=on, given=(given,)), now()
            )
        preparing.prepare_due(session, clock(), now())
    return rows_of(Reconciliation)[0].id


def agree(desk, number, language="ru", **more):
    page = lxml.html.fromstring(desk.get(f"/{language}/staff/exchange/comparisons/{number}").text)
    form = next(each for each in page.forms if each.action.endswith("/agree"))
    return desk.post(form.action, data={"version": form.fields["version"], "seen": form.fields["seen"]} | more)


def state():
    return rows_of(Reconciliation)[0].state


def test_two_libraries_agree_each_in_its_language(compared, heihe, amur, at_desk):
    ours, theirs = at_desk(heihe.librarian_id), at_desk(amur.librarian_id)
    assert agree(ours, compared, "zh").status_code == 302
    assert state() is ReconciliationState.ONE_AGREES
    asked = agree(theirs, compared)
    assert asked.status_code == 200
    assert state() is ReconciliationState.ONE_AGREES, "with the second yes the figures are fixed: she is asked first"
    assert agree(theirs, compared, sure="yes").status_code == 302
    assert state() is ReconciliationState.AGREED
    page = ours.get(f"/zh/staff/exchange/comparisons/{compared}").text
    assert "<form" not in page.split("<main")[1].split("</main")[0]


def test_each_side_reads_its_own_share_first(compared, heihe, amur, at_desk):
    for who, first, second in ((heihe, "7", "2"), (amur, "2", "7")):
        page = lxml.html.fromstring(at_desk(who.librarian_id).get(f"{LIST}/{compared}").text)
        cells = [cell.text_content() for cell in page.get_element_by_id("line-receipt.pieces").iter("td")]
        assert (cells[0][0], cells[1][0]) == (first, second)


def test_a_refused_difference_shows_what_was_typed_and_asks_for_the_line(compared, amur, at_desk):
    desk = at_desk(amur.librarian_id)
    answer = desk.post(f"{LIST}/{compared}/differ", data={"line": "", "text": "У нас восемь"})
    assert answer.status_code == 422
    assert "У нас восемь" in answer.text
    assert state() is ReconciliationState.OPEN


def test_what_one_side_says_the_other_reads_in_its_language(compared, heihe, amur, at_desk):
    told = {"line": "receipt.pieces", "text": "У нас восемь"}
    assert at_desk(amur.librarian_id).post(f"{LIST}/{compared}/differ", data=told).status_code == 302
    page = at_desk(heihe.librarian_id).get(f"/zh/staff/exchange/comparisons/{compared}").text
    assert '<p class="m-0 words" lang="ru">У нас восемь</p>' in page


def test_who_cannot_read_a_remark_asks_for_it_and_the_answer_stands_beneath_it(compared, heihe, amur, at_desk):
    told = {"line": "receipt.pieces", "text": "У нас восемь"}
    ours, theirs = at_desk(heihe.librarian_id), at_desk(amur.librarian_id)
    theirs.post(f"{LIST}/{compared}/differ", data=told)
    number = rows_of(ReconciliationRemark)[0].id
    place, door = f"/zh/staff/exchange/comparisons/{compared}", f"/staff/translations/remark/{number}"
    assert f"{door}/ask" not in theirs.get(f"{LIST}/{compared}").text
    assert f'action="/zh{door}/ask"' in ours.get(place).text
    assert ours.post(f"/zh{door}/ask", data={"next": place}).headers["Location"] == place
    asked = lxml.html.fromstring(theirs.get(f"/ru{door}").text)
    field = asked.xpath("//textarea/@name")[0]
    assert theirs.post(f"/ru{door}/answer", data={field: "我们这里有八册"}).status_code == 302
    page = ours.get(place).text
    assert '<p class="m-0 words" lang="ru">У нас восемь</p>' in page
    assert '<p class="m-0 words" lang="zh-Hans">我们这里有八册</p>' in page
    assert f"{door}/ask" not in page


def test_a_stranger_asks_for_no_remark_of_others(compared, amur, at_desk, make_partner):
    at_desk(amur.librarian_id).post(
        f"{LIST}/{compared}/differ", data={"line": "receipt.pieces", "text": "У нас восемь"}
    )
    number = rows_of(ReconciliationRemark)[0].id
    stranger = at_desk(make_partner("Harbin", "CN").librarian_id)
    assert stranger.post(f"/zh/staff/translations/remark/{number}/ask").status_code == 404


def test_a_number_and_a_phrase_are_read_in_the_language_of_the_other_side(compared, heihe, amur, at_desk):
    told = {"line": "receipt.pieces", "theirs": "8", "phrase": "not_received"}
    ours, theirs = at_desk(heihe.librarian_id), at_desk(amur.librarian_id)
    assert theirs.post(f"{LIST}/{compared}/differ", data=told).status_code == 302
    page = ours.get(f"/zh/staff/exchange/comparisons/{compared}").text
    said = lxml.html.fromstring(page).xpath("//section[@aria-labelledby='said']")[0].text_content()
    assert "黑河市图书馆送出或应收8册" in said.replace("\xa0", "").replace(" ", "")
    assert "我馆并未收到" in said
    answered = {"phrase": "corrected"}
    assert ours.post(f"/zh/staff/exchange/comparisons/{compared}/answer", data=answered).status_code == 302
    assert "Вы правы" in theirs.get(f"{LIST}/{compared}").text


def test_an_agreement_that_is_withdrawn_is_not_called_an_objection(compared, heihe, amur, at_desk):
    ours = at_desk(heihe.librarian_id)
    agree(ours, compared, "zh")
    assert "Отозвать согласие" in ours.get(f"{LIST}/{compared}").text
    told = {"line": "receipt.pieces", "phrase": "check_again"}
    theirs = at_desk(amur.librarian_id)
    theirs.post(f"{LIST}/{compared}/differ", data=told)
    page = theirs.get(f"{LIST}/{compared}").text
    assert "Отозвать возражение" in page
    assert "Отозвать согласие" not in page


@pytest.mark.parametrize("number", ["четырнадцать", "-3", "4,5"])
def test_what_is_no_number_of_copies_is_refused_at_its_field(compared, amur, at_desk, number):
    told = {"line": "receipt.pieces", "theirs": number, "phrase": "check_again"}
    answer = at_desk(amur.librarian_id).post(f"{LIST}/{compared}/differ", data=told)
    assert answer.status_code == 422
    assert 'href="#theirs"' in answer.text
    assert f'value="{number}"' in answer.text


def test_an_objection_without_anything_is_refused(compared, amur, at_desk):
    answer = at_desk(amur.librarian_id).post(f"{LIST}/{compared}/differ", data={"line": "receipt.pieces"})
    assert answer.status_code == 422
    assert state() is ReconciliationState.OPEN


def test_the_act_stands_in_both_languages_with_places_for_signatures_and_seals(compared, heihe, at_desk):
    answer = at_desk(heihe.librarian_id).get(f"/zh/staff/exchange/comparisons/{compared}/act.pdf")
    text = " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages).replace("\x00", "").split()
    )
    for words in ("交换往来账对账单", "Акт сверки", "Печать библиотеки 1", str(YEAR)):
        assert words in text


@pytest.mark.parametrize("year", [str(now().year), "1991", "x", ""])
def test_a_year_that_cannot_be_compared_is_refused_at_its_field(web, heihe, amur, at_desk, year):
    answer = at_desk(heihe.librarian_id).post(LIST, data={"partner_id": amur.id, "year": year})
    assert answer.status_code == 422
    assert 'href="#year"' in answer.text


def test_the_list_of_comparisons_says_what_waits(compared, heihe, at_desk):
    desk = at_desk(heihe.librarian_id)
    assert "ждёт вашего ответа" in desk.get(LIST).text
    agree(desk, compared)
    assert "ждёт вашего ответа" not in desk.get(LIST).text


def test_nothing_owed_stands_as_a_number_in_the_file(compared, heihe, at_desk):
    file = at_desk(heihe.librarian_id).get(f"/zh/staff/exchange/comparisons/{compared}/figures.csv")
    closing = next(line for line in file.text.splitlines() if line.startswith("期末差额"))
    assert sorted(closing.split(",")[-2:]) == ["0", "5"]
