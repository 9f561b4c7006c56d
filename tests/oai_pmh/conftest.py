"""Libraries that give records, and one who harvests them."""

import pytest
from flask import Flask

from tests.imports.conftest import amur, library, other_library
from tests.oai_pmh.harvest import Harvester
from tests.protocols.served import address

__all__ = ["address", "amur", "library", "other_library"]


@pytest.fixture
def harvester(app: Flask) -> Harvester:
    """Who asks at our door."""
    return Harvester(app)
