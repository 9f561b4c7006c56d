"""What was written anew on the page of a list: all of it is read together, or nothing if something cannot be."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import flash
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.errors import InvalidInput
from library_exchange.exchange_lists import labels
from library_exchange.exchange_lists.models import ListImportLine
from library_exchange.exchange_lists.queries.lookups import get_line
from library_exchange.exchange_lists.rules.answers import SETTLED
from library_exchange.exchange_lists.rules.edits import Written, edited, typed
from library_exchange.exchange_lists.schemas import LineFields, LineInput
from library_exchange.exchange_lists.services import list_imports as services
from library_exchange.web.forms import parse


class Edit(NamedTuple):
    """A line that was written anew: its number, and its text or its fields."""

    number: int
    given: LineInput | LineFields


class Carried(NamedTuple):
    """Which lines were read, and whether the one whose button was pressed, or any of them, had been asking."""

    was_asking: bool
    numbers: frozenset[int]


def edits_in(form: Mapping[str, str], pressed: tuple[int, Written] | None = None) -> list[Edit]:
    """Return every line that was written anew. Raises InvalidInput with a sentence for each field, like `year-7`.

    A form for one line alone may name its fields plainly.
    """
    found: list[Edit] = []
    errors: dict[str, Any] = {}
    for number, part in edited(form, pressed).items():
        schema: type[LineInput] | type[LineFields] = LineInput if part is Written.TEXT else LineFields
        told = typed(form, number, part) or (form if pressed == (number, part) else {})
        try:
            found.append(Edit(number, parse(schema, told)))
        except InvalidInput as refused:
            errors |= {f"{name}-{number}": sentence for name, sentence in refused.fields.items()}
    if errors:
        raise InvalidInput(errors)
    return found


def carry(session: Session, actor: Actor, list_id: int, edits: list[Edit], pressed: int | None = None) -> Carried:
    """Read lines anew; say so of those beside the one whose button was pressed, whose name is taken for granted."""
    was_asking = False
    for edit in edits:
        list_import, line = get_line(session, actor, list_id, edit.number)
        was_asking = was_asking or (is_asking(line) and pressed in (None, edit.number))
        try:
            if isinstance(edit.given, LineInput):
                services.correct(session, list_import, line, edit.given.text, now())
            else:
                services.correct_in_fields(session, list_import, line, edit.given, now())
        except InvalidInput as refused:
            raise InvalidInput({f"{name}-{edit.number}": told for name, told in refused.fields.items()}) from refused
    return Carried(was_asking, frozenset(edit.number for edit in edits))


def tell(carried: Carried, pressed: int | None) -> None:
    """Say how many lines were read, if others than the one whose button was pressed."""
    if carried.numbers - {pressed}:
        flash(str(labels.read_again(len(carried.numbers))), "ok")


def is_asking(line: ListImportLine) -> bool:
    """Whether a line waits for an answer."""
    return line.problem is not None and line.problem not in SETTLED and not line.is_left_out
