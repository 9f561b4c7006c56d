"""The page on which the platform sets the rules of post and customs, and the services of carriers."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.actor import Role
from library_exchange.core.db import reading
from library_exchange.regulations import queries, source_notes
from library_exchange.regulations.schemas import ServiceInput
from library_exchange.shipping.models import CarrierService, Threshold
from tests.consignment_papers.test_papers import pack
from tests.shipping.conftest import a_title


def _takes_a_slip_back(platform, given):
    """Let a row that was mistyped be taken back; the only one of a rule stays."""
    platform.post(
        "/en/platform/shipping", data=given | {"value": "4500", "valid_from": "2026-06-02", "source_note": "a slip"}
    )
    with reading() as session:
        slip = session.scalars(sa.select(Threshold).where(col(Threshold.source_note) == "a slip")).one().id
        codes = sa.select(sa.func.min(col(Threshold.id))).group_by(col(Threshold.code)).having(sa.func.count() == 1)
        only = session.scalars(codes).first()
    back = {"what": f"back-{slip}", "table": "threshold"}
    assert "the one before it holds again" in platform.post("/en/platform/shipping", data=back).text
    assert "a slip" in platform.get("/en/platform/shipping").text, "asked first"
    assert platform.post("/en/platform/shipping", data=back | {"sure": "yes"}).status_code == 302
    assert "a slip" not in platform.get("/en/platform/shipping").text
    alone = platform.post("/en/platform/shipping", data=back | {"what": f"back-{only}", "sure": "yes"})
    assert alone.status_code == 409
    assert platform.post("/en/platform/shipping", data=back | {"what": "back-9999999"}).status_code == 404


def test_the_platform_sets_a_rule_anew_from_a_day_on(web, road, signed_in, make_person):
    make_person("platform@bridge.example", None, is_platform_admin=True)
    visitor = signed_in(web, "other@amur.example", road.consignor_id, Role.LIBRARIAN)
    assert visitor.get("/en/platform/shipping").status_code == 404
    platform = type(visitor)(web)
    platform.sign_in("platform@bridge.example")
    given = {"what": "threshold", "code": "claim_days", "value": "45", "valid_from": "2026-06-01"}
    assert "Fill in this field" in platform.post("/en/platform/shipping", data=given).text
    platform.post("/en/platform/shipping", data=given | {"source_note": "the two libraries agreed"})
    assert "the two libraries agreed" in platform.get("/en/platform/shipping").text
    _takes_a_slip_back(platform, given)
    code = {"what": "code", "code": "map", "hs_code": "4905 20", "valid_from": "2026-02-01", "source_note": "customs"}
    platform.post("/en/platform/shipping", data=code)
    road.plans(a_title(1, material="map"))
    assert pack(road).lines[0].hs_code == "4905 20"


@pytest.mark.parametrize(("language", "first"), [("zh", "交换规则的规定。"), ("ru", "Правило обмена.")])
def test_the_first_rules_say_where_they_were_read_in_the_language_of_the_page(platform, language, first):
    page = platform.get(f"/{language}/platform/shipping").text
    assert first in page
    assert "public sources" not in page
    with reading() as session:
        stored = {row.source_note for row in queries.thresholds(session) + queries.customs_codes(session)}
    assert len(stored) > 10
    assert not [note for note in stored if source_notes.told(note) == note]


def test_a_service_that_is_saved_in_russian_keeps_its_first_note_for_the_others(platform):
    with reading() as session:
        service = queries.services(session)[0]
        number = service.id
        form = {"what": f"service-{number}", **service.model_dump(include=set(ServiceInput.model_fields))}
    shown = {"source_note": "Открытые источники 2026 года. Уточните на почте или таможне и установите заново."}
    assert shown["source_note"] in platform.get("/ru/platform/shipping").text
    platform.post("/ru/platform/shipping", data=form | shown | {"usual_days": "26"})
    assert "Public sources of 2026" in platform.get("/en/platform/shipping").text
    platform.post("/ru/platform/shipping", data=form | {"source_note": "Тариф почты, 2027"})
    with reading() as session:
        saved = session.get(CarrierService, number)
        assert (saved.usual_days, saved.source_note) == (25, "Тариф почты, 2027")


def test_the_platform_enters_a_new_service_of_a_carrier_which_staff_can_then_pack_by(web, road, desks, make_person):
    make_person("platform@bridge.example", None, is_platform_admin=True)
    platform = type(desks[0])(web)
    platform.sign_in("platform@bridge.example")
    given = {
        "what": "service",
        "code": "border-lorry",
        "mode": "post",
        "kind": "parcel",
        "country": "RU",
        "name_zh": "口岸货运",
        "name_ru": "Пограничный грузовик",
        "name_en": "Border lorry",
        "is_offered": "y",
        "max_g": "30000",
        "usual_days": "6",
    }
    without_source = platform.post("/en/platform/shipping", data=given)
    assert (without_source.status_code, "Fill in this field" in without_source.text) == (422, True)
    assert 'value="border-lorry"' in without_source.text
    given["source_note"] = "the carrier's offer of May"
    assert platform.post("/en/platform/shipping", data=given).status_code == 302
    assert "Another service has this code" in platform.post("/en/platform/shipping", data=given).text
    assert desks[0].post("/en/platform/shipping", data=given | {"code": "border-train"}).status_code == 404
    for lang, name in (("zh", "口岸货运"), ("ru", "Пограничный грузовик")):
        assert name in platform.get(f"/{lang}/platform/shipping").text
    road.plans(a_title(1)).is_cleared()
    assert "Border lorry" in desks[0].get(f"/en/staff/shipments/{road.id}").text


@pytest.mark.parametrize(("language", "shown", "unit"), [("zh", "9.85", "元"), ("ru", "9,85", "юаней")])
def test_a_rule_that_tells_a_sum_is_shown_and_set_in_whole_units(platform, language, shown, unit):
    given = {"what": "threshold", "code": "sdr_rate_cny", "valid_from": "2026-06-01", "source_note": "国际货币基金组织"}
    refused = platform.post(f"/{language}/platform/shipping", data=given | {"value": "985 руб."})
    assert refused.status_code == 422
    platform.post(f"/{language}/platform/shipping", data=given | {"value": "9.85元"})
    with reading() as session:
        newest = sa.select(Threshold).where(col(Threshold.code) == "sdr_rate_cny").order_by(col(Threshold.id).desc())
        assert session.scalars(newest).first().value == 985
    page = platform.get(f"/{language}/platform/shipping").text
    assert f'>{shown}</td><td class="soft nb">{unit}</td>' in page
    units = page.count('class="soft nb">')
    assert units > 10
    assert '<td class="soft nb"></td>' not in page
