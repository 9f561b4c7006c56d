"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.exchange import jobs, policy
from library_exchange.exchange.models import deals, lists, rounds
from library_exchange.exchange.views import (
    accounts,
    agreements,
    boxes,
    desk,
    feeds,
    intake,
    lines,
    own_round,
    proposals,
    public,
)
from library_exchange.exchange.views import rounds as round_pages
from library_exchange.exchange.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    feeds=(feeds.bp,),
    doors=(accounts, agreements, boxes, desk, intake, lines, own_round, proposals, public, round_pages),
    tables=(deals, lists, rounds),
    work=(jobs,),
)
