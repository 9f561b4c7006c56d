"""The kinds of rows that a MARC profile is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from enum import StrEnum

from library_exchange.marc.description import ClassScheme, NameKind, RelationKind, TextField


class Profile(StrEnum):
    """The MARC families that are told apart."""

    CNMARC = "cnmarc"
    RUSMARC = "rusmarc"
    UNIMARC = "unimarc"
    MARC21 = "marc21"


@dataclass(frozen=True, slots=True)
class TextRule:
    """Subfields of one tag that make texts: each of `codes` one text, or one for the field when `glue` is given.

    `glue` maps a subfield to what stands before it; its first key begins the text.
    """

    tag: str
    field: TextField
    codes: str = ""
    glue: Mapping[str, str] = default(default_factory=dict)
    language_code: str = ""
    has_record_language: bool = False
    indicator2: str = ""


@dataclass(frozen=True, slots=True)
class TranslationRule:
    """A field with the title in another language, made by the cataloguer."""

    tag: str
    code: str
    language_code: str


@dataclass(frozen=True, slots=True)
class NameRule:
    """A field that names a contributor; `rank` 0 is always main, 1 is main if there is no rank 0, 2 never."""

    tag: str
    kind: NameKind
    rank: int
    glue: Mapping[str, str]
    dates: str
    qualifier: str
    roles: str
    default_role: str
    fuller: str = ""


@dataclass(frozen=True, slots=True)
class ClassRule:
    """A field with a class number; `schemes` tells the scheme by subfield $2, "" being the default."""

    tag: str
    code: str
    schemes: Mapping[str, ClassScheme]
    edition: str = ""
    extra: str = ""


@dataclass(frozen=True, slots=True)
class IdentifierRule:
    """A subfield with a standard number; `is_cancelled` marks numbers the record itself calls wrong."""

    tag: str
    code: str
    kind: str
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class HoldingRule:
    """A field with copies of one library; the first of `call_numbers` present is the call number.

    Each character of `note` is a subfield of which the note is made: where in the library the copies stand, remarks.
    """

    tag: str
    library: str
    call_numbers: tuple[str, ...]
    barcode: str = ""
    note: str = ""
    library_from: str = ""
    needs_barcode: bool = False
    copies: str = ""


@dataclass(frozen=True, slots=True)
class RelationRule:
    """A field that names another record, its title in `title_code`; a series may stand there only as it is printed."""

    tag: str
    kind: RelationKind
    title_code: str = "t"
    is_as_printed: bool = False


@dataclass(frozen=True, slots=True)
class FieldTables:
    """All tables of one profile, in the order in which texts are to be read."""

    texts: tuple[TextRule, ...]
    translations: tuple[TranslationRule, ...]
    names: tuple[NameRule, ...]
    classes: tuple[ClassRule, ...]
    identifiers: tuple[IdentifierRule, ...]
    holdings: tuple[tuple[HoldingRule, ...], ...]
    relations: tuple[RelationRule, ...]
    links: tuple[str, ...] = ("856",)
