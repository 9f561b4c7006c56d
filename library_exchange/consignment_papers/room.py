"""The room as the house sees it: its doors hang among those of consignments."""

from library_exchange.consignment_papers import models, policy
from library_exchange.consignment_papers.views import files, old_books, papers
from library_exchange.core.rooms import Room

ROOM = Room(routes=policy.ROUTES, doors=(files, old_books, papers), tables=(models,))
