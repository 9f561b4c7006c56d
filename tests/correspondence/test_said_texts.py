"""Who cannot read what another library wrote asks it for a translation, which then stands under the words."""

import re
from html import unescape

import pytest
import sqlalchemy as sa
from flask import current_app

from library_exchange.core import bilingual, worklist
from library_exchange.core.actor import Role
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.correspondence import discussions, translation_queries
from library_exchange.correspondence.discussions import Discussion
from library_exchange.correspondence.models import TranslationRequest
from library_exchange.correspondence.rules.translations import TranslationEvent
from library_exchange.correspondence.schemas import NewMessage
from library_exchange.correspondence.services import posting, translation_requests
from library_exchange.correspondence.topics import Topic
from tests.correspondence.conftest import AT, staff
from tests.counting import count_queries

WORDS = "Посылка застряла на таможне."
ANSWER = "包裹滞留在海关。"


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def ask(library_id, number, kind="message"):
    with transaction() as session:
        translation_requests.ask_for_translation(session, staff(library_id), kind, str(number), AT)


def test_a_message_is_translated_by_the_library_that_wrote_it(app, heihe, amur, say, signed_in):
    number = say(amur, text=WORDS)
    reader, writer = (
        signed_in(app, f"{each}@example.org", each, Role.LIBRARIAN, language="en") for each in (heihe, amur)
    )
    thread, door = "/en/threads/parcel/1", f"/staff/translations/message/{number}"
    page = reader.get(thread)
    assert f'action="/en{door}/ask"' in page.text
    assert f'action="/en{door}/ask"' not in writer.get(thread).text
    page = reader.post(f"/en{door}/ask", data={"next": thread}, follow_redirects=True)
    assert "awaited" in text_of(page)
    assert f'action="/en{door}/ask"' not in page.text
    with reading() as session:
        found = worklist.counted(session, amur, AT.date())
        assert [count for kind, count in found if kind.name == "texts"] == [1]
        request = session.scalars(sa.select(TranslationRequest)).one()
    assert (request.asker_id, request.partner_id, request.language) == (heihe, amur, "zh")
    assert "cannot read what your library wrote" in text_of(writer.get(f"/en{door}"))
    writer.post(f"/en{door}/answer", data={f"text-{request.id}": ANSWER})
    page = reader.get(thread)
    assert f"In Chinese, by the library that wrote it : {ANSWER}".replace(" :", ":") in text_of(page).replace(" :", ":")
    assert WORDS in text_of(page)
    assert f'action="/en{door}/ask"' not in page.text


def test_only_another_library_that_may_read_it_asks_and_once(heihe, amur, chita, say, parcel):
    number, phrase = say(amur, text=WORDS), say(amur, phrase=8)
    for stranger in (amur, chita):
        with pytest.raises(NotFound):
            ask(stranger, number)
    with pytest.raises(Conflict):
        ask(heihe, phrase)
    with pytest.raises(Conflict):
        ask(heihe, say(amur, text=ANSWER))
    ask(heihe, number)
    with pytest.raises(Conflict):
        ask(heihe, number)


def test_who_declines_may_be_asked_again(heihe, amur, say):
    number = say(amur, text=WORDS)
    ask(heihe, number)
    with transaction() as session:
        translation_requests.move_translation(
            session, staff(amur), "message", str(number), TranslationEvent.DECLINE, AT
        )
    ask(heihe, number)


def test_a_post_is_translated_too_and_many_cost_no_more_queries(app, heihe, amur, signed_in):
    about = Topic("List", "directory.show", {"code": "amur"}, "Тихий Дон", "ru")
    discussions.KINDS.fill(current_app, "wall", lambda *_given: Discussion(about, frozenset(), True))
    browser = signed_in(app, "she@example.org", heihe, Role.LIBRARIAN, language="en")

    def post():
        with transaction() as session:
            return posting.post(session, staff(amur), "wall", "1", NewMessage(text=WORDS), AT).id

    number = post()
    ask(heihe, number, "post")
    with reading() as session:
        [one] = translation_queries.open_requests(session, "post", str(number))
        named = bilingual.named(session, amur, [("post", str(number))], "en")
    assert named["post", str(number)].values == {"kind": "wall", "subject_id": "1"}
    with transaction() as session:
        translation_requests.translate(session, staff(amur), "post", str(number), {one.id: ANSWER}, AT)
    assert ANSWER in text_of(browser.get("/en/discussions/wall/1"))
    few = count_queries(lambda: browser.get("/en/discussions/wall/1"))
    for _time in range(5):
        post()
    assert count_queries(lambda: browser.get("/en/discussions/wall/1")) == few
