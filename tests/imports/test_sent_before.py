"""A library sends its whole catalogue again and again: what it sent before is not read anew, and stays as it is."""

import pytest

from library_exchange.catalogue.models import Import
from library_exchange.core import db
from library_exchange.imports.services import files, sent_before, taking_in
from library_exchange.imports.services.contents import Choice
from library_exchange.marc import reading
from tests.imports.files import record

BOOKS = [record(f"{n}", f"Том {n}", year=1900 + n) for n in range(6)]
OPENED = 2
"""So many records are read to tell what a file is."""


@pytest.fixture
def read(monkeypatch) -> list[int]:
    """The places of the records that have been read so far."""
    found: list[int] = []
    verdict = reading._verdict

    def noting(position, *told):
        found.append(position)
        return verdict(position, *told)

    monkeypatch.setattr(reading, "_verdict", noting)
    return found


def taken_in(library, read, *records, **how):
    """Have a file taken in; return what became of it, and which of its records were read for that."""
    import_id = library.receives(*records, is_surveyed=False)
    read.clear()
    with db.transaction() as session:
        files.start(session, library.actor, session.get_one(Import, import_id), **how)
    taking_in.run(db.database(), import_id, library.folder)
    return library.file(import_id), [place for place in read if place > OPENED]


def test_what_was_sent_before_is_counted_and_not_read(library, read):
    taken_in(library, read, *BOOKS)
    found, places = taken_in(library, read, *BOOKS)
    assert (found.read, found.accepted, found.unchanged, found.updated) == (6, 6, 6, 0)
    assert places == []


def test_only_what_is_new_or_changed_is_read_among_the_others(library, read, known_titles):
    taken_in(library, read, *BOOKS)
    changed = record("4", "Том 4 : исправленный", year=1904)
    found, places = taken_in(library, read, *BOOKS[:4], changed, BOOKS[5], record("7", "Новая"), b"nonsense\x1d")
    counts = found.read, found.accepted, found.rejected, found.unchanged, found.updated, found.created
    assert counts == (8, 7, 1, 5, 1, 1)
    assert places == [5, 7, 8]
    assert "Новая" in known_titles()


def test_a_record_that_is_changed_and_changed_back_in_one_file_is_as_it_was(library, known_titles):
    library.sends(*BOOKS)
    changed = record("3", "Том 3 : исправленный", year=1903)
    found = library.sends(*BOOKS[:3], changed, BOOKS[3])
    assert (found.unchanged, found.updated) == (3, 2)
    assert library.sends(*BOOKS).unchanged == 6


def test_what_was_withdrawn_comes_back_though_its_bytes_are_known(library, read):
    taken_in(library, read, *BOOKS)
    taken_in(library, read, *BOOKS[:3], record("3", "Том 3", year=1903, is_deleted=True))
    found, places = taken_in(library, read, *BOOKS)
    assert (found.unchanged, found.updated, places) == (5, 1, [4])
    assert library.numbers() == {"0", "1", "2", "3", "4", "5"}


def test_bytes_of_another_library_are_not_known(library, other_library, read):
    taken_in(library, read, *BOOKS)
    found, places = taken_in(other_library, read, *BOOKS)
    assert (found.unchanged, found.joined, places) == (0, 6, [3, 4, 5, 6])


def test_a_file_that_somebody_has_read_in_another_way_is_read_anew(library):
    library.sends(*BOOKS)
    stands, another = Choice(encoding="utf-8"), Choice(encoding="koi8-r")
    told = [reading.Unread(1, 0, BOOKS[0], lambda: None)]
    with db.reading() as session:
        assert sent_before.known(session, library.library_id, stands, told) == {0: "0"}
        assert sent_before.known(session, library.library_id, another, told) == {}
