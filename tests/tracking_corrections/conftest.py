"""The road of a consignment, for numbers put right on it."""

from tests.shipping.conftest import make_road, to_heihe

__all__ = ["make_road", "to_heihe"]
