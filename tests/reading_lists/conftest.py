"""The desks of loans: what is kept to a list is requested there."""

from tests.loans.conftest import amur, at_desk, heihe, khabarovsk, make_desk, records, rows_of

__all__ = ["amur", "at_desk", "heihe", "khabarovsk", "make_desk", "records", "rows_of"]
