"""Fields with their other-script partners, and subfields joined to texts."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from pymarc import Field, Record

from library_exchange.core.text import one_line
from library_exchange.marc import isbd
from library_exchange.marc.profiles.tables import Profile

_LINKED = "880"
_UNLINKED = "00"
_AGAIN = " ; "
_ALTERNATE = re.compile(r"a(\d{2})")
_LINK = re.compile(r"([0-9A-Z]{3})-(\d{2})(?:/.*)?")


class Paired(NamedTuple):
    """A field and what repeats it in another script: an 880 in MARC 21, a field of the same tag in UNIMARC."""

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
        else:
            self._by_tag = {tag: _alternates_beside(pairs) for tag, pairs in self._by_tag.items()}

    @property
    def tags(self) -> Collection[str]:
        """The tags that the record has, those of the fields beside which an 880 stands among them."""
        return self._by_tag.keys()

    def __getitem__(self, tag: str) -> list[Paired]:
        return self._by_tag.get(tag, [])

    def _pair(self, linked: Field) -> None:
        """Put an 880 beside its field; one without partner stands for the field itself (MARC 21, Appendix A)."""
        tag, number = _linkage(linked)
        if not tag:
            tag, number = self._likely_partner(linked)
        pairs = self._by_tag.setdefault(tag, [])
        alone = [at for at, pair in enumerate(pairs) if pair.linked is None and pair.main.tag != _LINKED]
        at = next((at for at in alone if number and number == _linkage(pairs[at].main)[1]), None)
        if at is None and not number and len(pairs) == 1 and alone:
            at = 0
        if at is None:
            pairs.append(Paired(linked))
        else:
            pairs[at] = Paired(pairs[at].main, linked)

    def _likely_partner(self, linked: Field) -> tuple[str, str]:
        """Return tag and number of the field an 880 that links nothing repeats: one of the same make that waits."""
        for pairs in self._by_tag.values():
            for main, partner in pairs:
                tag, number = _linkage(main)
                if tag == _LINKED and number and partner is None and _make(main) == _make(linked):
                    return main.tag, number
        return ("245" if "c" in _make(linked)[1] else "500"), ""

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
                text = f"{text}{glue[code] or _AGAIN}{value}" if text else value
        return text


def _alternates_beside(pairs: list[Paired]) -> list[Paired]:
    """Put beside a UNIMARC field the one of its tag that says the same in another script (link "a" in $6)."""
    if len(pairs) == 1:
        return pairs
    found: list[Paired] = []
    waiting: dict[str, int] = {}
    for pair in pairs:
        link = _alternate(pair.main)
        at = waiting.pop(link, None) if link else None
        if at is not None:
            found[at] = Paired(found[at].main, pair.main)
            continue
        if link:
            waiting[link] = len(found)
        found.append(pair)
    return found


def _alternate(field: Field) -> str:
    """Return the number by which a UNIMARC field is linked with its like in another script; empty without one."""
    links = [] if field.control_field else [value for code, value in field.subfields if code == "6"]
    return next((found[1] for link in links if (found := _ALTERNATE.match(link.strip()))), "")


def _linkage(field: Field) -> tuple[str, str]:
    """Return tag and occurrence number of the link in a field, the number empty if it links nothing.

    The link is known by its shape, since some records have it in a subfield other than $6.
    """
    if field.control_field:
        return "", ""
    link = next((found for code, value in field.subfields[:2] if (found := _LINK.fullmatch(value.strip()))), None)
    if link is None:
        return "", ""
    return link[1], "" if link[2] == _UNLINKED else link[2]


def _make(field: Field) -> tuple[str, str]:
    """Return what two versions of one field have in common: indicators and subfield codes, the link left out."""
    codes = "".join(code for code, value in field.subfields if not _LINK.fullmatch(value.strip()))
    return "".join(field.indicators or ()), codes


def may_repeat(code: str) -> bool:
    """Whether a subfield of this code may repeat another one in pinyin; see `transliterated`."""
    return code == "9" or code.isupper()


def transliterated(field: Field, profile: Profile) -> Iterator[tuple[str, str]]:
    """Give the pinyin subfields of a CNMARC field as (code of the subfield they repeat, text).

    Newer records write $A for $a, $F for $f and so on; older ones $9 for $a.
    """
    for code, value in field.subfields:
        if code.isascii() and code.isupper():
            yield code.lower(), value
        elif code == "9" and profile is Profile.CNMARC:
            yield "a", value
