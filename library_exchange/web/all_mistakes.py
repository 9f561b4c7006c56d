"""All mistakes of one form in one answer: what its schema refuses, and what its service finds in the rest."""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import lru_cache
from types import new_class
from typing import Any, cast

from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from library_exchange.core.db import transaction, was_overtaken
from library_exchange.core.errors import ExchangeError, InvalidInput
from library_exchange.core.text import clean
from library_exchange.web.forms import Input, parse

Reads = Mapping[str, Collection[str]]
"""By field of which others its check reads: while one of these is wrong nothing is said of the field itself."""


class _Tried(Exception):
    """What was only tried is taken back."""


class _NotThere(Exception):
    """A field was read that the form has not, or that is wrong: nothing more is known."""


class _Gaps:
    """A form with gaps: who reads one is told so, and every other name that it has not is a slip as ever."""

    def __getattr__(self, name: str) -> Any:
        if name in type(self).model_fields:  # type: ignore[attr-defined]
            raise _NotThere(name)
        return super().__getattr__(name)  # type: ignore[misc]


def parse_and_try(
    schema: type[Input], form: Mapping[str, str], verb: Callable[[Session, Input], object], reads: Reads
) -> Input:
    """Return `form` as a `schema`, as `forms.parse` does.

    Where that refuses it, `verb` is tried with the fields that are sound and taken back: the InvalidInput that is
    raised tells its mistakes, too.
    """
    try:
        return parse(schema, form)
    except InvalidInput as refused:
        sound = _sound(schema, form, refused.fields)
        found = _mistakes(verb, sound)
        further = {
            name: sentence
            for name, sentence in found.items()
            if name not in refused.fields and not refused.fields.keys() & set(reads.get(name, ()))
        }
        if not further:
            raise
        raise InvalidInput(refused.fields | further, **refused.facts) from refused


def _sound(schema: type[Input], form: Mapping[str, str], wrong: Collection[str]) -> Input:
    """Return a form without its wrong fields; what it needs and has not is missing in what is returned, too."""
    told = {name: clean(value) for name, value in form.items() if name in schema.model_fields and name not in wrong}
    left = {name: value for name, value in told.items() if value != ""}
    try:
        return parse(schema, left)
    except InvalidInput:
        made = _with_gaps(schema).model_construct()
    for name, value in left.items():
        with suppress(ValidationError, _NotThere):
            type(made).__pydantic_validator__.validate_assignment(made, name, value)
    return cast("Input", made)


@lru_cache(maxsize=64)
def _with_gaps(schema: type[BaseModel]) -> type[BaseModel]:
    return cast("type[BaseModel]", new_class(schema.__name__, (_Gaps, schema)))


def _mistakes(verb: Callable[[Session, Input], object], sound: Input) -> Mapping[str, Any]:
    try:
        with transaction() as session:
            verb(session, sound)
            raise _Tried
    except InvalidInput as more:
        return more.fields
    except (ExchangeError, IntegrityError, _NotThere, _Tried):
        # What is missing was read, or written, before anything else was found wrong: nothing more is known.
        was_overtaken()  # only a try came too late: nothing is to be answered anew
        return {}
