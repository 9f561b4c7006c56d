"""Why nobody comes in at a door, and how most doors say so."""

from typing import Any

from flask import Response

from library_exchange.core.errors import ExchangeError
from library_exchange.core.i18n import _l

SHUT_FOR_S = 3600
"""After so long, in seconds, who finds a door shut may look again."""


class Refused(ExchangeError):
    """Nobody comes in; `headers` tell for how long."""

    plain = ""
    headers: dict[str, Any]

    def __init__(self, wait_s: int | None) -> None:
        super().__init__()
        self.headers = {} if wait_s is None else {"Retry-After": str(wait_s)}


class DoorShut(Refused):
    """An operator has shut the door."""

    code = "door-shut"
    status = 503
    sentence = _l("Who runs the platform has shut this interface for a while. Try again later.")
    plain = "Who runs this platform has shut this door for a while. Try again later."

    def __init__(self) -> None:
        super().__init__(SHUT_FOR_S)


class InTheClear(Refused):
    """A program asked by http where only https is heard; what it has sent was read on the way, perhaps."""

    code = "https-only"
    status = 403
    sentence = _l(
        "This interface is open by https alone. A key that was sent by http may be known to others: make a new one."
    )
    plain = "This door is open by https alone. A key that was sent by http may be known to others: make a new one."

    def __init__(self) -> None:
        super().__init__(None)


class TooOften(Refused):
    """More requests in a minute than are allowed."""

    code = "too-many-requests"
    status = 429
    sentence = _l("Too many requests. Wait as long as the header Retry-After says.")
    plain = "Too many requests. Go on after the time told."


def plainly(refused: ExchangeError, too_often: int = TooOften.status) -> Response:
    """Return a sentence in English for whoever runs the other system; never a page."""
    if not isinstance(refused, Refused):
        raise refused
    status = too_often if isinstance(refused, TooOften) else refused.status
    return Response(
        f"{refused.plain}\n", status=status, content_type="text/plain; charset=utf-8", headers=refused.headers
    )
