"""The other records a record names: sets, volumes, hosts, originals."""

from collections.abc import Iterator

from pymarc import Field, Indicators, Subfield

from library_exchange.core.text import one_line
from library_exchange.marc.describing.fields import Fields
from library_exchange.marc.description import PartOf, RelationKind
from library_exchange.marc.profiles.tables import FieldTables, Profile, RelationRule


def relations(fields: Fields, tables: FieldTables) -> tuple[PartOf, ...]:
    """Return the related records in the order of the tables, those without title and number left out."""
    read = _from_marc21 if fields.profile is Profile.MARC21 else _from_unimarc
    found = (read(fields, rule, pair.main) for rule in tables.relations for pair in fields[rule.tag])
    return tuple(dict.fromkeys(each for each in found if each.title or each.source_id or each.issn))


def embedded(field: Field) -> Iterator[Field]:
    """Give the fields that are embedded in a UNIMARC 4xx by $1 (UNIMARC Manual, 4-- block, embedded fields)."""
    tag, indicators, subfields = "", "  ", []
    for code, value in field.subfields:
        if code != "1":
            subfields.append(Subfield(code, value))
            continue
        if subfields and tag:
            yield Field(tag, Indicators(*indicators), subfields)
        tag, indicators, subfields = value[:3], value[3:5].ljust(2), []
        if tag.isdigit() and tag < "010":
            yield Field(tag, data=value[3:])
            tag = ""
        elif value[5:].strip():
            subfields.append(Subfield("a", value[5:]))
    if subfields and tag:
        yield Field(tag, Indicators(*indicators), subfields)


def _from_unimarc(fields: Fields, rule: RelationRule, field: Field) -> PartOf:
    inner = {each.tag: each for each in reversed(list(embedded(field)))}
    title = inner.get("200") or inner.get("500")
    number = inner.get("001")

    def sub(tag: str, code: str) -> str | None:
        return fields.first(inner[tag], code) if tag in inner else None

    author = inner.get("700") or inner.get("701") or inner.get("710")
    return PartOf(
        kind=_kind(fields, rule),
        title=(fields.first(title, "a") if title else None) or fields.first(field, "t"),
        source_id=(one_line(number.data or "") if number else None) or fields.first(field, "0") or None,
        part=(fields.first(title, "v") or fields.first(title, "h") if title else None) or fields.first(field, "v"),
        author=(fields.joined(author, {"a": "", "b": ", "}) if author else None) or None,
        isbn=sub("010", "a") or fields.first(field, "y"),
        issn=sub("011", "a") or fields.first(field, "x"),
    )


def _kind(fields: Fields, rule: RelationRule) -> RelationKind:
    """Return the kind; to an article, whatever 461 to 463 names is its host."""
    is_analytic = str(fields.record.leader)[7:8] == "a"
    return RelationKind.HOST if is_analytic and rule.tag in ("461", "462", "463") else rule.kind


def _from_marc21(fields: Fields, rule: RelationRule, field: Field) -> PartOf:
    is_series = rule.tag.startswith("8")
    title = fields.first(field, "t") or fields.first(field, "a") if is_series else fields.first(field, "t")
    return PartOf(
        kind=rule.kind,
        title=title,
        source_id=fields.first(field, "w"),
        part=fields.first(field, "v" if is_series else "g"),
        author=None if is_series and not fields.first(field, "t") else fields.first(field, "a"),
        isbn=fields.first(field, "z"),
        issn=fields.first(field, "x"),
    )
