"""Contributors of a description as fields of names."""

from collections.abc import Iterator
from itertools import groupby

from pymarc import Subfield

from library_exchange.marc.description import Contributor, Description, Form
from library_exchange.marc.profiles.detection import TABLES
from library_exchange.marc.profiles.tables import NameRule, Profile
from library_exchange.marc.relators import CHINESE_WORDS, UNIMARC_CODES, relator_codes
from library_exchange.marc.writing.drafts import HAN, Draft, two_forms

_NUMBERS = {code: number for number, code in reversed(UNIMARC_CODES.items())} | {"aut": "070", "ill": "440"}
_WORDS = {codes[0]: word for word, codes in reversed(CHINESE_WORDS.items()) if len(codes) == 1}


def name_drafts(description: Description, profile: Profile) -> Iterator[Draft]:
    """Give a field for each contributor; parts that one person has one after another stand in one field."""
    has_main = any(each.is_main for each in description.contributors)
    for _who, parts in groupby(description.contributors, key=lambda each: (each.forms, each.dates, each.qualifier)):
        several = list(parts)
        main = next((each for each in several if each.is_main), several[0])
        yield _draft(main, [each.role for each in several], _rule(main, profile, has_main=has_main), profile)


def _rule(who: Contributor, profile: Profile, *, has_main: bool) -> NameRule:
    """Return the row by which the name is read again with the same rank."""
    kind = "corporate" if who.kind == "meeting" and profile is not Profile.MARC21 else who.kind
    rank = 0 if who.is_main else 1 if has_main and who.role == "aut" else 2
    rules = [rule for rule in TABLES[profile].names if rule.kind == kind]
    return next(rule for wanted in (rank, 2, 1, 0) for rule in rules if rule.rank == wanted)


def _draft(who: Contributor, roles: list[str], rule: NameRule, profile: Profile) -> Draft:
    main, other = two_forms([each for each in who.forms if not _is_fuller(each, who.forms)] or who.forms)
    is_marc21 = profile is Profile.MARC21
    draft = Draft(rule.tag, _indicators(who, main, is_marc21=is_marc21), main_script=main.script)
    draft.main = _name(main, who, rule, is_marc21=is_marc21)
    if other is not None:
        draft.linked, draft.linked_script = _name(other, who, rule, is_marc21=is_marc21), other.script
    draft.add(rule.qualifier, who.qualifier)
    draft.add(rule.dates, who.dates)
    for role in roles:
        draft.add("4", _role(role, profile))
    return draft


def _indicators(who: Contributor, main: Form, *, is_marc21: bool) -> str:
    is_inverted = who.kind == "person" and "," in main.value
    if is_marc21:
        return ("1" if is_inverted else "0" if who.kind == "person" else "2") + " "
    return f" {int(is_inverted)}" if who.kind == "person" else f"{int(who.kind == 'meeting')}2"


def _name(form: Form, who: Contributor, rule: NameRule, *, is_marc21: bool) -> list[Subfield]:
    """Return the subfields of one form of a name, the forenames written out where they are known."""
    surname, mark, forenames = form.value.partition(", ")
    is_cut = not is_marc21 and who.kind == "person" and mark and form.script not in HAN
    parts = [Subfield("a", surname), Subfield("b", forenames)] if is_cut else [Subfield("a", form.value)]
    fuller = next((each for each in who.forms if each.script == form.script and _is_fuller(each, who.forms)), None)
    if fuller is not None and rule.fuller:
        parts.append(Subfield(rule.fuller, fuller.value.partition(", ")[2]))
    return parts


def _is_fuller(form: Form, forms: tuple[Form, ...]) -> bool:
    """Whether a form comes after another one in the same letters and says the forenames of the same surname."""
    before = forms[: forms.index(form)]
    surname, mark, _forenames = form.value.partition(", ")
    return bool(mark) and any(each.script == form.script and each.value.split(",")[0] == surname for each in before)


def _role(role: str, profile: Profile) -> str:
    """Return a part as the family writes it: a code, a number, in CNMARC a word; the code where there is none."""
    told = {Profile.MARC21: role, Profile.CNMARC: _WORDS.get(role)}.get(profile) or _NUMBERS.get(role, role)
    return told if relator_codes(told) == (role,) else role
