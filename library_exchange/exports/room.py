"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.exports import jobs, models, policy
from library_exchange.exports.views import found, pages
from library_exchange.exports.views.blueprint import bp

ROOM = Room(routes=policy.ROUTES, blueprints=(bp,), doors=(pages, found), tables=(models,), work=(jobs,))
