"""Every action of both sides is pressed once: the page offers it, its form is filled in, its question is answered."""

import pytest
from lxml import html

from library_exchange.core.actor import Role
from library_exchange.loans.rules.codes import Action

TITLE = "История Амура"
TO_READER = "s will_supply, s found, s ship, r receive, r check_out"
COPIED = "s will_supply, s found"
BACK = f"{TO_READER}, r patron_returned, r ship_return"
WAYS = {
    Action.SEND: None,
    Action.DECLINE: None,
    Action.ASK_READER: None,
    Action.NOTE_ANSWER: None,
    Action.GO_ON_WITHOUT: None,
    Action.CANCEL: "",
    Action.ASK_NEXT: "s refuse",
    Action.ASK_AGAIN: "s retry_later",
    Action.ASK_STATUS: "",
    Action.WITHDRAW: "",
    Action.CLOSE_UNFILLED: "s refuse",
    Action.ACCEPT_CONDITION: "s set_condition",
    Action.REJECT_CONDITION: "s set_condition",
    Action.RECEIVE: "s will_supply, s found, s ship",
    Action.REPORT_DAMAGE: TO_READER,
    Action.CHECK_OUT: "s will_supply, s found, s ship, r receive",
    Action.RENEW: TO_READER,
    Action.PATRON_RETURNED: TO_READER,
    Action.SHIP_RETURN: f"{TO_READER}, r patron_returned",
    Action.CORRECT_RETURN: BACK,
    Action.FORWARD: f"{TO_READER}, r patron_returned",
    Action.REPORT_LOST: TO_READER,
    Action.FOUND_AGAIN: f"{TO_READER}, r report_lost",
    Action.TURNED_UP: "s will_supply, s found, s ship, s write_off",
    Action.ACCEPT_COPY: f"{COPIED}, s send_copy",
    Action.REPORT_UNREADABLE: f"{COPIED}, s send_copy",
    Action.CLOSE_REQUEST: TO_READER,
    Action.EXPECT: "",
    Action.WILL_SUPPLY: "",
    Action.SET_CONDITION: "",
    Action.RETRY_LATER: "",
    Action.REFUSE: "",
    Action.FOUND: "s will_supply",
    Action.NOT_ON_SHELF: "s will_supply",
    Action.SHIP: "s will_supply, s found",
    Action.SEND_COPY: COPIED,
    Action.CORRECT_SHIPPING: "s will_supply, s found, s ship",
    Action.CANCEL_YES: "s will_supply, r cancel",
    Action.CANCEL_NO: "s will_supply, r cancel",
    Action.RENEW_YES: f"{TO_READER}, r renew",
    Action.RENEW_NO: f"{TO_READER}, r renew",
    Action.RECALL: TO_READER,
    Action.HOLD_RETURN: TO_READER,
    Action.RELEASE_RETURN: f"{TO_READER}, s hold_return",
    Action.PARCEL_RETURNED: "s will_supply, s found, s ship",
    Action.CHECK_IN: BACK,
    Action.CHECK_IN_DAMAGED: BACK,
    Action.SETTLE: f"{TO_READER}, r report_lost",
    Action.WRITE_OFF: BACK,
    Action.CLOSE_LOAN: TO_READER,
    Action.UNDO_DECLINE: None,
    Action.UNDO_CLOSE_UNFILLED: "s refuse, r close_unfilled",
    Action.UNDO_REFUSE: "s refuse",
    Action.UNDO_RECEIVE: "s will_supply, s found, s ship, r receive",
    Action.UNDO_REPORT_DAMAGE: f"{TO_READER}, r report_damage",
    Action.UNDO_CHECK_OUT: TO_READER,
    Action.UNDO_RENEW: f"{TO_READER}, r renew",
    Action.UNDO_PATRON_RETURNED: f"{TO_READER}, r patron_returned",
    Action.UNDO_SHIP_RETURN: BACK,
    Action.UNDO_WILL_SUPPLY: "s will_supply",
    Action.UNDO_FOUND: "s will_supply, s found",
    Action.UNDO_CHECK_IN: f"{BACK}, s check_in",
    Action.UNDO_CHECK_IN_DAMAGED: f"{BACK}, s check_in_damaged",
    Action.UNDO_SETTLE: f"{TO_READER}, r report_lost, s settle",
    Action.UNDO_WRITE_OFF: f"{BACK}, s write_off",
}
"""How a request comes to where the action is open: what the requesting (r) and the supplying library (s) do first.

None: nobody has been asked yet.
"""
SUPPLIERS = set(list(Action)[list(Action).index(Action.EXPECT) :]) - {
    *(Action.UNDO_DECLINE, Action.UNDO_CLOSE_UNFILLED, Action.UNDO_REPORT_DAMAGE, Action.UNDO_RENEW),
    *(Action.UNDO_RECEIVE, Action.UNDO_CHECK_OUT, Action.UNDO_PATRON_RETURNED, Action.UNDO_SHIP_RETURN),
}
OF_COPIES = {Action.SEND_COPY, Action.ACCEPT_COPY, Action.REPORT_UNREADABLE}
"""What is offered where pages are copied."""
BY_ADMINISTRATOR = {Action.CLOSE_REQUEST, Action.CLOSE_LOAN}


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


def form_of(page, loan_id, action):
    """Return what the form of `action` on the page would send as it stands, an empty field with a word in it, the first
    of what there is to choose from."""
    forms = html.fromstring(page.get_data(as_text=True)).xpath("//form[@method='post']")
    found = [form for form in forms if form.get("action", "").endswith(f"/loans/{loan_id}/{action}")]
    assert found, f"{action} is not offered"
    given = dict(found[0].fields)
    for field in found[0].xpath(".//input[@required or not(@required)][@type='text']"):
        if field.get("inputmode") != "decimal":
            given[field.get("name")] = given.get(field.get("name")) or "EXAMPLE 1234"
    for chooser in found[0].xpath(".//select"):
        given[chooser.get("name")] = given[chooser.get("name")] or chooser.xpath("./option/@value")[1]
    return {name: value for name, value in given.items() if value is not None}


def press(browser, language, loan_id, action):
    """Press the button of `action`, and say yes where that is asked; return the page that follows."""
    page = browser.get(f"/{language}/loans/{loan_id}")
    given = form_of(page, loan_id, action)
    answer = browser.post(f"/{language}/loans/{loan_id}/{action}", data=given)
    if answer.status_code == 200:
        assert 'name="sure" value="yes"' in answer.text
        sure = form_of(answer, loan_id, action) | {"sure": "yes"}
        answer = browser.post(f"/{language}/loans/{loan_id}/{action}", data=sure)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return browser.get(answer.location)


BY_READER = {Action.ANSWER_LIBRARY}
"""What she does on a page of her own: see the questions to readers."""


BY_FILE = {Action.DELIVER_COPY}
"""What is done with a scan: see the copies of pages."""


@pytest.mark.parametrize("action", [each for each in Action if each not in BY_READER | BY_FILE])
def test_every_action_is_offered_and_can_be_pressed(heihe, amur, khabarovsk, at_desk, deliver, action):
    if action is Action.ASK_NEXT:
        khabarovsk.holds(TITLE)
    no = heihe.is_asked_for(TITLE, **(heihe.asks_for("12-27") if action in OF_COPIES else {}))
    if WAYS[action] is not None:
        heihe.does("send", no, supplier_id=amur.id)
        deliver()
        for step in filter(None, WAYS[action].split(", ")):
            who, done = step.split()
            {"r": heihe, "s": amur}[who].goes(no, done, deliver)
            deliver()
    desk = amur if action in SUPPLIERS else heihe
    if action in (Action.NOTE_ANSWER, Action.GO_ON_WITHOUT):
        heihe.does("ask_reader", no)
    if action is Action.UNDO_DECLINE:
        heihe.does("decline", no)
    before = desk.loan(no)
    language = "ru" if desk is amur else "zh"
    browser = at_desk(desk, Role.LIBRARY_ADMIN if action in BY_ADMINISTRATOR else Role.LIBRARIAN, language)
    page = press(browser, language, before.id, action)
    assert page.status_code == 200
    assert desk.loan(no).version > before.version
    assert deliver() >= 0


def test_what_cannot_be_taken_back_is_not_chosen_for_her_and_the_question_repeats_the_choice(
    heihe, amur, at_desk, deliver
):
    no = heihe.is_asked_for(TITLE)
    heihe.does("send", no, supplier_id=amur.id)
    deliver()
    for who, action in [(amur, step) for step in ("will_supply", "found", "ship")] + [(heihe, "receive")]:
        who.goes(no, action, deliver)
        deliver()
    heihe.goes(no, "report_lost", deliver)
    deliver()
    browser, loan = at_desk(amur, Role.LIBRARIAN, "en"), amur.loan(no)
    door = f"/en/loans/{loan.id}/settle"
    page = html.fromstring(browser.get(f"/en/loans/{loan.id}").text)
    assert page.xpath("//select[@name='settlement']/option/@value")[0] == ""
    assert not page.xpath("//select[@name='settlement']/option[@selected]")
    refused = browser.post(door, data={"version": loan.version, "settlement": ""})
    told = html.fromstring(refused.text).xpath("//a[@data-corrects]")
    assert (refused.status_code, [(link.get("href"), link.text_content()) for link in told]) == (
        422,
        [("#settle-settlement", "How it was settled: Fill in this field.")],
    )
    asked = html.fromstring(browser.post(door, data={"version": loan.version, "settlement": "replaced"}).text)
    assert asked.xpath("//div[@role='group']//dt/text() | //div[@role='group']//dd//text()") == [
        "How it was settled",
        "Replaced by another copy",
    ]


def test_after_a_recall_no_renewal_is_the_next_step(heihe, amur, at_desk, deliver):
    no = heihe.is_asked_for(TITLE)
    heihe.does("send", no, supplier_id=amur.id)
    deliver()
    for who, action in [(amur, step) for step in ("will_supply", "found", "ship")] + [(heihe, "receive")]:
        who.goes(no, action, deliver)
        deliver()
    path = "//div[@id='next-step']//form[contains(@action, '/renew_yes')]"
    seldom = "[ancestor::details[summary[contains(., 'Something else')]]]"
    heihe.goes(no, "renew", deliver)
    deliver()
    browser, url = at_desk(amur, Role.LIBRARIAN, "en"), f"/en/loans/{amur.loan(no).id}"
    asked = html.fromstring(browser.get(url).text)
    assert [asked.xpath(path + "//button/text()"), asked.xpath(path + seldom)] == [["Renew"], []]
    amur.goes(no, "recall", deliver)
    recalled = html.fromstring(browser.get(url).text)
    assert recalled.xpath(path + seldom + "//button/text()") == ["Take the recall back and give a later due date"]
    assert len(recalled.xpath(path)) == 1


def test_no_action_is_left_out():
    assert set(WAYS) | BY_READER | BY_FILE == set(Action)
