"""Who may see what fits, ask for it and pass it over: whoever works in the library."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "want_alerts.fitting": FOR_STAFF,
    "want_alerts.ask_for": FOR_STAFF,
    "want_alerts.ask_for_listed": FOR_STAFF,
    "want_alerts.decline": FOR_STAFF,
    "want_alerts.restore": FOR_STAFF,
    "want_alerts.see": FOR_STAFF,
}
