"""Standard numbers, class numbers, copies and addresses of a description as fields."""

from collections.abc import Iterator

from library_exchange.marc.describing.numbers import COPIES, STATE
from library_exchange.marc.description import ClassNumber, Description, Identifier, LocalHolding
from library_exchange.marc.profiles.detection import TABLES
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.writing.drafts import Draft

_SCHEMES = {"bbk": "rubbk"}
"""What a scheme is called in $2; the others are called as here."""
_HOLDINGS = {Profile.CNMARC: "905", Profile.RUSMARC: "899"}
_CLASS_INDICATORS = {"082": "04", "050": " 4"}


def number_drafts(description: Description, profile: Profile) -> Iterator[Draft]:
    """Give the fields of standard numbers and class numbers."""
    for identifier in description.identifiers:
        yield _identifier(identifier, profile)
    for each in description.class_numbers:
        if (draft := _class_number(each, profile)) is not None:
            yield draft


def _identifier(each: Identifier, profile: Profile) -> Draft:
    """Return the field of a number; what is no number of the kinds that a family knows stands as a wrong one."""
    rules = [rule for rule in TABLES[profile].identifiers if rule.kind == each.kind]
    rules = rules or [rule for rule in TABLES[profile].identifiers if rule.kind == "isbn" and rule.is_cancelled]
    rule = next((rule for rule in rules if rule.is_cancelled != each.is_valid), rules[0])
    draft = Draft(rule.tag)
    draft.add(rule.code, each.as_given)
    return draft


def _class_number(each: ClassNumber, profile: Profile) -> Draft | None:
    rules = [rule for rule in TABLES[profile].classes if each.scheme in rule.schemes.values()]
    rule = next((rule for rule in rules if rule.schemes.get("") == each.scheme), next(iter(rules), None))
    if rule is None:
        return None
    draft = Draft(rule.tag, _CLASS_INDICATORS.get(rule.tag, "  ") if profile is Profile.MARC21 else "  ")
    draft.add(rule.code, each.number)
    if rule.edition:
        draft.add(rule.edition, each.edition)
    if "" not in rule.schemes:
        draft.add("2", _SCHEMES.get(each.scheme, each.scheme))
    return draft


def holding_drafts(description: Description, profile: Profile, library: str | None) -> Iterator[Draft]:
    """Give a field for each copy or row of copies; `library` is the code of the library where the record tells none."""
    tag = _HOLDINGS.get(profile, "852")
    rule = next(rule for group in TABLES[profile].holdings for rule in group if rule.tag == tag and rule.library)
    for each in description.holdings:
        draft = Draft(tag, "8 " if profile is Profile.MARC21 else "  ")
        draft.add(rule.library, each.library_code or library)
        draft.add(rule.call_numbers[0], each.call_number)
        draft.add(rule.barcode, each.barcode)
        if rule.note:
            draft.add(rule.note[-1], each.note)
        for told in _told(each):
            draft.add(rule.copies, told)
        yield draft


def _told(each: LocalHolding) -> Iterator[str]:
    if each.copies > 1:
        yield COPIES.format(each.copies)
    if each.state is not None:
        yield STATE.format(each.state)


def link_drafts(description: Description, profile: Profile) -> Iterator[Draft]:
    """Give a field for each address on the web."""
    for link in description.links:
        draft = Draft(TABLES[profile].links[0], "40" if profile is Profile.MARC21 else "4 ")
        draft.add("u", link.url)
        draft.add("y" if profile is Profile.MARC21 else "z", link.label)
        yield draft
