"""What the papers that go with a book are called on a page."""

from typing import Any

from library_exchange.core.i18n import _l
from library_exchange.loans.rules.papers import Paper

PAPER_NAMES: dict[Paper, Any] = {
    Paper.PULL_SLIP: _l("Pull slip: to find the book on the shelf"),
    Paper.STRAP: _l("Book strap: stays round the book"),
    Paper.DESK_SLIP: _l("Slip for the reader's desk"),
    Paper.PACKING_NOTE: _l("Packing note"),
    Paper.LABEL: _l("Address label"),
}
