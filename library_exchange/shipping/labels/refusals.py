"""Why something cannot be done with a consignment now, and what to do instead."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from library_exchange.core.i18n import _, _l, format_date, format_list
from library_exchange.shipping.labels.consignments import PURPOSES
from library_exchange.shipping.rules.codes import Guard, Purpose, ShipmentState

Text = Any

OWN_SIDE = _l("Choose a library of your own country.")
OTHER_SIDE = _l("Choose a library of the country to which the consignment goes.")


def not_yet(today: date) -> str:
    """Return that a day has not come yet, and what day it is."""
    return _("This day has not come yet: today is %(today)s.", today=format_date(today, "medium"))


def long_before_planned(day: date, days: int) -> str:
    """Return that a consignment was entered so long after a day that the day is likely wrong."""
    return _(
        "The consignment was entered on %(date)s, long after that day. Check the day: it cannot lie more than %(num)s"
        " days before.",
        date=format_date(day, "medium"),
        num=days,
    )


def before_granted(day: date) -> str:
    """Return that nothing was handed over before the permission came."""
    return _("The permission was noted on %(date)s: enter that day or a later one.", date=format_date(day, "medium"))


GUARDS: dict[Guard, Text] = {
    Guard.TITLES_COMPLETE: _l("Every title must stand in Chinese and in Russian."),
    Guard.LIST_COMPLETE: _l("For the application every title needs its year, its publisher and a line of annotation."),
    Guard.FIGURES_COMPLETE: _l("Every title needs its weight and its value."),
    Guard.TITLES_MAY_GO: _l("A title may not leave yet. Look at what it travels for."),
    Guard.ALL_IN_PARCELS: _l("Some titles lie in no parcel yet. Scan them into one."),
    Guard.NO_EMPTY_PARCEL: _l("A parcel is empty. Put books into it, or take it away."),
    Guard.WEIGHT_WITHIN_LIMIT: _l("A parcel is heavier than its service takes. Move some books to another parcel."),
    Guard.OLD_BOOKS_CONFIRMED: _l(
        "Some books are so old that they may be cultural property. "
        "Ask whether they may leave, and confirm each of them."
    ),
    Guard.PERMITS_IN_FORCE: _l("A permit is not there yet, or it has run out. The books must not cross the border."),
    Guard.WEIGHED: _l("Weigh each parcel and enter what the scale says, or tick that there is no scale."),
    Guard.TRACKING_GIVEN: _l("Enter the tracking number of each parcel that has one."),
    Guard.ADDRESSES_GIVEN: _l(
        "No parcel leaves for an address without street and postcode. Fill in what lacks, or ask the library for it."
    ),
    Guard.WITHIN_CLAIM_TIME: _l("The time for claims is over. Write to the other library."),
}
"""What to do where a guard is not true."""
ALREADY_PACKED = _l("The list of this consignment is closed. Plan another consignment for further titles.")
ALREADY_TRAVELLING = _l("One of these titles is on its way in another consignment already.")
OWN_PROCEDURE = _l("This book is lent: report in its request what is wrong with it. The request leads on from there.")
CLEARANCE_NOT_NOW = _l("The permission stands elsewhere by now. Look at its present state.")
CLAIM_NOT_NOW = _l("The claim stands elsewhere by now. Look at its present state and decide again.")
_NOT_NOW = _l("This is not possible now: the consignment stands elsewhere. Look at its present state.")
_CLOSED = _l("This consignment is closed. Nothing more can be done with it.")


def list_closed(purposes: Iterable[Purpose]) -> Text:
    """Return why titles cannot be added to a list that was closed: what travels for `purposes` needs permission."""
    return _(
        "The list of this consignment is closed, and books that travel for this purpose need permission: %(purposes)s. "
        "Choose another purpose if this one is wrong, or plan another consignment for them.",
        purposes=format_list(PURPOSES[each] for each in purposes),
    )


def not_now(state: ShipmentState) -> Text:
    """Return what to say to somebody who wants a step that does not exist from `state`."""
    return _CLOSED if state in (ShipmentState.CLOSED, ShipmentState.CANCELLED) else _NOT_NOW
