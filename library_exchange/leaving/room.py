"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.leaving import display, jobs, models, policy, views

open_things = display.open_things
"""What is open at a library, for the room that asks before it is reached by letter."""
ROOM = Room(routes=policy.ROUTES, blueprints=(views.bp,), tables=(models,), work=(jobs,))
