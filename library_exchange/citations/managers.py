"""References for reference managers: RIS, BibTeX, CSL-JSON, COinS, and what search engines read (schema.org)."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from library_exchange.citations.references import Kind, Name, Reference
from library_exchange.core.text import one_line

_RIS = {
    Kind.BOOK: "BOOK",
    Kind.SERIAL: "JFULL",
    Kind.MAP: "MAP",
    Kind.MUSIC: "MUSIC",
    Kind.SOUND: "SOUND",
    Kind.FILM: "VIDEO",
}
_CSL = {
    Kind.BOOK: "book",
    Kind.SERIAL: "periodical",
    Kind.MAP: "map",
    Kind.MUSIC: "musical_score",
    Kind.SOUND: "song",
    Kind.FILM: "motion_picture",
}
_SCHEMA = {Kind.BOOK: "Book", Kind.SERIAL: "Periodical", Kind.MAP: "Map", Kind.FILM: "Movie"}
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_TEX_SIGNS = str.maketrans(_TEX)
_END = "\r\n"


def _title(told: Reference) -> str:
    return f"{told.whole}: {told.remainder}" if told.remainder else told.whole


def ris(references: Sequence[Reference]) -> bytes:
    """Return a file in RIS: a line for each value, a tag of two letters before it."""
    return "".join(
        f"{tag}  - {one_line(value)}{_END}" for each in references for tag, value in _ris_lines(each)
    ).encode()


def _ris_lines(told: Reference) -> Iterator[tuple[str, str]]:
    yield "TY", _RIS.get(told.kind, "GEN")
    for tag, names in (("AU", told.authors), ("ED", told.editors), ("A4", told.translators)):
        yield from ((tag, name.inverted) for name in names)
    lines = (
        ("TI", _title(told)),
        ("TT", told.romanised),
        ("T2", told.series),
        ("ET", told.edition),
        ("CY", told.place),
        ("PB", told.publisher),
        ("PY", told.year),
        ("SP", told.pages),
        ("SN", told.isbn or told.issn),
        ("LA", told.language_tag),
        *(("KW", word) for word in told.keywords),
        ("UR", told.url),
    )
    yield from ((tag, value) for tag, value in lines if one_line(value))
    yield "ER", ""


def bibtex(references: Sequence[Reference]) -> bytes:
    """Return a file in BibTeX, in Unicode as biber reads it."""
    return "\n".join(_entry(each) for each in references).encode()


def _entry(told: Reference) -> str:
    fields = {
        "author": _tex_names(told.authors),
        "editor": _tex_names(told.editors),
        "translator": _tex_names(told.translators),
        "title": f"{{{_tex(_title(told))}}}" if _title(told) else "",
        "series": _tex(told.series),
        "edition": _tex(told.edition),
        "address": _tex(told.place),
        "publisher": _tex(told.publisher),
        "year": _tex(told.year),
        "pagetotal": told.pages,
        "isbn": told.isbn,
        "issn": told.issn,
        "keywords": _tex(", ".join(told.keywords)),
        "langid": {"zh": "chinese", "ru": "russian", "en": "english"}.get(told.language_tag, ""),
        "url": told.url,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{'book' if told.kind is Kind.BOOK else 'misc'}{{record{told.number},\n{lines}}}\n"


def _tex(value: str) -> str:
    return one_line(value).translate(_TEX_SIGNS)


def _tex_names(names: Sequence[Name]) -> str:
    """Return names; one that is not divided is kept together, or TeX would take its last word for the family name."""
    return " and ".join(_tex(name.inverted) if name.given else f"{{{_tex(name.family)}}}" for name in names)


def csl(references: Sequence[Reference]) -> bytes:
    """Return a file in CSL-JSON."""
    return json.dumps([_item(each) for each in references], ensure_ascii=False, indent=1).encode()


def _item(told: Reference) -> dict[str, Any]:
    found = _YEAR.search(told.year)
    year = {"date-parts": [[int(found[0])]]} if found else {"literal": one_line(told.year)}
    item = {
        "id": f"record{told.number}",
        "type": _CSL.get(told.kind, "document"),
        "title": one_line(_title(told)),
        "author": [_csl_name(name) for name in told.authors],
        "editor": [_csl_name(name) for name in told.editors],
        "translator": [_csl_name(name) for name in told.translators],
        "collection-title": one_line(told.series),
        "edition": one_line(told.edition),
        "publisher-place": one_line(told.place),
        "publisher": one_line(told.publisher),
        "issued": year if told.year else None,
        "number-of-pages": told.pages,
        "ISBN": told.isbn,
        "ISSN": told.issn,
        "language": told.language_tag,
        "keyword": ", ".join(one_line(word) for word in told.keywords),
        "URL": told.url,
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(name: Name) -> dict[str, str]:
    if not name.given:
        return {"literal": one_line(name.family)}
    return {"family": one_line(name.family), "given": one_line(name.given)}


def coins(told: Reference) -> str:
    """Return the reference as a ContextObject in a span (COinS): what stands in its `title`."""
    is_serial = told.kind is Kind.SERIAL
    keys = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{'journal' if is_serial else 'book'}"),
        ("rft.genre", "journal" if is_serial else "book" if told.kind is Kind.BOOK else "unknown"),
        ("rft.jtitle" if is_serial else "rft.btitle", one_line(_title(told))),
        *_coins_names(told.makers),
        ("rft.series", one_line(told.series)),
        ("rft.edition", one_line(told.edition)),
        ("rft.place", one_line(told.place)),
        ("rft.pub", one_line(told.publisher)),
        ("rft.date", one_line(told.year)),
        ("rft.tpages", told.pages),
        ("rft.isbn", told.isbn),
        ("rft.issn", told.issn),
        ("rft.language", told.language_tag),
        ("rft_id", told.url),
    ]
    return urlencode([(key, value) for key, value in keys if value])


def _coins_names(names: Sequence[Name]) -> Iterator[tuple[str, str]]:
    for at, name in enumerate(names):
        if at == 0 and name.given:
            yield "rft.aulast", one_line(name.family)
            yield "rft.aufirst", one_line(name.given)
        else:
            yield ("rft.aucorp" if name.is_body else "rft.au"), one_line(name.inverted)


def schema_org(told: Reference) -> dict[str, Any]:
    """Return the reference as schema.org describes it, in the words of JSON-LD."""
    people = {"author": told.authors, "editor": told.editors, "translator": told.translators}
    thing: dict[str, Any] = {
        "@type": _SCHEMA.get(told.kind, "CreativeWork"),
        "@id": told.url,
        "url": told.url,
        "name": one_line(_title(told)),
        **{role: [_someone(name) for name in names] for role, names in people.items()},
        "publisher": {"@type": "Organization", "name": one_line(told.publisher)} if told.publisher else None,
        "datePublished": one_line(told.year),
        "inLanguage": told.language_tag,
    }
    if told.kind is Kind.BOOK:
        pages = int(told.pages) if told.pages else None
        thing |= {"isbn": told.isbn, "bookEdition": one_line(told.edition), "numberOfPages": pages}
    if told.kind is Kind.SERIAL:
        thing["issn"] = told.issn
    return {name: value for name, value in thing.items() if value}


def _someone(name: Name) -> dict[str, str]:
    written = f"{name.given} {name.family}" if name.given else name.family
    return {"@type": "Organization" if name.is_body else "Person", "name": one_line(written)}
