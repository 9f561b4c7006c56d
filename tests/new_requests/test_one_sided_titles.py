"""What one side alone can read is said before it goes out: a title in one script, a word that is no author."""

import lxml.html
import pytest

from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.no_names import is_no_name
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.rules.lacks import Lack
from library_exchange.loans.schemas import BibliographicInfo, StepInput, TextForm
from library_exchange.marc.spreadsheets.people import people
from library_exchange.new_requests import sounding
from library_exchange.new_requests.schemas import Completion, NewRequest
from library_exchange.new_requests.sending import told_beside
from library_exchange.new_requests.services.books import completed, described
from library_exchange.web.forms import parse


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


NOBODY = [
    *(
        "不记得了",
        "不详",
        "（不详）",
        "作者不详",
        "未知",
        "не помню",
        "Не помню.",
        "неизвестен",
        "б. а.",
        "[б. а.]",
        "Б/а",
    ),
    *("без автора", "нет", "unknown", "N/A"),
]
SOMEBODY = ["佚名", "无名氏", "Неизвестнов П. П.", "吴记", "Нетто Л.", "Б. А. Левин", "不肖生"]


@pytest.mark.parametrize("said", NOBODY)
def test_who_writes_that_nobody_knows_the_author_has_named_none(said):
    assert is_no_name(said)
    book = described(parse(NewRequest, {"title": "Сказки таёжной реки", "author": said, "service": "Loan"}))
    assert book.authors == ()
    assert people(said) == (), "an import makes no person of it"
    assert completed(book, (Lack.AUTHOR,), Completion(author=said)).authors == ()


@pytest.mark.parametrize("name", SOMEBODY)
def test_a_name_that_looks_a_little_like_it_stays_a_name(name):
    assert not is_no_name(name)
    assert described(parse(NewRequest, {"title": "Том", "author": name, "service": "Loan"})).authors


def book(title, *more):
    return BibliographicInfo(title=(TextForm(value=title), *more))


@pytest.mark.parametrize(
    ("title", "sound", "lang"),
    [
        ("俄罗斯远东蜜蜂饲养", "э ло сы юань дун ми фэн сы ян", "zh-Cyrl"),
        ("Пчеловодство", "Pchelovodstvo", "ru-Latn"),
        ("Beekeeping", None, None),
        ("1984", None, None),
    ],
)
def test_a_title_in_one_script_is_proposed_as_it_sounds_to_the_other_side(title, sound, lang):
    form = sounding.proposed(book(title))
    assert (form and (form.value.casefold(), form.lang)) == (sound and (sound.casefold(), lang))


def test_a_title_that_has_another_form_needs_none():
    assert sounding.proposed(book("蜜蜂", TextForm(value="Пчёлы", lang="ru", kind="translation"))) is None


def test_staff_send_the_sound_or_what_the_title_means():
    typed = book("蜜蜂")
    heard = completed(typed, (), Completion(title_there=sounding.proposed(typed).value))
    meant = completed(typed, (), Completion(title_there="Пчёлы"))
    assert [(form.kind, form.lang, form.machine) for form in heard.title[1:]] == [("transliteration", "zh-Cyrl", True)]
    assert [(form.value, form.kind, form.lang) for form in meant.title[1:]] == [("Пчёлы", "translation", "ru")]


@pytest.mark.parametrize(("language", "warned"), [("zh", "俄方馆员"), ("ru", "Российские библиотекари")])
def test_the_page_of_a_request_says_so_and_takes_what_staff_write(heihe, at_desk, language, warned):
    browser = at_desk(heihe)
    answer = browser.post("/en/loans/new", data={"title": "俄罗斯远东蜜蜂饲养", "author": "不记得了", "year": "1998"})
    loan = int(answer.location.rsplit("/", 1)[1])
    page = browser.get(f"/{language}/loans/{loan}").text
    assert warned in page
    assert 'name="title_there"' in page
    browser.post(f"/{language}/loans/{loan}/citation", data={"title_there": "Пчеловодство на Дальнем Востоке"})
    page = browser.get(f"/{language}/loans/{loan}").text
    assert "Пчеловодство на Дальнем Востоке" in page
    assert warned not in page


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("Гэ Фэй", "Ge Fei"),
        ("Сюй Шэньчан", "Xu Shenchang"),
        ("Вымышленный Пётр", "Vymyshlennyy Pëtr"),
        ("王蒙", "Ван Мэн"),
        ("列夫·托尔斯泰", None),
        ("Smith, John", None),
    ],
)
def test_an_author_is_proposed_as_the_name_sounds_to_the_other_side(name, sound):
    assert sounding.author_sound(name) == sound


@pytest.mark.parametrize(
    ("title", "author", "is_translated"),
    [
        ("Повесть о доме у реки", "Гэ Фэй", True),
        ("Повесть о доме у реки", "Вымышленный Пётр", False),
        ("Повесть о доме у реки", None, False),
        ("河边的房子", "彼得·维梅什连内", True),
        ("河边的房子", "王蒙", False),
    ],
)
def test_a_title_by_an_author_of_the_other_side_is_a_translation(title, author, is_translated):
    assert sounding.is_translated(title, author) is is_translated


def test_an_author_is_written_once_and_as_what_it_is():
    typed = described(parse(NewRequest, {"title": "Повесть о доме у реки", "author": "Гэ Фэй", "service": "Loan"}))
    ((own, there),) = completed(typed, (), Completion(author_there="Ge Fei")).authors
    assert (own.value, there.value, there.lang, there.kind) == ("Гэ Фэй", "Ge Fei", "zh-Latn", "transliteration")
    ((_own, known),) = completed(typed, (), Completion(author_there="格非")).authors
    assert (known.value, known.lang, known.kind) == ("格非", "zh-Hans", "translation")
    assert completed(typed, (), Completion(author_there="Гэ Фэй")) == typed


TOLD = {"title": "Повесть о доме у реки", "author": "Гэ Фэй"}


@pytest.fixture
def reader_of_chinese(make_desk):
    return make_desk("Hulan", "CN", language="zh")


@pytest.fixture
def desk(amur, at_desk):
    """The librarian of Amur at her browser."""
    return at_desk(amur)


@pytest.fixture
def drafted(desk):
    """The number of a request of Amur for a Russian book of no record, whose year is not known."""
    answer = desk.post("/en/loans/new", data=TOLD)
    return int(answer.location.rsplit("/", 1)[1])


def of_id(loan_id):
    with reading() as session:
        return session.get_one(LoanRequest, loan_id)


def titles_of(loan_id):
    return [each["value"] for each in of_id(loan_id).book["title"]]


def test_the_fields_beside_the_button_stand_in_one_form_and_go_with_the_request(reader_of_chinese, desk, drafted):
    sent = {"supplier_id": reader_of_chinese.id, "version": of_id(drafted).version}
    page = lxml.html.fromstring(desk.get(f"/en/loans/{drafted}").text)
    form = page.get_element_by_id("step-send")
    fields = {each.get("name"): each.get("value", "") for each in page.xpath("//input[@form='step-send']")}
    assert set(fields) == {"title_there", "author_there", "year"}
    assert fields["author_there"] == "Ge Fei"
    [button] = page.xpath(f"//button[@formaction='/en/loans/{drafted}/citation']")
    assert button.get("form") == "step-send"
    assert desk.post(form.get("action"), data=sent | fields | {"year": "2019"}).status_code == 302
    loan = of_id(drafted)
    assert (loan.state, titles_of(drafted)[1:]) == ("sent", [fields["title_there"]])
    assert [each["value"] for each in loan.book["authors"][0]] == ["Гэ Фэй", "Ge Fei"]
    assert loan.book["imprint"][-1]["value"] == "2019"
    assert loan.book_as_asked["imprint"] == []


def test_a_mistake_beside_the_button_sends_nothing_and_keeps_what_was_filled_in(reader_of_chinese, desk, drafted):
    told = {"supplier_id": reader_of_chinese.id, "year": "около 2019", "title_there": "河边的房子"}
    answer = desk.post(f"/en/loans/{drafted}/send", data=told)
    page = lxml.html.fromstring(answer.text)
    assert (answer.status_code, of_id(drafted).state) == (422, "review")
    assert page.get_element_by_id("send-title_there").get("value") == "河边的房子"
    assert page.xpath("//a[@href='#send-year']")
    assert page.get_element_by_id("send-year").get("value") == "около 2019"


def test_before_a_library_is_asked_that_can_read_nothing_somebody_is_asked(reader_of_chinese, desk, drafted):
    path = f"/en/loans/{drafted}/send"
    answer = desk.post(path, data={"supplier_id": reader_of_chinese.id})
    [question] = lxml.html.fromstring(answer.text).find_class("asking")
    assert of_id(drafted).state == "review"
    asked = {each.get("name"): each.get("value", "") for each in question.xpath(".//input | .//button")}
    assert {"title_there", "author_there", "sure"} <= set(asked)
    asked["title_there"] = "河边的房子"
    assert desk.post(path, data=asked).status_code == 302
    assert (of_id(drafted).state, titles_of(drafted)[1:]) == ("sent", ["河边的房子"])


@pytest.mark.parametrize(("language", "is_asked"), [("zh", True), ("ru", False)])
def test_somebody_is_asked_only_about_a_library_that_cannot_read_the_title(
    web, amur, drafted, language, is_asked, make_desk
):
    library = make_desk("Hulan", "CN" if language == "zh" else "RU", language=language)
    with web.test_request_context("/en/"), reading() as session:
        loan = session.get_one(LoanRequest, drafted)
        told = (Action.SEND, StepInput(supplier_id=library.id), {}, now())
        question = told_beside(session, amur.librarian, loan, *told)
    assert (question is not None) is is_asked


def test_whoever_may_not_send_writes_nothing_into_a_request(heihe, desk, at_desk, drafted, reader_of_chinese):
    told = {"supplier_id": reader_of_chinese.id, "title_there": "河边的房子"}
    assert at_desk(heihe).post(f"/en/loans/{drafted}/send", data=told).status_code == 404
    stale = desk.post(f"/en/loans/{drafted}/send", data=told | {"version": 99})
    assert stale.status_code == 409
    assert titles_of(drafted) == [TOLD["title"]]
