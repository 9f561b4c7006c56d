"""What a key must open for each route; the door looks at keys itself, so the table of pages lets everybody come."""

from library_exchange.api_keys.rules import Scope
from library_exchange.core.rights import PUBLIC, Access
from library_exchange.rest_api.rules.costs import Cost

SCOPES: dict[str, Scope | None] = {
    "libraries": Scope.CATALOGUE_READ,
    "library": Scope.CATALOGUE_READ,
    "records": Scope.CATALOGUE_READ,
    "record": Scope.CATALOGUE_READ,
    "add_record": Scope.RECORDS_WRITE,
    "holdings": Scope.HOLDINGS_READ,
    "holding": Scope.HOLDINGS_READ,
    "change_holding": Scope.RECORDS_WRITE,
    "replace_holding": Scope.RECORDS_WRITE,
    "imports": Scope.HOLDINGS_READ,
    "import_": Scope.HOLDINGS_READ,
    "items": Scope.HOLDINGS_READ,
    "item": Scope.HOLDINGS_READ,
    "add_items": Scope.HOLDINGS_WRITE,
    "change_item": Scope.HOLDINGS_WRITE,
    "withdraw_item": Scope.HOLDINGS_WRITE,
    "tell_states": Scope.HOLDINGS_WRITE,
    "loans": Scope.LOANS_READ,
    "loan": Scope.LOANS_READ,
    "make_loan": Scope.LOANS_WRITE,
    "take_step": Scope.LOANS_WRITE,
    "offers": Scope.OFFERS_READ,
    "wants": Scope.OFFERS_READ,
    "consignments": Scope.CONSIGNMENTS_READ,
    "consignment": Scope.CONSIGNMENTS_READ,
    "account": Scope.ACCOUNT_READ,
    "events": None,
}
"""By route; any key that holds opens the list of events, which tells what its scopes let it read."""
OPEN = ("openapi",)
"""What everybody reads, without a key."""
COSTS = {
    "records": Cost.SEARCH,
    "add_record": Cost.WRITE,
    "change_holding": Cost.WRITE,
    "replace_holding": Cost.WRITE,
    "add_items": Cost.WRITE,
    "change_item": Cost.WRITE,
    "withdraw_item": Cost.WRITE,
    "tell_states": Cost.BULK,
    "make_loan": Cost.WRITE,
    "take_step": Cost.WRITE,
}
"""Every other route is a reading."""
ROUTES: dict[str, Access] = {
    **{f"api.{name}": PUBLIC for name in (*SCOPES, *OPEN)},
    "developers.show": PUBLIC,
}
