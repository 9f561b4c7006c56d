"""Which books are the same: by rule where the rule is sure, never by title alone."""

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col

from library_exchange.catalogue.models import BibliographicRecord, Holding, Item, LocalState, SourceRecord, TextForm
from library_exchange.catalogue.models import Contributor as Named
from library_exchange.catalogue.services import items
from library_exchange.catalogue.services.placing import Arrival
from library_exchange.catalogue.services.records import take_in
from library_exchange.catalogue.title_models import TitleDoubt
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.marc.description import (
    ClassNumber,
    Contributor,
    Description,
    Identifier,
    LocalHolding,
    Text,
    TextField,
    form,
)
from library_exchange.record_matching import keys as rules


def book(
    title, source_id=None, author=None, year=None, isbn=None, part=None, holdings=(), other_title=None, publisher=None
):
    texts = [Text(TextField.TITLE, (form(title),), 0)]
    if publisher:
        texts.append(Text(TextField.PUBLISHER, (form(publisher),), 3))
    if part:
        texts.append(Text(TextField.PART_NUMBER, (form(part),), 1))
    if other_title:
        texts.append(Text(TextField.PARALLEL_TITLE, (form(other_title, "translation", language="chi"),), 2))
    return Description(
        source_id=source_id,
        source_updated=None,
        record_type="a",
        bib_level="m",
        languages=("rus",),
        original_language=None,
        country="RU",
        year=year,
        year_text=str(year) if year else None,
        texts=tuple(texts),
        contributors=(Contributor("aut", "person", True, (form(author),)),) if author else (),
        identifiers=(Identifier("isbn", isbn, isbn, True),) if isbn else (),
        class_numbers=(ClassNumber("bbk", "63.3(2)"),),
        holdings=tuple(holdings),
        links=(),
        relations=(),
    )


def give(library_id, *descriptions, raw=None):
    arrivals = [Arrival(d, raw or f"{n}{d}".encode(), "rusmarc", "utf-8") for n, d in enumerate(descriptions)]
    with transaction() as session:
        return take_in(session, library_id, arrivals, now())


def _all(table):
    with reading() as session:
        return session.scalars(sa.select(table).order_by("id")).all()


ISBN = "9785170118380"


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        (book("Война и мир", isbn=ISBN), book("ВОЙНА И МИР", isbn=ISBN), True),
        (book("Война и мир", isbn=ISBN), book("Анна Каренина", isbn=ISBN), False),
        (book("Война и мир", isbn=ISBN, part="Том 1"), book("Война и мир", isbn=ISBN, part="Том 2"), False),
        (
            book("Ёлка", author="Толстой, Лев Николаевич", year=1990),
            book("Елка", author="Толстой Л. Н.", year=1990),
            True,
        ),
        (book("Ёлка", author="Толстой, Лев", year=1990), book("Ёлка", author="Толстой, Алексей", year=1990), False),
        (book("Ёлка", author="Толстой, Лев", year=1990), book("Ёлка", author="Толстой, Лев", year=1991), False),
        (book("Ёлка", author="Толстой, Лев"), book("Ёлка", author="Толстой, Лев"), False),
        (book("Ёлка", year=1990), book("Ёлка", year=1990), False),
        (book("戰爭與和平", author="托尔斯泰", year=2007), book("战争与和平", author="[俄] 托尔斯泰", year=2007), True),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_equal_books_of_two_libraries(app, make_library, first, second, is_same, at_once):
    heihe, amur = make_library(), make_library("Amur", "RU")
    if at_once:
        [(one, _new), (other, outcome)] = give(amur, first, second)
    else:
        [(one, _new)] = give(heihe, first)
        [(other, outcome)] = give(amur, second)
    assert (one == other, outcome) == (is_same, "joined" if is_same else "created")


_IDEA = book("Русская идея : основные проблемы русской мысли", None, "Бердяев Н.А.", 2007, publisher="АСТ")
_GOES_ON = book(
    "Русская идея. Основные проблемы русской мысли XIX века", None, "Н. А. Бердяев", 2007, publisher="АСТ, М."
)
_AH_Q = book("Подлинная история А-Кью", None, "Лу Синь", 1971, publisher="Художественная литература")
_AH_Q_CUT = book("Подлинная история А-Кью", None, "Лу Синь (1881-1936)", 1971, publisher="Худож. лит.")
_FATE = book("Русская идея. Судьба России", None, "Бердяев, Н. А.", 2007, publisher="АСТ")


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(("one", "other"), [(_IDEA, _GOES_ON), (_AH_Q, _AH_Q_CUT)])
def test_what_two_tables_write_otherwise_is_one_title_whichever_comes_first(app, make_library, one, other, turned):
    first, second = (other, one) if turned else (one, other)
    [(record, _new)] = give(make_library(), first)
    assert give(make_library("Amur", "RU"), second) == [(record, "joined")]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("one", "other", "is_one_person"),
    [
        ("钱锺书", "钱钟书", True),
        ("钱锺书", "錢鍾書", True),
        ("托尔斯泰", "[俄] 托尔斯泰", True),
        ("Толстой, Лев Николаевич", "Толстой Л. Н.", True),
        ("余华", "余桦", False),
    ],
)
def test_who_is_written_otherwise_by_two_libraries_is_one_person_of_their_title(
    app, make_library, one, other, is_one_person, turned
):
    given = (book("围城内外", author=name, isbn=ISBN) for name in ((other, one) if turned else (one, other)))
    for library, described in zip((make_library(), make_library("Amur", "RU")), given, strict=True):
        give(library, described)
    assert len(_all(BibliographicRecord)) == 1
    assert len(_all(Named)) == (1 if is_one_person else 2)


@pytest.mark.parametrize("turned", [False, True])
def test_a_title_that_may_go_on_after_a_full_stop_is_asked_about(app, make_library, turned):
    plain = book("Русская идея", None, "Бердяев Н.А.", 2007, publisher="АСТ")
    first, second = (_FATE, plain) if turned else (plain, _FATE)
    [(one, _new)] = give(make_library(), first)
    [(other, outcome)] = give(make_library("Amur", "RU"), second)
    assert outcome == "created"
    assert [(doubt.record_id, doubt.other_id) for doubt in _all(TitleDoubt)] == [(one, other)]


def test_the_same_source_id_updates_only_what_that_library_gave(app, make_library):
    heihe, amur = make_library(), make_library("Amur", "RU")
    [(record, _)] = give(amur, book("Ёлка", "7", "Толстой, Лев", 1990, other_title="枞树"))
    [(same, _)] = give(heihe, book("Ёлка", "x1", "Толстой, Лев", 1990, other_title="小枞树"))
    [(again, outcome)] = give(amur, book("Ёлка", "7", "Толстой, Лев", 1990, other_title="圣诞树"))
    with reading() as session:
        forms = session.scalars(sa.select(TextForm.value).where(col(TextForm.field) == "parallel_title"))
        assert set(forms) == {"小枞树", "圣诞树"}
        assert session.get_one(BibliographicRecord, record).version == 3
    assert (record, record, "updated") == (same, again, outcome)


def test_a_source_id_twice_in_one_piece_is_an_update(app, make_library):
    results = give(make_library(), book("Первое", "7"), book("Второе", "7"))
    assert [outcome for _record, outcome in results] == ["created", "updated"]
    assert len(_all(SourceRecord)) == 1


def test_records_without_a_number_are_known_by_their_bytes(app, make_library):
    library = make_library()
    give(library, book("Без номера"))
    [(_record, outcome)] = give(library, book("Без номера"))
    assert outcome == "unchanged"


def test_copies_follow_the_record_and_are_withdrawn_not_deleted(app, make_library):
    library = make_library()
    three = [LocalHolding(None, "84(2)", copies=2), LocalHolding(None, "Хр", copies=1)]
    give(library, book("Ёлка", "7", holdings=three))
    give(library, book("Ёлка", "7", holdings=[LocalHolding(None, "84(2)", copies=1)]))
    states = {(item.holding_id, item.number): item.local_state for item in _all(Item)}
    first, second = _all(Holding)
    assert states == {
        (first.id, 1): LocalState.ON_SHELF,
        (first.id, 2): LocalState.WITHDRAWN,
        (second.id, 1): LocalState.WITHDRAWN,
    }
    give(library, book("Ёлка", "7", holdings=three))
    assert {item.local_state for item in _all(Item)} == {LocalState.ON_SHELF}


@pytest.mark.parametrize("state", [LocalState.MISSING, LocalState.OUT_LOCALLY, LocalState.NOT_LENT])
def test_what_a_librarian_said_of_a_copy_outlives_every_import(app, make_library, state):
    library = make_library()
    three = [LocalHolding(None, "84(2)", copies=3)]
    give(library, book("Ёлка", "7", holdings=three))
    first = _all(Item)[0].id
    actor = Actor("person", library_id=library, user_id=1, roles=frozenset({Role.LIBRARIAN}))
    with transaction() as session:
        items.set_state(session, actor, first, state, now())
    for holdings in (three, [LocalHolding(None, "84(2)", copies=4)], [LocalHolding(None, "84(2)", copies=1)], three):
        give(library, book("Ёлка", "7", holdings=holdings))
        assert {item.id: item.local_state for item in _all(Item)}[first] is state
    assert [item.local_state for item in _all(Item)[1:3]] == [LocalState.ON_SHELF] * 2


def test_a_missing_copy_that_a_record_no_longer_states_is_withdrawn(app, make_library):
    library = make_library()
    give(library, book("Ёлка", "7", holdings=[LocalHolding(None, "84(2)", copies=2)]))
    last = _all(Item)[1].id
    actor = Actor("person", library_id=library, user_id=1, roles=frozenset({Role.LIBRARIAN}))
    with transaction() as session:
        items.set_state(session, actor, last, LocalState.MISSING, now())
    give(library, book("Ёлка", "7", holdings=[LocalHolding(None, "84(2)", copies=1)]))
    assert _all(Item)[1].local_state is LocalState.WITHDRAWN


def test_of_a_union_list_only_the_givers_copy_is_counted(app, make_library):
    holders = [LocalHolding("РГБ", "A 1"), LocalHolding("БАН", "B 2"), LocalHolding("ГПИБ", "C 3")]
    give(make_library(), book("Ёлка", "7", holdings=holders))
    assert [(h.call_number) for h in _all(Holding)] == [None]
    assert len(_all(Item)) == 1


@given(st.text(max_size=60), st.text(max_size=60))
def test_keys_of_anything_are_short_and_stable(title, name):
    assert rules.title_key(title) == rules.title_key(rules.title_key(title))
    assert len(rules.title_key(title * 20)) <= rules.KEY_LENGTH
    assert isinstance(rules.author_key(name), str)
