"""Where a step leads back to that was taken on a page of a room above."""

from collections.abc import Callable, Mapping

from library_exchange.core.hooks import Hook

WAYS_BACK: Hook[Callable[[Mapping[str, str]], str | None]] = Hook()
"""Gives the address of the page from which a form was sent, None if it is not one of the room's."""
