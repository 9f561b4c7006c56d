"""What a list asks and a librarian answers: editions, books told twice, wrong numbers, lines that are no books."""

import pytest
import sqlalchemy as sa

from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.exchange_lists.models import EditionChoice, ListImport
from library_exchange.exchange_lists.queries.list_imports import Section, list_page
from library_exchange.exchange_lists.queries.lookups import get_line, get_list_import
from library_exchange.exchange_lists.schemas import ListAnswers, TakeOffers
from library_exchange.exchange_lists.services import answering_lists, list_imports
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.offers.models import ListKind, Offer, Want
from library_exchange.offers.rules.numbers import MOST_COPIES
from tests.partners import ISBN, OTHER_ISBN, Partner, add_book, rows_of

KARENINA = "Анна Каренина"
SWAPPED = "978-7-02-000202-7"
MISTYPED = "978-7-02-000220-8"


@pytest.fixture
def heihe(web, make_partner) -> Partner:
    return make_partner("Heihe", "CN")


@pytest.fixture
def amur(web, make_partner) -> Partner:
    return make_partner("Amur", "RU")


def answers(partner: Partner, list_id: int, **form: str) -> int:
    """Send the form of a list; names of fields have _ for -."""
    given = ListAnswers.from_form({name.replace("_", "-"): value for name, value in form.items()})
    with transaction() as session:
        return answering_lists.answer(session, get_list_import(session, partner.librarian, list_id), given, now())


def shown(partner: Partner, list_id: int, part: Section = Section.ALL, most: int = 50):
    with reading() as session:
        return list_page(session, get_list_import(session, partner.librarian, list_id), "ru", most, 0, part)


def leaves_out(partner: Partner, list_id: int, number: int) -> None:
    with transaction() as session:
        list_imports.leave_out(session, *get_line(session, partner.librarian, list_id, number), now())


def corrects(partner: Partner, list_id: int, number: int, text: str) -> None:
    with transaction() as session:
        list_imports.correct(session, *get_line(session, partner.librarian, list_id, number), text, now())


# Editions -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def editions(web) -> list[int]:
    """Two editions of one title, and a book of another title."""
    return [add_book(KARENINA, None, "rus", 1980), add_book(KARENINA, OTHER_ISBN, "rus", 2010), add_book("Бесы", None)]


def test_of_several_editions_the_librarian_chooses_one_and_it_is_remembered(app, make_partner):
    heihe, amur = make_partner("Heihe", "CN"), make_partner("Amur", "RU")
    editions = [add_book(KARENINA, None, "rus", 1980), add_book(KARENINA, OTHER_ISBN, "rus", 2010)]
    list_id = heihe.sends(f"{KARENINA}\n«Идиот»")
    assert heihe.takes(list_id) == (1, 1)
    row = shown(heihe, list_id).rows[0]
    assert row.line.problem is Problem.SEVERAL_EDITIONS
    assert [edition.record_id for edition in row.editions] == editions
    assert answers(heihe, list_id, edition_1=str(editions[1])) == 1
    line = heihe.lines(list_id)[0]
    assert (line.problem, line.record_id, line.entry["isbn"]) == (None, editions[1], OTHER_ISBN)
    assert heihe.takes(list_id) == (1, 0)
    again = heihe.sends(KARENINA, ListKind.WANTS)
    assert heihe.lines(again)[0].record_id == editions[1]
    assert [each.is_chosen for each in shown(heihe, again).rows[0].editions] == [False, True]
    assert amur.lines(amur.sends(KARENINA))[0].problem is Problem.SEVERAL_EDITIONS


def test_none_of_the_editions_means_the_line_as_written_and_can_be_changed(heihe, editions):
    list_id = heihe.sends(KARENINA)
    answers(heihe, list_id, edition_1="none")
    line = heihe.lines(list_id)[0]
    assert (line.problem, line.record_id, line.entry["title"]) == (None, None, KARENINA)
    answers(heihe, list_id, edition_1=str(editions[0]))
    assert heihe.lines(list_id)[0].entry["year"] == 1980
    answers(heihe, list_id, edition_1="none")
    assert "year" not in heihe.lines(list_id)[0].entry


def test_an_edition_of_another_title_is_no_answer(heihe, editions):
    list_id = heihe.sends(KARENINA)
    for nonsense in (str(editions[2]), "999999", "-1", "x", ""):
        answers(heihe, list_id, edition_1=nonsense)
        assert heihe.lines(list_id)[0].problem is Problem.SEVERAL_EDITIONS
    assert rows_of(EditionChoice) == []


def test_the_year_that_a_row_tells_chooses_its_edition(heihe, editions):
    list_id = heihe.sends(f"Заглавие\tГод\n{KARENINA}\t1980\n{KARENINA}\t1999\n")
    assert [(line.record_id, line.problem) for line in heihe.lines(list_id)] == [
        (editions[0], None),
        (None, Problem.SEVERAL_EDITIONS),
    ]


# Told twice -----------------------------------------------------------------------------------------------------------


def test_a_book_told_several_times_is_one_line_with_all_its_copies(app, make_partner):
    heihe = make_partner("Heihe", "CN")
    add_book()
    list_id = heihe.sends(f"{ISBN} ×2\n«Бесы»\n7-02-000220-X\nБЕСЫ.\n{ISBN}\n红楼梦")
    assert [line.joined_to for line in heihe.lines(list_id)] == [None, None, 1, 2, 1, 1]
    page = shown(heihe, list_id)
    assert [(row.copies, list(row.joined)) for row in page.rows[:2]] == [(5, [3, 5, 6]), (2, [4])]
    assert (page.ready, page.joined) == (2, 4)
    assert heihe.takes(list_id, TakeOffers(weight_g=100, publish=True)) == (2, 0)
    assert sorted((offer.title, offer.quantity, offer.state) for offer in rows_of(Offer)) == [
        ("Бесы", 2, "open"),
        ("红楼梦", 5, "open"),
    ]


def test_lines_that_were_joined_can_be_kept_apart_and_left_out(heihe):
    list_id = heihe.sends("«Бесы»\n«Бесы»\nБесы\nБесы")
    answers(heihe, list_id, do="apart-2")
    leaves_out(heihe, list_id, 3)
    assert [line.joined_to for line in heihe.lines(list_id)] == [None, None, 1, 1]
    assert heihe.takes(list_id) == (2, 0)
    assert sorted(offer.quantity for offer in rows_of(Offer)) == [1, 2]


def test_what_was_joined_to_a_line_that_is_corrected_stands_alone_again(heihe):
    list_id = heihe.sends("Бесы\nБесы\nБесы")
    corrects(heihe, list_id, 1, "Идиот")
    assert [line.joined_to for line in heihe.lines(list_id)] == [None, None, 2]
    corrects(heihe, list_id, 1, "Бесы")
    assert [line.joined_to for line in heihe.lines(list_id)] == [2, None, 2]


def test_a_book_scanned_twice_is_two_copies(heihe):
    for text in (ISBN, "Бесы", ISBN):
        with transaction() as session:
            found = list_imports.scan(session, heihe.librarian, f"{text} 红楼梦" if text == ISBN else text, now())
    assert found.joined_to == 1


def test_other_conditions_years_and_issues_are_other_lines(heihe):
    table = "题名\t出版年\t品相\tISSN\n活着\t1993\t良好\t\n活着\t1993\t破损\t\n活着\t2010\t良好\t\n"
    table += "远东\t\t\t2049-3630\n远东 第4期\t\t\t2049-3630\n"
    assert {line.joined_to for line in heihe.lines(heihe.sends(table))} == {None}


def test_more_copies_than_one_offer_holds_become_two_offers(heihe):
    list_id = heihe.sends(f"Бесы ×{MOST_COPIES}\nБесы ×3")
    assert heihe.takes(list_id) == (2, 0)
    assert sorted(offer.quantity for offer in rows_of(Offer)) == [3, MOST_COPIES]


# On the library's own lists already -----------------------------------------------------------------------------------


def test_a_book_that_is_offered_already_waits_for_an_answer(app, make_partner):
    heihe, amur = make_partner("Heihe", "CN"), make_partner("Amur", "RU")
    amur.offers("Бесы", None)
    standing = heihe.offers("Бесы", None, quantity=2)
    list_id = heihe.sends("Бесы ×3\n«Идиот»")
    row = shown(heihe, list_id).rows[0]
    assert (row.line.problem, row.standing, row.copies) == (Problem.ALREADY_OFFERED, 2, 3)
    assert heihe.takes(list_id) == (1, 1)
    answers(heihe, list_id, do="add-1")
    assert heihe.takes(list_id) == (1, 0)
    assert heihe.offer(standing).quantity == 5
    assert len(rows_of(Offer)) == 3


def test_all_that_is_offered_already_is_answered_at_once(heihe):
    for title in ("Бесы", "Идиот"):
        heihe.offers(title, None)
    list_id = heihe.sends("Бесы\nИдиот\n«Подросток»")
    assert answers(heihe, list_id, do="skip-all") == 2
    assert [line.is_left_out for line in heihe.lines(list_id)] == [True, True, False]
    leaves_out(heihe, list_id, 2)
    assert answers(heihe, list_id, do="add-all") == 1
    assert heihe.takes(list_id) == (2, 0)
    assert sorted((offer.title, offer.quantity) for offer in rows_of(Offer)) == [
        ("Бесы", 1),
        ("Идиот", 2),
        ("Подросток", 1),
    ]


def test_copies_for_an_offer_that_was_promised_meanwhile_are_an_offer_of_their_own(heihe):
    standing = heihe.offers("Бесы", None)
    list_id = heihe.sends("Бесы")
    answers(heihe, list_id, do="add-1")
    with transaction() as session:
        session.execute(sa.update(Offer).values(state="reserved"))
    assert heihe.takes(list_id) == (1, 0)
    assert sorted((offer.id == standing, offer.quantity) for offer in rows_of(Offer)) == [(False, 1), (True, 1)]


def test_copies_are_added_to_a_want_that_stands_unless_it_is_promised(app, make_partner):
    heihe = make_partner("Heihe", "CN")
    want_id = heihe.wants(title="Бесы")
    list_id = heihe.sends("Бесы ×2", ListKind.WANTS)
    assert heihe.lines(list_id)[0].problem is Problem.ALREADY_LISTED
    answers(heihe, list_id, do="add-1")
    assert heihe.takes(list_id) == (1, 0)
    assert heihe.want(want_id).cap == 3
    again = heihe.sends("Бесы", ListKind.WANTS)
    with transaction() as session:
        session.execute(sa.update(Want).values(state="pending"))
    with pytest.raises(Conflict, match="not-editable"):
        answers(heihe, again, do="add-1")


# Numbers with a slip --------------------------------------------------------------------------------------------------


def test_a_wrong_number_beside_a_title_does_not_keep_the_line_back(heihe):
    list_id = heihe.sends(f"{MISTYPED} Записки о Харбине")
    line = heihe.lines(list_id)[0]
    assert (line.problem, line.wrong_number, line.likely_number) == (None, MISTYPED, None)
    assert heihe.takes(list_id) == (1, 0)
    assert [(offer.title, offer.isbn) for offer in rows_of(Offer)] == [("Записки о Харбине", None)]


@pytest.mark.parametrize("wrong", [SWAPPED, MISTYPED])
def test_the_likely_number_is_proposed_if_the_catalogue_has_it(heihe, wrong):
    assert heihe.lines(heihe.sends(wrong))[0].likely_number is None
    record = add_book()
    list_id = heihe.sends(f"{wrong}\n{wrong} Сон в красном тереме")
    assert [line.likely_number for line in heihe.lines(list_id)] == [ISBN, ISBN]
    for number in ("1", "2"):
        answers(heihe, list_id, do=f"likely_number-{number}")
    first, second = heihe.lines(list_id)
    assert (first.problem, first.record_id, first.entry["title"]) == (None, record, "红楼梦")
    assert (second.problem, second.entry["title"], second.joined_to) == (None, "红楼梦", 1)
    assert second.entry["translated_title"] == "Сон в красном тереме"


def test_a_row_of_a_table_with_a_wrong_number_is_taken_by_its_title(heihe):
    list_id = heihe.sends(f"Заглавие\tISBN\nЗаписки о Харбине\t{MISTYPED}\n\t{MISTYPED}\n")
    assert [(line.problem, line.wrong_number) for line in heihe.lines(list_id)] == [
        (None, MISTYPED),
        (Problem.BAD_ISBN, MISTYPED),
    ]


# What is no book ------------------------------------------------------------------------------------------------------


def test_rubbish_is_set_aside_shown_and_can_be_taken_all_the_same(heihe):
    list_id = heihe.sends("Список книг\n«Бесы»\n......\nстр. 12")
    assert [line.problem for line in heihe.lines(list_id)] == [
        *(Problem.NOT_A_BOOK, None, Problem.NOT_A_BOOK, Problem.NOT_A_BOOK)
    ]
    assert [row.line.number for row in shown(heihe, list_id, Section.ASIDE).rows] == [1, 3, 4]
    answers(heihe, list_id, do="as_it_stands-1")
    assert heihe.takes(list_id) == (2, 0)
    assert sorted(offer.title for offer in rows_of(Offer)) == ["Бесы", "Список книг"]
    assert len(heihe.lines(list_id)) == 4


def test_personal_data_is_never_taken_unasked(heihe):
    told = "Записки о Харбине, тел. 8-914-555-12-34"
    list_id = heihe.sends(f"{told}\nЗаглавие: someone@lib.example дарит")
    assert heihe.takes(list_id, TakeOffers(weight_g=100, publish=True)) == (0, 2)
    assert shown(heihe, list_id).personal == 2
    corrects(heihe, list_id, 1, "Записки о Харбине")
    answers(heihe, list_id, do="as_it_stands-2")
    assert heihe.takes(list_id) == (2, 0)
    assert "914" not in str([offer.model_dump() for offer in rows_of(Offer)])


def test_personal_data_in_any_cell_of_a_table_is_seen(heihe):
    table = "Заглавие\tАвтор\tИздательство\nБесы\tтел. 8-914-555-12-34\t\nИдиот\t\tsomeone@lib.example\n"
    assert [line.detail for line in heihe.lines(heihe.sends(table))] == ["phone", "email"]


# Doors and weight -----------------------------------------------------------------------------------------------------


def test_a_strangers_answers_are_not_found_and_a_closed_list_takes_none(heihe, amur):
    list_id = heihe.sends("«Бесы»\n«Бесы»")
    with pytest.raises(NotFound):
        answers(amur, list_id, do="apart-2")
    heihe.takes(list_id)
    with pytest.raises(Conflict, match="list-closed"):
        answers(heihe, list_id, do="apart-2")


@pytest.mark.parametrize("word", ["", "x", "add", "add-", "-1", "edition-1", "apart-all", "burn-1", "add-٣"])
def test_an_answer_that_makes_no_sense_is_none(word):
    assert ListAnswers.from_form({"do": word, "edition-x": "1", "edition-1": "y"}) == ListAnswers()


def books(count: int) -> str:
    return "\n".join(f"Книга о реке {n}" if n % 2 else f"{MISTYPED} Книга о море {n}" for n in range(count))


@pytest.mark.parametrize("kind", ListKind)
def test_a_list_of_any_length_costs_a_fixed_number_of_queries_for_each_500_lines(heihe, kind):
    add_book("Книга о реке 1", None)
    add_book("Книга о реке 1", None)
    costs = []
    for count in (20, 400):
        asked: list[str] = []

        def note(_connection, _cursor, statement, *_more, asked=asked):
            if statement.lstrip().upper().startswith("SELECT"):
                asked.append(statement)

        sa.event.listen(database().engine, "before_cursor_execute", note)
        try:
            list_id = heihe.sends(books(count), kind)
            shown(heihe, list_id)
            heihe.takes(list_id)
        finally:
            sa.event.remove(database().engine, "before_cursor_execute", note)
        costs.append(len(asked))
        with transaction() as session:
            for table in ("exchange_list_import_line", "exchange_want", "exchange_offer"):
                session.execute(sa.text(f"DELETE FROM {table}"))
            session.execute(sa.delete(ListImport))
    # Twenty more: the slips of 200 wrong numbers are looked up in pieces.
    assert costs[1] - costs[0] <= 20
    assert costs[0] <= 40


# Numbers that may be the title's own ----------------------------------------------------------------------------------


def test_a_number_that_may_be_of_volumes_is_asked_and_one_set_keeps_it(heihe):
    list_id = heihe.sends("《资治通鉴》20册\n鲁迅全集16册")
    assert [line.problem for line in heihe.lines(list_id)] == [Problem.UNSURE] * 2
    answers(heihe, list_id, do="one_set-1")
    answers(heihe, list_id, do="as_read-2")
    heihe.takes(list_id)
    found = [(offer.title, offer.quantity, offer.volume) for offer in rows_of(Offer)]
    assert found == [("资治通鉴", 1, "20册"), ("鲁迅全集", 16, None)]


def test_where_all_of_a_line_is_the_title_its_number_is_none_of_copies(heihe):
    list_id = heihe.sends("平凡的世界三部\n雷雨一本")
    answers(heihe, list_id, do="all_title-1")
    answers(heihe, list_id, do="as_read-2")
    told = [(line.problem, line.entry["title"], line.entry["quantity"]) for line in heihe.lines(list_id)]
    assert told == [(None, "平凡的世界三部", 1), (None, "雷雨", 1)]


def test_the_catalogue_tells_whether_a_number_belongs_to_the_title(heihe):
    whole, short = add_book("三体三册", None), add_book("雷雨", None)
    lines = heihe.lines(heihe.sends("三体三册\n雷雨三本"))
    told = [(line.record_id, line.problem, line.entry["title"], line.entry["quantity"]) for line in lines]
    assert told == [(whole, None, "三体三册", 1), (short, None, "雷雨", 3)]


@pytest.mark.parametrize(("language", "words"), [("zh", "原样："), ("ru", "Прислано так:")])
def test_what_was_pasted_is_shown_beside_its_correction(heihe, at_desk, language, words):
    list_id = heihe.sends("雷丽两本")
    for text in ("雷雨 两本", "雷雨 ×2"):
        corrects(heihe, list_id, 1, text)
    (line,) = heihe.lines(list_id)
    assert (line.text, line.told["came_as"]) == ("雷雨 ×2", "雷丽两本")
    page = at_desk(heihe.librarian_id).get(f"/{language}/staff/exchange/lists/{list_id}").text
    assert words in page
    assert "雷丽两本" in page
