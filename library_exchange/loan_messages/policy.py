"""Who may look through the messages that wait: who runs the platform."""

from library_exchange.core.rights import FOR_PLATFORM, Access

ROUTES: dict[str, Access] = {
    "loans.waiting": FOR_PLATFORM,
}
