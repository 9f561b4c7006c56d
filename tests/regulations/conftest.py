"""Two libraries with a consignment on which rules are tried, and who sets the rules."""

import pytest

from library_exchange.core.actor import Role
from tests.shipping.conftest import make_road

__all__ = ["make_road"]


@pytest.fixture
def road(web, make_road):
    return make_road()


@pytest.fixture
def desks(web, road, signed_in):
    """The librarians of the consignor and of the consignee at their browsers."""
    consignor = signed_in(web, "desk@amur.example", road.consignor_id, Role.LIBRARIAN)
    return consignor, signed_in(web, "desk@heihe.example", road.consignee_id, Role.LIBRARIAN)


@pytest.fixture
def platform(web, road, signed_in, make_person):
    """A browser in which the platform's administrator is signed in."""
    make_person("platform@bridge.example", None, is_platform_admin=True)
    visitor = signed_in(web, "other@amur.example", road.consignor_id, Role.LIBRARIAN)
    browser = type(visitor)(web)
    browser.sign_in("platform@bridge.example")
    return browser
