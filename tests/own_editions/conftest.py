"""The desks of libraries, for editions on their shelves."""

from tests.loans.conftest import amur, at_desk, heihe, make_desk, records

__all__ = ["amur", "at_desk", "heihe", "make_desk", "records"]
