"""Librarians keep the names: they add, link, merge and split; searches follow, and each act can be undone."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col

from library_exchange.authority import linking
from library_exchange.authority_control.schemas import NewForm, NewLink, NewPerson, NewWork
from library_exchange.authority_control.services import edits
from library_exchange.authority_control.services.edits import Share
from library_exchange.authority_control.services.undoing import undo
from library_exchange.catalogue.authority_models import (
    AuthorityChange,
    EntityKind,
    LinkState,
    Origin,
    Person,
    PersonLink,
    VariantKey,
    VariantName,
    Work,
    WorkLink,
)
from library_exchange.catalogue.queries import searching
from library_exchange.catalogue.services import authority, index
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.search.port import Query
from tests.catalogue.books import book, give

PERSON, WORK = EntityKind.PERSON, EntityKind.WORK


class Desk:
    """A librarian at work: each act is a transaction of its own; `last` is the change it made."""

    def __init__(self, library):
        self.actor = Actor("person", library_id=library, user_id=None, roles=frozenset({Role.LIBRARIAN}))
        self.last = 0

    def act(self, verb, *args):
        with transaction() as session:
            result = verb(session, self.actor, *args, now())
            self.last = session.scalar(sa.select(sa.func.max(col(AuthorityChange.id))))
        return result

    def add(self, **forms):
        return self.act(edits.add, NewPerson(**({"origin": "ru"} | forms)))

    def add_work(self, **forms):
        return self.act(edits.add, NewWork(**forms))

    def link(self, kind, entity, record, **more):
        self.act(edits.link_record, kind, entity, record, NewLink(**more))

    def undo(self, change):
        with transaction() as session:
            undo(session, self.actor, change, now())


@pytest.fixture
def desk(app, make_library):
    """A librarian of Heihe; no person is known yet."""
    return Desk(make_library())


@pytest.fixture
def shelf(desk):
    """Books of one author under two names that nobody knows to be one, and one by somebody else."""
    titles = [
        ("Письма", "Ганин, Пётр"),
        ("Дневник", "Ганин, Пётр"),
        ("书信", "加宁"),
        ("日记", "加宁"),
        ("Прочее", "Уваров, Лев"),
    ]
    return [
        give(desk.actor.library_id, book(title, name, number=str(n)), raw=str(n).encode())
        for n, (title, name) in enumerate(titles)
    ]


def found(app, text):
    with reading() as session:
        result = searching.search(session, app.extensions["search"], Query(text, per_page=50), "en")
        return {source.id for source in result.sources}


def state():
    """Everything that librarians and rules say, by what it is about, in values that compare."""
    with reading() as session:
        persons = {p.id: (p.key, p.origin, p.dates, p.merged_into_id) for p in session.scalars(sa.select(Person))}
        works = {w.id: (w.key, w.person_id, w.merged_into_id) for w in session.scalars(sa.select(Work))}
        forms = {
            (v.person_id, v.work_id, v.value): (v.script, v.kind, v.language, v.scheme, v.source)
            for v in session.scalars(sa.select(VariantName))
        }
        links = {
            (type(row).__name__, getattr(row, "person_id", None) or row.work_id, row.record_id): (
                *(row.name, row.origin, row.state, getattr(row, "role", None)),
            )
            for table in (PersonLink, WorkLink)
            for row in session.scalars(sa.select(table))
        }
        keys = session.execute(
            sa.select(VariantName.person_id, VariantName.work_id, VariantName.value, VariantKey.key).join(
                VariantName, col(VariantName.id) == col(VariantKey.variant_id)
            )
        )
        return persons, works, forms, links, {tuple(row) for row in keys}


# Adding ---------------------------------------------------------------------------------------------------------------


def test_books_are_found_under_the_names_of_a_person_who_was_added(app, desk, shelf, deliver):
    deliver()
    assert found(app, "远方客") == set()
    desk.add(russian="Ганин, Пётр Ильич", chinese="加宁", others="远方客", dates="1850-1910")
    deliver()
    for text in ("远方客", "加宁", "Ганин", "Пётр Ганин"):
        assert found(app, text) == set(shelf[:4]), text
    desk.undo(desk.last)
    deliver()
    assert found(app, "远方客") == set()


def test_a_form_that_was_added_is_found_and_taken_back(app, desk, shelf, deliver):
    person = desk.add(russian="Ганин, Пётр")
    desk.act(edits.add_form, PERSON, person, NewForm(value="加宁"))
    deliver()
    assert found(app, "Ганин") == set(shelf[:4])
    with pytest.raises(InvalidInput):
        desk.act(edits.add_form, PERSON, person, NewForm(value="加宁"))
    desk.undo(desk.last)
    deliver()
    assert found(app, "Ганин") == set(shelf[:2])


def test_a_work_is_added_with_its_author_and_finds_its_translations(app, desk, deliver):
    author = desk.add(russian="Ганин, Пётр", chinese="加宁")
    library = desk.actor.library_id
    records = {
        give(library, book("Долгая зима", "Ганин, Пётр", number="1"), raw=b"1"),
        give(library, book("漫长的冬天", "加宁", number="2"), raw=b"2"),
    }
    desk.add_work(russian="Долгая зима", chinese="漫长的冬天", person_id=author)
    deliver()
    assert found(app, "漫长的冬天") == found(app, "Долгая зима") == records


def test_a_person_who_was_added_and_is_used_cannot_be_taken_away(desk, shelf):
    person = desk.add(russian="Незнамов, Илья")
    added = desk.last
    desk.link(PERSON, person, shelf[4])
    with pytest.raises(Conflict) as refused:
        desk.undo(added)
    assert refused.value.facts["later"] == desk.last
    desk.undo(desk.last)
    desk.undo(added)
    assert state()[0] == {}


# Links ----------------------------------------------------------------------------------------------------------------


def test_a_librarian_of_any_library_links_a_book_and_no_rule_changes_it(app, make_library, desk, shelf, deliver):
    person = desk.add(russian="Незнамов, Илья")
    other = Desk(make_library("Amur", "RU"))
    other.link(PERSON, person, shelf[4], role="trl", name="Уваров, Лев")
    authority.link_all(database())
    deliver()
    assert shelf[4] in found(app, "Незнамов")
    assert state()[3]["PersonLink", person, shelf[4]] == ("Уваров, Лев", Origin.PERSON, LinkState.CONFIRMED, "trl")
    with pytest.raises(Conflict):
        other.link(PERSON, person, shelf[4], role="trl")
    other.act(edits.unlink_record, PERSON, person, shelf[4])
    authority.link_all(database())
    deliver()
    assert shelf[4] not in found(app, "Незнамов")
    other.undo(other.last)
    deliver()
    assert shelf[4] in found(app, "Незнамов")


def test_a_link_teaches_the_name_in_the_book_and_forgets_it_when_it_was_wrong(app, desk, shelf, deliver):
    person = desk.add(russian="Незнамов, Илья")
    same = give(desk.actor.library_id, book("Ночь", "Уваров, Лев", number="u"), raw=b"u")
    desk.link(PERSON, person, shelf[4], name="Уваров, Лев")
    deliver()
    assert {shelf[4], same} <= found(app, "Незнамов")
    desk.act(edits.unlink_record, PERSON, person, shelf[4])
    deliver()
    with reading() as session:
        assert session.scalars(sa.select(col(VariantName.value))).all() == ["Незнамов, Илья"]


@pytest.mark.parametrize(
    ("name", "origin", "is_whole"),
    [
        ("Уваров, Лев", "ru", True),
        ("Лев Уваров", "ru", True),
        ("Уваров", "ru", False),
        ("Уваров Л.", "ru", False),
        ("列夫·乌瓦罗夫", "ru", True),
        ("乌瓦罗夫", "ru", False),
        ("赵明丽", "zh", True),
        ("[俄] 列夫·乌瓦罗夫", "ru", False),
    ],
)
def test_a_surname_alone_and_marks_teach_nothing(name, origin, is_whole):
    assert linking.is_whole_name(name, origin) is is_whole


def test_what_is_not_there_cannot_be_linked(desk, shelf):
    person = desk.add(russian="Незнамов, Илья")
    for kind, entity, record in ((PERSON, person, 9999), (PERSON, 9999, shelf[0]), (WORK, 9999, shelf[0])):
        with pytest.raises(NotFound):
            desk.link(kind, entity, record)
    with pytest.raises(NotFound):
        desk.act(edits.unlink_record, PERSON, person, shelf[4])
    assert state()[3] == {}


def test_a_work_that_waits_is_decided_by_who_holds_the_book(desk, make_library):
    work = desk.add_work(russian="Зима")
    record = give(desk.actor.library_id, book("Зима", number="z"))
    with reading() as session:
        link = session.scalars(sa.select(WorkLink)).one()
    assert (link.work_id, link.state) == (work, LinkState.CANDIDATE)
    stranger = Desk(make_library("Amur", "RU"))
    with pytest.raises(NotFound):
        stranger.act(edits.decide, WORK, link.id, True)
    desk.act(edits.decide, WORK, link.id, True)
    assert state()[3]["WorkLink", work, record][1:3] == (Origin.PERSON, LinkState.CONFIRMED)
    desk.undo(desk.last)
    assert state()[3]["WorkLink", work, record][1:3] == (Origin.RULE, LinkState.CANDIDATE)


# Merging and splitting ------------------------------------------------------------------------------------------------


def test_after_a_merge_each_name_finds_the_books_of_both_and_after_undo_its_own(app, desk, shelf, deliver):
    kept, gone = desk.add(russian="Ганин, Пётр"), desk.add(chinese="加宁", dates="1850-1910")
    deliver()
    assert (found(app, "Ганин"), found(app, "加宁")) == (set(shelf[:2]), set(shelf[2:4]))
    before = state()
    desk.act(edits.merge, PERSON, kept, gone)
    deliver()
    assert found(app, "Ганин") == found(app, "加宁") == found(app, "Ganin") == set(shelf[:4])
    assert state()[0][kept][2] == "1850-1910"
    assert index.drift(database(), app.extensions["search"]) == []
    desk.undo(desk.last)
    deliver()
    assert (found(app, "Ганин"), found(app, "加宁")) == (set(shelf[:2]), set(shelf[2:4]))
    assert state() == before


def linked(kind, entity):
    """The books that are said, by whomever, to be of a person or work."""
    name = "PersonLink" if kind is PERSON else "WorkLink"
    return {
        record
        for (table, owner, record), (_name, _origin, said, _role) in state()[3].items()
        if (table, owner) == (name, entity) and said is not LinkState.REJECTED
    }


YEARS = ("1850-1910", "1920-1990")


@pytest.mark.parametrize("dates", [(None, None), (YEARS[0], YEARS[0]), (YEARS[0], None), YEARS])
@pytest.mark.parametrize("is_turned", [False, True])
def test_a_person_keeps_every_book_of_both_after_a_merge_whoever_linked_it(desk, shelf, deliver, dates, is_turned):
    library = desk.actor.library_id
    for each in YEARS:
        give(library, book(f"Сочинения {each}", "Ганин, Пётр", number=f"d{each}", dates=each), raw=each.encode())
    one, two = desk.add(russian="Ганин, Пётр", dates=dates[0]), desk.add(chinese="加宁", dates=dates[1])
    desk.link(PERSON, two, shelf[4], role="trl")  # a rule would never link it
    desk.link(PERSON, one, shelf[3])
    work = desk.add_work(russian="Дневник", person_id=two)
    books = linked(PERSON, one) | linked(PERSON, two)
    assert {shelf[3], shelf[4], shelf[2]} <= books
    kept, gone = (two, one) if is_turned else (one, two)
    desk.act(edits.merge, PERSON, kept, gone)
    deliver()
    assert books <= linked(PERSON, kept)
    assert linked(PERSON, gone) == set()
    assert state()[2][None, work, "Дневник"]
    assert state()[1][work][1] == kept
    authority.link_all(database())
    assert books <= linked(PERSON, kept)


def test_a_work_keeps_every_book_of_both_after_a_merge(desk, shelf):
    one, two = desk.add_work(russian="Дневник"), desk.add_work(chinese="日记")
    desk.link(WORK, two, shelf[0])
    desk.link(WORK, one, shelf[4])
    books = linked(WORK, one) | linked(WORK, two)
    assert books >= {shelf[0], shelf[4]}
    desk.act(edits.merge, WORK, one, two)
    assert books <= linked(WORK, one)
    authority.link_all(database())
    assert books <= linked(WORK, one)


def test_after_a_split_each_name_finds_its_own_books_and_no_rule_joins_them(app, desk, shelf, deliver):
    person = desk.add(russian="Ганин, Пётр", chinese="加宁")
    with reading() as session:
        form = session.scalars(sa.select(col(VariantName.id)).where(col(VariantName.value) == "加宁")).one()
    new = desk.act(edits.split, PERSON, person, Share([form], shelf[2:4], dates="1900-1970"))
    authority.link_all(database())
    deliver()
    assert (found(app, "Ганин"), found(app, "加宁")) == (set(shelf[:2]), set(shelf[2:4]))
    assert state()[0][new][2] == "1900-1970"
    desk.undo(desk.last)
    deliver()
    assert found(app, "Ганин") == found(app, "加宁") == set(shelf[:4])


def test_each_of_two_needs_a_form(desk):
    person = desk.add(russian="Ганин, Пётр", chinese="加宁")
    with reading() as session:
        forms = list(session.scalars(sa.select(col(VariantName.id))))
    for share in ([], forms, [9999]):
        with pytest.raises(InvalidInput):
            desk.act(edits.split, PERSON, person, Share(share))


def test_an_entry_is_not_merged_with_itself_or_with_one_that_is_gone(desk):
    one, two, three = (desk.add(russian=name) for name in ("Ганин, Пётр", "Ганин, П.", "Ганин, Павел"))
    with pytest.raises(Conflict):
        desk.act(edits.merge, PERSON, one, one)
    desk.act(edits.merge, PERSON, one, two)
    for kept, gone in ((two, three), (three, two), (one, two)):
        with pytest.raises(Conflict):
            desk.act(edits.merge, PERSON, kept, gone)


def test_of_two_words_about_one_book_a_persons_counts_more_than_a_rules(desk, shelf):
    kept, gone = desk.add(russian="Ганин, Пётр"), desk.add(russian="Незнамов, Илья")
    desk.link(PERSON, gone, shelf[0], role="trl")
    desk.act(edits.merge, PERSON, kept, gone)
    assert state()[3]["PersonLink", kept, shelf[0]] == ("Незнамов, Илья", Origin.PERSON, LinkState.CONFIRMED, "trl")
    desk.undo(desk.last)
    assert state()[3]["PersonLink", kept, shelf[0]][1] is Origin.RULE
    assert state()[3]["PersonLink", gone, shelf[0]][1] is Origin.PERSON


def test_a_merge_under_a_later_one_is_undone_after_it(desk):
    one, two, three = (desk.add(russian=name) for name in ("Ганин, Пётр", "Ганин, П.", "Ганин, Павел"))
    desk.act(edits.merge, PERSON, one, two)
    first = desk.last
    desk.act(edits.merge, PERSON, three, one)
    second = desk.last
    with pytest.raises(Conflict) as refused:
        desk.undo(first)
    assert refused.value.facts["later"] == second
    assert str(second) in str(refused.value.sentence)
    desk.undo(second)
    desk.undo(first)
    with pytest.raises(Conflict):
        desk.undo(first)
    assert [row[3] for row in state()[0].values()] == [None, None, None]


def test_a_book_given_anew_meanwhile_does_not_keep_a_merge_from_being_undone(app, desk, shelf, deliver):
    kept, gone = desk.add(russian="Ганин, Пётр"), desk.add(chinese="加宁")
    desk.act(edits.merge, PERSON, kept, gone)
    give(desk.actor.library_id, book("日记", "鲍里索夫", number="3"), raw=b"anew")
    desk.undo(desk.last)
    deliver()
    assert found(app, "加宁") == {shelf[2]}
    assert found(app, "Ганин") == set(shelf[:2])


def test_the_list_of_the_product_does_not_bring_back_what_was_merged_or_split(knowing_app, make_library):
    desk = Desk(make_library())
    with reading() as session:
        forms = sa.select(VariantName).where(col(VariantName.value).in_(["Чехов, Антон Павлович", "契诃夫", "巴金"]))
        by_value = {form.value: form for form in session.scalars(forms)}
    chekhov = by_value["契诃夫"].person_id
    desk.act(edits.split, PERSON, chekhov, Share([by_value["契诃夫"].id]))
    desk.act(edits.merge, PERSON, by_value["巴金"].person_id, chekhov)
    before = state()
    with transaction() as session:
        assert authority.load(session) == 0
    assert state() == before


def test_each_act_is_in_the_audit_without_a_name(desk, shelf):
    person = desk.add(russian="Ганин, Пётр")
    desk.undo(desk.last)
    with reading() as session:
        entries = list(session.scalars(sa.select(AuditEntry).where(col(AuditEntry.subject) == "person")))
    assert [(e.action, e.subject_id, e.library_id) for e in entries] == [
        ("add", person, desk.actor.library_id),
        ("undo", person, desk.actor.library_id),
    ]
    assert "Ганин" not in str([entry.facts for entry in entries])


# Any sequence ---------------------------------------------------------------------------------------------------------

NAMES = (("Ганин, Пётр", "加宁"), ("Ганин, П.", "加宁"), ("Уваров, Лев", "乌瓦罗夫"))
ACTS = st.lists(
    st.tuples(st.sampled_from(["link", "unlink", "merge", "split", "add", "form"]), *[st.integers(0, 3)] * 3),
    max_size=7,
)


def _do(desk, persons, records, act, one, two, three):
    """Do one of the acts as far as the present state allows it."""
    person, other = persons[one % len(persons)], persons[two % len(persons)]
    if act == "link":
        desk.link(PERSON, person, records[three], role=("aut", "trl")[two % 2])
    elif act == "unlink":
        desk.act(edits.unlink_record, PERSON, person, records[three])
    elif act == "merge":
        desk.act(edits.merge, PERSON, person, other)
    elif act == "form":
        desk.act(edits.add_form, PERSON, person, NewForm(value=("Ганин, Павел", "乌瓦罗夫")[two % 2]))
    elif act == "add":
        persons.append(desk.add(russian="Ганин, Пётр", chinese="加宁"))
    else:
        with reading() as session:
            forms = list(session.scalars(sa.select(col(VariantName.id)).where(col(VariantName.person_id) == person)))
        persons.append(desk.act(edits.split, PERSON, person, Share(forms[: two or 1], records[: three + 1])))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_was_done_is_as_before_when_all_is_undone(web, make_library, acts):
    with reading() as session:
        is_new = session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0
    desk = Desk(make_library() if is_new else 1)
    if is_new:
        for number, (russian, chinese) in enumerate(NAMES):
            give(1, book(f"Письма {number}", russian, number=f"r{number}"), raw=f"r{number}".encode())
            give(1, book(f"书信{number}", chinese, number=f"c{number}"), raw=f"c{number}".encode())
            desk.add(russian=russian, chinese=chinese)
        authority.link_all(database())
    before = state()
    persons, done = sorted(before[0])[:3], []
    for act in acts:
        try:
            _do(desk, persons, [1, 2, 3, 4], *act)
        except (Conflict, InvalidInput, NotFound):
            continue
        done.append(desk.last)
    for change in reversed(done):
        desk.undo(change)
    assert state() == before
