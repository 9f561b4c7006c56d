"""No loss by one wrong click: grave steps ask first, and a mistake is undone on both sides."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from library_exchange.catalogue.models import Item, LocalState
from library_exchange.core.actor import Role
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.core.models import AuditEntry
from library_exchange.loans.models import AttemptState, LoanRequest
from library_exchange.loans.queries import requests
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.rules.steps import TABLES
from library_exchange.loans.services import notices

TITLE = "История Амура"
SURE = 'name="sure"'
PAGE = {
    "zh": {
        "undo": "撤销入库验收",
        "no": "不，返回",
        "abroad": "对方馆尚未表示寄还",
        "turn": "等待对方馆",
    },
    "ru": {
        "undo": "Отменить приём возврата",
        "no": "Нет, ничего не менять",
        "abroad": "не сообщала, что отправила книгу обратно",
        "turn": "ход за партнёром",
    },
}


@pytest.fixture
def mails(monkeypatch):
    """The names of the mails that libraries get."""
    told = []

    def hear(_session, library, template, **_context):
        told.append((library.code, template.rpartition("/")[2]))

    monkeypatch.setattr(notices, "notify_library", hear)
    monkeypatch.setattr(
        notices, "notify_person", lambda _s, _p, template, **_c: told.append(("reader", template.rpartition("/")[2]))
    )
    return told


def stands(heihe, amur, no):
    return heihe.state(no), amur.state(no)


def item_of(desk, no):
    with reading() as session:
        return session.get_one(Item, desk.loan(no).item_id)


# Undoing --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "before"),
    [
        ("", ("shipped", "shipped")),
        ("receive", ("received", "on_loan")),
        ("receive check_out", ("with_reader", "on_loan")),
        ("receive check_out patron_returned", ("to_return", "on_loan")),
        ("receive ship_return", ("return_shipped", "returning")),
    ],
)
@pytest.mark.parametrize("ending", ["check_in", "write_off"])
def test_an_ending_by_mistake_is_undone_on_both_sides(heihe, amur, shipped, deliver, done, before, ending):
    heihe.goes(shipped, done, deliver)
    due = heihe.loan(shipped).due, amur.loan(shipped).due
    amur.goes(shipped, ending, deliver)
    assert stands(heihe, amur, shipped) == (("completed",) * 2 if ending == "check_in" else ("lost",) * 2)
    amur.goes(shipped, f"undo_{ending}", deliver)
    assert stands(heihe, amur, shipped) == before
    for desk in (heihe, amur):
        assert desk.loan(shipped).closed_at is None
    assert (heihe.loan(shipped).due, amur.loan(shipped).due) == due
    assert item_of(amur, shipped).local_state is LocalState.ON_SHELF
    with reading() as session:
        (attempt,) = requests.attempts(session, heihe.loan(shipped))
        told = {entry.action for entry in session.scalars(sa.select(AuditEntry))}
    assert attempt.attempt.state is AttemptState.SUPPLYING
    assert {f"loan.undo_{ending}", "loan.says_not_completed"} <= told


def test_the_loan_goes_on_to_its_end_after_the_mistake(heihe, amur, shipped, deliver, mails):
    heihe.goes(shipped, "receive check_out", deliver)
    amur.goes(shipped, "check_in undo_check_in", deliver)
    heihe.goes(shipped, "patron_returned ship_return", deliver)
    amur.goes(shipped, "check_in", deliver)
    assert stands(heihe, amur, shipped) == ("completed", "completed")
    assert ("heihe", "not_completed") in mails


def test_what_the_partner_said_meanwhile_is_where_the_loan_goes_on(heihe, amur, shipped, deliver):
    heihe.does("receive", shipped)
    amur.does("check_in", shipped)  # the two cross
    deliver()
    assert stands(heihe, amur, shipped) == ("completed", "completed")
    amur.goes(shipped, "undo_check_in", deliver)
    assert stands(heihe, amur, shipped) == ("received", "on_loan")


def test_a_receipt_by_mistake_is_undone_and_told_to_partner_and_reader(heihe, amur, shipped, deliver, mails):
    heihe.goes(shipped, "receive undo_receive", deliver)
    assert stands(heihe, amur, shipped) == ("shipped", "shipped")
    assert heihe.loan(shipped).received_at is amur.loan(shipped).received_at is None
    assert mails[-3:].count(("reader", "reader_not_arrived")) == mails[-3:].count(("amur", "not_received")) == 1
    heihe.goes(shipped, "receive", deliver)
    assert stands(heihe, amur, shipped) == ("received", "on_loan")


def weeks_ago(no):
    """Have a book be on its way for three weeks already, on both sides."""
    ages = ("created_at", "touched_at", "sent_at", "answered_at", "shipped_at", "received_at", "return_shipped_at")
    with transaction() as session:
        for row in session.scalars(sa.select(LoanRequest).where(LoanRequest.public_no == no)):
            for name in ages:
                at = getattr(row, name)
                setattr(row, name, at and at - timedelta(weeks=3))
            session.add(row)


def since(heihe, amur, no):
    return [desk.loan(no).touched_at for desk in (heihe, amur)]


@pytest.mark.parametrize(
    ("gone", "mistake"), [("", "receive undo_receive"), ("receive ship_return", "check_in undo_check_in")]
)
def test_a_step_taken_back_leaves_the_days_by_which_the_book_is_expected(heihe, amur, shipped, deliver, gone, mistake):
    heihe.goes(shipped, gone, deliver)
    weeks_ago(shipped)
    desk = amur if gone else heihe
    before = since(heihe, amur, shipped)
    desk.goes(shipped, mistake, deliver)
    apart = [abs(now - then) for now, then in zip(since(heihe, amur, shipped), before, strict=True)]
    assert max(apart) < timedelta(hours=1)


def test_a_book_handed_out_by_mistake_is_received_again_and_the_partner_is_told_nothing(heihe, amur, shipped, deliver):
    heihe.goes(shipped, "receive check_out", deliver)
    said = heihe.loan(shipped).sent_seq
    heihe.goes(shipped, "undo_check_out", deliver)
    assert (heihe.state(shipped), heihe.loan(shipped).lent_at, heihe.loan(shipped).sent_seq) == ("received", None, said)


def test_a_receipt_is_undone_and_noted_anew_although_the_book_was_handed_out_and_lost_before(
    heihe, amur, shipped, deliver
):
    heihe.goes(shipped, "receive check_out report_lost found_again undo_receive receive check_out", deliver)
    assert stands(heihe, amur, shipped) == ("with_reader", "on_loan")


def test_an_ending_is_not_undone_once_the_copy_is_promised_again(heihe, amur, make_desk, shipped, deliver, at_desk):
    amur.goes(shipped, "check_in", deliver)
    harbin = make_desk("Harbin", "CN")
    again = harbin.requests(TITLE, of=amur)
    deliver()
    amur.goes(again, "will_supply", deliver)
    with pytest.raises(Conflict, match="built-upon") as refused:
        amur.does("undo_check_in", shipped)
    assert "promised or lent to somebody else" in str(refused.value.sentence)
    assert "promised or lent to somebody else" in at_desk(amur).get(f"/en/loans/{amur.loan(shipped).id}").text
    assert stands(heihe, amur, shipped) == ("completed", "completed")


def test_an_ending_is_not_undone_once_the_copy_is_lent_at_home(heihe, amur, shipped, deliver):
    amur.goes(shipped, "check_in", deliver)
    with transaction() as session:
        session.get_one(Item, amur.loan(shipped).item_id).local_state = LocalState.OUT_LOCALLY
    with pytest.raises(Conflict, match="built-upon"):
        amur.does("undo_check_in", shipped)


def test_a_copy_that_is_sought_at_home_meanwhile_is_with_the_partner_once_the_ending_is_undone(
    heihe, amur, shipped, deliver
):
    amur.goes(shipped, "check_in", deliver)
    with transaction() as session:
        session.get_one(Item, amur.loan(shipped).item_id).local_state = LocalState.MISSING
    amur.goes(shipped, "undo_check_in", deliver)
    assert item_of(amur, shipped).local_state is LocalState.ON_SHELF


@pytest.mark.parametrize("ending", ["check_in", "write_off"])
def test_an_ending_is_not_undone_once_the_copy_is_lost_in_another_loan(
    heihe, amur, make_desk, shipped, deliver, ending
):
    """The first loan ends, the second too; one of the two endings was a mistake, and the copy is lost in that one."""
    amur.goes(shipped, "check_in", deliver)
    again = make_desk("Harbin", "CN").requests(TITLE, of=amur)
    deliver()
    amur.goes(again, f"will_supply found ship {ending}", deliver)
    lost, other = (shipped, again) if ending == "check_in" else (again, shipped)
    if ending == "check_in":
        amur.goes(shipped, "undo_check_in write_off", deliver)
    with pytest.raises(Conflict, match="built-upon"):
        amur.does("undo_check_in", other)
    assert item_of(amur, lost).local_state is LocalState.MISSING


def test_a_loan_that_was_closed_before_the_way_back_was_kept_offers_none(heihe, amur, shipped, deliver):
    amur.goes(shipped, "check_in", deliver)
    with transaction() as session:
        session.get_one(LoanRequest, amur.loan(shipped).id).state_before = None
    assert amur.actions_on(shipped) == []
    with pytest.raises(Conflict, match="no-such-step"):
        amur.does("undo_check_in", shipped)


def test_a_reader_who_has_asked_again_meanwhile_does_not_stop_the_undoing(heihe, amur, shipped, deliver):
    heihe.goes(shipped, "receive check_out", deliver)
    amur.goes(shipped, "check_in", deliver)
    heihe.is_asked_for(TITLE)
    amur.goes(shipped, "undo_check_in", deliver)
    assert stands(heihe, amur, shipped) == ("with_reader", "on_loan")


# Endings without the book ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["refuse", "will_supply not_on_shelf", "will_supply found refuse"])
def test_a_refusal_by_mistake_is_taken_back_and_the_book_goes_its_way(heihe, amur, asked, deliver, mails, way):
    amur.goes(asked, way, deliver)
    assert stands(heihe, amur, asked) == ("refused", "unfilled")
    copy = amur.loan(asked).item_id
    amur.goes(asked, "undo_refuse", deliver)
    assert stands(heihe, amur, asked) == ("sent", "new")
    assert heihe.loan(asked).reason is amur.loan(asked).reason is amur.loan(asked).item_id is None
    assert ("heihe", "not_refused") in mails
    with reading() as session:
        (attempt,) = requests.attempts(session, heihe.loan(asked))
        told = {entry.action for entry in session.scalars(sa.select(AuditEntry))}
        assert copy is None or session.get_one(Item, copy).local_state is LocalState.ON_SHELF
    assert attempt.attempt.state is AttemptState.ASKED
    assert {"loan.undo_refuse", "loan.says_not_refused"} <= told
    amur.goes(asked, "will_supply found ship", deliver)
    heihe.goes(asked, "receive", deliver)
    assert stands(heihe, amur, asked) == ("received", "on_loan")


def test_a_request_that_was_refused_by_mistake_may_be_refused_again(heihe, amur, asked, deliver):
    amur.goes(asked, "refuse undo_refuse refuse", deliver)
    assert stands(heihe, amur, asked) == ("refused", "unfilled")
    with reading() as session:
        (attempt,) = requests.attempts(session, heihe.loan(asked))
    assert attempt.attempt.state is AttemptState.REFUSED


@pytest.mark.parametrize("gone", ["ask_next", "close_unfilled", "cancel"])
def test_a_refusal_stands_once_the_requesting_library_has_gone_on(
    heihe, amur, khabarovsk, asked, deliver, at_desk, gone
):
    khabarovsk.holds(TITLE)
    amur.goes(asked, "refuse", deliver)
    heihe.goes(asked, gone, deliver)
    with pytest.raises(Conflict, match="built-upon"):
        amur.does("undo_refuse", asked)
    assert "has asked nobody else" in at_desk(amur).get(f"/en/loans/{amur.loan(asked).id}").text
    assert amur.state(asked) == "unfilled"


@pytest.mark.parametrize("gone", ["ask_next", "close_unfilled", "cancel"])
def test_who_goes_on_while_a_refusal_is_taken_back_says_so_and_nobody_waits_in_vain(
    heihe, amur, khabarovsk, asked, deliver, mails, gone
):
    khabarovsk.holds(TITLE)
    amur.goes(asked, "refuse", deliver)
    amur.does("undo_refuse", asked)
    heihe.does(gone, asked)  # the two cross
    deliver()
    assert amur.state(asked) == "cancelled"
    assert ("amur", "withdrawn") in mails
    assert ("heihe", "not_refused") not in mails
    assert heihe.state(asked) == {"ask_next": "sent", "close_unfilled": "unfilled", "cancel": "cancelled"}[gone]


def test_a_refusal_is_not_taken_back_before_it_is_heard_nor_after_a_condition(heihe, amur, asked, deliver):
    amur.does("refuse", asked)
    with pytest.raises(Conflict, match="built-upon"):
        amur.does("undo_refuse", asked)
    deliver()
    amur.goes(asked, "undo_refuse set_condition refuse", deliver)
    assert amur.actions_on(asked) == []


@pytest.mark.parametrize("end", ["decline", "close_unfilled"])
def test_a_request_ended_by_mistake_goes_on_where_it_was_and_its_reader_hears_of_it(heihe, amur, deliver, mails, end):
    no = heihe.is_asked_for(TITLE)
    if end == "close_unfilled":
        heihe.does("send", no, supplier_id=amur.id)
        deliver()
        amur.goes(no, "refuse", deliver)
    before = heihe.state(no)
    heihe.goes(no, f"{end} undo_{end}", deliver)
    assert heihe.state(no) == before
    assert heihe.loan(no).closed_at is None
    assert ("reader", "reader_goes_on") in mails
    assert f"undo_{end}" not in heihe.actions_on(no)


@pytest.mark.parametrize("end", ["decline", "close_unfilled"])
def test_a_request_that_was_made_anew_stays_ended(heihe, amur, deliver, end):
    no = heihe.is_asked_for(TITLE)
    if end == "close_unfilled":
        heihe.does("send", no, supplier_id=amur.id)
        deliver()
        amur.goes(no, "refuse", deliver)
    heihe.goes(no, end, deliver)
    heihe.is_asked_for(TITLE)
    with pytest.raises(Conflict, match="built-upon"):
        heihe.does(f"undo_{end}", no)


# On the page ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_grave_step_says_what_will_happen_and_a_no_changes_nothing(heihe, amur, shipped, at_desk, language):
    browser, loan, words = at_desk(amur, language=language), amur.loan(shipped), PAGE[language]
    url = f"/{language}/loans/{loan.id}"
    asked = browser.post(f"{url}/check_in", data={"version": loan.version})
    assert asked.status_code == 200
    for word in (words["abroad"], words["no"], SURE, TITLE):
        assert word in asked.text
    assert f'href="{url}"' in asked.text  # the no
    assert f'name="version" value="{loan.version}"' in asked.text
    assert amur.loan(shipped).version == loan.version
    assert browser.get(url).status_code == 200
    assert amur.state(shipped) == "shipped"


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_wrong_check_in_is_undone_on_the_page(heihe, amur, shipped, at_desk, deliver, language):
    browser, loan, words = at_desk(amur, language=language), amur.loan(shipped), PAGE[language]
    url = f"/{language}/loans/{loan.id}"
    assert browser.post(f"{url}/check_in", data={"version": loan.version, "sure": "yes"}).status_code == 302
    deliver()
    assert stands(heihe, amur, shipped) == ("completed", "completed")
    assert words["undo"] in browser.get(url).text
    asked = browser.post(f"{url}/undo_check_in", data={"version": amur.loan(shipped).version})
    assert SURE in asked.text
    assert amur.state(shipped) == "completed"
    browser.post(f"{url}/undo_check_in", data={"version": amur.loan(shipped).version, "sure": "yes"})
    deliver()
    assert stands(heihe, amur, shipped) == ("shipped", "shipped")


SETTLED = {
    "zh": ("撤销“已处理完毕”", "已撤销“已处理完毕”", "已赔款", "120.50"),
    "ru": ("Отменить «Вопрос решён»", "Отменено: «Вопрос решён»", "Оплачена", "120,50"),
}
PAID = {"settlement": "paid", "settlement_minor": "120.50", "settlement_currency": "CNY"}


@pytest.mark.parametrize("way", ["check_in_damaged", "lost"])
@pytest.mark.parametrize("language", ["zh", "ru"])
def test_who_undoes_a_settlement_is_told_that_and_which_sum_is_forgotten(
    heihe, amur, with_reader, at_desk, deliver, language, way, monkeypatch
):
    if way == "lost":
        heihe.goes(with_reader, "report_lost", deliver)
    else:
        heihe.goes(with_reader, "patron_returned ship_return", deliver)
        amur.goes(with_reader, way, deliver)
    browser, loan = at_desk(amur, language=language), amur.loan(with_reader)
    url, (button, history, *summed) = f"/{language}/loans/{loan.id}", SETTLED[language]
    before = stands(heihe, amur, with_reader)
    assert browser.post(f"{url}/settle", data={"version": loan.version, "sure": "yes"} | PAID).status_code == 302
    deliver()
    assert amur.actions_on(with_reader) == ["undo_settle"]
    page = browser.get(url).text
    assert button in page
    assert PAGE[language]["undo"] not in page
    asked = browser.post(f"{url}/undo_settle", data={"version": amur.loan(with_reader).version})
    assert SURE in asked.text
    assert all(told in asked.text for told in summed)
    letters = []
    monkeypatch.setattr(notices, "notify_library", lambda _s, _library, name, **told: letters.append((name, told)))
    browser.post(f"{url}/undo_settle", data={"version": amur.loan(with_reader).version, "sure": "yes"})
    deliver()
    assert stands(heihe, amur, with_reader) == before
    assert history in browser.get(url).text
    assert amur.loan(with_reader).settlement_minor is heihe.loan(with_reader).settlement_minor is None
    [(name, told)] = letters
    assert name == "loans/not_completed"
    assert all(each in told["settlement"] for each in SETTLED["zh"][2:])


def test_nobody_is_asked_about_a_step_that_is_refused(heihe, amur, shipped, at_desk):
    browser, loan = at_desk(amur), amur.loan(shipped)
    assert browser.post(f"/en/loans/{loan.id}/check_in", data={"version": loan.version - 1}).status_code == 409


def test_a_book_written_off_before_its_day_is_said_to_be_so(amur, shipped, at_desk):
    loan = amur.loan(shipped)
    asked = at_desk(amur).post(f"/en/loans/{loan.id}/write_off", data={"version": loan.version})
    assert "is due only on" in asked.text
    assert amur.state(shipped) == "shipped"


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_row_of_the_list_has_no_button_where_the_partner_moves_next(heihe, amur, shipped, at_desk, language):
    page = at_desk(amur, language=language).get(f"/{language}/staff?group=open")
    row = page.text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert PAGE[language]["turn"] in row
    assert "<button" not in row
    assert 'class="btn' not in row
    ours = at_desk(heihe, language=language).get(f"/{language}/staff?group=open")
    assert "/receive" in ours.text  # the next step stays one click


@pytest.mark.parametrize(
    ("number", "asks"),
    [
        ("RR123456789CN", True),
        ("RR12345678CN", True),
        ("ANNA", True),
        ("rr 1234 5678 5 cn", False),
        ("14080096123456", False),
    ],
)
@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_number_that_looks_like_none_of_the_post_is_asked_about_once_and_kept(
    heihe, amur, shipped, at_desk, language, number, asks
):
    browser, loan = at_desk(amur, language=language), amur.loan(shipped)
    door = f"/{language}/loans/{loan.id}/correct_shipping"
    typed = {"method": "post", "tracking": number, "version": loan.version}
    answer = browser.post(door, data=typed)
    assert (answer.status_code, SURE in answer.text) == ((200, True) if asks else (302, False))
    if asks:
        assert amur.loan(shipped).tracking_no != number
        assert browser.post(door, data=typed | {"sure": "yes"}).status_code == 302
    assert amur.loan(shipped).tracking_no == number.upper()


# Renewals and damage --------------------------------------------------------------------------------------------------


def test_a_book_that_is_brought_back_needs_no_answer_about_its_renewal(heihe, amur, with_reader, deliver, mails):
    heihe.goes(with_reader, "renew", deliver)
    due_on = amur.loan(with_reader).due_on
    heihe.goes(with_reader, "patron_returned", deliver)
    assert (heihe.loan(with_reader).due, amur.loan(with_reader).due) == ("ok", "ok")
    assert "renew_no" not in amur.actions_on(with_reader)
    assert ("amur", "renewal_withdrawn") in mails
    assert heihe.loan(with_reader).due_on == amur.loan(with_reader).due_on == due_on


def test_an_answer_that_crosses_with_the_book_is_no_letter_any_more(heihe, amur, with_reader, deliver, mails):
    heihe.goes(with_reader, "renew", deliver)
    heihe.does("patron_returned", with_reader)
    amur.does("renew_yes", with_reader)  # the two cross
    deliver()
    assert heihe.loan(with_reader).due_on == amur.loan(with_reader).due_on
    assert not {("heihe", "renewed"), ("reader", "reader_renewed")} & set(mails)


@pytest.mark.parametrize("action", ["forward", "close_request", "undo_renew", "report_lost", "ship_return"])
def test_no_way_of_a_book_leaves_a_wish_to_renew_open_at_its_library(heihe, amur, khabarovsk, shipped, deliver, action):
    heihe.goes(shipped, "receive renew", deliver)
    assert amur.loan(shipped).due == "renew_asked"
    boss = replace(heihe.librarian, roles=frozenset({Role.LIBRARY_ADMIN}))
    third = {"holder_id": khabarovsk.id, "method": "post"} if action == "forward" else {}
    heihe.does(action, shipped, actor=boss if action == "close_request" else None, **third)
    deliver()
    assert amur.loan(shipped).due != "renew_asked"


def test_a_damage_report_by_mistake_is_asked_about_and_taken_back_on_both_sides(
    heihe, amur, with_reader, deliver, mails, at_desk
):
    browser, door = at_desk(heihe, language="en"), f"/en/loans/{heihe.loan(with_reader).id}"
    chooser = html.fromstring(browser.get(door).text).xpath("//select[@name='damage']")[0]
    assert chooser.value == ""
    asked = browser.post(f"{door}/report_damage", data={"damage": "torn", "version": heihe.loan(with_reader).version})
    assert SURE in asked.text
    assert heihe.loan(with_reader).damage is None
    assert "undo_report_damage" not in heihe.actions_on(with_reader)
    heihe.goes(with_reader, "report_damage", deliver)
    assert amur.loan(with_reader).damage == "wet"
    heihe.goes(with_reader, "undo_report_damage", deliver)
    assert heihe.loan(with_reader).damage is amur.loan(with_reader).damage is None
    assert ("amur", "damage_withdrawn") in mails
    with reading() as session:
        told = {entry.action for entry in session.scalars(sa.select(AuditEntry))}
    assert {"loan.undo_report_damage", "loan.says_damage_withdrawn"} <= told


@pytest.mark.parametrize("told", [None, "wet"])
def test_damage_noted_by_mistake_at_check_in_is_taken_back_on_both_sides(
    heihe, amur, with_reader, deliver, mails, told
):
    if told:
        heihe.does("report_damage", with_reader, damage=told)
    heihe.goes(with_reader, "patron_returned ship_return", deliver)
    amur.goes(with_reader, "check_in_damaged", deliver)
    assert (stands(heihe, amur, with_reader), heihe.loan(with_reader).damage) == (("damage_claimed",) * 2, "torn")
    amur.goes(with_reader, "undo_check_in_damaged", deliver)
    assert stands(heihe, amur, with_reader) == ("return_shipped", "returning")
    # What the borrower itself had told stands again.
    assert heihe.loan(with_reader).damage == amur.loan(with_reader).damage == told
    assert ("heihe", "not_returned_damaged") in mails
    with reading() as session:
        audited = {entry.action for entry in session.scalars(sa.select(AuditEntry))}
    assert {"loan.undo_check_in_damaged", "loan.says_not_returned_damaged"} <= audited
    amur.goes(with_reader, "check_in", deliver)
    assert stands(heihe, amur, with_reader) == ("completed", "completed")
    assert item_of(amur, with_reader).local_state is LocalState.ON_SHELF


def test_damage_that_was_settled_is_taken_back_by_undoing_first_that_and_then_the_damage(
    heihe, amur, with_reader, deliver
):
    heihe.goes(with_reader, "patron_returned ship_return", deliver)
    amur.goes(with_reader, "check_in_damaged settle", deliver)
    assert "undo_check_in_damaged" not in amur.actions_on(with_reader)
    amur.goes(with_reader, "undo_settle undo_check_in_damaged", deliver)
    assert stands(heihe, amur, with_reader) == ("return_shipped", "returning")
    assert heihe.loan(with_reader).damage is heihe.loan(with_reader).settlement is None


SAID_AGAIN = {
    *("send", "ask_next", "ask_again", "ask_reader", "go_on_without", "answer_library", "ask_status", "expect"),
    *("note_answer", "correct_return", "correct_shipping"),
}
"""What binds nobody, can be said anew, or may still be cancelled."""
TAKEN_BACK_BY = {
    "renew": "undo_renew",
    "check_out": "undo_check_out",
    "receive": "undo_receive",
    "patron_returned": "undo_patron_returned",
    "ship_return": "undo_ship_return",
    "will_supply": "undo_will_supply",
    "found": "undo_found",
    "check_in": "undo_check_in",
    "ship": "parcel_returned",
    "renew_yes": "recall",
    "renew_no": "renew_yes",
    "release_return": "hold_return",
}
"""Which step takes another one back."""
ASKED_BY_THE_PAGE = {"accept_condition", "accept_copy", "deliver_copy"}


def test_every_step_asks_first_or_can_be_taken_back():
    unasked = {
        str(event)
        for table in TABLES.values()
        for (_state, event), step in table.steps.items()
        if isinstance(event, Action) and not step.is_grave
    }
    assert unasked <= SAID_AGAIN | set(TAKEN_BACK_BY) | ASKED_BY_THE_PAGE
    assert set(TAKEN_BACK_BY.values()) <= set(Action)
