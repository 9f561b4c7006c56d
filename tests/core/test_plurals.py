"""Numbers and the nouns that stand with them: one form in Chinese, three in Russian, wherever a text is made."""

import pytest
import sqlalchemy as sa
from flask import render_template_string
from sqlmodel import col

from library_exchange.core.db import transaction
from library_exchange.core.i18n import _ln, _n, format_number, speaking
from library_exchange.directory.models import Library
from library_exchange.loans.labels import sentences
from tests.catalogue.books import book, give

ONE, MANY = "%(num)s day left", "%(num)s days left"
NUMBERS = (1, 2, 5, 11, 21, 22)
LEFT = {
    "ru": (
        "остался 1 день",
        "осталось 2 дня",
        "осталось 5 дней",
        "осталось 11 дней",
        "остался 21 день",
        "осталось 22 дня",
    ),
    "zh": tuple(f"还有 {number} 天" for number in NUMBERS),
    "en": ("1 day left", "2 days left", "5 days left", "11 days left", "21 days left", "22 days left"),
}
SPOKEN = [(code, number, said) for code, forms in LEFT.items() for number, said in zip(NUMBERS, forms, strict=True)]
WAYS = {
    "at once": lambda number: _n(ONE, MANY, number),
    "when it is shown": lambda number: str(_ln(ONE, MANY, number)),
    "on a page": lambda number: render_template_string(f"{{{{ ngettext('{ONE}', '{MANY}', n) }}}}", n=number),
    "in a plain text": lambda number: render_template_string(
        f"{{% autoescape false %}}{{{{ ngettext('{ONE}', '{MANY}', n) }}}}{{% endautoescape %}}", n=number
    ),
    "as time that is left": lambda number: str(sentences.time_left(number, is_late=False)),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_noun_has_the_form_that_goes_with_its_number_however_the_text_is_made(web, way):
    with web.test_request_context("/"):
        for code, number, said in SPOKEN:
            with speaking(code):
                assert WAYS[way](number) == said


TRANSIT = {
    "ru": {1: "около 1 дня в", 2: "около 2 дней в", 5: "около 5 дней в", 21: "около 21 дня в"},
    "zh": {number: f"单程约 {number} 天" for number in (1, 2, 5, 21)},
    "en": {1: "about 1 day one", 2: "about 2 days one", 5: "about 5 days one", 21: "about 21 days one"},
}
LOAN = {
    "ru": {1: "Выдаёт на 1 день,", 2: "Выдаёт на 2 дня,", 5: "Выдаёт на 5 дней,", 21: "Выдаёт на 21 день,"},
    "zh": {number: f"借期 {number} 天，" for number in (1, 2, 5, 21)},
    "en": {1: "for 1 day,", 2: "for 2 days,", 5: "for 5 days,", 21: "for 21 days,"},
}


@pytest.mark.parametrize("code", ["ru", "zh", "en"])
def test_a_librarys_page_counts_days_in_the_readers_grammar(web, make_library, visitor, code):
    make_library()
    for number in (1, 2, 5, 21):
        with transaction() as session:
            days = {"loan_days": number, "transit_days": number}
            session.execute(sa.update(Library).where(col(Library.code) == "heihe").values(**days))
        page = visitor(web).get(f"/{code}/libraries/heihe").text
        assert TRANSIT[code][number] in page
        assert LOAN[code][number] in page


FOUND = {
    "ru": {1: "Найдена 1 запись", 2: "Найдены 2 записи", 5: "Найдено 5 записей", 21: "Найдена 21 запись"},
    "zh": {number: f"找到 {number} 条记录" for number in (1, 2, 5, 21)},
    "en": {1: "1 record found", 2: "2 records found", 5: "5 records found", 21: "21 records found"},
}


def test_a_search_counts_its_books_in_the_readers_grammar(web, make_library, visitor, deliver):
    library, given = make_library(), 0
    for number in (1, 2, 5, 21):
        while given < number:
            given += 1
            give(library, book(f"Записки {given}", "Ганин, Пётр", number=str(given)), raw=str(given).encode())
        deliver()
        for code, forms in FOUND.items():
            assert forms[number] in visitor(web).get(f"/{code}/search?q=Записки").text


@pytest.mark.parametrize("code", ["zh", "ru", "en"])
def test_a_number_below_nought_has_a_minus_and_no_hyphen(web, code):
    with speaking(code):
        assert format_number(-2) == "−2"
        assert "-" not in format_number(-1234567)
