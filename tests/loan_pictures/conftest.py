"""The desks of loans, whose books the pictures show."""

from tests.loans.conftest import amur, at_desk, heihe, khabarovsk, make_desk, records, shipped

__all__ = ["amur", "at_desk", "heihe", "khabarovsk", "make_desk", "records", "shipped"]
