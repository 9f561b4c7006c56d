"""A record that a door has written once is not written again as long as it says the same, and never told as it was."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import BibliographicRecord, Item, LocalState
from library_exchange.catalogue.services import authority, records, removing
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.protocols.union_records import written as kept
from library_exchange.protocols.union_records.forms import FORMS
from library_exchange.protocols.union_records.queries import held_records
from tests.counting import count_queries
from tests.imports.files import record

PAGES = "https://bridge.example/r/"


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


def told(numbers):
    """Return the records in all forms as the door has them."""
    with reading() as session:
        return {name: kept.written(session, numbers, form, PAGES) for name, form in FORMS.items()}


def fresh(numbers):
    """Return them as they are now."""
    with reading() as session:
        said = held_records(session, numbers)
        return {name: [(n, form.write(each, f"{PAGES}{n}")) for n, each in said] for name, form in FORMS.items()}


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


ACTS = {
    "another title": lambda library, _other: library.sends(book(1, "Другой берег")),
    "a note": lambda library, _other: library.sends(book(1, "Берег 1", fields=[("500", "$aС картой")])),
    "a number": lambda library, _other: library.sends(book(1, "Берег 1", "978-7-207-08555-9")),
    "a class": lambda library, _other: library.sends(book(1, "Берег 1", fields=[("084", "$a63.3$2rubbk")])),
    "another shelf mark": lambda library, _other: library.sends(
        record("1", "Берег 1", "Рекин, Иван", 1991, copies=[("63.3", "A1")])
    ),
    "another holder": lambda _library, other: other.sends(book(1, "Берег 1")),
    "what another holder says": lambda _library, other: other.sends(book(1, "Берег 1", fields=[("500", "$aСлова")])),
    "deleted": lambda library, _other: library.sends(record("1", "Берег 1", is_deleted=True)),
    "a copy withdrawn": _withdraw,
    "two become one": _join,
    "told anew": _tell_anew,
    "links changed": _touch,
}


def test_what_is_kept_is_never_told_as_it_was(titles, library, other_library):
    assert told(titles) == told(titles) == fresh(titles)
    for name, act in ACTS.items():
        act(library, other_library)
        assert told(every()) == fresh(every()), name


def test_acts_change_what_is_told(titles, library, other_library):
    """Else the test above could say nothing."""
    before = fresh(titles)
    ACTS["a note"](library, other_library)
    between = fresh(titles)
    assert [name for name in FORMS if between[name] == before[name]] == []
    ACTS["another holder"](library, other_library)
    assert [name for name in FORMS if fresh(titles)[name] != between[name]] == ["marc21", "unimarc", "mods"]


def test_what_is_kept_costs_one_query_or_two_with_holders(titles):
    told(titles)
    with reading() as session:
        costs = {name: count_queries(lambda f=f: kept.written(session, titles, f, PAGES)) for name, f in FORMS.items()}
    assert costs == {"oai_dc": 1, "srw_dc": 1, "marc21": 2, "unimarc": 2, "mods": 2}


def test_what_is_not_kept_costs_five_queries_more(titles):
    kept.forget()
    with reading() as session:
        costs = {name: count_queries(lambda f=f: kept.written(session, titles, f, PAGES)) for name, f in FORMS.items()}
    assert costs == {"oai_dc": 6, "srw_dc": 6, "marc21": 7, "unimarc": 7, "mods": 7}


def test_each_address_and_each_database_has_its_own(titles):
    told(titles)
    with reading() as session:
        [other] = kept.written(session, titles[:1], FORMS["mods"], "https://elsewhere.example/r/")
    assert "https://elsewhere.example/r/1<" in other[1]


def test_only_so_many_are_kept_and_none_that_is_very_long(titles, monkeypatch):
    kept.forget()
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    told(titles)
    [found] = kept._kept.values()
    assert len(found._texts) == 2
    kept.forget()
    monkeypatch.setattr(kept, "LONGEST_KEPT", 10)
    assert told(titles) == fresh(titles)
    [found] = kept._kept.values()
    assert not found._texts
