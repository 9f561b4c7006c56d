"""Who may open the routes of this room; whether a system may speak is told by its key and address."""

from library_exchange.core.rights import FOR_PLATFORM, FOR_STAFF, PUBLIC, Access

ROUTES: dict[str, Access] = {
    "iso18626.receive": PUBLIC,
    "protocols.partners": FOR_PLATFORM,
    "protocols.partner": FOR_PLATFORM,
    "protocols.connect": FOR_PLATFORM,
    "protocols.change": FOR_PLATFORM,
    "protocols.give_key": FOR_PLATFORM,
    "protocols.send_again": FOR_PLATFORM,
    "protocols.see_to": FOR_STAFF,
}
