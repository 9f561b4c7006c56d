"""Who may write and read: staff; a thread is found only by libraries that share its subject, a discussion by all."""

from library_exchange.core.rights import FOR_STAFF, PUBLIC, Access

ROUTES: dict[str, Access] = {
    "correspondence.messages": FOR_STAFF,
    "correspondence.show": FOR_STAFF,
    "correspondence.say": FOR_STAFF,
    "correspondence.mark_read": FOR_STAFF,
    "correspondence.discussion": PUBLIC,
    "correspondence.post": FOR_STAFF,
    "correspondence.moderate": FOR_STAFF,
}
