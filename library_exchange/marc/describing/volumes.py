"""Volumes whose own title is only a number: they take the title of their set."""

import re
from dataclasses import replace

from library_exchange.core.text import bare
from library_exchange.marc.description import PartOf, RelationKind, Text, TextField, form

_NUMBER = r"(?:\d+(?:\s*[-–—/]\s*\d+)?|[IVXLCDM]+|[一二三四五六七八九十百零〇]+|[А-ЯA-Z])"
_RUSSIAN = r"(?:вып(?:уск)?|ч(?:асть)?|т(?:ом)?|кн(?:ига)?|сб|разд(?:ел)?|отд|№|nш?|n°|no|vol|v|bd|pt|part|book|issue)"
_DESIGNATION = rf"(?:{_RUSSIAN}\.?\s*{_NUMBER}|第\s*{_NUMBER}\s*[卷册冊集辑輯部编編期分]+|[上中下][卷册冊集部编編]?)"
_ONLY_DESIGNATION = re.compile(rf"\[?({_DESIGNATION}(?:\s*[,，:：.]?\s*{_DESIGNATION})*)\]?\s*[.。]?", re.IGNORECASE)
_WITH_TITLE = re.compile(rf"({_DESIGNATION}(?:\s*,\s*{_DESIGNATION})*)\s*[.:：]\s*(\S.*)", re.IGNORECASE)


def under_set_title(texts: tuple[Text, ...], relations: tuple[PartOf, ...]) -> tuple[Text, ...]:
    """Return `texts` with "Вып. 13." made the part number under the title of the set that field 461 names.

    A volume that is called like its set, and has its number only there, has that number too.
    """
    parent = next((each for each in relations if each.kind in (RelationKind.SET, RelationKind.HOST)), None)
    own = next((text for text in texts if text.field is TextField.TITLE), None)
    if own is None:
        return _titled(texts, parent.title, parent.part) if parent and parent.title and parent.part else texts
    if parent is None or not parent.title:
        return texts
    if bare(parent.title) == bare(own.forms[0].value):
        return _numbered(texts, parent) if parent.kind is RelationKind.SET else texts
    number, part_title = split_designation(own.forms[0].value, parent.part)
    if number is None:
        return texts
    rest = tuple(text for text in texts if text is not own)
    return _titled(rest, parent.title, _joined_number(number, rest), part_title, own.forms[0].language)


def is_designation(text: str) -> bool:
    """Whether a text is nothing but the number of a volume: "Т. 2", "第2卷"."""
    return bool(_ONLY_DESIGNATION.fullmatch(text.strip()))


def _numbered(texts: tuple[Text, ...], parent: PartOf) -> tuple[Text, ...]:
    """Return the texts with the number that the set has for them, unless they have one."""
    if not parent.part or any(text.field in (TextField.PART_NUMBER, TextField.PART_TITLE) for text in texts):
        return texts
    at = next(place for place, text in enumerate(texts) if text.field is TextField.TITLE) + 1
    if is_designation(parent.part) and bare(texts[at - 1].forms[0].value).endswith(bare(parent.part)):
        return texts
    number = Text(TextField.PART_NUMBER, (form(parent.part, language=texts[at - 1].forms[0].language),), 0)
    return tuple(replace(text, position=place) for place, text in enumerate([*texts[:at], number, *texts[at:]]))


def split_designation(title: str, part: str | None = None) -> tuple[str | None, str | None]:
    """Return number and own title of a volume titled like "Ч. 1" or "Т. 2. Война"; None for what is not there.

    A title that is the same as `part`, its place in the set as field 461 has it, is a number whatever it looks like.
    """
    only = _ONLY_DESIGNATION.fullmatch(title)
    if only:
        return only[1].strip(), None
    both = _WITH_TITLE.fullmatch(title)
    if both:
        return both[1].strip(), both[2].strip()
    return (title, None) if title == part else (None, None)


def _joined_number(number: str, texts: tuple[Text, ...]) -> str:
    """Return the number with those of smaller parts: "Т. 2" and "кн. 4" are one place in the set."""
    smaller = [text.forms[0].value for text in texts if text.field is TextField.PART_NUMBER]
    return ", ".join([number, *(each for each in smaller if each not in number)])


def _titled(
    texts: tuple[Text, ...], title: str, number: str, part_title: str | None = None, language: str | None = None
) -> tuple[Text, ...]:
    head = [
        Text(kind, (form(value, language=language),), 0)
        for kind, value in (
            (TextField.TITLE, title),
            (TextField.PART_NUMBER, number),
            (TextField.PART_TITLE, part_title),
        )
        if value
    ]
    rest = [text for text in texts if text.field is not TextField.PART_NUMBER]
    return tuple(replace(text, position=position) for position, text in enumerate([*head, *rest]))
