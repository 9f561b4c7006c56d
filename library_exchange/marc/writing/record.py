"""A description turned into a record of any family, and a record as it came made fit to go out again."""

from dataclasses import dataclass
from datetime import date

from pymarc import Field, Leader, Record, Subfield

from library_exchange.marc.description import Description
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.writing.coded import coded_fields, control_fields, leader
from library_exchange.marc.writing.contributors import name_drafts
from library_exchange.marc.writing.drafts import Draft, fields_of
from library_exchange.marc.writing.numbers import holding_drafts, link_drafts, number_drafts
from library_exchange.marc.writing.relations import relation_drafts
from library_exchange.marc.writing.texts import text_drafts

_CODED_AS, _UNICODE = 26, "50  "
"""Where 100 $a of UNIMARC tells the set of characters, and how it tells Unicode."""


@dataclass(frozen=True)
class Origin:
    """Who gives a record and when: the code of the library, its country."""

    made_on: date
    library: str | None = None
    country: str | None = None


def compose(description: Description, profile: Profile, origin: Origin, came_as: Profile | None = None) -> Record:
    """Return `description` as a record of the family; `came_as` is the family that it was read from."""
    record = _empty(leader(description, profile, came_as))
    drafts = [
        *number_drafts(description, profile),
        _agency(profile, origin),
        *text_drafts(description, profile),
        *name_drafts(description, profile),
        *relation_drafts(description, profile),
        *holding_drafts(description, profile, origin.library),
        *link_drafts(description, profile),
    ]
    fields = [*control_fields(description), *coded_fields(description, profile, origin.made_on)]
    fields += fields_of(drafts, profile)
    record.add_field(*sorted((field for field in fields if not _is_empty(field)), key=lambda field: field.tag))
    return record


def as_it_came(kept: Record, profile: Profile) -> Record:
    """Return a record with all its fields, said to be in Unicode, in which every file is written."""
    told = str(kept.leader).ljust(24)[:24]
    record = _empty(told[:9] + ("a" if profile is Profile.MARC21 else " ") + told[10:])
    for field in kept.fields:
        is_coded = profile is not Profile.MARC21 and field.tag == "100"
        record.add_field(_in_unicode(field) if is_coded else field)
    return record


def _empty(told: str) -> Record:
    record = Record(to_unicode=False, force_utf8=True)
    record.leader = Leader(told)
    return record


def _in_unicode(field: Field) -> Field:
    subfields = [
        Subfield(each.code, f"{each.value[:_CODED_AS]}{_UNICODE}{each.value[_CODED_AS + len(_UNICODE) :]}")
        if each.code == "a" and len(each.value) > _CODED_AS
        else each
        for each in field.subfields
    ]
    return Field(field.tag, field.indicators, subfields)


def _agency(profile: Profile, origin: Origin) -> Draft:
    """Return the field that says whose record it is."""
    if profile is Profile.MARC21:
        draft = Draft("040")
        draft.add("a", origin.library)
        return draft
    draft = Draft("801", " 0")
    draft.add("a", origin.country if origin.library else None)
    draft.add("b", origin.library)
    return draft


def _is_empty(field: Field) -> bool:
    return not (field.data if field.control_field else field.subfields)
