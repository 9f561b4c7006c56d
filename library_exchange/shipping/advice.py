"""What to do where a guard is not true, by what the consignment holds and the languages of its papers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from library_exchange.core.i18n import _, _l
from library_exchange.shipping.labels.refusals import GUARDS
from library_exchange.shipping.queries.consignments import Contents
from library_exchange.shipping.rules.codes import Guard

TITLES_IN: dict[tuple[str, ...], Any] = {
    ("zh",): _l("Every title must stand in Chinese."),
    ("ru",): _l("Every title must stand in Russian."),
}
"""What to do with titles where one language is enough."""


def wanted_by(guard: Guard, contents: Contents, held_back: Mapping[int, Any] = MappingProxyType({})) -> Any:
    """Return what to do where a guard is not true of a consignment with these `contents`.

    `held_back` says of titles that may not leave yet why; the first of them is told.
    """
    if guard is Guard.TITLES_MAY_GO and held_back:
        return next(iter(held_back.values()))
    if guard is Guard.NO_EMPTY_PARCEL and contents.empty_parcels:
        number = contents.empty_parcels[0].number
        return _("Parcel %(number)s is empty. Put books into it, or take it away.", number=number)
    told = TITLES_IN if guard is Guard.TITLES_COMPLETE else {}
    return told.get(contents.languages.titles, GUARDS[guard])
