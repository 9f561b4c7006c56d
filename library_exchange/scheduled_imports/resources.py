"""What the application gives this room: where files may be fetched, and within which bounds."""

from flask import current_app

from library_exchange.core.doors import Door
from library_exchange.core.i18n import _l
from library_exchange.core.outgoing import Bounds
from library_exchange.core.public_addresses import networks
from library_exchange.core.sealed_secrets import own_key
from library_exchange.core.settings import Settings
from library_exchange.scheduled_imports.rules import OPENED_FOR
from library_exchange.scheduled_imports.services.fetching import From

MEGABYTE = 1_000_000
DOOR = Door("fetched_files", _l("Files fetched from libraries' servers"))


def source() -> From:
    """Return within which bounds files come from servers, and the folder in which libraries may have them."""
    settings: Settings = current_app.extensions["settings"]
    most = settings.fetch_limit_mb * MEGABYTE
    bounds = Bounds(most, OPENED_FOR.total_seconds(), networks(settings.fetch_networks))
    return From(bounds, own_key(), settings.fetch_folder)
