"""Who may open the routes of this room: monitors, of whom the figures ask for a token; who runs the platform."""

from library_exchange.core.rights import FOR_PLATFORM, PUBLIC, Access

ROUTES: dict[str, Access] = {
    "watching.readyz": PUBLIC,
    "watching.metrics": PUBLIC,
    "operation.state": FOR_PLATFORM,
    "operation.try_again": FOR_PLATFORM,
}
