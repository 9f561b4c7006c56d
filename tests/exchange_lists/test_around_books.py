"""What stands around the books of a list, a greeting or a signature, keeps no list open once its books are taken."""

import pytest

from library_exchange.exchange_lists.models import ListImport, ListImportState
from library_exchange.exchange_lists.rules.around_books import Asked, are_around
from library_exchange.exchange_lists.services.line_fields import _cell
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.services.plain_lines import one
from tests.partners import rows_of

BOOKS = "1. Арсеньев В.К. Дерсу Узала. М., 1983. 2 экз.\n2. Шолохов М. Тихий Дон. М., 1980. 3 экз."


def asked(number, problem, detail, text="Петрова Нина Сергеевна", **told):
    return Asked(number, text, problem, detail, told)


@pytest.mark.parametrize(
    ("line", "is_around"),
    [
        (asked(9, Problem.NO_TITLE, "name"), True),
        (asked(1, Problem.PERHAPS_NOT_A_BOOK, "letter"), True),
        (asked(9, Problem.PERSONAL, "phone", "请与王老师联系 电话 0456-8223344"), True),
        (asked(9, Problem.PERSONAL, "phone", "《边城》 沈从文 人民文学出版社 13904561234", author="沈从文"), False),
        (asked(9, Problem.PERSONAL, "phone", "边城 沈从文 人民文学 2册 13904561234", quantity=2), False),
        (asked(9, Problem.PERSONAL, "phone", "Шолохов М. Тихий Дон, тел. 8 914 555-12-34", author="Шолохов М."), False),
        (asked(9, Problem.PERSONAL, "phone", "Петрова Нина Сергеевна, 8 914 555-12-34"), True),
        (asked(9, Problem.PERSONAL, "phone", "3. Обломов 80012345673"), False),
        (asked(9, Problem.PERSONAL, "phone", "Обломов 80012345673"), False),
        (asked(9, Problem.PERSONAL, "phone", "Телефон. Сказка 80012345673"), False),
        (asked(1, Problem.PERSONAL, "phone", "Детство, тел. 8 914 555-12-34"), False),
        (asked(9, Problem.PERSONAL, "phone", "Чехов А.П. Рассказы 80012345674", author="Чехов А.П."), False),
        (asked(9, Problem.PERSONAL, "phone", "Мёртвые души; 2 экз.; 89141234567", quantity=2), False),
        (asked(9, Problem.PERSONAL, "phone", "4. 请与王老师联系 13904561234"), False),
        (asked(5, Problem.NO_TITLE, "name"), False),
        (asked(9, Problem.NO_TITLE, None), False),
        (asked(9, Problem.PERHAPS_NOT_A_BOOK, "ditto"), False),
        (asked(9, Problem.UNSURE, "alone", "边城"), False),
    ],
)
def test_only_what_is_of_who_writes_and_stands_beside_the_books_is_set_aside(line, is_around):
    assert are_around([line], 2, 8) is is_around


@pytest.mark.parametrize(
    ("closing", "state"),
    [
        ("Петрова Нина Сергеевна", ListImportState.TAKEN),
        ("С уважением,", ListImportState.TAKEN),
        ("Тел. 8 914 555-12-34, Петрова", ListImportState.TAKEN),
        ("Обломов", ListImportState.OPEN),
        ("3. Обломов 80012345673", ListImportState.OPEN),
    ],
)
def test_a_list_is_taken_in_though_its_signature_was_not_answered(web, make_partner, closing, state):
    amur = make_partner("Amur", "RU")
    list_id = amur.sends(f"{BOOKS}\n{closing}")
    assert amur.takes(list_id)[0] == 2
    (row,) = rows_of(ListImport)
    assert row.state is state
    assert len(amur.lines(list_id)) == 3
    assert not amur.lines(list_id)[2].is_left_out


@pytest.mark.parametrize(("title", "cell"), [("Обломов", "400 г"), ("边城", "400 克"), ("Oblomov", "400 g")])
def test_a_weight_stands_in_the_letters_of_its_title_and_is_read_again(title, cell):
    assert _cell("weight_g", 400, title) == cell
    assert one(f"{title} | 1987 | {cell}").entry.weight_g == 400
