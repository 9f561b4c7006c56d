"""The pages, in both languages: librarians look in catalogues elsewhere, and take records over."""

import csv
import re
from datetime import timedelta
from pathlib import Path

import lxml.html
import pytest
import sqlalchemy as sa

from library_exchange.catalogue.models import SourceRecord
from library_exchange.catalogue.services.sources import described
from library_exchange.cli import main
from library_exchange.copy_cataloguing.models import CatalogueTarget, CopiedRecord, TargetAnswer
from library_exchange.copy_cataloguing.resources import DOOR
from library_exchange.copy_cataloguing.rules.targets import AnswerState, Wanted
from library_exchange.copy_cataloguing.schemas import TargetGiven
from library_exchange.copy_cataloguing.services.night import VERBS
from library_exchange.copy_cataloguing.views import looking as doors
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import AuditEntry
from tests.copy_cataloguing.sru_answers import answer, diagnostic, marc, refusal, unimarc
from tests.imports.files import record
from tests.ways_out import SHUT, decide, noted

ISBN = "9787207085559"
LOOK = "/staff/copy-cataloguing"
WORDS = {
    "zh": {
        "union": "联合目录已有",
        "own": "本馆已有",
        "none": "未找到",
        "unreadable": "无法读取",
        "unreached": "目前无法连接该服务器",
        "said": "服务器未能执行检索",
        "asking": "正在查询",
        "new": "将成为新的书目",
        "joins": "将并入已有书目",
        "gone": "查询结果已过期",
        "alike": "本馆似已有此书",
        "from": "套录自 Elsewhere，记录号 b1",
    },
    "ru": {
        "union": "уже есть в сводном каталоге",
        "own": "есть в вашей библиотеке",
        "none": "Здесь ничего не найдено",
        "unreadable": "не читается",
        "unreached": "Сервер сейчас недоступен",
        "said": "Сервер не выполнил поиск",
        "asking": "Идёт поиск",
        "new": "Станет новым изданием",
        "joins": "Присоединится к изданию",
        "gone": "Результаты поиска устарели",
        "alike": "Похоже, такая книга в вашей библиотеке",
        "from": "Заимствована из каталога «Elsewhere», запись b1",
    },
}


class Browser:
    def __init__(self, client, language):
        self.client, self.language, self.words = client, language, WORDS[language]

    def get(self, path, status=200):
        answered = self.client.get(f"/{self.language}{path}")
        assert answered.status_code == status, path
        return answered.text

    def post(self, path, **form):
        return self.client.post(f"/{self.language}{path}", data=form)

    def shows(self, text, *names):
        return all(self.words[name] in text for name in names)


@pytest.fixture(params=["zh", "ru"])
def librarian(request, app, desk, library, signed_in):
    """A librarian of a library of the union."""
    return Browser(signed_in(app, library_id=library.library_id, roles=Role.LIBRARIAN), request.param)


@pytest.fixture(params=["zh", "ru"])
def operator(request, app, desk, signed_in):
    """Who runs the platform."""
    return Browser(signed_in(app, is_platform_admin=True), request.param)


def form_of(page):
    """Return the fields of the form by which a record is taken over, as they are filled in."""
    form = lxml.html.fromstring(page).xpath("//form[.//input[@name='title']][@method='post']")[0]
    return {name: value for name, value in form.form_values() if name not in ("csrf_token", "once")}


def found_link(page):
    return re.search(r'href="/\w\w(/staff/copy-cataloguing/found/\d+)"', page)[1]


def test_what_the_union_has_comes_first_then_each_catalogue_and_each_says_for_itself(
    librarian, library, other_library, desk, catalogue, deliver
):
    library.sends(record("1", "Сказки тайги", isbn="9785170118571", copies=[("84", "A1")]))
    other_library.sends(record("1", "Записки о реке", isbn=ISBN, copies=[("84", "B1")]))
    deliver()
    good, silent, refusing, empty = (catalogue() for _each in range(4))
    own = marc("Сказки тайги", "b2", isbn="9785170118571")
    records = [
        marc("Записки о реке", isbn=ISBN),
        own,
        diagnostic(63, "Cannot be shown"),
        unimarc("Le pont"),
        "<record/>",
    ]
    good.body, refusing.body = answer(records, hits=30), refusal(16, "Unsupported index")
    for played, name in ((good, "Good"), (refusing, "Refusing"), (empty, "Empty")):
        desk.lists(played.address, name_en=name)
    desk.lists("http://127.0.0.1:9/sru", name_en="Unreachable")
    desk.lists(silent.address, is_on=False, name_en="Switched off")
    page = librarian.get(f"{LOOK}?isbn=978-7-207-08555-9")
    assert librarian.shows(page, "union", "own", "none", "unreadable", "unreached", "said")
    assert page.index("Записки о реке") < page.index("Good") < page.index("Refusing") < page.index("Empty")
    for told in ("Le pont", "Unsupported index (1/16)", "Cannot be shown (1/63)", "ISBN 9787207085559", "UNIMARC"):
        assert told in page
    assert "Switched off" not in page
    assert silent.asked == []
    assert ISBN in good.asked[0]["query"]
    tree = lxml.html.fromstring(page)
    assert tree.xpath("//*[@id='elsewhere']/@hx-get") == []
    further = tree.xpath("//a[contains(@href, 'start=6')]/@href")
    assert len(further) == 1
    librarian.get(further[0].removeprefix(f"/{librarian.language}"))
    assert [asked["startRecord"] for asked in good.asked] == ["1", "6"]
    assert len(refusing.asked) == 1


def test_a_catalogue_that_is_still_being_asked_keeps_nobody_waiting(librarian, desk, elsewhere, monkeypatch):
    ordered = []

    def later(work):
        ordered.append(work)
        return True

    monkeypatch.setattr(doors, "in_background", later)
    elsewhere.body = answer([marc("Мост")])
    desk.lists(elsewhere.address)
    for _reload in range(2):
        page = librarian.get(f"{LOOK}?title=Мост")
        assert librarian.shows(page, "asking")
        assert '<meta http-equiv="refresh"' in page
        assert lxml.html.fromstring(page).xpath("//*[@id='elsewhere']/@hx-get") == [
            f"/{librarian.language}{LOOK}?title=%D0%9C%D0%BE%D1%81%D1%82"
        ]
    assert len(ordered) == 1
    assert elsewhere.asked == []
    ordered[0]()
    page = librarian.get(f"{LOOK}?title=Мост")
    assert "Мост" in page
    assert not librarian.shows(page, "asking")


def test_without_room_to_ask_in_that_is_told(librarian, desk, elsewhere, monkeypatch):
    monkeypatch.setattr(doors, "in_background", lambda _work: False)
    desk.lists(elsewhere.address)
    librarian.get(f"{LOOK}?title=Мост")
    with reading() as session:
        assert session.scalars(sa.select(TargetAnswer.state)).all() == [AnswerState.FAILED]


def test_nothing_is_asked_for_nothing_and_not_for_a_wrong_isbn(librarian, desk, elsewhere):
    desk.lists(elsewhere.address)
    for path in (LOOK, f"{LOOK}?isbn=&title=+", f"{LOOK}?isbn=9787207085550", f"{LOOK}?start=x&target=y"):
        librarian.get(path)
    assert elsewhere.asked == []


def test_a_record_is_taken_over_with_copies_bytes_and_origin(librarian, library, desk, elsewhere):
    elsewhere.body = answer([marc("Мосты через Амур", isbn=ISBN)])
    desk.lists(elsewhere.address)
    page = librarian.get(found_link(librarian.get(f"{LOOK}?isbn={ISBN}")))
    assert librarian.shows(page, "new")
    assert "852 __ $a XX-1 $h 84" in page
    form = form_of(page) | {"edition": "2-е изд.", "barcode": "A7", "call_number": "84 Р1"}
    answered = librarian.post(found_link(librarian.get(f"{LOOK}?isbn={ISBN}")), **form)
    assert answered.status_code == 302
    shown = librarian.client.get(answered.location).text
    for told in (librarian.words["from"], "A7", "84 Р1", "Мосты через Амур"):
        assert told in shown
    assert "XX-1" not in shown
    assert "Мосты через Амур" in librarian.get(f"{LOOK}/taken")
    with reading() as session:
        source = session.scalars(sa.select(SourceRecord)).one()
        origin = session.scalars(sa.select(CopiedRecord)).one()
        said = described(source)
        audited = session.scalars(sa.select(AuditEntry.action)).all()
    assert (source.library_id, source.profile, source.source_id) == (library.library_id, "marc21", "own:1")
    assert b"XX-1" in source.raw
    assert (origin.source_record_id, origin.number) == (source.id, "b1")
    assert said.values("edition") == ["2-е изд."]
    assert said.values("subject") == ["Мосты"]
    assert [(each.call_number, each.barcode) for each in said.holdings] == [("84 Р1", "A7")]
    assert "take_over" in audited


def test_a_record_joins_the_title_that_another_library_gave(librarian, library, other_library, desk, elsewhere):
    other_library.sends(record("1", "Мосты через Амур", "Рекин, Иван", 1990, ISBN, copies=[("84", "B1")]))
    elsewhere.body = answer([marc("Мосты через Амур", isbn=ISBN)])
    desk.lists(elsewhere.address)
    link = found_link(librarian.get(f"{LOOK}?isbn={ISBN}"))
    page = librarian.get(link)
    assert librarian.shows(page, "joins")
    librarian.post(link, **form_of(page))
    with reading() as session:
        assert len(set(session.scalars(sa.select(SourceRecord.record_id)))) == 1


def test_a_book_that_the_library_has_gets_a_copy_or_is_said_to_be_another(librarian, library, desk, elsewhere):
    elsewhere.body = answer([marc("Мосты через Амур", isbn=ISBN)])
    desk.lists(elsewhere.address)
    link = found_link(librarian.get(f"{LOOK}?isbn={ISBN}"))
    form = form_of(librarian.get(link))
    librarian.post(link, **form)
    refused = librarian.post(link, **form)
    assert refused.status_code == 409
    assert librarian.shows(refused.text, "alike")
    button = lxml.html.fromstring(refused.text).xpath("//button[@name='add_to']")[0]
    added = librarian.client.post(button.get("formaction"), data=form | {"add_to": button.get("value")})
    assert added.status_code == 302
    assert librarian.post(link, **form, another="y").status_code == 302
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SourceRecord)) == 2


def test_what_is_wrong_in_the_form_is_told_and_nothing_is_taken(librarian, desk, elsewhere):
    elsewhere.body = answer([marc("Мосты через Амур", isbn=ISBN)])
    desk.lists(elsewhere.address)
    link = found_link(librarian.get(f"{LOOK}?isbn={ISBN}"))
    refused = librarian.post(link, title="", copies="0", barcode="A1")
    assert refused.status_code == 422
    assert {"title", "copies"} <= {
        each.lstrip("#") for each in lxml.html.fromstring(refused.text).xpath("//a[@data-corrects]/@href")
    }
    with reading() as session:
        assert session.scalars(sa.select(SourceRecord)).all() == []


def test_a_record_that_is_forgotten_or_broken_is_not_taken_over(librarian, desk, elsewhere):
    elsewhere.body = answer([marc("Мост"), "<record/>"])
    desk.lists(elsewhere.address)
    desk.looks(Wanted(title="Мост"))
    whole, broken = (f"{LOOK}/found/{each.id}" for each in desk.found())
    form = form_of(librarian.get(whole))
    assert 'name="title"' not in librarian.get(broken)
    assert librarian.post(broken, **form).status_code == 404
    with transaction() as session:
        VERBS["forget_old"](session, now() + timedelta(days=2))
    for status, text in ((404, librarian.get(whole, 404)), (404, librarian.post(whole, **form).text)):
        assert librarian.shows(text, "gone"), status


def test_the_form_of_a_new_book_leads_elsewhere_with_its_isbn(librarian):
    assert f"/{librarian.language}{LOOK}?isbn={ISBN}" in librarian.get(f"/staff/holdings/new?isbn={ISBN}")


# The operator ---------------------------------------------------------------------------------------------------------

GIVEN = {"name_ru": "Каталог", "protocol": "sru", "address": "https://catalogue.example/sru", "page_size": "10"}


def listed():
    with reading() as session:
        return session.scalars(sa.select(CatalogueTarget)).all()


def test_a_target_is_listed_tried_out_switched_on_and_removed(operator, elsewhere):
    assert operator.get("/platform/targets")
    form = GIVEN | {"address": elsewhere.address}
    page = operator.post("/platform/targets/new", **form).location
    found = listed()[0]
    assert (found.is_on, found.name_zh, found.name_en) == (False, "Каталог", "Каталог")
    here = f"/platform/targets/{found.id}"
    assert page.endswith(here)
    elsewhere.body = answer([marc("Мост")], hits=7)
    assert re.search(r"\b7\b.*\b1\b", operator.post(f"{here}/try", words="мост").text)
    assert elsewhere.asked[0]["query"] == 'cql.anywhere = "мост"'
    elsewhere.body = b"<html/>"
    assert operator.post(f"{here}/try", words="мост").status_code == 200
    assert operator.post(f"{here}/try", words="").status_code == 422
    operator.post(f"{here}/on")
    assert listed()[0].is_on
    operator.post(f"{here}/off")
    assert not listed()[0].is_on
    assert "Каталог" in operator.get("/platform/targets")
    assert operator.post(f"{here}/remove").status_code != 302
    assert listed()
    operator.post(f"{here}/remove", sure="yes")
    assert listed() == []


def test_a_password_is_kept_sealed_and_told_nowhere(app, operator):
    operator.post("/platform/targets/new", **GIVEN, username="reader", password="s3cret")
    here = f"/platform/targets/{listed()[0].id}"
    assert "s3cret" not in operator.get(here) + operator.get("/platform/targets")
    operator.post(here, **GIVEN, username="reader", record_schema="marcxml")
    kept, key = listed()[0], app.extensions["settings"].secret("secret_key")
    assert "s3cret" not in kept.password
    assert (kept.asked_as(key).password, kept.record_schema) == ("s3cret", "marcxml")
    assert kept.asked_as("another key" * 4).password == ""
    refused = operator.post(here, **GIVEN | {"address": "no"}, username="reader", password="other")
    assert "other" not in refused.text
    with reading() as session:
        assert "s3cret" not in str([each.model_dump() for each in session.scalars(sa.select(AuditEntry))])
    operator.post(here, **GIVEN)
    assert listed()[0].password == ""


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name_ru": ""}, "name_en"),
        ({"address": "catalogue.example/sru"}, "address"),
        ({"address": "ftp://catalogue.example/sru"}, "address"),
        ({"address": "https://a:b@catalogue.example/sru"}, "address"),
        ({"address": "https://catalogue.example:x/sru"}, "address"),
        ({"address": "https://каталог.example/sru"}, "address"),
        ({"protocol": "z3950"}, "address"),
        ({"protocol": "gopher"}, "protocol"),
        ({"address": "http://catalogue.example/sru", "username": "reader"}, "username"),
        ({"username": "a b"}, "username"),
        ({"password": 'a"b'}, "password"),
        ({"index_title": "dc title"}, "index_title"),
        ({"protocol": "z3950", "address": "a.example:210/b", "index_any": "dc.title"}, "index_any"),
        ({"page_size": "51"}, "page_size"),
        ({"version": "3.0"}, "version"),
        ({"record_schema": "marc xml"}, "record_schema"),
    ],
)
def test_what_is_wrong_about_a_target_is_told_at_its_field(told, field, app, desk, signed_in):
    operator = Browser(signed_in(app, is_platform_admin=True), "ru")
    refused = operator.post("/platform/targets/new", **GIVEN | told)
    assert refused.status_code == 422
    assert [each.lstrip("#") for each in lxml.html.fromstring(refused.text).xpath("//a[@data-corrects]/@href")] == [
        field
    ]
    assert listed() == []


def test_a_target_is_listed_once_and_stays_once_records_come_from_it(librarian, desk, elsewhere, app, signed_in):
    elsewhere.body = answer([marc("Мост", isbn=ISBN)])
    target_id = desk.lists(elsewhere.address)
    link = found_link(librarian.get(f"{LOOK}?isbn={ISBN}"))
    librarian.post(link, **form_of(librarian.get(link)))
    operator = Browser(signed_in(app, "operator@bridge.example", is_platform_admin=True), "ru")
    assert operator.post("/platform/targets/new", **GIVEN | {"address": elsewhere.address}).status_code == 422
    assert operator.post(f"/platform/targets/{target_id}/remove", sure="yes").status_code == 409
    assert operator.get("/platform/targets/999", 404)


def run(app, *words, code=0):
    """Return what the operators' command writes."""
    result = app.test_cli_runner().invoke(main, words)
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


def test_targets_are_described_by_a_file(app, tmp_path):
    rows = tmp_path / "targets.csv"
    rows.write_text(
        "name_en,protocol,address,version,record_schema,remark\n"
        "One,sru,https://one.example/sru,1.2,marcxml,any\nTwo,z3950,two.example:210/books,,,\n",
        "utf-8-sig",
    )
    assert "2 targets are listed" in run(app, "targets", str(rows))
    assert [(each.name_ru, each.is_on, each.record_schema) for each in listed()] == [
        ("One", False, "marcxml"),
        ("Two", False, ""),
    ]
    with transaction() as session:
        one = session.get_one(CatalogueTarget, 1)
        one.is_on, one.changed_at = True, now()
    rows.write_text("name_en,protocol,address\nFirst,sru,https://one.example/sru\n", "utf-8")
    assert "1 were listed before" in run(app, "targets", str(rows))
    assert [(each.name_en, each.is_on) for each in listed()] == [("First", True), ("Two", False)]
    rows.write_text("name_en,protocol,address\nA,sru,https://a.example/sru\nB,sru,nowhere\n", "utf-8")
    assert "Line 3" in run(app, "targets", str(rows), code=1)
    assert len(listed()) == 2


def test_the_targets_that_come_with_the_guide_are_described_rightly():
    path = Path(__file__).parents[2] / "docs" / "targets.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 3
    for row in rows:
        assert set(row) <= set(TargetGiven.model_fields)
        TargetGiven.model_validate({name: value for name, value in row.items() if value})


# The way out ----------------------------------------------------------------------------------------------------------


def test_librarians_look_nowhere_while_the_way_out_is_shut_and_every_try_is_noted(librarian, desk, elsewhere):
    desk.lists(elsewhere.address)
    librarian.get(f"{LOOK}?isbn={ISBN}")
    decide(DOOR, is_open=False)
    for asked, is_shown in (f"isbn={ISBN}", True), ("title=Мост", False):
        shown = librarian.get(f"{LOOK}?{asked}")
        assert SHUT[librarian.language] in shown
        assert ("Elsewhere" in shown) is is_shown
    assert (len(elsewhere.asked), noted(DOOR)) == (1, (1, []))
    decide(DOOR, is_open=True)
    elsewhere.status, elsewhere.body = 500, b"broken"
    assert SHUT[librarian.language] not in librarian.get(f"{LOOK}?title=Мост")
    assert noted(DOOR) == (2, ["server_error"])


def test_a_target_is_not_tried_out_while_the_way_out_is_shut(operator, desk, elsewhere):
    here = f"/platform/targets/{desk.lists(elsewhere.address)}/try"
    decide(DOOR, is_open=False)
    assert SHUT[operator.language] in operator.post(here, words="Мост").text
    assert (elsewhere.asked, noted(DOOR)) == ([], (0, []))
    decide(DOOR, is_open=True)
    operator.post(here, words="Мост")
    elsewhere.body = b"<html/>"
    operator.post(here, words="Мост")
    assert noted(DOOR) == (2, ["not_understood"])
