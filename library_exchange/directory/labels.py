"""Names of kinds of libraries."""

from library_exchange.core.i18n import _l
from library_exchange.directory.models import LibraryKind

KINDS = {
    LibraryKind.NATIONAL: _l("National library"),
    LibraryKind.PUBLIC: _l("Public library"),
    LibraryKind.UNIVERSITY: _l("University library"),
    LibraryKind.RESEARCH: _l("Research library"),
    LibraryKind.SCHOOL: _l("School library"),
    LibraryKind.NGO: _l("Reading room of a non-governmental organisation"),
}
