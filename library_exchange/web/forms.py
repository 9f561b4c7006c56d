"""From what a form sends to a valid input, and from pydantic's findings to sentences for people."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from library_exchange.core.amounts import WRONG_UNITS, counted, find_whole, has_unit
from library_exchange.core.bounds import find_number
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.i18n import _l
from library_exchange.core.text import clean

Input = TypeVar("Input", bound=BaseModel)
MOST_TICKED = 100
"""Rows that are taken a step further by one click."""

_SENTENCES: dict[str, Any] = {
    "missing": _l("Fill in this field."),
    "string_too_short": _l("Fill in this field."),
    "string_too_long": _l("This is too long."),
    "int_parsing": _l("Enter a whole number."),
    "int_type": _l("Enter a whole number."),
    "int_parsing_size": _l("This number is too large."),
    "no_sum_of_money": _l("Enter a sum in digits, like 12.50."),
    "day_out_of_range": _l("Enter a day between 1900 and 2200."),
    "date_from_datetime_parsing": _l("Enter a date like 2026-11-23."),
    "date_parsing": _l("Enter a date like 2026-11-23."),
    "enum": _l("Choose one of the values offered."),
    "literal_error": _l("Choose one of the values offered."),
}


NO_EMAIL = "not a valid email address"
"""What pydantic says of an e-mail address, whatever the field is called."""
_NAMED: dict[str, Any] = {
    "email": _l("Enter an e-mail address like name@example.org."),
    "mailbox": _l("Enter an e-mail address like name@example.org."),
    "url": _l("Enter an address like https://example.org."),
    "key_header": _l("The name of a header has Latin letters, digits and hyphens."),
    "website": _l("Enter an address like https://example.org."),
    "tracking": _l("A tracking number has Latin letters and digits only."),
    "tracking_no": _l("A tracking number has Latin letters and digits only."),
}
"""What is wrong with a field of this name, where its own check says no more."""


def without_record(form: Mapping[str, str], gone: NotFound) -> dict[str, str]:
    """Return a `form` that was sent for a book which is no longer in the catalogue, as one for a book to be named.

    Raises `gone` if that is about something else.
    """
    if "record" not in gone.facts:
        raise gone
    return {name: value for name, value in form.items() if name != "record_id"}


def parse(schema: type[Input], form: Mapping[str, str], currency: str = "") -> Input:
    """Return `form` as a `schema`; empty fields count as absent, texts are cleaned at this boundary.

    `currency` is that of its sums, where the page knows it and no field says it. Raises InvalidInput with a sentence
    for each field that cannot be accepted.
    """
    told = {name: clean(value) for name, value in form.items() if name in schema.model_fields}
    given = {name: value for name, value in told.items() if value != ""}
    context = {"currency": currency}
    try:
        return schema.model_validate(given, context=context)
    except ValidationError as error:
        read = _as_people_write(error, given)
        if not read:
            raise InvalidInput(_sentences(error, given)) from error
    try:
        return schema.model_validate(given | read, context=context)
    except ValidationError as error:
        raise InvalidInput(_sentences(error, given)) from error


def _as_people_write(error: ValidationError, given: Mapping[str, str]) -> dict[str, str]:
    """Return the digits of those whole numbers that were refused only for how they were written: "1 200", "2009 г."."""
    names = {str(each["loc"][0]) for each in error.errors() if each["type"] == "int_parsing" and len(each["loc"]) == 1}
    found = {name: find_whole(given[name], counted(name, given)) for name in names if name in given}
    return {name: digits for name, digits in found.items() if digits is not None}


def parse_told(schema: type[Input], told: Mapping[str, Any]) -> Input:
    """Return what a program told as a `schema`, with the sentences that a form gets; what has no field is refused."""
    unknown = {name: _l("There is no such field.") for name in told if name not in schema.model_fields}
    if unknown:
        raise InvalidInput(unknown)
    try:
        return schema.model_validate({name: _cleaned(value) for name, value in told.items()})
    except ValidationError as error:
        raise InvalidInput(_sentences(error, {}, is_deep=True)) from error


def _cleaned(value: Any) -> Any:
    """Return a value with its texts clean, however deep they lie."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return {name: _cleaned(each) for name, each in value.items()} if isinstance(value, dict) else value


def row_numbers(values: Iterable[str]) -> set[int]:
    """Return the rows that were ticked, by number; what is no number is left out."""
    return {number for number in map(find_number, values) if number is not None}


def ticked_rows(values: Iterable[str]) -> list[tuple[int, int]]:
    """Return the rows that were ticked, each by its id and the version that was shown, `7.3`; not too many at once."""
    pairs = (value.partition(".") for value in islice(values, MOST_TICKED))
    found = [(find_number(one), find_number(version)) for one, _dot, version in pairs]
    return list(dict.fromkeys((one, version) for one, version in found if one is not None and version is not None))


def by_row(form: Mapping[str, str]) -> Iterator[tuple[str, int, str]]:
    """Yield field, number and value of what a form says of rows, in fields named like `title_zh-12`."""
    for name, value in form.items():
        field, _dash, told = name.rpartition("-")
        number = find_number(told)
        if field and number is not None:
            yield field, number, value


def _sentences(error: ValidationError, given: Mapping[str, str], is_deep: bool = False) -> dict[str, Any]:
    """Return a sentence for each field: the one that the schema's own check gives in its context, or a usual one.

    Where it `is_deep`, what lies in a list is named by its place: `items.3.state`.
    """
    unknown = _l("This cannot be accepted. Please check it.")
    found: dict[str, Any] = {}
    for finding in error.errors():
        name = str(finding["loc"][0]) if finding["loc"] else ""
        told = finding.get("ctx", {})
        kind = "email" if NO_EMAIL in finding["msg"] else name
        usual = (
            _limit(told)
            or _of_unit(finding["type"], name, given)
            or _SENTENCES.get(finding["type"])
            or _NAMED.get(kind, unknown)
        )
        place = ".".join(map(str, finding["loc"])) if is_deep else name
        found.setdefault(place, told.get("sentence") or usual)
    return found


def _of_unit(kind: str, name: str, given: Mapping[str, str]) -> Any:
    """Return what a number should count that has another sign beside it."""
    is_meant = kind == "int_parsing" and has_unit(given.get(name, ""))
    return WRONG_UNITS.get(counted(name, given)) if is_meant else None


def _limit(told: Mapping[str, Any]) -> Any:
    """Return the sentence about a number beyond the limit that its schema sets."""
    if "ge" in told:
        return _l("Enter %(least)s or more.", least=told["ge"])
    return _l("Enter %(most)s or less.", most=told["le"]) if "le" in told else None
