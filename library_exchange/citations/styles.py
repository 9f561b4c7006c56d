"""References as text: GB/T 7714, ГОСТ Р 7.0.100-2018 and Р 7.0.5-2008, APA; always in the script of the record."""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum

from library_exchange.citations.references import HAN, Kind, Name, Reference, initials
from library_exchange.core.scripts import script_of


class Style(StrEnum):
    """How a publication is cited."""

    GBT7714 = "gbt7714"
    GOST_RECORD = "gost-7.0.100"
    GOST_REFERENCE = "gost-7.0.5"
    APA = "apa"


_MARKS = {Kind.BOOK: "M", Kind.SERIAL: "J", Kind.MAP: "CM"}
"""How GB/T 7714 names kinds; anything else is Z."""
_OTHERS = {"Cyrl": "и др.", "Latn": "et al."}
_TRANSLATED = {"Cyrl": "пер.", "Latn": "trans."}
_UNKNOWN = {
    "Cyrl": ("[Б. м.]", "[б. и.]", "[б. г.]"),
    "Latn": ("[S. l.]", "[s. n.]", "[s. a.]"),
}
"""Where the record names no place, no publisher, no year."""
_SHORT_PLACES = {"Москва": "М.", "Санкт-Петербург": "СПб.", "Ленинград": "Л.", "Ростов-на-Дону": "Ростов н/Д."}
_FULL_PLACES = {short: full for full, short in _SHORT_PLACES.items()}
_CHINESE_NUMBERS = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9"}
_CHINESE_EDITION = re.compile(r"第?\s*(?P<number>\d{1,3}|[一二三四五六七八九])\s*版")
_OTHER_EDITION = re.compile(r"(?P<number>\d{1,3})(?:-?[а-яё]{1,2}|st|nd|rd|th)?\.?\s*(?:изд|ed)", re.IGNORECASE)
_INVERTED = re.compile(r"(?P<family>[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?) (?P<given>(?:[А-ЯЁ]\.\s?){1,2})")
_PAGES = re.compile(r"(?<=\d)\s*(?:页|頁|[сcСp]\.?|pp\.?|pages)\s*$")
_MOST, _MOST_OF_STATEMENT, _MOST_IN_APA = 3, 4, 20


def cite(reference: Reference, style: Style) -> str:
    """Return the text of a reference."""
    return _STYLES[style](reference)


def _gbt7714(told: Reference) -> str:
    title = f"{told.whole}: {told.remainder}" if told.remainder else told.whole
    title = f"{title}[{_MARKS.get(told.kind, 'Z')}]"
    others = f"{_several(told.translators)}, {_TRANSLATED.get(told.script, '译')}" if told.translators else ""
    place = told.place or ("[出版地不详]" if told.is_chinese else "[S.l.]")
    publisher = told.publisher or ("[出版者不详]" if told.is_chinese else "[s.n.]")
    imprint = f"{place}: {publisher}, {told.year}" if told.year else f"{place}: {publisher}"
    return _sentences([_several(told.makers), title, others, _gbt_edition(told.edition), imprint])


def _several(names: Sequence[Name]) -> str:
    """Return up to three names as GB/T 7714 writes them."""
    written = [_gbt_name(name) for name in names[:_MOST]]
    if len(names) > _MOST:
        written.append(_OTHERS.get(script_of(names[0].family), "等"))
    return ", ".join(written)


def _gbt_name(name: Name) -> str:
    if not name.given:
        return name.family
    family = name.family if script_of(name.family) in HAN else name.family.upper()
    return f"{family} {initials(name.given, '')}"


def _gbt_edition(told: str) -> str:
    """Return an edition; the first one is not told, a Chinese one by its number."""
    if _is_first(told):
        return ""
    found = _CHINESE_EDITION.fullmatch(told.strip())
    return f"{_CHINESE_NUMBERS.get(found['number'], found['number'])}版" if found else told


def _is_first(edition: str) -> bool:
    found = _CHINESE_EDITION.search(edition) or _OTHER_EDITION.search(edition)
    return found is not None and _CHINESE_NUMBERS.get(found["number"], found["number"]) == "1"


def _sentences(parts: Sequence[str]) -> str:
    """Return the parts that there are, each ended by a full stop."""
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)


def _gost_record(told: Reference) -> str:
    heading = _gost_heading(told.authors[:1], ", ") if 0 < len(told.authors) <= _MOST else ""
    title = f"{told.whole} : {told.remainder}" if told.remainder else told.whole
    statement = _direct(told.responsibility) or _statement(told.authors)
    place, publisher, year = _imprint(told)
    numbers = [f"ISBN {told.isbn}" if told.isbn else "", f"ISSN {told.issn}" if told.issn else ""]
    areas = [
        f"{title} / {statement}" if statement else title,
        told.edition,
        f"{_FULL_PLACES.get(place, place)} : {publisher}, {year}",
        _extent(told),
        f"({told.series})" if told.series else "",
        *numbers,
        "Текст : непосредственный" if told.kind in (Kind.BOOK, Kind.SERIAL) else "",
    ]
    # An area that ends in a full stop shares it with the mark between areas.
    written = ". – ".join(area.removesuffix(".") for area in areas if area)
    return f"{heading} {written}.".strip()


def _direct(responsibility: str) -> str:
    """Return who is responsible with initials before family names, where they stand behind: Иванов И.И., Петров П."""
    found = [_INVERTED.fullmatch(each) for each in responsibility.split(", ")]
    named = [Name(each["family"], each["given"].strip()) for each in found if each]
    return ", ".join(each.direct for each in named) if len(named) == len(found) else responsibility


def _gost_reference(told: Reference) -> str:
    few = 0 < len(told.authors) <= _MOST
    title = f"{told.whole} : {told.remainder}" if told.remainder else told.whole
    statement = "" if few else _statement(told.authors) or told.responsibility
    place, publisher, year = _imprint(told)
    return _sentences(
        [
            _gost_heading(told.authors, " ") if few else "",
            f"{title} / {statement}" if statement else title,
            told.edition,
            f"{_SHORT_PLACES.get(place, place)} : {publisher}, {year}",
            _extent(told),
        ]
    )


def _gost_heading(names: Sequence[Name], comma: str) -> str:
    written = [f"{name.family}{comma}{initials(name.given)}" if name.given else name.family for name in names]
    told = ", ".join(written)
    return told if told.endswith(".") else f"{told}."


def _statement(names: Sequence[Name]) -> str:
    """Return up to four names as they stand behind a title; of more, three and that there are others."""
    told = ", ".join(name.direct for name in (names if len(names) <= _MOST_OF_STATEMENT else names[:_MOST]))
    if len(names) <= _MOST_OF_STATEMENT:
        return told
    return f"{told} [{'и др.' if script_of(names[0].family) == 'Cyrl' else 'et al.'}]"


def _imprint(told: Reference) -> tuple[str, str, str]:
    place, publisher, year = _UNKNOWN.get(told.script, _UNKNOWN["Latn"])
    return told.place or place, told.publisher or publisher, told.year or year


def _extent(told: Reference) -> str:
    """Return the number of pages in Russian, in which the description is made; nothing where none is told."""
    first = re.split(r"[:;：；]", told.extent)[0].strip()
    return _PAGES.sub(" с.", first) if _PAGES.search(first) else first if script_of(first) == "Cyrl" else ""


def _apa(told: Reference) -> str:
    title = f"{told.whole}: {told.remainder}" if told.remainder else told.whole
    if told.edition and not _is_first(told.edition):
        title = f"{title} ({told.edition})"
    year = f"({told.year or 'n.d.'})"
    names = [f"{name.family}, {initials(name.given)}" if name.given else name.family for name in told.makers]
    names = names if len(names) <= _MOST_IN_APA else [*names[: _MOST_IN_APA - 1], f"... {names[-1]}"]
    listed = ", & ".join(each for each in (", ".join(names[:-1]), names[-1]) if each) if names else ""
    ends = listed if listed.endswith(".") or not listed else f"{listed}."
    return _sentences([f"{ends} {year}", title, told.publisher] if names else [title, year, told.publisher])


_STYLES: dict[Style, Callable[[Reference], str]] = {
    Style.GBT7714: _gbt7714,
    Style.GOST_RECORD: _gost_record,
    Style.GOST_REFERENCE: _gost_reference,
    Style.APA: _apa,
}
