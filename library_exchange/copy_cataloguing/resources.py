"""What the application gives this room: the bounds of an answer, and threads in which targets are asked at once."""

from collections.abc import Callable
from threading import BoundedSemaphore, Thread

from flask import current_app

from library_exchange.copy_cataloguing.rules.targets import MOST_BYTES, MOST_SECONDS
from library_exchange.core.doors import Door
from library_exchange.core.i18n import _l
from library_exchange.core.outgoing import Bounds
from library_exchange.core.public_addresses import networks
from library_exchange.core.settings import Settings

DOOR = Door("targets", _l("Looking in catalogues elsewhere (SRU, Z39.50)"))
MOST_AT_ONCE = 24
_PLACES = BoundedSemaphore(MOST_AT_ONCE)


def bounds() -> Bounds:
    """Return how large an answer may be and how long it may take, and the networks that are allowed.

    The operator writes the addresses: plain http is asked where she wrote that.
    """
    settings: Settings = current_app.extensions["settings"]
    return Bounds(MOST_BYTES, MOST_SECONDS, networks(settings.target_networks), is_plain_allowed=True)


def in_background(work: Callable[[], None]) -> bool:
    """Do `work` in a thread of its own, so that no page waits for it; False if too much is being done already."""
    if not _PLACES.acquire(blocking=False):
        return False

    def carry_out() -> None:
        try:
            work()
        finally:
            _PLACES.release()

    Thread(target=carry_out, daemon=True, name="target").start()
    return True
