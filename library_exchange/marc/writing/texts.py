"""Titles, publication, notes and subjects of a description as fields."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pymarc import Subfield

from library_exchange.core.text import one_line
from library_exchange.marc.description import Description, Form, Text, TextField
from library_exchange.marc.profiles.detection import TABLES
from library_exchange.marc.profiles.tables import Profile, TextRule
from library_exchange.marc.writing.drafts import Draft, two_forms

F = TextField
_TITLE = (F.TITLE, F.PART_NUMBER, F.PART_TITLE, F.REMAINDER, F.RESPONSIBILITY)
_UNIMARC_TITLE = (F.TITLE, F.REMAINDER, F.PART_NUMBER, F.PART_TITLE, F.RESPONSIBILITY)
_PUBLICATION = (F.PLACE, F.PUBLISHER)
_OWN_TAGS: dict[bool, dict[TextField, str]] = {
    True: {F.PLACE: "264", F.PUBLISHER: "264", F.SUBJECT: "650"},
    False: {F.ALTERNATIVE_TITLE: "517", F.PARALLEL_TITLE: "510", F.SUBJECT: "606"},
}
"""Where a family reads a text from several fields and the first of them is not the one to write, by is-it-MARC-21."""
_INDICATORS: dict[bool, dict[str, str]] = {
    True: {"245": "10", "246": "3 ", "264": " 1", "490": "0 ", "505": "0 ", "650": " 4", "242": "00"},
    False: {"200": "1 ", "517": "1 ", "510": "1 ", "541": "1 ", "225": "2 ", "327": "1 ", "610": "0 "},
}
_SPLIT = (F.EXTENT, F.EDITION, F.SERIES, F.SUBJECT)
_MARKS = (" : ", " ; ", " + ", " / ", " -- ")
"""The marks that tell parts of a text apart for sure."""


def text_drafts(description: Description, profile: Profile) -> Iterator[Draft]:
    """Give the fields of all texts, the title first."""
    is_marc21 = profile is Profile.MARC21
    by_field: dict[TextField, list[Text]] = {field: [] for field in TextField}
    for text in sorted(description.texts, key=lambda each: each.position):
        by_field[text.field].append(text)
    yield _title(by_field, profile)
    yield _published(by_field, description.year_text, profile)
    yield from _translations(by_field[F.TITLE][:1], profile)
    rest = [text for field in TextField if field not in (*_TITLE, *_PUBLICATION) for text in by_field[field]]
    rest += [replace(text, field=F.ALTERNATIVE_TITLE) for text in by_field[F.TITLE][1:]]
    for text in rest:
        if not is_marc21 and text.field is F.PARALLEL_TITLE and text is by_field[F.PARALLEL_TITLE][0]:
            continue
        yield _alone(text, profile)


def _rule(field: TextField, profile: Profile) -> TextRule:
    """Return the row of the tables by which a text is read again."""
    rules = [rule for rule in TABLES[profile].texts if rule.field is field]
    tag = _OWN_TAGS[profile is Profile.MARC21].get(field, rules[0].tag)
    return next(rule for rule in rules if rule.tag == tag)


def _draft(tag: str, profile: Profile, second: str = "") -> Draft:
    indicators = _INDICATORS[profile is Profile.MARC21].get(tag, "  ")
    return Draft(tag, indicators[0] + second[:1] if second else indicators)


def _title(by_field: Mapping[TextField, list[Text]], profile: Profile) -> Draft:
    is_marc21 = profile is Profile.MARC21
    draft = _draft(_rule(F.TITLE, profile).tag, profile)
    for field in _TITLE if is_marc21 else _UNIMARC_TITLE:
        texts = [text.forms for text in by_field[field]]
        texts = texts[:1] if field is F.TITLE else texts
        code = _rule(field, profile).codes
        if is_marc21 and field in (F.REMAINDER, F.RESPONSIBILITY):
            draft.add_forms(code, texts, glue=" : " if field is F.REMAINDER else " ; ") if texts else None
        elif field is F.RESPONSIBILITY:
            draft.add_forms(code, texts[:1])
            draft.add_forms("g", texts[1:])
        else:
            draft.add_forms(code, texts)
        if field is F.TITLE and not is_marc21:
            _first_parallel(draft, by_field[F.PARALLEL_TITLE])
    return draft


def _first_parallel(draft: Draft, parallel: list[Text]) -> None:
    """Put the first parallel title beside the title proper (UNIMARC 200 $d with its language in $z)."""
    draft.add_forms("d", [text.forms for text in parallel[:1]])
    for text in parallel[:1]:
        draft.add("z", text.forms[0].language)


def _published(by_field: Mapping[TextField, list[Text]], year_text: str | None, profile: Profile) -> Draft:
    rule = _rule(F.PLACE, profile)
    draft = _draft(rule.tag, profile)
    for field in _PUBLICATION:
        draft.add_forms(_rule(field, profile).codes, [text.forms for text in by_field[field]])
    draft.add("c" if profile is Profile.MARC21 else "d", year_text)
    return draft


def _translations(titles: list[Text], profile: Profile) -> Iterator[Draft]:
    """Give the title in other languages, as cataloguers translated it."""
    rule = TABLES[profile].translations[0]
    for form in (form for text in titles for form in text.forms if form.kind == "translation"):
        draft = _draft(rule.tag, profile)
        draft.add(rule.code, form.value)
        draft.add(rule.language_code, form.language)
        yield draft


def _alone(text: Text, profile: Profile) -> Draft:
    """Return the field of a text that has one for itself."""
    rule = _rule(text.field, profile)
    draft = _draft(rule.tag, profile, rule.indicator2)
    main, other = two_forms(text.forms)
    draft.main, draft.main_script = _subfields(rule, main), main.script
    if other is not None:
        draft.linked, draft.linked_script = _subfields(rule, other), other.script
    if rule.language_code:
        draft.add(rule.language_code, text.forms[0].language)
    return draft


def _subfields(rule: TextRule, form: Form) -> list[Subfield]:
    return [Subfield(code, one_line(value)) for code, value in _parts(rule, form)]


def _parts(rule: TextRule, form: Form) -> list[tuple[str, str]]:
    """Return a text cut into the subfields that its marks tell; in one piece where that would not be read alike."""
    first = rule.codes or next(iter(rule.glue))
    if rule.field not in _SPLIT:
        return [(first, form.value)]
    marks = {mark: code for code, mark in reversed(list(rule.glue.items())) if mark in _MARKS}
    marks.update({mark: "x" for mark in marks if rule.glue.get("x") == mark})
    parts, code, rest = [], first, form.value
    while found := min(((at, mark) for mark in marks if (at := rest.find(mark)) >= 0), default=None):
        at, mark = found
        parts.append((code, rest[:at]))
        code, rest = marks[mark], rest[at + len(mark) :]
    parts.append((code, rest))
    return parts if all(value.strip() for _code, value in parts) else [(first, form.value)]
