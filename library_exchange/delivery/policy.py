"""Who may open the doors of delivery; who may take the step itself is asked of the room of loans."""

from library_exchange.core.rights import FOR_STAFF, PUBLIC, SIGNED_IN

ROUTES = {
    "delivery.attach": FOR_STAFF,
    "delivery.look_at": FOR_STAFF,
    "delivery.hand_over": FOR_STAFF,
    "delivery.open_copy": SIGNED_IN,
    "delivery_links.fetch": PUBLIC,
}
