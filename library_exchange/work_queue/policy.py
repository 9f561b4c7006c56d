"""Who may work through the queue: the library's staff."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "loans.queue": FOR_STAFF,
    "loans.queue_file": FOR_STAFF,
    "loans.scan": FOR_STAFF,
    "loans.act_on_several": FOR_STAFF,
}
