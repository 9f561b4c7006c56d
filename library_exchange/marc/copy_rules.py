"""How one library writes its copies into its records, told by a librarian where it is not as the format has it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pymarc import Field

from library_exchange.core.text import folded, narrow
from library_exchange.marc.describing.fields import Fields
from library_exchange.marc.description import CopyState, LocalHolding

LONGEST_CODE = 60
"""Of a code of a place or a state."""


@dataclass(frozen=True, slots=True)
class CopyRule:
    """In which field a library tells of its copies, in which subfields what, and what its codes mean.

    A call number may be made of several subfields ("h+i"). With a `library` subfield only those fields count that name
    one of `own`: the records of a union catalogue. `states` and `places` are told by codes (see `as_code`).
    """

    tag: str
    call_number: str = ""
    barcode: str = ""
    place: str = ""
    count: str = ""
    state: str = ""
    library: str = ""
    own: tuple[str, ...] = ()
    states: Mapping[str, CopyState] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    def as_kept(self) -> dict[str, Any]:
        """Return the rule as JSON values."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(code): str(meaning) for code, meaning in value.items()}
    return list(value) if isinstance(value, tuple) else value


def as_told(kept: Mapping[str, Any] | None) -> CopyRule | None:
    """Return the rule that was kept as JSON values; None if none was."""
    if kept is None:
        return None
    states = {code: CopyState(state) for code, state in kept["states"].items()}
    return CopyRule(**{**kept, "own": tuple(kept["own"]), "states": states})


def copies_by(fields: Fields, rule: CopyRule) -> tuple[LocalHolding, ...]:
    """Return the copies that a record states by the rule."""
    return tuple(copy for pair in fields[rule.tag] for copy in _copies(fields, rule, pair.main))


def _copies(fields: Fields, rule: CopyRule, given: Field) -> Iterator[LocalHolding]:
    if given.control_field or not _is_own(fields, rule, given):
        return
    parts = (_all(fields, given, code) for code in rule.call_number.split("+"))
    call_number = "/".join(part[0] for part in parts if part) or None
    numbers, places = _all(fields, given, rule.barcode), _all(fields, given, rule.place)
    counted, told = _all(fields, given, rule.count), _all(fields, given, rule.state)
    if not (call_number or numbers or places or counted or told):
        return
    state = _state(rule, told)
    place = "; ".join(rule.places.get(as_code(code), code) for code in places) or None
    if state is CopyState.GONE:
        yield LocalHolding(None, call_number, 0, None, place, state)
        return
    for number in numbers:
        yield LocalHolding(None, call_number, 1, number, place, state)
    count = next(filter(None, map(count_told, counted)), 1)
    if len(numbers) <= 1 and count > len(numbers):
        # One number may be that of several copies that are accounted for together; more are one for each copy.
        yield LocalHolding(None, call_number, count - len(numbers), None, place, state)


def _state(rule: CopyRule, told: list[str]) -> CopyState | None:
    """Return the state that codes tell, None if there are none; a copy with codes that nobody explained is not lent."""
    known = (rule.states[code] for code in map(as_code, told) if code in rule.states)
    return next(known, CopyState.NOT_LENT if told else None)


def has_unknown_state(fields: Fields, rule: CopyRule) -> bool:
    """Whether a record says of the state of an own copy what nobody explained."""
    each = (pair.main for pair in fields[rule.tag] if not pair.main.control_field and _is_own(fields, rule, pair.main))
    told = (list(map(as_code, _all(fields, given, rule.state))) for given in each)
    return any(codes and rule.states.keys().isdisjoint(codes) for codes in told)


def count_told(text: str) -> int | None:
    """Return the number of copies that a subfield tells ("3", "3 экз."), None if it tells none."""
    digits = re.match(r"\s*([0-9]+)", narrow(text))
    return int(digits[1][:6]) if digits else None


def _is_own(fields: Fields, rule: CopyRule, given: Field) -> bool:
    if not rule.library or not rule.own:
        return True
    own = {folded(name) for name in rule.own}
    return any(folded(name) in own for name in _all(fields, given, rule.library))


def _all(fields: Fields, given: Field, code: str) -> list[str]:
    return fields.values(given, code) if code else []


def as_code(text: str) -> str:
    """Return a code as it is looked for: without regard to case and width."""
    return folded(text)[:LONGEST_CODE]
