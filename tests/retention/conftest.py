"""Two libraries that lend to each other."""

from tests.loans.conftest import amur, at_desk, heihe, make_desk, records

__all__ = ["amur", "at_desk", "heihe", "make_desk", "records"]
