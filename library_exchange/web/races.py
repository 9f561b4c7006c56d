"""Races: an act that another one overtook is done once more, now that what overtook it can be seen.

On SQLite writers wait for each other, so that the slower one finds what the faster one left. On PostgreSQL both may
have looked before either wrote; then a constraint or a guarded update tells the slower one too late. Its transaction
is rolled back whole, and the second try goes the way that it goes on SQLite.
"""

from collections.abc import Callable
from typing import Any, NoReturn

import structlog
from flask import Flask, Request, request, session
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import MethodNotAllowed, NotFound

from library_exchange.core.db import was_overtaken
from library_exchange.core.errors import STALE, Conflict
from library_exchange.web.addresses import is_address_of_nothing
from library_exchange.web.requests import CleanRequest

log = structlog.get_logger(__name__)
OVERTAKEN = ("23503", "23505")
"""SQLSTATEs of a broken reference and of a value that stands there already."""
_FORGET = "forget_before_another_try"
_FLASHES = "_flashes"
"""Where Flask keeps what the next page tells."""


class SecondTry(Flask):
    """An application that answers a request anew when what it wrote came too late; the second answer stands."""

    request_class = CleanRequest

    def dispatch_request(self) -> Any:
        """Answer the present request; signing in is tried once only, since its session is no transaction.

        A view that answers a lost race itself is asked once more like one that does not.
        """
        if (request.endpoint or "").startswith("security."):
            return super().dispatch_request()
        told = list(session.get(_FLASHES, ()))
        try:
            answer = super().dispatch_request()
            if not was_overtaken():
                return answer
            log.info("request.overtaken")
        except IntegrityError as error:
            if not _is_overtaken(error):
                raise
            log.info("request.overtaken", constraint=str(error.orig)[:200])
        except Conflict as error:
            if error.reason not in STALE:
                raise
        self._let_go(told)
        return super().dispatch_request()

    def raise_routing_exception(self, request: Request) -> NoReturn:
        """Refuse a request that leads nowhere: as one of another method only if there is something at its address."""
        refused, adapter = request.routing_exception, self.create_url_adapter(request)
        if isinstance(refused, MethodNotAllowed) and adapter is not None and is_address_of_nothing(adapter, refused):
            raise NotFound
        super().raise_routing_exception(request)

    def _let_go(self, told: list[Any]) -> None:
        """Let go of what the first try left behind: what it told too, since only the second answer stands."""
        if session.get(_FLASHES, told) != told:
            session[_FLASHES] = told
        for forget in self.extensions.get(_FORGET, ()):
            forget()
        for files in request.files.listvalues():
            for sent in files:
                sent.stream.seek(0)


def _is_overtaken(error: IntegrityError) -> bool:
    """Whether a row stood there already, or one is gone: what else a database refuses is a fault of ours."""
    told = str(error.orig)
    return getattr(error.orig, "sqlstate", "") in OVERTAKEN or told.startswith(("UNIQUE", "FOREIGN KEY"))


def forget_with(app: Flask, forget: Callable[[], None]) -> None:
    """Have `forget` called before an act of `app` is tried again: it lets go of what the first try left behind."""
    app.extensions.setdefault(_FORGET, []).append(forget)
