"""MODS 3.7: what a record says, in as few elements as say it."""

from collections.abc import Iterable, Iterator

from library_exchange.core.scripts import html_lang
from library_exchange.marc.description import Contributor, Description, Form, Text, TextField, display_form
from library_exchange.protocols.union_records.xml_text import around, element

F = TextField
NAMESPACE = "http://www.loc.gov/mods/v3"
MATERIALS = {
    "a": "text",
    "t": "text",
    "c": "notated music",
    "d": "notated music",
    "e": "cartographic",
    "f": "cartographic",
    "g": "moving image",
    "i": "sound recording-nonmusical",
    "j": "sound recording-musical",
    "k": "still image",
    "m": "software, multimedia",
    "r": "three dimensional object",
}
"""Kinds of material (leader/06) as `typeOfResource` has them."""
NAME_TYPES = {"person": "personal", "corporate": "corporate", "meeting": "conference"}
NOTES = (F.NOTE, F.AUDIENCE)
ISSUANCES = {"m": "monographic", "s": "serial", "c": "multipart monograph", "i": "integrating resource"}


def record(said: Description, page: str) -> str:
    """Return a record as an element `mods`; `page` is the address of its page."""
    return around("mods", "".join(_elements(said, page)), xmlns=NAMESPACE, version="3.7")


def _elements(said: Description, page: str) -> Iterator[str]:
    yield from _titles(said)
    yield from (_name(each) for each in said.contributors)
    yield from _each("typeOfResource", [MATERIALS.get(said.record_type, "")])
    yield _origin(said)
    for code in said.languages:
        yield around("language", element("languageTerm", code, type="code", authority="iso639-2b"))
    yield around("physicalDescription", "".join(_each("extent", said.values(F.EXTENT))))
    yield from _each("abstract", said.values(F.SUMMARY))
    yield from _each("tableOfContents", said.values(F.CONTENTS))
    responsibility = said.values(F.RESPONSIBILITY)
    yield from (element("note", value, type="statement of responsibility") for value in responsibility)
    yield from _each("note", [value for field in NOTES for value in said.values(field)])
    for value in dict.fromkeys([*said.values(F.SUBJECT), *said.values(F.KEYWORD)]):
        yield around("subject", element("topic", value))
    yield from (element("classification", each.number, authority=each.scheme) for each in said.class_numbers)
    for value in said.values(F.SERIES):
        yield around("relatedItem", around("titleInfo", element("title", value)), type="series")
    for each in said.identifiers:
        invalid = None if each.is_valid else "yes"
        yield element("identifier", each.value or each.as_given, type=each.kind, invalid=invalid)
    yield around("location", element("url", page, usage="primary display"))
    for held in said.holdings:
        shelf = _each("shelfLocator", [held.call_number or ""])
        yield around("location", element("physicalLocation", held.library_code or "") + "".join(shelf))
    yield around("recordInfo", element("recordIdentifier", said.source_id or ""))


def _each(name: str, values: Iterable[str]) -> Iterator[str]:
    return (element(name, value) for value in dict.fromkeys(values) if value.strip())


def _titles(said: Description) -> Iterator[str]:
    """Give the title in its own script with all that stands beside it, then its other forms and other titles."""
    for text in (text for text in said.texts if text.field is F.TITLE):
        main = display_form(text.forms)
        inside = element("title", main.value) + "".join(_each("subTitle", said.values(F.REMAINDER)))
        inside += "".join(_each("partNumber", said.values(F.PART_NUMBER)))
        inside += "".join(_each("partName", said.values(F.PART_TITLE)))
        yield around("titleInfo", inside, lang=main.language)
        for form in (form for form in text.forms if form is not main):
            yield _other_title(form)
    for text in (text for text in said.texts if text.field in (F.PARALLEL_TITLE, F.ALTERNATIVE_TITLE)):
        yield _alternative(text)


def _other_title(form: Form) -> str:
    kind = "translated" if form.kind == "translation" else "alternative"
    return around(
        "titleInfo",
        element("title", form.value),
        type=kind,
        xml_lang=html_lang(form.script, form.language) or None,
        transliteration=form.scheme if form.kind == "transliteration" else None,
    )


def _alternative(text: Text) -> str:
    return around("titleInfo", element("title", display_form(text.forms).value), type="alternative")


def _name(who: Contributor) -> str:
    inside = element("namePart", display_form(who.forms).value)
    inside += element("namePart", who.dates, type="date") if who.dates else ""
    role = element("roleTerm", who.role, type="code", authority="marcrelator")
    usage = "primary" if who.is_main else None
    return around("name", inside + around("role", role), type=NAME_TYPES[who.kind], usage=usage)


def _origin(said: Description) -> str:
    places = (around("place", element("placeTerm", value, type="text")) for value in said.values(F.PLACE))
    date = str(said.year) if said.year is not None else said.year_text or ""
    parts = [
        *places,
        *_each("publisher", said.values(F.PUBLISHER)),
        *_each("dateIssued", [date]),
        *_each("edition", said.values(F.EDITION)),
        *_each("issuance", [ISSUANCES.get(said.bib_level, "")]),
    ]
    return around("originInfo", "".join(parts))
