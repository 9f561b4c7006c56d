"""A programme and a list are drafted in one language; the library on the other side writes the other one."""

import pytest

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, NotFound
from library_exchange.correspondence import queries, services
from library_exchange.programmes.models import BookList, Programme
from library_exchange.programmes.rules import LIST_TEXTS, PROGRAMME_TEXTS, ProgrammeEvent
from tests.programmes.conftest import staff


def asks(library_id, kind, number):
    with transaction() as session:
        services.ask_for_translation(session, staff(library_id), kind, str(number), now())


def waiting(kind, number):
    with reading() as session:
        return [(one.field, one.partner_id, one.text) for one in queries.open_requests(session, kind, str(number))]


def writes(library_id, kind, number, *texts):
    with transaction() as session:
        asked = queries.open_requests(session, kind, str(number))
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


def test_nobody_asks_about_a_programme_or_a_list_of_another_library(scene):
    programme = scene.plans(note_ru=None)
    number = scene.edits(note_zh=None)
    for kind, subject in ((PROGRAMME_TEXTS, programme), (LIST_TEXTS, number)):
        with pytest.raises((NotFound, Forbidden)):
            asks(scene.dvgnb, kind, subject)
    with pytest.raises(Conflict):
        asks(scene.heihe, PROGRAMME_TEXTS, scene.plans())
