"""One answer tells all mistakes of a form: what its schema refuses, and what its service finds in the rest."""

import pytest
import sqlalchemy as sa
from lxml import html

from library_exchange.core.db import reading, transaction, was_overtaken
from library_exchange.core.errors import STALE, Conflict, InvalidInput
from library_exchange.core.models import AuditEntry
from library_exchange.joining.models import LibraryApplication
from library_exchange.joining.schemas import NewApplication
from library_exchange.web.all_mistakes import parse_and_try

APPLICATION = {
    "country": "CN",
    "city": "逊克",
    "kind": "school",
    "person_name": "周",
    "person_function": "馆长",
    "email": "zhou@room.example",
    "mailbox": "desk@room.example",
}


def wrong_in(form, verb, reads=None):
    with pytest.raises(InvalidInput) as refused:
        parse_and_try(NewApplication, form, verb, reads or {})
    return set(refused.value.fields)


def without_sponsor(_session, given):
    if given.sponsor is None:
        raise InvalidInput({"sponsor": "whom?", "email": "known"})


def test_what_the_service_finds_stands_beside_what_the_schema_refuses_and_its_own_word_counts(app):
    assert wrong_in(APPLICATION | {"email": "zhou"}, without_sponsor) == {"email", "sponsor"}


def test_a_check_that_reads_a_broken_field_says_nothing(app):
    assert wrong_in(APPLICATION | {"email": "zhou"}, without_sponsor, {"sponsor": ("email",)}) == {"email"}


@pytest.mark.parametrize(
    "verb",
    [
        lambda _session, _given: None,
        lambda _session, given: given.email,
        lambda _session, _given: (_ for _ in ()).throw(Conflict("late")),
    ],
)
def test_a_service_that_finds_nothing_cannot_tell_or_comes_too_late_adds_nothing(app, verb):
    assert wrong_in(APPLICATION | {"email": "zhou"}, verb) == {"email"}


def test_what_was_only_tried_too_late_is_not_answered_anew(app):
    def comes_too_late(_session, _given):
        raise Conflict(next(iter(STALE)))

    with app.test_request_context():
        assert wrong_in(APPLICATION | {"email": "zhou"}, comes_too_late) == {"email"}
        assert not was_overtaken()


@pytest.mark.parametrize("verb", [lambda _session, given: given.no_field, lambda _session, _given: None.lower()])
def test_a_slip_of_a_service_is_not_taken_for_a_gap_of_the_form(app, verb):
    with pytest.raises(AttributeError):
        wrong_in(APPLICATION | {"email": "zhou"}, verb)


def test_what_is_only_tried_is_taken_back(app):
    def writes(session, given):
        session.add(AuditEntry(actor_kind="person", door="page", action="x", subject="x", facts={}, at=sa.func.now()))

    wrong_in(APPLICATION | {"email": "zhou"}, writes)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 0


def test_a_sound_form_is_parsed_and_nothing_is_tried(app):
    def fails(_session, _given):
        raise AssertionError

    assert parse_and_try(NewApplication, APPLICATION, fails, {}).city == "逊克"


def test_a_library_that_asks_to_join_sees_all_that_is_wrong(web, make_library):
    make_library()
    answer = web.test_client().post("/zh/join", data=APPLICATION | {"email": "zhou"})
    marked = html.fromstring(answer.text).xpath("//*[@aria-invalid='true']/@name")
    assert (answer.status_code, set(marked)) == (422, {"email", "name_zh", "sponsor"})
    with transaction() as session:
        assert not session.scalars(sa.select(LibraryApplication)).all()
