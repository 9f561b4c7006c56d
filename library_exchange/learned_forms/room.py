"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.learned_forms import models

ROOM = Room(routes={}, tables=(models,))
