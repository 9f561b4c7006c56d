"""The other records a record names: sets, volumes, hosts, originals."""

import re
from collections.abc import Iterator

from pymarc import Field, Indicators, Subfield

from library_exchange.core.scripts import script_of
from library_exchange.core.text import one_line
from library_exchange.marc.describing.fields import Fields, Paired
from library_exchange.marc.describing.volumes import is_designation
from library_exchange.marc.description import PartOf, RelationKind
from library_exchange.marc.profiles.tables import FieldTables, Profile, RelationRule

_SERIES_TAGS = ("440", "490")
_ABOVE = ("461", "462")
_HIGHEST, _ANALYTIC, _SET, _PART = "1", "ab", "a", "bc"
"""Leader/08 of a UNIMARC record that has others below it, /07 of articles, and MARC 21's /19 of sets and volumes."""
_PACKED = re.compile(r"\$([0-9a-z])")
_PAGES = re.compile(r"\b(?:p|pp|с|стр|pages?)\b\.?\s*\[?\d|\d\s*页", re.IGNORECASE)
_AGENCY = re.compile(r"\(([^)]*)\)\s*(.*)")
_FOREIGN_AGENCIES = frozenset(("OCoLC", "DLC", "LC", "uri", "DE-588", "ISSN", "ISBN"))


def relations(fields: Fields, tables: FieldTables) -> tuple[PartOf, ...]:
    """Return the related records in the order of the tables, those of which nothing is said left out.

    A series that stands as it is printed is told only where no other field names it as others do.
    """
    read = _from_marc21 if fields.profile is Profile.MARC21 else _from_unimarc
    found = [(rule, read(fields, rule, pair)) for rule in tables.relations for pair in fields[rule.tag]]
    traced = {each.title for rule, each in found if each.kind is RelationKind.SERIES and not rule.is_as_printed}
    told = (each for rule, each in found if not (rule.is_as_printed and each.title in traced))
    return tuple(dict.fromkeys(each for each in told if _says_something(each)))


def _says_something(each: PartOf) -> bool:
    is_numbered = each.kind is RelationKind.VOLUME and each.part
    return bool(each.title or each.source_id or each.isbn or each.issn or is_numbered)


def embedded(field: Field) -> Iterator[Field]:
    """Give the fields that are embedded in a UNIMARC 4xx by $1 (UNIMARC Manual, 4-- block, embedded fields).

    The subfields of each follow its $1, or stand in it as `$1 2001_$aTitle$vVol. 1`.
    """
    tag, indicators, subfields = "", "  ", []
    for code, value in field.subfields:
        if code != "1":
            subfields.append(Subfield(code, value))
            continue
        if subfields and tag:
            yield Field(tag, Indicators(*indicators), subfields)
        value = value.lstrip()
        tag, indicators, subfields = value[:3], value[3:5].split("$")[0].ljust(2), []
        if tag.isdigit() and tag < "010":
            yield Field(tag, data=value[3:])
            tag = ""
        else:
            cut = value.find("$", 3, 5)
            subfields += _packed(value[5 if cut < 0 else cut :])
    if subfields and tag:
        yield Field(tag, Indicators(*indicators), subfields)


def _packed(text: str) -> list[Subfield]:
    """Return the subfields in what stands behind the indicators; text without any code is $a."""
    first, *rest = _PACKED.split(text)
    pairs = [Subfield(code, value) for code, value in zip(rest[::2], rest[1::2], strict=True)]
    return [Subfield("a", first), *pairs] if first.strip() else pairs


def _plain(field: Field) -> Field:
    """Return a field without what is embedded in it: a $v of an embedded class number is no volume."""
    codes = [each.code for each in field.subfields]
    end = codes.index("1") if "1" in codes else len(codes)
    return Field(field.tag, field.indicators, field.subfields[:end])


def _from_unimarc(fields: Fields, rule: RelationRule, pair: Paired) -> PartOf:
    field = pair.main
    inner = {each.tag: each for each in reversed(list(embedded(field)))}
    plain, title = _plain(field), inner.get("200") or inner.get("500")
    number = inner.get("001")

    def sub(tag: str, code: str) -> str | None:
        return fields.first(inner[tag], code) if tag in inner else None

    author = inner.get("700") or inner.get("701") or inner.get("710")
    name = (fields.first(title, "a") if title else None) or fields.first(plain, rule.title_code)
    part = (_part(fields, title) if title else None) or _part(fields, plain)
    return PartOf(
        kind=_unimarc_kind(fields, rule, name, part),
        title=name,
        source_id=(one_line(number.data or "") if number else None) or _first(fields, plain, "03"),
        part=part,
        author=(fields.joined(author, {"a": "", "b": ", "}) if author else None) or None,
        isbn=sub("010", "a") or fields.first(plain, "y"),
        issn=sub("011", "a") or fields.first(plain, "x"),
    )


def _part(fields: Fields, field: Field) -> str | None:
    """Return the place in the set: $v, else the numbers of parts of all sizes."""
    return fields.first(field, "v") or ", ".join(fields.values(field, "h")) or None


def _first(fields: Fields, field: Field, codes: str) -> str | None:
    return next((value for code in codes if (value := fields.first(field, code))), None)


def _unimarc_kind(fields: Fields, rule: RelationRule, title: str | None, part: str | None) -> RelationKind:
    """Return the kind: to an article 461 to 463 are its host, to the highest record what is below it.

    What 464 has only a number of is a volume, not a work in it.
    """
    leader = str(fields.record.leader)
    if leader[7:8] == "a" and rule.tag in ("461", "462", "463"):
        return RelationKind.HOST
    if leader[8:9] == _HIGHEST and rule.tag in _ABOVE:
        return RelationKind.VOLUME
    is_number = is_designation(title) if title else part is not None and is_designation(part)
    return RelationKind.VOLUME if rule.tag == "464" and is_number else rule.kind


def _from_marc21(fields: Fields, rule: RelationRule, pair: Paired) -> PartOf:
    field, is_series = pair.main, rule.tag.startswith("8") or rule.tag in _SERIES_TAGS
    # The original script, mostly in the 880, is what the other record is called there as well.
    written = pair.linked if pair.linked is not None and _is_in_latin(field) else field
    has_title = fields.first(field, "t") is not None
    code = "a" if is_series and not has_title else "t"
    part = _first(fields, field, "vn") if is_series else _first(fields, field, "gq")
    return PartOf(
        kind=_marc21_kind(fields, rule, part),
        title=fields.first(written, code) or fields.first(field, code),
        source_id=_own_number(fields, field),
        part=part,
        author=None if code == "a" else fields.first(field, "a"),
        isbn=fields.first(field, "z"),
        issn=fields.first(field, "x"),
    )


def _is_in_latin(field: Field) -> bool:
    return script_of("".join(value for code, value in field.subfields if code in "at")) in ("Latn", "Zyyy")


def _marc21_kind(fields: Fields, rule: RelationRule, part: str | None) -> RelationKind:
    """Return the kind: a book that has a number is a volume of what 773 names, an article is not."""
    leader = str(fields.record.leader)
    is_in_pages = bool(part and _PAGES.search(part))
    if rule.kind is RelationKind.HOST and leader[7:8] not in _ANALYTIC and not is_in_pages:
        is_part = leader[19:20] in _PART if leader[19:20].strip() else bool(part or fields.all("245", "n"))
        return RelationKind.SET if is_part else rule.kind
    if rule.kind is RelationKind.CONSTITUENT:
        is_volume = leader[19:20] == _SET or (part is not None and is_designation(part))
        return RelationKind.VOLUME if is_volume else rule.kind
    return rule.kind


def _own_number(fields: Fields, field: Field) -> str | None:
    """Return the number that the library itself gives the other record, else one as it stands.

    It has no code of an agency before it, or that of 003.
    """
    numbers, agency = fields.values(field, "w"), fields.control("003")
    for given in numbers:
        found = _AGENCY.fullmatch(given)
        if found is None:
            return given
        if found[1] == agency or (not agency and found[1] not in _FOREIGN_AGENCIES):
            return found[2]
    return next(iter(numbers), None)
