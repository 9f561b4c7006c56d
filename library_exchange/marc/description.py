"""The neutral description of a book that every record format is turned into."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from library_exchange.core.no_number import is_no_number
from library_exchange.core.scripts import script_of

FormKind = Literal["original", "transliteration", "translation"]
NameKind = Literal["person", "corporate", "meeting"]
IdentifierKind = Literal["isbn", "issn", "other"]
ClassScheme = Literal["clc", "bbk", "udc", "ddc", "lcc"]


class TextField(StrEnum):
    """What a text of a description says about the book."""

    TITLE = "title"
    REMAINDER = "remainder"
    PART_NUMBER = "part_number"
    PART_TITLE = "part_title"
    PARALLEL_TITLE = "parallel_title"
    ALTERNATIVE_TITLE = "alternative_title"
    RESPONSIBILITY = "responsibility"
    EDITION = "edition"
    PLACE = "place"
    PUBLISHER = "publisher"
    SERIES = "series"
    EXTENT = "extent"
    NOTE = "note"
    SUMMARY = "summary"
    CONTENTS = "contents"
    AUDIENCE = "audience"
    SUBJECT = "subject"
    KEYWORD = "keyword"

    # Its own is written in Python, and texts are sorted by what they say some hundred times for each record.
    __hash__ = str.__hash__


class RelationKind(StrEnum):
    """How the book stands to another one that its record names."""

    SET = "set"
    VOLUME = "volume"
    HOST = "host"
    CONSTITUENT = "constituent"
    SERIES = "series"
    SUPPLEMENT = "supplement"
    ISSUED_WITH = "issued_with"
    PRECEDING = "preceding"
    SUCCEEDING = "succeeding"
    OTHER_EDITION = "other_edition"
    TRANSLATION = "translation"
    TRANSLATION_OF = "translation_of"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Form:
    """One way a text is written; `script` is an ISO 15924 code, `language` an ISO 639-2 one."""

    value: str
    script: str
    kind: FormKind
    scheme: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the record in all its forms; `position` orders the texts of one description."""

    field: TextField
    forms: tuple[Form, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody who made the book; `role` is a MARC relator code, `qualifier` e.g. 唐 or 俄 without brackets."""

    role: str
    kind: NameKind
    is_main: bool
    forms: tuple[Form, ...]
    dates: str | None = None
    qualifier: str | None = None


@dataclass(frozen=True, slots=True)
class Identifier:
    """A standard number; a valid ISBN's `value` is its ISBN-13 without hyphens."""

    kind: IdentifierKind
    value: str
    as_given: str
    is_valid: bool


@dataclass(frozen=True, slots=True)
class ClassNumber:
    """A class of a library classification, with the edition of its tables if the record names it."""

    scheme: ClassScheme
    number: str
    edition: str | None = None


class CopyState(StrEnum):
    """Where a copy is, as its library's record says it; one that is gone is no copy any more."""

    ON_SHELF = "on_shelf"
    OUT = "out"
    NOT_LENT = "not_lent"
    MISSING = "missing"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class LocalHolding:
    """What the record says of copies in one library; `library_code` is the code the source uses.

    `note` tells the place. Of copies that are gone there are none; the state is None where nothing is said of it.
    """

    library_code: str | None
    call_number: str | None
    copies: int = 1
    barcode: str | None = None
    note: str | None = None
    state: CopyState | None = None

    @property
    def own_number(self) -> str | None:
        """The number of the copy: that which stands for it, unless that says that it has none."""
        return None if self.barcode is None or is_no_number(self.barcode) else self.barcode


@dataclass(frozen=True, slots=True)
class Link:
    """An address on the web, with the text the record gives it."""

    url: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class PartOf:
    """Another record this one names: its set, host, volume, original and so on, as `kind` tells."""

    kind: RelationKind
    title: str | None
    source_id: str | None = None
    part: str | None = None
    author: str | None = None
    isbn: str | None = None
    issn: str | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """All that the catalogue takes from one record."""

    source_id: str | None
    source_updated: str | None
    record_type: str
    bib_level: str
    languages: tuple[str, ...]
    original_language: str | None
    country: str | None
    year: int | None
    year_text: str | None
    texts: tuple[Text, ...]
    contributors: tuple[Contributor, ...]
    identifiers: tuple[Identifier, ...]
    class_numbers: tuple[ClassNumber, ...]
    holdings: tuple[LocalHolding, ...]
    links: tuple[Link, ...]
    relations: tuple[PartOf, ...]
    is_deleted: bool = False
    """Whether the record says that its library has the book no more; it may then say nothing else."""

    @property
    def title(self) -> str:
        """The title proper in its own script if the record has it; empty when there is none."""
        return next(iter(self.values(TextField.TITLE)), "")

    @property
    def original_titles(self) -> tuple[Form, ...]:
        """The titles of the works of which the book is a translation, as the record names them."""
        titles = (each.title for each in self.relations if each.kind is RelationKind.TRANSLATION_OF)
        return tuple(form(title, language=self.original_language) for title in titles if title)

    def values(self, field: TextField) -> list[str]:
        """Return the display form of each text of `field`: the original one, else the first."""
        return [display_form(text.forms).value for text in self.texts if text.field == field]


def form(value: str, kind: FormKind = "original", *, scheme: str | None = None, language: str | None = None) -> Form:
    """Return `value` as a form, its script told by its letters."""
    return Form(value, script_of(value), kind, scheme, language)


def display_form(forms: Sequence[Form]) -> Form:
    """Return the form a page shows first: the original script, else whatever comes first."""
    return next((each for each in forms if each.kind == "original"), forms[0])
