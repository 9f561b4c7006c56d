"""Files are taken in as for the catalogue's tests."""

from tests.catalogue.conftest import take_in_file

__all__ = ["take_in_file"]
