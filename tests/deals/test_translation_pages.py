"""The pages: a librarian leaves the other language empty, asks the partner with one button, and sees it done."""

import re
from html import unescape

import lxml.html
import pytest

PAGE = "staff/exchange/agreements"
GIVEN = {"mode": "piece", "credit": "10", "term_months": "12", "payer": "sender", "languages": "chi rus"}


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def field_of(page):
    return re.search(r'name="(text-\d+)"', page.text)[1]


@pytest.fixture
def desks(pair, at_desk):
    return at_desk(pair.heihe.librarian.user_id), at_desk(pair.amur.librarian.user_id)


@pytest.fixture
def number(pair, desks):
    """A draft of Heihe with further terms in Chinese alone."""
    form = GIVEN | {"partner_id": pair.amur.id, "note_zh": "每年寄送两次。"}
    return int(desks[0].post(f"/zh/{PAGE}", data=form).location.rsplit("/", 1)[1])


def test_one_button_asks_and_the_asker_sees_it_done(desks, number):
    heihe, amur = desks
    page = heihe.get(f"/zh/{PAGE}/{number}")
    assert f"/staff/translations/agreement/{number}/ask" not in page.text, "to propose it is to ask"
    asked = heihe.post(f"/zh/{PAGE}/{number}/steps/propose")
    assert asked.location == f"/zh/{PAGE}/{number}"
    page = heihe.get(f"/zh/{PAGE}/{number}")
    assert f"/staff/translations/agreement/{number}/ask" not in page.text
    assert "等待对方馆补写俄文" in text_of(page)
    assert f"/staff/translations/agreement/{number}" in page.text

    assert "/ru/staff/translations" in amur.get("/ru/staff").text
    assert f"/ru/staff/translations/agreement/{number}" in amur.get("/ru/staff/translations").text
    told = text_of(amur.get(f"/ru/{PAGE}/{number}"))
    assert ("ждут от вашей библиотеки" in told, "ждём от партнёра" in told) == (True, False)
    page = amur.get(f"/ru/staff/translations/agreement/{number}")
    assert '<p class="words" lang="zh-Hans">每年寄送两次。</p>' in page.text
    sent = amur.post(f"/ru/staff/translations/agreement/{number}/answer", data={field_of(page): "Дважды в год."})
    assert sent.status_code == 302
    assert "Дважды в год." in text_of(amur.get(sent.location))

    page = heihe.get(f"/zh/{PAGE}/{number}")
    assert "Дважды в год." in page.text
    assert 'id="halves"' not in page.text
    assert "Дважды в год." in heihe.get(f"/zh/staff/translations/agreement/{number}").text


def test_an_answer_that_cannot_be_taken_comes_back_with_what_was_written(desks, number):
    heihe, amur = desks
    heihe.post(f"/zh/staff/translations/agreement/{number}/ask")
    address = f"/ru/staff/translations/agreement/{number}"
    name = field_of(amur.get(address))
    for said, marked in (("", name), ("Пишите: nobody@amur.example", "confirmed"), ("я" * 1001, name)):
        refused = amur.post(f"{address}/answer", data={name: said})
        assert refused.status_code == 422
        assert re.search(rf'name="{marked}"[^>]*aria-invalid="true"', refused.text), marked
        assert said in refused.text
    assert (
        amur.post(f"{address}/answer", data={name: "Пишите: nobody@amur.example", "confirmed": "1"}).status_code == 302
    )
    assert amur.post(f"{address}/answer", data={name: "Ещё раз"}).status_code == 409


def test_a_text_that_seems_to_hold_personal_data_is_not_sent_without_a_question(desks, pair):
    heihe, _amur = desks
    form = GIVEN | {"partner_id": pair.amur.id, "note_zh": "请写信到 nobody@heihe.example。"}
    number = heihe.post(f"/zh/{PAGE}", data=form).location.rsplit("/", 1)[1]
    address = f"/zh/staff/translations/agreement/{number}"
    asked = heihe.post(f"{address}/ask", data={"next": f"/zh/{PAGE}/{number}"})
    assert asked.status_code == 200
    assert 'name="sure"' in asked.text
    assert heihe.get(address).status_code == 404
    assert heihe.post(f"{address}/ask", data={"sure": "yes"}).status_code == 302
    assert heihe.get(address).status_code == 200


def test_an_overtaken_form_does_not_throw_away_what_the_partner_wrote(desks, number):
    heihe, amur = desks
    heihe.post(f"/zh/staff/translations/agreement/{number}/ask")
    address = f"/ru/staff/translations/agreement/{number}"
    amur.post(f"{address}/answer", data={field_of(amur.get(address)): "Дважды в год."})
    late = heihe.post(f"/zh/{PAGE}/{number}/change", data=GIVEN | {"version": 1, "note_zh": "每年三次。"})
    assert late.status_code == 409
    assert "Дважды в год." in late.text
    assert "每年三次。" in late.text


def primary(page):
    """Return the labels of the primary buttons and links of a page."""
    found = lxml.html.fromstring(page.text).xpath("//main//*[contains(concat(' ', @class, ' '), ' btn-primary ')]")
    return [each.text_content().strip() for each in found]


def test_a_draft_in_one_language_is_proposed_and_accepted_once_both_halves_are_there(desks, number):
    heihe, amur = desks
    page = heihe.get(f"/zh/{PAGE}/{number}")
    assert primary(page) == ["提交对方馆"]
    assert "提交时，系统会请对方馆补写另一种文字。" in page.text
    assert heihe.post(f"/zh/{PAGE}/{number}/steps/propose").status_code == 302
    page = heihe.get(f"/zh/{PAGE}/{number}")
    assert (primary(page), "等待对方馆补写俄文" in page.text) == ([], True)

    page = amur.get(f"/ru/{PAGE}/{number}")
    assert primary(page) == ["Написать на своём языке"]
    assert "/steps/accept" not in page.text
    assert amur.post(f"/ru/{PAGE}/{number}/steps/accept").status_code == 409
    address = f"/ru/staff/translations/agreement/{number}"
    amur.post(f"{address}/answer", data={field_of(amur.get(address)): "Дважды в год."})
    assert primary(amur.get(f"/ru/{PAGE}/{number}")) == ["Принять условия"]


def test_who_declined_to_write_is_led_to_terms_of_its_own_and_the_author_may_ask_again(desks, number):
    heihe, amur = desks
    heihe.post(f"/zh/{PAGE}/{number}/steps/propose")
    amur.post(f"/ru/staff/translations/agreement/{number}/decline", data={"sure": "yes"})
    assert primary(amur.get(f"/ru/{PAGE}/{number}")) == ["Предложить другие условия"]
    assert primary(heihe.get(f"/zh/{PAGE}/{number}")) == ["请对方馆补写"]


def test_a_draft_that_lacks_what_the_partner_cannot_write_leads_to_its_form(desks, pair):
    form = GIVEN | {"partner_id": pair.amur.id, "note_ru": "Дважды в год."}
    made = desks[0].post(f"/zh/{PAGE}", data=form).location
    page = desks[0].get(made)
    assert primary(page) == ["填写另一种文字"]
    assert "/steps/propose" not in page.text
