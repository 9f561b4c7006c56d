"""One estimate of how long books are under way, whoever asks for it."""

import pytest

from library_exchange.directory.models import Library
from library_exchange.shipping.models import CarrierService
from library_exchange.shipping.queries.carriers import Carriers, modes_between
from library_exchange.shipping.rules.codes import Mode


def service(mode, days, country=None):
    return CarrierService(mode=mode, usual_days=days, country=country)


PARCEL, M_BAG = service(Mode.POST, 25), service(Mode.POST, 40)
KNOWN = Carriers((PARCEL, M_BAG, service(Mode.GATEWAY, 15), service(Mode.DELEGATION, 7)))


def library(country, told=14, gateway=None):
    return Library(country=country, transit_days=told, gateway_id=gateway)


def test_a_library_knows_its_post_abroad_and_a_slower_service_takes_longer():
    assert KNOWN.days(library("CN"), library("RU")) == 14
    assert KNOWN.days(library("CN", told=20), library("RU"), Mode.POST, [PARCEL]) == 20
    assert KNOWN.days(library("CN"), library("RU"), Mode.POST, [PARCEL, M_BAG]) == 29


@pytest.mark.parametrize(("told", "days"), [(14, 7), (3, 3)])
def test_a_parcel_that_crosses_no_border_takes_no_longer_than_a_week(told, days):
    assert KNOWN.days(library("RU", told), library("RU"), Mode.POST, [M_BAG]) == days


def test_of_gateways_and_delegations_the_platform_tells_the_days():
    assert modes_between(library("CN", gateway=3), library("RU"))[0] is Mode.GATEWAY
    assert KNOWN.days(library("CN", gateway=3), library("RU")) == 15
    assert KNOWN.days(library("CN"), library("RU"), Mode.DELEGATION) == 7
    assert Carriers(()).days(library("CN"), library("RU"), Mode.GATEWAY) == 14


def test_a_service_of_another_country_is_not_the_usual_one():
    abroad = Carriers((service(Mode.POST, 60, "CN"), PARCEL))
    assert abroad.days(library("RU"), library("CN"), Mode.POST, [M_BAG]) == 14 + 15
