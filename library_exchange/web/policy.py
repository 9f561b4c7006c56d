"""Who may open the routes of the page tools."""

from library_exchange.core.rights import PUBLIC

ROUTES = {
    "static": PUBLIC,
    "web.root": PUBLIC,
    "web.permalink": PUBLIC,
    "web.request_permalink": PUBLIC,
    "web.healthz": PUBLIC,
    "web.set_theme": PUBLIC,
}
