"""Standing exchange on pages, in both languages: proposed, accepted, ticked, claimed, named on the account."""

from datetime import timedelta

import pytest
from lxml import html

from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.standing_exchange.models import StandingExchange
from library_exchange.standing_exchange.rules.agreeing import is_renewal_asked
from tests.counting import count_queries

FORM = {"counting": "issue", "ours_title": "北方文学", "ours_issn": "0476-031X", "ours_rate": "2"}


@pytest.fixture
def desks(serials, at_desk):
    serials.at = now()
    return at_desk(serials.heihe.librarian_id), at_desk(serials.amur.librarian_id)


def propose(desk, serials, language="zh", **more):
    return desk.post(f"/{language}/staff/exchange/standing", data=FORM | {"partner_id": serials.amur.id} | more)


def test_a_journal_is_proposed_in_one_language_accepted_in_the_other_and_counts_when_it_has_come(serials, desks):
    ours, theirs = desks
    shown = propose(ours, serials).headers["Location"].replace("/zh/", "/ru/")
    assert "Принять постоянный обмен" in theirs.get(shown).text
    theirs.post(f"{shown}/steps/accept")
    serials.id = 1
    [first, *_rest] = serials.issues(serials.heihe)
    page = theirs.get(shown).text
    assert f", № {first.number}<" in page
    assert f"年第{first.number}期<" in ours.get(shown.replace("/ru/", "/zh/")).text
    answer = theirs.post(f"{shown}/issues", data={"event": "receive", "issue": f"{first.id}.{first.version}"})
    assert answer.status_code == 302
    account = theirs.get("/ru/staff/exchange/account/heihe").text
    assert f"({first.year}, № 1)" in account
    assert "2 экземпляра" in account


@pytest.mark.parametrize(("language", "said"), [("zh", "请填写计多少"), ("ru", "Укажите, сколько за него считать")])
def test_a_refused_proposal_shows_what_was_typed_and_says_what_to_do(serials, desks, language, said):
    answer = propose(desks[0], serials, language, ours_rate="")
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="北方文学"' in answer.text
    assert 'value="0476-031X"' in answer.text


@pytest.mark.parametrize(
    ("partner", "fields"),
    [("ours", {"ours_issn", "first_year", "ours_rate"}), ("", {"partner_id", "ours_issn", "first_year", "ours_rate"})],
)
def test_all_mistakes_of_one_proposal_are_told_at_once(serials, desks, partner, fields):
    wrong = {"ours_issn": "0476-0311", "ours_rate": "", "first_year": "2001"} | ({} if partner else {"partner_id": ""})
    answer = propose(desks[0], serials, "ru", **wrong)
    page = html.fromstring(answer.text)
    assert {each.get("name") for each in page.xpath("//*[@aria-invalid='true']")} == fields


@pytest.mark.parametrize(("language", "said"), [("zh", "请先勾选期次"), ("ru", "Сначала отметьте выпуски")])
def test_who_ticks_nothing_is_told_so(serials, desks, language, said):
    serials.begins(first_year=None)
    answer = desks[0].post(f"/{language}/staff/exchange/standing/{serials.id}/issues", data={"event": "send"})
    assert answer.status_code == 409
    assert said in answer.text


def test_one_click_claims_everything_that_is_late_and_the_giver_is_led_to_the_issues(serials, desks):
    serials.at = now() - timedelta(days=200)
    serials.begins(first_year=None)
    ours, theirs = desks
    address = f"/ru/staff/exchange/standing/{serials.id}"
    year = f"?year={serials.row.first_year}"
    assert "Подать рекламацию на все опаздывающие выпуски" in theirs.get(address + year).text
    asked = theirs.post(f"{address}/issues", data={"event": "claim_all"}).text
    assert "Рекламацию можно отозвать" in asked
    assert "Бэй фан вэнь сюэ" in asked
    assert "claimed" not in serials.states(serials.heihe)
    assert theirs.post(f"{address}/issues", data={"event": "claim_all", "sure": "yes"}).status_code == 302
    assert "claimed" in serials.states(serials.heihe)
    assert "对方馆催缺若干期" in ours.get(address.replace("/ru/", "/zh/")).text


@pytest.mark.parametrize(("language", "said"), [("zh", "此期已在列表中"), ("ru", "Этот выпуск уже есть в списке")])
def test_an_issue_entered_twice_is_refused_at_its_field(serials, desks, language, said):
    serials.begins(first_year=None)
    serials.enters(serials.heihe, serials.heihe, "7–8", year=serials.row.first_year)
    serial = serials.issues(serials.heihe)[0].serial_id
    given = {"serial_id": serial, "year": serials.row.first_year, "number": "7–8"}
    answer = desks[0].post(f"/{language}/staff/exchange/standing/{serials.id}/issues/new", data=given)
    assert answer.status_code == 422
    assert said in answer.text


def test_the_end_is_asked_before_it_is_taken(serials, desks):
    serials.begins(first_year=None)
    address = f"/zh/staff/exchange/standing/{serials.id}/steps/end"
    assert "此操作不能撤销" in desks[0].post(address).text
    assert serials.row.state == "active"
    desks[0].post(address, data={"sure": "yes"})
    assert serials.row.state == "ending"


def test_the_list_is_sifted_by_state_and_partner_and_says_what_to_do_when_it_is_empty(serials, desks):
    ours, _theirs = desks
    assert "尚无长期交换" in ours.get("/zh/staff/exchange/standing").text
    serials.begins(first_year=None)
    listed = ours.get(f"/zh/staff/exchange/standing?state=active&partner={serials.amur.id}").text
    assert "Дальний Восток" in listed
    assert "没有符合筛选条件" in ours.get("/zh/staff/exchange/standing?state=ended").text


def test_a_list_costs_as_many_queries_long_as_short(serials, desks):
    serials.begins(first_year=None)
    few = count_queries(lambda: desks[0].get("/zh/staff/exchange/standing"))
    for _each in range(5):
        serials.begins(first_year=None)
    assert count_queries(lambda: desks[0].get("/zh/staff/exchange/standing")) == few


def shown(desk, serials):
    address = f"/zh/staff/exchange/standing/{serials.id}?year={serials.row.first_year}"
    return html.fromstring(desk.get(address).text).xpath("string(//main)")


def test_issues_past_their_day_are_told_from_when_they_can_be_claimed(serials, desks):
    serials.at = now() - timedelta(days=40)
    serials.begins(first_year=None)
    said = shown(desks[1], serials)
    assert "没有逾期" not in said
    assert "起可催缺" in said


def test_nothing_is_said_to_be_in_order_while_a_claim_is_unanswered(serials, desks):
    heihe, amur = desks
    serials.at = now() - timedelta(days=200)
    serials.begins(first_year=None)
    with transaction() as session:
        session.get_one(StandingExchange, serials.id).last_year += 1  # else both are asked about the next one
    serials.at = now()
    places = range(len(serials.issues(serials.amur)))
    serials.ticks("send", serials.amur, serials.amur, *places)  # else these come first
    serials.claims_all(serials.amur)
    said = shown(amur, serials)
    assert "没有逾期" not in said
    assert "对方馆尚未答复" in said
    listed = html.fromstring(heihe.get("/zh/staff/exchange").text)
    assert "答复催缺" in listed.xpath("string(//main)")


# What serials are called ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "whose", "sound"), [("ru", "北方文学", "Бэй фан вэнь сюэ"), ("zh", "Дальний Восток", "Dal’niy Vostok")]
)
def test_a_serial_is_shown_with_its_sound_wherever_it_is_named(serials, desks, language, whose, sound):
    serials.at = now() - timedelta(days=200)
    desk, giver = (desks[1], "ours") if language == "ru" else (desks[0], "theirs")
    serials.begins(first_year=None, theirs_frequency="monthly", **({"ours_title": None} if giver == "theirs" else {}))
    places = ("staff", "staff/exchange/standing", f"staff/exchange/standing/{serials.id}")
    for place in places:
        page = desk.get(f"/{language}/{place}").text
        assert whose in page, place
        assert sound in page, place


@pytest.mark.parametrize("language", ["ru", "zh"])
def test_a_translation_that_was_entered_stands_first_for_who_reads_it(serials, desks, language):
    given = {"ours_translated_title": "Литература Севера"}
    shown = propose(desks[0], serials, **given).headers["Location"].partition("/staff")[2]
    page = desks[language == "ru"].get(f"/{language}/staff{shown}").text
    assert "北方文学" in page
    assert "Литература Севера" in page
    listed = desks[1].get("/ru/staff/exchange/standing").text
    assert listed.index("Литература Севера") < listed.index("北方文学")


def test_the_account_names_a_serial_as_its_readers_do(serials, desks):
    serials.at = now()
    serials.begins(first_year=None, counting="issue", ours_rate=2, theirs_rate=1)
    first, *_rest = serials.issues(serials.heihe)
    address = f"/ru/staff/exchange/standing/{serials.id}/issues"
    desks[1].post(address, data={"event": "receive", "issue": f"{first.id}.{first.version}"})
    assert "Бэй фан вэнь сюэ (" in desks[1].get("/ru/staff/exchange/account/heihe").text


# The form -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "said"), [("zh", "（无生效协议）"), ("ru", "(нет действующего соглашения)")])
def test_the_form_offers_first_who_fits_and_says_why_others_do_not(serials, desks, make_library, language, said):
    make_library("Томск", "RU")
    form = html.fromstring(desks[0].get(f"/{language}/staff/exchange/standing/new").text)
    offered = [option.text_content() for option in form.xpath("//select[@name='partner_id']/option")]
    assert said not in offered[1]
    assert all(said in each for each in offered[2:])
    assert len(offered) > 2


@pytest.mark.parametrize(
    ("language", "side", "said"),
    [("ru", "ours", "Издание, которое даём мы · "), ("zh", "theirs", "本馆接收的刊物 · ")],
)
def test_what_is_wrong_says_with_which_of_the_two_serials(serials, desks, language, side, said):
    answer = propose(desks[0], serials, language, **{f"{side}_title": "Журнал", f"{side}_rate": "много"})
    assert answer.status_code == 422
    [told] = html.fromstring(answer.text).xpath(f"//a[@href='#{side}_rate']")
    assert told.text_content().startswith(said)


@pytest.mark.parametrize(("language", "button"), [("zh", "列入批次"), ("ru", "Включить в отправку")])
def test_ticked_issues_go_into_a_consignment_from_the_page_and_a_slip_keeps_what_was_ticked(
    serials, desks, language, button
):
    ours, theirs = desks
    shown = propose(ours, serials, language).headers["Location"]
    theirs.post(f"{shown}/steps/accept")
    serials.id = 1
    [first, *_rest] = serials.issues(serials.heihe)
    assert button in ours.get(shown).text
    assert button not in theirs.get(shown).text
    ticked = f"{first.id}.{first.version}"
    refused = ours.post(f"{shown}/issues/consignment", data={"issue": ticked, "weight_g": "x"})
    assert refused.status_code == 422
    assert html.fromstring(refused.text).xpath("//input[@name='issue'][@checked]/@value") == [ticked]
    made = ours.post(f"{shown}/issues/consignment", data={"issue": ticked, "weight_g": "300"}).headers["Location"]
    assert "北方文学" in ours.get(made).text
    assert made.split("#")[0] in ours.get(shown).text
    assert ours.post(f"{shown}/issues/consignment/out", data={"issue": ticked}).status_code == 302
    assert made.split("#")[0] not in ours.get(shown).text


@pytest.mark.parametrize(("language", "title"), [("zh", "北方文学"), ("ru", "北方文学")])
def test_serials_and_issues_can_be_taken_along(serials, desks, language, title):
    ours, theirs = desks
    shown = propose(ours, serials, language).headers["Location"]
    theirs.post(f"{shown}/steps/accept")
    assert title in theirs.get(f"/{language}/staff/exchange/standing.csv").text
    told = theirs.get(f"{shown}/issues.csv").text.splitlines()
    assert len(told) > 1
    assert all(title in row for row in told[1:])
    assert len(theirs.get(f"{shown}/issues.csv?year=1990").text.splitlines()) == 1


@pytest.mark.parametrize(
    ("language", "whose", "said"),
    [("zh", 0, "等待对方馆答复"), ("ru", 1, "Другая библиотека готова продолжить")],
)
def test_who_would_go_on_stands_on_the_page_with_the_year_and_can_be_taken_back(serials, desks, language, whose, said):
    serials.begins(first_year=None)
    with transaction() as session:
        row = session.get_one(StandingExchange, serials.id)
        row.first_renews, row.second_renews = row.first_id == serials.heihe.id, row.second_id == serials.heihe.id
        row.asked_from, row.last_year = None, row.last_year - (not is_renewal_asked(row.last_year, serials.at.date()))
        row.first_year = row.last_year
    desk, address = desks[whose], f"/{language}/staff/exchange/standing/{serials.id}"
    page = html.fromstring(desk.get(address).text)
    assert said in page.xpath("string(//*[@id='next-step'])")
    assert f"{serials.row.last_year + 1}" in page.xpath("string(//dl)")
    can_take_back = bool(page.xpath("//form[contains(@action, 'renew_no_more')]"))
    assert can_take_back is (whose == 0)
    if whose:
        work = html.fromstring(desk.get(f"/{language}/staff/exchange").text)
        assert "Партнёр готов продолжить" in work.xpath("string(//main)")


def test_what_a_library_has_still_to_send_is_not_called_missing(serials, desks):
    serials.at = now() - timedelta(days=200)
    serials.begins(first_year=None)
    year = serials.row.first_year
    page = html.fromstring(desks[0].get(f"/zh/staff/exchange/standing/{serials.id}?year={year}").text)
    [given, received] = [page.xpath(f"string(//section[@id='{side}'])") for side in ("given", "received")]
    assert ("尚未寄出" in given, "逾期" in given, "应到" in given) == (True, False, False)
    assert "逾期" in received
    with transaction() as session:
        session.get_one(StandingExchange, serials.id).last_year += 1  # else both are asked about the next one
    serials.at = now()
    serials.ticks("send", serials.amur, serials.amur, *range(len(serials.issues(serials.amur))))
    page = html.fromstring(desks[0].get(f"/zh/staff/exchange/standing/{serials.id}?year={year}").text)
    assert page.xpath("//*[@id='next-step']//a[@href='#given']"), "there is something to do"


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "已撤销签收：1 期改为未收到"), ("ru", "Отметка снята: 1 выпуск не получен")]
)
def test_a_receipt_that_is_taken_back_is_not_said_to_be_noted(serials, desks, language, said):
    serials.begins(first_year=None)
    serials.ticks("receive", serials.heihe, serials.amur, 0)
    issue = serials.issues(serials.amur)[0]
    sent = {"event": "not_received", "issue": f"{issue.id}.{issue.version}"}
    address = f"/{language}/staff/exchange/standing/{serials.id}/issues"
    assert said in desks[0].post(address, data=sent, follow_redirects=True).text


def test_the_end_of_a_serial_is_asked_before_it_is_told(serials, desks):
    serials.begins(first_year=None)
    issue = serials.issues(serials.heihe)[0]
    sent = {"event": "ceased", "issue": f"{issue.id}.{issue.version}"}
    address = f"/zh/staff/exchange/standing/{serials.id}/issues"
    assert "以后各期也不再寄来" in desks[0].post(address, data=sent).text
    assert "gone" not in serials.states(serials.heihe)
    desks[0].post(address, data=sent | {"sure": "yes"})
    assert set(serials.states(serials.heihe)) == {"gone"}
