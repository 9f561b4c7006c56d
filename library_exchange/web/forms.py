"""From what a form sends to a valid input, and from pydantic's findings to sentences for people."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.text import clean

Input = TypeVar("Input", bound=BaseModel)

_SENTENCES: dict[str, Any] = {
    "missing": _l("Fill in this field."),
    "string_too_short": _l("Fill in this field."),
    "string_too_long": _l("This is too long."),
    "int_parsing": _l("Enter a whole number."),
    "int_type": _l("Enter a whole number."),
    "int_parsing_size": _l("This number is too large."),
    "no_sum_of_money": _l("Enter a sum in digits, like 12.50."),
    "day_out_of_range": _l("Enter a day between 1900 and 2200."),
    "greater_than_equal": _l("This number is too small."),
    "less_than_equal": _l("This number is too large."),
    "date_from_datetime_parsing": _l("Enter a date like 2026-11-23."),
    "date_parsing": _l("Enter a date like 2026-11-23."),
    "enum": _l("Choose one of the values offered."),
    "literal_error": _l("Choose one of the values offered."),
}


def parse(schema: type[Input], form: Mapping[str, str]) -> Input:
    """Return `form` as a `schema`; empty fields count as absent, texts are cleaned at this boundary.

    Raises InvalidInput with a sentence for each field that cannot be accepted.
    """
    given = {name: clean(value) for name, value in form.items() if name in schema.model_fields}
    try:
        return schema.model_validate({name: value for name, value in given.items() if value != ""})
    except ValidationError as error:
        raise InvalidInput(_sentences(error)) from error


def _sentences(error: ValidationError) -> dict[str, Any]:
    """Return a sentence for each field: the one that the schema's own check gives in its context, or a usual one."""
    unknown = _l("This cannot be accepted. Please check it.")
    found: dict[str, Any] = {}
    for finding in error.errors():
        name = str(finding["loc"][0]) if finding["loc"] else ""
        own = finding.get("ctx", {}).get("sentence")
        found.setdefault(name, own or _SENTENCES.get(finding["type"], unknown))
    return found
