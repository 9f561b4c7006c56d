"""Titles, notes, subjects and the other texts of a record in all their forms."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from pymarc import Field

from library_exchange.core.text import one_line
from library_exchange.marc import isbd
from library_exchange.marc.describing.fields import Fields, Paired, may_repeat, transliterated
from library_exchange.marc.description import Form, Text, TextField, form
from library_exchange.marc.profiles.tables import FieldTables, Profile, TextRule

PINYIN = "pinyin"
ALA_LC = "ala-lc"
_HAN = ("Hans", "Hant")
# Languages that MARC 21 catalogues write in Latin letters only by transliteration.
_ROMANISED = frozenset(
    {
        "rus",
        "ukr",
        "bel",
        "bul",
        "srp",
        "mac",
        "chi",
        "jpn",
        "kor",
        "mon",
        "arm",
        "geo",
        "tgk",
        "kir",
        "kaz",
        "tat",
        "uig",
        "tib",
    }
)


def texts(fields: Fields, tables: FieldTables, language: str | None) -> tuple[Text, ...]:
    """Return the texts of a record in the order of the tables; `language` is that of the book."""
    found: list[tuple[TextField, tuple[Form, ...]]] = []
    tags = fields.tags
    # Most rules name a subfield that the field has not: that is told once for each field.
    codes = {
        id(pair): _codes(pair) for tag in {rule.tag for rule in tables.texts}.intersection(tags) for pair in fields[tag]
    }
    for rule in tables.texts:
        for pair in fields[rule.tag] if rule.tag in tags else ():
            has = codes[id(pair)]
            if (rule.codes in has or not has.isdisjoint(rule.glue)) and _fits(rule, pair.main):
                found.extend(_texts_of(fields, rule, pair, language))
    found = _with_translations(_one_title(found), fields, tables)
    return tuple(Text(kind, forms, position) for position, (kind, forms) in enumerate(found))


def _codes(pair: Paired) -> set[str]:
    return {code for field in pair.both for code, _value in field.subfields}


def _fits(rule: TextRule, field: Field) -> bool:
    if not rule.indicator2:
        return True
    second = field.indicators[1] if field.indicators else " "
    return second in rule.indicator2


def _texts_of(
    fields: Fields, rule: TextRule, pair: Paired, language: str | None
) -> Iterator[tuple[TextField, tuple[Form, ...]]]:
    language = language if rule.has_record_language else _language(pair.main, rule)
    per_field = [list(_values(fields, rule, field)) for field in pair.both]
    pinyin = _pinyin(rule, pair.main, fields.profile)
    several = [(each,) for each in per_field[0]] if len(per_field) == 1 else zip_longest(*per_field)
    for number, versions in enumerate(several):
        present = [version for version in versions if version]
        kind = present[0][0]
        forms = _forms([value for _kind, value in present], fields.profile, language, rule.has_record_language)
        if number < len(pinyin) and forms[0].script in _HAN:
            forms = (*forms, form(pinyin[number], "transliteration", scheme=PINYIN, language=language or "chi"))
        yield kind, forms


def _values(fields: Fields, rule: TextRule, field: Field) -> Iterator[tuple[TextField, str]]:
    if rule.glue:
        if value := fields.joined(field, rule.glue):
            yield rule.field, value
        return
    before = ""
    for code, given in field.subfields:
        if code == rule.codes and (value := fields.text(given)):
            yield from _split_parallel(rule, value, isbd.last_mark(before), fields.profile)
        before = given if code in "abnp" else before


def _split_parallel(rule: TextRule, value: str, mark: str, profile: Profile) -> Iterator[tuple[TextField, str]]:
    """Tell the parallel title in MARC 21 245 $b by its equals sign (ISBD A.3.2.7)."""
    if profile is not Profile.MARC21 or rule.field is not TextField.REMAINDER:
        yield rule.field, value
        return
    own, *parallel = [part for part in value.split(" = ") if part]
    yield (TextField.PARALLEL_TITLE if mark == "=" else rule.field), isbd.without_marks(own)
    yield from ((TextField.PARALLEL_TITLE, isbd.without_marks(part)) for part in parallel)


def _forms(values: list[str], profile: Profile, language: str | None, is_in_language: bool) -> tuple[Form, ...]:
    forms = [form(value, language=language) for value in values]
    if profile is not Profile.MARC21:
        return paired_forms(forms) if len(forms) > 1 else tuple(forms)
    return paired_forms(forms, is_romanised=is_in_language and language in _ROMANISED)


def paired_forms(forms: list[Form], *, is_romanised: bool = False) -> tuple[Form, ...]:
    """Return the forms of one MARC 21 field and its 880: the script that is not Latin is the original.

    `is_romanised` says that a lone Latin form must be a transliteration, because of the book's language.
    """
    has_original_script = any(each.script not in ("Latn", "Zyyy") for each in forms)
    if not has_original_script and not is_romanised:
        return tuple(forms)
    marked = [replace(each, kind="transliteration", scheme=ALA_LC) if each.script == "Latn" else each for each in forms]
    return tuple(sorted(marked, key=lambda each: each.kind != "original"))


def _pinyin(rule: TextRule, field: Field, profile: Profile) -> list[str]:
    """Return the pinyin of a rule's texts, in their order."""
    if profile is Profile.MARC21 or not any(may_repeat(code) for code, _value in field.subfields):
        return []
    repeated = [(code, one_line(value)) for code, value in transliterated(field, profile)]
    if not rule.glue:
        return [value for code, value in repeated if code == rule.codes and value]
    parts = [(rule.glue[code], value) for code, value in repeated if code in rule.glue and value]
    return ["".join(glue * (at > 0) + value for at, (glue, value) in enumerate(parts))] if parts else []


def _language(field: Field, rule: TextRule) -> str | None:
    if not rule.language_code:
        return None
    given = next((value for code, value in field.subfields if code == rule.language_code), "").strip().lower()
    return given if len(given) == 3 and given.isalpha() and given.isascii() else None


def _one_title(found: list[tuple[TextField, tuple[Form, ...]]]) -> list[tuple[TextField, tuple[Form, ...]]]:
    """Keep the first title as the title proper; further ones (works bound together) are alternative titles."""
    seen = False
    result = []
    for kind, forms in found:
        result.append((TextField.ALTERNATIVE_TITLE if kind is TextField.TITLE and seen else kind, forms))
        seen = seen or kind is TextField.TITLE
    return result


def _with_translations(
    found: list[tuple[TextField, tuple[Form, ...]]], fields: Fields, tables: FieldTables
) -> list[tuple[TextField, tuple[Form, ...]]]:
    """Add the cataloguer's translations of the title to its forms."""
    translations = tuple(
        form(value, "translation", language=_code(fields.first(pair.main, rule.language_code)))
        for rule in tables.translations
        for pair in fields[rule.tag]
        for value in fields.values(pair.main, rule.code)
    )
    return [(kind, forms + translations if kind is TextField.TITLE else forms) for kind, forms in found]


def _code(given: str | None) -> str | None:
    return given.lower() if given and len(given) == 3 and given.isascii() and given.isalpha() else None
