"""Entries of the customs forms: proposed, corrected at the page, printed on the papers, closed once books have left."""

import pytest
import sqlalchemy as sa

from library_exchange.catalogue.models import BibliographicRecord, Identifier
from library_exchange.consignment_papers.declared import titles_declared
from library_exchange.consignment_papers.models import PostalCharge
from library_exchange.consignment_papers.queries import pack_of
from library_exchange.consignment_papers.rules.proposals import Ground
from library_exchange.consignment_papers.schemas import ChargeInput, DeclaredInput, DetailsInput
from library_exchange.consignment_papers.services import declare
from library_exchange.core.countries import find_country
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.rules.codes import Material
from library_exchange.shipping.services import packing
from tests.consignment_papers.test_papers import DAY, texts
from tests.counting import count_queries
from tests.shipping.conftest import a_title, librarian

ISBN = "9787020002207"


def declares(road, details=None, charges=None, titles=None, by=None):
    with transaction() as session:
        consignment = session.get_one(Consignment, road.id)
        contents = contents_of(session, consignment)
        given = (DetailsInput(**(details or {})), charges or {}, titles or {})
        declare(session, by or road.consignor, consignment, contents, *given, road.at)


def lines_of(road):
    with reading() as session:
        return pack_of(session, session.get_one(Consignment, road.id), DAY).lines


def test_a_dictionary_bears_its_heading_before_anybody_says_so_and_another_one_when_told(road):
    road.plans(a_title(1, title="Большой словарь"), a_title(2))
    assert [(each.hs_code, each.origin) for each in lines_of(road)] == [("4901 91", "RU"), ("4901 99", "RU")]
    first, second = road.lines
    declares(
        road,
        titles={
            first.id: DeclaredInput(material=Material.BOOK, origin="by"),
            second.id: DeclaredInput(material=Material.MUSIC),
        },
    )
    assert [(each.hs_code, each.origin) for each in lines_of(road)] == [("4901 99", "BY"), ("4904 00", "RU")]
    assert [line.material for line in road.lines] == [Material.BOOK, Material.MUSIC]


def test_the_country_of_publication_in_the_catalogue_is_proposed(road):
    road.plans(a_title(1, isbn=ISBN))
    with transaction() as session:
        record = BibliographicRecord(
            title_key="x", country="KZ", record_type="c", created_at=road.at, updated_at=road.at
        )
        session.add(record)
        session.flush()
        session.add(Identifier(record_id=record.id, kind="isbn", value=road.lines[0].isbn, as_given=ISBN))
    with reading() as session:
        (found,) = titles_declared(session, road.lines).values()
    assert (found.material, found.kind_ground) == (Material.MUSIC, Ground.RECORD)
    assert (found.origin, found.origin_ground) == ("KZ", Ground.RECORD)


def test_either_library_writes_and_both_sides_entries_stand_on_the_form(road):
    road.plans(a_title(1)).is_cleared().packs()
    parcel = road.parcels[0].id
    declares(road, {"invoice_no": "I-5"}, {parcel: ChargeInput(charge_minor="820,50")}, by=road.consignor)
    assert {"I-5", "820,50"} <= set(" ".join(texts(road, "customs")).split())
    declares(road, {"importer_reference": "91230000"}, {parcel: ChargeInput()}, by=road.consignee)
    said = " ".join(texts(road, "customs"))
    assert "91230000" in said
    assert "I-5" not in said, "what was taken out is not printed"
    assert "820,50" not in said


def test_a_stranger_declares_nothing(road, make_library):
    road.plans(a_title(1))
    with pytest.raises(Forbidden):
        declares(road, by=librarian(make_library("Suifenhe", "CN")))


def test_once_packed_the_kind_stays_and_origins_can_still_be_written(road):
    road.plans(a_title(1, title="Большой словарь")).is_cleared().packs()
    declares(road, titles={road.lines[0].id: DeclaredInput(origin="KZ")})
    assert [(each.hs_code, each.origin) for each in lines_of(road)] == [("4901 91", "KZ")]
    with pytest.raises(Conflict):
        declares(road, titles={road.lines[0].id: DeclaredInput(material=Material.MAP)})


def test_nothing_is_declared_of_parcels_that_have_left(road):
    road.plans(a_title(1)).is_cleared().packs().sends()
    with pytest.raises(Conflict):
        declares(road)


def test_a_parcel_that_is_taken_away_takes_its_charge_along(road):
    road.plans(a_title(1)).is_cleared()
    parcel = road.opens_parcel()
    declares(road, charges={parcel: ChargeInput(charge_minor="10")})
    with transaction() as session:
        consignment = session.get_one(Consignment, road.id)
        found = next(each for each in contents_of(session, consignment).parcels if each.id == parcel)
        packing.remove_parcel(session, road.consignor, consignment, found, road.at)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(PostalCharge)) == 0


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *(("中国", "CN"), ("Китай", "CN"), ("кнр", "CN"), ("cn", "CN"), ("ＣＮ", "CN"), ("China", "CN")),
        *((" Россия ", "RU"), ("俄罗斯", "RU"), ("РФ", "RU"), ("ru", "RU"), ("哈萨克斯坦", "KZ"), ("Беларусь", "BY")),
        *(("Q1", None), ("EU", None), ("Хэйхэ", None), ("", None)),
    ],
)
def test_a_country_is_known_by_the_names_that_clerks_give_it(app, typed, code):
    assert find_country(typed) == code


@pytest.mark.parametrize(
    ("language", "proposed", "advice", "typed"),
    [
        ("zh", "按题名中的词语建议", "请从列表中选择国家", "哈萨克斯坦"),
        ("ru", "Предложено по словам заглавия", "Выберите страну из списка", "казахстан"),
    ],
)
def test_the_page_shows_what_is_proposed_and_says_at_the_field_what_to_do(
    road, desks, language, proposed, advice, typed
):
    road.plans(a_title(1, title="Большой словарь"))
    url, line = f"/{language}/staff/shipments/{road.id}/customs", road.lines[0].id
    assert url in desks[0].get(f"/{language}/staff/shipments/{road.id}").get_data(as_text=True)
    assert proposed in desks[0].get(url).get_data(as_text=True)
    sent = {"importer_reference": "9123", f"origin-{line}": "Q1", f"material-{line}": "book"}
    refused = desks[0].post(url, data=sent)
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert advice in page
    assert "9123" in page
    assert desks[0].post(url, data=sent | {f"origin-{line}": typed}).status_code == 302
    assert [(each.hs_code, each.origin) for each in lines_of(road)] == [("4901 99", "KZ")]
    again = desks[0].get(url).get_data(as_text=True)
    assert proposed not in again
    assert f'value="{typed}"'.casefold() in again.casefold(), "the country stands there as its reader calls it"


def test_the_page_of_many_titles_asks_no_more_than_that_of_few(road, desks):
    road.plans(*(a_title(n, isbn=ISBN if n == 1 else None) for n in range(1, 3)))
    url = f"/zh/staff/shipments/{road.id}/customs"
    desks[0].get(url)
    few = count_queries(lambda: desks[0].get(url))
    road.plans(*(a_title(n, isbn=ISBN if n == 10 else None) for n in range(10, 40)))
    assert count_queries(lambda: desks[0].get(f"/zh/staff/shipments/{road.id}/customs")) == few
