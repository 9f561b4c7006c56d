"""Names of what keys open, how long they last and whether they hold."""

from typing import Any

from library_exchange.api_keys.rules import Lasts, Scope, Standing
from library_exchange.core.i18n import _l

SCOPES: dict[Scope, Any] = {
    Scope.CATALOGUE_READ: _l("Search the union catalogue and read records and libraries"),
    Scope.HOLDINGS_READ: _l("Read our holdings and copies"),
    Scope.HOLDINGS_WRITE: _l("Add, change and withdraw our copies, and tell where they are"),
    Scope.RECORDS_WRITE: _l("Enter and correct our records"),
    Scope.LOANS_READ: _l("Read our interlibrary loans; nothing of readers is told"),
    Scope.LOANS_WRITE: _l("Make interlibrary requests and take steps of loans"),
    Scope.OFFERS_READ: _l("Read exchange offers and wants"),
    Scope.CONSIGNMENTS_READ: _l("Read our consignments"),
    Scope.ACCOUNT_READ: _l("Read our exchange accounts"),
}
LASTS: dict[Lasts, Any] = {
    Lasts.MONTH: _l("30 days"),
    Lasts.QUARTER: _l("90 days"),
    Lasts.YEAR: _l("one year"),
    Lasts.TWO_YEARS: _l("two years"),
}
STANDINGS: dict[Standing, tuple[Any, str]] = {
    Standing.HOLDS: (_l("holds"), "ok"),
    Standing.ENDED: (_l("has expired"), "warn"),
    Standing.REVOKED: (_l("revoked"), ""),
}
NO_SCOPE = _l("Tick at least one thing that the key may do.")
TOO_MANY = _l("Your library has very many keys. Revoke those that nobody uses first.")
GONE = _l("This key was revoked already.")
