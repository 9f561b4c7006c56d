"""Fields with their other-script partners, and subfields joined to texts."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pymarc import Field, Record

from library_exchange.core.text import one_line
from library_exchange.marc import isbd
from library_exchange.marc.profiles.tables import Profile

_LINKED = "880"
_UNLINKED = "00"


class Paired(NamedTuple):
    """A field and, in MARC 21, its 880 in the other script."""

    main: Field
    linked: Field | None = None

    @property
    def both(self) -> tuple[Field, ...]:
        return (self.main,) if self.linked is None else (self.main, self.linked)


class Fields:
    """The fields of a record by tag, an 880 standing beside the field it repeats in another script."""

    def __init__(self, record: Record, profile: Profile) -> None:
        self.record = record
        self.profile = profile
        self._by_tag: dict[str, list[Paired]] = {}
        for field in record.fields:
            if field.tag != _LINKED or profile is not Profile.MARC21:
                self._by_tag.setdefault(field.tag, []).append(Paired(field))
        if profile is Profile.MARC21:
            for field in record.get_fields(_LINKED):
                self._pair(field)

    def __getitem__(self, tag: str) -> list[Paired]:
        return self._by_tag.get(tag, [])

    def _pair(self, linked: Field) -> None:
        """Put an 880 beside its field; one without partner stands for the field itself (MARC 21, Appendix A)."""
        tag, number = _linkage(linked)
        pairs = self._by_tag.setdefault(tag or _likely_tag(linked), [])
        for at, pair in enumerate(pairs):
            if pair.linked is None and number and number == _linkage(pair.main)[1]:
                pairs[at] = Paired(pair.main, linked)
                return
        if len(pairs) == 1 and pairs[0].linked is None and not number and not _linkage(pairs[0].main)[1]:
            pairs[0] = Paired(pairs[0].main, linked)
        else:
            pairs.append(Paired(linked))

    def control(self, tag: str) -> str:
        """Return the data of control field `tag`, or an empty string."""
        return next((one_line(pair.main.data or "") for pair in self[tag]), "")

    def fixed(self, tag: str) -> str:
        """Return the data of control field `tag` with its blanks, for reading by position."""
        return next(((pair.main.data or "").replace("^", " ") for pair in self[tag]), "")

    def all(self, tag: str, code: str) -> list[str]:
        """Return all cleaned values of a subfield, 880s left out."""
        return [value for pair in self[tag] for value in self.values(pair.main, code)]

    def values(self, field: Field, code: str) -> list[str]:
        """Return the cleaned values of one subfield of `field`, empty ones left out."""
        return [value for each, given in field.subfields if each == code and (value := self.text(given))]

    def first(self, field: Field, code: str) -> str | None:
        """Return the first value of a subfield of `field`."""
        return next(iter(self.values(field, code)), None)

    def text(self, given: str) -> str:
        """Return a subfield's text as it is stored: cleaned, and in MARC 21 without the ISBD mark."""
        value = one_line(given)
        return isbd.without_marks(value) if self.profile is Profile.MARC21 else value

    def joined(self, field: Field, glue: Mapping[str, str]) -> str:
        """Return the subfields that `glue` names in the record's order, each after its glue."""
        text = ""
        for code, given in field.subfields:
            if code in glue and (value := self.text(given).lstrip(", ") if text else self.text(given)):
                text = f"{text}{glue[code]}{value}" if text else value
        return text


def _linkage(field: Field) -> tuple[str, str]:
    """Return tag and occurrence number of subfield $6, the number empty if it links nothing."""
    link = next((value for code, value in field.subfields if code == "6"), "").strip()
    tag, _dash, rest = link.partition("-")
    number = rest[:2] if rest[:2].isdigit() else ""
    return (tag if len(tag) == 3 and tag.isalnum() else ""), ("" if number == _UNLINKED else number)


def _likely_tag(field: Field) -> str:
    """Return the tag an 880 without $6 repeats: a title has $c or $b, a note only $a."""
    codes = {code for code, _value in field.subfields}
    if codes & {"b", "c"} and (field.indicators or " ")[0] in "01":
        return "245"
    return "500"


def transliterated(field: Field, profile: Profile) -> Iterator[tuple[str, str]]:
    """Give the pinyin subfields of a CNMARC field as (code of the subfield they repeat, text).

    Newer records write $A for $a, $F for $f and so on; older ones $9 for $a.
    """
    for code, value in field.subfields:
        if code.isascii() and code.isupper():
            yield code.lower(), value
        elif code == "9" and profile is Profile.CNMARC:
            yield "a", value
