"""A programme and a list are drafted in one language; the library on the other side writes the other one."""

import pytest
import sqlalchemy as sa

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, NotFound
from library_exchange.correspondence import translation_queries
from library_exchange.correspondence.services import translation_requests as services
from library_exchange.programmes import queries as queries_of_lists
from library_exchange.programmes.models import BookList, Programme
from library_exchange.programmes.rules import LIST_TEXTS, PROGRAMME_TEXTS, ListEvent, ProgrammeEvent
from library_exchange.programmes.schemas import TitleInput
from library_exchange.programmes.services import curating
from library_exchange.shipping.models import ConsignmentLine
from tests.partners import add_book
from tests.programmes.conftest import staff


def asks(library_id, kind, number):
    with transaction() as session:
        services.ask_for_translation(session, staff(library_id), kind, str(number), now())


def waiting(kind, number):
    with reading() as session:
        return [
            (one.field, one.partner_id, one.text)
            for one in translation_queries.open_requests(session, kind, str(number))
        ]


def writes(library_id, kind, number, *texts):
    with transaction() as session:
        asked = translation_queries.open_requests(session, kind, str(number))
        given = {one.id: text for one, text in zip(asked, texts, strict=True)}
        services.translate(session, staff(library_id), kind, str(number), given, now())


def row(model, number):
    with reading() as session:
        return session.get_one(model, number)


def test_the_other_organiser_writes_its_half_of_a_draft_which_can_then_be_proposed(scene):
    number = scene.plans(name_ru=None, note_ru=None)
    asks(scene.heihe, PROGRAMME_TEXTS, number)
    assert waiting(PROGRAMME_TEXTS, number) == [
        ("name", scene.amur, "黑河交换周"),
        ("note", scene.amur, "互赠好书。"),
    ]
    writes(scene.amur, PROGRAMME_TEXTS, number, "Неделя обмена", "Дарим книги.")
    found = row(Programme, number)
    assert (found.name_ru, found.note_ru) == ("Неделя обмена", "Дарим книги.")
    scene.takes(scene.heihe, ProgrammeEvent.PROPOSE)


def test_the_library_that_receives_the_books_of_a_list_writes_its_half(scene):
    scene.plans()
    number = scene.edits(note_zh=None)
    asks(scene.amur, LIST_TEXTS, number)
    assert waiting(LIST_TEXTS, number) == [("note", scene.heihe, "Дарим книги.")]
    writes(scene.heihe, LIST_TEXTS, number, "互赠好书。")
    assert row(BookList, number).note_zh == "互赠好书。"


def test_a_list_for_readers_of_its_own_country_asks_an_organiser_across_the_border(scene):
    scene.plans()
    number = scene.edits(note_zh=None, receiver_id=scene.dvgnb)
    asks(scene.amur, LIST_TEXTS, number)
    assert [partner for _field, partner, _text in waiting(LIST_TEXTS, number)] == [scene.heihe]


def test_a_draft_that_is_thrown_away_asks_for_nothing(scene):
    number = scene.plans(note_ru=None)
    asks(scene.heihe, PROGRAMME_TEXTS, number)
    scene.takes(scene.heihe, ProgrammeEvent.CANCEL)
    assert waiting(PROGRAMME_TEXTS, number) == []


def test_proposing_asks_the_other_organiser_which_agrees_once_its_half_is_there(stage):
    number = stage.plans(name_ru=None)
    stage.takes(stage.heihe, ProgrammeEvent.PROPOSE)
    assert waiting(PROGRAMME_TEXTS, number) == [("name", stage.amur, "黑河交换周")]
    with pytest.raises(Conflict):
        stage.takes(stage.amur, ProgrammeEvent.AGREE)
    writes(stage.amur, PROGRAMME_TEXTS, number, "Неделя обмена")
    stage.takes(stage.amur, ProgrammeEvent.AGREE)
    assert row(Programme, number).name_ru == "Неделя обмена"


def test_who_was_asked_about_the_draft_is_not_asked_again_by_the_proposal(scene):
    number = scene.plans(name_ru=None)
    asks(scene.heihe, PROGRAMME_TEXTS, number)
    scene.takes(scene.heihe, ProgrammeEvent.PROPOSE)
    scene.takes(scene.amur, ProgrammeEvent.SEND_BACK)
    scene.takes(scene.heihe, ProgrammeEvent.PROPOSE)
    assert len(waiting(PROGRAMME_TEXTS, number)) == 1


def adds(stage, number, **title):
    with transaction() as session:
        found = session.get_one(BookList, number)
        given = TitleInput(**({"title": "Обломов", "language": "rus", "why_ru": "О лени."} | title))
        return curating.add_title(session, staff(stage.amur), found, given, now()).id


def titles(number):
    with reading() as session:
        found = queries_of_lists.titles_of(session, session.get_one(BookList, number))
        return [(each.title_zh, each.title_ru, each.why_zh) for each in found]


def test_one_request_covers_a_list_and_its_titles_and_stays_open_when_the_list_is_published(stage):
    stage.publishes()
    number = stage.edits(note_zh=None)
    adds(stage, number)
    asks(stage.amur, LIST_TEXTS, number)
    assert [text for _field, _partner, text in waiting(LIST_TEXTS, number)] == ["Дарим книги.", "Обломов", "О лени."]
    with transaction() as session:
        [note, *_others] = translation_queries.open_requests(session, LIST_TEXTS, str(number))
        services.translate(session, staff(stage.heihe), LIST_TEXTS, str(number), {note.id: "互赠好书。"}, now())
    stage.moves(ListEvent.PUBLISH)
    writes(stage.heihe, LIST_TEXTS, number, "奥勃洛莫夫", "关于懒惰。")
    assert titles(number) == [("奥勃洛莫夫", "Обломов", "关于懒惰。")]


def test_a_title_that_leaves_the_list_is_asked_for_no_longer_nor_when_the_books_are_sent(scene):
    scene.publishes()
    number = scene.edits(("Отцы и дети", 1))
    adds(scene, number)
    adds(scene, number, title="Обрыв", why_ru=None)
    asks(scene.amur, LIST_TEXTS, number)
    with transaction() as session:
        found = session.get_one(BookList, number)
        curating.drop_title(session, staff(scene.amur), found, queries_of_lists.get_title(session, found, 2), now())
    assert [text for *_where, text in waiting(LIST_TEXTS, number)] == ["Обрыв"]
    scene.moves(ListEvent.PUBLISH)
    scene.pledges(scene.dvgnb, 3)
    scene.moves(ListEvent.CLOSE)
    assert waiting(LIST_TEXTS, number) == []
    with reading() as session:
        [line] = session.scalars(sa.select(ConsignmentLine))
        assert (line.title, line.title_zh, line.title_ru) == ("Обрыв", None, "Обрыв")


def test_what_the_catalogue_calls_a_book_of_a_list_is_proposed_and_not_yet_written(scene, monkeypatch):
    scene.plans()
    number = scene.edits()
    record_id = add_book("Обломов", None, "rus")
    title_id = adds(scene, number, record_id=record_id, why_ru=None)
    monkeypatch.setattr(queries_of_lists, "known_titles", lambda _session, _ids: {(record_id, "zh"): "奥勃洛莫夫"})
    asks(scene.amur, LIST_TEXTS, number)
    with reading() as session:
        asked = translation_queries.open_requests(session, LIST_TEXTS, str(number))
        found = services.proposed(session, LIST_TEXTS, str(number), asked)
    assert [(place.part, proposal.text) for place, proposal in found.items()] == [(title_id, "奥勃洛莫夫")]
    assert titles(number) == [(None, "Обломов", None)]


def test_nobody_asks_about_a_programme_or_a_list_of_another_library(scene):
    programme = scene.plans(note_ru=None)
    number = scene.edits(note_zh=None)
    for kind, subject in ((PROGRAMME_TEXTS, programme), (LIST_TEXTS, number)):
        with pytest.raises((NotFound, Forbidden)):
            asks(scene.dvgnb, kind, subject)
    with pytest.raises(Conflict):
        asks(scene.heihe, PROGRAMME_TEXTS, scene.plans())
