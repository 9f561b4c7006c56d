"""Which libraries most likely hold a book that no catalogue here lists: those that read its language come first."""

from collections.abc import Callable, Iterable, Sequence

from library_exchange.core.regions import REGIONS, Region, find_home, find_origin
from library_exchange.core.scripts import language_of
from library_exchange.core.text import folded
from library_exchange.directory.models import Library


def find_region(title: str, languages: Sequence[str]) -> Region | None:
    """Return the country whose books are in the language of a book: as told (ISO 639-2), or as its title is written."""
    told = find_origin(languages[0]) if languages else find_home(language_of(title) or "")
    return REGIONS.get(told or "")


def reads(library: Library, origin: Region) -> bool:
    """Whether a library reads the books of a country: it is there, or works in its language."""
    return library.country == origin.country or library.language == origin.language


def likeliest_first(
    lenders: Iterable[Library], origin: Region, places: Iterable[str], days: Callable[[Library], int]
) -> list[Library]:
    """Return libraries as they are asked for a book of a country that none is known to hold.

    First those that read it, of these the members of the service, then who stands where it was published, then the
    nearest by days of the post.
    """
    named = {folded(each) for each in places}

    def rank(each: Library) -> tuple[bool, bool, bool, int]:
        is_there = bool(named & {folded(each.city_zh), folded(each.city_ru), folded(each.city_en)})
        return not reads(each, origin), each.is_remote, not is_there, days(each)

    return sorted(lenders, key=rank)
