"""Other records that a description names as fields."""

from collections.abc import Iterator

from pymarc import Subfield

from library_exchange.core.text import one_line
from library_exchange.marc.description import Description, PartOf, RelationKind, TextField
from library_exchange.marc.profiles.detection import TABLES
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.writing.drafts import Draft

K = RelationKind
_MARC21_KINDS = {K.SET: K.HOST, K.VOLUME: K.CONSTITUENT}
"""Sets and volumes stand in the fields of hosts and parts; position 19 of the leader tells them."""
_SERIES_TRACED = "830"


def relation_drafts(description: Description, profile: Profile) -> Iterator[Draft]:
    """Give a field for each other record, but for a series that stands as it is printed already."""
    for each in description.relations:
        if not _is_printed(each, description):
            yield _in_marc21(each) if profile is Profile.MARC21 else _in_unimarc(each, description, profile)


def _is_printed(each: PartOf, description: Description) -> bool:
    says_more = each.source_id or each.author or each.isbn or each.issn
    printed = description.values(TextField.SERIES)
    as_printed = f"{each.title} ; {each.part}" if each.part else each.title
    return each.kind is K.SERIES and not says_more and as_printed in printed


def _tag(kind: RelationKind, profile: Profile) -> str:
    return next(rule.tag for rule in TABLES[profile].relations if rule.kind is kind)


def _in_marc21(each: PartOf) -> Draft:
    if each.kind is K.SERIES and each.title and not (each.author or each.isbn):
        draft = Draft(_SERIES_TRACED, " 0")
        draft.add("a", each.title)
        draft.add("v", each.part)
    else:
        draft = Draft(_tag(_MARC21_KINDS.get(each.kind, each.kind), Profile.MARC21), "0 ")
        draft.add("a", each.author)
        draft.add("t", each.title)
        draft.add("q" if each.kind is K.SERIES else "g", each.part)
        draft.add("z", each.isbn)
    draft.add("x", each.issn)
    draft.add("w", each.source_id)
    return draft


def _in_unimarc(each: PartOf, description: Description, profile: Profile) -> Draft:
    """Return a field with the other record's fields embedded in it (UNIMARC Manual, 4-- block)."""
    tag = _unimarc_tag(each.kind, description, profile)
    draft = Draft(tag, " 0")
    title = [("a", each.title), ("v", each.part)]
    embedded = [
        ("001", "", [("", each.source_id)]),
        ("010", "  ", [("a", each.isbn)]),
        ("011", "  ", [("a", each.issn)]),
        ("200", "1 ", title),
        ("700", " 0", [("a", each.author)]),
    ]
    for inner, indicators, subfields in embedded:
        told = [(code, one_line(value)) for code, value in subfields if value]
        if told and inner < "010":
            draft.main.append(Subfield("1", inner + told[0][1]))
        elif told:
            draft.main.append(Subfield("1", inner + indicators))
            draft.main.extend(Subfield(code, value) for code, value in told)
    return draft


def _unimarc_tag(kind: RelationKind, description: Description, profile: Profile) -> str:
    if kind is K.HOST:
        return "463" if description.bib_level == "a" else "461"
    return _tag(kind, profile)
