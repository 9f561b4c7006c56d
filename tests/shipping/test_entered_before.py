"""What was typed of an edition is proposed when it is sent again; a value only to whose it was, in its currency."""

import sqlite3

import lxml.html
import pytest

from library_exchange.app import create_app
from library_exchange.core.actor import Role
from library_exchange.core.i18n import LANGUAGES
from library_exchange.shipping.rules.codes import Material, Purpose
from library_exchange.shipping.rules.editions import is_same_edition
from tests.conftest import CHEAP, settings_for
from tests.older import database_before, put, rows, upgrade
from tests.shipping.conftest import Road, a_title

OPEN = {"subject_kind": None, "subject_id": None}
UNTOLD = OPEN | dict.fromkeys(("author", "publisher", "year", "weight_g", "value_minor"))


@pytest.fixture
def before(web, make_road):
    """A dictionary went out with all that was to be told of it."""
    road = make_road()
    road.plans(a_title(1, weight_g=320, value_minor=45_050, material=Material.DICTIONARY, **OPEN))
    return road


@pytest.fixture
def desk(web, before, signed_in):
    return signed_in(web, "desk@amur.example", before.consignor_id, Role.LIBRARIAN)


def titles_page(browser, road, language="en"):
    return lxml.html.fromstring(browser.get(f"/{language}/staff/shipments/{road.id}/titles?all=1").text)


def fields(page, road) -> dict[str, str]:
    line = road.lines[0].id
    names = ("author", "publisher", "year", "weight_g", "value_minor", "material")
    return {name: page.get_element_by_id(f"{name}-{line}").value or "" for name in names}


def hint(page, name, road) -> str:
    return page.get_element_by_id(f"{name}-{road.lines[0].id}-hint").text_content()


def test_all_that_was_typed_of_an_edition_is_proposed_and_marked_when_it_is_sent_again(before, desk):
    again = Road(before.consignor_id, before.consignee_id).plans(a_title(1, **UNTOLD))
    page = titles_page(desk, again)
    typed = {"author": "Иванов И. И.", "publisher": "Наука", "year": "2010", "weight_g": "320"}
    assert fields(page, again) == typed | {"value_minor": "450.50", "material": "dictionary"}
    for name in typed:
        assert "so it was entered when this edition was sent before" in hint(page, name, again)
    assert "declared this value" in hint(page, "value_minor", again)
    assert "Missing:" not in page.text_content()
    assert (again.lines[0].weight_g, again.lines[0].value_minor) == (None, None), "proposed, not yet kept"

    sent = {f"{name}-{again.lines[0].id}": value for name, value in fields(page, again).items()}
    desk.post(f"/en/staff/shipments/{again.id}/titles", data=sent)
    kept = again.lines[0]
    assert (kept.weight_g, kept.value_minor, kept.author, kept.material) == (320, 45_050, "Иванов И. И.", "dictionary")
    assert "Proposed" not in titles_page(desk, again).text_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_proposed_is_no_longer_called_missing(before, desk, language):
    again = Road(before.consignor_id, before.consignee_id).plans(a_title(1, **UNTOLD))
    [section] = titles_page(desk, again, language).xpath("//section[@aria-labelledby]")
    told = [each.text_content() for each in section.xpath("./p")]
    assert len(told) == 1, told


def test_what_was_told_of_a_title_is_not_replaced_by_what_was_told_before(before, desk):
    again = Road(before.consignor_id, before.consignee_id)
    again.plans(a_title(1, **OPEN, weight_g=500, value_minor=100, publisher="Азбука"))
    shown = fields(titles_page(desk, again), again)
    assert (shown["weight_g"], shown["value_minor"], shown["publisher"]) == ("500", "1.00", "Азбука")
    assert shown["material"] == "book"


def test_a_value_is_proposed_to_nobody_but_the_library_that_declared_it(before, desk, web, make_library, signed_in):
    chita = make_library("Chita", "RU")
    elsewhere = Road(chita, before.consignee_id).plans(a_title(1, **UNTOLD))
    other = signed_in(web, "desk@chita.example", chita, Role.LIBRARIAN)
    shown = fields(titles_page(other, elsewhere), elsewhere)
    assert (shown["weight_g"], shown["value_minor"]) == ("320", "")

    again = Road(before.consignor_id, chita).plans(a_title(1, **UNTOLD))
    shown = fields(titles_page(other, again), again)
    assert shown["value_minor"] == "", "the consignee does not read what the consignor declared elsewhere"


def test_a_value_in_another_currency_is_not_proposed(before, web, signed_in):
    back = Road(before.consignee_id, before.consignor_id).plans(a_title(1, **UNTOLD))
    assert (before.consignment.currency, back.consignment.currency) == ("RUB", "CNY")
    heihe = signed_in(web, "desk@heihe.example", before.consignee_id, Role.LIBRARIAN)
    shown = fields(titles_page(heihe, back), back)
    assert (shown["weight_g"], shown["value_minor"]) == ("320", "")


def test_a_kind_that_was_refused_with_the_form_stays_as_it_was_chosen(before, desk):
    line = before.lines[0].id
    typed = {f"weight_g-{line}": "much", f"material-{line}": "map"}
    page = lxml.html.fromstring(desk.post(f"/en/staff/shipments/{before.id}/titles?all=1", data=typed).text)
    assert page.get_element_by_id(f"material-{line}").value == "map"


ISBN, OTHER = "9787020002207", "9785040102723"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ({"isbn": ISBN}, {"isbn": ISBN, "title": "Амур"}, True),
        ({"isbn": ISBN}, {"isbn": OTHER}, False),
        ({"isbn": ISBN}, {}, True),
        ({"title": "История  амура. том 1"}, {}, True),
        ({"title": "Амур"}, {}, False),
        ({"year": 2011}, {}, False),
        ({"year": None}, {}, True),
        ({"year": None, "author": "Петров"}, {}, False),
        ({"year": None, "publisher": "Азбука"}, {}, False),
        ({"author": "И. И. Иванов", "publisher": "Изд-во «Наука»"}, {}, True),
    ],
)
def test_an_edition_is_known_by_its_isbn_or_by_title_and_year(one, other, is_same):
    assert is_same_edition(a_title(1, **one), a_title(1, **other)) is is_same


# What needs no permission ---------------------------------------------------------------------------------------------


def stage(page):
    return next(each for each in page.xpath("//ol[@class='spans']/li") if each.text_content().find("Permission") >= 0)


def page_of(browser, road):
    return lxml.html.fromstring(browser.get(f"/en/staff/shipments/{road.id}").text)


def papers(page):
    return {
        each.get("href").rsplit("/", 1)[1] for each in page.xpath("//*[@id='papers']/ul[contains(@class, 'list')]//a")
    }


@pytest.mark.parametrize(("purpose", "is_needed"), [(Purpose.TEMPORARY, False), (Purpose.PERMANENT, True)])
def test_a_permission_that_is_not_needed_is_neither_passed_nor_has_papers(before, desk, purpose, is_needed):
    road = Road(before.consignor_id, before.consignee_id).plans(a_title(2, **OPEN), purpose=purpose)
    for close in (road.is_cleared, lambda: None):
        page = page_of(desk, road)
        assert ("not needed" in stage(page).text_content()) is not is_needed
        assert ("permit-list" in papers(page)) is is_needed
        assert desk.get(f"/en/staff/shipments/{road.id}/papers/permit-list").status_code == (200 if is_needed else 404)
        close()
    assert (stage(page_of(desk, road)).get("class") == "done") is is_needed


def test_a_permission_is_not_needed_within_a_country(web, desk, before, make_library):
    road = Road(before.consignor_id, make_library("Chita", "RU")).plans(a_title(2, **OPEN))
    assert "not needed" in stage(page_of(desk, road)).text_content()


def test_a_loan_that_joined_an_exchange_is_not_on_the_list_of_the_authority(before):
    from tests.consignment_papers.test_papers import pack

    before.plans(a_title(2, **OPEN), a_title(3, **OPEN, purpose=Purpose.TEMPORARY))
    assert [line.number for line in pack(before).listed] == [1]
    assert [line.number for line in pack(before).lines] == [1, 2]


# What for -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", Purpose)
def test_a_title_is_entered_for_what_its_consignment_is_for(before, desk, purpose):
    road = Road(before.consignor_id, before.consignee_id).plans(purpose=purpose)
    assert page_of(desk, road).get_element_by_id("purpose").value == purpose


def test_a_closed_list_offers_only_what_needs_no_permission_and_refuses_the_rest_by_name(before, desk):
    road = Road(before.consignor_id, before.consignee_id).plans(a_title(2, **OPEN), purpose=Purpose.TEMPORARY)
    road.is_cleared()
    given = {"title": "Дерсу Узала", "language": "rus", "purpose": "permanent"}
    refused = desk.post(f"/en/staff/shipments/{road.id}/lines", data=given)
    page = lxml.html.fromstring(refused.text)
    assert refused.status_code == 409
    assert "need permission: exchange or gift." in page.xpath("//*[@role='alert']")[0].text_content()
    assert [each.get("value") for each in page.get_element_by_id("purpose").iter("option")] == ["temporary"]
    accepted = desk.post(f"/en/staff/shipments/{road.id}/lines", data=given | {"purpose": "temporary"})
    assert accepted.status_code == 302


def test_the_volumes_of_a_set_are_told_beside_its_weight_and_proposed_when_it_goes_again(before, desk):
    road = Road(before.consignor_id, before.consignee_id).plans(a_title(7, title="Дерсу Узала : в 2 т.", **OPEN))
    line = road.lines[0]
    assert line.volumes == 2, "proposed by the title"
    desk.post(f"/en/staff/shipments/{road.id}/titles", data={f"volumes-{line.id}": "3 т."})
    assert (road.lines[0].volumes, road.lines[0].pieces) == (3, 3)
    page = desk.get(f"/en/staff/shipments/{road.id}").text
    assert "× 3 vol." in page
    wrong = desk.post(f"/en/staff/shipments/{road.id}/titles", data={f"volumes-{line.id}": "0"})
    assert (wrong.status_code, road.lines[0].volumes) == (422, 3)

    again = Road(before.consignor_id, before.consignee_id).plans(a_title(8, title="Дерсу Узала : в 2 т.", **OPEN))
    assert titles_page(desk, again).get_element_by_id(f"volumes-{again.lines[0].id}").value == "2"
    one = Road(before.consignor_id, before.consignee_id).plans(
        a_title(9, title="Дерсу Узала", isbn="978-5-04-010272-3", **OPEN)
    )
    desk.post(f"/en/staff/shipments/{one.id}/titles", data={f"volumes-{one.lines[0].id}": "2"})
    home = Road(before.consignor_id, before.consignee_id).plans(
        a_title(10, title="Дерсу Узала", isbn="978-5-04-010272-3", **OPEN)
    )
    assert titles_page(desk, home).get_element_by_id(f"volumes-{home.lines[0].id}").value == "2"
    assert "so it was entered" in titles_page(desk, home).get_element_by_id(f"volumes-{home.lines[0].id}-hint").text


SETS = "0103"


def test_lines_of_before_count_one_volume(tmp_path):
    app, path = database_before(SETS, tmp_path)
    connection = sqlite3.connect(path)
    for number, (code, country) in enumerate((("heihe", "CN"), ("amur", "RU")), start=1):
        more = {"kind": "public", "language": "zh", "is_closing": 0, "has_left": 0}
        put(connection, "library", id=number, code=code, country=country, **more)
    ends = {"consignor_id": 1, "consignee_id": 2, "purpose": "temporary", "mode": "post", "currency": "CNY"}
    days = {"created_at": "2026-11-20 04:00:00", "touched_at": "2026-11-20 04:00:00"}
    put(connection, "consignment", id=1, number="CN-1", state="planned", **ends, **days)
    line = {"title": "水浒传", "language": "chi", "copies": 2, "material": "book", "state": "expected"}
    put(connection, "consignment_line", id=1, consignment_id=1, number=1, purpose="temporary", **line)
    connection.commit()
    connection.close()
    upgrade(app)
    assert rows(path, "SELECT title, copies, volumes FROM consignment_line") == [("水浒传", 2, 1)]
    older = create_app(settings_for(tmp_path), **CHEAP)
    with older.app_context():
        older.extensions["alembic"].downgrade("0102")
    older.extensions["database"].dispose()
    assert rows(path, "SELECT title, copies FROM consignment_line") == [("水浒传", 2)]
