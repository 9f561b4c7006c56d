"""Search and record pages: found, shown in the reader's language, counted by the database, never a dead end."""

import re
import shutil
from dataclasses import replace
from html import unescape
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.app import create_app
from library_exchange.catalogue import labels
from library_exchange.catalogue.models import BibliographicRecord, Holding, Item, LocalState, TextForm
from library_exchange.catalogue.queries import explaining, searching
from library_exchange.catalogue.services import index
from library_exchange.core.actor import Role
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.i18n import LANGUAGES
from library_exchange.marc.description import Text, TextField, form
from library_exchange.search.planning import plan
from library_exchange.search.port import Query
from library_exchange.search.query import FIELD_NAMES, FIELDS_SAID
from tests.catalogue.books import book, give
from tests.catalogue.conftest import take_in
from tests.conftest import CHEAP, settings_for


@pytest.fixture(scope="module")
def stocked(sqlite_template, shared_data, make_library, deliver, tmp_path_factory):
    """The instance folder of two libraries, and which they are: Heihe with Chinese books, Amur with Russian ones."""
    folder = tmp_path_factory.mktemp("stocked")
    shutil.copy(sqlite_template, folder)
    app = create_app(settings_for(folder), **CHEAP)
    with app.app_context():
        heihe, amur = make_library(), make_library("Amur", "RU")
        take_in(shared_data / "golden" / "catalogue_zh_utf8.iso", heihe, folder)
        take_in(shared_data / "golden" / "catalogue_ru_utf8.iso", amur, folder)
        deliver()
    app.extensions["search"].close()
    app.extensions["database"].dispose()
    return folder, (heihe, amur)


@pytest.fixture
def sqlite_url(stocked, tmp_path):
    """A database and an index of its own for each test, which hold what was taken in once."""
    shutil.copytree(stocked[0], tmp_path, dirs_exist_ok=True)
    return f"sqlite:///{tmp_path / 'bridge.sqlite'}"


@pytest.fixture
def two_libraries(stocked):
    return stocked[1]


def _found(app, text, **more):
    return app.extensions["search"].search(plan(Query(text, **more)))


def test_books_are_found_in_any_script_form_and_case(web, two_libraries):
    assert _found(web, "战争与和平").total == _found(web, "戰爭與和平").total > 0
    assert set(_found(web, "Мёртвые души").ids) == set(_found(web, "мертвых душ").ids) != set()
    assert _found(web, "ВОЙНА И МИР").total > 0


def test_pages_answer_in_three_languages(web, two_libraries, visitor):
    browser = visitor(web)
    for lang, word in (("zh", "找到"), ("ru", "Найден"), ("en", "found")):
        page = browser.get(f"/{lang}/search?q=Толстой").get_data(as_text=True)
        assert word in page
        assert "Война и мир" in page


def test_filters_add_up_and_survive_as_a_link(web, two_libraries, visitor):
    both = _found(web, "", filters={"country": ("CN", "RU")}).total
    only = _found(web, "", filters={"country": ("RU",)})
    assert 0 < only.total < both
    assert dict(only.facets["country"])["CN"] > 0
    page = visitor(web).get("/ru/search?country=RU&decade=1980&sort=title").get_data(as_text=True)
    assert 'name="country" value="RU"' in page
    assert "1980–1989" in page


def test_nothing_found_says_what_to_do(web, two_libraries, visitor):
    page = visitor(web).get("/ru/search?q=ъъъщщщ&country=CN").get_data(as_text=True)
    assert "/ru/loans/new" in page
    assert "Китай" in page


@pytest.mark.parametrize("number", ["9787020024759", "978-7-02-002475-9", "ISBN 7020024750"])
def test_a_number_that_is_not_found_is_not_told_to_use_fewer_words(web, two_libraries, visitor, number):
    page = visitor(web).get("/ru/search", query_string={"q": number}).get_data(as_text=True)
    assert ("Сверьте номер с книгой" in page, "Сократите запрос" in page) == (True, False)


def test_a_record_says_that_her_own_library_has_it_and_which_row_that_is(web, two_libraries, signed_in):
    heihe, amur = two_libraries
    with reading() as session:
        held = sa.select(Holding.record_id).join(Item, col(Item.holding_id) == col(Holding.id))
        record = session.scalars(held.where(col(Holding.library_id) == heihe)).first()
    hers = signed_in(web, "she@heihe.example", heihe, Role.READER).get(f"/en/r/{record}").text
    theirs = signed_in(web, "she@amur.example", amur, Role.READER).get(f"/en/r/{record}").text
    for sentence in ("Your own library has this book on the shelf", ">your library<", "Ask another library for it"):
        assert (sentence in hers, sentence in theirs) == (True, False)


def _links_of_advice(browser, language, **asked):
    """Return the searches that the advice of a page without hits leads to, without that which drops its filters."""
    page = browser.get(f"/{language}/search", query_string=asked).text
    advice = re.search(r'<ul class="text-start">(.*?)</ul>', page, re.S)[1]
    links = [unquote(unescape(url)) for url in re.findall(r'href="([^"]*/search\?q=[^"]*)"', advice)]
    return [url for url in links if url != f"/{language}/search?q={asked['q']}"]


@pytest.mark.parametrize(
    ("language", "words", "link"),
    [
        ("en", "ъъъщщщ", []),
        ("en", "subject:ъъъщщщ", []),
        ("en", "author:ъъъщщщ", []),
        ("zh", "subject:души", ["/zh/search?q=души"]),
        ("zh", "主题：души", ["/zh/search?q=души"]),
    ],
)
def test_where_nothing_is_found_a_search_is_offered_only_if_it_finds_something(
    web, two_libraries, visitor, language, words, link
):
    browser = visitor(web)
    assert _links_of_advice(browser, language, q=words) == link
    assert all('class="hit"' in browser.get(url).text for url in link)


@pytest.mark.parametrize(("language", "field"), [("en", "subject"), ("ru", "тема"), ("zh", "主题")])
def test_a_topic_that_filters_hide_is_searched_for_in_the_language_of_the_page(
    web, two_libraries, visitor, deliver, language, field
):
    word = "рыболовство"
    about = replace(book("Чужая река", number="r"), texts=(Text(TextField.SUBJECT, (form(word),), 0),))
    give(two_libraries[1], about, raw=b"r")
    deliver()
    [link] = _links_of_advice(visitor(web), language, q=word, country="JP")
    assert link == f"/{language}/search?q={field}:{word}"
    assert 'class="hit"' in visitor(web).get(link).text


@pytest.mark.parametrize(
    ("language", "asked", "said"),
    [
        ("zh", "subject:围棋", "主题:围棋"),
        ("ru", "title:Чайка author:Чехов", "заглавие:Чайка автор:Чехов"),
        ("en", "-主题：围棋", "-subject:围棋"),
        ("ru", "12:30 и ни минутой позже", "12:30 и ни минутой позже"),
        ("zh", "subtitle:чай", "subtitle:чай"),
    ],
)
def test_the_tab_and_the_box_name_fields_in_the_language_of_the_page(
    web, two_libraries, visitor, language, asked, said
):
    page = unescape(visitor(web).get(f"/{language}/search", query_string={"q": asked}).text)
    assert said in re.search(r"<title>(.*?)</title>", page, re.S)[1]
    assert re.search(r'name="q" value="([^"]*)"', page)[1] == said


def test_the_names_of_fields_that_a_page_says_are_understood():
    assert {name: FIELD_NAMES[said] for names in FIELDS_SAID.values() for name, said in names.items()} == {
        name: name for name in (*labels.QUERY_FIELDS,)
    }
    assert {language: names.keys() for language, names in FIELDS_SAID.items()} == dict.fromkeys(
        LANGUAGES, labels.QUERY_FIELDS.keys()
    )


def test_a_lost_index_is_answered_from_the_database_and_rebuilt(web, two_libraries, visitor, deliver):
    shutil.rmtree(web.extensions["settings"].folder("index"))
    web.extensions["search"].close()
    page = visitor(web).get("/ru/search?q=война").get_data(as_text=True)
    assert "Война и мир" in page
    assert deliver() >= 1
    assert index.drift(database(), web.extensions["search"]) == []
    assert _found(web, "война").total > 0


def test_drift_between_index_and_database_is_found(web, two_libraries):
    assert index.drift(database(), web.extensions["search"]) == []
    with transaction() as session:
        session.execute(sa.update(BibliographicRecord).where(col(BibliographicRecord.id) < 4).values(version=9))
    web.extensions["search"].remove([5])
    assert len(index.drift(database(), web.extensions["search"])) == 2


def test_a_withdrawn_last_copy_is_no_holding_any_more(web, two_libraries, deliver, visitor):
    record = _found(web, "战争与和平").ids[0]
    with transaction() as session:
        held = sa.select(col(Holding.id)).where(col(Holding.record_id) == record)
        session.execute(sa.update(Item).where(col(Item.holding_id).in_(held)).values(local_state=LocalState.WITHDRAWN))
        index.announce(session, [record])
    deliver()
    assert record not in _found(web, "战争与和平", filters={"country": ("CN",)}).ids
    assert visitor(web).get(f"/zh/r/{record}").status_code == 200


def test_an_unknown_record_is_not_found(web, visitor):
    assert visitor(web).get("/zh/r/999999").status_code == 404
    assert visitor(web).get("/zh/r/99999999999999999999").status_code == 404


def test_titles_without_latin_letters_get_some_marked_as_machine_made(web, two_libraries):
    with reading() as session:
        made = session.scalars(sa.select(TextForm).where(col(TextForm.machine_made))).all()
    assert {(f.scheme, f.kind) for f in made} == {("bgn-pcgn", "transliteration")}, "the Chinese file has its pinyin"
    assert any(f.value.startswith("Voyna i mir") for f in made)
    assert not any("ё" in f.value for f in made)


def _links(page, path):
    return [unescape(link) for link in re.findall(r'href="([^"]*)"', page) if re.match(path, link)]


def test_a_record_leads_back_to_the_page_of_results_it_was_found_on(web, two_libraries, visitor):
    browser = visitor(web)
    results = browser.get("/ru/search?country=RU&sort=title&page=2").get_data(as_text=True)
    opened = visitor(web).get(_links(results, r"/ru/r/\d+")[0]).get_data(as_text=True)
    assert "/ru/search?country=RU&sort=title&page=2" in _links(opened, "/ru/search")
    asking = _links(results, r"/ru/loans/new")[0]
    assert unquote(asking).endswith("back=/search?country=RU&sort=title&page=2")
    other = visitor(web).get("/ru/search?country=RU&sort=title").get_data(as_text=True)
    assert any(unquote(link).endswith("back=/search?country=RU&sort=title") for link in _links(other, r"/ru/r/\d+"))


def test_a_record_opened_by_its_own_address_leads_to_the_search(web, two_libraries, visitor):
    record = _found(web, "Толстой").ids[0]
    for given in ("", "?back=//evil.example", "?back=/people"):
        page = visitor(web).get(f"/ru/r/{record}{given}").get_data(as_text=True)
        assert "/ru/search" in _links(page, "/ru/search")
        assert "evil" not in re.sub(r'<a href="[^"]*" lang[^>]*>|<link[^>]*>|name="(?:next|stands_on)"[^>]*>', "", page)


def test_a_search_without_an_answer_tells_what_each_part_finds(web, two_libraries, visitor):
    page = visitor(web).get("/en/search?q=Толстой+ъъъщщщ").get_data(as_text=True)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    total = _found(web, "Толстой").total
    assert re.search(rf"Толстой {total} records? ъъъщщщ found nowhere", text)
    alone = next(link for link in _links(page, "/en/search") if unquote(link) == "/en/search?q=Толстой")
    assert f"{total} record" in visitor(web).get(alone).get_data(as_text=True)
    assert "What each part" not in visitor(web).get("/en/search?q=Толстой").get_data(as_text=True)
    assert "What each part" not in visitor(web).get("/en/search?q=ъъъщщщ").get_data(as_text=True)


def test_what_filters_hide_is_counted_without_them(web, two_libraries, visitor):
    page = visitor(web).get("/en/search?q=Толстой+война&year_from=2199").get_data(as_text=True)
    assert "without the filters" in page
    assert "found nowhere" not in page


def test_parts_are_phrases_fields_and_words_in_a_bounded_number(web, two_libraries):
    with reading() as session:

        def parts(text, **more):
            return explaining.parts_found(session, web.extensions["search"], Query(text, **more))

        found = parts("author:Толстой «Война и мир» -Чехов щщщ истори*")
        assert [(part.text, part.field) for part in found] == [
            ("author:Толстой", "author"),
            ('"Война и мир"', None),
            ("щщщ", None),
            ("истори*", None),
        ]
        assert [bool(part.total) for part in found] == [True, True, False, True]
        assert len(parts(" ".join(f"щщ{letter}" for letter in "абвгдежзик"))) == explaining.MOST_PARTS
        assert [part.total > 0 for part in parts("Толстой щщщ", is_exact=True)] == [True, False]


@pytest.mark.parametrize(
    ("lang", "asked", "found"),
    [
        ("zh", "我想借一本茶馆", "茶馆"),
        ("ru", "у вас есть Вишнёвый сад?", "Вишнёвый сад"),
        ("zh", "老舍写的茶馆", "茶馆"),
        ("en", "do you have Вишнёвый сад", "Вишнёвый сад"),
    ],
)
def test_a_question_is_answered_as_what_it_asks_for(web, two_libraries, visitor, lang, asked, found):
    page = visitor(web).get(f"/{lang}/search", query_string={"q": asked}).get_data(as_text=True)
    first = re.search(r'<a[^>]+href="/../r/\d+[^"]*"[^>]*>(.*?)</a>', page, re.DOTALL)
    assert found in re.sub(r"<[^>]+>", "", first[1])


@pytest.mark.parametrize(("lang", "words"), [("zh", ("苏联", "解体", "原因")), ("ru", ("苏联", "解体", "原因"))])
def test_characters_that_no_book_has_together_are_told_word_by_word(web, two_libraries, visitor, lang, words):
    page = visitor(web).get(f"/{lang}/search", query_string={"q": "".join(words)}).get_data(as_text=True)
    assert "苏联真相" in re.sub(r"<[^>]+>", "", page)
    for word in words:
        assert f">{word}<" in page


@pytest.mark.parametrize(
    ("lang", "asked", "told", "is_missed"),
    [
        ("zh", "三体 2008年", "2008", False),
        ("ru", "三体 2008", "2008", False),
        ("zh", "三体 1990年", "1990", True),
        ("ru", "三体 1950-х годов", "1950–1959", True),
        ("zh", "契诃夫 中文版", "中文", False),
        ("ru", "Чехов на русском языке", "русский", False),
        ("ru", "Чехов на китайском", "китайский", False),
        ("ru", "книги 2016 года", "2016", False),
    ],
)
def test_a_time_or_language_beside_words_is_that_of_the_books(
    web, two_libraries, visitor, lang, asked, told, is_missed
):
    page = visitor(web).get(f"/{lang}/search", query_string={"q": asked}).get_data(as_text=True)
    [note] = re.findall(r'<div class="note mb-3" role="status">(.*?)</div>', page, re.DOTALL)
    said = {"zh": ("已按", "没有符合其余词语"), "ru": ("Понято", "нет книг, изданных в это время")}[lang]
    assert told in note
    assert said[is_missed] in note
    assert 'href="/' in page
    assert not re.search(r"(?:Найдено|找到)\D*0\D", page)


@pytest.mark.parametrize(("lang", "asked"), [("zh", "三体 十七世纪"), ("ru", "三体 XVII век")])
def test_a_century_in_which_no_book_was_printed_stays_words(web, two_libraries, visitor, lang, asked):
    page = visitor(web).get(f"/{lang}/search", query_string={"q": asked}).get_data(as_text=True)
    assert "三体" in re.sub(r"<[^>]+>", "", page.split("</form>", 1)[1])
    for misleading in ("已按", "没有图书属于", "Понято", "нет ни одной", "1601"):
        assert misleading not in page


@pytest.mark.parametrize("number", ["I512.44", "УДК 999.111"])
def test_a_class_that_no_book_has_finds_no_books_with_some_of_its_digits(web, two_libraries, visitor, number):
    page = visitor(web).get("/zh/search", query_string={"q": number}).get_data(as_text=True)
    assert not re.search(r'href="/zh/r/\d', page)


@pytest.mark.parametrize("number", ["534.1", "УДК 534.1", "УДК 534.1*"])
def test_a_class_number_finds_just_the_books_of_that_class(web, two_libraries, visitor, number):
    page = visitor(web).get("/ru/search", query_string={"q": number}).get_data(as_text=True)
    assert "Теория вибрационных процессов" in re.sub(r"<[^>]+>", "", page)
    assert re.search(r"Найден\S* 2 запис", page)


def test_books_that_have_no_word_of_the_query_are_no_answer_and_those_with_an_adjective_are_few():
    def found(*totals, words=("китайская", "медицина"), **more):
        entries = tuple((number,) for number in range(1, 22))
        one = searching.Found(total=21, sources=[], facets={}, loosened=True, entries=entries, pages=2, **more)
        parts = [explaining.Part(word, word, None, total) for word, total in zip(words, totals, strict=True)]
        shown = explaining.with_some(one, parts)
        return shown.total, len(shown.entries), shown.pages

    assert found(0, 0) == (0, 0, 1)
    assert found(30, 0) == (10, 10, 1)
    assert found(0, 3) == found(30, 3) == found(0, 0, is_missed=True) == found(words=()) == (21, 21, 2)
    assert found(*[0] * 6, words="абвгде") == (21, 21, 2), (
        "what stands behind the parts that are told may have been found"
    )
