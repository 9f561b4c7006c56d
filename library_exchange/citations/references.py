"""A publication as one refers to it: what every style of citing and every file for a reference manager is made of."""

import re
from dataclasses import dataclass
from enum import StrEnum

from library_exchange.core.scripts import script_of

HAN = ("Hans", "Hant")
_NUMBER = re.compile(r"\d+")
_INITIALS_LAST = re.compile(r"^(?P<family>[^\s,.]+) (?P<given>(?:[^\W\d_][^\W\d_]?\.\s?-?){1,3})$")
_WORD = re.compile(r"[^\W\d_]+")
_LANGUAGES = {"chi": "zh", "zho": "zh", "rus": "ru", "eng": "en"}


class Kind(StrEnum):
    """What sort of thing is referred to."""

    BOOK = "book"
    SERIAL = "serial"
    MAP = "map"
    MUSIC = "music"
    SOUND = "sound"
    FILM = "film"
    OTHER = "other"


@dataclass(frozen=True)
class Name:
    """A person's name in two parts, or in one where it is not divided; the name of a body is never divided."""

    family: str
    given: str = ""
    is_body: bool = False

    @property
    def inverted(self) -> str:
        """The name with the family name first."""
        return f"{self.family}, {self.given}" if self.given else self.family

    @property
    def direct(self) -> str:
        """The name as in a statement of responsibility, with initials."""
        return f"{initials(self.given)} {self.family}" if self.given else self.family


@dataclass(frozen=True)
class Reference:
    """One publication; what is not known is empty. `language` is an ISO 639-2 code, `url` leads to its page here."""

    title: str
    number: int = 0
    kind: Kind = Kind.BOOK
    remainder: str = ""
    part: str = ""
    responsibility: str = ""
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    translators: tuple[Name, ...] = ()
    edition: str = ""
    place: str = ""
    publisher: str = ""
    year: str = ""
    extent: str = ""
    series: str = ""
    isbn: str = ""
    issn: str = ""
    language: str = ""
    keywords: tuple[str, ...] = ()
    romanised: str = ""
    url: str = ""

    @property
    def script(self) -> str:
        """The script of the title, which tells in whose words the reference is completed."""
        return script_of(self.title)

    @property
    def is_chinese(self) -> bool:
        """Whether the title stands in Chinese characters."""
        return self.script in HAN

    @property
    def whole(self) -> str:
        """The title with the number and title of the part."""
        return ". ".join(each for each in (self.title, self.part) if each)

    @property
    def makers(self) -> tuple[Name, ...]:
        """Under whom the publication is named: its authors, else its editors."""
        return self.authors or self.editors

    @property
    def pages(self) -> str:
        """The number of pages, empty where none is told."""
        found = _NUMBER.findall(re.split(r"[:;：；]", self.extent)[0])
        return found[-1] if found else ""

    @property
    def language_tag(self) -> str:
        """The language as the web names it."""
        return _LANGUAGES.get(self.language, self.language)


def name_of(value: str, *, is_body: bool = False) -> Name:
    """Return a heading of a catalogue as a name; what follows a second comma is a title of honour and is left out."""
    if is_body:
        return Name(value, is_body=True)
    family, _comma, rest = value.partition(",")
    given = rest.partition(",")[0].strip()
    if found := _INITIALS_LAST.match(value):
        family, given = found["family"], found["given"]
    return Name(family.strip(), given.strip())


def initials(given: str, dot: str = ".") -> str:
    """Return forenames as initials: `Л. Н.`, `Ж.-П.`; Chinese characters stay as they are."""
    if script_of(given) in HAN:
        return given
    told = [
        "-".join(f"{word[0].upper()}{dot}" for word in _WORD.findall(part) or ())
        for part in given.replace(".", ". ").replace(". -", "-").split()
    ]
    return " ".join(each for each in told if each)
