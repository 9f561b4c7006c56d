"""A request that does not say enough: its reader is asked, answers on her own page, and it comes back to staff."""

import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts import own_page
from library_exchange.accounts.models import Membership, User
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.core.models import OutboxMessage
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.lacks import Lack, lacking
from library_exchange.loans.rules.reminders import READER_ANSWERS_DAYS
from library_exchange.loans.schemas import BibliographicInfo, Part, TextForm
from library_exchange.loans.services import notices
from library_exchange.loans.services.reader_questions import wait_no_longer
from library_exchange.new_requests.rules import proposed
from library_exchange.new_requests.schemas import Completion, NewRequest
from library_exchange.new_requests.services import requesting
from library_exchange.web.forms import parse
from tests.counting import count_queries

TITLE = "Сказки таёжной реки"
A, Y, P = Lack


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


@pytest.mark.parametrize(
    ("authors", "imprint", "pages", "lacks"),
    [
        ((), (), None, (A, Y)),
        (("Наволочкин",), (), None, (Y,)),
        (("Наволочкин",), ("Хабаровск, 1978",), None, ()),
        (("老舍",), ("人民文学出版社", "一九五七年版"), None, ()),
        (("Наволочкин",), ("1978",), "вторая глава", (P,)),
        ((), ("1978",), "12-27", (A,)),
        (("萧红",), ("一九五七年版",), None, ()),
        (("萧红",), ("上海：新文艺出版社，二〇〇三年",), None, ()),
    ],
)
def test_what_a_request_does_not_say(authors, imprint, pages, lacks):
    book = BibliographicInfo(
        title=(TextForm(value=TITLE),),
        authors=tuple((TextForm(value=each),) for each in authors),
        imprint=tuple({"value": each, "lang": ""} for each in imprint),
        part=Part(pages=pages) if pages else None,
    )
    assert LoanRequest(book=book.model_dump(mode="json")).lacks == lacks


@pytest.mark.parametrize(
    ("asked", "answer", "fields"),
    [
        ((A,), "Наволочкин Н. Д.", {A: "Наволочкин Н. Д."}),
        ((Y,), "кажется, в 1978 году", {Y: "1978"}),
        ((Y,), "не помню", {}),
        ((A, Y), "Наволочкин, 1978", {A: "Наволочкин", Y: "1978"}),
        ((A, Y), "1978", {Y: "1978"}),
        ((Y, P), "1978, 12-27", {Y: "1978", P: "12-27"}),
        ((A, P), "Наволочкин, 12-27", {}),
        ((A, Y), "萧红，一九五七年版", {A: "萧红", Y: "1957"}),
        ((A, Y), "萧红 1957年", {A: "萧红", Y: "1957"}),
        ((A, Y), "Наволочкин, 1978 г.", {A: "Наволочкин", Y: "1978"}),
        ((P,), "12-27", {P: "12-27"}),
        ((), "что угодно", {}),
    ],
)
def test_what_of_an_answer_is_proposed_for_which_field(asked, answer, fields):
    assert proposed(asked, answer) == fields


def test_a_question_goes_to_the_reader_and_her_answer_comes_back(heihe, amur, monkeypatch):
    told = []
    monkeypatch.setattr(notices, "notify_person", lambda _s, who, name, **more: told.append((who.id, name, more)))
    monkeypatch.setattr(notices, "notify_library", lambda _s, who, name, **more: told.append((who.id, name, more)))
    no = heihe.is_asked_for_unknown(TITLE)
    told.clear()
    assert "ask_reader" in heihe.actions_on(no)
    heihe.does("ask_reader", no)
    [(who, name, more)] = told
    assert (who, name) == (heihe.reader_id, "loans/reader_question")
    assert len(more["questions"]) == 2
    assert set(heihe.actions_on(no)) == {"note_answer", "go_on_without", "decline", "cancel"}
    with pytest.raises(InvalidInput):
        heihe.does("answer_library", no, heihe.reader, answer=" ")
    with pytest.raises(Forbidden):
        heihe.does("answer_library", no, answer="The librarian says so")
    told.clear()
    heihe.does("answer_library", no, heihe.reader, answer="Наволочкин, 1978")
    assert [(who, name) for who, name, _more in told] == [(heihe.id, "loans/answer_of_reader")]
    loan = heihe.loan(no)
    assert (loan.state, loan.questions, loan.reader_answer) == ("review", (A, Y), "Наволочкин, 1978")


def test_only_a_reader_whose_request_lacks_something_is_asked(heihe, amur):
    with transaction() as session:
        whole = NewRequest(title=TITLE, author="Наволочкин", year="1978")
        complete = requesting.ask(session, heihe.reader, whole, now()).request_no
        of_nobody = requesting.draft(session, heihe.librarian, NewRequest(title=TITLE), now()).request_no
    for no in (complete, of_nobody):
        assert "ask_reader" not in heihe.actions_on(no)
        with pytest.raises(Conflict):
            heihe.does("ask_reader", no)


def test_who_does_not_answer_is_waited_for_no_longer(heihe, amur):
    no = heihe.is_asked_for_unknown(TITLE)
    heihe.does("ask_reader", no)
    for days, given_back in ((READER_ANSWERS_DAYS - 1, 0), (READER_ANSWERS_DAYS + 1, 1)):
        with transaction() as session:
            assert wait_no_longer(session, now() + timedelta(days=days)) == given_back
    loan = heihe.loan(no)
    assert (loan.state, loan.asked_of_reader, loan.reader_answer) == ("review", None, None)


def test_the_answer_stays_at_home_and_the_completed_citation_goes(heihe, amur, at_desk, deliver):
    no = heihe.is_asked_for_unknown(TITLE)
    heihe.does("ask_reader", no)
    heihe.does("answer_library", no, heihe.reader, answer="Наволочкин, 1978, для курсовой")
    browser, path = at_desk(heihe), f"/en/loans/{heihe.loan(no).id}"
    page = browser.get(path)
    assert "The reader has answered: “Наволочкин, 1978, для курсовой”" in text_of(page)
    assert 'value="1978"' in page.text
    assert "the reader has answered" in text_of(browser.get("/en/staff"))
    browser.post(f"{path}/citation", data={"author": "Наволочкин", "year": "1978"})
    heihe.does("send", no, supplier_id=amur.id)
    with reading() as session:
        sent = [str(each) for each in session.scalars(sa.select(col(OutboxMessage.payload)))]
    deliver()
    assert "Наволочкин" in str(amur.loan(no).book)
    assert not any("курсовой" in each for each in sent)
    assert "курсовой" not in amur.loan(no).model_dump_json()


def test_a_reader_answers_on_her_own_page(heihe, amur, at_desk):
    reader, staff = at_desk(heihe, Role.READER), at_desk(heihe)
    reader.post("/en/loans/new", data={"title": TITLE, "author": "Наволочкин"})
    with reading() as session:
        number = session.scalars(sa.select(col(LoanRequest.id))).one()
    assert "1 thing waits" not in text_of(reader.get("/en/me"))
    assert "Approve" in text_of(staff.get("/en/staff"))
    staff.post(f"/en/loans/{number}/ask_reader")
    assert TITLE not in text_of(staff.get("/en/staff"))
    page = reader.get("/en/me")
    assert "In which year was it published?" in text_of(page)
    assert "Who is the author?" not in text_of(page)
    assert "1 thing waits for you" in text_of(page)
    [version] = re.findall(r'name="version" value="(\d+)"', page.text)
    answer = reader.post(
        f"/en/loans/{number}/answer_library", data={"answer": "1978", "version": version}, follow_redirects=True
    )
    assert "Your answer is with your library." in text_of(answer)
    assert "1 thing waits" not in text_of(answer)
    assert TITLE in text_of(staff.get("/en/staff"))


def test_the_number_of_a_readers_menu_is_that_of_her_page_and_costs_one_query(heihe, amur, deliver, app):
    def counted(at):
        with app.test_request_context("/en/"), reading() as session:
            listed = own_page.waiting_for(session, heihe.reader_id, at)
            assert own_page.count(session, heihe.reader_id, at) == len(listed)
            assert count_queries(lambda: own_page.count(session, heihe.reader_id, at)) == 1
            return len(listed)

    assert counted(now()) == 0
    heihe.does("ask_reader", heihe.is_asked_for_unknown(TITLE))
    heihe.does("decline", heihe.is_asked_for_unknown("Другая книга"))
    assert counted(now()) == 2
    no = heihe.requests("История Амура", of=amur)
    deliver()
    assert counted(now()) == 2
    amur.goes(no, "will_supply found ship", deliver)
    heihe.does("receive", no)
    assert counted(now()) == 3
    assert counted(now() + timedelta(days=own_page.ANSWERS_SHOWN_DAYS + 1)) == 2


@pytest.mark.parametrize("typed", ["1957", "一九五七", "一九五七年版", "1957年", "1957 г.", "１９５７年"])
def test_staff_write_a_year_as_they_are_used_to(typed):
    assert parse(Completion, {"year": typed}).year == "1957"


@pytest.mark.parametrize("typed", ["57", "一九五", "五七年"])
def test_what_is_no_year_is_refused(typed):
    with pytest.raises(InvalidInput):
        parse(Completion, {"year": typed})


def test_staff_note_what_the_reader_said_by_telephone(heihe, amur, at_desk):
    no = heihe.is_asked_for_unknown(TITLE)
    heihe.does("ask_reader", no)
    heihe.does("note_answer", no, answer="Наволочкин, 1978")
    loan = heihe.loan(no)
    assert (loan.state, loan.reader_answer) == ("review", "Наволочкин, 1978")
    assert 'value="1978"' in at_desk(heihe).get(f"/en/loans/{loan.id}").text
    with pytest.raises(Forbidden):
        heihe.does("note_answer", no, heihe.reader, answer="1979")


def gets_no_letters(library, phone):
    with transaction() as session:
        session.get_one(User, library.reader_id).email = None
        of_hers = col(Membership.user_id) == library.reader_id
        session.scalars(sa.select(Membership).where(of_hers)).one().phone = phone


CALL_HER = {
    ("zh", None): "读者没有电子邮箱，也未登记电话：待其到馆时告知。",
    ("zh", "+86 456 822 1234"): "读者没有电子邮箱：请电话告知（+86 456 822 1234）。",
    ("ru", None): "У читателя нет электронной почты, и телефон не указан: сообщите ему, когда он придёт.",
    ("ru", "+86 456 822 1234"): "У читателя нет электронной почты: сообщите ему по телефону (+86 456 822 1234).",
}
ASK_HER = {
    ("zh", None): "读者没有电子邮箱，无法发邮件询问。",
    ("zh", "+86 456 822 1234"): "请电话询问（+86 456 822 1234）",
    ("ru", None): "У читателя нет электронной почты, письмом его не спросить.",
    ("ru", "+86 456 822 1234"): "Спросите его по телефону (+86 456 822 1234)",
}


@pytest.mark.parametrize(("language", "phone"), CALL_HER)
def test_who_gets_no_letters_is_asked_by_the_desk_and_her_request_stays_on_the_list(
    heihe, amur, at_desk, language, phone
):
    no = heihe.is_asked_for_unknown(TITLE)
    gets_no_letters(heihe, phone)
    number, browser = heihe.loan(no).id, at_desk(heihe)
    page = browser.get(f"/{language}/loans/{number}")
    assert ASK_HER[language, phone] in text_of(page)
    assert "/ask_reader" not in page.text
    assert "/citation" in page.text
    refused = browser.post(f"/{language}/loans/{number}/ask_reader")
    assert ASK_HER[language, phone] in text_of(refused)
    assert heihe.loan(no).state == "review"
    assert TITLE in text_of(browser.get(f"/{language}/staff"))


@pytest.mark.parametrize(("language", "phone"), CALL_HER)
def test_after_a_step_of_which_such_a_reader_is_to_be_told_the_desk_reads_that_it_must(
    heihe, amur, at_desk, language, phone
):
    no = heihe.is_asked_for_unknown(TITLE)
    gets_no_letters(heihe, phone)
    number, browser = heihe.loan(no).id, at_desk(heihe)
    declining = {"decline_reason": "not_identified", "sure": "yes"}
    page = browser.post(f"/{language}/loans/{number}/decline", data=declining, follow_redirects=True)
    assert heihe.loan(no).state == "declined"
    assert CALL_HER[language, phone] in text_of(page)


def test_of_a_reader_who_gets_letters_the_desk_is_not_told_to_call(heihe, amur, at_desk):
    number = heihe.loan(heihe.is_asked_for_unknown(TITLE)).id
    declining = {"decline_reason": "not_identified", "sure": "yes"}
    page = at_desk(heihe).post(f"/ru/loans/{number}/decline", data=declining, follow_redirects=True)
    assert "нет электронной почты" not in text_of(page)


@pytest.mark.parametrize(
    ("imprint", "is_told"),
    [
        (["конец 90-х"], True),
        (["Благовещенск", "конец 1990-х гг."], True),
        (["九十年代末，90年代"], True),
        (["1978年"], True),
        (["90 страниц"], False),
        (["190-е издание"], False),
        ([], False),
    ],
)
def test_who_tells_the_decade_has_told_the_year(imprint, is_told):
    assert (Lack.YEAR in lacking(True, iter(imprint), None)) is not is_told
