"""The room as the house sees it: its doors stand among those of loans, whose books these pictures show."""

from library_exchange.core.rooms import Room
from library_exchange.loan_pictures import models, policy, views

ROOM = Room(routes=policy.ROUTES, doors=(views,), tables=(models,))
