"""Names of roles."""

from library_exchange.core.actor import Role
from library_exchange.core.i18n import _l

ROLES = {
    Role.READER: _l("Reader"),
    Role.LIBRARIAN: _l("Librarian"),
    Role.LIBRARY_ADMIN: _l("Library administrator"),
}

MAKE = {
    Role.READER: _l("Make a reader"),
    Role.LIBRARIAN: _l("Make a librarian"),
    Role.LIBRARY_ADMIN: _l("Make an administrator"),
}
"""What gives a person the role, as a button says it."""

MAY = {
    Role.READER: _l("asks for books; sees nothing of the library's work"),
    Role.LIBRARIAN: _l("works the queue: approves, asks, sends, receives; adds readers"),
    Role.LIBRARY_ADMIN: _l("works the queue, and sets rules, calendar, letters and who belongs to the library"),
}
"""What somebody of a role may do, as the end of a sentence."""
