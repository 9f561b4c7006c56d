"""Kinds of events, states of addresses, what became of deliveries and why, in words."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from library_exchange.core.i18n import _l, _pl
from library_exchange.core.outgoing import Unreached
from library_exchange.webhooks.rules.delivering import Outcome, State
from library_exchange.webhooks.rules.kinds import Kind

KINDS: dict[Kind, Any] = {
    Kind.LOANS: _l("Our interlibrary loans; nothing of readers is told"),
    Kind.HOLDINGS: _l("Our holdings and copies; a file taken in is one event"),
    Kind.OFFERS: _l("Our exchange offers"),
    Kind.WANTS: _l("Our exchange wants"),
    Kind.CONSIGNMENTS: _l("Our consignments"),
}
STATES: dict[State, tuple[Any, str]] = {
    State.ACTIVE: (_pl("webhook", "active"), "ok"),
    State.PAUSED: (_pl("webhook", "paused"), ""),
    State.FAILING: (_l("stopped: it failed for a day"), "bad"),
    State.GONE: (_l("stopped: the server wants no more"), "bad"),
    State.UNSIGNED: (_l("stopped: it needs a new secret"), "bad"),
}
WHAT_TO_DO: dict[State, Any] = {
    State.PAUSED: _l("Nothing is delivered. What happens meanwhile is told once you resume."),
    State.FAILING: _l(
        "No delivery has succeeded for a day. Look below at what the server answered, have it mended, then resume: what"
        " waits is delivered, and what happened meanwhile is told."
    ),
    State.GONE: _l(
        "The server answered 410: there is nobody for these events any more. End this address, or resume if that was a"
        " mistake."
    ),
    State.UNSIGNED: _l(
        "The key of this service was changed, and with it the secret is lost. Make a new one and enter it in your"
        " program; then deliveries go on."
    ),
}
OUTCOMES: dict[Outcome, tuple[Any, str]] = {
    Outcome.WAITING: (_pl("delivery of an event", "waiting"), "now"),
    Outcome.DELIVERED: (_pl("delivery of an event", "delivered"), "ok"),
    Outcome.FAILED: (_pl("delivery of an event", "given up"), "bad"),
}
FAILURES: dict[str, Any] = {
    Unreached.NO_SUCH_SERVER: _l("There is no server of this name."),
    Unreached.NOT_PUBLIC: _l("The server stands in a closed network, which cannot be reached from here."),
    Unreached.NO_ANSWER: _l("The server did not answer, or broke off."),
    Unreached.CERTIFICATE: _l("The server could not prove who it is: its certificate is wrong or out of date."),
    Unreached.REDIRECTED: _l("The address is not one that is delivered to."),
    Unreached.TOO_LARGE: _l("The server answered with more than is read here."),
    Unreached.TOO_SLOW: _l("The server was too slow. Let it answer at once and work afterwards."),
}
"""Why no answer came."""


class Since(StrEnum):
    """Since when what failed is sent again, in hours."""

    HOUR = "1"
    DAY = "24"
    WEEK = "168"
    MONTH = "720"

    @property
    def length(self) -> timedelta:
        """How long ago that is."""
        return timedelta(hours=int(self))


SINCE: dict[Since, Any] = {
    Since.HOUR: _l("in the last hour"),
    Since.DAY: _l("in the last 24 hours"),
    Since.WEEK: _l("in the last 7 days"),
    Since.MONTH: _l("in the last 30 days"),
}
NO_KIND = _l("Tick at least one kind of events.")
TOO_MANY = _l("Your library has ten addresses already. End one that is no longer needed first.")
NOT_NOW = _l("This cannot be done with the address as it is now. Open it and see how it is.")
