"""Who may see, take along and erase what is kept about a reader."""

from library_exchange.core.rights import FOR_LIBRARY_ADMIN, FOR_STAFF, SIGNED_IN, Access

ROUTES: dict[str, Access] = {
    "personal_data.mine": SIGNED_IN,
    "personal_data.my_file": SIGNED_IN,
    "personal_data.ask_erasure": SIGNED_IN,
    "personal_data.withdraw": SIGNED_IN,
    "personal_data.reader": FOR_STAFF,
    "personal_data.reader_file": FOR_STAFF,
    "personal_data.erasures": FOR_STAFF,
    "personal_data.erase": FOR_LIBRARY_ADMIN,
}
