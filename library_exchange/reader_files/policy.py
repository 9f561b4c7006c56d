"""Who may open the routes of this room: the staff of a library, as for one reader."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "reader_files.new": FOR_STAFF,
    "reader_files.look": FOR_STAFF,
    "reader_files.add": FOR_STAFF,
}
