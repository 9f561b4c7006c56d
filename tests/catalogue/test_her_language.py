"""Readers meet books, authors and works in their own language, wherever the product knows them so."""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.authority.chinese_names import in_russian
from library_exchange.authority.record_texts import PROPER
from library_exchange.authority_control.schemas import NewForm, NewPerson
from library_exchange.authority_control.services import edits
from library_exchange.authority_control.services.undoing import undo
from library_exchange.catalogue.authority_models import EntityKind, Person, WorkLink
from library_exchange.catalogue.labels import book_languages
from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.catalogue.queries import searching
from library_exchange.catalogue.queries.known_names import known, known_names, texts_of
from library_exchange.catalogue.services import authority
from library_exchange.catalogue.views.results import own_first
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.i18n import LANGUAGES, speaking
from library_exchange.marc.description import form
from library_exchange.new_requests.services.books import book_of_record
from tests.catalogue.books import book, give
from tests.counting import count_queries


@pytest.fixture
def app(knowing_web):
    """The pages are tried on SQLite alone, where the product's persons and works are known."""
    return knowing_web


@pytest.fixture
def library(app, make_library):
    return make_library("Amur", "RU")


@pytest.fixture
def war(library, deliver):
    """A Russian book of a known work and author."""
    made = give(library, book("Война и мир", "Толстой, Лев Николаевич"))
    deliver()
    return made


@pytest.fixture
def peace(library, deliver):
    """A Chinese book of the same work."""
    made = give(library, book("战争与和平", "列夫·托尔斯泰", number="2", language="chi"), raw=b"2")
    deliver()
    return made


@pytest.fixture
def red(library, deliver):
    """A Chinese book of an author whom the product does not know."""
    made = give(library, book("边城旧事", "刘大同", number="3", language="chi"), raw=b"3")
    deliver()
    return made


def lines_of(page):
    """Return heading, second line and names of a page or of its first hit."""
    found = [re.search(rf'class="{mark}"[^>]*>(.*?)</(?:p|h1|h2|h3)>', page, re.S) for mark in ("t-o", "t-t")]
    return tuple(unescape(re.sub("<[^>]+>", "", each[1])).strip() if each else None for each in found)


def tab_of(page):
    return unescape(re.search(r"<title>(.*?)</title>", page)[1]).split(" · ")[0]


@pytest.mark.parametrize("path", ["/search?q=Толстой", "/r/{record}", "/loans/new?record={record}"])
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh", ("战争与和平", "Война и мир")),
        ("ru", ("Война и мир", "战争与和平")),
        ("en", ("War and Peace", "Война и мир")),
    ],
)
def test_a_book_of_a_known_work_has_the_title_of_the_work(app, war, signed_in, library, path, language, expected):
    browser = signed_in(app, "olga@amur.example", library, Role.READER)
    page = browser.get(f"/{language}{path.format(record=war)}").text
    assert lines_of(page) == expected


@pytest.mark.parametrize("path", ["/search?q=战争与和平&language={language}", "/r/{record}"])
def test_an_author_is_called_as_the_reader_knows_him_and_as_he_is_written(app, war, peace, visitor, path):
    known_as = {"ru": "Толстой, Лев Николаевич", "zh": "列夫·托尔斯泰"}
    for reader, record, written_in, code in (("ru", peace, "zh", "chi"), ("zh", war, "ru", "rus")):
        page = visitor(app).get(f"/{reader}{path.format(record=record, language=code)}").text
        names = f"{known_as[reader]} · {known_as[written_in]}"
        assert names in unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page)))
        own = visitor(app).get(f"/{written_in}{path.format(record=record, language=code)}").text
        assert names not in own


def test_a_chinese_author_whom_nobody_knows_is_called_by_the_sound(app, red, visitor):
    page = visitor(app).get(f"/ru/r/{red}").text
    assert re.search(r'lang="zh-Cyrl"[^>]*>Лю Датун<', page)
    assert re.search(r'lang="zh-Hans"[^>]*>刘大同<', page)
    assert "Лю Датун" not in visitor(app).get(f"/zh/r/{red}").text
    assert "Лю Датун" in visitor(app).get("/ru/search?q=边城旧事").text


@pytest.mark.parametrize(
    ("author", "language", "expected"),
    [
        ("Liu, Datong", "chi", "Лю Датун · Liu, Datong"),
        ("Liu Datong", "chi", "Лю Датун · Liu Datong"),
        # In a book in another language it may be anybody's name.
        ("Liu, Datong", "eng", "Liu, Datong"),
        ("刘, 大同", "chi", "Лю Датун · 刘大同"),
        ("Liu, Da-tung", "chi", "Liu, Da-tung"),
    ],
)
def test_pinyin_of_a_chinese_book_is_a_name_in_russian(app, library, deliver, visitor, author, language, expected):
    given = give(library, book("Bian cheng", author, number="7", language=language), raw=b"7")
    deliver()
    page = visitor(app).get(f"/ru/r/{given}").text
    names = re.search(r'<ul class="list names[^"]*">(.*?)</ul>', page, re.S)[1]
    assert unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", "", names))).strip().startswith(expected)


def test_a_person_whom_a_record_names_twice_stands_once_with_both_roles(app, library, deliver, visitor):
    once = book("废都旧事", "贾平凹", number="6", language="chi")
    again = replace(once.contributors[0], role="edt", is_main=False, forms=(form("賈, 平凹"),))
    record = give(library, replace(once, contributors=(*once.contributors, again)), raw=b"6")
    deliver()
    for language, name in (("ru", "Цзя Пинва"), ("zh", "贾平凹")):
        page = visitor(app).get(f"/{language}/r/{record}").text
        names = re.search(r'<ul class="list names[^"]*">(.*?)</ul>', page, re.S)[1]
        assert names.count("<li>") == 1
        assert names.count(name) == 1
        assert len(re.search(r"\((.+?)\)", re.sub("<[^>]+>", "", names))[1].split(", ")) == 2
        assert "賈" not in visitor(app).get(f"/{language}/search?q=废都旧事").text


@pytest.mark.parametrize(
    ("name", "qualifier", "expected"),
    [
        ("莫言", None, "Мо Янь"),
        ("鲁迅", None, "Лу Синь"),
        ("劉慈欣", None, "Лю Цысинь"),
        ("欧阳修", "宋", "Оуян Сю"),
        ("曾国藩", None, "Цзэн Гофань"),
        ("贾平凹", None, "Цзя Пинва"),
        ("方安", None, "Фан Ань"),
        # Names of other peoples, several names, and what is no name.
        ("高尔基", None, None),
        ("马克思", None, None),
        ("普希金", None, None),
        ("高尔基", "苏", None),
        ("王安", "美", None),
        ("列夫·托尔斯泰", None, None),
        ("太宰治", None, None),
        ("残雪、邓晓芒", None, None),
        ("东方出版社", None, None),
        ("Толстой", None, None),
        ("王", None, None),
    ],
)
def test_only_what_surely_is_a_chinese_name_is_transcribed(name, qualifier, expected):
    assert in_russian(name, qualifier) == expected


def test_headings_and_tabs_of_persons_works_and_libraries_are_in_the_readers_language(app, war, peace, visitor):
    with reading() as session:
        work = session.scalars(sa.select(col(WorkLink.work_id)).where(col(WorkLink.record_id) == war)).one()
        person = session.scalars(sa.select(col(Person.id)).where(col(Person.key) == "ru-001")).one()
    expected = {
        f"/persons/{person}": {"zh": "列夫·托尔斯泰", "ru": "Толстой, Лев Николаевич"},
        f"/works/{work}": {"zh": "战争与和平", "ru": "Война и мир"},
        "/libraries/amur": {"zh": "阿穆尔州科学图书馆", "ru": "Амурская областная научная библиотека"},
    }
    for path, named in expected.items():
        for language, name in named.items():
            page = visitor(app).get(f"/{language}{path}").text
            assert (lines_of(page)[0], tab_of(page)) == (name, name), (language, path)
        assert named["ru"] in lines_of(visitor(app).get(f"/zh{path}").text), "the original stands beside it"


def test_latin_letters_stand_only_where_they_help(app, war, red, visitor):
    assert "ru-Latn" not in visitor(app).get(f"/ru/r/{war}").text
    assert "Voyna i mir" in visitor(app).get(f"/zh/r/{war}").text
    assert "zh-Latn" not in visitor(app).get(f"/zh/r/{red}").text
    assert "Бянь чэн" in visitor(app).get(f"/ru/r/{red}").text
    assert "biān chéng" in visitor(app).get(f"/en/r/{red}").text


def test_a_book_of_two_works_has_the_title_of_neither(app, library, deliver):
    both = give(library, book("Детство ; Казаки", "Толстой, Лев Николаевич", number="9"), raw=b"9")
    one = give(library, book("Воскресение ; Письма", "Толстой, Лев Николаевич", number="8"), raw=b"8")
    with reading() as session:
        assert {i: each.title for i, each in known(session, [both, one]).items()} == {both: (), one: ()}


def test_cards_follow_what_librarians_do_to_names(app, library, red, visitor):
    actor = Actor("person", library_id=library, user_id=None, roles=frozenset({Role.LIBRARIAN}))
    with transaction() as session:
        person = edits.add(session, actor, NewPerson(origin="zh", chinese="刘大同"), now())
    page = f"/ru/r/{red}"
    assert "Лю Да-тун" not in visitor(app).get(page).text
    with transaction() as session:
        form = NewForm(value="Лю Да-тун", is_heading=True)
        edits.add_form(session, actor, EntityKind.PERSON, person, form, now())
        change = session.scalar(sa.text("SELECT max(id) FROM authority_change"))
    for shown in (page, "/ru/search?q=边城旧事"):
        assert "Лю Да-тун" in visitor(app).get(shown).text
    with transaction() as session:
        undo(session, actor, change, now())
    assert "Лю Да-тун" not in visitor(app).get(page).text


def test_cards_of_before_are_written_anew(app, war):
    plain = {"titles": [["Война и мир", "ru", "original", False]], "authors": [], "imprint": []}
    with transaction() as session:
        session.execute(sa.update(BibliographicRecord).values(card=plain))
    for _twice in range(2):
        authority.name_on_all_cards(database())
        with reading() as session:
            card = session.get_one(BibliographicRecord, war).card
        assert card["titles"][1:] == [
            ["战争与和平", "zh-Hans", "heading", False],
            ["War and Peace", "en", "heading", False],
        ]


def test_an_older_version_reads_the_cards_and_a_newer_one_learns_them_again(app, war, red, deliver):
    def cards():
        with reading() as session:
            return dict(session.execute(sa.select(col(BibliographicRecord.id), col(BibliographicRecord.card))).all())

    before, migrations = cards(), app.extensions["alembic"]
    migrations.downgrade("0020")
    older = cards()[war]
    assert {form[2] for forms in [older["titles"], *older["authors"]] for form in forms} <= {
        "original",
        "transliteration",
    }
    assert "work" not in older
    migrations.upgrade()
    assert deliver() >= 1
    assert cards() == before


def test_a_request_keeps_the_title_in_both_languages(app, war):
    with reading() as session:
        told = book_of_record(session, war)
    assert {form.kind for form in told.title} <= {"original", "translation", "transliteration"}
    assert [told.title_in(code).shown.value for code in ("zh", "ru")] == ["战争与和平", "Война и мир"]
    assert told.authors_in("zh")[0].shown.value == "列夫·托尔斯泰"


def test_what_the_readers_own_library_holds_is_marked(app, war, peace, library, make_library, signed_in, visitor):
    mark = "В вашей библиотеке"
    heihe = make_library()
    assert signed_in(app, "olga@amur.example", library, Role.READER).get("/ru/search?q=Толстой").text.count(mark) == 2
    for stranger in (visitor(app), signed_in(app, "wang@heihe.example", heihe, Role.READER)):
        assert mark not in stranger.get("/ru/search?q=Толстой").text
    with reading() as session:
        person = session.scalars(sa.select(col(Person.id)).where(col(Person.key) == "ru-001")).one()
    own = signed_in(app, "ivan@amur.example", library, Role.READER).get(f"/ru/persons/{person}").text
    assert own.count(mark) == 2


def test_of_the_editions_of_a_work_those_in_the_readers_language_come_first():
    assert own_first((1, 4, 5, 2), {5, 2}) == [5, 2, 1, 4]


def test_a_page_of_results_folds_editions_and_loses_none(app, war, peace, library, deliver, visitor):
    other = give(library, book("Анна Каренина", "Толстой, Лев Николаевич", number="5"), raw=b"5")
    deliver()
    for language, first, folded in (("ru", war, peace), ("zh", peace, war)):
        page = visitor(app).get(f"/{language}/search?q=Толстой").text
        inside = re.search(r'<li class="editions">.*?</details></li>', page, re.S)[0]
        assert re.findall(rf"/{language}/r/(\d+)", inside) == [str(folded)]
        shown = {int(i) for i in re.findall(rf'<h3[^>]*><a href="/{language}/r/(\d+)', page)}
        assert shown == {first, folded, other}
        assert "editions" not in visitor(app).get(f"/{language}/search?q=Толстой&sort=title").text


SAYS = {("ru", "chi"): "на китайском", ("ru", "rus"): "на русском", ("zh", "rus"): "俄文", ("zh", "chi"): "中文"}


@pytest.mark.parametrize("path", ["/search?q=战争与和平&language={code}", "/r/{record}", "/loans/new?record={record}"])
def test_every_place_where_a_book_is_asked_for_says_in_which_language_it_is(app, war, peace, library, signed_in, path):
    browser = signed_in(app, "olga@amur.example", library, Role.READER)
    for (language, code), said in SAYS.items():
        page = browser.get(f"/{language}{path.format(record=war if code == 'rus' else peace, code=code)}").text
        is_foreign = code not in LANGUAGES[language].record_languages
        assert (f'<span class="chip warn">{said}</span>' in page) is is_foreign, (language, code)
        assert (f'<span class="soft">{said}</span>' in page) is not is_foreign, (language, code)


def test_a_request_keeps_in_which_language_its_book_is(app, war, peace):
    with reading() as session:
        made = [book_of_record(session, record) for record in (war, peace)]
    assert [each.languages for each in made] == [("rus",), ("chi",)]
    of_before = [each.model_copy(update={"languages": ()}) for each in made]
    assert [each.spoken_in for each in of_before] == [("rus",), ("chi",)], "by the characters of its title"
    assert of_before[0].model_copy(update={"record_id": None}).spoken_in == (), "what somebody typed tells nothing"


@pytest.mark.parametrize(
    ("codes", "language", "expected"),
    [
        ((), "ru", None),
        (("und",), "ru", None),
        (("rus",), "ru", ("на русском", False)),
        (("chi",), "ru", ("на китайском", True)),
        (("zho",), "zh", ("中文", False)),
        (("jpn",), "ru", ("язык: японский", True)),
        (("rus", "chi"), "ru", ("язык: русский, китайский", False)),
        (("eng", "fre"), "zh", ("语种：英语, 法语", True)),
    ],
)
def test_the_language_of_a_book_in_words(app, codes, language, expected):
    with app.test_request_context(f"/{language}/"), speaking(language):
        assert book_languages(codes, language) == expected


def test_a_known_author_who_was_searched_for_is_filled_in_as_the_author(app, war, visitor):
    for words in ("Толстой", "托尔斯泰", "Лу Синь"):
        page = visitor(app).get("/ru/search", query_string={"q": words}).text
        urls = [unquote(unescape(url)) for url in re.findall(r'href="(/ru/loans/new\?[^"]*)"', page)]
        assert any(f"author={words}" in url.replace("+", " ") and "title=" not in url for url in urls), words


def test_lists_in_the_readers_language_cost_no_query_for_each_book(app, library, deliver, war):
    def counted():
        found = []
        with reading() as session:
            session.scalar(sa.select(1))
            listener = lambda *_args: found.append(1)  # noqa: E731
            sa.event.listen(session.get_bind(), "before_cursor_execute", listener)
            ids = list(session.scalars(sa.select(col(BibliographicRecord.id))))
            cards = searching.cards(session, ids, "zh", library)
            known(session, ids)
            sa.event.remove(session.get_bind(), "before_cursor_execute", listener)
        return len(cards), len(found)

    few, cost = counted()
    for number in range(6):
        given = book("Война и мир", "Толстой, Лев Николаевич", number=f"n{number}", language="eng")
        give(library, given, raw=f"{number}x".encode())
    give(library, book("红楼梦", "曹雪芹", number="hlm", language="chi"), raw=b"hlm")
    many, cost_of_many = counted()
    assert many > few
    assert cost_of_many == cost


def test_what_names_are_called_elsewhere_costs_a_page_two_queries_and_a_list_four(app, war):
    with reading() as session:
        texts = texts_of(session, [war], PROPER)[war]
        assert known_names(session, war, texts) == known(session, [war])[war].names != {}
        assert count_queries(lambda: known_names(session, war, texts)) == 2
        assert count_queries(lambda: known(session, [war])) == 4
