"""Who made the book: names in all their forms, with dates, qualifiers and roles."""

import re
from collections.abc import Iterator
from dataclasses import replace

from pymarc import Field

from library_exchange.core.text import one_line
from library_exchange.marc.describing.fields import Fields, Paired, transliterated
from library_exchange.marc.describing.texts import PINYIN, paired_forms
from library_exchange.marc.description import Contributor, Form, NameKind, form
from library_exchange.marc.profiles.tables import FieldTables, NameRule, Profile
from library_exchange.marc.relators import relator_codes

_OPEN, _CLOSE = r"[(（\[〔【［]", r"[)）\]〕】］]"
_QUALIFIER_BEFORE = re.compile(rf"^{_OPEN}\s*([^()（）\[\]〔〕【】［］]{{1,12}}?)\s*{_CLOSE}\s*(?=\S)")
_QUALIFIER_AFTER = re.compile(rf"\s*{_OPEN}\s*([\u4e00-\u9fff]{{1,4}})\s*{_CLOSE}$")
_BRACKETS = " ()（）[]〔〕【】［］,;，；"


def contributors(fields: Fields, tables: FieldTables) -> tuple[Contributor, ...]:
    """Return the contributors in the order of the tables, one per role; at most one is the main one.

    Where a record has no main heading, the first of equal authors is main (CNMARC writes only 701).
    """
    ranked = [
        (rule.rank, contributor)
        for rule in tables.names
        for pair in fields[rule.tag]
        for contributor in _contributors_of(fields, rule, pair)
    ]
    best = min((rank for rank, _each in ranked), default=2)
    main = next((at for at, (rank, _each) in enumerate(ranked) if rank == best), None) if best < 2 else None
    return tuple(replace(each, is_main=at == main) for at, (_rank, each) in enumerate(ranked))


def _contributors_of(fields: Fields, rule: NameRule, pair: Paired) -> Iterator[Contributor]:
    forms, qualifier = _names(fields, rule, pair)
    if not forms:
        return
    given = [_qualifier(value) for value in fields.values(pair.main, rule.qualifier)] if rule.qualifier else []
    qualifiers = [value for value in [*given, qualifier] if value]
    dates = fields.first(pair.main, rule.dates) if rule.dates else None
    for role in _roles(rule, pair.main):
        yield Contributor(
            role=role,
            kind=_kind(rule, pair.main, fields.profile),
            is_main=False,
            forms=forms,
            dates=dates.strip(_BRACKETS + ".") or None if dates else None,
            qualifier="; ".join(dict.fromkeys(qualifiers)) or None,
        )


def _names(fields: Fields, rule: NameRule, pair: Paired) -> tuple[tuple[Form, ...], str | None]:
    """Return the forms of one name, and the qualifier that stood in brackets beside it, if one did."""
    forms: list[Form] = []
    qualifier: str | None = None
    for field in pair.both:
        name, beside = split_qualifier(fields.joined(field, rule.glue))
        qualifier = qualifier or beside
        if name:
            forms.append(form(name))
            forms.extend(_fuller(fields, rule, field, name))
    if fields.profile is Profile.MARC21 or pair.linked is not None:
        return paired_forms(forms), qualifier
    pinyin = _pinyin(rule, pair.main, fields.profile)
    if forms and pinyin and forms[0].script in ("Hans", "Hant"):
        forms.append(form(pinyin, "transliteration", scheme=PINYIN, language="chi"))
    return tuple(forms), qualifier


def _fuller(fields: Fields, rule: NameRule, field: Field, name: str) -> Iterator[Form]:
    """Give the name with forenames written out, where the record has them apart."""
    fuller = (fields.first(field, rule.fuller) or "").strip(_BRACKETS) if rule.fuller else ""
    if fuller:
        written_out = f"{name.split(',')[0]}, {fuller}"
        if written_out != name:
            yield form(written_out)


def _pinyin(rule: NameRule, field: Field, profile: Profile) -> str:
    parts = [(rule.glue[code], one_line(value)) for code, value in transliterated(field, profile) if code in rule.glue]
    return "".join(glue * (at > 0) + value for at, (glue, value) in enumerate(parts))


def split_qualifier(name: str) -> tuple[str, str | None]:
    """Return a name without the dynasty or country in brackets beside it, and what stood there."""
    before = _QUALIFIER_BEFORE.match(name)
    if before:
        return name[before.end() :].strip(), before[1]
    after = _QUALIFIER_AFTER.search(name)
    if after and after.start() > 0:
        return name[: after.start()].strip(), after[1]
    return name, None


def _qualifier(given: str) -> str:
    return given.strip(_BRACKETS)


def _kind(rule: NameRule, field: Field, profile: Profile) -> NameKind:
    """Return the kind of name; UNIMARC 71x with first indicator 1 is a meeting."""
    is_meeting = profile is not Profile.MARC21 and rule.kind == "corporate" and (field.indicators or " ")[0] == "1"
    return "meeting" if is_meeting else rule.kind


def _roles(rule: NameRule, field: Field) -> tuple[str, ...]:
    given = [value for wanted in rule.roles for code, value in field.subfields if code == wanted]
    roles = dict.fromkeys(role for value in given for role in relator_codes(one_line(value)))
    return tuple(roles) or (rule.default_role,)
