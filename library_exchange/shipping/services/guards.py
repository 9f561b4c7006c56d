"""What must be true before a step: each guard of the tables as a question to the consignment's contents."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from library_exchange.core.errors import Conflict
from library_exchange.core.steps import Carry, Taking
from library_exchange.directory.models import Library
from library_exchange.shipping.advice import wanted_by
from library_exchange.shipping.models import Consignment, ConsignmentLine, Parcel
from library_exchange.shipping.queries.consignments import Contents
from library_exchange.shipping.queries.regulations import Rules
from library_exchange.shipping.rules import customs_rules
from library_exchange.shipping.rules.codes import ClearanceState, Guard, ParcelKind
from library_exchange.shipping.rules.customs_rules import Missing

TITLES = (Missing.TITLE_ZH, Missing.TITLE_RU)
FIGURES = (Missing.WEIGHT, Missing.VALUE)
IN_FORCE = (ClearanceState.GRANTED, ClearanceState.PARTLY_GRANTED)


@dataclass(frozen=True)
class Case:
    """What the guards look at: the consignment, what it holds, the rules of the day and the day.

    `days_here` is how many days of the consignee's own ago everything had come, None if it has not. `held_back` says of
    titles that may not leave the house yet why, by the id of the line. `unreached` are the libraries that parcels are
    posted to, but whose address lacks what the post needs.
    """

    consignment: Consignment
    contents: Contents
    rules: Rules
    today: date
    days_here: int | None = None
    held_back: Mapping[int, Any] = field(default_factory=dict)
    unreached: tuple[Library, ...] = ()


def lacking(contents: Contents, wanted: tuple[Missing, ...]) -> list[ConsignmentLine]:
    """Return the titles that lack one of the things `wanted` for their papers."""
    languages = contents.languages.titles
    return [line for line in contents.going if set(customs_rules.missing_for_papers(line, languages)) & set(wanted)]


def old_unconfirmed(case: Case) -> list[ConsignmentLine]:
    """Return the titles that are, or may be, too old to leave unasked and were not confirmed."""
    years, crosses = case.rules.number(customs_rules.OLD_BOOK_YEARS), case.contents.languages.crosses
    open_ones = [each for each in case.contents.going if each.old_confirmed_at is None]
    return [each for each in open_ones if customs_rules.is_to_ask(each.year, years, case.today, crosses=crosses)]


def most_g(case: Case, parcel: Parcel) -> int:
    """Return the most that `parcel` may weigh: what its service takes, and for parcels the cap of the route."""
    most = case.contents.services[parcel.service_id].max_g
    is_parcel = case.contents.services[parcel.service_id].kind is ParcelKind.PARCEL
    return min(most, case.rules.number(customs_rules.PARCEL_CAP)) if is_parcel else most


def gross_g(contents: Contents, parcel: Parcel) -> int:
    """Return what the parcel weighs: by the scale, and never less than its books."""
    return max(parcel.weight_g or 0, contents.net_g(parcel))


def _titles(case: Case) -> bool:
    return bool(case.contents.going) and not lacking(case.contents, TITLES)


def _figures(case: Case) -> bool:
    return not lacking(case.contents, FIGURES)


def _all_in_parcels(case: Case) -> bool:
    return all(line.parcel_id is not None for line in case.contents.going)


def _weights(case: Case) -> bool:
    return all(gross_g(case.contents, parcel) <= most_g(case, parcel) for parcel in case.contents.parcels)


def _permits(case: Case) -> bool:
    needed = [each for each in case.contents.clearances if each.state is not ClearanceState.NOT_NEEDED]
    return all(
        each.state in IN_FORCE and (each.valid_until is None or each.valid_until >= case.today) for each in needed
    )


def _weighed(case: Case) -> bool:
    return all(parcel.weight_g is not None for parcel in case.contents.parcels)


def _tracking(case: Case) -> bool:
    tracked = [each for each in case.contents.parcels if case.contents.services[each.service_id].is_tracked]
    return all(each.tracking_no for each in tracked)


def _in_time(case: Case) -> bool:
    return case.days_here is not None and case.days_here <= case.rules.number(customs_rules.CLAIM_DAYS)


GUARDS: dict[Guard, Callable[[Case], bool]] = {
    Guard.TITLES_MAY_GO: lambda case: not case.held_back,
    Guard.TITLES_COMPLETE: _titles,
    Guard.FIGURES_COMPLETE: _figures,
    Guard.ALL_IN_PARCELS: _all_in_parcels,
    Guard.NO_EMPTY_PARCEL: lambda case: not case.contents.empty_parcels,
    Guard.WEIGHT_WITHIN_LIMIT: _weights,
    Guard.OLD_BOOKS_CONFIRMED: lambda case: not old_unconfirmed(case),
    Guard.PERMITS_IN_FORCE: _permits,
    Guard.WEIGHED: _weighed,
    Guard.TRACKING_GIVEN: _tracking,
    Guard.ADDRESSES_GIVEN: lambda case: not case.unreached,
    Guard.WITHIN_CLAIM_TIME: _in_time,
}
"""The guards of the consignment's own table; that of a permission's list is asked where it is sent in."""


def asked(guard: Guard) -> Carry:
    """Return how a machine carries out a guard: it raises Conflict with what to do, unless the guard is true."""

    def ask(taking: Taking) -> None:
        if not GUARDS[guard](taking.case):
            sentence = wanted_by(guard, taking.case.contents, taking.case.held_back)
            raise Conflict(f"guard-{guard}", sentence, consignment=taking.case.consignment.id)

    return ask
