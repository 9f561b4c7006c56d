"""Books that stand on a line without a record: titles and authors are shown as the reader knows them, never guessed."""

import re
from contextlib import contextmanager
from html import unescape

import pytest
import sqlalchemy as sa

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.i18n import format_kilograms, speaking
from library_exchange.correspondence.models import Message
from library_exchange.correspondence.schemas import NewMessage
from library_exchange.correspondence.services import posting as services
from library_exchange.known_titles.queries.typed_names import known_of
from library_exchange.search.analysis.syllables import pinyin_in_russian
from library_exchange.shipping.services import titles
from tests.partners import rows_of
from tests.rounds.tours import AFTER_LISTING, Tour

GOGOL = {"zh": "果戈理", "ru": "Гоголь, Николай Васильевич"}
INSPECTOR = {"zh": "钦差大臣", "ru": "Ревизор"}
CULTURE, IN_CHINESE = "Культурология", "文化学"


@pytest.fixture
def web(knowing_web):
    """The pages are tried on SQLite alone, where the product's persons and works are known."""
    return knowing_web


@pytest.fixture
def app(web):
    return web


def text_of(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())


@contextmanager
def counted():
    """Count the statements of what is done meanwhile."""
    seen = []

    def note(_connection, _cursor, statement, *_more):
        if statement.startswith("SELECT"):
            seen.append(statement)

    engine = database().engine
    sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def remembered(amur):
    """A translation that somebody gave when the title travelled."""
    with transaction() as session:
        titles.remember(session, amur.librarian, CULTURE, "zh", IN_CHINESE, None, now())


@pytest.mark.parametrize(("typed", "author"), [("zh", "果戈理"), ("ru", "Гоголь, Н. В.")])
@pytest.mark.parametrize("language", ["zh", "ru"])
def test_the_author_and_the_title_of_a_line_without_a_record_stand_as_the_reader_knows_them(
    heihe, amur, visitor, app, typed, author, language
):
    code = {"zh": "chi", "ru": "rus"}[typed]
    heihe.offers(INSPECTOR[typed], None, language=code, author=author)
    amur.wants(title=INSPECTOR[typed], author=author)
    for page in ("offers", "wants"):
        shown = text_of(visitor(app).get(f"/{language}/exchange/{page}").text)
        assert INSPECTOR[language] in shown, page
        # What stands in the reader's own language is left as it was written.
        assert author in shown, page
        assert (f"{GOGOL[language]} ({author})" in shown) is (language != typed), page


def test_who_is_not_surely_known_stays_as_she_was_typed(app):
    with reading() as session:
        known = known_of(
            session, [("Ревизор", "Иванов, И. И."), ("Ревизор", None), ("", "Толстой; Иванов, И. И."), ("А ; Б", None)]
        )
    assert not known.title("Ревизор", "Иванов, И. И.")
    assert not known.title("Ревизор")
    assert not known.title("А ; Б")
    assert [str(each.shown.value) for each in known.authors("", "Толстой; Иванов, И. И.", "zh")] == [
        "Толстой",
        "Иванов, И. И.",
    ]


def test_the_title_tells_which_of_several_namesakes_is_meant(app):
    with reading() as session:
        known = known_of(session, [("战争与和平", "托尔斯泰"), ("别的书", "托尔斯泰")])
    assert known.authors("战争与和平", "托尔斯泰", "ru")[0].shown.value == "Толстой, Лев Николаевич"
    assert known.authors("别的书", "托尔斯泰", "ru")[0].shown.value == "托尔斯泰"


def test_several_authors_are_known_each_by_herself_and_a_stranger_by_the_sound(app):
    with reading() as session:
        known = known_of(session, [("x", "果戈理; 刘大同")])
    assert [each.shown.value for each in known.authors("x", "果戈理; 刘大同", "ru")] == [GOGOL["ru"], "Лю Датун"]
    assert [each.shown.value for each in known.authors("x", "果戈理; 刘大同", "zh")] == ["果戈理", "刘大同"]


@pytest.mark.parametrize("number", [1, 12])
def test_what_is_known_of_a_page_takes_two_queries_however_long_it_is(app, number):
    lines = [(f"Ревизор {n}", f"Гоголь, Н. В.; Автор {n}") for n in range(number)]
    with reading() as session, counted() as seen:
        known_of(session, lines)
    assert len(seen) == 2
    with reading() as session, counted() as seen:
        known_of(session, [])
    assert seen == []


def test_a_remembered_translation_stands_wherever_the_title_stands(
    app, pair, heihe, amur, at_desk, deliver, remembered
):
    pair.agrees()
    offer = amur.offers(CULTURE, None, language="rus")
    box = pair.opens()
    pair.ticks(box, heihe, offer)
    pair.agrees_on(box)
    places = [f"/staff/exchange/boxes/{box}", "/staff/exchange/offers", f"/staff/exchange/offers/{offer}"]
    for language, first, second in (("zh", IN_CHINESE, CULTURE), ("ru", CULTURE, IN_CHINESE)):
        for place in places:
            shown = text_of(at_desk(amur.librarian_id).get(f"/{language}{place}").text)
            assert f"{first} {second}" in shown, (language, place)
    (consignment,) = pair.consigns(box)
    pair.sends(consignment)
    pair.receives(consignment)
    deliver()
    assert IN_CHINESE in text_of(at_desk(amur.librarian_id).get("/zh/staff/exchange/account/heihe").text)
    assert CULTURE in text_of(at_desk(amur.librarian_id).get("/ru/staff/exchange/account/heihe").text)


def test_a_round_calls_wants_as_the_page_of_wants_does(app, heihe, amur, at_desk, deliver):
    heihe.wants(title="Герой нашего времени", author="Лермонтов, М. Ю.")
    tour = Tour(heihe.id, deliver)
    tour.joins(heihe, amur)
    tour.turns(AFTER_LISTING)
    for place in ("/staff/exchange/wants", f"/staff/exchange/rounds/{tour.id}"):
        page = at_desk(heihe.librarian_id).get(f"/zh{place}")
        assert page.status_code == 200, place
        assert "当代英雄 Герой нашего времени" in text_of(page.text), place


@pytest.fixture
def box(pair, heihe, amur, remembered):
    pair.agrees()
    return pair.opens()


def test_a_phrase_names_a_book_in_the_language_of_who_reads_it_and_keeps_what_was_written(
    app, box, heihe, amur, at_desk
):
    with transaction() as session:
        for title in (CULTURE, "Неизвестная книга"):
            said = NewMessage(phrase=4, title=title)
            services.say(session, amur.librarian, "box", str(box), said, now())
    read = {
        language: text_of(at_desk(who.librarian_id).get(f"/{language}/staff/exchange/boxes/{box}").text)
        for language, who in (("zh", heihe), ("ru", amur))
    }
    assert f"《{IN_CHINESE}》（{CULTURE}）" in read["zh"]
    assert "《Неизвестная книга》" in read["zh"]
    assert f"«{CULTURE}»" in read["ru"]
    assert IN_CHINESE not in read["ru"]
    with transaction() as session:
        services.say(session, amur.librarian, "box", str(box), NewMessage(phrase=4, title=CULTURE), now())
    assert f"《{IN_CHINESE}》（{CULTURE}）" in text_of(at_desk(heihe.librarian_id).get("/zh/staff/messages").text)
    assert [one.slots["title"] for one in rows_of(Message)] == [CULTURE, "Неизвестная книга", CULTURE]


@pytest.mark.parametrize(
    ("pinyin", "written"),
    [
        ("sǐ de yǒng shēng", "Сы дэ юн шэн"),
        ("zhōng guó nǚ xìng shǐ 1949", "Чжун го нюй син ши 1949"),
        ("hóng lóu mèng (quán sì cè)", "Хун лоу мэн (цюань сы цэ)"),
        ("Python biān chéng", None),
        ("War and peace", None),
        ("", None),
    ],
)
def test_pinyin_is_told_in_russian_letters_only_where_every_word_is_a_syllable(pinyin, written):
    assert pinyin_in_russian(pinyin) == written


@pytest.mark.parametrize(
    ("original", "pinyin", "written"),
    [
        ("长江Ⅲ", "cháng jiāng Ⅲ", "Чан цзян Ⅲ"),
        ("长江III", "cháng jiāng III", "Чан цзян III"),
        ("长江Ⅲ", "cháng jiāng III", "Чан цзян III"),
        ("LED灯", "LED dēng", "LED дэн"),
        ("第①卷", "dì ① juǎn", "Ди ① цзюань"),
        ("人々", "rén 々", "Жэнь 々"),
        ("嗯", "ń", "Энь"),
        ("Python编程", "Python biān chéng", "Python бянь чэн"),
        # No word of the title sounds Chinese, or one may be of any language.
        ("C++", "C++", None),
        ("编程", "Python biān chéng", None),
    ],
)
def test_what_nobody_can_read_aloud_stays_among_russian_letters(original, pinyin, written):
    assert pinyin_in_russian(pinyin, original) == written


def test_a_title_that_nobody_has_translated_sounds_in_letters_of_the_reader(app, heihe, visitor):
    with transaction() as session:
        forms = [["边城旧事", "zh-Hans", "original", False], ["biān chéng jiù shì", "zh-Latn", "transliteration", True]]
        record = BibliographicRecord(
            title_key="x", card={"titles": forms, "authors": [], "imprint": []}, created_at=now(), updated_at=now()
        )
        session.add(record)
        session.flush()
        number = record.id
    heihe.offers("边城旧事", None, number, language="chi")
    assert "Бянь чэн цзю ши" in visitor(app).get("/ru/exchange/offers").text
    assert "biān chéng jiù shì" in visitor(app).get("/en/exchange/offers").text


def test_weights_add_up_as_they_are_shown(app, pair, heihe, amur, at_desk):
    pair.agrees()
    given = [amur.offers(f"Книга {grams}", None, language="rus", weight_g=grams) for grams in (234, 233, 1000)]
    box = pair.opens()
    pair.ticks(box, heihe, *given)
    page = text_of(at_desk(amur.librarian_id).get(f"/ru/staff/exchange/boxes/{box}").text)
    for weight in ("0,234 кг", "0,233 кг", "1 кг", "1,467 кг"):
        assert weight in page
    with app.test_request_context("/ru/"), speaking("ru"):
        assert format_kilograms(7345) == "7,345"
