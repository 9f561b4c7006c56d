"""Standard numbers, class numbers, local copies and links of a record."""

import re
import unicodedata
from collections.abc import Iterator

from pymarc import Field
from stdnum import isbn, issn
from stdnum.exceptions import ValidationError

from library_exchange.core.text import one_line
from library_exchange.marc.describing.fields import Fields
from library_exchange.marc.description import ClassNumber, CopyState, Identifier, Link, LocalHolding
from library_exchange.marc.profiles.tables import ClassRule, FieldTables, HoldingRule, IdentifierRule, Profile

COPIES = "copies {}"
"""How a record made from a table says how many copies without numbers of their own there are."""
STATE = "state {}"
"""How a record made from another format says in what state a copy is."""
_COPIES = re.compile(r"copies (\d{1,6})")
_STATE = re.compile(r"state ([a-z_]{1,20})")
_STATES = frozenset(CopyState)
_ISBN_LIKE = re.compile(r"(?:ISBN[\s:]*)?([0-9][0-9 \-–—‐‑]{7,20}[0-9XХ])(?![0-9])", re.IGNORECASE)
_ISBN_13, _BOOKS = 13, ("978", "979")
_ISSN_LIKE = re.compile(r"([0-9]{4}[-–— ]?[0-9]{3}[0-9XХ])(?![0-9])", re.IGNORECASE)
# 统一书号, given to Chinese books before 1987: a class, a publisher's code and a running number, "10019·2345".
_UNIFIED_BOOK_NUMBER = re.compile(r"\d{4,5}\s?[·•.．・‧\-—]\s?\d{1,5}")


def identifiers(fields: Fields, tables: FieldTables) -> tuple[Identifier, ...]:
    """Return the standard numbers, each once, the valid ones as the record orders them."""
    found = (
        _identifier(rule, value)
        for rule in tables.identifiers
        for pair in fields[rule.tag]
        for code, given in pair.main.subfields
        if code == rule.code and (value := one_line(given))
    )
    unique = {(each.kind, each.value): each for each in reversed([each for each in found if each.value])}
    return tuple(reversed(unique.values()))


def _identifier(rule: IdentifierRule, given: str) -> Identifier:
    if rule.kind == "issn":
        return _issn(given, is_cancelled=rule.is_cancelled)
    if rule.kind == "isbn":
        return _isbn(given, is_cancelled=rule.is_cancelled)
    return Identifier("other", given, given, True)


def _isbn(given: str, *, is_cancelled: bool) -> Identifier:
    folded = unicodedata.normalize("NFKC", given)
    like = _ISBN_LIKE.match(folded.strip())
    digits = _digits(like[1]) if like else ""
    if len(digits) not in (10, 13):
        is_unified = bool(_UNIFIED_BOOK_NUMBER.match(folded))
        return Identifier("other" if is_unified else "isbn", folded, given, is_unified)
    if len(digits) == _ISBN_13 and digits.startswith(_BOOKS) and digits.isdecimal():
        is_valid = not (sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))) % 10
        return Identifier("isbn", digits, given, is_valid and not is_cancelled)
    try:
        return Identifier("isbn", isbn.to_isbn13(isbn.validate(digits)), given, not is_cancelled)
    except ValidationError:
        return Identifier("isbn", digits, given, False)


def _issn(given: str, *, is_cancelled: bool) -> Identifier:
    like = _ISSN_LIKE.match(unicodedata.normalize("NFKC", given).strip())
    digits = _digits(like[1]) if like else given
    try:
        return Identifier("issn", issn.format(issn.validate(digits)), given, not is_cancelled)
    except ValidationError:
        return Identifier("issn", digits, given, False)


def _digits(text: str) -> str:
    """Return digits and check character alone; a Cyrillic Х is a common slip for X."""
    return re.sub(r"[^0-9X]", "", text.upper().replace("Х", "X"))


def class_numbers(fields: Fields, tables: FieldTables) -> tuple[ClassNumber, ...]:
    """Return the class numbers of the schemes the catalogue keeps, each once."""
    found = (
        class_number
        for rule in tables.classes
        for pair in fields[rule.tag]
        for class_number in _class_numbers(fields, rule, pair.main)
    )
    return tuple(dict.fromkeys(found))


def _class_numbers(fields: Fields, rule: ClassRule, field: Field) -> Iterator[ClassNumber]:
    scheme = rule.schemes.get("") or rule.schemes.get(fields.first(field, "2") or "")
    if scheme is None:
        return
    edition = fields.first(field, rule.edition) if rule.edition else None
    extra = fields.first(field, rule.extra) if rule.extra else None
    for number in fields.values(field, rule.code):
        yield ClassNumber(scheme, f"{number} {extra}" if extra else number, edition)


def holdings(fields: Fields, tables: FieldTables) -> tuple[LocalHolding, ...]:
    """Return the copies the record states, by the first group of fields that states any."""
    for group in tables.holdings:
        found = [
            holding for rule in group for pair in fields[rule.tag] for holding in _holdings(fields, rule, pair.main)
        ]
        if found:
            return tuple(found)
    return ()


def _holdings(fields: Fields, rule: HoldingRule, field: Field) -> Iterator[LocalHolding]:
    library = fields.first(field, rule.library) if rule.library else None
    if rule.library_from:
        library = next(iter(fields.all(rule.library_from, "a")), None)
    call_number = next((call for each in rule.call_numbers if (call := _call_number(fields, field, each))), None)
    note = "; ".join(value for code in rule.note for value in fields.values(field, code)) or None
    barcodes = fields.values(field, rule.barcode) if rule.barcode else []
    told = _counted(fields, rule, field)
    copies = next((int(found[1]) for v in told if (found := _COPIES.fullmatch(v))), None)
    state = next((CopyState(found[1]) for v in told if (found := _STATE.fullmatch(v)) and found[1] in _STATES), None)
    if not barcodes and (rule.needs_barcode or not (library or call_number or copies or state)):
        return
    if state is CopyState.GONE:
        yield LocalHolding(library, call_number, 0, None, note, state)
        return
    each: list[str | None] = [*barcodes] or [None]
    for barcode in each:
        yield LocalHolding(library, call_number, 1 if barcodes else copies or 1, barcode, note, state)


def _counted(fields: Fields, rule: HoldingRule, field: Field) -> list[str]:
    return fields.values(field, rule.copies) if rule.copies else []


def _call_number(fields: Fields, field: Field, codes: str) -> str | None:
    parts = [fields.first(field, code) for code in codes.split("+")]
    separator = " " if fields.profile is Profile.MARC21 else "/"
    return separator.join(part for part in parts if part) or None


def links(fields: Fields, tables: FieldTables) -> tuple[Link, ...]:
    """Return the web addresses; only http, https and ftp are addresses a page may link to."""
    found: list[Link] = []
    for tag in tables.links:
        for pair in fields[tag]:
            label = next(
                (one_line(value) for wanted in "y3z2" for code, value in pair.main.subfields if code == wanted), None
            )
            urls = (one_line(value) for code, value in pair.main.subfields if code == "u")
            found.extend(Link(url, label or None) for url in urls if _is_address(url))
    return tuple(dict.fromkeys(found))


def _is_address(url: str) -> bool:
    return url.lower().startswith(("http://", "https://", "ftp://")) and not any(each.isspace() for each in url)
