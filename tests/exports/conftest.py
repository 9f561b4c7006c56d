"""A library that has given records."""

from tests.imports.conftest import amur, library, other_library
from tests.loans.conftest import make_desk

__all__ = ["amur", "library", "make_desk", "other_library"]
