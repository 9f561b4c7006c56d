"""One search across scripts: the same books in whatever letters one asks, and a word about what was searched for."""

import re
import shutil

import lxml.html
import pytest

from library_exchange.app import create_app
from library_exchange.catalogue.queries import explaining, searching
from library_exchange.core.actor import Role
from library_exchange.core.db import reading
from library_exchange.search.port import Query
from tests.catalogue.books import book, give
from tests.conftest import CHEAP, settings_for

ALIKE = [
    ("鲁迅", "魯迅", "Лу Синь", "Лу Синя", "Lu Xun", "lǔ xùn", "luxun", "Лу Сюнь", "周树人"),
    ("列夫·托尔斯泰", "列夫·托爾斯泰", "Лев Толстой", "Льва Толстого", "Толстой Л. Н.", "Tolstoy, Leo", "Lev Tolstoi"),
    ("托尔斯泰", "托爾斯泰", "Толстой", "Толстого", "Tolstoy", "Tolstoĭ", "книги Толстого"),
    ("战争与和平", "戰爭與和平", "Война и мир", "войны и мира", "War and Peace", "Vojna i mir", "«Война и мир»"),
    ("红楼梦", "紅樓夢", "Сон в красном тереме", "hong lou meng", "Dream of the Red Chamber", "Хун лоу мэн"),
    ("红楼梦 曹雪芹", "Сон в красном тереме Цао Сюэцинь", "Cao Xueqin Hong lou meng"),
]
"""Queries of one line mean the same and must give equal hit sets."""
SLIPS = [
    ("Достаевский", "Достоевский"),
    ("ljcnjtdcrbq", "Достоевский"),
    ("曹雪琴", "曹雪芹"),
    ("Войиа и мир", "Война и мир"),
    ("djqyf b vbh? njkcnjq", "Война и мир, Толстой"),
    ("djqyf b vbh, njkcnjq", "Война и мир, Толстой"),
    ("@,tcs@ ljcnjtdcrbq", "«Бесы» Достоевский"),
]


@pytest.fixture(scope="module")
def shelves(sqlite_knowing, tmp_path_factory, make_library, deliver):
    """The folder of an application with a few books in both languages, in the index; and their records by title."""
    folder = tmp_path_factory.mktemp("shelves")
    shutil.copy(sqlite_knowing, folder)
    app = create_app(settings_for(folder), **CHEAP)
    with app.app_context():
        found = _fill(make_library, deliver)
    app.extensions["search"].close()
    app.extensions["database"].dispose()
    return folder, found


def _fill(make_library, deliver):
    heihe, amur = make_library(), make_library("Amur", "RU")
    chinese = [
        ("彷徨", "鲁迅"), ("鲁迅传", "王晓明"), ("战争与和平（全四册）", "[俄] 列夫·托尔斯泰"), ("红楼梦", "曹雪芹 著"),
        ("苦难的历程", "阿·托尔斯泰"), ("战争与和平的艺术", "李明"), ("陆逊兵法", "陆逊"), ("罪与罚", "陀思妥耶夫斯基"),
    ]  # fmt: skip
    russian = [
        ("Подлинная история А-Кью", "Лу Синь"), ("Война и мир. Том 1", "Толстой, Лев Николаевич"),
        ("Сон в красном тереме", "Цао Сюэцинь"), ("Петр Первый", "Толстой А. Н."), ("Мир и война", "Иванов, Пётр"),
        ("Толстые журналы", "Петров, Илья"), ("Бесы", "Достоевский, Фёдор Михайлович"),
    ]  # fmt: skip
    given = [(heihe, "chi", *pair) for pair in chinese] + [(amur, "rus", *pair) for pair in russian]
    found = {
        title: give(library, book(title, author, number=str(n), language=language), raw=str(n).encode())
        for n, (library, language, title, author) in enumerate(given)
    }
    deliver()
    return found


@pytest.fixture
def web(shelves, make_app, tmp_path):
    """An application of the test's own on a copy of the shelves."""
    shutil.copytree(shelves[0], tmp_path, dirs_exist_ok=True)
    made = make_app(f"sqlite:///{tmp_path / 'bridge.sqlite'}")
    with made.app_context():
        yield made


@pytest.fixture
def books(shelves):
    """The records of the books by title."""
    return shelves[1]


def _search(app, text, **more):
    with reading() as session:
        return searching.search(session, app.extensions["search"], Query(text, per_page=50, **more), "en")


def _ids(app, text, **more):
    return {found.id for found in _search(app, text, **more).sources}


def test_queries_that_mean_the_same_give_equal_hit_sets(web, books):
    for alike in ALIKE:
        found = {text: _ids(web, text) for text in alike}
        assert len(found[alike[0]]) > 1, alike[0]
        assert {text: ids for text, ids in found.items() if ids != found[alike[0]]} == {}


def test_what_is_linked_comes_before_what_only_mentions_it(web, books):
    for text in ("鲁迅", "Лу Синь", "Lu Xun"):
        first = [found.id for found in _search(web, text).sources][:2]
        assert set(first) == {books["彷徨"], books["Подлинная история А-Кью"]}, text


def test_a_name_is_not_what_only_sounds_like_it(web, books):
    assert books["陆逊兵法"] not in _ids(web, "Lu Xun")
    assert books["陆逊兵法"] in _ids(web, "Lu Xun", is_exact=True)
    assert books["Толстые журналы"] not in _ids(web, "Толстой")


def test_the_full_name_leaves_the_namesake_out(web, books):
    assert {books["苦难的历程"], books["Петр Первый"]}.isdisjoint(_ids(web, "Лев Толстой"))
    assert {books["苦难的历程"], books["Петр Первый"]} <= _ids(web, "Алексей Толстой")
    assert {books["苦难的历程"], books["Петр Первый"]} <= _ids(web, "托尔斯泰")


def test_a_field_takes_names_and_titles_too(web, books):
    assert _ids(web, "作者:鲁迅") == {books["彷徨"], books["Подлинная история А-Кью"]}
    assert _ids(web, "название:战争与和平") >= {books["战争与和平（全四册）"], books["Война и мир. Том 1"]}


@pytest.mark.parametrize(("typed", "meant"), SLIPS)
def test_a_slip_is_put_right_and_said(web, books, typed, meant):
    found = _search(web, typed)
    assert found.corrected is not None
    assert {source.id for source in found.sources} == _ids(web, meant) != set()


def test_a_homophone_of_a_known_name_is_put_right_though_its_words_stand_apart_in_some_book(
    web, books, make_library, deliver
):
    library = make_library("Hegang")
    apart = give(library, book("马克和私", number="90", language="chi"), raw=b"90")
    known = give(library, book("资本论", "马克思", number="93", language="chi"), raw=b"93")
    deliver()
    assert _ids(web, "马克私", is_exact=True) == {apart}
    found = _search(web, "马克私")
    assert (found.corrected, {source.id for source in found.sources}) == ("马克思", {known})
    together = give(library, book("马克私语", number="91", language="chi"), raw=b"91")
    deliver()
    found = _search(web, "马克私")
    assert found.corrected is None
    assert {source.id for source in found.sources} == {apart, together}


def test_words_that_sound_like_a_name_but_are_none_are_found_as_words(web, books, make_library, deliver):
    title = give(make_library("Hegang"), book("巴音河史话", number="92", language="chi"), raw=b"92")
    deliver()
    assert _ids(web, "ba yin he shi hua") == {title}


def test_exact_words_are_never_put_right(web, books):
    assert (_search(web, "Достаевский", is_exact=True).total, _ids(web, "Lu Xun", is_exact=True)) == (
        0,
        {books["彷徨"], books["鲁迅传"], books["陆逊兵法"]},
    )


def test_any_query_still_has_an_answer(web, books):
    for text in (
        "",
        "*",
        "«»",
        "-Толстой",
        "автор:",
        "%_",
        "a" * 300,
        "托" * 100,
        "Лу",
        "[俄]",
        "' OR 1=1",
        "三" * 40 + "体",
    ):
        assert _search(web, text).degraded is False


@pytest.mark.parametrize("lang", ["zh", "ru", "en"])
def test_the_search_page_says_what_was_also_searched_for(web, books, visitor, lang):
    page = visitor(web).get(f"/{lang}/search?q=Лу Синь").get_data(as_text=True)
    for form, tag in (("鲁迅", "zh-Hans"), ("魯迅", "zh-Hant"), ("Lu Xun", "en")):
        assert re.search(f'<span lang="{tag}[^"]*">{form}</span>', page), form
    exact = re.search(r'href="([^"]*exact=1[^"]*)"', page)
    assert exact
    literal = visitor(web).get(exact.group(1).replace("&amp;", "&")).get_data(as_text=True)
    assert "魯迅</span>" not in literal
    assert f"/{lang}/search?q=" in literal


@pytest.mark.parametrize("lang", ["zh", "ru", "en"])
def test_a_person_and_a_work_have_pages_with_books_in_both_languages(web, books, visitor, lang):
    browser = visitor(web)
    record = browser.get(f"/{lang}/r/{books['Война и мир. Том 1']}").get_data(as_text=True)
    person, work = re.search(rf"/{lang}/persons/\d+", record), re.search(rf"/{lang}/works/\d+", record)
    page = browser.get(person.group()).get_data(as_text=True)
    for text in (
        "列夫·托尔斯泰",
        "Толстой, Лев Николаевич",
        "1828-1910",
        "战争与和平（全四册）",
        "Война и мир. Том 1",
        "Анна Каренина",
    ):
        assert text in page, text
    page = browser.get(work.group()).get_data(as_text=True)
    for text in (
        "戰爭與和平",
        "War and Peace",
        "战争与和平（全四册）",
        "Война и мир. Том 1",
        'id="in-chi"',
        'id="in-rus"',
    ):
        assert text in page, text
    assert "战争与和平的艺术" not in page


def test_pages_of_persons_that_do_not_exist_or_have_no_books(web, books, visitor):
    browser = visitor(web)
    assert browser.get("/ru/persons/99999").status_code == browser.get("/ru/works/99999").status_code == 404
    page = browser.get("/ru/persons/30")
    assert page.status_code == 200
    assert "/ru/loans/new" in page.get_data(as_text=True)


def test_a_librarian_confirms_a_name_from_the_list(web, books, make_library, signed_in, deliver):
    library = make_library("Blagoveshchensk", "RU")
    record = give(library, book("Письма разных лет", "Бунин", number="b"), raw=b"b")
    deliver()
    person = _search(web, "蒲宁").recognised[0].id
    browser = signed_in(web, "anna@blag.example", library, Role.LIBRARIAN)
    assert "Письма разных лет" not in browser.get(f"/en/persons/{person}").get_data(as_text=True)
    page = browser.get("/en/staff/names").get_data(as_text=True)
    assert "Бунин" in page
    decide = re.search(r'action="(/en/staff/names/\d+)"', page).group(1)
    assert browser.post(decide, data={"is_right": "yes"}).status_code == 302
    deliver()
    assert record in _ids(web, "蒲宁")
    assert "Письма разных лет" in browser.get(f"/en/persons/{person}").get_data(as_text=True)
    assert "Бунин, Иван" not in browser.get("/en/staff/names").get_data(as_text=True)


# What is suggested while a reader types -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("鲁", "Лу Синь"),
        ("Лу Си", "鲁迅"),
        ("lu x", "鲁迅"),
        ("Толст", "列夫·托尔斯泰"),
        ("托尔斯", "Толстой"),
        ("hong lou m", "红楼梦"),
        ("сон в крас", "红楼梦"),
    ],
)
def test_half_a_name_suggests_it_in_the_scripts_of_both_countries(web, books, visitor, typed, meant):
    page = visitor(web).get("/zh/search/suggest", query_string={"q": typed}).text
    assert meant in page
    assert "/zh/persons/" in page or "/zh/works/" in page


@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [
        ("ru", "鲁", ["Лу Синь", "鲁迅"]),
        ("ru", "lu x", ["Лу Синь", "鲁迅"]),
        ("ru", "托尔斯", ["Толстой, Лев Николаевич", "列夫·托尔斯泰"]),
        ("ru", "hong lou m", ["Сон в красном тереме", "红楼梦"]),
        ("zh", "Лу Си", ["鲁迅", "Лу Синь"]),
        ("zh", "tolst", ["列夫·托尔斯泰", "Толстой, Лев Николаевич"]),
        ("en", "鲁", ["Lu Xun", "鲁迅"]),
    ],
)
def test_a_name_is_suggested_in_the_readers_language_with_the_original_and_no_third_line(
    web, books, visitor, language, typed, said
):
    page = visitor(web).get(f"/{language}/search/suggest", query_string={"q": typed}).text
    first = lxml.html.fromstring(page).xpath("(//li)[1]//span[not(@class='dot') and @lang]")
    assert [each.text for each in first] == said


def test_no_suggestion_writes_russian_in_latin_letters_for_russians_or_pinyin_for_chinese(web, books, visitor):
    for language, letters in (("ru", "ru-Latn"), ("zh", "zh-Latn")):
        for typed in ("鲁", "lu x", "Толст", "tols", "hong lou m", "мир", "战争", "Подлинная ист"):
            page = visitor(web).get(f"/{language}/search/suggest", query_string={"q": typed}).text
            assert f'lang="{letters}"' not in page, typed


def test_books_are_suggested_by_what_is_typed_of_their_titles(web, books, visitor):
    page = visitor(web).get("/ru/search/suggest", query_string={"q": "Подлинная ист"}).text
    assert f"/ru/r/{books['Подлинная история А-Кью']}" in page


@pytest.mark.parametrize("typed", ["", " ", "а", "*", '"', "%", "_" * 300, "-x", "\x00"])
def test_too_little_to_go_by_suggests_nothing_and_breaks_nothing(web, books, visitor, typed):
    answer = visitor(web).get("/ru/search/suggest", query_string={"q": typed})
    assert answer.status_code == 200
    assert "<li>" not in answer.text


# The form with fields -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "titles"),
    [
        ({"author": "Лу Синь"}, {"彷徨", "Подлинная история А-Кью"}),
        ({"author": "Лу Синь", "country": "RU"}, {"Подлинная история А-Кью"}),
        ({"title": "война мир", "without": "том"}, {"Мир и война", "战争与和平（全四册）"}),
        ({"phrase": "мир и война"}, {"Мир и война"}),
        ({"author": "Иванов", "words": "мир"}, {"Мир и война"}),
    ],
)
def test_the_form_with_fields_leads_to_the_search_it_means(web, books, visitor, fields, titles):
    answer = visitor(web).get("/ru/search/advanced", query_string=fields | {"go": "1"})
    assert answer.status_code == 302
    page = visitor(web).get(answer.location).text
    assert titles == {title for title, record in books.items() if f'href="/ru/r/{record}?' in page}


def test_the_form_with_fields_keeps_what_was_asked_before(web, books, visitor):
    page = visitor(web).get("/ru/search?q=Толстой&country=RU&year_from=1900").text
    form = re.search(r'href="(/ru/search/advanced[^"]*)"', page)
    shown = visitor(web).get(form.group(1).replace("&amp;", "&")).text
    assert 'value="Толстой"' in shown
    assert 'value="RU" id="country-RU" checked' in shown
    assert 'name="year_from" value="1900"' in shown


def test_filters_stay_when_other_words_are_searched_for(web, books, visitor):
    page = visitor(web).get("/ru/search?q=Толстой&country=RU&sort=title").text
    bar = re.search(r'<form class="searchbar".*?</form>', page, re.DOTALL).group()
    assert '<input type="hidden" name="country" value="RU">' in bar
    assert '<input type="hidden" name="sort" value="title">' in bar


def test_the_page_marks_what_matched_in_its_own_script(web, books, visitor):
    assert "<mark>鲁迅</mark>" in visitor(web).get("/ru/search?q=Лу Синь").text
    assert "<mark>Лу Синь</mark>" in visitor(web).get("/zh/search?q=鲁迅").text
    assert "<mark>" not in visitor(web).get("/zh/search?country=RU").text


def test_a_name_stays_together_as_the_author_it_means(web, books):
    with reading() as session:
        engine = web.extensions["search"]
        found = explaining.parts_found(session, engine, Query("Лев Толстой щщщщщ"))
        assert [(part.words, part.field, part.total > 0) for part in found] == [
            ("Лев Толстой", "author", True),
            ("щщщщщ", None, False),
        ]
        in_han = explaining.parts_found(session, engine, Query("列夫·托尔斯泰 彷徨"))
        assert [(part.words, part.field) for part in in_han] == [("列夫托尔斯泰", "author"), ("彷徨", "title")]
        assert all(part.total for part in in_han)
