"""Names of roles."""

from library_exchange.core.actor import Role
from library_exchange.core.i18n import _l

ROLES = {
    Role.READER: _l("Reader"),
    Role.LIBRARIAN: _l("Librarian"),
    Role.LIBRARY_ADMIN: _l("Library administrator"),
}
