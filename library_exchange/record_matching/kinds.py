"""What kind of thing a record describes: another kind is another title, whatever else agrees."""

import re
from enum import StrEnum

from library_exchange.marc.description import Description, TextField


class Kind(StrEnum):
    """A kind of material with its carrier."""

    BOOK = "book"
    SERIAL = "serial"
    ARTICLE = "article"
    ELECTRONIC = "electronic"
    SCORE = "score"
    MAP = "map"
    VIDEO = "video"
    SPEECH = "speech"
    MUSIC = "music"
    PICTURE = "picture"
    OBJECT = "object"
    MICROFORM = "microform"
    BRAILLE = "braille"
    LARGE_PRINT = "large print"


_BY_TYPE = {
    **dict.fromkeys("lm", Kind.ELECTRONIC),
    **dict.fromkeys("cd", Kind.SCORE),
    **dict.fromkeys("ef", Kind.MAP),
    **dict.fromkeys("kp", Kind.PICTURE),
    **dict.fromkeys("ro", Kind.OBJECT),
    "g": Kind.VIDEO,
    "i": Kind.SPEECH,
    "j": Kind.MUSIC,
}
_CARRIERS = (
    (Kind.BRAILLE, r"брайл|braille|盲文"),
    (Kind.LARGE_PRINT, r"крупн\w* (?:шрифт|печат)|large[ -](?:print|type)|大字"),
    (Kind.MICROFORM, r"микрофи[шл]|микроф[оа]рм|microfi(?:che|lm)|microform|缩微"),
    (
        Kind.SPEECH,
        r"аудиокниг|audio ?book|talking book|有声|sound cassette|sound dis[ck]|audio (?:cassette|dis[ck])|звукозапис",
    ),
    (
        Kind.ELECTRONIC,
        r"электрон\w*\.? (?:ресурс|издани|опт|книг|текст|дан)|electronic (?:resource|book|text)|online|e-?book\b|"
        r"computer (?:file|dis[ck])|cd-rom|web ?site|网络资源|电子(?:资源|书|图书)|在线|"
        r"\d\s*[张片盘]?\s*(?:cd\b|光盘)|\.pdf\b|1 файл|\bepub\b|\bpdf\b",
    ),
)
_CARRIER = [(kind, re.compile(words, re.IGNORECASE)) for kind, words in _CARRIERS]
_ANY_CARRIER = re.compile("|".join(words for _kind, words in _CARRIERS), re.IGNORECASE)
_PLAYED = re.compile(
    r"\s*\d+\s*[张片盘]?\s*(?:(?P<video>dvd(?!-rom)|vcd|videodis[ck]|video ?cassette|dvd-video|видеодиск|видеокассет)|"
    r"sound (?:dis[ck]|cassette)|audio (?:dis[ck]|cassette)|"
    r"compact dis[ck]|зв(?:уковой|\.)? ?(?:диск|касс)|аудио(?:диск|касс)|(?:张)?唱片|грампластин)",
    re.IGNORECASE,
)
_VENDOR = re.compile(
    r"^(?:netlibrary|ebrary|ebsco|proquest|overdrive|safari books|литрес|консультант студента)", re.IGNORECASE
)
"""Houses that sell e-books alone: a record that names one is of the e-book."""
_SUBTITLE = re.compile(
    r"электронн(?:ое|ый) (?:издание|ресурс|учебник|учебное пособие)|электронная книга|аудиокнига|e-?book|"
    r"electronic (?:resource|book|edition)|"
    r"audio ?book|电子书|电子版|有声书|有声读物|盲文版|大字版|large print",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[\[(（](.+?)[\])）]")


def kind_of(description: Description, extent: str) -> Kind:
    """Return the kind by the codes of the record; printed matter also by its words for the carrier.

    `extent` is without what comes with the book: a disc in its cover does not make it electronic.
    """
    by_type = _BY_TYPE.get(description.record_type)
    if by_type in (None, Kind.SCORE) and (played := _PLAYED.match(extent)):
        return Kind.VIDEO if played["video"] else Kind.MUSIC if by_type else Kind.SPEECH
    if by_type is None and any(_VENDOR.match(name) for name in _bodies(description)):
        return Kind.ELECTRONIC
    if by_type in (None, Kind.ELECTRONIC):
        signs = " ".join(_SIGN.findall(" ".join((*_first_titles(description), *_isbn_notes(description)))))
        subtitles = " ".join(part for part in _subtitles(description) if _SUBTITLE.fullmatch(part.strip()))
        said = f"{extent} {signs} {subtitles} {' '.join(description.values(TextField.EDITION))}"
        if _ANY_CARRIER.search(said):
            by_type = next(kind for kind, words in _CARRIER if words.search(said))
    if by_type is not None:
        return by_type
    if description.bib_level in ("a", "b"):
        return Kind.ARTICLE
    return Kind.SERIAL if description.bib_level in ("s", "i") else Kind.BOOK


def _bodies(description: Description) -> list[str]:
    return [form.value for each in description.contributors if each.kind == "corporate" for form in each.forms]


def _first_titles(description: Description) -> list[str]:
    return [*description.values(TextField.TITLE), *description.values(TextField.REMAINDER)]


def _subtitles(description: Description) -> list[str]:
    """Return what follows the title proper, piece by piece: only a whole piece tells the kind, not a topic."""
    return [part for text in _first_titles(description) for part in re.split(r"[:;：]|\s[=/]\s", text)]


def _isbn_notes(description: Description) -> list[str]:
    """Return how numbers are qualified, if all are: of a paper book's record some may be of the e-book."""
    given = [each.as_given for each in description.identifiers if each.kind == "isbn" and each.is_valid]
    return given if given and all("(" in each for each in given) else []
