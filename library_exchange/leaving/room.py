"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.leaving import display, jobs, models, policy, queries, views

told_administrator, count_for_administrator = display.told_administrator, queries.count_to_bring_back
"""What somebody is told on her own page of libraries that she may bring back, for the room of people."""
open_things = display.open_things
"""What is open at a library, for the room that asks before it is reached by letter."""
ROOM = Room(routes=policy.ROUTES, blueprints=(views.bp,), tables=(models,), work=(jobs,))
