"""What the look through a file promises is what the import brings."""

import uuid

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.imports.conftest import Sender
from tests.imports.files import record

OUTCOMES = ("created", "joined", "updated", "unchanged", "held", "left_out", "withdrawn", "rejected")
ISBN = "7100012340"


def promised(found):
    return {name: found.survey.get(name, 0) for name in OUTCOMES}


def came(found):
    return {name: getattr(found, name) for name in OUTCOMES}


def looked_at_and_taken_in(library, *records):
    found = library.sends(*records, is_whole=True)
    return promised(found), came(found)


def test_one_book_in_two_rows_of_a_file_is_joined_and_nobody_is_promised_a_question(library):
    rows = [
        record("1", "История эвенков", isbn=ISBN, copies=[("К 1", "hh0301")]),
        record("2", "История эвенков", copies=[("К 1", "hh0303")]),
    ]
    told, became = looked_at_and_taken_in(library, *rows)
    assert told == became
    assert (became["created"], became["joined"], became["held"]) == (1, 1, 0)


def test_copies_that_the_file_has_twice_are_asked_about_as_was_promised(library):
    rows = [record(number, "История эвенков", copies=[("К 1", "hh0301")]) for number in "12"]
    told, became = looked_at_and_taken_in(library, *rows)
    assert told == became
    assert (became["created"], became["held"]) == (1, 1)


@pytest.mark.parametrize(
    ("title", "becomes"), [("Том 1", "unchanged"), ("Том 1 : исправленный", "updated"), ("Другая книга", "held")]
)
def test_what_a_number_says_the_second_time_is_foretold(library, title, becomes):
    told, became = looked_at_and_taken_in(library, record("1", "Том 1"), record("1", title))
    assert told == became
    assert (became["created"], became[becomes]) == (1, 1)


COPIES = st.lists(st.sampled_from([("К 1", "b1"), ("К 1", "b2"), ("К 2", "")]), max_size=2, unique=True)
BOOKS = st.tuples(
    st.sampled_from("123"),
    st.sampled_from(["Гроза", "Гроза : драма", "Лес"]),
    st.sampled_from([1990, 1991]),
    st.sampled_from(["", ISBN]),
    COPIES,
)
"""Number, title, year, ISBN and copies of a record."""
FIRST_FILES = st.tuples(st.just([]), st.lists(BOOKS, min_size=1, max_size=5))
LATER_FILES = st.tuples(
    st.lists(BOOKS, min_size=1, max_size=3), st.lists(BOOKS, min_size=1, max_size=3, unique_by=lambda book: book[0])
)


@settings(
    max_examples=50,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(files=st.one_of(FIRST_FILES, LATER_FILES))
def test_whatever_small_file_is_sent_what_was_promised_comes(app, make_library, tmp_path_factory, files):
    """Each library finds what the libraries of earlier examples have sent."""
    library = Sender(make_library(f"Library {uuid.uuid4().hex[:8]}", "RU"), tmp_path_factory.mktemp("files"))
    had, sent = (
        [record(number, title, year=year, isbn=isbn, copies=copies) for number, title, year, isbn, copies in books]
        for books in files
    )
    if had:
        library.sends(*had)
    told, became = looked_at_and_taken_in(library, *sent)
    assert told == became
