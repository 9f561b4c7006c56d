"""Anybody takes a record along: cited on its page, as a file for a reference manager or a library's system."""

import csv
import io
import json
import re
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs

import lxml.html
import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import BibliographicRecord, TextForm
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.marc.description import (
    ClassNumber,
    Contributor,
    Description,
    Form,
    Identifier,
    LocalHolding,
    Text,
    TextField,
    form,
)
from library_exchange.marc.reading import Accepted, read
from library_exchange.offers.models import Offer
from library_exchange.offers.rules.offers import OfferState, Reserve
from library_exchange.references import display
from library_exchange.references.queries.descriptions import descriptions
from library_exchange.references.rules.forms import MARC, OF_HITS, OF_RECORD
from tests.catalogue.books import book, give
from tests.counting import count_queries

F = TextField
MANAGERS = ("ris", "bibtex", "csl-json")


def whole_book(number="1", title="黑龙江的桥", place="哈尔滨", **changed):
    texts = (
        (F.TITLE, (form(title), Form("Heilongjiang de qiao", "Latn", "transliteration", "pinyin", "chi"))),
        (F.REMAINDER, (form("散文集"),)),
        (F.RESPONSIBILITY, (form("江大桥著"),)),
        (F.EDITION, (form("第2版"),)),
        (F.PLACE, (form(place),)),
        (F.PUBLISHER, (form("大桥出版社"),)),
        (F.EXTENT, (form("253页"),)),
        (F.SUBJECT, (form("桥梁"),)),
    )
    told = {
        "source_id": number,
        "source_updated": None,
        "record_type": "a",
        "bib_level": "m",
        "languages": ("chi",),
        "original_language": None,
        "country": "CN",
        "year": 1999,
        "year_text": "1999",
        "texts": tuple(Text(field, forms, at) for at, (field, forms) in enumerate(texts)),
        "contributors": (
            Contributor("aut", "person", True, (form("江大桥"),)),
            Contributor("trl", "person", False, (form("河小舟"),)),
        ),
        "identifiers": (Identifier("isbn", "9787501366514", "978-7-5013-6651-4", True),),
        "class_numbers": (ClassNumber("clc", "I267"),),
        "holdings": (LocalHolding("HLJ", "I267/1", copies=1, barcode="SECRET-77"),),
        "links": (),
        "relations": (),
    }
    return Description(**told | changed)


@pytest.fixture
def heihe(make_library):
    return make_library("Heihe", "CN")


def page_of(client, lang, record):
    return client.get(f"/{lang}/r/{record}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("lang", "word", "first", "second"),
    [
        (
            "zh",
            "引用",
            "江大桥. 黑龙江的桥: 散文集[M]. 河小舟, 译. 2版. 哈尔滨: 大桥出版社, 1999.",
            "ISBN 978-7-5013-6651-4. – ",
        ),
        (
            "ru",
            "Цитировать",
            "江大桥. 黑龙江的桥 : 散文集 / 江大桥著. – 第2版. – ",
            "江大桥. 黑龙江的桥 : 散文集. 第2版. ",
        ),
    ],
)
def test_the_page_of_a_book_cites_it_in_the_manner_of_the_country(web, heihe, visitor, lang, word, first, second):
    page = page_of(visitor(web), lang, give(heihe, whole_book()))
    assert f">{word}</h2>" in page
    shown = re.findall(r'<p class="reference" lang="(?:zh-Hans|mul)">([^<]*)</p>', page)
    assert len(shown) == 4
    assert shown[0].startswith(first)
    assert any(second in each for each in shown[1:])


def test_the_page_tells_reference_managers_and_search_engines_what_the_book_is(web, heihe, visitor):
    record = give(heihe, whole_book(title="黑龙江</script><b>的\"桥'&"))
    page = page_of(visitor(web), "zh", record)
    [coins] = re.findall(r'<span class="Z3988" title="([^"]*)"></span>', page)
    assert parse_qs(unescape(coins))["rft.btitle"] == ["黑龙江</script><b>的\"桥'&: 散文集"]
    [block] = lxml.html.fromstring(page).xpath("//script[@type='application/ld+json']/text()")
    thing = json.loads(block)
    assert json.loads(visitor(web).get(f"/zh/r/{record}/files/json-ld").data) == thing
    assert (thing["@context"], thing["@type"]) == ("https://schema.org", "Book")
    assert (thing["@id"].endswith(f":8000/r/{record}"), thing["url"].endswith(f"/zh/r/{record}")) == (True, True)
    assert thing["name"] == [
        {"@value": "黑龙江</script><b>的\"桥'&: 散文集", "@language": "zh-Hans"},
        {"@value": "Heilongjiang de qiao", "@language": "zh-Latn"},
    ]
    assert thing["author"] == [{"@type": "Person", "name": {"@value": "江大桥", "@language": "zh-Hans"}}]
    assert thing["publisher"]["name"] == {"@value": "大桥出版社", "@language": "zh-Hans"}
    for kind in ("application/x-research-info-systems", "application/x-bibtex", "application/ld+json"):
        [address] = re.findall(rf'<link rel="alternate" type="{re.escape(kind)}" title="[^"]*" href="([^"]*)">', page)
        assert visitor(web).get(address).mimetype == kind


def test_what_a_machine_made_is_not_told_to_search_engines(web, heihe, visitor):
    record = give(heihe, whole_book())
    with transaction() as session:
        [made] = session.scalars(sa.select(TextForm).where(col(TextForm.kind) == "transliteration"))
        made.machine_made = True
    [block] = lxml.html.fromstring(page_of(visitor(web), "ru", record)).xpath(
        "//script[@type='application/ld+json']/text()"
    )
    assert json.loads(block)["name"] == {"@value": "黑龙江的桥: 散文集", "@language": "zh-Hans"}


def test_who_gives_a_book_away_is_told_with_it_and_whom_it_is_kept_for_is_not(web, heihe, make_library, visitor):
    record = give(heihe, whole_book())
    school = make_library("School", "RU")

    def thing():
        return json.loads(visitor(web).get(f"/ru/r/{record}/files/json-ld").data)

    with transaction() as session:
        for library, quantity, more in (
            (heihe, 2, {"is_gift": True}),
            (heihe, 1, {"is_gift": True}),
            (school, 1, {"is_gift": False}),
            (school, 1, {"is_gift": True, "reserve": Reserve.SCHOOLS}),
            (school, 1, {"is_gift": True, "state": OfferState.DRAFT}),
        ):
            offer = {"library_id": library, "record_id": record, "title": "黑龙江的桥", "title_key": "x", "pages": 9}
            told = {"state": OfferState.OPEN, "quantity": quantity, "created_at": now(), "touched_at": now()}
            session.add(Offer(**offer | told | more))
    [offer] = thing()["offers"]
    page = lxml.html.fromstring(page_of(visitor(web), "ru", record))
    [block] = page.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(block)["offers"] == [offer]
    assert (offer["@type"], offer["price"], offer["inventoryLevel"]["value"]) == ("Offer", 0, 3)
    assert (offer["offeredBy"]["@type"], offer["offeredBy"]["@id"]) == (
        "Library",
        "http://127.0.0.1:8000/libraries/heihe",
    )
    assert offer["url"].endswith("/ru/exchange/offers?library=heihe")


def test_every_file_that_the_page_offers_is_there(web, heihe, visitor):
    client = visitor(web)
    page = page_of(client, "ru", give(heihe, whole_book()))
    addresses = set(re.findall(r'href="(/ru/r/\d+/files/[^"]*)"', page))
    assert {each.rsplit("/", 1)[1] for each in addresses} == {form.value for form in OF_RECORD}
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
        assert len(answer.data) > 100


@pytest.mark.parametrize("chosen", MARC, ids=[each.value for each in MARC])
def test_marc_is_read_back_and_tells_nothing_of_copies(web, heihe, visitor, chosen):
    record = give(heihe, whole_book(), raw=b"our own bytes")
    content = visitor(web).get(f"/zh/r/{record}/files/{chosen.value}").data
    [again] = read(BytesIO(content), profile=MARC[chosen].profile)
    assert isinstance(again, Accepted)
    told = again.description
    assert (told.title, told.year, told.source_id) == ("黑龙江的桥", 1999, str(record))
    assert told.values(F.PUBLISHER) == ["大桥出版社"]
    assert {each.role for each in told.contributors} == {"aut", "trl"}
    assert [each.value for each in told.identifiers] == ["9787501366514"]
    assert told.holdings == ()
    assert b"SECRET-77" not in content
    assert b"our own bytes" not in content


@pytest.mark.parametrize("form_name", MANAGERS)
def test_files_for_reference_managers_name_the_book(web, heihe, visitor, form_name):
    record = give(heihe, whole_book())
    text = visitor(web).get(f"/ru/r/{record}/files/{form_name}").data.decode()
    for told in ("黑龙江的桥", "江大桥", "河小舟", "大桥出版社", "1999", "978-7-5013-6651-4", f"/ru/r/{record}"):
        assert told in text


def test_two_wordings_of_one_title_page_are_told_once(app, make_library, heihe):
    amur = make_library("Amur", "RU")
    record = give(heihe, whole_book())
    assert give(amur, whole_book("2", place="哈尔滨市")) == record
    with reading() as session:
        [(_record, told)] = descriptions(session, [record])
    assert told.values(F.PLACE) == ["哈尔滨"]
    assert told.values(F.TITLE) == ["黑龙江的桥"]
    assert len(told.identifiers) == 1


def test_letters_that_another_library_gave_stand_beside_the_title(app, make_library, heihe):
    plain = whole_book(texts=(Text(F.TITLE, (form("Мост через Амур"),), 0),))
    lettered = (form("Мост через Амур"), Form("Most cherez Amur", "Latn", "transliteration", "ala-lc", "rus"))
    record = give(heihe, plain)
    assert give(make_library("Amur", "RU"), whole_book("2", texts=(Text(F.TITLE, lettered, 0),))) == record
    with reading() as session:
        [(_record, told)] = descriptions(session, [record])
    assert told.title == "Мост через Амур"
    # What a machine wrote, this library's letters or no letters at all: never the machine's.
    assert {f.value for t in told.texts for f in t.forms} <= {"Мост через Амур", "Most cherez Amur"}


def test_a_book_without_an_author_is_cited_under_its_editors(app, heihe):
    edited = whole_book(contributors=(Contributor("edt", "person", True, (form("河小舟"),)),))
    record = give(heihe, edited)
    with app.test_request_context("/zh/"), reading() as session:
        told = display.reference_of(record, descriptions(session, [record])[0][1])
    assert told.authors == ()
    assert [name.family for name in told.makers] == ["河小舟"]


def test_a_record_that_became_part_of_another_leads_to_its_files(web, heihe, visitor):
    old, new = give(heihe, book("Мост", number="1")), give(heihe, book("Причал", number="2"))
    with transaction() as session:
        session.get_one(BibliographicRecord, old).merged_into_id = new
    answer = visitor(web).get(f"/ru/r/{old}/files/ris")
    assert (answer.status_code, answer.location) == (301, f"/ru/r/{new}/files/ris")


def test_what_is_no_record_or_no_form_is_not_found(web, heihe, visitor):
    record = give(heihe, whole_book())
    client = visitor(web)
    for address in (f"/ru/r/{record}/files/csv", f"/ru/r/{record}/files/x", "/ru/r/99999/files/ris"):
        assert client.get(address).status_code == 404
    assert client.get("/ru/search/files/marc21").status_code == 404


@pytest.mark.parametrize(("lang", "advice"), [("ru", "XML"), ("zh", "XML")])
def test_a_record_too_long_for_iso_2709_is_told_and_its_xml_is_given(web, heihe, visitor, lang, advice):
    long = Text(F.SUMMARY, (form("мост " * 4000),), 50)
    plain = whole_book()
    record = give(heihe, whole_book(texts=(*plain.texts, long)))
    answer = visitor(web).get(f"/{lang}/r/{record}/files/marc21")
    assert answer.status_code == 409
    assert "9" in answer.get_data(as_text=True)
    assert advice in answer.get_data(as_text=True)
    assert visitor(web).get(f"/{lang}/r/{record}/files/marc21-xml").status_code == 200


@pytest.fixture
def found(web, heihe, deliver):
    for number in range(3):
        give(heihe, book(f"Мост {number}", "Иванов, Пётр", number=str(number)), raw=b"%d" % number)
    give(heihe, book("Причал", number="9"), raw=b"9")
    deliver()
    return heihe


@pytest.mark.parametrize(("lang", "separator", "head"), [("ru", ";", "Заглавие"), ("zh", ",", "题名")])
def test_the_hits_of_a_search_are_a_table_for_the_excel_of_the_country(web, found, visitor, lang, separator, head):
    answer = visitor(web).get(f"/{lang}/search/files/csv?q=мост")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=separator))
    assert rows[0][0] == head
    assert sorted(row[0] for row in rows[1:]) == ["Мост 0", "Мост 1", "Мост 2"]
    assert {row[2] for row in rows[1:]} == {"Иванов, Пётр"}


def test_the_page_of_the_search_leads_to_files_with_the_same_filters(web, found, visitor):
    client = visitor(web)
    page = client.get("/ru/search?q=мост&language=rus&year_from=1990").get_data(as_text=True)
    addresses = [unescape(each) for each in re.findall(r'href="(/ru/search/files/[^"]*)"', page)]
    assert len(addresses) == len(OF_HITS)
    for address in addresses:
        assert "language=rus" in address
        assert client.get(address).data.decode().count("Мост ") == 3
    assert "Мост" not in client.get("/ru/search/files/ris?q=мост&year_from=1991").data.decode()


def test_hits_stand_in_the_order_of_the_search(web, found, visitor):
    text = visitor(web).get("/ru/search/files/ris?q=мост&sort=title").data.decode()
    assert re.findall(r"TI  - (.*)\r", text) == ["Мост 0", "Мост 1", "Мост 2"]


def test_a_search_without_hits_has_nothing_to_save(web, found, visitor):
    assert "/search/files/" not in visitor(web).get("/ru/search?q=мост&year_from=2050").get_data(as_text=True)
    assert visitor(web).get("/ru/search/files/ris?q=мост&year_from=2050").data == b""


def test_staff_are_led_to_an_export_of_the_same_search_and_readers_are_not(web, found, signed_in, visitor):
    client = signed_in(web, library_id=found, roles=Role.LIBRARIAN)
    page = client.get("/ru/search?q=мост").get_data(as_text=True)
    [address] = set(re.findall(r'href="(/ru/staff/exports/found\?q=[^"]*)"', page))
    assert "<b>мост</b>" in client.get(address).get_data(as_text=True)
    assert "/staff/exports" not in visitor(web).get("/ru/search?q=мост").get_data(as_text=True)


def test_a_hundred_books_cost_no_more_questions_than_one(app, heihe):
    few = [give(heihe, book(f"Мост {n}", number=str(n)), raw=b"%d" % n) for n in range(2)]
    many = few + [give(heihe, book(f"Причал {n}", number=f"p{n}"), raw=b"p%d" % n) for n in range(10)]

    def asked(records):
        with reading() as session:
            return count_queries(lambda: descriptions(session, records))

    assert asked(few) == asked(many) == 5


def in_latin_letters(number, title="Reka i most"):
    """A Russian book as many libraries abroad have it: its title in Latin letters alone."""
    latin = Form(title, "Latn", "transliteration", "ala-lc", "rus")
    return whole_book(number, languages=("rus",), texts=(Text(F.TITLE, (latin,), 0),), identifiers=())


def titles_that_go_out(record):
    with reading() as session:
        [(_number, told)] = descriptions(session, [record])
    return [[(each.value, each.kind) for each in text.forms] for text in told.texts if text.field is F.TITLE]


def test_a_title_that_nobody_has_in_its_own_letters_goes_out_in_those_that_there_are(web, heihe):
    record = give(heihe, in_latin_letters("1"))
    assert titles_that_go_out(record) == [[("Reka i most", "transliteration")]]


def test_a_title_in_its_own_letters_goes_out_first_whoever_came_first(web, heihe, make_library):
    record = give(heihe, in_latin_letters("1"))
    own = {"field": F.TITLE.value, "position": 0, "value": "Река и мост", "script": "Cyrl", "kind": "original"}
    amur = make_library("Amur", "RU")
    with transaction() as session:
        session.add(TextForm(record_id=record, library_id=amur, **own))
    assert titles_that_go_out(record) == [[("Река и мост", "original"), ("Reka i most", "transliteration")]]
