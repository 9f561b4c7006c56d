"""What of a request the library that is asked cannot read, and the fields in which staff write it for her."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from library_exchange.citations.cited import FIELDS
from library_exchange.core.scripts import script_of
from library_exchange.known_titles.queries.typed_names import persons_meant
from library_exchange.loans.schemas import BibliographicInfo, TextForm
from library_exchange.new_requests import labels, sounding

CHINESE, RUSSIAN = "zh", "ru"
SCRIPTS = {CHINESE: ("Hans", "Hant"), RUSSIAN: ("Cyrl",)}


def readers_of(sound: TextForm) -> str:
    """Return the language whose readers can read nothing of a title but how it sounds."""
    return RUSSIAN if sounding.is_for_russia(sound) else CHINESE


def fields(
    session: Session, book: BibliographicInfo, sound: TextForm, given: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Return the fields for title and author as the other side reads them, filled in as was `given`, or as proposed.

    `sound` is what is proposed for the title.
    """
    author = next((forms[0].value for forms in book.authors if forms), None)
    is_translated = sounding.is_translated(book.title[0].value, author)
    found = [_field("title_there", sound.value, given) | {"hint": labels.GOES_ALONG}]
    if is_translated:
        found[0]["hint"] = labels.IS_TRANSLATED
    known = author_there(session, book, readers_of(sound)) if author else None
    if known:
        found.append(_field("author_there", known, given))
    return found


def author_there(session: Session, book: BibliographicInfo, language: str) -> str | None:
    """Return how readers of `language` know the first author, or at least how the name sounds; None without either.

    Whom the catalogue surely knows is called as its readers call her.
    """
    forms = next(iter(book.authors), ())
    if len(forms) != 1:
        return None
    persons = persons_meant(session, forms[0].value)
    known = [name for each in persons for name in each.forms if script_of(name) in SCRIPTS[language]]
    if len(persons) == 1 and known:
        return known[0]
    return sounding.author_sound(forms[0].value)


def _field(name: str, value: str, given: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "name": name,
        "label": labels.THERE[name],
        "value": value if given is None or name not in given else given[name],
        "required": False,
        "maxlength": FIELDS[name.removesuffix("_there")],
    }
