"""What the application gives this room: its own address, and within which bounds it delivers."""

from flask import current_app

from library_exchange.core.doors import Door
from library_exchange.core.i18n import _l
from library_exchange.core.outgoing import Bounds
from library_exchange.core.public_addresses import networks
from library_exchange.core.settings import Settings

DOOR = Door("webhooks", _l("Events for libraries' programs (webhooks)"))
LARGEST_ANSWER = 1_000_000
MOST_S = 10.0


def bounds() -> Bounds:
    """Return how much a server may answer and how long it may take, and which networks are allowed."""
    return Bounds(LARGEST_ANSWER, MOST_S, networks(_settings().webhook_networks), connect_s=5.0)


def base_url() -> str:
    """Return the address of the service, as links in events have it."""
    return _settings().base_url.rstrip("/")


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
