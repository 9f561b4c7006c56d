"""A library that gives records."""

from tests.imports.conftest import amur, library, other_library

__all__ = ["amur", "library", "other_library"]
