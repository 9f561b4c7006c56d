"""What is proposed where a library's name or address lacks in a language: as others call the town, else by rule."""

from collections.abc import Callable, Mapping

from sqlmodel import Session

from library_exchange.core.i18n import LANGUAGES, country_name, speaking
from library_exchange.directory import queries
from library_exchange.directory.models import Library
from library_exchange.directory.rules.proposed_names import in_latin, proposed_name, proposed_place


def for_names(session: Session, country: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return proposals, by "name_zh" and the like, for the names that lack in `given`; one query."""
    names = {code: given.get(f"name_{code}") or "" for code in LANGUAGES}
    cities = {code: given.get(f"city_{code}") or "" for code in LANGUAGES}
    found = {}
    neighbours = queries.same_town(session, country, cities) if not all(cities.values()) else ()
    for code in LANGUAGES:
        others = (each.city_in(code) for each in neighbours if f"city_{code}" not in each.unwritten_names)
        if not cities[code]:
            found[f"city_{code}"] = next(others, "") or proposed_place(cities, code)
        if not names[code]:
            found[f"name_{code}"] = proposed_name(names, code)
    return {name: text for name, text in found.items() if text}


def written_names(library: Library) -> dict[str, str]:
    """Return the names of a library and its town that somebody has written; those that only stand in are empty."""
    names = [f"{what}_{code}" for what in ("name", "city") for code in LANGUAGES]
    return {name: "" if name in library.unwritten_names else getattr(library, name) for name in names}


def for_latin_address(session: Session, library: Library, local: Callable[[str], str]) -> dict[str, str]:
    """Return the address in Latin letters, part by part, as rules make it of that in the script of the country.

    `local` tells what that has of a part.
    """
    names = written_names(library)
    names |= for_names(session, library.country, names)
    with speaking("en"):
        country = str(country_name(library.country))
    made = {"recipient": names.get("name_en", ""), "city": names.get("city_en", ""), "country": country}
    made |= {part: in_latin(local(part)) for part in ("street", "region", "postcode")}
    return {part: text for part, text in made.items() if text}
