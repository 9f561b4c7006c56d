"""Libraries that send books to each other, as the tests of consignments make them."""

from tests.shipping.conftest import make_road, to_heihe

__all__ = ["make_road", "to_heihe"]
