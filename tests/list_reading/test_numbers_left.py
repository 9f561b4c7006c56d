"""Every number of a pasted line is read, asked about, or told not to be kept."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.list_reading.rules.numbers_left import numbers_left
from library_exchange.list_reading.services import reading

PARTS = (
    ("Гунны", "1984", "《围城》", "Сборник 12 пьес", "Гумилёв Л. Н. Гунны"),
    ("", ". М.: Наука, 1991", " 作家出版社 2012", ", 1987 г.", " 1991 人民文学2010"),
    ("", ". 254 с.", ", 320页", " ; 26 см", " 第5版", ". Т. 3"),
    ("", " 35 руб.", " ¥28.00", " 1-60", " 17"),
    ("", " 3 экз.", " 2册", " ×4", " (5)", " 8"),
    ("", " ISBN 978-5-02-009484-0", " 9787020002207", " 45127", " 84(2Рос=Рус)6"),
)


def digits(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d", text))


@given(st.tuples(*map(st.sampled_from, PARTS)))
def test_no_number_of_a_line_vanishes(parts):
    line = "".join(parts)
    read = reading.one(line)
    told = read.entry.model_dump(exclude={"whole", "material"})
    said = digits(f"{told} {read.wrong_number or ''}")
    assert read.problem is not None or not digits(line) - said, (line, told)


@pytest.mark.parametrize(
    ("line", "kept", "left"),
    [
        ("7. Гунны, 1991, 26 см", ["1991"], "26"),
        ("Гунны, 1991, 1991", ["1991"], "1991"),
        ("Гунны 978-7-02-000220-7", ["9787020002207"], ""),
        ("围城 第5版 2012", ["2012"], "第5版"),
        ("Гунны", [], ""),
    ],
)
def test_what_no_part_of_a_book_says_is_left(line, kept, left):
    assert numbers_left(line, kept) == left
