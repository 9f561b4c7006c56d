"""The pages of a file: what would become of it, questions, taking it back, and work that nobody goes on with."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from library_exchange.catalogue.models import Import, ImportState, SourceRecord
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.imports.models import ImportDoubt
from library_exchange.imports.services import files
from tests.imports.files import record
from tests.loans.conftest import make_desk, records

__all__ = ["make_desk", "records"]

BOOKS = [record(f"{n}", f"Том {n}", year=1900 + n) for n in range(30)]


@pytest.fixture
def at_desk(app, signed_in, amur, deliver):
    """A librarian at her browser, with the worker at hand."""
    client = signed_in(app, library_id=amur, roles=Role.LIBRARIAN)

    class Desk:
        def get(self, path, lang="ru"):
            answer = client.get(f"/{lang}{path}")
            assert answer.status_code == 200, path
            return answer.get_data(as_text=True)

        def post(self, path, lang="ru", **form):
            return client.post(f"/{lang}{path}", data=form, content_type="multipart/form-data")

        def sends(self, *records):
            answer = self.post("/staff/imports", file=(BytesIO(b"".join(records)), "каталог.mrc"))
            assert answer.status_code == 302
            deliver()
            return answer.location.removeprefix("/ru")

        def starts(self, page, **form):
            answer = self.post(f"{page}/start", **form)
            deliver()
            return answer

    return Desk()


def test_a_file_is_looked_through_taken_in_and_taken_back(at_desk, deliver):
    page = at_desk.sends(*BOOKS)
    assert "Новые издания" in at_desk.get(page)
    at_desk.starts(page)
    assert "Прочитано 30 записей" in at_desk.get(page)
    assert "Том 7" in at_desk.get(f"{page}/records")
    assert "Новые записи уйдут" in at_desk.post(f"{page}/undo").get_data(as_text=True)
    at_desk.post(f"{page}/undo", sure="yes")
    deliver()
    assert "Файл отозван целиком" in at_desk.get(page)
    assert "Этот файл отозван" in at_desk.get(f"{page}/records")
    assert "не изменил ни одной записи" not in at_desk.get(f"{page}/records")


@pytest.mark.parametrize(
    ("lang", "several", "one", "again"),
    [
        (
            "ru",
            "2 открытых заказа ждут книг",
            "1 открытый заказ ждёт книгу",
            "Если загрузить эти книги снова",
        ),
        ("zh", "2 份未结申请在等", "1 份未结申请在等", "重新导入这些图书"),
    ],
)
def test_before_a_file_is_taken_back_it_is_told_who_waits_for_its_books(
    at_desk, make_desk, amur, deliver, lang, several, one, again
):
    heihe, lender = make_desk("Heihe", "CN"), SimpleNamespace(id=amur)
    page = at_desk.sends(*BOOKS[:3])
    at_desk.starts(page)
    assert again not in at_desk.post(f"{page}/undo", lang).get_data(as_text=True)
    with reading() as session:
        ids = session.scalars(sa.select(SourceRecord.record_id).order_by(SourceRecord.id)).all()
    heihe.records.update({"Том 0": ids[0], "Том 1": ids[1]})
    numbers = [heihe.requests(title, of=lender) for title in ("Том 0", "Том 1")]
    assert several in at_desk.post(f"{page}/undo", lang).get_data(as_text=True)
    deliver()  # the lender has its own row of each now
    told = at_desk.post(f"{page}/undo", lang).get_data(as_text=True)
    assert several in told
    assert again in told
    heihe.does("cancel", numbers[0])
    deliver()
    assert one in at_desk.post(f"{page}/undo", lang).get_data(as_text=True)


def test_a_whole_catalogue_asks_once_and_where_much_is_missing_twice(at_desk):
    at_desk.starts(at_desk.sends(*BOOKS))
    page = at_desk.sends(*BOOKS[:29])
    answer = at_desk.starts(page, covers="whole")
    assert "1 записи вашей библиотеки нет в файле" in answer.get_data(as_text=True)
    assert at_desk.starts(page, covers="whole", sure="yes").status_code == 302
    assert "Списаны, так как их нет в полном каталоге" in at_desk.get(page)
    page = at_desk.sends(*BOOKS[:5])
    asked_again = at_desk.starts(page, covers="whole", sure="yes").get_data(as_text=True)
    assert "83" in asked_again
    assert "Файл действительно полный?" in asked_again
    assert "Загрузить записи" in at_desk.get(page)  # still only looked through
    assert at_desk.starts(page, covers="whole", sure="yes", missing="7").status_code == 200
    assert at_desk.starts(page, covers="whole", sure="yes", missing="24").status_code == 302


def test_questions_are_answered_one_by_one_or_all_alike(at_desk, deliver):
    at_desk.starts(at_desk.sends(*BOOKS[:4]))
    page = at_desk.sends(record("1", "Другая"), record("2", "Третья"), record("new", "Том 3", year=1903))
    at_desk.starts(page)
    assert "3 записи ждут вашего решения" in at_desk.get(page)
    shown = at_desk.get(f"{page}/questions")
    for told in ("Том 1", "Другая", "Том 2", "Третья", "Под этим номером уже есть другая книга", "под другим номером"):
        assert told in shown
    with reading() as session:
        first = session.scalars(sa.select(ImportDoubt).order_by("id")).first()
    assert at_desk.post(f"{page}/questions/{first.id}", answered="kept_apart").location.endswith("/questions")
    assert at_desk.post(f"{page}/questions/{first.id}", answered="nonsense").status_code == 422
    assert at_desk.post(f"{page}/questions/{first.id}", answered="left_out").status_code == 409
    assert at_desk.post(f"{page}/questions/all", kind="new_number", answered="replaced").status_code == 200
    for kind in ("new_number", "other_book"):
        at_desk.post(f"{page}/questions/all", kind=kind, answered="replaced", sure="yes")
    deliver()
    assert "решать больше нечего" in at_desk.get(f"{page}/questions")
    assert "ждут вашего решения" not in at_desk.get(page)


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_book_with_a_misread_bar_code_is_taken_in_without_it_and_the_page_leads_to_its_copy(at_desk, language):
    at_desk.starts(at_desk.sends(record("1", "Гроза", copies=[("84", "B1")])))
    page = at_desk.sends(record("2", "Лес", copies=[("84", "B1")]))
    at_desk.starts(page)
    told = {
        "zh": ("新书不带此条码导入", "填写正确的编号"),
        "ru": ("принять новую без этого штрихкода", "Укажите верный номер"),
    }
    assert told[language][0] in at_desk.get(f"{page}/questions", language)
    with reading() as session:
        asked = session.scalars(sa.select(ImportDoubt)).one()
    assert at_desk.post(f"{page}/questions/all", kind="other_book", answered="numberless").status_code == 422
    assert at_desk.post(f"{page}/questions/{asked.id}", language, answered="numberless").location.endswith(page)
    with reading() as session:
        taken = session.scalars(sa.select(SourceRecord).where(SourceRecord.source_id == "2")).one()
    shown = at_desk.get(page, language)
    assert told[language][1] in shown
    assert f'href="/{language}/staff/holdings/{taken.id}#copies"' in shown


def test_questions_stand_on_the_list_of_work(at_desk):
    at_desk.starts(at_desk.sends(*BOOKS[:2]))
    page = at_desk.sends(record("1", "Другая"))
    at_desk.starts(page)
    assert f"{page}/questions" in at_desk.get("/staff")


def test_work_that_nobody_goes_on_with_is_noticed_and_given_up_or_continued(at_desk, deliver):
    page = at_desk.sends(*BOOKS[:3])
    with transaction() as session:
        found = session.scalars(sa.select(Import)).one()
        found.state, found.touched_at = ImportState.RUNNING, now()
    assert "никто не работает" not in at_desk.get(page)
    assert at_desk.post(f"{page}/give-up", sure="yes").status_code == 409
    with transaction() as session:
        session.get_one(Import, found.id).touched_at = now() - files.SILENT - timedelta(seconds=1)
    assert "никто не работает" in at_desk.get(page)
    at_desk.starts(page)
    assert "Прочитано 3 записи" in at_desk.get(page)
    with transaction() as session:
        again = session.get_one(Import, found.id)
        again.state, again.touched_at = ImportState.RUNNING, now() - files.SILENT - timedelta(seconds=1)
    assert at_desk.post(f"{page}/give-up", sure="yes").status_code == 302
    deliver()
    assert "Отозвать весь файл" in at_desk.get(page)
