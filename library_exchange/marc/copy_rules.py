"""How one library writes its copies into its records, told by a librarian where it is not as the format has it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
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
    one of `own`: the records of a union catalogue. `states` and `places` are told by codes (see `as_code`). Rules of
    fields `beside` this one hold as well (see `copies_by`); they have none beside themselves.
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
    beside: tuple["CopyRule", ...] = ()

    @property
    def each(self) -> tuple["CopyRule", ...]:
        """This rule and those beside it, each for a field of its own."""
        return (self, *self.beside)

    @property
    def counts(self) -> bool:
        """Whether each field of it stands for copies of its own, told by number or counted."""
        return bool(self.barcode or self.count)

    def as_kept(self) -> dict[str, Any]:
        """Return the rule as JSON values."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(code): str(meaning) for code, meaning in value.items()}
    if isinstance(value, CopyRule):
        return value.as_kept()
    return list(map(_plain, value)) if isinstance(value, tuple) else value


def as_told(kept: Mapping[str, Any] | None) -> CopyRule | None:
    """Return the rule that was kept as JSON values; None if none was."""
    if kept is None:
        return None
    states = {code: CopyState(state) for code, state in kept["states"].items()}
    beside = tuple(rule for each in kept.get("beside", ()) if (rule := as_told(each)) is not None)
    return CopyRule(**{**kept, "own": tuple(kept["own"]), "states": states, "beside": beside})


def tags_of(kept: Mapping[str, Any] | None) -> list[str]:
    """Return the fields that a rule which was kept as JSON values is for."""
    told = as_told(kept)
    return [each.tag for each in told.each] if told else []


def with_field(told: CopyRule | None, rule: CopyRule) -> CopyRule:
    """Return what was told, with a rule for one more field, or with another one for a field that had one."""
    if told is None or told.tag == rule.tag:
        return replace(rule, beside=told.beside if told else ())
    others = (each for each in told.beside if each.tag != rule.tag)
    return replace(told, beside=tuple(sorted((*others, rule), key=lambda each: each.tag)))


def without_field(told: CopyRule | None, tag: str) -> CopyRule | None:
    """Return what was told but for one field; None if nothing is left."""
    left = [each for each in told.each if each.tag != tag] if told else []
    return replace(left[0], beside=tuple(left[1:])) if left else None


def copies_by(fields: Fields, rule: CopyRule) -> tuple[LocalHolding, ...]:
    """Return the copies that a record states by the rule.

    Of several fields those that count copies come first, whichever was told first. A number in two of them is one
    copy. A field that counts none says more of the copies of the others: of each in turn where there are as many, of
    all where it stands once; it never makes a copy more unless nothing else tells of any.
    """
    rules = sorted(rule.each, key=lambda each: not each.counts)
    stated: list[list[LocalHolding]] = []
    for each in rules:
        told = list(filter(None, (list(_copies(fields, each, given)) for given in _own_fields(fields, each))))
        if not stated or each.counts:
            stated = _with_others(stated, told)
        else:
            stated = _with_more(stated, [found[0] for found in told])
    gone = {number for each in rules for number in _gone(fields, each)} if rule.beside else ()
    return tuple(copy for copy in chain.from_iterable(stated) if copy.barcode not in gone)


def _with_others(stated: list[list[LocalHolding]], told: list[list[LocalHolding]]) -> list[list[LocalHolding]]:
    """Return copies with those that another field tells; what both tell of one number is one copy."""
    more = {copy.barcode: copy for copy in chain.from_iterable(told) if copy.barcode}
    known = {copy.barcode for copy in chain.from_iterable(stated) if copy.barcode}
    both = [[_filled(copy, more.get(copy.barcode or "")) for copy in each] for each in stated]
    return [*both, *([copy for copy in each if copy.barcode not in known] for each in told)]


def _with_more(stated: list[list[LocalHolding]], told: list[LocalHolding]) -> list[list[LocalHolding]]:
    if len(told) == len(stated):
        return [_all_filled(each, more) for each, more in zip(stated, told, strict=True)]
    of_all = told[0] if len(set(told)) == 1 else None
    return [_all_filled(each, of_all) for each in stated]


def _all_filled(copies: Iterable[LocalHolding], more: LocalHolding | None) -> list[LocalHolding]:
    return [_filled(copy, more) for copy in copies]


def _filled(copy: LocalHolding, more: LocalHolding | None) -> LocalHolding:
    """Return a copy with what another field says of it where its own says nothing; what is gone is no copy."""
    if more is None:
        return copy
    call_number, note = copy.call_number or more.call_number, copy.note or more.note
    if more.state is CopyState.GONE:
        return LocalHolding(None, call_number, 0, None, note, more.state)
    return replace(copy, call_number=call_number, note=note, state=copy.state or more.state)


def _gone(fields: Fields, rule: CopyRule) -> Iterator[str]:
    """Yield the numbers of own copies that a field says to be gone."""
    for given in _own_fields(fields, rule):
        if _state(rule, _all(fields, given, rule.state)) is CopyState.GONE:
            yield from _all(fields, given, rule.barcode)


def _copies(fields: Fields, rule: CopyRule, given: Field) -> Iterator[LocalHolding]:
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
    return any(_has_unknown_state(fields, each) for each in rule.each)


def _has_unknown_state(fields: Fields, rule: CopyRule) -> bool:
    told = (list(map(as_code, _all(fields, given, rule.state))) for given in _own_fields(fields, rule))
    return any(codes and rule.states.keys().isdisjoint(codes) for codes in told)


def count_told(text: str) -> int | None:
    """Return the number of copies that a subfield tells ("3", "3 экз."), None if it tells none."""
    digits = re.match(r"\s*([0-9]+)", narrow(text))
    return int(digits[1][:6]) if digits else None


def _own_fields(fields: Fields, rule: CopyRule) -> Iterator[Field]:
    each = (pair.main for pair in fields[rule.tag])
    return (given for given in each if not given.control_field and _is_own(fields, rule, given))


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
