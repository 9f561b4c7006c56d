"""Persons and works: known from the start, found on books as they come in, decided by librarians where in doubt."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.authority_control.services import edits
from library_exchange.catalogue.authority_models import (
    EntityKind,
    LinkState,
    Origin,
    Person,
    PersonLink,
    VariantName,
    Work,
    WorkLink,
)
from library_exchange.catalogue.services import authority
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import NotFound
from library_exchange.core.models import AuditEntry
from tests.catalogue.books import book, give


def persons_of(record):
    with reading() as session:
        rows = session.execute(
            sa.select(Person.key, PersonLink.state)
            .join(PersonLink, col(PersonLink.person_id) == col(Person.id))
            .where(col(PersonLink.record_id) == record)
        )
        return dict(rows.all())


def works_of(record):
    with reading() as session:
        rows = session.execute(
            sa.select(Work.key, WorkLink.state)
            .join(WorkLink, col(WorkLink.work_id) == col(Work.id))
            .where(col(WorkLink.record_id) == record)
        )
        return dict(rows.all())


def _key(value):
    with reading() as session:
        person = sa.select(Person.key).join(VariantName, col(VariantName.person_id) == col(Person.id))
        return session.scalars(person.where(col(VariantName.value) == value)).one()


def test_the_facts_are_taken_in_once(app):
    with transaction() as session:
        assert authority.load(session) > 2000
    with transaction() as session:
        assert authority.load(session) == 0


@pytest.mark.parametrize("name", ["Гончаров, Иван Александрович", "Гончаров И. А.", "[俄] 冈察洛夫", "岡察洛夫"])
def test_an_author_is_known_under_every_form_of_the_name(knowing_app, make_library, name):
    record = give(make_library(), book("Письма", name))
    assert persons_of(record) == {_key("Гончаров, Иван Александрович"): LinkState.CONFIRMED}


@pytest.mark.parametrize(
    ("title", "name", "author", "work"),
    [
        ("Подлинная история А-Кью", "Лу Синь (1881-1936)", "鲁迅", "阿Q正传"),
        ("Подлинная история А-Кью", "Лу Синь, 1881–1936", "鲁迅", "阿Q正传"),
        ("阿Q正传", "鲁迅（1881—1936）", "鲁迅", "阿Q正传"),
        ("呼兰河传", "萧红", "萧红", "呼兰河传"),
        ("呼兰河传", "萧红 (1911-1942)", "萧红", "呼兰河传"),
    ],
)
def test_an_author_with_years_in_the_name_is_known_and_so_is_the_work(
    knowing_app, make_library, title, name, author, work
):
    record = give(make_library(), book(title, name))
    assert persons_of(record) == {_key(author): LinkState.CONFIRMED}
    with reading() as session:
        known = sa.select(Work.key).join(VariantName, col(VariantName.work_id) == col(Work.id))
        wanted = session.scalars(known.where(col(VariantName.value) == work)).one()
    assert works_of(record) == {wanted: LinkState.CONFIRMED}


def test_a_surname_of_two_persons_waits_for_a_librarian(knowing_app, make_library):
    record = give(make_library(), book("书信集", "托尔斯泰"))
    states = set(persons_of(record).values())
    assert (len(persons_of(record)), states) == (2, {LinkState.CANDIDATE})


def test_a_work_tells_which_of_two_namesakes_wrote_it(knowing_app, make_library):
    library = make_library()
    lev, aleksey = _key("Толстой, Лев Николаевич"), _key("Толстой, Алексей Николаевич")
    assert persons_of(give(library, book("复活", "托尔斯泰", number="1"))) == {lev: LinkState.CONFIRMED}
    assert persons_of(give(library, book("苦难的历程", "托尔斯泰", number="2"))) == {aleksey: LinkState.CONFIRMED}


def test_a_book_by_somebody_else_is_not_the_work(knowing_app, make_library):
    record = give(make_library(), book("Обломов", "Иванова, Мария Петровна"))
    assert (persons_of(record), works_of(record)) == ({}, {})


def test_volumes_and_sets_are_editions_of_the_work(knowing_app, make_library):
    library = make_library()
    first = give(library, book("Обломов. Часть 1", "Гончаров И. А.", number="1"))
    second = give(library, book("奥勃洛莫夫（全二册）", "冈察洛夫", number="2"))
    assert works_of(first) == works_of(second) != {}


def test_two_names_in_one_statement_are_two_persons(knowing_app, make_library):
    record = give(make_library(), book("对话", "残雪、余华"))
    assert persons_of(record) == {_key("残雪"): LinkState.CONFIRMED, _key("余华"): LinkState.CONFIRMED}


def test_a_record_given_anew_is_linked_anew(knowing_app, make_library):
    library = make_library()
    record = give(library, book("Письма", "Гончаров И. А."))
    give(library, book("Письма", "Лесков, Николай Семёнович"), raw=b"2")
    assert persons_of(record) == {_key("Лесков, Николай Семёнович"): LinkState.CONFIRMED}


def test_books_that_were_there_before_are_linked_too(app, make_library, deliver):
    record = give(make_library(), book("Письма", "Гончаров И. А."))
    assert persons_of(record) == {}
    with transaction() as session:
        authority.load(session)
    assert authority.link_all(database()) == 1
    assert authority.link_all(database()) == 0
    assert len(persons_of(record)) == 1


def _librarian(library):
    return Actor("person", library_id=library, user_id=None, roles=frozenset({Role.LIBRARIAN}))


def _link_of(record):
    with reading() as session:
        return session.scalars(sa.select(PersonLink).where(col(PersonLink.record_id) == record)).first()


@pytest.mark.parametrize("is_right", [True, False])
def test_what_a_librarian_decided_no_rule_changes(knowing_app, make_library, is_right):
    library = make_library()
    record = give(library, book("Письма", "Лесков"))
    link = _link_of(record)
    assert link.state is LinkState.CANDIDATE
    with transaction() as session:
        edits.decide(session, _librarian(library), EntityKind.PERSON, link.id, is_right, now())
    give(library, book("Письма", "Лесков"), raw=b"2")
    authority.link_all(database())
    found = _link_of(record)
    assert (found.state, found.origin) == (LinkState.CONFIRMED if is_right else LinkState.REJECTED, Origin.PERSON)
    with reading() as session:
        entry = session.scalars(sa.select(AuditEntry).where(col(AuditEntry.subject) == "person")).one()
    assert entry.action == ("confirm" if is_right else "reject")


def test_a_library_without_the_book_may_not_decide(knowing_app, make_library):
    record = give(make_library(), book("Письма", "Лесков"))
    stranger = make_library("Amur", "RU")
    with pytest.raises(NotFound), transaction() as session:
        edits.decide(session, _librarian(stranger), EntityKind.PERSON, _link_of(record).id, True, now())
    assert _link_of(record).state is LinkState.CANDIDATE
