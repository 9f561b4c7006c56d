"""What may be said of a title when its parcel is opened, as forms offer it."""

from typing import Any

from library_exchange.shipping.labels import titles as title_labels
from library_exchange.shipping.models import ConsignmentLine
from library_exchange.shipping.rules.codes import LineState
from library_exchange.shipping.rules.counting import LOOKED_AT
from library_exchange.shipping.services.own_procedures import own_procedure


def findings(line: ConsignmentLine | None = None) -> list[tuple[str, Any]]:
    """Return what may be said of a title that came, the usual first.

    Where its room settles damage by itself, each kind of damage is told apart: `damaged:wet`.
    """
    own = own_procedure(line) if line is not None else None
    damages = [(f"{LineState.DAMAGED}:{code}", name) for code, name in own.damages.items()] if own else []
    usual = [(str(state), title_labels.LINES[state][0]) for state in LOOKED_AT]
    return [each for found in usual for each in (damages if damages and found[0] == LineState.DAMAGED else [found])]
