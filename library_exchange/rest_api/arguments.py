"""What the arguments of addresses and headers may be, as the description tells it; what is not here is any text."""

from collections.abc import Iterable, Mapping
from typing import Any

from library_exchange.catalogue.models import LocalState
from library_exchange.catalogue.schemas import YEARS
from library_exchange.core.bounds import LARGEST
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.steps import STATES
from library_exchange.search.port import FACETS, Sort

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
ROW: Schema = {"type": "integer", "minimum": 1, "maximum": LARGEST}
NUMBER: Schema = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
COUNT: Schema = NUMBER | {"minimum": 1}
YEAR: Schema = {"type": "integer", "minimum": YEARS.start, "maximum": YEARS.stop - 1}
SEVERAL: Schema = {"type": "array", "items": TEXT}
NAME: Schema = {"type": "string", "pattern": r"[!-~]"}
"""An `Idempotency-Key`: not empty."""


def _one_of(values: Iterable[str]) -> Schema:
    return {"type": "string", "enum": list(values)}


_TRUTH = _one_of(("true", "false"))
OF_ANY: Mapping[str, Schema] = {
    "limit": COUNT,
    "record_id": NUMBER,
    "holding_id": NUMBER,
    "import_id": NUMBER,
    "open": _TRUTH,
    "mine": _TRUTH,
    "side": _one_of(Side),
    **dict.fromkeys(FACETS, SEVERAL),
}
"""By name, wherever it stands."""
OF_ROUTES: Mapping[tuple[str, str], Schema] = {
    ("items", "state"): _one_of(LocalState),
    ("records", "profile"): _one_of(("unimarc",)),
    ("records", "sort"): _one_of(Sort),
    ("records", "year_from"): YEAR,
    ("records", "year_to"): YEAR,
    ("loans", "state"): _one_of(sorted({state.value for of_side in STATES.values() for state in of_side})),
    **{(route, name): TEXT for route in ("offers", "wants") for name in ("country", "library", "language", "subject")},
}
"""By route and name, where it means something else there."""


def schema_of(route: str, name: str) -> Schema:
    """Return what an argument of a route's address may be."""
    return OF_ROUTES.get((route, name)) or OF_ANY.get(name, TEXT)
