"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.known_titles import policy
from library_exchange.known_titles.views import openurl

ROOM = Room(routes=policy.ROUTES, feeds=(openurl.bp,))
