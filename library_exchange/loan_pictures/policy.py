"""Who may open the doors of the room; that no reader and no third library sees a picture, each door asks of the row."""

from library_exchange.core.rights import SIGNED_IN, Access

ROUTES: dict[str, Access] = {
    "loans.add_picture": SIGNED_IN,
    "loans.arrived_damaged": SIGNED_IN,
    "loans.picture": SIGNED_IN,
    "loans.remove_picture": SIGNED_IN,
}
