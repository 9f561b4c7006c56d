"""The room as the house sees it: its papers that go with a book hang among the doors of loans."""

from library_exchange.core.rooms import Room
from library_exchange.loan_printouts import display, policy
from library_exchange.loan_printouts.views import forms, slips

papers_shown = display.papers_shown
"""The papers of a request, for its page."""
ROOM = Room(routes=policy.ROUTES, blueprints=(forms.bp,), doors=(slips,))
