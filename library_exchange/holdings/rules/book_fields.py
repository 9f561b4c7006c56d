"""What a record says as the fields of a form, and a record as the fields of a form say it.

A field that stands as it was leaves what the record says of it as it is, in all its forms; a changed one replaces that
whole, so that nothing of the old text is left. What no field shows (subjects, links, relations) stays.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from library_exchange.core.text import han_years, one_line
from library_exchange.marc.description import (
    ClassNumber,
    ClassScheme,
    Contributor,
    Description,
    Form,
    FormKind,
    Identifier,
    Text,
    TextField,
    display_form,
    form,
)
from library_exchange.marc.spreadsheets.cells import language_by_script
from library_exchange.marc.spreadsheets.headings import Column
from library_exchange.marc.spreadsheets.people import AUTHOR, Person, people

TEXTS = {
    "subtitle": TextField.REMAINDER,
    "part_number": TextField.PART_NUMBER,
    "part_title": TextField.PART_TITLE,
    "responsibility": TextField.RESPONSIBILITY,
    "edition": TextField.EDITION,
    "place": TextField.PLACE,
    "publisher": TextField.PUBLISHER,
    "series": TextField.SERIES,
    "extent": TextField.EXTENT,
    "note": TextField.NOTE,
    "keywords": TextField.KEYWORD,
}
"""Fields that show the texts of a kind, several with semicolons between them."""
CLASSES: tuple[ClassScheme, ...] = ("clc", "bbk", "udc", "ddc")
_OTHER_TITLES: tuple[tuple[str, FormKind], ...] = (
    ("title_transliteration", "transliteration"),
    ("title_translation", "translation"),
)
_BETWEEN = "; "
_APART = re.compile(r"\s*[;；]\s*")
_BETWEEN_CLASSES = re.compile(r"\s*(?:[;；，、]|,\s|,(?=[A-Za-z]))\s*")
"""A comma within a number (821.161.1,09) parts nothing."""
_WHOLE_IN_MARKS = re.compile(r"《([^《》]+)》")
_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
_HAN = re.compile("[\u3400-\u9fff]")
_WORDS = {"trl": ("пер.", "译"), "edt": ("ред.", "主编"), "com": ("сост.", "编"), "ill": ("ил.", "绘")}
"""What stands beside a name for what its bearer did, behind letters and behind Han characters."""
BLANK = Description(None, None, "a", "m", (), None, None, None, None, (), (), (), (), (), (), ())
"""A book of which nothing is said yet."""


def shown(said: Description) -> dict[str, str]:
    """Return what a record says, as the fields of the form show it."""
    title = next((text for text in said.texts if text.field is TextField.TITLE), None)
    fields = {name: _BETWEEN.join(said.values(kind)) for name, kind in TEXTS.items()}
    fields |= {name: _BETWEEN.join(_numbers(said, name)) for name in CLASSES}
    fields |= {name: _title_in(title, kind) for name, kind in _OTHER_TITLES}
    isbn = _isbn(said)
    return fields | {
        "title": said.title,
        "authors": "\n".join(map(_person_shown, said.contributors)),
        "year": said.year_text or str(said.year or ""),
        "language": next(iter(said.languages), ""),
        "isbn": isbn.as_given if isbn else "",
        "isbn_as_printed": "y" if isbn and not isbn.is_valid else "",
    }


def corrected(said: Description, given: Mapping[str, Any]) -> Description:
    """Return a record that says what the fields `given` say, and else what it said."""
    before = shown(said)
    given = {**given, "isbn": _isbn_told(said, given), "title": _title_told(before["title"], given)}
    changed = {name for name in before if name != "isbn_as_printed" and _told(given, name) != before[name]}
    if "authors" in changed and "responsibility" not in changed:
        changed.add("responsibility")
        given = {**given, "responsibility": ""}
    year = _told(given, "year")
    return replace(
        said,
        texts=tuple(_texts(said, given, changed)),
        contributors=tuple(_people(said, given)) if "authors" in changed else said.contributors,
        identifiers=_identifiers(said, given, changed),
        class_numbers=_classes(said, given, changed),
        languages=_languages(said, given) if "language" in changed else said.languages,
        year=year_in(year) if "year" in changed else said.year,
        year_text=year or None if "year" in changed else said.year_text,
    )


def with_language(said: Description) -> Description:
    """Return a record with the language that the letters of its title surely tell, if it names none."""
    if said.languages:
        return said
    told = {Column.TITLE: said.title}
    for column, kind in ((Column.PUBLISHER, TextField.PUBLISHER), (Column.PLACE, TextField.PLACE)):
        told[column] = _BETWEEN.join(said.values(kind))
    told[Column.AUTHOR] = _BETWEEN.join(map(_person_shown, said.contributors))
    code = language_by_script(told)
    return replace(said, languages=(code,)) if code else said


def year_in(text: str) -> int | None:
    """Return the first year that a text names, None where it names none."""
    found = _YEAR.search(han_years(text))
    return int(found[0]) if found else None


def _title_told(stands: str, given: Mapping[str, Any]) -> str:
    """Return the title that is typed, without the marks around it if it stood in none."""
    told = _told(given, "title")
    marked = _WHOLE_IN_MARKS.fullmatch(told)
    return marked[1] if marked and told != stands else told


def _told(given: Mapping[str, Any], name: str) -> str:
    value = str(given.get(name) or "").strip()
    if name == "authors":
        return "\n".join(filter(None, map(one_line, value.splitlines())))
    return one_line(value)


# Texts ----------------------------------------------------------------------------------------------------------------


def _title_in(title: Text | None, kind: str) -> str:
    forms = title.forms if title else ()
    first = display_form(forms) if forms else None
    return next((each.value for each in forms if each.kind == kind and each is not first), "")


def _texts(said: Description, given: Mapping[str, Any], changed: set[str]) -> Iterator[Text]:
    """Give the texts of the record: those of changed fields anew, in the places where they stood."""
    is_renamed = not changed.isdisjoint(("title", "title_transliteration", "title_translation"))
    anew = {kind for name, kind in TEXTS.items() if name in changed}
    kept = [text for text in said.texts if text.field not in anew]
    titles = [text for text in kept if text.field is TextField.TITLE]
    if is_renamed or not titles:
        yield Text(TextField.TITLE, tuple(_title_forms(titles[0].forms if titles else (), given, changed)), 0)
        kept = [text for text in kept if text is not (titles[0] if titles else None)]
    yield from kept
    last = max((text.position for text in said.texts), default=0)
    for name, kind in TEXTS.items():
        for value in filter(None, _APART.split(_told(given, name))) if name in changed else ():
            last += 1
            yield Text(kind, (form(value),), last)


def _title_forms(before: Sequence[Form], given: Mapping[str, Any], changed: set[str]) -> Iterator[Form]:
    """Give the forms of the title: a new title leaves none of those of the old one that were not written anew."""
    first = display_form(before) if before else None
    yield first if first and "title" not in changed else form(_told(given, "title"))
    for name, kind in _OTHER_TITLES:
        old = [each for each in before if each.kind == kind and each is not first]
        value = _told(given, name)
        if name in changed:
            yield from (form(value, kind),) if value else ()
            yield from old[1:] if "title" not in changed else ()
        elif "title" not in changed:
            yield from old


# People, numbers, classes ---------------------------------------------------------------------------------------------


def _person_shown(each: Contributor) -> str:
    name = one_line(display_form(each.forms).value)
    years = f", {each.dates}" if each.dates else ""
    words = _WORDS.get(each.role)
    if words is None:
        return name + years
    return f"{name}{years} {words[1]}" if _HAN.search(name) else f"{name}{years} ({words[0]})"


def _people(said: Description, given: Mapping[str, Any]) -> Iterator[Contributor]:
    """Give who made the book: a line that stands as it was is the one it was."""
    known = {_person_shown(each): each for each in said.contributors}
    found: list[Contributor] = []
    for line in _told(given, "authors").splitlines():
        found += [known[line]] if line in known else map(_contributor, people(line))
    main = next((each for each in found if each.role == AUTHOR), None)
    for each in found:
        yield replace(each, is_main=each is main)


def _contributor(person: Person) -> Contributor:
    return Contributor(person.role, "person", False, (form(person.name),), person.dates or None)


def _isbn(said: Description) -> Identifier | None:
    return next((each for each in said.identifiers if each.kind == "isbn"), None)


def _isbn_told(said: Description, given: Mapping[str, Any]) -> str:
    """Return the ISBN that the form tells, as it stood if it is the same number, however parted."""
    told, first = _told(given, "printed_isbn") or _told(given, "isbn"), _isbn(said)
    is_same = first is not None and bool(told) and _digits(told) in (_digits(first.value), _digits(first.as_given))
    return first.as_given if first is not None and is_same else told


def _digits(number: str) -> str:
    return re.sub(r"[^\dXx]", "", number).upper()


def _identifiers(said: Description, given: Mapping[str, Any], changed: set[str]) -> tuple[Identifier, ...]:
    """Return the numbers of the book: the first ISBN is the one that the form shows."""
    if "isbn" not in changed:
        return said.identifiers
    first, value, printed = _isbn(said), _told(given, "isbn"), _told(given, "printed_isbn")
    others = tuple(each for each in said.identifiers if each is not first)
    if printed:
        return (Identifier("isbn", _digits(printed), printed, False), *others)
    return (Identifier("isbn", value, value, True), *others) if value else others


def _numbers(said: Description, scheme: str) -> list[str]:
    return [each.number for each in said.class_numbers if each.scheme == scheme]


def _classes(said: Description, given: Mapping[str, Any], changed: set[str]) -> tuple[ClassNumber, ...]:
    kept = [each for each in said.class_numbers if each.scheme not in changed]
    for scheme in CLASSES:
        if scheme in changed:
            kept += [
                ClassNumber(scheme, number) for number in filter(None, _BETWEEN_CLASSES.split(_told(given, scheme)))
            ]
    return tuple(kept)


def _languages(said: Description, given: Mapping[str, Any]) -> tuple[str, ...]:
    first = _told(given, "language")
    return tuple(dict.fromkeys(filter(None, (first, *said.languages[1:]))))
