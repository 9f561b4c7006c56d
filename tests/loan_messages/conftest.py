"""The desks of loans, between which messages go."""

from tests.loans.conftest import amur, at_desk, heihe, khabarovsk, make_desk, records

__all__ = ["amur", "at_desk", "heihe", "khabarovsk", "make_desk", "records"]
