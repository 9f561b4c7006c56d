"""For which library somebody acts at these doors."""

from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.web.guard import current_actor


def own_library() -> int:
    """Return the library that the person at the page acts for. Raises InvalidInput if she acts for none."""
    library_id = current_actor().library_id
    if library_id is None:
        raise InvalidInput(sentence=_("Choose the library you act for first."))
    return library_id
