"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.offers import models, policy
from library_exchange.offers.views import desk, feeds, lines, list_imports, proposals, public
from library_exchange.offers.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    feeds=(feeds.bp,),
    doors=(desk, lines, list_imports, proposals, public),
    tables=(models,),
)
