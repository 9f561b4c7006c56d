"""Names of the catalogue's states, roles and kinds, translatable."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from library_exchange.catalogue.models import LocalState
from library_exchange.core.i18n import LANGUAGES, _, _l, _pl, format_list, language_name
from library_exchange.directory.labels import KINDS
from library_exchange.natural_language.said_conditions import Said
from library_exchange.search.port import ON_SHELF

ROLES = {
    "aut": _l("Author"),
    "edt": _l("Editor"),
    "trl": _l("Translator"),
    "com": _l("Compiler"),
    "ill": _l("Illustrator"),
    "ann": _l("Annotator"),
    "aui": _l("Author of introduction"),
    "prt": _l("Printer"),
    "pbl": _l("Publisher"),
    "pbd": _l("Chief editor"),
    "isb": _l("Issuing body"),
    "ths": _l("Thesis advisor"),
    "rev": _l("Reviewer"),
    "cre": _l("Author"),
    "ctb": _l("Contributor"),
    "oth": _l("Contributor"),
}
RECORD_NOT_THERE = _l("This book is not in the catalogue, or is no longer there. Look for it by its title.")
RECORD_GONE = _l(
    "This book is no longer in the catalogue, so that nothing was ordered or saved. Look for it by its title."
)
LOCAL_STATES = {
    LocalState.ON_SHELF: _l("On shelf"),
    LocalState.OUT_LOCALLY: _l("Out to a local reader"),
    LocalState.NOT_LENT: _l("Not lent"),
    LocalState.MISSING: _l("Missing"),
    LocalState.WITHDRAWN: _l("Withdrawn"),
}
FACETS = {
    "availability": _l("Availability"),
    "country": _l("Where held"),
    "library": _l("Library"),
    "library_kind": _l("Kind of library"),
    "language": _l("Language"),
    "decade": _l("Year of publication"),
    "subject": _l("Subject"),
}
FACET_VALUES: dict[str, dict[str, object]] = {
    "library_kind": {kind.value: label for kind, label in KINDS.items()},
    "availability": {ON_SHELF: _l("Can be lent now")},
}
"""Names of the values of facets that are neither countries, languages, libraries nor texts."""
QUERY_FIELDS: dict[str, Any] = {
    "title": _l("Title"),
    "author": _l("Author"),
    "publisher": _l("Publisher"),
    "subject": _l("Subject"),
    "isbn": "ISBN",
    "class": _l("Class number"),
}
"""Fields that a query may name."""
HIT_FILES: dict[str, Any] = {
    "csv": _l("Table as text (CSV)"),
    "ris": _l("RIS (Zotero, EndNote, NoteExpress)"),
    "bibtex": "BibTeX",
}
"""In which files the hits of a search are saved."""
SORTS = {
    "relevance": _l("By relevance"),
    "year_new": _l("Newest first"),
    "year_old": _l("Oldest first"),
    "title": _l("By title"),
    "author": _l("By author"),
    "added": _l("New in the catalogue first"),
}
SCRIPTS = {
    "Hans": _l("Chinese, simplified"),
    "Hant": _l("Chinese, traditional"),
    "Latn": _l("Latin letters"),
    "Cyrl": _l("Russian"),
}
CLASS_SCHEMES = {
    "clc": _pl("classification", "CLC"),
    "bbk": _pl("classification", "BBK"),
    "udc": _pl("classification", "UDC"),
    "ddc": _pl("classification", "DDC"),
    "lcc": _pl("classification", "LCC"),
}

BOOK_LANGUAGES = {"chi": _l("in Chinese"), "zho": _l("in Chinese"), "rus": _l("in Russian"), "eng": _l("in English")}
"""How a book is said to be in the languages that most are in."""
UNDETERMINED = frozenset({"und", "mul", "mis", "zxx"})
MOST_LANGUAGES = 3


class BookLanguages(NamedTuple):
    """In which languages a book is, in words; `is_foreign` where none of them is that of the page."""

    named: str
    is_foreign: bool


TABLE_ROW = _l("Row of a table")
WRITTEN_DOWN = _l("Written down from a request")
ENTERED = _l("Entered by hand")


def book_languages(codes: Sequence[str], language: str) -> BookLanguages | None:
    """Return in which languages (ISO 639-2) a book is, told on a page in `language`; None where nobody knows."""
    known = [code for code in dict.fromkeys(codes) if code not in UNDETERMINED][:MOST_LANGUAGES]
    if not known:
        return None
    if len(known) == 1 and known[0] in BOOK_LANGUAGES:
        named = str(BOOK_LANGUAGES[known[0]])
    else:
        named = _("language: %(names)s", names=", ".join(language_name(code) for code in known))
    return BookLanguages(named, not set(known) & set(LANGUAGES[language].record_languages))


def said_of_books(said: Said) -> str:
    """Return what a query says of time and language of the books: 1980–1989, Russian."""
    first, last = said.years or (None, None)
    if first is not None and last is not None:
        when = str(first) if first == last else f"{first}–{last}"
    elif first is not None:
        when = _("%(year)s and later", year=first)
    else:
        when = _("%(year)s and earlier", year=last) if last is not None else ""
    return format_list([part for part in (when, language_name(said.language) if said.language else "") if part])
