"""References as programs write them are read back: RIS, BibTeX, whatever stands around their values."""

import pytest

from library_exchange.citations.managers import bibtex, ris
from library_exchange.citations.reference_files import cells_in, rows_in
from library_exchange.citations.references import Kind, Name, Reference

RIS = """TY  - BOOK
AU  - Костейн, Томас
AU  - Ли, Мин
TI  - Гунны
PY  - 2002///
SN  - 5-17-015240-X
ER  -
TY  - BOOK
T1  - 围城
ER  -
"""
BIBTEX = """@string{p = {Наука}}
@book{kostain2002, title={{Гунны}: роман}, author={Костейн, Томас and Ли, Мин}, year={2002},
  address = "М.", isbn={5-17-015240-X}}
@book{qian, title = "围城", year = 1991}
"""


def test_a_file_of_ris_tells_each_book_by_its_tags():
    first, second = cells_in(RIS)
    assert first == {"author": "Костейн, Томас; Ли, Мин", "title": "Гунны", "year": "2002", "isbn": "5-17-015240-X"}
    assert second == {"title": "围城"}


def test_a_file_of_bibtex_tells_each_book_whatever_brackets_it_has():
    first, second = cells_in(BIBTEX)
    assert first == {
        "title": "Гунны: роман",
        "author": "Костейн, Томас; Ли, Мин",
        "year": "2002",
        "place": "М.",
        "isbn": "5-17-015240-X",
    }
    assert second == {"title": "围城", "year": "1991"}


def test_books_have_the_same_columns_one_below_the_other():
    assert rows_in(RIS)[0] == ["author", "title", "year", "isbn"]
    assert rows_in(RIS)[2] == ["", "围城", "", ""]


@pytest.mark.parametrize("text", ["", "Гунны", "TY Книги\n", "@book", "1. Костейн Т. Гунны. М., 2002", "@book{a,"])
def test_other_texts_are_no_references(text):
    assert cells_in(text) is None


@pytest.mark.parametrize("write", [ris, bibtex])
def test_what_the_catalogue_gives_to_programs_is_read_back(write):
    told = Reference(
        number=7,
        kind=Kind.BOOK,
        title="Цены & скидки",
        authors=(Name("Ли", "Мин"),),
        year="2002",
        isbn="9785170152407",
    )
    (cells,) = cells_in(write([told]).decode())
    assert [cells[name] for name in ("title", "author", "year", "isbn")] == [
        "Цены & скидки",
        "Ли, Мин",
        "2002",
        "9785170152407",
    ]
