"""Doors in use: shut and opened by who runs the platform, limited, counted, and what went wrong told to her alone."""

from datetime import timedelta

import lxml.html
import pytest
import sqlalchemy as sa
from lxml import etree
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from library_exchange.api_keys.rules import Scope
from library_exchange.core import outbox
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.doors import DOORS
from library_exchange.core.errors import Forbidden, InvalidInput
from library_exchange.core.models import AuditEntry
from library_exchange.door_keeping import keeper as keeping
from library_exchange.door_keeping.keeper import keeper
from library_exchange.door_keeping.models import DoorFault, DoorHour, DoorLimit, DoorStanding
from library_exchange.door_keeping.rules import KEPT, hour_of
from library_exchange.door_keeping.services import deciding, night, writing_down
from library_exchange.protocols.iso18626 import jobs as wire_jobs
from tests.rest_api.api_program import Program
from tests.ways_out import OPERATOR, decide

ASKED = {
    "rest_api": ("GET", "/api/v1/libraries", "application/problem+json"),
    "oai_pmh": ("GET", "/oai?verb=Identify", "text/plain"),
    "sru": ("GET", "/sru?query=a", "text/xml"),
    "iso18626": ("POST", "/iso18626", "text/plain"),
    "feeds": ("GET", "/feeds/offers.atom", "text/plain"),
    "sitemaps": ("GET", "/sitemap.xml", "text/plain"),
}
"""How each door is asked, and in which form it says that it is shut."""


def stored(table):
    keeper().write_down()
    with reading() as session:
        return session.scalars(sa.select(table).order_by(col(table.id))).all()


# Open and shut --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ASKED)
def test_a_door_that_an_operator_shuts_says_so_in_its_own_form_and_opens_again(web, name):
    method, path, kind = ASKED[name]
    browser = web.test_client()
    before = browser.open(path, method=method).status_code
    assert before != 503
    decide(name, is_open=False)
    answer = browser.open(path, method=method, headers={"Accept-Language": "ru"})
    assert (answer.status_code, answer.mimetype, answer.headers["Retry-After"]) == (503, kind, "3600")
    assert "<html" not in answer.text
    assert "Set-Cookie" not in answer.headers
    decide(name, is_open=True)
    assert browser.open(path, method=method).status_code == before


def test_every_door_in_is_asked_here(web):
    assert {door.name for door in DOORS.fillings().values() if not door.is_outgoing} == ASKED.keys()


def test_a_shut_door_speaks_its_protocol(web):
    for name in ("sru", "rest_api"):
        decide(name, is_open=False)
    browser = web.test_client()
    told = etree.fromstring(browser.get("/sru?version=1.2&operation=searchRetrieve&query=a").data)
    assert told.findtext(".//{http://www.loc.gov/zing/srw/diagnostic/}uri") == "info:srw/diagnostic/1/2"
    problem = browser.get("/api/v1/libraries", headers={"Accept-Language": "zh"})
    assert (problem.json["code"], problem.headers["Content-Language"]) == ("door-shut", "zh-Hans")
    assert browser.get("/api/v1/openapi.json").status_code == 503


def test_pages_stay_open_while_doors_are_shut(web):
    for name in ASKED:
        decide(name, is_open=False)
    browser = web.test_client()
    for path in ("/zh/search", "/ru/libraries", "/robots.txt", "/zh/opensearch.xml"):
        assert browser.get(path).status_code == 200


def test_what_a_setting_shuts_no_operator_opens(web):
    web.extensions["settings"] = web.extensions["settings"].model_copy(update={"sru": False})
    decide("sru", is_open=True)
    assert web.test_client().get("/sru").status_code == 404
    assert stored(DoorHour) == []


def test_another_process_knows_within_seconds(make_app, sqlite_url, monkeypatch):
    one, other = make_app(sqlite_url), make_app(sqlite_url)
    browser = other.test_client()
    assert browser.get("/sru").status_code == 200
    with one.app_context():
        decide("sru", is_open=False)
    assert browser.get("/sru").status_code == 200
    later = keeping.time.monotonic() + 11
    monkeypatch.setattr(keeping.time, "monotonic", lambda: later)
    assert browser.get("/sru").status_code == 503


def test_messages_wait_while_the_way_out_is_shut(web):
    decide(wire_jobs.DOOR.name, is_open=False)
    with pytest.raises(outbox.NotYet):
        wire_jobs.send([{}])
    with pytest.raises(outbox.NotYet):
        wire_jobs.send_again([{"message": 1}])


# Limits ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def limited(make_app, sqlite_url):
    """An application whose rate limits are on."""
    app = make_app(sqlite_url, RATELIMIT_ENABLED=True)
    with app.app_context():
        yield app


def allow(door: str, name: str, per_minute: int | None, key: str | None = None) -> None:
    found = DOORS.find(door)
    with transaction() as session:
        if key is None:
            deciding.allow(session, OPERATOR, found, found.limit(name), per_minute, now())
        else:
            deciding.allow_key(session, OPERATOR, found, found.limit(name), key, per_minute, now())
    keeper().forget()


def test_an_operator_says_how_often_a_door_may_be_asked(limited):
    allow("sru", "anonymous", 6)
    browser = limited.test_client()
    answers = [browser.get("/sru") for _time in range(7)]
    assert [each.status_code for each in answers] == [200] * 6 + [429]
    assert answers[0].headers["RateLimit-Policy"] == '"anonymous";q=6;w=60'
    assert answers[0].headers["RateLimit"].startswith('"anonymous";r=5;t=')
    allow("sru", "anonymous", None)
    assert browser.get("/sru").headers["RateLimit-Policy"] == '"anonymous";q=60;w=60'
    assert stored(DoorLimit) == []


@pytest.mark.parametrize("path", [ASKED[name][1] for name in ("oai_pmh", "sru", "feeds", "sitemaps")])
def test_every_door_without_a_key_tells_how_often_it_may_be_asked(limited, path):
    answer = limited.test_client().get(path)
    assert answer.status_code == 200
    assert answer.headers["RateLimit-Policy"].endswith(";w=60")
    assert ";r=" in answer.headers["RateLimit"]


def test_one_key_may_ask_more_often_than_others(limited, make_library):
    library = make_library("amur")
    one, other = (Program(limited, library, Scope.CATALOGUE_READ) for _time in range(2))
    allow("rest_api", "read", 30)
    allow("rest_api", "read", 40, one.key.rpartition("_")[0])
    policies = [each.asks("GET", "/libraries").headers["RateLimit-Policy"] for each in (one, other)]
    assert policies == ['"read";q=40;w=60', '"read";q=30;w=60']
    allow("rest_api", "read", None, one.key.rpartition("_")[0])
    assert one.asks("GET", "/libraries").headers["RateLimit-Policy"] == '"read";q=30;w=60'


@pytest.mark.parametrize("per_minute", [5, 601])
def test_limits_have_bounds(web, per_minute):
    with pytest.raises(InvalidInput) as refused:
        allow("sru", "anonymous", per_minute)
    assert list(refused.value.fields) == ["anonymous"]
    with pytest.raises(InvalidInput):
        allow("rest_api", "read", 30, "bridge_nobodys2")


def test_only_who_runs_the_platform_decides(web):
    found = DOORS.find("sru")
    stranger = Actor(kind="person")
    with transaction() as session:
        for act in (
            lambda: deciding.switch(session, stranger, found, False, now()),
            lambda: deciding.allow(session, stranger, found, found.limit("anonymous"), 10, now()),
            lambda: deciding.allow_key(session, stranger, found, found.limit("anonymous"), "x", 10, now()),
        ):
            with pytest.raises(Forbidden):
                act()


def test_what_is_decided_stands_in_the_audit_once(web):
    for _time in range(2):
        decide("sru", is_open=False)
        allow("sru", "anonymous", 10)
    with reading() as session:
        told = [(each.action, each.facts) for each in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]
    assert told == [
        ("shut", {"door": "sru"}),
        ("limit", {"door": "sru", "limit": "anonymous", "per_minute": 10, "key": None}),
    ]


# What is kept ---------------------------------------------------------------------------------------------------------


def test_answers_are_counted_and_written_together(web, monkeypatch):
    written = []
    write = writing_down.write

    def note(*given):
        written.append(1)
        write(*given)

    monkeypatch.setattr(writing_down, "write", note)
    browser = web.test_client()
    for _time in range(5):
        browser.get("/sru")
        browser.get("/oai?verb=Nothing")
    assert written == []
    hours = {each.door: (each.answers, each.faults) for each in stored(DoorHour)}
    assert hours == {"sru": (5, 0), "oai_pmh": (5, 5)}
    browser.get("/sru")
    assert {each.door: each.answers for each in stored(DoorHour)} == {"sru": 6, "oai_pmh": 5}
    assert written == [1, 1]
    assert {each.door for each in stored(DoorStanding) if each.last_used_at} == {"sru", "oai_pmh"}


def test_once_a_minute_is_over_the_next_answer_has_it_written_down_when_it_has_gone(web, monkeypatch):
    browser = web.test_client()
    browser.get("/sru")
    monkeypatch.setattr(keeper(), "written_every_s", 0)
    browser.get("/sru").close()
    with reading() as session:
        assert session.scalars(sa.select(col(DoorHour.answers))).all() == [2]


def test_what_cannot_be_written_now_is_written_the_next_time(web, monkeypatch):
    def fail(*_given):
        raise OperationalError("", {}, Exception("database is locked"))

    web.test_client().get("/sru")
    with monkeypatch.context() as broken:
        broken.setattr(writing_down, "write", fail)
        assert stored(DoorHour) == []
    assert [each.answers for each in stored(DoorHour)] == [1]


SECRET = "никтоэтогонезнает"


def test_of_who_asked_and_for_what_nothing_is_kept_but_the_key(web, make_library):
    program = Program(web, make_library("amur"), Scope.CATALOGUE_READ)
    browser = web.test_client()
    asked = {"environ_base": {"REMOTE_ADDR": "192.0.2.77"}, "headers": {"User-Agent": SECRET}}
    browser.get(f"/oai?verb=GetRecord&identifier={SECRET}&metadataPrefix=oai_dc", **asked)
    browser.get(f"/sru?query={SECRET}%20and", **asked)
    browser.post("/iso18626", data=f"<{SECRET}/>", content_type="application/xml", **asked)
    program.asks("GET", f"/records?limit={SECRET}")
    program.asks("GET", f"/libraries/{SECRET}")
    faults = stored(DoorFault)
    told = [(each.door, each.kind, each.status, each.act, each.client, each.key_id) for each in faults]
    assert told == [
        ("oai_pmh", "idDoesNotExist", 200, "GetRecord", "anybody", None),
        ("sru", "diagnostic-10", 200, "searchRetrieve", "anybody", None),
        ("iso18626", "http-401", 401, "POST /iso18626", "anybody", None),
        ("rest_api", "invalid-input", 422, "GET /api/v1/records", "key", program.key_id),
        ("rest_api", "not-found", 404, "GET /api/v1/libraries/{code}", "key", program.key_id),
    ]
    everything = str([each.model_dump() for each in faults])
    assert SECRET not in everything
    assert "192.0.2" not in everything


def test_a_harvest_of_nothing_new_is_no_error(web):
    web.test_client().get("/oai?verb=ListRecords&metadataPrefix=oai_dc")
    assert [each.faults for each in stored(DoorHour)] == [0]


def test_the_night_forgets_what_is_a_month_old(web):
    web.test_client().get("/oai?verb=Nothing")
    assert len(stored(DoorFault)) == len(stored(DoorHour)) == 1
    with transaction() as session:
        night.forget(session, now() + KEPT - timedelta(minutes=1))
    assert len(stored(DoorFault)) == 1
    with transaction() as session:
        night.forget(session, hour_of(now()) + KEPT + timedelta(hours=1))
    assert (stored(DoorFault), stored(DoorHour)) == ([], [])
    assert [each.door for each in stored(DoorStanding)] == ["oai_pmh"]


# The pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def administrator(web, signed_in):
    return signed_in(web, "platform@example.org", None, (), is_platform_admin=True)


@pytest.mark.parametrize(
    ("lang", "shut", "open_"), [("zh", "已关闭", "开放"), ("ru", "закрыт", "открыт"), ("en", "shut", "open")]
)
def test_the_page_lists_every_door_with_use_and_errors(web, administrator, lang, shut, open_):
    browser = web.test_client()
    for _time in range(3):
        browser.get("/oai?verb=Nothing")
    decide("sru", is_open=False)
    page = lxml.html.fromstring(administrator.get(f"/{lang}/platform/doors").text)
    rows = {each.xpath(".//a/@href")[0].rpartition("/")[2]: each for each in page.xpath("//tbody/tr")}
    assert list(rows) == list(DOORS.fillings())
    assert rows["oai_pmh"].xpath("td[3]")[0].text_content() == rows["oai_pmh"].xpath("td[4]")[0].text_content() == "3"
    assert shut in rows["sru"].text_content()
    assert open_ in rows["oai_pmh"].text_content()


def test_a_door_is_shut_after_a_question_and_opened_at_once(administrator):
    asked = administrator.post("/en/platform/doors/sru/shut")
    assert asked.status_code == 200
    assert administrator.get("/sru").status_code == 200
    administrator.post("/en/platform/doors/sru/shut", data={"sure": "yes"})
    assert administrator.get("/sru").status_code == 503
    assert "Open the interface" in administrator.get("/en/platform/doors/sru").text
    administrator.post("/en/platform/doors/sru/open")
    assert administrator.get("/sru").status_code == 200


def test_the_page_of_a_door_tells_what_went_wrong_and_by_which_key(web, administrator, make_library):
    program = Program(web, make_library("amur"), Scope.CATALOGUE_READ)
    program.asks("GET", "/items")
    row = lxml.html.fromstring(administrator.get("/en/platform/doors/rest_api").text).xpath("//tbody/tr")[0]
    text = row.text_content()
    assert "scope-missing" in text
    assert "GET /api/v1/items" in text
    assert program.key.rpartition("_")[0] in text
    assert program.key not in text


def test_limits_are_set_on_the_page_and_all_or_none(administrator):
    wrong = administrator.post("/en/platform/doors/oai_pmh/limits", data={"anonymous": "30", "continued": "9999"})
    assert wrong.status_code == 422
    assert "from 30 to 3000" in wrong.text
    assert stored(DoorLimit) == []
    administrator.post("/en/platform/doors/oai_pmh/limits", data={"anonymous": "30", "continued": "300"})
    assert [(each.name, each.per_minute) for each in stored(DoorLimit)] == [("anonymous", 30)]


def test_a_key_is_given_more_on_the_page_and_is_as_all_others_again(web, administrator, make_library):
    program = Program(web, make_library("amur"), Scope.CATALOGUE_READ)
    given = {"prefix": program.key.rpartition("_")[0], "name": "search"}
    path = "/en/platform/doors/rest_api/key-limits"
    assert administrator.post(path, data=given | {"per_minute": "240"}).status_code == 302
    assert "240 requests a minute" in administrator.get("/en/platform/doors/rest_api").text
    assert administrator.post(path, data=given | {"prefix": "bridge_x", "per_minute": "240"}).status_code == 422
    assert administrator.post(path, data=given | {"name": "nothing"}).status_code == 404
    assert administrator.post(path, data=given).status_code == 302
    assert stored(DoorLimit) == []
