"""Fields on their way into a record: a text in its own script and, beside it, the same in Latin letters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pymarc import Field, Indicators, Subfield

from library_exchange.core.text import one_line
from library_exchange.marc.description import Form, display_form
from library_exchange.marc.profiles.tables import Profile

HAN = ("Hans", "Hant")
_LINKED = "880"
_MOST_LINKS = 99
_SCRIPT_880 = {"Hans": "/$1", "Hant": "/$1", "Jpan": "/$1", "Kore": "/$1", "Cyrl": "/(N", "Latn": "/(B"}
"""How MARC 21 names the script of an 880 in its $6 (Appendix A)."""
_SCRIPT_7 = {"Latn": "ba", "Cyrl": "ca", "Hans": "ea", "Hant": "ea", "Jpan": "da", "Kore": "ka"}
"""How UNIMARC names a script in $7; anything else is "zz"."""


@dataclass
class Draft:
    """One field; `linked` says some of its subfields again in another script, for the same codes in the same order."""

    tag: str
    indicators: str = "  "
    main: list[Subfield] = field(default_factory=list)
    linked: list[Subfield] = field(default_factory=list)
    main_script: str = ""
    linked_script: str = ""

    def add(self, code: str, value: str | None) -> None:
        """Put a subfield in that stands in one script alone, if the family has a code for it."""
        if code and value and (kept := one_line(value)):
            self.main.append(Subfield(code, kept))

    def add_forms(self, code: str, several: Sequence[Sequence[Form]], glue: str | None = None) -> None:
        """Put texts in, each in its forms: as subfields of their own, or as one if `glue` stands between them."""
        pairs = [two_forms(forms) for forms in several]
        last = max((at for at, (_form, other) in enumerate(pairs) if other is not None), default=-1)
        mains = [form.value for form, _other in pairs]
        # What comes before a text that is said twice is said twice too: both are told apart by their order.
        others = [(other or form).value for form, other in pairs[: last + 1]]
        if glue is not None:
            others = [(other or form).value for form, other in pairs] if others else []
            mains, others = [glue.join(mains)], [glue.join(others)] if others else []
        for value in mains:
            self.add(code, value)
        self.linked.extend(Subfield(code, one_line(value)) for value in others)
        for form, other in pairs:
            self.main_script = self.main_script or form.script
            self.linked_script = self.linked_script or (other.script if other else "")


def two_forms(forms: Sequence[Form]) -> tuple[Form, Form | None]:
    """Return the form that stands in the field, its own script if there is one, and another that is linked with it.

    Translations have fields of their own; what is transcribed into other letters than Latin ones has no place.
    """
    own = [each for each in forms if each.kind != "translation"] or list(forms)
    main = display_form(own)
    others = [each for each in own if each is not main and each.value != main.value]
    latin = next((each for each in others if each.script == "Latn" and each.script != main.script), None)
    return main, latin or next((each for each in others if each.kind == "original"), None)


def fields_of(drafts: Iterable[Draft], profile: Profile) -> Iterator[Field]:
    """Give the fields of a record: forms in other scripts stand as the family writes them.

    In MARC 21 as 880 with $6; in CNMARC pinyin beside Chinese in capital codes; else as a field repeated with $6, $7.
    """
    number = 0
    for draft in drafts:
        if not draft.main:
            continue
        if not draft.linked or (number == _MOST_LINKS and not _is_pinyin(draft, profile)):
            yield _field(draft.tag, draft.indicators, draft.main)
        elif _is_pinyin(draft, profile):
            beside = [Subfield(each.code.upper(), each.value) for each in draft.linked]
            yield _field(draft.tag, draft.indicators, [*draft.main, *beside])
        else:
            number += 1
            yield from _two_fields(draft, profile, number)


def _is_pinyin(draft: Draft, profile: Profile) -> bool:
    is_both = draft.main_script in HAN and draft.linked_script == "Latn"
    return profile is Profile.CNMARC and is_both and all(each.code.isalpha() for each in draft.linked)


def _two_fields(draft: Draft, profile: Profile, number: int) -> Iterator[Field]:
    if profile is Profile.MARC21:
        script = _SCRIPT_880.get(draft.linked_script, "")
        there, back = f"{_LINKED}-{number:02}", f"{draft.tag}-{number:02}{script}"
        yield _field(draft.tag, draft.indicators, [Subfield("6", there), *draft.main])
        yield _field(_LINKED, draft.indicators, [Subfield("6", back), *draft.linked])
        return
    for script, subfields in ((draft.main_script, draft.main), (draft.linked_script, draft.linked)):
        marks = [Subfield("6", f"a{number:02}"), Subfield("7", _SCRIPT_7.get(script, "zz"))]
        yield _field(draft.tag, draft.indicators, [*marks, *subfields])


def _field(tag: str, indicators: str, subfields: list[Subfield]) -> Field:
    return Field(tag, Indicators(*indicators), subfields)
