"""The errors of an index that cannot be read: it is damaged, or the server that has it is away."""

from library_exchange.core.errors import Unavailable
from library_exchange.core.i18n import _l
from library_exchange.search.port import SearchEngine


class IndexDamaged(Unavailable):
    """The index is missing or unreadable: answer from the database and rebuild it."""

    code = "index-damaged"
    sentence = _l("The search index is being repaired. Results may be incomplete for a few minutes.")


class IndexAway(IndexDamaged):
    """The server that has the index does not answer: answer from the database; there is nothing to rebuild."""


def is_away(engine: SearchEngine) -> bool:
    """Whether an index that was not read need only be waited for."""
    try:
        return not engine.generation
    except IndexAway:
        return True
    except IndexDamaged:
        return False
