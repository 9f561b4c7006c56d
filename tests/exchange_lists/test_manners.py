"""Lists in the manners of both countries: numbers of lines, totals, titles with who wrote them, data in one column."""

import pytest

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.exchange_lists.models import ListImportLine
from library_exchange.exchange_lists.queries.lookups import get_list_import
from library_exchange.exchange_lists.schemas import ListAnswers
from library_exchange.exchange_lists.services import answering_lists
from library_exchange.list_reading.rules.lines import Problem, read_line
from library_exchange.list_reading.services import reading
from library_exchange.offers.models import ListKind, Offer
from tests.partners import ISBN, Partner, add_book, rows_of


@pytest.fixture
def heihe(web, make_partner) -> Partner:
    return make_partner("Heihe", "CN")


def known(title: str, author: str) -> int:
    """Put a book with its author into the catalogue."""
    record_id = add_book(title, None, year=2012)
    with transaction() as session:
        record = session.get_one(BibliographicRecord, record_id)
        record.card = record.card | {"authors": [[[author, "zh-Hans", "original", False]]]}
    return record_id


def answers(partner: Partner, list_id: int, do: str) -> None:
    with transaction() as session:
        list_import = get_list_import(session, partner.librarian, list_id)
        answering_lists.answer(session, list_import, ListAnswers.from_form({"do": do}), now())


@pytest.mark.parametrize(
    "line",
    [
        *("1、围城", "2．围城", "（3）围城", "⑤围城", "1)围城", "1) 围城", "№ 1 围城", "[3] 围城", "1.围城"),
        *("12. 围城", "• 围城"),
    ],
)
def test_the_number_of_a_line_is_no_part_of_the_title(line):
    assert (read_line(line).title, read_line(line).problem) == ("围城", None)


@pytest.mark.parametrize("line", ["2.0时代", "1984", "3-я улица Строителей", "100 лет одиночества", "1001 ночь"])
def test_a_number_that_belongs_to_the_title_stays(line):
    assert read_line(line).title == line


NO_BOOKS = {
    **dict.fromkeys(("以上共计12册，请查收！", "共12册", "共 12 种 25 册", "Всего 12 книг"), Problem.NOT_A_BOOK),
    "В списке 12 книг": Problem.NOT_A_BOOK,
    **dict.fromkeys(("Всего: 12 назв., 25 экз.", "Итого 12 наименований на сумму 1200 руб."), Problem.NOT_A_BOOK),
    **dict.fromkeys(("1. Художественная литература", "书单如下："), Problem.NOT_A_BOOK),
    **dict.fromkeys(("一、文学类", "二、历史类图书", "请查收！"), Problem.PERHAPS_NOT_A_BOOK),
    "您好，现寄上书目，请查收。": Problem.PERHAPS_NOT_A_BOOK,
    **dict.fromkeys(("2册", "共2册", "1984年"), None),
}


@pytest.mark.parametrize("line", NO_BOOKS)
def test_totals_counts_headings_and_greetings_are_never_ready_to_be_taken(line):
    problem = read_line(line).problem
    assert problem is not None
    assert problem == (NO_BOOKS[line] or problem)


@pytest.mark.parametrize(
    ("line", "isbn", "title", "copies"),
    [
        ("ISBN：9787020002207 共2册", ISBN, "", 2),
        ("9787020002207 共2册", ISBN, "", 2),
        ("围城 共3册", None, "围城", 3),
        ("红楼梦（全4册）", None, "红楼梦(全4册)", 1),
    ],
)
def test_so_many_in_all_behind_a_book_is_a_number_of_copies(line, isbn, title, copies):
    found = read_line(line)
    assert (found.isbn, found.title, found.quantity, found.problem) == (isbn, title, copies, None)


def test_volumes_that_are_as_many_as_the_copies_are_asked_about():
    rows = "Заглавие\tЭкз.\nСобр. соч. в 10 т. (т. 1-3, 5)\t4\nТихий Дон. Кн. 1\t2\n"
    assert [line.entry.unread for line in reading.pasted(rows)] == [{"quantity": "т. 1-3, 5"}, {}]
    assert reading.one("平凡的世界（共3册）").entry.unread == {"quantity": "共3册"}


LINES = (
    *("《围城》钱钟书", "围城 钱钟书 人民文学出版社", "1、《围城》钱钟书著，三联书店，2012年版"),
    *("围城（钱钟书）", "围城"),
)


def test_a_title_of_the_catalogue_is_found_in_every_manner(heihe):
    record = known("围城", "钱钟书")
    for text in LINES:
        line = heihe.lines(heihe.sends(text))[0]
        assert (line.record_id, line.problem, line.entry["title"]) == (record, None, "围城"), text
    other = heihe.lines(heihe.sends("围城（巴金）"))[0]
    assert other.problem is Problem.UNSURE, "another person's book may be called so"


def test_a_title_that_is_all_of_the_line_comes_before_its_parts(heihe):
    record = add_book("Мо Янь. Большая грудь", None, "rus")
    line = heihe.lines(heihe.sends("Мо Янь. Большая грудь"))[0]
    assert (line.record_id, line.problem, line.entry["title"]) == (record, None, "Мо Янь. Большая грудь")


@pytest.mark.parametrize("kind", ListKind)
def test_what_is_not_sure_is_asked_and_answered_either_way(heihe, kind):
    told = "Мо Янь. Большая грудь, широкий зад"
    list_id = heihe.sends(f"{told}\n{told} (роман)", kind)
    assert [line.problem for line in heihe.lines(list_id)] == [Problem.UNSURE, Problem.UNSURE]
    assert heihe.takes(list_id) == (0, 2)
    answers(heihe, list_id, "as_read-1")
    answers(heihe, list_id, "all_title-2")
    first, second = heihe.lines(list_id)
    assert (first.problem, first.entry["author"]) == (None, "Мо Янь")
    assert first.entry["title"] == "Большая грудь, широкий зад"
    assert (second.problem, second.entry["title"], second.entry.get("author")) == (None, f"{told} (роман)", None)


@pytest.mark.parametrize(("language", "word"), [("zh", "整行都是题名"), ("ru", "Всё это — заглавие")])
def test_the_page_of_a_list_asks_which_words_are_the_title(heihe, at_desk, language, word):
    list_id = heihe.sends("白鹿原（陈忠实）")
    page = at_desk(heihe.librarian_id).get(f"/{language}/staff/exchange/lists/{list_id}").text
    assert word in page
    assert "白鹿原" in page


def test_a_badly_written_description_is_taken_apart_in_a_column_too():
    written = "Сычёв М. С. История Благовещенска / Сычёв М. С. — 3-е изд."
    rows = f"Автор, заглавие\tКол-во\n{written}\t1\nМо Янь. Лягушки\t2\n"
    first, second = reading.pasted(rows)
    assert (first.entry.title, first.entry.author, first.entry.unread) == ("История Благовещенска", "Сычёв М. С.", {})
    assert (second.entry.title, second.entry.author, second.entry.unread) == ("Лягушки", "Мо Янь", {})


def test_the_same_book_with_more_data_is_offered_already_and_completes_the_offer(heihe):
    heihe.takes(heihe.sends("Шолохов М. А. Тихий Дон. Кн. 2"))
    later = heihe.sends("Автор\tЗаглавие\tИздательство\tГод\nШолохов М. А.\tТихий Дон. Кн. 2\tЭксмо\t1987\n")
    line = heihe.lines(later)[0]
    assert line.problem is Problem.ALREADY_OFFERED
    answers(heihe, later, "add-1")
    heihe.takes(later)
    offer = rows_of(Offer)[0]
    assert (offer.quantity, offer.year, offer.publisher) == (2, 1987, "Эксмо")
    other = heihe.sends("Автор\tЗаглавие\tГод\nШолохов М. А.\tТихий Дон. Кн. 2\t1990\n")
    assert heihe.lines(other)[0].problem is None, "another year is another edition"


def test_a_librarian_says_herself_what_the_columns_of_a_list_hold(heihe, at_desk):
    desk = at_desk(heihe.librarian_id)
    rows = "Заглавие\tДанные\nТихий Дон\tМ. : Эксмо, 1987\nИдиот\tМ. : АСТ, 1990\n"
    sent = {"kind": "offers", "lines": rows}
    asked = desk.post("/ru/staff/exchange/lists", data=sent | {"ask_columns": "y"})
    assert 'name="column-1"' in asked.text
    columns = {"column-0": "title", "column-1": "imprint", "without_first": "y", "first_rows": "1"}
    desk.post("/ru/staff/exchange/lists", data=sent | columns)
    assert [(line.entry["publisher"], line.entry["year"]) for line in rows_of(ListImportLine)] == [
        ("Эксмо", 1987),
        ("АСТ", 1990),
    ]
    one = desk.post("/ru/staff/exchange/lists", data=sent | columns | {"column-0": "author_title"})
    assert one.status_code == 302, "author and title in one column name a book"


def test_columns_of_which_only_the_number_is_known_are_asked_about(heihe, at_desk):
    rows = f"ISBN\t本书叫做\t作者\n{ISBN}\t红楼梦\t曹雪芹\n\t三国\t罗贯中\n"
    asked = at_desk(heihe.librarian_id).post("/zh/staff/exchange/lists", data={"kind": "offers", "lines": rows})
    assert 'name="column-1"' in asked.text


def test_the_isbn_and_year_of_an_offer_are_typed_on_its_page(heihe, at_desk):
    record = add_book()
    offer_id = heihe.drafts("红楼梦", None)
    desk = at_desk(heihe.librarian_id)
    page = desk.get(f"/zh/staff/exchange/offers/{offer_id}").text
    assert 'name="isbn"' in page
    form = {
        "version": str(heihe.offer(offer_id).version),
        "title": "红楼梦",
        "year": "２０００年",
        "isbn": "978-7-02-000220-8",
    }
    where = f"/zh/staff/exchange/offers/{offer_id}/change"
    wrong = desk.post(where, data=form)
    assert wrong.status_code == 422
    assert 'name="isbn_as_printed"' in wrong.text
    assert desk.post(where, data=form | {"isbn": "7-02-000220-X"}).status_code == 302
    offer = heihe.offer(offer_id)
    assert (offer.isbn, offer.year, offer.record_id) == (ISBN, 2000, record)
