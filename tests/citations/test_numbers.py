"""ISBN, ISSN and DOI as readers write them: taken in every usual form, and if wrong, told what is probably wrong."""

import pytest

from library_exchange.citations.numbers import WrongNumber, read_doi, read_isbn, read_issn
from library_exchange.core.i18n import speaking


@pytest.mark.parametrize(
    "written",
    [
        "978-5-04-010272-3",
        "9785040102723",
        "ISBN 978 5 04 010272 3",
        "isbn-13: 978–5–04–010272–3",
        "ＩＳＢＮ：9785040102723",
    ],
)
def test_an_isbn_is_understood_however_it_is_parted(written):
    assert read_isbn(written) == "9785040102723"


def test_an_isbn_of_ten_digits_is_the_same_book_and_a_cyrillic_letter_is_an_x():
    assert read_isbn("0-8044-2957-X") == read_isbn("0-8044-2957-Х") == "9780804429573"
    assert read_isbn("8044-2957-X") == "9780804429573"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("978-5-04-01027-3", "has 12: some may be missing"),
        ("978-5-04-0102722-33", "has 15: some may be too many"),
        ("978-5-04-010272-8", "one digit is wrong"),
        ("123-5-04-010272-3", "begins with 978 or 979"),
        ("978-5-17-0000", "begins with 978 or 979 has 13 digits, this has 10"),
        ("9770131609005", "bar code of a periodical"),
        ("10019·2345", "before 1987"),
        ("978-5-O4-010272-3", "digits only"),
    ],
)
def test_of_a_wrong_isbn_it_is_told_what_is_probably_wrong(written, told):
    with speaking("en"), pytest.raises(WrongNumber) as wrong:
        read_isbn(written)
    with speaking("en"):
        assert told in str(wrong.value.sentence)


def test_where_two_swapped_digits_make_an_isbn_it_is_named():
    with speaking("en"), pytest.raises(WrongNumber) as wrong:
        read_isbn("0-8044-9257-X")
    with speaking("en"):
        assert "0-8044-2957-X" in str(wrong.value.sentence)


def test_an_issn_is_understood_and_its_check_digit_tested():
    assert read_issn("ISSN 0131-6095") == read_issn("01316095") == "0131-6095"
    with speaking("en"):
        for written, told in (("0131-6096", "5 would"), ("0131-609", "this has 7")):
            with pytest.raises(WrongNumber) as wrong:
                read_issn(written)
            assert told in str(wrong.value.sentence)


@pytest.mark.parametrize(
    "written",
    [
        "10.1000/182",
        "doi:10.1000/182",
        "https://doi.org/10.1000/182",
        "http://dx.doi.org/10.1000/182.",
        "DOI 10.1000/182",
    ],
)
def test_a_doi_is_cleaned_of_its_address(written):
    assert read_doi(written) == "10.1000/182"


def test_a_bracket_of_the_doi_itself_stays():
    assert read_doi("10.1016/S0006-3495(99)77236-X") == "10.1016/S0006-3495(99)77236-X"
    assert read_doi("10.1016/(abc)") == "10.1016/(abc)"


@pytest.mark.parametrize("written", ["11.1000/182", "10.1000", "https://example.org/182", "10.1000/"])
def test_what_is_no_doi_is_told(written):
    with pytest.raises(WrongNumber):
        read_doi(written)
