"""The directory: libraries of both countries, and rules that only a library's own administrator changes."""

import json

import lxml.html
import pytest
from pydantic import ValidationError
from sqlmodel import select

from library_exchange.core.actor import ANONYMOUS, Actor, Role
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.directory import queries, services
from library_exchange.directory.models import Library
from library_exchange.directory.schemas import NewLibrary, Policy
from library_exchange.directory.views import TITLES

OPERATOR = Actor(kind="person", door="cli", is_platform_admin=True)
BLAGOVESHCHENSK = {
    "code": "amur",
    "name_zh": "阿穆尔州科学图书馆",
    "name_ru": "Амурская областная научная библиотека",
    "name_en": "Amur Regional Scientific Library",
    "city_zh": "布拉戈维申斯克",
    "city_ru": "Благовещенск",
    "city_en": "Blagoveshchensk",
    "country": "RU",
    "kind": "public",
    "timezone": "Asia/Yakutsk",
    "language": "ru",
    "mailbox": "mba@amur.example",
}
RULES = {"lends": "y", "loan_days": "45", "transit_days": "20", "mailbox": "ill@heihe.example"}


def admin_of(library_id):
    return Actor(kind="person", library_id=library_id, user_id=1, roles=frozenset({Role.LIBRARY_ADMIN}))


def rules_of(code):
    with reading() as session:
        library = queries.get_library(session, code)
    return library.lends, library.loan_days, library.transit_days, library.mailbox, library.website


def test_a_library_joins_under_a_code_of_its_own(app):
    with transaction() as session:
        services.add_library(session, OPERATOR, NewLibrary(**BLAGOVESHCHENSK))
    with pytest.raises(Conflict), transaction() as session:
        services.add_library(session, OPERATOR, NewLibrary(**BLAGOVESHCHENSK))
    with reading() as session:
        library = queries.get_library(session, "amur")
        assert [entry.action for entry in session.exec(select(AuditEntry))] == ["add"]
    assert (library.name_in("ru"), library.city_in("zh")) == (BLAGOVESHCHENSK["name_ru"], "布拉戈维申斯克")
    assert (library.lends, library.has_told_rules, library.has_told_days) == (False, False, False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "Амур"),
        ("code", "../amur"),
        ("country", "US"),
        ("timezone", "Asia/Nowhere"),
        ("mailbox", "amur"),
        ("website", "javascript:alert(1)"),
        ("loan_days", 0),
        ("name_zh", "Амурская библиотека"),
        ("city_ru", "布拉戈维申斯克"),
        ("name_en", "Амурская библиотека"),
    ],
)
def test_a_library_with_a_mistake_does_not_join(field, value):
    with pytest.raises(ValidationError):
        NewLibrary(**(BLAGOVESHCHENSK | {field: value}))


def test_rules_change_by_the_library_s_own_administrator_or_the_platform_s(app, make_library):
    heihe, amur = make_library("Heihe"), make_library("Amur", "RU")
    changed = Policy(**(RULES | {"website": "https://lib.heihe.example"}))
    librarian = Actor(kind="person", library_id=heihe, user_id=1, roles=frozenset({Role.LIBRARIAN}))
    for stranger in (librarian, admin_of(amur), ANONYMOUS):
        with pytest.raises(Forbidden), transaction() as session:
            services.update_policy(session, stranger, queries.get_library(session, "heihe"), changed)
    assert rules_of("heihe") == (True, 30, 14, "ill@heihe.example", None)
    for actor in (admin_of(heihe), OPERATOR):
        with transaction() as session:
            services.update_policy(session, actor, queries.get_library(session, "heihe"), changed)
    assert rules_of("heihe") == (True, 45, 20, "ill@heihe.example", "https://lib.heihe.example/")


def test_an_unknown_library_is_not_found(app):
    with reading() as session:
        assert queries.find_library(session, "nowhere") is None
        for look in (lambda: queries.get_library(session, "nowhere"), lambda: queries.get_library_by_id(session, 9)):
            with pytest.raises(NotFound):
                look()


@pytest.mark.parametrize(
    ("lang", "name", "country", "tag"),
    [
        ("zh", "阿穆尔州科学图书馆", "俄罗斯", "zh-Hans"),
        ("ru", "Амурская областная научная библиотека", "Россия", "ru"),
    ],
)
def test_everybody_reads_the_list_and_each_library_in_her_language(
    web, make_library, visitor, lang, name, country, tag
):
    make_library("Heihe")
    make_library("Amur", "RU")
    page = visitor(web).get(f"/{lang}/libraries").text
    assert name in page
    assert country in page
    assert page.index("heihe") < page.index("amur")
    page = visitor(web).get(f"/{lang}/libraries/amur").text
    assert f'<h1 class="t-o" lang="{tag}">{name}</h1>' in page
    assert f"<title>{name} · " in page
    assert "Амурская областная научная библиотека" in page
    assert visitor(web).get(f"/{lang}/libraries/nowhere").status_code == 404


def test_libraries_of_one_city_stand_together(web, make_library, visitor):
    make_library("Heihe")
    make_library("Harbin")
    make_library("Heihe College", city_en="Heihe")
    page = visitor(web).get("/en/libraries").text
    assert page.index("libraries/heihe-college") < page.index("libraries/harbin")


def test_an_empty_directory_says_so(web, visitor):
    answer = visitor(web).get("/ru/libraries")
    assert answer.status_code == 200
    assert 'class="empty"' in answer.text


def test_counts_of_titles_come_from_whoever_knows_them(web, make_library, visitor):
    heihe = make_library("Heihe")
    TITLES.fill(web, "test", lambda _session: {heihe: 12345})
    assert "12,345" in visitor(web).get("/en/libraries").text
    assert "12,345 titles" in visitor(web).get("/en/libraries/heihe").text


def test_an_administrator_changes_the_rules_by_a_form(web, make_library, signed_in):
    heihe = make_library("Heihe")
    opened = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    assert 'value="30"' in opened.get("/zh/libraries/heihe/edit").text
    without_box = {name: value for name, value in RULES.items() if name != "lends"}
    assert opened.post("/zh/libraries/heihe/edit", data=without_box).location == "/zh/libraries/heihe"
    assert rules_of("heihe") == (False, 45, 20, "ill@heihe.example", None)
    assert opened.post("/zh/libraries/heihe/edit", data=RULES).location == "/zh/libraries/heihe"
    assert rules_of("heihe")[0] is True


@pytest.mark.parametrize(
    "mistake",
    [
        {"loan_days": "0"},
        {"loan_days": "soon"},
        {"transit_days": "-1"},
        {"mailbox": "nobody"},
        {"mailbox": ""},
        {"website": "javascript:alert(1)"},
        {"website": "https://" + "x" * 250},
    ],
)
def test_a_mistake_comes_back_and_changes_nothing(web, make_library, signed_in, mistake):
    opened = signed_in(web, "admin@heihe.example", make_library("Heihe"), Role.LIBRARY_ADMIN)
    answer = opened.post("/ru/libraries/heihe/edit", data=RULES | mistake)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert rules_of("heihe") == (True, 30, 14, "ill@heihe.example", None)


def test_the_form_is_closed_to_others(web, make_library, visitor, signed_in):
    heihe, amur = make_library("Heihe"), make_library("Amur", "RU")
    others = [
        signed_in(web, "admin@amur.example", amur, Role.LIBRARY_ADMIN),
        signed_in(web, "li@heihe.example", heihe, Role.LIBRARIAN),
    ]
    for opened in others:
        assert opened.get("/zh/libraries/heihe/edit").status_code == 403
        assert opened.post("/zh/libraries/heihe/edit", data=RULES).status_code == 403
    assert visitor(web).get("/zh/libraries/heihe/edit").status_code == 302
    assert visitor(web).post("/zh/libraries/heihe/edit", data=RULES).status_code == 403
    assert rules_of("heihe") == (True, 30, 14, "ill@heihe.example", None)


@pytest.mark.parametrize(("language", "rule"), [("zh", "此为一般规定"), ("ru", "Общее правило.")])
def test_who_belongs_to_no_library_is_told_that_fees_are_the_general_rule(
    web, make_library, signed_in, visitor, language, rule
):
    heihe, amur = make_library("Heihe"), make_library("Amur", "RU")
    door, stranger = f"/{language}/libraries/heihe", visitor(web)
    assert rule not in stranger.get(door).text, "nothing is agreed otherwise"
    admin = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    given = {"loan_fee_minor": "1", "copy_fee_minor": "0", "is_agreed": "y"}
    assert admin.post("/en/libraries/amur/fees", data=given).status_code == 302
    assert rule in stranger.get(door).text
    reads = signed_in(web, "anna@amur.example", amur, Role.READER)
    assert rule not in reads.get(door).text, "she reads what her own library pays"


def test_vouchers_are_agreed_on_and_a_partners_page_tells_librarians_what_it_pays(web, make_library, signed_in):
    heihe, _amur = make_library("Heihe"), make_library("Amur", "RU")
    admin = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    li = signed_in(web, "li@heihe.example", heihe, Role.LIBRARIAN)
    asked = {"in_vouchers": "y", "loan_fee_minor": "1", "copy_fee_minor": "0"}
    refused = admin.post("/en/libraries/amur/fees", data=asked)
    assert (refused.status_code, "by agreement only" in refused.text) == (422, True)
    assert "yuan, or vouchers" in refused.text
    assert admin.post("/en/libraries/amur/fees", data=asked | {"is_agreed": "y"}).status_code == 302
    told = "loan: 1\xa0voucher; copy of pages: free of charge"
    assert told in li.get("/en/libraries/amur").text
    assert "/en/staff/exchange/account/amur" in li.get("/en/staff/exchange/agreements").text, "a way in without one"


def test_the_page_tells_search_engines_the_names_that_people_wrote(web, make_library, visitor):
    amur = make_library(
        "Amur", "RU", unwritten_names=["name_zh", "city_zh"], proposed_names=["name_en"], isil="RU-10012"
    )
    with reading() as session:
        named = session.get_one(Library, amur)
    page = lxml.html.fromstring(visitor(web).get("/zh/libraries/amur").text)
    [block] = page.xpath("//script[@type='application/ld+json']/text()")
    thing = json.loads(block)
    assert (thing["@type"], thing["@id"]) == ("Library", "http://127.0.0.1:8000/libraries/amur")
    assert thing["name"] == {"@value": named.name_ru, "@language": "ru"}
    assert thing["identifier"]["value"] == "RU-10012"
    assert {each["addressCountry"] for each in thing["address"]} == {"RU"}
