"""A reader keeps books to lists of her own, orders several at once, and nobody else reads what she keeps."""

import re
from html import unescape

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col

from library_exchange.accounts.models import Membership, User
from library_exchange.catalogue.services import merging
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side
from library_exchange.reading_lists import queries, services
from library_exchange.reading_lists.models import ReadingList, ReadingListBook
from library_exchange.reading_lists.schemas import KeptBook
from tests.counting import count_queries
from tests.loans.conftest import add_record

CANARY = "Канарейка моей осени"


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def keep(desk, record_id, name=CANARY):
    with transaction() as session:
        return services.keep(session, desk.reader, KeptBook(record_id=record_id, name=name), now())[0].id


def books_of(list_id):
    with reading() as session:
        mine = sa.select(ReadingListBook).where(col(ReadingListBook.list_id) == list_id)
        return session.scalars(mine.order_by(col(ReadingListBook.id))).all()


def order(desk, list_id):
    with transaction() as session:
        return services.order(session, desk.reader, list_id, [each.id for each in books_of(list_id)], now())


@pytest.mark.parametrize(("language", "button"), [("zh", "加入我的书单"), ("ru", "В мой список")])
def test_a_book_is_kept_from_its_page_and_from_a_hit(heihe, amur, at_desk, language, button):
    record_id = add_record("История Амура")
    reader = at_desk(heihe, Role.READER, language)
    way = f"/{language}/me/lists/keep?record={record_id}"
    page = reader.get(f"/{language}/r/{record_id}")
    assert button in page.text
    assert way in page.text
    form = {"record_id": record_id, "name": CANARY}
    answer = reader.post(f"/{language}/me/lists/keep", data=form, follow_redirects=True)
    assert answer.request.path == f"/{language}/r/{record_id}"
    assert CANARY in text_of(answer)
    assert CANARY in text_of(reader.get(f"/{language}/me/lists"))
    assert CANARY in text_of(reader.get(way)), "the list is offered for the next book"


def test_who_is_not_signed_in_is_offered_no_list(heihe, app):
    record_id = add_record("История Амура")
    assert "/me/lists" not in app.test_client().get(f"/ru/r/{record_id}").text


def test_a_book_stands_on_a_list_once(heihe):
    record_id = add_record("История Амура")
    list_id = keep(heihe, record_id)
    assert keep(heihe, record_id) == list_id
    assert len(books_of(list_id)) == 1


def test_a_list_is_named_and_a_second_of_the_name_is_refused_at_its_field(heihe, at_desk):
    reader = at_desk(heihe, Role.READER)
    for name in ("Осень", "Зима"):
        assert reader.post("/en/me/lists", data={"name": name}).status_code == 302
    answer = reader.post("/en/me/lists/1/rename", data={"name": "Зима"})
    assert answer.status_code == 422
    assert 'value="Зима"' in answer.text
    assert "Choose another name" in text_of(answer)
    assert reader.post("/en/me/lists/1/rename", data={"name": "Весна"}).status_code == 302
    assert "Весна" in text_of(reader.get("/en/me/lists"))


def test_a_list_with_books_is_deleted_only_once_she_means_it(heihe, at_desk):
    reader = at_desk(heihe, Role.READER)
    record_id = add_record("История Амура")
    reader.post("/en/me/lists/keep", data={"record_id": record_id, "name": "Осень"})
    assert "its 1 book is deleted" in text_of(reader.post("/en/me/lists/1/forget"))
    assert "Осень" in text_of(reader.get("/en/me/lists"))
    reader.post("/en/me/lists/1/forget", data={"sure": "yes"})
    assert reader.get("/en/me/lists/1").status_code == 404
    assert books_of(1) == []


def test_several_books_are_ordered_at_once_and_each_refusal_is_told(heihe, amur, at_desk, rows_of):
    reader = at_desk(heihe, Role.READER)
    titles = {title: add_record(title) for title in ("Первая", "Вторая", "Третья")}
    for record_id in titles.values():
        reader.post("/en/me/lists/keep", data={"record_id": record_id, "name": "Осень"})
    heihe.records["Третья"] = titles["Третья"]
    heihe.holds("Третья")
    ticked = [each.id for each in books_of(1)]
    answer = reader.post("/en/me/lists/1/order", data={"book": ticked}, follow_redirects=True)
    said = text_of(answer)
    assert "2 requests are with your library." in said
    assert "Третья: Your own library has this book." in said
    assert rows_of(Side.REQUESTING) == 2
    said = text_of(reader.post("/en/me/lists/1/order", data={"book": ticked}, follow_redirects=True))
    assert "Первая: You have already asked for this book." in said
    assert rows_of(Side.REQUESTING) == 2


def test_the_limit_of_the_library_holds_for_lists_too_and_is_told_once(heihe):
    with transaction() as session:
        session.get_one(Library, heihe.id).most_open_requests = 1
    for title in ("Первая", "Вторая", "Третья"):
        list_id = keep(heihe, add_record(title))
    done = order(heihe, list_id)
    assert done.made == 1
    ((record_id, sentence),) = done.refused
    assert record_id is None
    assert "1" in str(sentence)


def test_nothing_ticked_is_told_and_orders_nothing(heihe, at_desk, rows_of):
    reader = at_desk(heihe, Role.READER)
    reader.post("/en/me/lists/keep", data={"record_id": add_record("Первая"), "name": "Осень"})
    answer = reader.post("/en/me/lists/1/order")
    assert answer.status_code == 422
    assert "Tick the books" in text_of(answer)
    assert rows_of(Side.REQUESTING) == 0


def test_staff_of_her_library_cannot_read_change_or_order_from_a_reader_s_list(heihe, at_desk):
    list_id = keep(heihe, add_record("Первая"))
    book_id = books_of(list_id)[0].id
    for role in (Role.LIBRARIAN, Role.LIBRARY_ADMIN):
        browser = at_desk(heihe, role)
        assert browser.get(f"/en/me/lists/{list_id}").status_code == 404
        assert CANARY not in browser.get("/en/me/lists").text
        assert browser.post(f"/en/me/lists/{list_id}/books/{book_id}/remove").status_code == 404
        assert browser.post(f"/en/me/lists/{list_id}/forget", data={"sure": "yes"}).status_code == 404
    with pytest.raises(NotFound), reading() as session:
        queries.get_list(session, heihe.librarian, list_id)
    assert len(books_of(list_id)) == 1


def test_a_list_leaves_its_own_table_with_nothing(heihe, amur, deliver):
    record_id = add_record("Первая")
    heihe.records["Первая"] = record_id
    amur.holds("Первая")
    list_id = keep(heihe, record_id)
    assert order(heihe, list_id).made == 1
    with reading() as session:
        no = session.scalar(sa.select(col(LoanRequest.request_no)))
    heihe.does("send", no, supplier_id=amur.id)
    deliver()
    with reading() as session:
        for table in SQLModel.metadata.sorted_tables:
            told = str(session.execute(sa.select(table)).all())
            assert (CANARY in told) == (table.name == "reading_list"), table.name


def test_lists_go_with_the_account(heihe, make_person):
    person, record_id = make_person("du@heihe.example", heihe.id), add_record("Первая")
    with transaction() as session:
        kept = ReadingList(user_id=person, name=CANARY, created_at=now())
        session.add(kept)
        session.flush()
        session.add(ReadingListBook(list_id=kept.id, record_id=record_id, added_at=now()))
    with transaction() as session:
        session.execute(sa.delete(Membership).where(col(Membership.user_id) == person))
        session.execute(sa.delete(User).where(col(User.id) == person))
    with reading() as session:
        assert session.scalars(sa.select(ReadingList)).all() == []
        assert session.scalars(sa.select(ReadingListBook)).all() == []


def test_a_book_that_becomes_part_of_another_stays_on_the_list_as_that(heihe):
    old, into = add_record("Первая"), add_record("Первая, то же")
    list_id = keep(heihe, old)
    with transaction() as session:
        merging.merge(session, old, into)
    with reading() as session:
        kept = queries.get_list(session, heihe.reader, list_id)
        assert [each.card.id for each in queries.books_on(session, kept, 0, 20, "ru", heihe.id)] == [into]


def test_there_is_room_for_so_many_lists_and_books(heihe, monkeypatch):
    monkeypatch.setattr(services, "MOST_LISTS", 1)
    monkeypatch.setattr(services, "MOST_BOOKS", 1)
    keep(heihe, add_record("Первая"))
    with pytest.raises(InvalidInput):
        keep(heihe, add_record("Вторая"))
    with pytest.raises(Conflict):
        keep(heihe, add_record("Вторая"), "Ещё один")


def test_a_list_costs_as_many_queries_however_long_it_is(heihe, at_desk):
    reader = at_desk(heihe, Role.READER)
    reader.post("/en/me/lists/keep", data={"record_id": add_record("Первая"), "name": "Осень"})
    reader.get("/en/me/lists/1")
    few = count_queries(lambda: reader.get("/en/me/lists/1"))
    for number in range(9):
        reader.post("/en/me/lists/keep", data={"record_id": add_record(f"Книга {number}"), "name": "Осень"})
    assert count_queries(lambda: reader.get("/en/me/lists/1")) == few
