"""OpenURL (Z39.88-2004 key/value, and the keys of version 0.1): the book, chapter or article that a link speaks of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import parse_qs, unquote

from library_exchange.citations.cited import FIELDS, LONGEST_PART, Cited
from library_exchange.citations.numbers import WrongNumber, read_doi, read_isbn, read_issn
from library_exchange.core.text import one_line

LONGEST_QUERY = 8000
MOST_KEYS = 150
WHOLE = ("btitle", "jtitle", "title", "stitle")
PART = ("atitle",)
KEYS: Mapping[str, Sequence[str]] = {
    "year": ("date",),
    "place": ("place",),
    "publisher": ("pub", "publisher"),
    "isbn": ("isbn", "eisbn"),
    "issn": ("issn", "eissn"),
}
"""Where a field stands: in the first of these keys that is given, with `rft.` before it or without."""
WHERE = ("volume", "issue", "part", "ssn", "quarter")
ABOUT = ("rft_id", "id", "rft.identifier")
"""Keys that name the publication by an identifier."""
IDENTIFIERS = (
    ("isbn", read_isbn, ("urn:isbn:", "isbn:")),
    ("issn", read_issn, ("urn:issn:", "issn:")),
    (
        "doi",
        read_doi,
        ("info:doi/", "doi:", "https://doi.org/", "http://dx.doi.org/", "http://doi.org/", "https://dx.doi.org/"),
    ),
)


def read_query(query: str) -> Cited:
    """Return what the query part of an OpenURL tells; empty if it tells nothing. Never raises."""
    try:
        asked = parse_qs(query[:LONGEST_QUERY], max_num_fields=MOST_KEYS)
    except ValueError:
        return Cited()
    return read(asked)


def read(asked: Mapping[str, Sequence[str]]) -> Cited:
    """Return what the keys of an OpenURL tell; a number that is none stays as it came, to be told of in the form."""
    given = _Keys(asked)
    whole, article = given.first(WHOLE), given.first(PART)
    known = dict(_identified(given))
    numbers = {name: known.get(name) or _number(name, given.first(KEYS[name])) for name in ("isbn", "issn")}
    author = given.author()
    part = _part(given, article, author) if article and whole else ""
    # An author beside a part is that of the part.
    told = {
        "title": whole or article,
        "author": "" if part else author,
        "year": given.first(KEYS["year"])[:4],
        "place": given.first(KEYS["place"]),
        "publisher": given.first(KEYS["publisher"]),
        "doi": known.get("doi", ""),
        **numbers,
    }
    return Cited(**{name: value[: FIELDS[name]] for name, value in told.items()}, part=part[:LONGEST_PART])


class _Keys:
    """The keys of an OpenURL, those of the publication asked for alone."""

    def __init__(self, asked: Mapping[str, Sequence[str]]) -> None:
        self._asked = asked

    def values(self, name: str) -> list[str]:
        """Return what stands under the key, each on one line."""
        return [line for value in self._asked.get(name, ())[:5] if (line := one_line(value[:1000]))]

    def first(self, names: Sequence[str]) -> str:
        """Return the first of these keys that is given, in the form of either version."""
        found = (value for name in names for key in (f"rft.{name}", name) for value in self.values(key))
        return next(found, "")

    def author(self) -> str:
        """Return the first author."""
        last = self.first(("aulast",))
        given = self.first(("aufirst",)) or " ".join(self.first((name,)) for name in ("auinit", "auinit1")).strip()
        return ", ".join(each for each in (last, given) if each) or self.first(("au", "aucorp"))


def _identified(given: _Keys) -> Iterator[tuple[str, str]]:
    for key in ABOUT:
        for value in given.values(key):
            for name, read_number, prefixes in IDENTIFIERS:
                prefix = next((each for each in prefixes if value.lower().startswith(each)), None)
                if prefix is not None and (number := _read(read_number, unquote(value[len(prefix) :]))):
                    yield name, number


def _number(name: str, text: str) -> str:
    read_number = {"isbn": read_isbn, "issn": read_issn}[name]
    return (_read(read_number, text) or text) if text else ""


def _read(read_number: Callable[[str], str], text: str) -> str:
    try:
        return read_number(text)
    except WrongNumber:
        return ""


def _part(given: _Keys, title: str, author: str) -> str:
    """Return the article or chapter with where it stands, as it is written into a note."""
    pages = given.first(("pages",)) or "–".join(
        each for each in (given.first(("spage",)), given.first(("epage",))) if each
    )
    where = ", ".join(value for name in WHERE if (value := given.first((name,))))
    return ". ".join(each for each in (author, title, where, pages) if each)
