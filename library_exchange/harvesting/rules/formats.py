"""In which forms a server gives its records, which of them are read, and which is best."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MARC21_SLIM, OAI_DC = "http://www.loc.gov/MARC21/slim", "http://www.openarchives.org/OAI/2.0/oai_dc/"


class Kind(StrEnum):
    """What a form of records is, as far as it matters for what of a record is lost in it."""

    MARC21 = "marc21"
    UNIMARC = "unimarc"
    DUBLIN_CORE = "dublin_core"
    OTHER = "other"


@dataclass(frozen=True)
class Format:
    """A form of records as a server names it."""

    prefix: str
    namespace: str = ""
    schema: str = ""

    @property
    def kind(self) -> Kind:
        """What it is, by the name that the server gives it, then by its namespace."""
        name = self.prefix.lower().replace("-", "").replace("_", "")
        for words, kind in _NAMES:
            if any(word in name for word in words):
                return kind
        return next((kind for start, kind in _NAMESPACES if self.namespace.startswith(start)), Kind.OTHER)


_NAMES = (
    (("unimarc", "rusmarc", "cnmarc", "marcxchange"), Kind.UNIMARC),
    (("marc21", "marcxml", "usmarc"), Kind.MARC21),
)
_NAMESPACES = (
    (MARC21_SLIM, Kind.MARC21),
    ("info:lc/xmlns/marcxchange", Kind.UNIMARC),
    ("http://www.rusmarc.", Kind.UNIMARC),
    (OAI_DC, Kind.DUBLIN_CORE),
)
_BEST = (Kind.UNIMARC, Kind.MARC21, Kind.DUBLIN_CORE)
"""What a server keeps in UNIMARC it gives in MARC 21 only by conversion, hardly ever the other way round."""


def readable(formats: Sequence[Format]) -> list[Format]:
    """Return the forms that are read, the best first."""
    return sorted((each for each in formats if each.kind in _BEST), key=lambda each: _BEST.index(each.kind))
