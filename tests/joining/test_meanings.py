"""What the platform cannot read of an application a member library tells it, who sees neither name nor address."""

import sqlite3
from contextlib import contextmanager

import pytest

from library_exchange.app import create_app
from library_exchange.core.actor import ANONYMOUS, Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.joining import display, queries
from library_exchange.joining.models import ApplicationMeaning
from library_exchange.joining.rules import KEPT_AFTER
from library_exchange.joining.services import explaining, night
from library_exchange.joining.sounds import sound_of
from tests.conftest import CHEAP, settings_for
from tests.joining.conftest import PLATFORM, PUBLIC, READING_ROOM
from tests.makers import carry_out_night
from tests.older import AT, database_before, put, revision_before, rows, upgrade

WORDS = "Мы собираем книги о Китае. Звоните Ольге Котовой: +7 914 555-12-34, kotova@tynda.example"


@pytest.mark.parametrize(
    ("text", "language", "sound"),
    [
        ("石桥阅览室", "ru", "Читальный зал Шицяо"),
        ("石桥阅览室（示例）", "ru", "Читальный зал Шицяо"),
        ("逊克", "ru", "Сюнькэ"),
        ("Тында", "zh", "Tynda"),
        ("Тында", "ru", None),
        ("负责人", "zh", None),
        ("Tynda", "zh", None),
    ],
)
def test_what_an_application_says_sounds_in_the_readers_letters(text, language, sound):
    made = sound_of(text, language)
    assert (made.value if made else None) == sound


def test_a_library_that_reads_it_tells_the_platform_what_an_application_says(
    web, make_library, ask, signed_in, letters
):
    make_library()
    amur = make_library("amur", country="RU", language="ru")
    number = ask(PUBLIC | {"words": WORDS}, "ru")
    platform = signed_in(web, "platform@bridge.example", is_platform_admin=True)
    page = platform.get(f"/zh/platform/applications/{number}").get_data(as_text=True)
    assert "请一家能读这种语言的馆" in page
    assert "(Tynda)" in page
    assert "请一家能读这种语言的馆" not in platform.get(f"/ru/platform/applications/{number}").get_data(as_text=True)
    platform.post(f"/zh/platform/applications/{number}/ask-meaning", data={"library_id": amur})
    (letter,) = letters("ill@amur.example")[-1:]
    assert f"/staff/applications/{number}/meaning" in letter.get_content()
    assert "Котова" not in letter.get_content()

    amurs = signed_in(web, "librarian@amur.example", amur, Role.LIBRARIAN)
    assert f"/staff/applications/{number}/meaning" in amurs.get("/ru/staff").get_data(as_text=True)
    seen = amurs.get(f"/ru/staff/applications/{number}/meaning").get_data(as_text=True)
    assert "Мы собираем книги о Китае" in seen
    assert "заведующая" in seen
    assert not [each for each in ("914", "kotova@", "mba@", "Котов", "Ольг") if each in seen]
    assert amurs.post(f"/ru/staff/applications/{number}/meaning", data={"text": " "}).status_code == 422
    amurs.post(f"/ru/staff/applications/{number}/meaning", data={"text": "滕达图书馆收集关于中国的书。"})
    assert f"/staff/applications/{number}/meaning" not in amurs.get("/ru/staff").get_data(as_text=True)
    assert "滕达图书馆收集关于中国的书。" in platform.get(f"/zh/platform/applications/{number}").get_data(as_text=True)


def test_who_cannot_read_it_or_has_answered_is_not_asked_again(app, make_library, ask):
    heihe, amur = make_library(), make_library("amur", country="RU", language="ru")
    number = ask(PUBLIC, "ru")
    with transaction() as session:
        row = queries.get_by_link(session, number)
        with pytest.raises(InvalidInput):
            explaining.ask(session, PLATFORM, row, heihe, "zh", now())
        explaining.ask(session, PLATFORM, row, amur, "zh", now())
    with pytest.raises(Conflict), transaction() as session:
        explaining.ask(session, PLATFORM, queries.get_by_link(session, number), amur, "zh", now())
    amurs = Actor("person", user_id=2, library_id=amur, roles=frozenset({Role.LIBRARIAN}))
    with transaction() as session:
        row = queries.get_by_link(session, number)
        ((asked, _library),) = queries.meanings_of(session, number)
        explaining.tell(session, amurs, row, asked, None, now(), cannot=True)
        assert asked.answer is None
        assert asked.answered_at is not None
        with pytest.raises(Conflict):
            explaining.tell(session, amurs, row, asked, "读不懂", now())


@contextmanager
def amur_is_asked(make_library, ask):
    """A transaction in which a library has been asked what an application says; taken back in the end."""
    amur = make_library("amur", country="RU", language="ru")
    number = ask(PUBLIC, "ru")
    amurs = Actor("person", user_id=2, library_id=amur, roles=frozenset({Role.LIBRARIAN}))
    with transaction() as session:
        row = queries.get_by_link(session, number)
        explaining.ask(session, PLATFORM, row, amur, "zh", now())
        ((asked, _library),) = queries.meanings_of(session, number)
        yield session, amurs, row, asked
        session.rollback()


def test_of_two_clerks_who_answer_at_once_the_first_is_heard(app, make_library, ask):
    with amur_is_asked(make_library, ask) as (session, amurs, row, asked):
        other = ApplicationMeaning(**asked.model_dump())  # as the other clerk has read it
        explaining.tell(session, amurs, row, asked, "一家小图书馆", now())
        with pytest.raises(Conflict):
            explaining.tell(session, amurs, row, other, "别的话", now())
        assert asked.answer == "一家小图书馆"


def test_once_an_application_is_decided_its_words_are_shown_no_more_and_nobody_explains_it(app, make_library, ask):
    with amur_is_asked(make_library, ask) as (session, amurs, row, asked):
        assert display.to_explain(row, asked)["said"]
        row.decided_at = now()
        assert display.to_explain(row, asked)["said"] == []
        with pytest.raises(Conflict):
            explaining.tell(session, amurs, row, asked, "一家小图书馆", now())


def test_only_the_platform_asks_and_only_the_library_that_is_asked_tells(app, make_library, ask):
    heihe, amur = make_library(), make_library("amur", country="RU", language="ru")
    number = ask(PUBLIC, "ru")
    strangers = [Actor("person", user_id=2, library_id=heihe, roles=frozenset({Role.LIBRARIAN})), ANONYMOUS]
    with transaction() as session:
        row = queries.get_by_link(session, number)
        for stranger in strangers:
            with pytest.raises(Forbidden):
                explaining.ask(session, stranger, row, amur, "zh", now())
        explaining.ask(session, PLATFORM, row, amur, "zh", now())
        ((asked, _library),) = queries.meanings_of(session, number)
        readers = Actor("person", user_id=3, library_id=amur, roles=frozenset({Role.READER}))
        for stranger in (*strangers, PLATFORM, readers):
            with pytest.raises(NotFound):
                explaining.tell(session, stranger, row, asked, "读得懂", now())
        assert asked.answered_at is None


def test_the_sponsor_is_asked_first(app, make_library, ask):
    make_library("aihui")
    heihe = make_library()
    number = ask(READING_ROOM, "zh")
    with reading() as session:
        assert queries.askable(session, queries.get_by_link(session, number))[0].id == heihe


def test_what_was_asked_is_forgotten_with_its_application(app, make_library, ask):
    amur = make_library("amur", country="RU", language="ru")
    number = ask(PUBLIC, "ru")
    with transaction() as session:
        row = queries.get_by_link(session, number)
        explaining.ask(session, PLATFORM, row, amur, "zh", now())
        row.decided_at = now() - KEPT_AFTER
    with transaction() as session:
        carry_out_night(night.VERBS, session, now())
        assert not queries.meanings_of(session, number)


def test_meanings_come_and_go_with_their_migration(tmp_path):
    app, path = database_before("0124", tmp_path)
    connection = sqlite3.connect(path)
    told = {name: PUBLIC[name] for name in PUBLIC} | {"state": "at_platform", "language": "ru", "wishes": "[]"}
    put(connection, "library_application", id=1, version=1, asked_at=AT, **told)
    connection.commit()
    connection.close()
    upgrade(app)
    assert rows(path, "SELECT count(*) FROM application_meaning") == [(0,)]
    older = create_app(settings_for(tmp_path), **CHEAP)
    with older.app_context():
        older.extensions["alembic"].downgrade(revision_before(older, "0124"))
    older.extensions["database"].dispose()
    assert rows(path, "SELECT city FROM library_application") == [("Тында",)]
