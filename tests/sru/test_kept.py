"""A record that lies written is told from there as long as it says the same, and never as it was."""

from dataclasses import replace
from hashlib import blake2b

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import BibliographicRecord, Item, LocalState, SourceRecord
from library_exchange.catalogue.services import authority, records, removing
from library_exchange.core import outbox
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.settings import Settings
from library_exchange.directory.models import Library
from library_exchange.duplicates.services import splitting, undoing
from library_exchange.protocols.union_records import addresses
from library_exchange.protocols.union_records import written as lying
from library_exchange.protocols.union_records.forms import CORES, FORMS
from library_exchange.protocols.union_records.models import WrittenRecord
from library_exchange.protocols.union_records.queries import held_records
from library_exchange.protocols.union_records.services import night, writing
from tests.counting import count_queries
from tests.imports.files import record
from tests.older import database_before, put, rows, upgrade

PAGES = "http://127.0.0.1:8000/r/"


def book(number, title, *more, **facts):
    return record(
        str(number), title, "Рекин, Иван", 1990 + number, *more, copies=[(f"84 Р{number}", f"A{number}")], **facts
    )


@pytest.fixture
def titles(library, deliver):
    """Three titles of one library."""
    library.sends(*(book(n, f"Берег {n}") for n in (1, 2, 3)))
    deliver()
    return every()


def every():
    with reading() as session:
        return list(session.scalars(sa.select(col(BibliographicRecord.id)).order_by(col(BibliographicRecord.id))))


def told(numbers, pages=PAGES):
    """Return the records in all forms as the door has them."""
    with reading() as session:
        return {name: lying.written(session, numbers, form, pages) for name, form in FORMS.items()}


def fresh(numbers, pages=PAGES):
    """Return them as they are now."""
    with reading() as session:
        said = held_records(session, numbers)
        return {name: [(n, form.write(each, f"{pages}{n}")) for n, each in said] for name, form in FORMS.items()}


def costs(numbers):
    """Return how many queries each form takes."""
    with reading() as session:
        return {
            name: count_queries(lambda f=form: lying.written(session, numbers, f, PAGES))
            for name, form in FORMS.items()
        }


LYING = {"oai_dc": 1, "srw_dc": 1, "marc21": 2, "unimarc": 2, "mods": 2}
NOT_LYING = {name: cost + 5 for name, cost in LYING.items()}
"""How many queries are needed for records that lie written, and for those that do not."""


def _withdraw(_library, _other):
    with transaction() as session:
        session.get_one(Item, 1).local_state = LocalState.WITHDRAWN


def _join(_library, _other):
    with transaction() as session:
        removing.join(session, every()[2], every()[0], now())


def _tell_anew(_library, _other):
    with transaction() as session:
        records.tell_anew(session, every(), now())


def _touch(_library, _other):
    with transaction() as session:
        authority.touch(session, every())


def _change_library(**facts):
    def change(library, _other):
        with transaction() as session:
            session.get_one(Library, library.library_id).sqlmodel_update(facts)

    return change


def _split(library, _other):
    """Take apart the title that both libraries have, and put it together again."""
    [shared] = _held_by_two()
    clerk = Actor("person", library_id=library.library_id, roles=frozenset({Role.LIBRARIAN}))
    with transaction() as session:
        version = session.get_one(BibliographicRecord, shared).version
        own = (col(SourceRecord.record_id) == shared, col(SourceRecord.library_id) == library.library_id)
        [going] = session.scalars(sa.select(col(SourceRecord.id)).where(*own))
        change = splitting.split(session, clerk, shared, version, [going], now()).id
    assert told(every()) == fresh(every())
    with transaction() as session:
        undoing.undo(session, clerk, change, now())


def _held_by_two():
    held = sa.select(col(SourceRecord.record_id)).group_by(col(SourceRecord.record_id))
    with reading() as session:
        return session.scalars(held.having(sa.func.count(sa.distinct(col(SourceRecord.library_id))) > 1)).all()


ACTS = {
    "another title": lambda library, _other: library.sends(book(1, "Другой берег")),
    "a note": lambda library, _other: library.sends(book(1, "Берег 1", fields=[("500", "$aС картой")])),
    "a number": lambda library, _other: library.sends(book(1, "Берег 1", "978-7-207-08555-9")),
    "a class": lambda library, _other: library.sends(book(1, "Берег 1", fields=[("084", "$a63.3$2rubbk")])),
    "another shelf mark": lambda library, _other: library.sends(
        record("1", "Берег 1", "Рекин, Иван", 1991, copies=[("63.3", "A1")])
    ),
    "another holder": lambda _library, other: other.sends(book(1, "Берег 1")),
    "taken apart and together again": _split,
    "what another holder says": lambda _library, other: other.sends(book(1, "Берег 1", fields=[("500", "$aСлова")])),
    "deleted": lambda library, _other: library.sends(record("1", "Берег 1", is_deleted=True)),
    "a copy withdrawn": _withdraw,
    "two become one": _join,
    "told anew": _tell_anew,
    "links changed": _touch,
    "a library called otherwise": _change_library(name_ru="Дом книг", code="dom-knig"),
    "a library that lends no more": _change_library(lends=False),
    "a library that has left": _change_library(lends=False, is_closing=True, has_left=True, leaves_on=now().date()),
}


def test_what_lies_written_is_never_told_as_it_was(titles, library, other_library, deliver):
    assert told(titles) == fresh(titles)
    for name, act in ACTS.items():
        act(library, other_library)
        assert told(every()) == fresh(every()), name
        deliver()
        assert told(every()) == fresh(every()), name
    writing.bring_all_up_to_date(database(), PAGES)
    assert told(every()) == fresh(every())


def test_acts_change_what_is_told(titles, library, other_library):
    """Else the test above could say nothing."""
    before = fresh(titles)
    ACTS["a note"](library, other_library)
    between = fresh(titles)
    assert [name for name in FORMS if between[name] == before[name]] == []
    ACTS["another holder"](library, other_library)
    assert [name for name in FORMS if fresh(titles)[name] != between[name]] == ["marc21", "unimarc", "mods"]


def test_what_has_changed_lies_written_anew_soon_after(titles, library, other_library, deliver):
    assert costs(titles) == LYING
    for name in ("another title", "another holder", "deleted", "two become one"):
        ACTS[name](library, other_library)
        deliver()
        assert costs(every()) == LYING, name
    ACTS["a note"](library, other_library)
    assert costs(titles) == NOT_LYING


def test_one_that_does_not_lie_written_is_told_all_the_same_in_its_place(titles):
    with transaction() as session:
        session.execute(sa.delete(WrittenRecord).where(col(WrittenRecord.record_id) == titles[1]))
    order = [titles[2], titles[1], 404, titles[0]]
    assert told(order) == fresh(order)
    assert [number for number, _text in told(order)["mods"]] == [titles[2], titles[1], titles[0]]
    assert costs(order) == NOT_LYING
    assert told([]) == {name: [] for name in FORMS}


def test_writing_again_changes_nothing_and_the_night_finds_what_no_message_told_of(titles, deliver):
    assert writing.bring_up_to_date(database(), titles, PAGES) == 0
    assert writing.bring_all_up_to_date(database(), PAGES) == 0
    with transaction() as session:
        spoiled = sa.update(WrittenRecord).where(col(WrittenRecord.record_id) == titles[0])
        session.execute(spoiled.values(state="of another time", content=b"no text"))
    assert told(titles) == fresh(titles)
    with transaction() as session:
        night.compare_all(session, now())
    deliver()
    assert costs(titles) == LYING
    assert writing.bring_all_up_to_date(database(), PAGES) == 0


def test_of_a_title_that_is_no_more_nothing_lies(titles, library, other_library, deliver):
    def those_of(number):
        with reading() as session:
            lying = sa.select(col(WrittenRecord.form)).where(col(WrittenRecord.record_id) == number)
            return sorted(session.scalars(lying))

    assert those_of(titles[2]) == sorted(CORES)
    _join(library, other_library)
    deliver()
    writing.bring_up_to_date(database(), titles, PAGES)
    assert those_of(titles[2]) == []
    assert those_of(titles[0]) == sorted(CORES)


def test_addresses_begin_alike_however_the_setting_ends():
    for base in ("https://bridge.example", "https://bridge.example/"):
        assert addresses.pages(Settings.model_construct(base_url=base)) == "https://bridge.example/r/"


def test_who_moves_to_another_address_has_all_written_anew(titles):
    elsewhere = "https://elsewhere.example/r/"
    assert told(titles, elsewhere) == fresh(titles, elsewhere)
    assert "https://elsewhere.example/r/1<" in told(titles, elsewhere)["mods"][0][1]
    assert writing.bring_all_up_to_date(database(), elsewhere) == len(titles)
    assert costs(titles) == NOT_LYING  # at the address before


def test_whoever_writes_records_otherwise_raises_the_edition(library, deliver):
    """Where this fails, raise EDITION and put the new digest here: else what lies written stays as it was."""
    library.sends(
        record(
            *("7", "Берег : повесть = Shore", "Рекин, Иван", 1991, "978-7-207-08555-9"),
            copies=[("84 Р", "A7")],
            fields=[
                *(("500", "$aС картой"), ("520", "$aО реке"), ("505", "$a1. Лёд"), ("650", "$aРеки"), ("653", "$aЛёд")),
                *(("084", "$a63.3$2rubbk"), ("490", "$aСибирь"), ("700", "$aЛугов, Пётр$4trl"), ("300", "$a90 с.")),
                *(("246", "$aБерега"), ("250", "$a2-е изд."), ("041", "$arus$hchi")),
            ],
        )
    )
    with reading() as session:
        [(_number, said)] = held_records(session, every())
    said = replace(said, source_id="7", source_updated="20260301101112.0")
    texts = {name: core.write(said, "https://bridge.example/r/7") for name, core in CORES.items()}
    assert (lying.EDITION, blake2b(repr(texts).encode(), digest_size=8).hexdigest()) == (1, "3435178a338e9197")


def test_records_of_before_are_written_by_the_worker(tmp_path):
    app, path = database_before("0120", tmp_path)
    with app.app_context(), transaction() as session:
        connection = session.connection().connection.dbapi_connection
        put(connection, "bibliographic_record", id=1, record_type="a", bib_level="m", card="{}", languages="[]")
    upgrade(app)
    assert rows(path, "SELECT kind, lane FROM outbox") == [(night.WRITE_ALL, outbox.LONG)]
    with app.app_context():
        outbox.drain(database(), lane=outbox.LONG)
        app.extensions["database"].dispose()
        assert rows(path, "SELECT record_id, form FROM written_record ORDER BY form") == [
            (1, name) for name in sorted(CORES)
        ]
        with transaction() as session:
            session.execute(sa.delete(BibliographicRecord))
        assert rows(path, "SELECT * FROM written_record") == []
        with transaction() as session:
            outbox.put(session, night.WRITE_ALL, {})
        app.extensions["database"].dispose()
        app.extensions["alembic"].downgrade("0119")
    app.extensions["database"].dispose()
    assert rows(path, "SELECT name FROM sqlite_master WHERE name = 'written_record'") == []
    assert rows(path, "SELECT kind FROM outbox WHERE done_at IS NULL") == []
