"""Names of what programs do here."""

from typing import Any

from library_exchange.core.i18n import _l
from library_exchange.rest_api.rules.costs import Cost

DOOR = _l("Interface for programs with a key (REST)")
COSTS = {
    Cost.READ: _l("Readings with one key"),
    Cost.SEARCH: _l("Searches with one key"),
    Cost.WRITE: _l("Changes with one key"),
    Cost.BULK: _l("Changes of many copies with one key"),
}
OPEN = _l("Readings of the description, from one place")
FAILED = _l("Tries without a key that holds, from one place")

EXAMPLES: dict[str, Any] = {
    "records": _l("Search the union catalogue"),
    "record": _l("Take a record as MARCXML"),
    "add_record": _l("Enter a record with its copy"),
    "change_holding": _l("Change what one of our records says"),
    "imports": _l("See what became of our files of records"),
    "items": _l("Find one of our copies by its number"),
    "add_items": _l("Add a copy"),
    "change_item": _l("Change a copy"),
    "tell_states": _l("Tell where many copies are"),
    "withdraw_item": _l("Withdraw a copy"),
    "loans": _l("List loans and the steps that their states allow"),
    "make_loan": _l("Make an interlibrary request for the library itself"),
    "take_step": _l("Take a step of a loan"),
    "offers": _l("List what libraries offer"),
    "wants": _l("List what we look for"),
    "consignments": _l("List our consignments"),
    "account": _l("See how we stand with each partner"),
    "events": _l("Learn what changed since the last time"),
}
