"""Simple Dublin Core as MARC 21, so that it goes the way of all records: little is said in it, and no copies."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.builder import ElementMaker

from library_exchange.core.text import one_line
from library_exchange.harvesting.rules.formats import MARC21_SLIM

_MARC = ElementMaker(namespace=MARC21_SLIM, nsmap={None: MARC21_SLIM})
_ISBN = re.compile(r"(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]")
_ISSN = re.compile(r"(?<![\d-])\d{4}-\d{3}[\dXx](?![\d-])")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_SHORT = "ru:rus zh:chi zho:chi en:eng de:ger deu:ger fr:fre fra:fre ja:jpn ko:kor mn:mon uk:ukr be:bel es:spa it:ita"
_LANGUAGES = {short: code for short, _colon, code in (each.partition(":") for each in _SHORT.split())}
"""Codes of MARC by those of ISO 639-1 and the other ones of 639-2."""
_AGAIN = {"contributor": ("700", "1", "a"), "subject": ("653", " ", "a"), "description": ("520", " ", "a")}


def is_dublin_core(element: etree._Element) -> bool:
    """Whether what is told of a record is simple Dublin Core."""
    return str(etree.QName(element).localname) == "dc"


def as_marc(element: etree._Element, identifier: str) -> etree._Element:
    """Return what is told in Dublin Core as a record of MARC 21, numbered by its identifier."""
    told: dict[str, list[str]] = {}
    for child in element.iterchildren("{*}*"):
        if text := one_line("".join(child.itertext())):
            told.setdefault(etree.QName(child).localname, []).append(text)
    year = next((found[0] for date in told.get("date", ()) if (found := _YEAR.search(date))), "")
    language = _language(next(iter(told.get("language", ())), ""))
    fixed = f"000000{'s' if year else 'n'}{year or '    '}    xx            000 0 {language:3} d"
    return _MARC.record(
        _MARC.leader("00000nam a2200000 i 4500"),
        _MARC.controlfield(identifier, {"tag": "001"}),
        _MARC.controlfield(fixed, {"tag": "008"}),
        *_fields(told),
    )


def _fields(told: dict[str, list[str]]) -> Iterator[etree._Element]:
    yield from _numbers(told.get("identifier", ()))
    creators = told.get("creator", [])
    yield from (_field("100" if not at else "700", name, "1") for at, name in enumerate(creators))
    titles = told.get("title", [])
    yield from (_field("245" if not at else "246", title, "0" if not at else "3") for at, title in enumerate(titles))
    if "publisher" in told or "date" in told:
        named = {"b": told.get("publisher", [])[:1], "c": told.get("date", [])[:1]}
        subfields = [_MARC.subfield(value, code=code) for code, values in named.items() for value in values]
        yield _MARC.datafield({"tag": "264", "ind1": " ", "ind2": "1"}, *subfields)
    for name, (tag, indicator, code) in _AGAIN.items():
        yield from (_field(tag, value, indicator, code) for value in told.get(name, ()))


def _numbers(identifiers: object) -> Iterator[etree._Element]:
    for text in identifiers if isinstance(identifiers, list) else ():
        lowered = text.lower()
        if lowered.startswith(("http://", "https://")):
            yield _field("856", text, "4", "u")
        elif (found := _ISSN.search(text)) and "isbn" not in lowered:
            yield _field("022", found[0])
        elif (found := _ISBN.search(text)) and ("isbn" in lowered or found[0] == text):
            yield _field("020", found[0])


def _field(tag: str, value: str, indicator: str = " ", code: str = "a") -> etree._Element:
    return _MARC.datafield({"tag": tag, "ind1": indicator, "ind2": " "}, _MARC.subfield(value, code=code))


def _language(told: str) -> str:
    code = told.lower().partition("-")[0].partition("_")[0]
    return _LANGUAGES.get(code, code if len(code) == 3 and code.isascii() and code.isalpha() else "   ")
