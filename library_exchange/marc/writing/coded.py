"""What a record says in codes: its leader, languages, country and year."""

from collections.abc import Iterator
from datetime import date

from pymarc import Field, Indicators, Subfield

from library_exchange.marc.countries import MARC_COUNTRIES
from library_exchange.marc.description import Description, RelationKind
from library_exchange.marc.profiles.tables import Profile

_COUNTRIES = {iso: code for code, iso in reversed(MARC_COUNTRIES.items())} | {
    "US": "xxu",
    "CA": "xxc",
    "GB": "xxk",
}
_TO_UNIMARC = {"t": "b", "d": "d", "f": "f", "m": "l", "o": "m", "p": "m", "n": "a"}
_TO_MARC21 = {"b": "t", "l": "m", "m": "o"}
"""Leader/06 where the families write kinds of material otherwise."""
_CATALOGUED_IN = {Profile.CNMARC: "chi", Profile.RUSMARC: "rus"}
_TITLE_SCRIPTS = {"Cyrl": "ca", "Hans": "ea", "Hant": "ea", "Latn": "ba"}
YEARS = range(1000, 2150)
"""The years that a coded field has place for."""


def leader(description: Description, profile: Profile, came_as: Profile | None) -> str:
    """Return the leader, its lengths still to be counted; `came_as` is the family that its codes are of."""
    status = "d" if description.is_deleted else "n"
    kind, level = _kind(description.record_type, profile, came_as), description.bib_level
    if profile is Profile.MARC21:
        return f"00000{status}{kind}{level} a2200000 c{_of_set(description)}4500"
    return f"00000{status}{kind}{level}{_below(description)} 2200000   450 "


def _kind(kind: str, profile: Profile, came_as: Profile | None) -> str:
    if came_as is None or (came_as is Profile.MARC21) == (profile is Profile.MARC21):
        return kind
    return (_TO_MARC21 if profile is Profile.MARC21 else _TO_UNIMARC).get(kind, kind)


def _of_set(description: Description) -> str:
    """Return leader/19 of MARC 21: whether the book is a set, or a volume of one."""
    kinds = {each.kind for each in description.relations}
    return "b" if RelationKind.SET in kinds else "a" if RelationKind.VOLUME in kinds else " "


def _below(description: Description) -> str:
    """Return leader/08 of UNIMARC: whether the book stands below a set."""
    return "2" if any(each.kind is RelationKind.SET for each in description.relations) else "0"


def control_fields(description: Description) -> Iterator[Field]:
    """Give the number of the record and when it was changed."""
    if description.source_id:
        yield Field("001", data=description.source_id)
    if description.source_updated:
        yield Field("005", data=description.source_updated)


def coded_fields(description: Description, profile: Profile, made_on: date) -> Iterator[Field]:
    """Give the coded fields of one family."""
    languages = [code for code in description.languages if len(code) == 3 and code.isascii()]
    original = [description.original_language] if description.original_language else []
    if profile is Profile.MARC21:
        yield Field("008", data=_fixed(description, languages, made_on))
        codes = [*(("a", code) for code in languages), *(("h", code) for code in original)]
        if original or len(languages) > 1:
            yield _field("041", f"{int(bool(original))} ", codes)
        return
    yield _field("100", "  ", [("a", _processing(description, profile, made_on))])
    codes = [*(("a", code) for code in languages), *(("c", code) for code in original)]
    yield _field("101", f"{int(bool(original))} ", codes)
    yield _field("102", "  ", [("a", description.country)] if description.country else [])


def _field(tag: str, indicators: str, subfields: list[tuple[str, str]]) -> Field:
    return Field(tag, Indicators(*indicators), [Subfield(code, value) for code, value in subfields])


def _year(description: Description) -> str | None:
    return str(description.year) if description.year in YEARS else None


def _fixed(description: Description, languages: list[str], made_on: date) -> str:
    """Return 008 of MARC 21; of what the catalogue does not know nothing is said."""
    year = _year(description)
    dates = f"{'s' if year else 'n'}{year or 'uuuu'}{'    ' if year else 'uuuu'}"
    country = _COUNTRIES.get(description.country or "", "xx")
    return f"{made_on:%y%m%d}{dates}{country:3}{'|' * 17}{languages[0] if languages else 'und'} d"


def _processing(description: Description, profile: Profile, made_on: date) -> str:
    """Return 100 $a of UNIMARC: 36 positions, with the set of characters (26-29) Unicode."""
    year = _year(description)
    dates = f"{'d' if year else 'u'}{year or '    '}    "
    script = next((form.script for text in description.texts[:1] for form in text.forms), "")
    return (
        f"{made_on:%Y%m%d}{dates}|||||{_CATALOGUED_IN.get(profile, 'mul')}y50      {_TITLE_SCRIPTS.get(script, 'zz')}"
    )
