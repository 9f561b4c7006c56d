"""The pages on which librarians keep names: without a script, in each language, and never a dead end."""

import re

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.authority_control.queries import entities, lists
from library_exchange.catalogue.authority_models import EntityKind, LinkState, Person, PersonLink, VariantName, WorkLink
from library_exchange.catalogue.services import authority
from library_exchange.core.actor import Role
from library_exchange.core.db import database, reading
from tests.catalogue.books import book, give


@pytest.fixture
def library(make_library):
    """Heihe, which has a few books."""
    heihe = make_library()
    for number, (title, name) in enumerate([("Письма", "Ганин, Пётр"), ("书信", "加宁"), ("Прочее", "Уваров, Лев")]):
        give(heihe, book(title, name, number=str(number)), raw=str(number).encode())
    return heihe


@pytest.fixture
def desk(web, library, signed_in):
    """The browser of a librarian of Heihe."""
    return signed_in(web, "anna@heihe.example", library, Role.LIBRARIAN)


def add(desk, **form):
    answer = desk.post("/en/staff/names/person/new", data={"origin": "ru"} | form)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def text(answer):
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_second_person_of_one_name_is_added_only_after_a_second_look(desk):
    first = add(desk, russian="Ганин, Пётр", chinese="加宁", others="加宁宁\n\nGanin, Petr\n", dates="1850-1910")
    again = desk.post("/ru/staff/names/person/new", data={"origin": "ru", "chinese": "加寧"})
    assert again.status_code == 422
    page = again.get_data(as_text=True)
    assert f"/ru/persons/{first}" in page
    assert 'value="加寧"' in page
    second = add(desk, chinese="加寧", is_another="y")
    with reading() as session:
        scripts = dict(session.execute(sa.select(VariantName.value, VariantName.script)).all())
    assert second != first
    assert scripts == {
        "Ганин, Пётр": "Cyrl",
        "加宁": "Hans",
        "加宁宁": "Hans",
        "Ganin, Petr": "Latn",
        "加寧": "Hans",
    }


@pytest.mark.parametrize(
    ("form", "field"),
    [({}, "russian"), ({"russian": "Ганин", "dates": "давно"}, "dates"), ({"russian": "Г" * 301}, "russian")],
)
def test_what_cannot_be_added_says_why_beside_the_field(desk, form, field):
    answer = desk.post("/zh/staff/names/person/new", data={"origin": "ru"} | form)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)


def test_a_work_is_added_with_the_author_that_was_found(desk):
    author = add(desk, russian="Ганин, Пётр")
    page = text(desk.get("/en/staff/names/work/new?author_words=Ганина"))
    assert f'name="person_id" id="author-{author}" value="{author}" checked' in page
    answer = desk.post("/en/staff/names/work/new", data={"russian": "Письма", "person_id": str(author)})
    work = answer.headers["Location"]
    assert "Письма" in text(desk.get(f"/en/persons/{author}"))
    assert f"/en/persons/{author}" in text(desk.get(work))
    with reading() as session:
        assert session.scalars(sa.select(WorkLink)).one().state is LinkState.CONFIRMED


def test_a_form_is_added_with_its_script_and_romanisation(desk):
    person = add(desk, russian="Ганин, Пётр")
    path = f"/ru/staff/names/person/{person}"
    desk.post(f"{path}/forms", data={"value": "Ganin, Pyotr", "scheme": "bgn-pcgn"})
    page = text(desk.get(path))
    assert "Ganin, Pyotr" in page
    assert "BGN/PCGN" in page
    again = desk.post(f"{path}/forms", data={"value": "Ganin, Pyotr"})
    assert again.status_code == 422
    assert 'id="value-error"' in again.get_data(as_text=True)


def test_a_book_is_linked_from_its_record_and_from_the_person_and_unlinked(desk, deliver):
    deliver()
    person = add(desk, russian="Незнамов, Илья")
    found = text(desk.get(f"/en/staff/names/person/{person}/books?q=Прочее"))
    [path] = set(re.findall(r"/en/staff/records/\d+/names\?person=\d+", found))
    page = text(desk.get(path))
    assert f'value="{person}" checked' in page
    assert '<option value="Уваров, Лев"' in page
    record = path.partition("?")[0]
    form = {"kind": "person", "entity_id": str(person)}
    assert desk.post(f"{record}/links", data=form | {"name": "Уваров, Лев", "role": "trl"}).status_code == 302
    assert "Translator" in text(desk.get(record))
    assert "Прочее" in text(desk.get(f"/en/persons/{person}"))
    assert (
        desk.post(f"{record}/unlink", data=form | {"back": "entry"}).headers["Location"].endswith(f"/person/{person}")
    )
    assert "Прочее" not in text(desk.get(f"/en/persons/{person}"))
    assert desk.post(f"{record}/unlink", data=form).status_code == 404


def test_names_in_the_record_are_offered_to_look_for(desk):
    person = add(desk, chinese="加宁")
    page = text(desk.get("/zh/staff/records/2/names"))
    [path] = re.findall(r'href="(/zh/staff/records/2/names\?of=person[^"]+)"', page)
    assert f'value="{person}"' in text(desk.get(path.replace("&amp;", "&")))


def test_nothing_chosen_is_told_and_nothing_done(desk):
    person = add(desk, russian="Незнамов, Илья")
    assert desk.post("/en/staff/records/1/names/links", data={"kind": "person"}).status_code == 302
    assert desk.post(f"/en/staff/names/person/{person}/merges", data={}).status_code == 302
    split = desk.post(f"/en/staff/names/person/{person}/splits", data={})
    assert split.status_code == 422
    assert 'href="#forms"' in split.get_data(as_text=True)


def test_the_address_of_a_merged_person_leads_to_the_other_until_it_is_undone(desk):
    kept, gone = add(desk, russian="Ганин, Пётр"), add(desk, chinese="加宁")
    assert f'value="{gone}"' in text(desk.get(f"/en/staff/names/person/{kept}/merge?q=加宁"))
    desk.post(f"/en/staff/names/person/{kept}/merges", data={"other_id": str(gone)})
    for path in (f"/en/persons/{gone}", f"/en/staff/names/person/{gone}"):
        assert desk.get(path).headers["Location"] == path.replace(str(gone), str(kept))
    assert "加宁" in text(desk.get(f"/en/persons/{kept}"))
    changes = text(desk.get("/en/staff/names/changes"))
    undo = re.findall(r'action="(/en/staff/names/changes/\d+/undo)"', changes)
    refused = desk.post(undo[-1], follow_redirects=True).get_data(as_text=True)
    assert "Undo that one first" in refused
    assert "Undone." in desk.post(undo[0], follow_redirects=True).get_data(as_text=True)
    assert desk.get(f"/en/persons/{gone}").status_code == 200
    assert "undone already" in desk.post(undo[0], follow_redirects=True).get_data(as_text=True)


def test_a_person_is_split_by_what_was_chosen(desk):
    person = add(desk, russian="Ганин, Пётр", chinese="加宁")
    path = f"/ru/staff/names/person/{person}/split"
    page = text(desk.get(path))
    form = re.search(r'name="forms" id="forms-(\d+)" value="\1"><label for="forms-\1"><span lang="zh', page).group(1)
    record = re.search(r'name="records"[^>]+value="(\d+)"[^>]*><label[^>]+><span lang="zh[^>]*>书信', page).group(1)
    new = desk.post(f"{path}s", data={"forms": form, "records": record, "dates": "1900-"}).headers["Location"]
    assert "书信" in text(desk.get(new))
    assert "书信" not in text(desk.get(f"/ru/persons/{person}"))


def test_titles_that_wait_are_decided_in_their_own_list(desk, library):
    desk.post("/en/staff/names/work/new", data={"russian": "Прочее"})
    give(library, book("Прочее", number="z"), raw=b"z")
    authority.link_all(database())
    assert "No name waits" in text(desk.get("/en/staff/names"))
    page = text(desk.get("/en/staff/names?of=work"))
    [decide] = set(re.findall(r'action="(/en/staff/names/works/\d+)"', page))
    assert desk.post(decide, data={"is_right": "no"}).headers["Location"].endswith("?of=work")
    assert "No title waits" in text(desk.get("/en/staff/names?of=work"))


@pytest.mark.parametrize("lang", ["zh", "ru", "en"])
def test_each_page_speaks_each_language(desk, lang):
    person = add(desk, russian="Ганин, Пётр", chinese="加宁")
    pages = ["", "/changes", "/person/new", "/work/new"]
    pages += [f"/person/{person}{rest}" for rest in ("", "/merge", "/split", "/books?q=письма")]
    for path in pages:
        assert f'<html lang="{ {"zh": "zh-Hans"}.get(lang, lang) }"' in text(desk.get(f"/{lang}/staff/names{path}")), (
            path
        )


def test_a_public_page_shows_the_way_to_keep_names_to_librarians_only(desk, web, visitor):
    person = add(desk, russian="Ганин, Пётр")
    assert "/en/staff/names/person/" in text(desk.get(f"/en/persons/{person}"))
    assert "/staff/names" not in text(visitor(web).get(f"/en/persons/{person}"))


def test_longer_lists_cost_no_more_queries(desk, library):
    person = add(desk, russian="Ганин, Пётр", chinese="加宁")
    with reading() as session:
        few = _queries(session, lambda: entities.sheet(session, EntityKind.PERSON, person, "en", 0, 50))
        changes = _queries(session, lambda: lists.changes(session, "en", 0, 50))
        found = _queries(session, lambda: entities.find_named(session, EntityKind.PERSON, "Ганин", "en"))
    for number in range(5):
        give(library, book(f"Ещё письма {number}", "Ганин, Пётр", number=f"n{number}"), raw=f"n{number}".encode())
        add(desk, russian=f"Ганин, Пётр {number}", is_another="y")
    with reading() as session:
        links = sa.select(sa.func.count()).select_from(PersonLink).where(col(PersonLink.person_id) == person)
        assert session.scalar(links) > 5
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 6
        assert _queries(session, lambda: entities.sheet(session, EntityKind.PERSON, person, "en", 0, 50)) == few
        assert _queries(session, lambda: lists.changes(session, "en", 0, 50)) == changes
        assert _queries(session, lambda: entities.find_named(session, EntityKind.PERSON, "Ганин", "en")) == found


def _queries(session, read):
    """Count the queries of a reading in a session that is open."""
    session.scalar(sa.select(1))
    counted = []
    engine = session.get_bind()
    listener = lambda *_args: counted.append(1)  # noqa: E731
    sa.event.listen(engine, "before_cursor_execute", listener)
    try:
        read()
    finally:
        sa.event.remove(engine, "before_cursor_execute", listener)
    return len(counted)
