"""What the application gives this room: within which bounds files are fetched."""

from flask import current_app

from library_exchange.core.outgoing import Bounds
from library_exchange.core.public_addresses import networks
from library_exchange.core.settings import Settings
from library_exchange.scheduled_imports.rules import OPENED_FOR

MEGABYTE = 1_000_000


def bounds() -> Bounds:
    """Return how large a file may be, how long it may take, and which networks are allowed beside public ones."""
    settings: Settings = current_app.extensions["settings"]
    most = settings.fetch_limit_mb * MEGABYTE
    return Bounds(most, OPENED_FOR.total_seconds(), networks(settings.fetch_networks))
