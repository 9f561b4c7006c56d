"""A reader is told by mail of new books that her search finds: only of new ones, and only if there are any."""

import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col

from library_exchange.accounts.models import Membership, User
from library_exchange.catalogue.models import BibliographicRecord, TextForm
from library_exchange.catalogue.services import index
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.text import folded
from library_exchange.search_alerts import queries
from library_exchange.search_alerts.models import SearchAlert
from library_exchange.search_alerts.rules import Often, is_due
from library_exchange.search_alerts.schemas import NewAlert
from library_exchange.search_alerts.services import keeping, night
from tests.letters import kept

DAY, WEEK = timedelta(days=1), timedelta(days=7)
CANARY = "канарейка"


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


@pytest.fixture
def heihe(app, make_library):
    return make_library("Heihe", "CN")


@pytest.fixture
def reader(heihe, make_person):
    user_id = make_person("du@heihe.example", heihe, name="Ду", language="ru")
    return Actor("person", library_id=heihe, user_id=user_id, roles=frozenset({Role.READER}))


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def keep(app, reader, query=f"q={CANARY}", often=Often.DAILY, at=None):
    with transaction() as session:
        given = NewAlert(query=query, often=often)
        return keeping.keep(session, app.extensions["search"], reader, given, "ru", at or now()).id


@pytest.fixture
def comes(app):
    """Let a book come into the catalogue at an instant, and be found."""
    index.rebuild(app.extensions["database"], app.extensions["search"])

    def come(title, at):
        with transaction() as session:
            record = BibliographicRecord(
                title_key=title.casefold(),
                sort_title=title,
                folded=folded(title),
                languages=["rus"],
                card={"titles": [[title, "ru", "original", False]], "authors": [], "imprint": [["2003", ""]]},
                created_at=at,
                updated_at=at,
            )
            session.add(record)
            session.flush()
            form = {"field": "title", "kind": "original", "value": title, "script": "Cyrl", "position": 0}
            session.add(TextForm(record_id=record.id, **form))
            record_id = record.id
        index.bring_up_to_date(app.extensions["database"], app.extensions["search"], [record_id])
        return record_id

    return come


@pytest.fixture
def night_at(deliver, tmp_path):
    """Let a night pass; return the letters that were written in it."""

    def pass_by(at):
        before = len(kept(tmp_path))
        with transaction() as session:
            night.look_for_new(session, at)
        deliver()
        deliver()
        return [letter.get_content() for letter in kept(tmp_path)[before:]]

    return pass_by


def test_a_reader_is_told_of_a_new_book_once(app, reader, comes, night_at):
    began = now()
    comes(f"Старая {CANARY}", began - DAY)
    keep(app, reader, at=began)
    comes(f"Новая {CANARY}", began + timedelta(hours=2))
    comes("О другом", began + timedelta(hours=2))
    (letter,) = night_at(began + DAY)
    assert f"Новая {CANARY}" in letter
    assert "Старая" not in letter
    assert "О другом" not in letter
    assert "/ru/search-alerts/stop/" in letter
    assert night_at(began + 2 * DAY) == []


def test_no_mail_comes_when_nothing_is_new(app, reader, comes, night_at):
    began = now()
    keep(app, reader, at=began)
    assert night_at(began + DAY) == []


def test_who_wants_a_mail_each_week_gets_none_before(app, reader, comes, night_at):
    began = now()
    keep(app, reader, often=Often.WEEKLY, at=began)
    comes(f"Новая {CANARY}", began + timedelta(hours=2))
    assert night_at(began + 3 * DAY) == []
    assert len(night_at(began + WEEK)) == 1


def test_what_came_in_the_last_hour_is_told_of_the_next_night(app, reader, comes, night_at):
    began = now()
    keep(app, reader, at=began)
    comes(f"Новая {CANARY}", began + DAY - timedelta(minutes=5))
    assert night_at(began + DAY) == []
    assert len(night_at(began + 2 * DAY)) == 1


@pytest.mark.parametrize(("often", "after", "due"), [("daily", 1, True), ("weekly", 6, False), ("weekly", 7, True)])
def test_when_it_is_time_to_look_again(often, after, due):
    assert is_due(Often(often), now(), now() + timedelta(days=after)) is due


def test_the_link_of_the_mail_ends_it_with_a_button_and_without_sign_in(app, reader, comes, night_at):
    began = now()
    keep(app, reader, at=began)
    comes(f"Новая {CANARY}", began + timedelta(hours=2))
    (letter,) = night_at(began + DAY)
    link = re.search(r"/ru/search-alerts/stop/\S+", letter)[0]
    visitor = app.test_client()
    assert "Больше не присылать" in text_of(visitor.get(link))
    with reading() as session:
        assert len(queries.alerts_of(session, reader.user_id)) == 1, "to open the link alone ends nothing"
    for _twice in range(2):
        assert "больше не приходят" in text_of(visitor.post(link, follow_redirects=True))
    with reading() as session:
        assert queries.alerts_of(session, reader.user_id) == []
    assert visitor.get(f"{link}x").status_code == 404


@pytest.mark.parametrize(("language", "button"), [("zh", "有新书时通知我"), ("ru", "Сообщать о новых книгах")])
def test_a_search_is_kept_below_its_results_and_ended_on_its_list(app, heihe, signed_in, comes, language, button):
    comes(f"Старая {CANARY}", now())
    browser = signed_in(app, "li@heihe.example", heihe, Role.READER, language=language)
    assert button in text_of(browser.get(f"/{language}/search?q={CANARY}"))
    assert button not in text_of(app.test_client().get(f"/{language}/search?q={CANARY}"))
    form = {"query": f"q={CANARY}&language=rus", "often": "weekly"}
    for _twice in range(2):
        answer = browser.post(f"/{language}/me/search-alerts", data=form, follow_redirects=True)
    assert text_of(answer).count(CANARY) == 1
    assert f"/{language}/search?q=" in answer.text
    assert CANARY not in text_of(browser.post(f"/{language}/me/search-alerts/1/forget", follow_redirects=True))


def test_a_search_of_everything_of_too_much_or_one_too_many_is_refused(app, reader, monkeypatch, comes):
    with pytest.raises(Conflict):
        keep(app, reader, "sort=title&page=2")
    monkeypatch.setattr(keeping, "MOST_ALERTS", 1)
    keep(app, reader)
    with pytest.raises(Conflict):
        keep(app, reader, "q=другое")
    comes(f"Старая {CANARY}", now())
    monkeypatch.setattr(keeping, "MOST_ALERTS", 9)
    monkeypatch.setattr(keeping, "MOST_FOUND", 0)
    with pytest.raises(Conflict):
        keep(app, reader, f"q=старая {CANARY}")


def test_nobody_else_ends_a_search_and_it_stands_in_its_own_table_alone(app, reader, heihe, make_person):
    alert_id = keep(app, reader)
    librarian = make_person("staff@heihe.example", heihe, Role.LIBRARIAN)
    staff = Actor("person", library_id=heihe, user_id=librarian, roles=frozenset({Role.LIBRARIAN}))
    with pytest.raises(NotFound), transaction() as session:
        keeping.forget(session, staff, alert_id)
    with reading() as session:
        for table in SQLModel.metadata.sorted_tables:
            told = str([dict(row) for row in session.execute(sa.select(table)).mappings()])
            assert ("%D0%BA%D0%B0%D0%BD" in told or CANARY in told) == (table.name == "search_alert"), table.name


def test_searches_go_with_the_account(app, reader):
    keep(app, reader)
    with transaction() as session:
        session.execute(sa.delete(Membership).where(col(Membership.user_id) == reader.user_id))
        session.execute(sa.delete(User).where(col(User.id) == reader.user_id))
    with reading() as session:
        assert session.scalars(sa.select(SearchAlert)).all() == []
