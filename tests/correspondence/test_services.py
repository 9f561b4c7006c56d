"""Saying and reading, on both databases: who may, what is kept, who hears of it."""

import json

import pytest
import sqlalchemy as sa
from sqlmodel import select

from library_exchange.core.actor import ANONYMOUS, Actor, Role
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.correspondence import queries
from library_exchange.correspondence.models import Message, Thread
from library_exchange.correspondence.schemas import NewMessage
from library_exchange.correspondence.services import posting as services
from tests.correspondence.conftest import AT, staff


def seen(library_id, parcel, number="1"):
    with reading() as session:
        return queries.thread(session, staff(library_id), parcel, number)


def mails():
    with reading() as session:
        rows = session.exec(select(OutboxMessage).where(OutboxMessage.kind == "notifications.mail")).all()
    return [
        (row.payload["recipient"], row.payload["language"], row.payload["subject"], row.payload["body"]) for row in rows
    ]


def test_each_side_reads_the_other_and_sees_what_is_new(say, parcel, heihe, amur):
    assert seen(heihe, parcel).said == ()
    say(heihe, phrase=7, date="2026-03-05")
    say(amur, phrase=18)
    mine, theirs = seen(heihe, parcel), seen(amur, parcel)
    assert [(one.message.phrase, one.is_own, one.is_new) for one in mine.said] == [(7, True, False), (18, False, True)]
    assert [(one.is_own, one.is_new) for one in theirs.said] == [(False, False), (True, False)]  # answered, so read
    assert (mine.unread, theirs.unread, mine.partners[0].id, mine.home.id) == (1, 0, amur, heihe)
    assert mine.said[0].message.slots == {"date": "2026-03-05"}


def test_reading_is_marked_up_to_what_was_shown(say, parcel, heihe, amur):
    first = say(heihe, phrase=90)
    say(heihe, phrase=91)
    for last, left in ((0, 2), (first, 1), (10**6, 0), (first, 0)):
        with transaction() as session:
            services.mark_read(session, staff(amur), parcel, "1", last)
        assert seen(amur, parcel).unread == left
    say(heihe, phrase=90)
    assert seen(amur, parcel).unread == 1


def test_who_does_not_share_the_subject_finds_nothing(say, parcel, heihe, chita):
    say(heihe, phrase=90)
    reader = Actor("person", library_id=heihe, user_id=3, roles=frozenset({Role.READER}))
    for stranger, kind, number in (
        (staff(chita), parcel, "1"),
        (reader, parcel, "1"),
        (ANONYMOUS, parcel, "1"),
        (staff(heihe), "secret", "1"),
        (staff(heihe), parcel, "nowhere"),
    ):
        with reading() as session, pytest.raises(NotFound):
            queries.thread(session, stranger, kind, number)
        with transaction() as session, pytest.raises(NotFound):
            services.say(session, stranger, kind, number, NewMessage(phrase=90), AT)
        with transaction() as session, pytest.raises(NotFound):
            services.mark_read(session, stranger, kind, number, 1)


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        ({}, {"text"}),
        ({"phrase": 9999}, {"phrase"}),
        ({"phrase": 33, "place": "Хэйхэ"}, {"number", "date"}),
        ({"text": "Звоните: +7 914 555-12-34"}, {"confirmed"}),
        ({"phrase": 34, "place": "anna@mail.example", "date": "2026-03-05"}, {"confirmed"}),
    ],
)
def test_what_cannot_be_said_is_not_kept(say, heihe, new, fields):
    with pytest.raises(InvalidInput) as refused:
        say(heihe, **new)
    assert set(refused.value.fields) == fields
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Message)) == 0


def test_a_warning_can_be_answered(say, parcel, heihe, amur):
    say(heihe, text="Звоните в отдел: +7 914 555-12-34", confirmed=True)
    assert seen(amur, parcel).said[0].message.text.endswith("34")


def test_free_words_keep_their_language_and_a_phrase_takes_no_more_than_its_slots(say, parcel, heihe, amur):
    say(heihe, text="Книга у нас.")
    say(amur, phrase=90, title="не нужно", text="и это")
    words, phrase = (one.message for one in seen(heihe, parcel).said)
    assert (words.text, words.language, words.phrase) == ("Книга у нас.", "ru", None)
    assert (phrase.text, phrase.language, phrase.slots) == (None, None, {})


def test_the_other_library_gets_a_mail_in_its_language(say, heihe, amur):
    say(heihe, phrase=7, date="2026-03-05")
    say(amur, text="Да.")
    (to_amur, to_heihe) = mails()
    assert to_amur[:2] == ("ill@amur.example", "ru")
    assert "Библиотека Хэйхэ" in to_amur[2]
    assert "Parcel 1 (ru)" in to_amur[2]
    assert "5 марта 2026" in to_amur[3]
    assert "Тихий Дон" in to_amur[3]
    assert "/ru/threads/parcel/1" in to_amur[3]
    assert to_heihe[:2] == ("ill@heihe.example", "zh")
    assert "Да.\n(原文为俄文)" in to_heihe[3]


def test_the_audit_knows_that_something_was_said_and_not_what(say, heihe):
    say(heihe, text="Тайное слово")
    with reading() as session:
        (entry,) = session.exec(select(AuditEntry).where(AuditEntry.subject == "thread")).all()
    assert (entry.action, entry.library_id, entry.facts) == ("say", heihe, {"phrase": None})
    assert "Тайное" not in json.dumps(entry.facts, ensure_ascii=False)


def test_no_message_names_a_person():
    assert not {"user_id", "author_id", "name", "email"} & set(Message.model_fields)


def test_the_list_has_what_is_unread_first_and_costs_the_same_for_many(say, parcel, heihe, amur):
    def listed(library_id):
        asked = []

        def note(_connection, _cursor, statement, *_more):
            asked.append(statement)

        sa.event.listen(database().engine, "before_cursor_execute", note)
        with reading() as session:
            rows = queries.threads(session, library_id, "en", 0, 50)
        sa.event.remove(database().engine, "before_cursor_execute", note)
        return rows, len([one for one in asked if one.startswith("SELECT")])

    say(amur, "1", phrase=90)
    say(heihe, "2", phrase=91)
    _rows, few = listed(heihe)
    for number in range(3, 9):
        say(heihe, str(number), phrase=90)
    rows, many = listed(heihe)
    assert few == many
    assert [(row.subject_id, row.unread) for row in rows] == [("1", 1)] + [(str(n), 0) for n in (8, 7, 6, 5, 4, 3, 2)]
    assert (rows[0].subject.name, rows[0].partners[0].id, rows[0].last.is_new) == ("Parcel 1 (en)", amur, True)
    with reading() as session:
        assert queries.count_threads(session, heihe) == 8
        assert (queries.count_unread(session, heihe), queries.count_unread(session, amur)) == (1, 7)


def test_a_subject_has_one_thread(app, parcel):
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.add_all([Thread(subject_kind="a", subject_id="1", created_at=AT) for _n in range(2)])


def test_a_message_in_the_list_of_work_names_what_it_is_about(say, parcel, heihe, amur):
    say(amur, "1", phrase=90)
    with reading() as session:
        [message] = session.execute(queries.unread(heihe)).all()
        [line] = queries.unread_lines(session, heihe, [message.id], "en").values()
    assert [each.value for each in line.about] == ["Parcel 1 (en)", "Тихий Дон"]
