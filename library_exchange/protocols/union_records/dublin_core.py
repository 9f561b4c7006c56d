"""Dublin Core, simple: fifteen elements, each text in its own script first."""

from collections.abc import Iterable, Iterator

from library_exchange.core.scripts import html_lang
from library_exchange.marc.description import Contributor, Description, Form, TextField, display_form
from library_exchange.protocols.union_records.xml_text import element

F = TextField
CREATORS = ("aut", "cre", "cmp", "art", "ctg", "dis")
NOT_CREATORS = ("pbl", "prt", "trl", "edt", "com", "ill")
DCMI_TYPES = {
    **dict.fromkeys("at", "Text"),
    **dict.fromkeys("efk", "StillImage"),
    **dict.fromkeys("ij", "Sound"),
    "g": "MovingImage",
    "l": "Software",
    "m": "Software",
    "r": "PhysicalObject",
}
"""Kinds of material (leader/06) in the vocabulary of the Dublin Core Metadata Initiative."""


def elements(said: Description, page: str) -> str:
    """Return the elements of a record, whose page has the address `page`."""
    return "".join(_elements(said, page))


def _elements(said: Description, page: str) -> Iterator[str]:
    yield from (element("dc:title", value, xml_lang=lang) for value, lang in _titles(said))
    creators = [each for each in said.contributors if _is_creator(each)]
    yield from _each("dc:creator", (_name(each) for each in creators))
    yield from _each("dc:subject", [*said.values(F.SUBJECT), *said.values(F.KEYWORD)])
    yield from _each("dc:description", [*said.values(F.SUMMARY), *said.values(F.CONTENTS), *said.values(F.NOTE)])
    yield from _each("dc:publisher", said.values(F.PUBLISHER))
    yield from _each("dc:contributor", (_name(each) for each in said.contributors if each not in creators))
    yield from _each("dc:date", [str(said.year) if said.year is not None else said.year_text or ""])
    yield from _each("dc:type", [DCMI_TYPES.get(said.record_type, "")])
    yield from _each("dc:format", said.values(F.EXTENT))
    yield from _each("dc:identifier", [page, *_numbers(said)])
    yield from _each("dc:language", said.languages)
    yield from _each("dc:relation", said.values(F.SERIES))


def _each(name: str, values: Iterable[str]) -> Iterator[str]:
    return (element(name, value) for value in dict.fromkeys(values) if value.strip())


def _titles(said: Description) -> Iterator[tuple[str, str | None]]:
    """Give the title whole, then its other forms and the other titles, each with the language it is written in."""
    given = [text for text in said.texts if text.field is F.TITLE]
    for text in given:
        main = display_form(text.forms)
        yield whole_title(said, main.value), _lang(main)
        yield from ((form.value, _lang(form)) for form in text.forms if form is not main)
    for field in (F.PARALLEL_TITLE, F.ALTERNATIVE_TITLE):
        forms = (display_form(text.forms) for text in said.texts if text.field is field)
        yield from ((form.value, _lang(form)) for form in forms)


def whole_title(said: Description, title: str) -> str:
    """Return a title with what stands beside it on the title page."""
    parts = [*said.values(F.PART_NUMBER), *said.values(F.PART_TITLE)]
    return ". ".join([" : ".join([title, *said.values(F.REMAINDER)]), *parts])


def _lang(form: Form) -> str | None:
    return html_lang(form.script, form.language) or None


def _is_creator(who: Contributor) -> bool:
    return who.role in CREATORS or (who.is_main and who.role not in NOT_CREATORS)


def _name(who: Contributor) -> str:
    return display_form(who.forms).value


def _numbers(said: Description) -> Iterator[str]:
    for each in said.identifiers:
        if each.kind in ("isbn", "issn") and each.is_valid:
            yield f"urn:{each.kind.upper()}:{each.value}"
