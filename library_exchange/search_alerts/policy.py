"""Who keeps searches: whoever is signed in; whoever has the link in a mail ends the mails of one."""

from library_exchange.core.rights import PUBLIC, SIGNED_IN, Access

ROUTES: dict[str, Access] = {
    "search_alerts.mine": SIGNED_IN,
    "search_alerts.keep": SIGNED_IN,
    "search_alerts.forget": SIGNED_IN,
    "search_alerts.stop": PUBLIC,
}
