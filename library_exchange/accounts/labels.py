"""Names of roles."""

from library_exchange.core.actor import Role
from library_exchange.core.i18n import _l

ROLES = {
    Role.READER: _l("Reader"),
    Role.LIBRARIAN: _l("Librarian"),
    Role.LIBRARY_ADMIN: _l("Library administrator"),
}

MAY = {
    Role.READER: _l("asks for books; sees nothing of the library's work"),
    Role.LIBRARIAN: _l("works the queue: approves, asks, sends, receives"),
    Role.LIBRARY_ADMIN: _l("works the queue, and sets rules, calendar, letters and who belongs to the library"),
}
"""What somebody of a role may do, as the end of a sentence."""
