"""Who may open the routes of this room: who runs the platform."""

from library_exchange.core.rights import FOR_PLATFORM, Access

ROUTES: dict[str, Access] = {
    "door_keeping.listed": FOR_PLATFORM,
    "door_keeping.show": FOR_PLATFORM,
    "door_keeping.switch": FOR_PLATFORM,
    "door_keeping.set_limits": FOR_PLATFORM,
    "door_keeping.set_key_limit": FOR_PLATFORM,
}
