"""Which rows of a file of readers are new, known, doubtful or refused."""

import pytest

from library_exchange.reader_files.rules import Person, Shelf, Verdict, Why, column_of, find_headings, name_of

AN = Person("Анна Пробная", "Б-1", "+7 4162 22-22-22", "an@amur.example")
LI = Person("李 试")


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        *[("ФИО", "name"), ("Ф. И. О.", "name"), ("姓名", "name"), ("Full name", "name"), ("Фамилия", "surname")],
        *[("№ чит. билета", "card_no"), ("借书证号", "card_no"), ("Card No.", "card_no"), ("e-mail", "email")],
        *[
            ("Эл. почта", "email"),
            ("电子邮箱", "email"),
            ("Тел.:", "phone"),
            ("手机号", "phone"),
            ("Год рождения", None),
            *[("读者条码", "card_no"), ("读者证条码", "card_no"), ("条码号", "card_no"), ("读者编号", "card_no")],
            *[("一卡通号", "card_no"), ("№ ЧБ", "card_no"), ("移动电话", "phone"), ("QQ邮箱", "email")],
            *[("Электронный адрес", "email"), ("Адрес электронной почты", "email"), ("Эл. адрес", "email")],
            *[("e-mail читателя", "email"), ("Телефон читателя", "phone"), ("читателя", None)],
            *[("证件号", None), ("Адрес", None)],
        ],
    ],
)
def test_headings_of_three_languages_are_known(heading, column):
    assert column_of(heading) == column


def test_headings_may_stand_below_the_name_of_the_library():
    rows = [["Областная библиотека", "", ""], ["№", "ФИО", "Билет"], ["1", "Анна", "7"]]
    assert find_headings(rows) == (1, {"name": 1, "card_no": 2})
    assert find_headings([["Билет", "Телефон"], ["1", "2"]]) is None


def test_a_name_is_joined_from_its_parts():
    assert name_of({"surname": "Пробная", "given_name": "Анна", "patronymic": ""}) == "Пробная Анна"
    assert name_of({"surname": "李", "given_name": "试"}) == "李试"


@pytest.mark.parametrize(
    ("row", "verdict", "why"),
    [
        (Person("Новый Читатель", "Б-9", None, "new@amur.example"), Verdict.NEW, None),
        (Person("анна  пробная", "б-1"), Verdict.KNOWN, Why.THERE),
        (Person("Анна Пробная", None, None, "AN@amur.example"), Verdict.KNOWN, Why.THERE),
        (Person("Анна Пробная", None, "+7 (4162) 222222"), Verdict.KNOWN, Why.THERE),
        (Person("Другая", "Ｂ-1".replace("Ｂ", "Б")), Verdict.REFUSED, Why.SAME_CARD),
        (Person("Анна Пробная", "Б-1", None, "other@amur.example"), Verdict.REFUSED, Why.SAME_CARD),
        (Person("Другая", None, None, "an@amur.example"), Verdict.REFUSED, Why.SAME_EMAIL),
        (Person("Анна Пробная", "Б-2", None, "an@amur.example"), Verdict.REFUSED, Why.SAME_EMAIL),
        (Person("Анна Пробная", "Б-2"), Verdict.DOUBTFUL, Why.SAME_NAME),
        (Person("李试"), Verdict.KNOWN, Why.THERE),
        (Person("李试", "7"), Verdict.DOUBTFUL, Why.SAME_NAME),
    ],
)
def test_a_row_is_judged_by_what_it_has_in_common_with_readers_who_are_there(row, verdict, why):
    judged = Shelf([AN, LI]).judge(row)
    assert (judged.verdict, judged.why) == (verdict, why)


def test_a_row_is_compared_with_rows_above_it_too():
    shelf = Shelf([])
    shelf.add(Person("Анна", "1", row=2))
    judged = shelf.judge(Person("Борис", "1", row=3))
    assert (judged.verdict, judged.why, judged.other.row) == (Verdict.REFUSED, Why.SAME_CARD, 2)
