"""How the copies of one title came: one state for all of them, or so many in each."""

from collections.abc import Mapping

from library_exchange.shipping.rules.codes import FAULTS, LineState

LOOKED_AT = (LineState.GOOD, *FAULTS)
"""What may be said of a copy that was looked at."""
Found = LineState | Mapping[LineState, int]


def has_fault(found: Found) -> bool:
    """Whether some copy did not come well."""
    said = {found: 1} if isinstance(found, LineState) else found
    return any(said.get(state) for state in FAULTS)


class DoesNotAddUp(Exception):
    """What was said is not of each copy exactly once."""


def counted(found: Found, copies: int) -> dict[LineState, int]:
    """Return how many of `copies` came in each state, good ones first; only states that some copy is in.

    Raises DoesNotAddUp if that is not all of them, or a state is none that a consignee may find.
    """
    said = {found: copies} if isinstance(found, LineState) else dict(found)
    if not said.keys() <= set(LOOKED_AT) or min(said.values(), default=0) < 0 or sum(said.values()) != copies:
        raise DoesNotAddUp
    return {state: said[state] for state in LOOKED_AT if said.get(state)}
