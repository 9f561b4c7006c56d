"""A whole catalogue: what would become of its records is shown first, and what it lacks leaves after a yes."""

import pytest

from library_exchange.catalogue.models import Import, ImportState
from library_exchange.core.db import database, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.imports.services import files, surveying, taking_in
from library_exchange.imports.services.contents import Choice
from tests.imports.files import record

BOOKS = {f"{n}": record(f"{n}", f"Том {n}", year=1900 + n) for n in range(10)}


def survey_of(library, *records):
    return library.file(library.receives(*records)).survey


def test_a_look_through_the_file_tells_what_would_become_of_its_records_and_writes_nothing(
    library, other_library, known_titles
):
    other_library.sends(record("x", "Общая"))
    library.sends(*BOOKS.values())
    before = known_titles(), library.numbers()
    found = survey_of(
        library,
        record("new", "Новая"),
        record("shared", "Общая"),
        record("0", "Том 0 : исправленный", year=1900),
        BOOKS["1"],
        record("2", "Другая книга"),
        record("again", "Том 3", year=1903),
        record("4", "Том 4", is_deleted=True),
        BOOKS["1"],
        b"nonsense\x1d",
    )
    counts = {name: found.get(name, 0) for name in ("created", "joined", "updated", "unchanged", "held", "withdrawn")}
    assert counts == {"created": 1, "joined": 1, "updated": 1, "unchanged": 2, "held": 2, "withdrawn": 1}
    assert (found["rejected"], found["repeated"], found["read"]) == (1, 1, 9)
    assert (found["standing"], found["missing"]) == (10, 5)
    assert [title for _number, title, _lang, _record in found["examples"]["joined_known"]] == ["Общая"]
    assert [number for number, _title, _lang, _record in found["examples"]["missing"]] == ["5", "6", "7", "8", "9"]
    assert (known_titles(), library.numbers()) == before


def test_what_the_whole_catalogue_lacks_leaves_and_comes_back_with_the_next_one(library, other_library, known_titles):
    other_library.sends(BOOKS["9"])
    library.sends(*BOOKS.values())
    found = library.sends(*list(BOOKS.values())[:8], is_whole=True)
    assert (found.withdrawn_missing, found.missing, found.unchanged) == (2, 0, 8)
    assert library.numbers() == set(list(BOOKS)[:8])
    assert other_library.numbers() == {"9"}
    assert "Том 9" in known_titles()
    assert library.sends(*BOOKS.values(), is_whole=True).updated == 2
    assert library.numbers() == set(BOOKS)


def test_additions_withdraw_nothing(library):
    library.sends(*BOOKS.values())
    library.sends(BOOKS["1"])
    assert library.numbers() == set(BOOKS)


def test_what_is_held_counts_as_seen(library):
    library.sends(*BOOKS.values())
    others = [BOOKS[number] for number in BOOKS if number not in "12"]
    found = library.sends(*others, record("1", "Другая книга"), record("new-2", "Том 2", year=1902), is_whole=True)
    assert (found.held, found.withdrawn_missing) == (2, 0)
    assert library.numbers() == set(BOOKS)


def test_more_than_was_shown_is_withdrawn_only_after_another_yes(library):
    library.sends(*list(BOOKS.values())[:9])
    import_id = library.receives(*list(BOOKS.values())[:8])
    library.sends(BOOKS["9"])  # meanwhile
    with transaction() as session:
        files.start(session, library.actor, session.get_one(Import, import_id), True)
    taking_in.run(database(), import_id, library.folder)
    found = library.file(import_id)
    assert (found.state, found.missing, found.withdrawn_missing) == (ImportState.DONE, 2, 0)
    assert library.numbers() == set(BOOKS)
    with transaction() as session:
        files.withdraw_missing(session, library.actor, session.get_one(Import, import_id))
    taking_in.run(database(), import_id, library.folder)
    assert library.file(import_id).withdrawn_missing == 2
    assert library.numbers() == set(list(BOOKS)[:8])
    with pytest.raises(Conflict), transaction() as session:
        files.withdraw_missing(session, library.actor, session.get_one(Import, import_id))


def test_nothing_is_withdrawn_before_the_file_was_looked_through(library):
    import_id = library.receives(BOOKS["1"], is_surveyed=False)
    with pytest.raises(InvalidInput), transaction() as session:
        files.start(session, library.actor, session.get_one(Import, import_id), True)
    with transaction() as session:
        files.look_again(session, library.actor, session.get_one(Import, import_id), Choice())
    surveying.run(database(), import_id, 1, library.folder)  # of the file as it was looked at before
    assert library.file(import_id).survey is None


def test_it_goes_on_where_it_was_killed(library, monkeypatch):
    monkeypatch.setattr(taking_in, "PIECE", 2)
    library.sends(*BOOKS.values())
    import_id = library.receives(*list(BOOKS.values())[:5])
    with transaction() as session:
        files.start(session, library.actor, session.get_one(Import, import_id), True)

    class Killed(BaseException):
        pass

    withdraw, times = taking_in.withdrawing.withdraw, iter([1])

    def die(*given):
        next(times, None) or (_ for _ in ()).throw(Killed)
        return withdraw(*given)

    with monkeypatch.context() as killed, pytest.raises(Killed):
        killed.setattr(taking_in.withdrawing, "withdraw", die)
        taking_in.run(database(), import_id, library.folder)
    assert len(library.numbers()) == 8
    taking_in.run(database(), import_id, library.folder)
    assert library.numbers() == set(list(BOOKS)[:5])
    assert library.file(import_id).withdrawn_missing == 5
