"""OpenURL: what links of catalogues and databases tell of a book, a chapter, an article, in both versions."""

from urllib.parse import urlencode

import pytest

from library_exchange.citations.openurl import read_query


def test_a_book_is_read_from_the_keys_of_the_standard():
    found = read_query(
        urlencode(
            {
                "ctx_ver": "Z39.88-2004",
                "rft_val_fmt": "info:ofi/fmt:kev:mtx:book",
                "rft.btitle": "История Амура",
                "rft.aulast": "Иванов",
                "rft.aufirst": "Иван",
                "rft.date": "2003-05",
                "rft.place": "Благовещенск",
                "rft.pub": "Амур",
                "rft_id": "urn:ISBN:978-5-04-010272-3",
            }
        )
    )
    assert (found.title, found.author, found.year) == ("История Амура", "Иванов, Иван", "2003")
    assert (found.place, found.publisher, found.isbn, found.part) == ("Благовещенск", "Амур", "9785040102723", "")


@pytest.mark.parametrize("prefix", ["rft.", ""])
def test_an_article_is_asked_for_with_its_journal_in_both_versions(prefix):
    told = {
        "genre": "article",
        "atitle": "Обмен",
        "aulast": "Ли",
        "volume": "69",
        "issue": "3",
        "spage": "5",
        "epage": "10",
    }
    told |= {"title" if not prefix else "jtitle": "Вестник", "issn": "01316095", "date": "2020"}
    query = urlencode({f"{prefix}{name}": value for name, value in told.items()} | {"id": "doi:10.1000/182"})
    found = read_query(query)
    assert (found.title, found.issn, found.year, found.doi) == ("Вестник", "0131-6095", "2020", "10.1000/182")
    assert found.author == ""
    assert found.part == "Ли. Обмен. 69, 3. 5–10"


def test_a_chapter_is_asked_for_with_its_book():
    found = read_query(urlencode({"rft.atitle": "Глава", "rft.btitle": "Книга", "rft.au": "Ли", "rft.pages": "1-5"}))
    assert (found.title, found.part) == ("Книга", "Ли. Глава. 1-5")


@pytest.mark.parametrize("address", ["info:doi/10.1000/182", "https://doi.org/10.1000/182", "doi:10.1000%2F182"])
def test_a_doi_is_read_from_any_of_its_addresses(address):
    assert read_query(urlencode({"rft_id": address})).doi == "10.1000/182"


@pytest.mark.parametrize("query", ["", "a=b", "rft.title=", "&" * 9000, "%ff%fe=%00", "x=1&" * 500])
def test_what_tells_nothing_or_too_much_is_no_fault(query):
    assert read_query(query).as_fields() == {}


def test_what_is_told_is_bounded():
    found = read_query(urlencode({"rft.btitle": "я" * 1200, "rft.pub": "п" * 100}))
    assert len(found.title) <= 500
