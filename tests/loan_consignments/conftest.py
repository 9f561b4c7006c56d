"""The desks of loans, whose books travel in consignments."""

from tests.loans.conftest import amur, at_desk, heihe, khabarovsk, make_desk, records, shipped, to_ship

__all__ = ["amur", "at_desk", "heihe", "khabarovsk", "make_desk", "records", "shipped", "to_ship"]
