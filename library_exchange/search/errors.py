"""The one error of an index that cannot be read."""

from library_exchange.core.errors import Unavailable
from library_exchange.core.i18n import _l


class IndexDamaged(Unavailable):
    """The index is missing or unreadable: answer from the database and rebuild it."""

    code = "index-damaged"
    sentence = _l("The search index is being repaired. Results may be incomplete for a few minutes.")
