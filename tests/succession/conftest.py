"""The desks of loans, between which one leaves and another takes over."""

from tests.loans.conftest import amur, heihe, khabarovsk, make_desk, records, shipped

__all__ = ["amur", "heihe", "khabarovsk", "make_desk", "records", "shipped"]
