"""Who may write and read: staff; the thread itself is found only by libraries that share its subject."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "correspondence.messages": FOR_STAFF,
    "correspondence.show": FOR_STAFF,
    "correspondence.say": FOR_STAFF,
    "correspondence.mark_read": FOR_STAFF,
}
