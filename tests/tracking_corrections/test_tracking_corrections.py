"""A tracking number is put right once the carrier has the parcel: with a trace, and the other library has a letter."""

import pytest
import sqlalchemy as sa

from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden
from library_exchange.core.models import OutboxMessage
from library_exchange.shipping.models import Consignment, Parcel
from library_exchange.tracking_corrections import queries, services
from library_exchange.tracking_corrections.schemas import Corrected
from tests.partners import rows_of
from tests.shipping.conftest import a_title

RIGHT = "RR123456785CN"


@pytest.fixture
def packed(web, make_road):
    return make_road().plans(a_title(1)).is_cleared().packs()


@pytest.fixture
def road(packed):
    return packed.sends()


def corrects(road, number=RIGHT, by=None):
    with transaction() as session:
        it = session.get_one(Consignment, road.id)
        [parcel] = session.scalars(sa.select(Parcel).where(Parcel.consignment_id == road.id))
        return services.correct(session, by or road.consignor, it, parcel, Corrected(tracking_no=number), now())


def letters() -> list[str]:
    return [str(row.payload) for row in rows_of(OutboxMessage) if "recipient" in row.payload]


def test_the_number_is_another_one_the_old_one_is_kept_and_the_other_library_is_told(road):
    before = len(letters())
    assert corrects(road)
    [told] = letters()[before:]
    assert RIGHT in told
    with reading() as session:
        it = session.get_one(Consignment, road.id)
        [trace] = queries.corrections(session, it)
        assert trace.facts["after"] == RIGHT
        assert trace.facts["before"] != RIGHT
    assert not corrects(road), "the same number once more changes nothing and writes to nobody"
    assert len(letters()) == before + 1


def test_only_who_handed_it_over_puts_it_right_and_only_then(packed):
    with pytest.raises(Conflict):
        corrects(packed)
    packed.sends()
    with pytest.raises(Forbidden):
        corrects(packed, by=packed.consignee)


@pytest.mark.parametrize(
    ("language", "link", "trace"),
    [("zh", "补填或更正邮寄单号", "更正记录"), ("ru", "Указать или исправить номер отправления", "Что исправлено")],
)
def test_the_page_of_the_consignment_leads_there_and_a_doubtful_number_is_asked_about(
    web, road, signed_in, language, link, trace
):
    desk = signed_in(web, "desk@amur.example", road.consignor_id, Role.LIBRARIAN)
    other = signed_in(web, "desk@heihe.example", road.consignee_id, Role.LIBRARIAN)
    shipment = f"/{language}/staff/shipments/{road.id}"
    assert link in desk.get(shipment).text
    [parcel] = rows_of(Parcel)
    door = f"{shipment}/parcels/{parcel.id}/tracking"
    assert desk.post(door, data={"tracking_no": "номер"}).status_code == 422
    assert "RR123456789CN" in desk.post(door, data={"tracking_no": "RR123456789CN"}).text
    assert trace not in desk.get(f"{shipment}/tracking").text, "it asks first"
    assert desk.post(door, data={"tracking_no": RIGHT}).status_code == 302
    for page in (desk.get(f"{shipment}/tracking").text, other.get(f"{shipment}/tracking").text):
        assert trace in page
        assert RIGHT in page
    assert "<form" not in other.get(f"{shipment}/tracking").text.partition("<main")[2].partition("</main")[0]
