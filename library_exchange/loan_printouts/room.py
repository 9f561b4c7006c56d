"""The room as the house sees it: its papers that go with a book hang among the doors of loans."""

from library_exchange.core.rooms import Room
from library_exchange.loan_printouts import policy
from library_exchange.loan_printouts.views import forms, slips

ROOM = Room(routes=policy.ROUTES, blueprints=(forms.bp,), doors=(slips,))
