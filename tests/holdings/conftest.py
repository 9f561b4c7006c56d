"""Two libraries with catalogues, and what stands in them."""

from tests.imports.conftest import amur, known_titles, library, other_library

__all__ = ["amur", "known_titles", "library", "other_library"]
