"""The class above a class number in which an index has books."""

from collections.abc import Callable, Iterable

from library_exchange.search.analysis import class_numbers
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.planning import plan_class
from library_exchange.search.port import Query, SearchEngine


def nearest_with_books(
    engine: SearchEngine, scheme: str, number: str, branches: Callable[[str], Iterable[str]]
) -> tuple[str, str, int] | None:
    """Return the nearest class above with books, the search for it and their number: a short number may be one.

    `branches` tells the codes of the classes that a search for a number names.
    """
    nearest = [number, *class_numbers.broader(number)]
    try:
        for each in nearest:
            text = f"{class_numbers.CALLED[scheme]} {each}"
            asked = plan_class(Query(text, per_page=1), branches=branches(text))
            total = engine.search(asked).total if asked else 0
            if total:
                return each, text, total
    except IndexDamaged:
        return None  # The search itself tells of it; only the advice lacks.
    return None
