"""What a form of terms may say."""

from collections.abc import Mapping

from library_exchange.core.errors import InvalidInput
from library_exchange.retention import labels
from library_exchange.retention.rules import TERMS, Kept

LONGEST = 6
"""Digits of a number of days that are looked at."""


def terms_in(given: Mapping[str, str], kinds: list[Kept]) -> dict[Kept, int]:
    """Return the days that a form tells for each of `kinds`; raises InvalidInput for what lies beyond the bounds."""
    found = {kind: _number(given.get(kind.value, "")) for kind in kinds}
    wrong = {kind.value: labels.bounds(kind) for kind, days in found.items() if not TERMS[kind].allows(days)}
    if wrong:
        raise InvalidInput(wrong)
    return found


def _number(text: str) -> int:
    plain = text.strip()[:LONGEST]
    return int(plain) if plain.isdecimal() else 0
