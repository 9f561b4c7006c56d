"""The last day of everything that has one, and the day after; weights and money to the last gram and the last fen."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from library_exchange.core.actor import Role
from library_exchange.core.bounds import in_hundredths, in_units
from library_exchange.core.db import reading
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import speaking
from library_exchange.core.money import as_typed
from library_exchange.directory.models import Library
from library_exchange.directory.queries import calendar_of
from library_exchange.directory.rules.calendars import next_open_day
from library_exchange.shipping.models import Claim, Clearance
from library_exchange.shipping.queries.consignments import consignments_of
from library_exchange.shipping.queries.regulations import rules_on
from library_exchange.shipping.rules.codes import Mode
from library_exchange.shipping.schemas import NewLine, Permit, Weighed
from library_exchange.shipping.services import night as shipping_night
from library_exchange.shipping.services import packing, permits
from library_exchange.shipping.services import transit as shipping_transit
from tests.local_hours import after_midnight, before_midnight
from tests.shipping.conftest import NOON, a_title

DAY = timedelta(days=1)


@pytest.fixture
def road(web, make_road):
    return make_road()


def permitted(road, until: date, **more):
    """Let the titles pass until the end of a day."""
    road.plans(a_title(1), **more)
    road.does(permits.make_ready)
    road.with_clearance(permits.submit)
    road.with_clearance(permits.answer, {line.id for line in road.lines}, Permit(valid_until=until))
    return road


# Permits --------------------------------------------------------------------------------------------------------------


def test_a_permit_is_in_force_on_its_last_day(road):
    permitted(road, NOON.date()).packs()
    assert road.passes(0)["lapsed"] == 0
    road.sends()
    assert road.state == "in_transit"


def test_a_permit_is_in_force_no_longer_on_the_day_after(road):
    permitted(road, NOON.date()).packs()
    road.at += DAY
    with pytest.raises(Conflict, match="permits_in_force"):
        road.sends()
    assert road.passes(0)["lapsed"] == 1
    assert road.state == "awaiting_clearance"


def test_at_the_gateway_the_last_day_of_a_permit_counts_too(web, make_road):
    road = make_road(with_gateway=True)
    permitted(road, (NOON + 5 * DAY).date(), mode=Mode.GATEWAY).packs(service="gateway").sends()
    road.does(shipping_transit.gateway_in, {road.parcels[0].id}, by=road.gateway)
    road.at += 6 * DAY
    with pytest.raises(Conflict, match="permits_in_force"):
        road.does(shipping_transit.cross, by=road.gateway)
    road.at -= DAY
    assert road.passes(0)["lapsed"] == 0
    road.does(shipping_transit.cross, by=road.gateway)
    assert road.state == "in_transit"


def test_a_permit_lapses_by_the_day_of_the_library_that_has_it(road):
    permitted(road, NOON.date()).packs()
    with reading() as session:
        [holder] = session.scalars(sa.select(Clearance.library_id).where(Clearance.valid_until == NOON.date()))
        zone = session.get_one(Library, holder).timezone
    road.at = before_midnight(NOON.date(), zone)
    assert road.passes(0)["lapsed"] == 0
    road.at = after_midnight(NOON.date(), zone)
    assert road.passes(0)["lapsed"] == 1


# Arrival and what is late ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("services", "days"),
    [
        (["small-packet"], 14),
        (["parcel"], 14),
        (["m-bag"], 29),
        (["small-packet", "m-bag"], 29),
        (["m-bag", "parcel"], 29),
    ],
)
def test_a_consignment_is_expected_as_its_library_tells_and_later_by_a_slower_service(road, services, days):
    road.plans(*(a_title(number) for number, _service in enumerate(services, start=1))).is_cleared()
    for number, service in enumerate(services, start=1):
        parcel = road.opens_parcel(service)
        road.scans(str(number), parcel)
        road.with_parcel(parcel, Weighed(tracking_no=f"LOT-{parcel:06d}", is_estimated=True))
    road.does(packing.pack)
    road.sends()
    with reading() as session:
        calendar = calendar_of(session, session.get_one(Library, road.consignee_id))
    assert road.consignment.handed_on == NOON.date()
    assert road.consignment.eta_on == next_open_day(calendar, NOON.date() + days * DAY)


def test_a_consignment_is_overdue_thirty_days_after_it_was_expected_and_not_a_day_sooner(road):
    road.plans(a_title(1)).is_cleared().packs().sends()
    last = road.consignment.eta_on + 30 * DAY
    assert road.passes((last - road.at.date()).days)["overdue"] == 0
    assert road.state == "in_transit"
    assert road.passes(1)["overdue"] == 1


def test_a_consignor_may_answer_a_claim_to_the_end_of_the_last_day(road):
    road.plans(a_title(1)).is_cleared().packs().sends()
    road.receives(n1="damaged")
    with reading() as session:
        last = shipping_night.answer_by(session, session.get_one(Claim, road.claims[0].id), 20)
    assert last == date(2026, 12, 21), "twenty working days in Russia after 23 November"
    assert road.passes((last - road.at.date()).days)["silent"] == 0
    assert road.passes(1)["silent"] == 1


def test_a_consignor_s_last_day_ends_where_it_stands(road):
    road.plans(a_title(1)).is_cleared().packs().sends()
    road.receives(n1="damaged")
    last = date(2026, 12, 21)
    road.at = before_midnight(last, "Asia/Yakutsk")
    assert road.passes(0)["silent"] == 0
    road.at = after_midnight(last, "Asia/Yakutsk")
    assert road.passes(0)["silent"] == 1


# Claims afterwards ----------------------------------------------------------------------------------------------------


def came(road, at: datetime = NOON):
    road.plans(a_title(1)).is_cleared().packs().sends()
    road.at = at
    road.receives(n1="good")
    return road


def test_a_book_taken_for_good_may_be_claimed_for_thirty_days(road):
    came(road)
    assert road.passes(30)["closed"] == 0
    road.complains(1)
    assert road.state == "in_claim"


def test_a_book_taken_for_good_may_not_be_claimed_on_the_day_after(road):
    came(road)
    road.at += 31 * DAY
    with pytest.raises(Conflict, match="within_claim_time"):
        road.complains(1)
    assert road.passes(0)["closed"] == 0, "not before the last day is over everywhere"
    assert road.passes(1)["closed"] == 1


@pytest.mark.parametrize(
    ("received", "claimed", "is_in_time"),
    [
        # In Heihe, eight hours ahead of UTC, the book came on 24 November; 24 December is the thirtieth day.
        (datetime(2026, 11, 23, 20, tzinfo=UTC), datetime(2026, 12, 24, 15, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 20, tzinfo=UTC), datetime(2026, 12, 24, 16, 1, tzinfo=UTC), False),
        # In Yakutsk it is tomorrow already; in Heihe, where the book is, it is still the thirtieth day.
        (datetime(2026, 11, 24, 2, tzinfo=UTC), datetime(2026, 12, 24, 15, 30, tzinfo=UTC), True),
    ],
)
def test_the_days_of_a_claim_are_those_of_the_library_that_has_the_book(road, received, claimed, is_in_time):
    came(road, received)
    road.at = claimed
    assert road.passes(0)["closed"] == 0
    if is_in_time:
        road.complains(1)
    else:
        with pytest.raises(Conflict, match="within_claim_time"):
            road.complains(1)


# Weights --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("copies", "fits"), [(5, True), (6, False)])
@pytest.mark.parametrize("way", ["scanned", "filled"])
def test_a_title_weighs_what_all_its_copies_do(road, copies, fits, way):
    road.plans(a_title(1, copies=copies, weight_g=400)).is_cleared()
    packet = road.opens_parcel("small-packet")  # two kilograms at most
    put = (lambda: road.scans("1", packet)) if way == "scanned" else (lambda: road.fills(packet))
    if not fits:
        with pytest.raises(InvalidInput):
            put()
        return
    put()
    road.with_parcel(packet, Weighed(is_estimated=True))
    assert road.parcels[0].weight_g == 2000


def test_what_lies_in_a_parcel_already_counts_with_all_its_copies(road):
    road.plans(a_title(1, copies=3, weight_g=500), a_title(2, copies=2, weight_g=300)).is_cleared()
    packet = road.opens_parcel("small-packet")
    road.scans("1", packet)
    with pytest.raises(InvalidInput):
        road.scans("2", packet)
    with pytest.raises(InvalidInput):
        road.fills(packet)


@pytest.mark.parametrize(
    ("weight_g", "is_taken"), [(1199, False), (1200, True), (20_000, True), (20_001, False), (1, False)]
)
def test_no_scale_shows_less_than_the_books_weigh_or_more_than_the_service_takes(road, weight_g, is_taken):
    road.plans(a_title(1, copies=3, weight_g=400)).is_cleared()
    parcel = road.opens_parcel()
    road.scans("1", parcel)
    if is_taken:
        road.with_parcel(parcel, Weighed(weight_g=weight_g))
        assert road.parcels[0].weight_g == weight_g
    else:
        with pytest.raises(InvalidInput) as refused:
            road.with_parcel(parcel, Weighed(weight_g=weight_g))
        assert set(refused.value.fields) == {"weight_g"}
        assert road.parcels[0].weight_g is None


def test_the_list_of_consignments_tells_the_weight_of_all_copies(road):
    road.plans(a_title(1, copies=3, weight_g=400), a_title(2, weight_g=250))
    with reading() as session:
        ((row,), _total) = consignments_of(session, road.consignor_id, True, NOON.date())
    assert (row.titles, row.weight_g) == (2, 1450)


# Money ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minor", "written"),
    [(0, "0.00"), (5, "0.05"), (10, "0.10"), (99, "0.99"), (35_050, "350.50"), (1_000_000, "10000.00")],
)
def test_papers_write_hundredths_as_hundredths(minor, written):
    assert in_units(minor) == written


@pytest.mark.parametrize(("language", "typed"), [("zh", "350.50"), ("ru", "350,50"), ("en", "350.50")])
def test_a_field_holds_a_sum_as_its_readers_write_it_and_reads_it_back(language, typed):
    with speaking(language):
        assert as_typed(35_050) == typed
    assert in_hundredths(typed) == 35_050


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("1 350,50", 135_050),
        ("1\u00a0350.5", 135_050),
        ("1,350.50", 135_050),
        ("1,234,567.8", 123_456_780),
        ("12", 1_200),
        ("0,5", 50),
        ("1,350", None),  # thousands or thousandths
        ("1.350", None),
        ("1,35,50", None),
        ("45元", None),
        ("1e-999999", None),
        ("9" * 5000, 10**11),
    ],
)
def test_a_sum_is_read_as_people_write_it_and_never_guessed(typed, minor):
    if minor is None:
        with pytest.raises(PydanticCustomError):
            in_hundredths(typed)
    else:
        assert in_hundredths(typed) == minor


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        *(("350", 35_000), ("350,5", 35_050), ("350.50", 35_050), ("0,05", 5), ("0", 0)),
        *(("1 234,56", 123_456), ("1\u00a0234,56", 123_456), ("10000000", 1_000_000_000)),
    ],
)
def test_a_sum_is_read_as_it_is_written(typed, minor):
    assert NewLine(title="Дерсу Узала", value_minor=typed).value_minor == minor


@pytest.mark.parametrize("typed", ["10000000,01", "-1"])
def test_a_sum_that_no_book_costs_is_refused(typed):
    with pytest.raises(ValidationError):
        NewLine(title="Дерсу Узала", value_minor=typed)


@pytest.mark.parametrize(("currency", "minor"), [("CNY", 291_000), ("RUB", 3_300_000)])
def test_the_small_form_ends_at_three_hundred_sdr_in_either_currency(web, currency, minor):
    with reading() as session:
        assert rules_on(session, NOON.date()).value_limit(currency).minor == minor


def test_the_page_of_a_consignment_tells_what_its_books_are_worth(web, road, signed_in):
    road.plans(a_title(1, copies=3, value_minor=35_050), a_title(2, copies=2, value_minor=9_925))
    desk = signed_in(web, "desk@amur.example", road.consignor_id, Role.LIBRARIAN)
    page = desk.get(f"/en/staff/shipments/{road.id}").text
    assert all(f"{worth}\u00a0roubles" in page for worth in ("1,051.50", "198.50", "1,250.00"))


def test_the_page_tells_the_day_on_which_the_books_came_as_it_was_where_they_came(web, road, signed_in):
    came(road, datetime(2026, 11, 24, 20, tzinfo=UTC))
    desk = signed_in(web, "desk@heihe.example", road.consignee_id, Role.LIBRARIAN)
    page = desk.get(f"/en/staff/shipments/{road.id}").text
    assert "Nov 25, 2026" in page
    assert "Nov 24, 2026" not in page
