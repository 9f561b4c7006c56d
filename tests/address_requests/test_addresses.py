"""No parcel leaves for an address without street and postcode: who may fills it in, else the library is asked."""

import pytest
import sqlalchemy as sa

from library_exchange.address_requests import services
from library_exchange.address_requests.models import AddressRequest
from library_exchange.consignment_papers.queries import pack_of
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.worklist import counted
from library_exchange.directory.models import AddressForm, Library, PostalAddress
from library_exchange.directory.queries import lacking_parts
from library_exchange.directory.schemas import Whereabouts
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.rules.addressed import BY_POST, Stretch
from library_exchange.shipping.rules.codes import Mode
from library_exchange.shipping.services import packing, planning
from library_exchange.shipping.services import transit as shipping_transit
from tests.shipping.conftest import Road, a_title

WHOLE = {
    "local_street": "虚构路1号",
    "local_postcode": "000101",
    "latin_street": "1 Xugou Lu",
    "latin_postcode": "000101",
}


def forget(library_id: int, *forms: AddressForm) -> None:
    """Let the street of a library be unknown, in all scripts or in some."""
    with transaction() as session:
        wanted = sa.update(PostalAddress).where(PostalAddress.library_id == library_id)
        session.execute(wanted.where(PostalAddress.form.in_(forms or tuple(AddressForm))).values(street=""))


def admin_of(library_id: int) -> Actor:
    return Actor("person", library_id=library_id, user_id=2, roles=frozenset({Role.LIBRARY_ADMIN}))


def fills_in(road: Road, library_id: int, by: Actor, **given: str) -> None:
    with transaction() as session:
        it = session.get_one(Consignment, road.id)
        services.fill_in(session, by, it, library_id, Whereabouts(**given), now())


def asks(road: Road, library_id: int, by: Actor | None = None) -> None:
    with transaction() as session:
        services.ask(session, by or road.consignor, session.get_one(Consignment, road.id), library_id, now())


def waits(library_id: int) -> int:
    with reading() as session:
        found = {kind.name: count for kind, count in counted(session, library_id, now().date())}
    return found.get("addresses", 0)


@pytest.mark.parametrize(
    ("mode", "inland", "is_posted"),
    [
        (Mode.POST, False, True),
        (Mode.POST, True, True),
        (Mode.GATEWAY, False, False),
        (Mode.GATEWAY, True, True),
        (Mode.DELEGATION, True, False),
    ],
)
@pytest.mark.alike_on_both
def test_what_a_delegation_carries_or_gateways_hand_over_needs_no_address(mode, inland, is_posted):
    assert BY_POST[mode](Stretch(crosses=True, is_inland=inland)) is is_posted


@pytest.fixture
def road(to_heihe) -> Road:
    """A consignment that is ready to be packed, to a library whose street nobody knows."""
    to_heihe.plans(a_title(1)).is_cleared()
    forget(to_heihe.consignee_id)
    return to_heihe


def test_a_consignment_is_neither_packed_nor_posted_before_the_address_is_complete(road):
    with pytest.raises(Conflict, match="addresses_given"):
        road.packs()
    fills_in(road, road.consignee_id, admin_of(road.consignee_id), **WHOLE)
    road.does(packing.pack)
    forget(road.consignee_id, AddressForm.LATIN)
    with pytest.raises(Conflict, match="addresses_given"):
        road.sends()
    assert road.state == "packed"
    fills_in(road, road.consignee_id, admin_of(road.consignee_id), latin_street="1 Xugou Lu")
    road.sends()
    assert road.state == "in_transit"


def test_a_gateway_sends_nothing_on_to_an_address_without_a_street(app, make_road):
    road = make_road(with_gateway=True)
    road.plans(a_title(1)).is_cleared().packs().sends()
    road.does(shipping_transit.gateway_in, {road.parcels[0].id}, by=road.gateway)
    forget(road.consignee_id)
    with pytest.raises(Conflict, match="addresses_given"):
        road.does(shipping_transit.cross, by=road.gateway)
    asks(road, road.consignee_id, by=road.gateway)
    assert waits(road.consignee_id) == 1


def test_a_delegation_carries_books_to_a_library_without_an_address(app, make_road):
    road = make_road()
    forget(road.consignee_id)
    road.plans(a_title(1), mode=Mode.DELEGATION).is_cleared().packs(service="delegation").sends()
    assert road.state == "in_transit"


def test_within_a_country_the_address_in_its_own_script_is_enough(app, make_library):
    harbin, heihe = make_library("Harbin"), make_library("Heihe")
    forget(heihe, AddressForm.LATIN)
    road = Road(harbin, heihe).plans(a_title(1)).is_cleared().packs().sends()
    assert road.state == "in_transit"


def test_only_what_lacks_is_written_and_only_by_who_may(road):
    for stranger in (road.consignor, admin_of(road.consignor_id), road.consignee):
        with pytest.raises(Forbidden):
            fills_in(road, road.consignee_id, stranger, **WHOLE)
    with pytest.raises(InvalidInput) as refused:
        fills_in(road, road.consignee_id, admin_of(road.consignee_id), local_street="虚构路1号")
    assert list(refused.value.fields) == ["latin_street"]
    fills_in(road, road.consignee_id, admin_of(road.consignee_id), **WHOLE)
    with reading() as session:
        library = session.get_one(Library, road.consignee_id)
        assert lacking_parts(session, library, abroad=True) == []
        kept = session.scalars(sa.select(PostalAddress).where(PostalAddress.library_id == library.id)).all()
    assert {row.postcode for row in kept} == {"675000"}, "what was there stays"
    with pytest.raises(NotFound):
        fills_in(road, road.consignee_id, admin_of(road.consignee_id), **WHOLE)


def test_an_address_of_which_nothing_was_known_begins_with_what_the_directory_tells(app, make_library):
    amur, heihe = make_library("Amur", "RU"), make_library("Heihe", has_address=False)
    road = Road(amur, heihe).plans(a_title(1)).is_cleared()
    fills_in(road, heihe, admin_of(heihe), **WHOLE)
    with reading() as session:
        rows = session.scalars(sa.select(PostalAddress).where(PostalAddress.library_id == heihe))
        found = {row.form: (row.recipient, row.street, row.country) for row in rows}
    assert found == {
        AddressForm.LOCAL: ("黑河市图书馆", "虚构路1号", "中国"),
        AddressForm.LATIN: ("Heihe Library", "1 Xugou Lu", "China"),
    }


def test_a_library_that_is_asked_sees_it_in_its_work_until_its_address_is_complete(road):
    with pytest.raises(Forbidden):
        asks(road, road.consignee_id, by=road.consignee)
    asks(road, road.consignee_id)
    assert (waits(road.consignee_id), waits(road.consignor_id)) == (1, 0)
    with pytest.raises(Conflict):
        asks(road, road.consignee_id)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AddressRequest)) == 1
    fills_in(road, road.consignee_id, admin_of(road.consignee_id), **WHOLE)
    assert waits(road.consignee_id) == 0
    with pytest.raises(NotFound):
        asks(road, road.consignee_id)


def enters(road: Road, library_id: int, by: Actor | None = None, **given: str) -> None:
    with transaction() as session:
        it = session.get_one(Consignment, road.id)
        services.enter(session, by or road.consignor, it, library_id, Whereabouts(**given), now())


def takes_over(road: Road, by: Actor) -> None:
    with transaction() as session:
        services.take_over(session, by, session.get_one(Consignment, road.id), road.consignee_id, now())


def entered_waits(library_id: int) -> int:
    with reading() as session:
        return {kind.name: count for kind, count in counted(session, library_id, now().date())}.get(
            "entered_addresses", 0
        )


def test_who_sends_enters_the_address_and_the_parcel_leaves_with_it_on_its_papers(road):
    enters(road, road.consignee_id, **WHOLE)
    road.packs()
    with reading() as session:
        to = pack_of(session, session.get_one(Consignment, road.id), now().date()).consignee
        library = session.get_one(Library, road.consignee_id)
        assert lacking_parts(session, library, abroad=True), "the library's own address stays as it is"
    assert any("虚构路1号" in line for line in to.lines_local)
    assert any("1 Xugou Lu" in line for line in to.lines_latin)
    road.sends()
    assert road.state == "in_transit"


def test_an_address_entered_for_one_consignment_serves_no_other(road):
    enters(road, road.consignee_id, **WHOLE)
    other = Road(road.consignor_id, road.consignee_id).plans(a_title(2)).is_cleared()
    with pytest.raises(Conflict, match="addresses_given"):
        other.packs()


def test_what_is_entered_is_whole_and_only_who_sends_enters_it(road):
    with pytest.raises(InvalidInput) as refused:
        enters(road, road.consignee_id, local_street="虚构路1号")
    assert list(refused.value.fields) == ["latin_street"]
    with pytest.raises(Forbidden):
        enters(road, road.consignee_id, by=road.consignee, **WHOLE)
    with pytest.raises(Forbidden):
        enters(road, road.consignor_id, **WHOLE)


def test_the_library_sees_what_was_entered_until_it_takes_it_over(road):
    asks(road, road.consignee_id)
    enters(road, road.consignee_id, local_street="错路1号", latin_street="1 Wrong Road")
    enters(road, road.consignee_id, **WHOLE)
    assert (entered_waits(road.consignee_id), waits(road.consignee_id)) == (1, 0), "one thing waits, not two"
    with pytest.raises(Forbidden):
        takes_over(road, road.consignee)
    takes_over(road, admin_of(road.consignee_id))
    with reading() as session:
        rows = session.scalars(sa.select(PostalAddress).where(PostalAddress.library_id == road.consignee_id)).all()
    assert {row.street for row in rows} == {"虚构路1号", "1 Xugou Lu"}, "the last that was entered"
    assert entered_waits(road.consignee_id) == 0
    with pytest.raises(NotFound):
        takes_over(road, admin_of(road.consignee_id))


def test_what_was_asked_for_a_consignment_that_is_given_up_waits_no_longer(road):
    asks(road, road.consignee_id)
    road.does(planning.cancel)
    assert waits(road.consignee_id) == 0
