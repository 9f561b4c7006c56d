"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.web_discovery import policy
from library_exchange.web_discovery.views import browser_search, crawlers, search_feed
from library_exchange.web_discovery.views.blueprint import bp, documents

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    feeds=(documents,),
    doors=(browser_search, crawlers, search_feed),
)
