"""A library's own words in letters: whose they are, who may write them, who reads them, and who never does."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts.models import User
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden
from library_exchange.core.i18n import speaking
from library_exchange.core.models import AuditEntry
from library_exchange.core.settings import CHECKOUT
from library_exchange.directory.models import Library
from library_exchange.loans.services import notices
from library_exchange.mail.slots import SLOTS, STANDARD, Words
from library_exchange.notifications import labels, places, samples, services
from library_exchange.notifications.labels import LETTERS, Audience
from library_exchange.notifications.models import LetterWords
from tests.letters import kept

LETTER = "loans/reader_overdue"
PAGE = "/libraries/heihe/letters/reader_overdue"
CHINESE = {
    "opening_zh": "请于 %(due_on)s 前还书。",
    "closing_zh": "电话 0456-1234567\n周一休息",
    "subject_zh": "%(home)s催还",
}
TEXTS = CHECKOUT / "library_exchange" / "templates" / "loans" / "mail"


@pytest.fixture
def admin(web, make_library, signed_in):
    heihe = make_library("Heihe")
    make_library("Amur", "RU")
    return signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)


def kept_words():
    with reading() as session:
        return {
            row.language: (row.subject, row.opening, row.closing) for row in session.scalars(sa.select(LetterWords))
        }


def state(page):
    return page.partition('name="seen" value="')[2].partition('"')[0]


def written(library_id, language, **context):
    """Return the letter that a reader of the library gets in `language`, as it waits to be sent."""
    told = {"title": "Записки охотника", "number": "R-1", "home": "Heihe", "due_on": "5 марта", "translation": ""}
    with transaction() as session:
        user = User(email="r@heihe.example", fs_uniquifier=language, name="Kanarejka", language=language)
        services.notify_person(session, user, LETTER, library_id=library_id, **(told | context))


def test_the_table_of_letters_is_that_of_the_texts():
    assert set(LETTERS) == {f"loans/{path.stem}" for path in TEXTS.glob("[!_]*.txt")}
    to_readers = {letter for letter, kind in LETTERS.items() if kind.to is Audience.READER}
    assert to_readers == {f"loans/{path.stem}" for path in TEXTS.glob("reader_*.txt")}
    assert {f"loans/{name}" for name in notices.TO_READER.values() if name} <= to_readers
    assert not {f"loans/{name}" for name in notices.TO_LIBRARY.values() if name} & to_readers


def test_a_letter_knows_the_slots_that_its_text_tells(web):
    assert samples.slots_of(LETTER) == ["number", "title", "home", "due_on"]
    assert samples.slots_of("loans/returned_damaged") == ["number", "title", "home", "partner", "damage"]


@pytest.mark.parametrize("lang", ["zh", "ru", "en"])
def test_the_list_tells_of_every_letter_and_each_shows_itself_in_three_languages(admin, lang):
    page = admin.get(f"/{lang}/libraries/heihe/letters").text
    assert all(f"/{lang}/libraries/heihe/letters/{letter.partition('/')[2]}" in page for letter in LETTERS)
    assert page.count("<h2") >= len(Audience)
    letter = admin.get(f"/{lang}{PAGE}").text
    for subject in ("您的图书已逾期", "Срок возврата книги истёк", "Your book is overdue"):
        assert subject in letter


def test_words_are_shown_before_they_are_kept(admin):
    page = admin.post(f"/zh{PAGE}/preview", data=CHINESE)
    assert page.status_code == 200
    assert "请于 2026年3月5日 前还书。" in page.text
    assert kept_words() == {}
    assert admin.post(f"/zh{PAGE}", data=CHINESE).status_code == 302
    assert kept_words() == {"zh": ("%(home)s催还", "请于 %(due_on)s 前还书。", "电话 0456-1234567\n周一休息")}
    assert "中文" in admin.get("/ru/libraries/heihe/letters").text.partition("Свой текст")[2][:40]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("opening_ru", "%(shelf)s"),
        ("closing_zh", "%(name)s 您好"),
        ("subject_ru", "%(title)s"),
        ("closing_en", "by %(due_on"),
        ("opening_zh", "{{ config.SECRET_KEY }}"),
        ("closing_ru", '<a href="https://bad.example">сюда</a>'),
        ("subject_en", "x" * 121),
        ("opening_en", "x" * 601),
    ],
)
def test_words_that_do_not_fit_are_told_at_the_field_and_not_kept(admin, field, text):
    for path in (PAGE, f"{PAGE}/preview"):
        page = admin.post(f"/en{path}", data={"closing_zh": "好", field: text})
        assert page.status_code == 422
        assert f'id="{field}-error"' in page.text
        assert "SECRET_KEY }}" not in page.text.replace("{{ config.SECRET_KEY }}", "")
    assert kept_words() == {}


def test_a_reader_gets_the_words_in_her_language_and_the_standard_letter_in_another(admin, tmp_path, deliver):
    admin.post(f"/zh{PAGE}", data=CHINESE)
    with reading() as session:
        heihe, amur = session.scalars(sa.select(col(Library.id)).order_by(col(Library.id))).all()
    for library_id, language in ((heihe, "zh"), (heihe, "ru"), (amur, "zh")):
        written(library_id, language)
    deliver()
    own, other, elsewhere = (mail.get_content() for mail in kept(tmp_path))
    assert own.index("Kanarejka") < own.index("请于 5 марта 前还书。") < own.index("Записки") < own.index("周一休息")
    assert "0456" not in other + elsewhere
    assert kept(tmp_path)[0]["Subject"] == "Heihe催还"
    assert kept(tmp_path)[1]["Subject"] == "Срок возврата книги истёк"


def test_a_line_is_left_out_and_a_subject_stays_where_nothing_is_known(admin, tmp_path, deliver):
    admin.post(f"/zh{PAGE}", data={"subject_zh": "%(due_on)s", "closing_zh": "还书日 %(due_on)s\n请来电"})
    written(1, "zh", due_on="")
    deliver()
    (mail,) = kept(tmp_path)
    assert "还书日" not in mail.get_content()
    assert "请来电" in mail.get_content()
    assert mail["Subject"] == "您的图书已逾期"


def test_a_reset_asks_and_gives_the_standard_words_back(admin):
    admin.post(f"/zh{PAGE}", data=CHINESE | {"opening_ru": "Ждём."})
    asked = admin.post(f"/zh{PAGE}/reset", data={})
    assert asked.status_code == 200
    assert set(kept_words()) == {"zh", "ru"}
    assert admin.post(f"/zh{PAGE}/reset", data={"sure": "yes"}).status_code == 302
    assert kept_words() == {}


WRITTEN = {
    "zh": "请于{应还日期}前还书。",
    "ru": "Верните до {срок возврата}.",
    "en": "Bring it back by { Due  Date }.",
}


@pytest.mark.parametrize("lang", WRITTEN)
def test_a_place_is_written_and_shown_in_the_language_of_who_writes(admin, lang):
    shown = admin.post(f"/{lang}{PAGE}/preview", data={"opening_zh": WRITTEN[lang]}).text
    assert "2026年3月5日" in shown.partition('id="own"')[0]
    admin.post(f"/{lang}{PAGE}", data={"opening_zh": WRITTEN[lang]})
    assert "%(due_on)s" in kept_words()["zh"][1]
    for other, place in (("zh", "{应还日期}"), ("ru", "{срок возврата}"), ("en", "{due date}")):
        page = admin.get(f"/{other}{PAGE}").text
        assert page.count(place) >= 2  # in the field, and where places are told
        assert "%(" not in page


def test_an_unknown_place_is_told_at_its_field_with_those_that_are_known(admin):
    page = admin.post(f"/ru{PAGE}", data={"closing_ru": "Книга {полка} ждёт."}).text
    told = page.partition('id="closing_ru-error"')[2].partition("</svg>")[2].partition("</")[0]
    assert "{полка}" in told
    assert "{срок возврата}" in told
    assert kept_words() == {}


@pytest.mark.parametrize("lang", ["zh", "ru", "en"])
def test_every_place_has_a_name_of_its_own_and_comes_back_as_it_was_kept(web, lang):
    with speaking(lang):
        names = [places.place(slot) for slot in SLOTS]
        assert len(set(names)) == len(names)
        assert set(labels.PLACES) == set(SLOTS)
        for slot in SLOTS:
            assert places.with_slots(places.with_places(f"%({slot})s"), SLOTS) == f"%({slot})s"


def test_words_in_one_language_are_taken_back_by_emptying_them(admin):
    admin.post(f"/zh{PAGE}", data=CHINESE | {"opening_ru": "Ждём."})
    seen = state(admin.get(f"/zh{PAGE}").text)
    assert admin.post(f"/zh{PAGE}", data={"seen": seen, "opening_ru": "Ждём вас."}).status_code == 302
    assert kept_words() == {"ru": ("", "Ждём вас.", "")}


def test_who_saves_what_somebody_changed_meanwhile_is_told(admin):
    admin.post(f"/zh{PAGE}", data=CHINESE)
    assert admin.post(f"/zh{PAGE}", data={"closing_zh": "late"}).status_code == 409
    assert kept_words()["zh"][0] == "%(home)s催还"


def test_only_its_administrators_word_the_letters_of_a_library(admin):
    with reading() as session:
        heihe = session.scalars(sa.select(Library).where(col(Library.code) == "heihe")).one()
    librarian = Actor("person", library_id=heihe.id, user_id=1, roles=frozenset({Role.LIBRARIAN}))
    stranger = Actor("person", library_id=2, user_id=1, roles=frozenset({Role.LIBRARY_ADMIN}))
    for actor in (librarian, stranger):
        with pytest.raises(Forbidden), transaction() as session:
            services.set_words(session, actor, heihe, LETTER, {"zh": Words("好")}, "", now())


def test_the_audit_tells_that_words_were_set_and_keeps_none_of_them(admin):
    admin.post(f"/zh{PAGE}", data=CHINESE)
    with reading() as session:
        entry = session.scalars(sa.select(AuditEntry).where(col(AuditEntry.action) == "set_letter_words")).one()
    assert entry.facts == {"letter": LETTER, "languages": ["zh"]}


def test_a_letter_that_is_not_about_a_loan_has_no_page(admin):
    for name in ("invitation", "box", "_about", "new_message"):
        assert admin.get(f"/en/libraries/heihe/letters/{name}").status_code == 404


def test_two_rows_for_one_letter_and_language_are_refused_by_the_database(admin):
    row = {"library_id": 1, "letter": LETTER, "language": "zh", "closing": "好", "changed_at": now()}
    with transaction() as session:
        session.add(LetterWords(**row))
    with pytest.raises(Conflict), transaction() as session:
        heihe = session.get_one(Library, 1)
        actor = Actor("person", library_id=1, user_id=1, roles=frozenset({Role.LIBRARY_ADMIN}))
        services.set_words(session, actor, heihe, LETTER, {"zh": STANDARD}, "", now())
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.add(LetterWords(**row))


@pytest.mark.parametrize(("path", "most"), [("", 12), ("/reader_overdue", 12)])
def test_pages_ask_the_database_as_often_however_many_words_there_are(web, admin, path, most):
    engine, statements = web.extensions["database"].engine, []
    sa.event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))

    def asked():
        statements.clear()
        assert admin.get(f"/zh/libraries/heihe/letters{path}").status_code == 200
        return len([each for each in statements if each.startswith("SELECT")])

    asked()
    before = asked()
    with transaction() as session:
        session.add_all(
            LetterWords(library_id=1, letter=letter, language=code, closing="好", changed_at=now())
            for letter in LETTERS
            for code in ("zh", "ru", "en")
        )
    assert asked() == before <= most


@pytest.mark.parametrize("language", ["ru", "en"])
def test_each_sentence_of_a_sample_begins_as_sentences_do_and_ends_with_one_stop(web, make_library, language):
    make_library("Heihe")
    with reading() as session:
        library = session.scalars(sa.select(Library)).one()
    for letter in LETTERS:
        body = samples.sample(letter, language, library).body
        sentences = [line for line in body.splitlines() if line.endswith(".")]
        assert [line for line in sentences if line[0].islower() or ".." in line] == [], letter
