"""A librarian's day at the desk: books to scan, one step for several requests."""

import re
from html import unescape

import pytest
from lxml import html

from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.directory.models import Library
from library_exchange.loan_printouts.queries import slips as papers
from library_exchange.loans.models import LoanRequest
from library_exchange.search.analysis.keyboards import CYRILLIC_KEYS, LATIN_KEYS
from library_exchange.work_queue import sieves
from library_exchange.work_queue.queries import lists, scanning
from tests.core.test_codes import full_width
from tests.counting import count_queries
from tests.loans.conftest import name_the_reader

TITLE = "История Амура"


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def packed(text):
    return "".join(text.split())


def rows_for(desk, *numbers):
    return [f"{desk.loan(no).id}.{desk.loan(no).version}" for no in numbers]


# Scanning -------------------------------------------------------------------------------------------------------------


def test_scan_and_enter_move_a_book_by_the_keyboard_alone(heihe, amur, at_desk, to_fetch, deliver):
    [no] = to_fetch("А 1")
    browser, loan = at_desk(amur), amur.loan(no)
    page = browser.get(f"/en/staff/scan?code={loan.public_no}", follow_redirects=True)
    assert page.request.path == f"/en/loans/{loan.id}"
    button = re.search(r"<form[^>]*/found\".*?</form>", page.text, re.S)[0]
    assert "autofocus" in button
    assert 'name="back" value="scan"' in button
    version = re.search(r'name="version" value="(\d+)"', button)[1]
    answer = browser.post(f"/en/loans/{loan.id}/found", data={"version": version, "back": "scan"})
    assert answer.location.endswith("/en/staff?scan=1")
    assert re.search(r'id="scan"[^>]*autofocus', browser.get(answer.location).text)
    assert amur.state(no) == "to_ship"


@pytest.mark.parametrize(("lang", "said"), [("zh", "：《История Амура》"), ("ru", ": «История Амура»")])
def test_after_a_step_under_the_scanner_its_title_tells_of_which_book_it_is_said(
    heihe, amur, at_desk, to_fetch, lang, said
):
    [no] = to_fetch("А 1", titles=[TITLE])
    browser, loan = at_desk(amur), amur.loan(no)
    given = {"version": loan.version, "back": "scan"}
    page = browser.post(f"/{lang}/loans/{loan.id}/found", data=given, follow_redirects=True)
    assert said in text_of(page)


@pytest.mark.parametrize(
    "given",
    ["{no}", "{lower}", "http://127.0.0.1:8000/q/{no}", "{russian}", "{address_russian}", "{chinese}", "{of_reader}"],
)
def test_a_number_is_known_however_it_was_scanned(heihe, amur, at_desk, shipped, given):
    loan = amur.loan(shipped)
    to_russian = str.maketrans(LATIN_KEYS, CYRILLIC_KEYS)
    forms = {
        "no": loan.public_no,
        "lower": loan.public_no.lower(),
        "russian": loan.public_no.translate(to_russian),
        "chinese": full_width(loan.public_no),
        "of_reader": loan.public_no.rpartition("-")[0],
        "address_russian": f"http://127.0.0.1:8000/q/{loan.public_no}".translate(to_russian),
    }
    for desk in (heihe, amur):
        answer = at_desk(desk).get("/en/staff/scan", query_string={"code": given.format(**forms)})
        assert answer.location.endswith(f"/en/loans/{desk.loan(shipped).id}?scan=1")


def test_the_barcode_of_a_copy_leads_to_its_open_request(amur, at_desk, shipped):
    browser, loan = at_desk(amur), amur.loan(shipped)
    with reading() as session:
        barcode = papers.companion(session, session.get(LoanRequest, loan.id), str, now()).book.barcode
    assert browser.get(f"/en/staff/scan?code={barcode}").location.endswith(f"/en/loans/{loan.id}?scan=1")


def test_what_is_scanned_is_looked_for_in_the_own_library_only(khabarovsk, amur, at_desk, shipped):
    number = amur.loan(shipped).public_no
    answer = at_desk(khabarovsk).get(f"/en/staff/scan?code={number}", follow_redirects=True)
    assert f"“{number}” is no number of a request or consignment of your library" in text_of(answer)
    assert re.search(r'id="scan"[^>]*autofocus', answer.text)


def test_where_something_must_be_filled_in_a_scan_offers_nothing_under_enter(heihe, amur, at_desk, to_fetch):
    [no] = to_fetch("А 1")
    amur.does("found", no)
    page = at_desk(amur).get(f"/en/loans/{amur.loan(no).id}?scan=1")
    assert "autofocus" not in page.text


def test_the_address_in_the_qr_code_leads_each_library_to_its_own_page(heihe, amur, at_desk, shipped):
    number = amur.loan(shipped).public_no
    for desk in (heihe, amur):
        answer = at_desk(desk).get(f"/q/{number}", follow_redirects=True)
        assert answer.request.path.endswith(f"/loans/{desk.loan(shipped).id}")


def test_a_scan_takes_two_queries_at_most(amur, shipped):
    def scan(code):
        with reading() as session:
            scanning.requests_scanned(session, amur.id, code)

    for code in (amur.loan(shipped).public_no, "B1-1", "nothing"):
        assert count_queries(lambda code=code: scan(code)) <= 2


# Several at once ------------------------------------------------------------------------------------------------------


def test_one_click_takes_the_step_for_all_ticked_rows(amur, at_desk, to_fetch):
    numbers = to_fetch("А 1", "А 2", "А 3")
    browser = at_desk(amur)
    page = browser.get("/en/staff?group=pick&ticked=all")
    ticked = re.findall(r'name="row" value="([\d.]+)"[^>]*checked', page.text)
    assert sorted(ticked) == sorted(rows_for(amur, *numbers))
    answer = browser.post("/en/staff/steps", data={"action": "found", "row": ticked[:2]}, follow_redirects=True)
    assert "(2 requests)" in text_of(answer)
    states = sorted(amur.state(no) for no in numbers)
    assert states == ["to_pick", "to_ship", "to_ship"]


def test_a_row_that_changed_meanwhile_keeps_none_of_the_others_back(amur, at_desk, to_fetch):
    first, second, third = to_fetch("А 1", "А 2", "А 3")
    rows = rows_for(amur, first, second, third)
    amur.does("found", second)
    browser = at_desk(amur)
    for _again in range(2):
        answer = browser.post("/en/staff/steps", data={"action": "found", "row": rows}, follow_redirects=True)
    said = text_of(answer)
    assert [amur.state(no) for no in (first, second, third)] == ["to_ship"] * 3
    assert "changed meanwhile" in said


def test_the_answer_tells_which_rows_went_and_which_not_and_why(amur, at_desk, to_fetch):
    first, second, third = to_fetch("А 1", "А 2", "А 3")
    rows = rows_for(amur, first, second, third)
    amur.does("found", third)
    answer = at_desk(amur).post("/en/staff/steps", data={"action": "found", "row": rows}, follow_redirects=True)
    done, refused = re.search(r"(\(2 requests\).*?)(Not done for.*?\.)", text_of(answer)).groups()
    assert [amur.loan(no).public_no in done for no in (first, second, third)] == [True, True, False]
    assert [amur.loan(no).public_no in refused for no in (first, second, third)] == [False, False, True]
    assert "changed meanwhile" in refused
    named = re.search(rf'<a href="/en/loans/{amur.loan(third).id}">(.*?)</a>', answer.text)
    assert named, "what was not done is a link"
    assert "А 3" in named[1]


def test_the_title_of_what_was_not_done_is_no_markup(amur, at_desk, to_fetch):
    [no] = to_fetch("<i>А</i> 1")
    rows = rows_for(amur, no)
    amur.does("found", no)
    answer = at_desk(amur).post("/en/staff/steps", data={"action": "found", "row": rows}, follow_redirects=True)
    assert "&lt;i&gt;А&lt;/i&gt; 1</a>" in answer.text


def test_a_filter_that_finds_nothing_does_not_say_that_there_is_nothing_to_do(amur, at_desk, to_fetch):
    to_fetch("А 1", "А 2")
    browser = at_desk(amur)
    assert '<h1 class="serif">2 things to do</h1>' in browser.get("/en/staff").text
    sifted = browser.get("/en/staff?side=requesting").text
    assert "0 of 2 things to do pass the filters" in sifted


def test_a_filter_that_finds_nothing_keeps_the_tabs_and_can_be_taken_away_alone(amur, at_desk, to_fetch):
    to_fetch("А 1", "А 2")
    browser = at_desk(amur)
    page = html.fromstring(browser.get("/en/staff?group=pick&side=requesting&partner=heihe").text)
    tabs = [" ".join(tab.text_content().split()) for tab in page.xpath("//ul[@aria-label='Tasks']/li")]
    assert {"All 0 of 2", "Fetch from shelf 0 of 2"} <= set(tabs)
    (empty,) = page.xpath("//div[@class='empty']")
    off = {each.get("aria-label"): each.get("href") for each in empty.xpath(".//a[@aria-label]")}
    assert list(off) == ["Take away the filter: Side, we borrow", "Take away the filter: Partner, Heihe Library"]
    assert "Книга А 1" in browser.get(off["Take away the filter: Side, we borrow"]).text
    assert "Книга А 1" not in browser.get(off["Take away the filter: Partner, Heihe Library"]).text


def test_filters_that_let_something_through_are_told_above_the_list(amur, at_desk, to_fetch):
    to_fetch("А 1", "А 2")
    page = html.fromstring(at_desk(amur).get("/en/staff?side=supplying").text)
    assert page.xpath("//a[starts-with(@aria-label, 'Take away the filter')]/@href") == ["/en/staff"]
    assert "2 of 2" in page.xpath("string(//ul[@aria-label='Tasks']/li[1])")


def test_a_partner_with_whom_nothing_is_open_any_more_is_still_named_in_the_filter(amur, khabarovsk, at_desk):
    page = html.fromstring(at_desk(amur).get("/en/staff?partner=khabarovsk").text)
    assert page.xpath("string(//select[@name='partner']/option[@selected])") == "Khabarovsk Library"


def test_a_form_that_is_sent_twice_takes_the_step_once(amur, at_desk, to_fetch):
    [no] = to_fetch("А 1")
    browser = at_desk(amur)
    page = browser.get("/en/staff?group=pick")
    form = re.search(r'<form id="ticked".*?</form>', page.text, re.S)[0]
    given = {"action": "found", "row": rows_for(amur, no), "once": re.search(r'name="once" value="([^"]+)"', form)[1]}
    assert browser.post("/en/staff/steps", data=given).status_code == 302
    again = browser.post("/en/staff/steps", data=given, follow_redirects=True)
    assert "nothing was made twice" in text_of(again)
    assert amur.state(no) == "to_ship"


def test_nothing_that_is_asked_about_first_is_done_for_several(amur, at_desk, shipped, heihe):
    heihe.does("receive", shipped)
    loan, browser = amur.loan(shipped), at_desk(amur)
    answer = browser.post(
        "/en/staff/steps", data={"action": "check_in", "row": f"{loan.id}.{loan.version}"}, follow_redirects=True
    )
    assert "Another step comes next" in text_of(answer)
    assert amur.state(shipped) == loan.state
    assert browser.post("/en/staff/steps", data={"action": "write_off", "row": "1.1"}).status_code == 404


def test_rows_of_another_library_are_no_rows(heihe, khabarovsk, at_desk, to_fetch, amur):
    [no] = to_fetch("А 1")
    stranger = at_desk(khabarovsk)
    answer = stranger.post("/en/staff/steps", data={"action": "found", "row": rows_for(amur, no)})
    assert answer.status_code == 302
    assert amur.state(no) == "to_pick"
    answer = stranger.post("/en/staff/pull-slips", data={"row": rows_for(amur, no)}, follow_redirects=True)
    assert "None of these books" in text_of(answer)


def test_who_ticks_nothing_is_told_so(amur, at_desk, to_fetch):
    to_fetch("А 1")
    answer = at_desk(amur).post("/en/staff/steps", data={"action": "found"}, follow_redirects=True)
    assert "Tick the rows first" in text_of(answer)


def test_readers_have_none_of_these_doors(heihe, at_desk):
    reader = at_desk(heihe, Role.READER)
    for path in ("/en/staff/pull-slips", "/en/staff/scan?code=1"):
        assert reader.get(path).status_code == 403


# Filters --------------------------------------------------------------------------------------------------------------


def titles_on(page):
    return [title for title in ("Книга А 1", "Книга А 2", TITLE) if title in text_of(page)]


def test_the_queue_is_filtered_by_what_its_address_says(heihe, amur, khabarovsk, at_desk, to_fetch, shipped):
    first, _second = to_fetch("А 1", "А 2")
    amur.does("found", first)
    with reading() as session:
        code = session.get(Library, heihe.id).code
    browser = at_desk(amur)
    shown = {
        "": ["Книга А 1", "Книга А 2"],
        "side=supplying": ["Книга А 1", "Книга А 2"],
        "side=requesting": [],
        f"partner={code}": ["Книга А 1", "Книга А 2"],
        "partner=nobody": [],
        "state=supplying.to_pick": ["Книга А 2"],
        "state=supplying.to_pick&group=ship": [],
        "group=open&state=supplying.shipped": [TITLE],
        "group=open&due=overdue": [],
        "side=nonsense&state=nonsense&due=nonsense": ["Книга А 1", "Книга А 2"],
    }
    for query, wanted in shown.items():
        assert titles_on(browser.get(f"/en/staff?{query}")) == wanted, query


def test_books_that_are_due_this_week_and_overdue_ones_can_be_seen_alone(heihe, amur, at_desk, shipped, in_days):
    browser = at_desk(amur)

    def shown(due):
        return titles_on(browser.get(f"/en/staff?group=open&due={due}"))

    for days, week, overdue in ((30, [], []), (5, [TITLE], []), (-2, [], [TITLE])):
        with transaction() as session:
            session.get(LoanRequest, amur.loan(shipped).id).due_on = in_days(days)
        assert (shown("week"), shown("overdue")) == (week, overdue)


def test_a_book_that_is_overdue_with_the_partner_waits_for_a_letter_and_not_for_the_partner(
    heihe, amur, at_desk, shipped, in_days
):
    loan, browser = amur.loan(shipped), at_desk(amur, language="ru")
    for days, told in ((5, "ход за партнёром"), (-2, "Написать другой библиотеке")):
        with transaction() as session:
            session.get(LoanRequest, loan.id).due_on = in_days(days)
        page = browser.get("/ru/staff?group=open").text
        assert told in page
    assert f'href="/ru/loans/{loan.id}#talk"' in page


def test_an_empty_list_tells_what_else_passes_its_filters_and_leads_there(heihe, amur, at_desk, deliver):
    no = heihe.is_asked_for("История Амура")
    heihe.does("send", no, supplier_id=amur.id)
    deliver()
    ours_at, theirs_at = at_desk(heihe), at_desk(amur)
    ours = html.fromstring(ours_at.get("/en/staff?partner=amur").text)
    assert "1 open request passes them that is not in this list." in ours.text_content()
    (link,) = ours.xpath("//div[@class='empty']//a[not(@aria-label)]/@href")
    assert heihe.loan(no).request_no in ours_at.get(link).text
    amur.goes(no, "refuse", deliver)
    deliver()
    theirs = html.fromstring(theirs_at.get("/en/staff?group=open&partner=heihe").text)
    assert "1 finished request passes them." in theirs.text_content()
    (link,) = theirs.xpath("//div[@class='empty']//a[not(@aria-label)]/@href")
    assert str(amur.loan(no).public_no) in theirs_at.get(link).text
    nothing = html.fromstring(theirs_at.get("/en/staff?partner=nobody").text)
    assert nothing.xpath("//div[@class='empty']//a[not(@aria-label)]/text()") == ["Clear the filters"]


def test_the_list_names_what_ends_on_which_day(heihe, amur, at_desk, deliver, in_days):
    no = heihe.is_asked_for("История Амура", needed_by=in_days(60))
    heihe.does("send", no, supplier_id=amur.id)
    deliver()
    browser = at_desk(amur)

    def told():
        page = html.fromstring(browser.get("/en/staff?group=open").text)
        column = page.xpath("count(//th[.='What ends when']/preceding-sibling::th) + 1")
        (cell,) = page.xpath("//tbody/tr/*[position() = $column]", column=column)
        return [text.strip() for text in cell.xpath("./text()") if text.strip()]

    assert told() == ["Answer by", "Needed by"]
    for action in ("will_supply", "found", "ship"):
        amur.goes(no, action, deliver)
    assert told() == ["Due date"]


def test_a_search_keeps_the_filters_and_says_how_many_it_found(amur, at_desk, to_fetch):
    first, _second = to_fetch("А 1", "А 2")
    amur.does("found", first)
    browser = at_desk(amur)
    page = html.fromstring(browser.get("/en/staff?state=supplying.to_pick&group=pick").text)
    (form,) = page.xpath("//form[@role='search' and @action='/en/staff']")
    assert dict(form.form_values()) == {"state": "supplying.to_pick", "q": ""}
    found = browser.get("/en/staff?state=supplying.to_pick&q=книга")
    assert titles_on(found) == ["Книга А 2"]
    assert '<h1 class="serif">1 request found</h1>' in found.text
    without = html.fromstring(found.text).xpath("//a[starts-with(@aria-label, 'Take away the filter')]/@href")
    assert [titles_on(browser.get(url)) for url in without] == [["Книга А 1", "Книга А 2"]]
    nothing = browser.get("/en/staff?state=supplying.shipped&q=книга")
    assert "No request that passes these filters is found by this" in nothing.text
    assert '<h1 class="serif">2 requests found</h1>' in browser.get("/en/staff?q=книга").text


def test_filters_stay_when_a_task_is_chosen_or_a_step_is_taken(amur, at_desk, to_fetch):
    [no] = to_fetch("А 1")
    browser = at_desk(amur)
    page = browser.get("/en/staff?side=supplying")
    assert re.search(r'href="/en/staff\?[^"]*group=pick[^"]*side=supplying|side=supplying[^"]*group=pick', page.text)
    given = {"action": "found", "row": rows_for(amur, no), "group": "pick", "side": "supplying"}
    assert "side=supplying" in browser.post("/en/staff/steps", data=given).location


def test_a_filtered_queue_takes_as_many_queries_as_the_whole_one(amur, to_fetch):
    sieve = sieves.sieve(sieves.given({"side": "supplying", "state": "supplying.to_pick"}))
    to_fetch("А 1", "А 2")
    with reading() as session:
        library = session.get_one(Library, amur.id)
        assert count_queries(lambda: lists.requests_waiting_for(session, library, now(), "ru", None, sieve)) == 5
        asked = session, library, now(), "ru", None, sieve
        assert count_queries(lambda: lists.requests_waiting_for(*asked, all_open=True)) == 5
        assert count_queries(lambda: lists.partners_of(session, library)) == 1


def test_her_own_page_counts_what_the_list_of_work_counts(amur, at_desk, shipped, to_fetch):
    to_fetch("А 1", "А 2")
    browser = at_desk(amur)
    [counted] = re.findall(r"(\d+) things? to do<", browser.get("/en/staff").text)
    assert int(counted) >= 2
    own = browser.get("/en/me").text
    assert f"{counted} things to do for your library" in own
    assert "Nothing waits for you now" not in own


def test_a_request_is_found_by_its_readers_name_or_card_in_her_own_library_alone(heihe, amur, khabarovsk, at_desk):
    name_the_reader(heihe, "Соколова Алёна", "K-4711")
    name_the_reader(khabarovsk, "Соколова Чужая", "K-9")
    heihe.is_asked_for(TITLE)
    desk, other = at_desk(heihe), at_desk(khabarovsk)
    for words in ("соколова", "Алена", "алёна амура", "k-4711"):
        page = desk.get(f"/en/staff?q={words}").text
        assert TITLE in page, words
        assert "Соколова Алёна" in page
    assert "Соколова Алёна" in desk.get("/en/staff").text, "who it is for stands in the list"
    assert TITLE not in desk.get("/en/staff?q=Чужая").text
    assert "Алёна" not in other.get("/en/staff?q=соколова").text
