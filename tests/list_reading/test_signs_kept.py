"""What is kept of a line has the signs with which it was written."""

import unicodedata

import pytest

from library_exchange.list_reading.rules.signs_kept import MOST_WORDS, with_signs
from library_exchange.list_reading.services import plain_lines


@pytest.mark.parametrize(
    ("kept", "given", "signs"),
    [
        ("NoNo 1-6 комплект", "журнал, №№ 1-6 комплект", "№№ 1-6 комплект"),
        ("Школа No5", "Школа №5, 1990", "Школа №5"),
        ("Палата No 6", "Палата № 6", "Палата № 6"),
        ("1⁄2 листа, 40 м2", "½ листа, 40 м²", "½ листа, 40 м²"),
        ("История II", "История Ⅱ", "История Ⅱ"),
        ("Windows TM", "Windows ™", "Windows ™"),
        ("Say No", "Say No. № 5", "Say No"),
        ("Nota, 21", "Nota, 2¹", "Nota, 2¹"),
        ("Обычная книга", "Обычная книга", "Обычная книга"),
    ],
)
def test_signs_come_back_where_the_line_has_them(kept, given, signs):
    assert with_signs(kept, given) == signs


def test_a_pasted_line_keeps_its_signs_in_remark_and_text():
    read = plain_lines.one("Дальний Восток, журнал, 2015 г. №№ 1-6 комплект")
    assert "№№ 1-6 комплект" in read.text
    assert "No" not in f"{read.entry.title} {read.entry.remark or ''}"


def test_of_a_line_that_is_nothing_but_signs_only_some_are_looked_for():
    line = " ".join(f"№{number}" for number in range(1000, 1000 + 2 * MOST_WORDS))
    kept = with_signs(unicodedata.normalize("NFKC", line), line)
    assert kept.count("№") == kept.count("No") == MOST_WORDS
