"""What one form may change in many ticked rows: the gaps, or also what somebody has filled in."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from library_exchange.core.i18n import _l


class Scope(StrEnum):
    """How far a change of several rows goes."""

    GAPS = "gaps"
    ALL = "all"


SCOPES: Final[tuple[tuple[str, Any], ...]] = (
    (Scope.GAPS.value, _l("Fill the gaps only: what is filled in stays")),
    (Scope.ALL.value, _l("All ticked, also what is filled in")),
)
"""What a form lets choose from."""


def filled(stands: Mapping[str, Any], given: Mapping[str, Any], gaps: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands filled in by somebody and would become another value, by name.

    Nothing is a gap, and so is the value in `gaps` that a field has where nobody chose one.
    """
    return {
        name: value
        for name in given
        if (value := stands[name]) not in (None, "", given[name]) and not (name in gaps and value == gaps[name])
    }


def written(
    stands: Mapping[str, Any], given: Mapping[str, Any], gaps: Mapping[str, Any], scope: Scope
) -> dict[str, Any]:
    """Return which of the values `given` are written into a row that `stands` so: those that change it."""
    kept = filled(stands, given, gaps) if scope is Scope.GAPS else {}
    return {name: value for name, value in given.items() if name not in kept and stands[name] != value}
