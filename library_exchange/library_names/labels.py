"""What is said about names that lack a language."""

from library_exchange.core.i18n import _l

NAMED = _l("Name of the library: %(library)s")
FIELDS = {"name": _l("Name of the library"), "city": _l("Town")}
WRITTEN_MEANWHILE = _l("The library has written this name itself meanwhile.")
