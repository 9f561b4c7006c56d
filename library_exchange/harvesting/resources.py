"""What the application gives this room: within which bounds servers are asked, and where their answers are kept."""

from pathlib import Path

from flask import current_app

from library_exchange.core.doors import Door
from library_exchange.core.i18n import _l
from library_exchange.core.outgoing import Bounds
from library_exchange.core.public_addresses import networks
from library_exchange.core.settings import Settings
from library_exchange.harvesting.services.asking import Means
from library_exchange.imports.resources import uploads

DOOR = Door("harvests", _l("Harvesting of libraries' servers (OAI-PMH)"))
LARGEST_PAGE = 64_000_000
"""Bytes of one answer."""
PAGE_S, QUESTIONS_S = 300.0, 20.0
"""So long, in seconds, a page may take while the worker harvests, and all questions while a person waits for them."""


def pages() -> Path:
    """Return the private folder of pages that servers sent."""
    settings: Settings = current_app.extensions["settings"]
    return settings.folder("harvests")


def bounds(seconds: float = PAGE_S) -> Bounds:
    """Return how large an answer may be, how long it may take, and which networks are allowed beside public ones."""
    settings: Settings = current_app.extensions["settings"]
    return Bounds(LARGEST_PAGE, seconds, networks(settings.fetch_networks))


def means() -> Means:
    """Return what a harvest needs."""
    return Means(bounds(), pages(), uploads())
