"""The machine of departures: who takes which step, what must be true, what follows."""

from collections.abc import Callable

from sqlmodel import Session

from library_exchange.core.errors import Conflict, ExchangeError, NotFound
from library_exchange.core.hooks import Hook
from library_exchange.core.steps import Machine, Taking
from library_exchange.directory import lending
from library_exchange.directory.models import Library
from library_exchange.leaving import labels, policy, queries
from library_exchange.leaving.rules import DEPARTURE, DepartureState, Effect, Guard
from library_exchange.leaving.services import ending, holdings, letters

LETTERS = {DepartureState.LEFT: "left", DepartureState.CALLED_OFF: "stays", DepartureState.RETURNED: "returned"}
"""What partners are told of a departure that has come to a state."""


STILL_GOING: Hook[Callable[[Session, int], bool]] = Hook()
"""Rooms above tell whether something of a library that leaves is still being carried elsewhere."""


def _require_nothing_open(taking: Taking) -> None:
    if queries.to_finish(queries.counted(taking.session, taking.row.library_id)):
        raise Conflict("something-open", labels.SOMETHING_OPEN)
    if any(is_going(taking.session, taking.row.library_id) for is_going in STILL_GOING.fillings().values()):
        raise Conflict("still-going", labels.STILL_GOING)
    if holdings.are_coming_back(taking.session, taking.row.library_id):
        raise Conflict("coming-back", labels.COMING_BACK)


def _take_nothing_new(taking: Taking) -> None:
    library = taking.session.get_one(Library, taking.row.library_id)
    taking.row.lent = library.lends
    library.lends, library.is_closing = False, True
    taking.session.flush()
    lending.tell(taking.session, library.id)


def _stay(taking: Taking) -> None:
    library = taking.session.get_one(Library, taking.row.library_id)
    library.leaves_on = None
    if library.is_closing:
        library.is_closing, library.lends = False, taking.row.lent
        taking.session.flush()
        lending.tell(taking.session, library.id)


def _tell_partners(taking: Taking) -> None:
    letters.tell_partners(taking.session, taking.row, LETTERS[taking.row.state])


def _not_yours(_taking: Taking) -> ExchangeError:
    return NotFound("another-librarys")


DEPARTURES = Machine(
    DEPARTURE,
    "departure",
    policy.parts_in,
    not_now=lambda _row, _event: labels.NOT_NOW,
    not_yours=_not_yours,
    changed_meanwhile=labels.CHANGED_MEANWHILE,
    stamps=lambda taking, target: (
        {"touched_at": taking.at} | ({"left_at": taking.at} if target is DepartureState.LEFT else {})
    ),
    guards={Guard.NOTHING_OPEN: _require_nothing_open},
    effects={
        Effect.TAKE_NOTHING_NEW: _take_nothing_new,
        Effect.STAY: _stay,
        Effect.TELL_PARTNERS: _tell_partners,
        Effect.WITHDRAW_LISTS: ending.withdraw_lists,
        Effect.WITHDRAW_HOLDINGS: holdings.withdraw,
        Effect.LET_RIGHTS_REST: ending.let_rights_rest,
        Effect.COME_BACK: ending.come_back,
        Effect.LIST_HOLDINGS: holdings.list_again,
        Effect.END_RIGHTS: ending.end_rights,
    },
)
