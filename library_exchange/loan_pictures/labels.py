"""What is said of pictures of a loan's book."""

from typing import Any

from library_exchange.core.i18n import _l, _pl
from library_exchange.loan_pictures.rules import MOST_OF_A_MOMENT, Moment
from library_exchange.loans.labels.states import state
from library_exchange.loans.rules.codes import Side, State

Text = Any

MOMENTS: dict[Moment, Text] = {
    Moment.LEAVING: _pl("picture of a book", "On leaving"),
    Moment.ARRIVING: _pl("picture of a book", "On arriving"),
    Moment.ON_LOAN: _pl("picture of a book", "On loan"),
    Moment.GOING_BACK: _pl("picture of a book", "On going back"),
    Moment.COMING_BACK: _pl("picture of a book", "On coming back"),
}
ENOUGH = _l(
    "Your library shows %(num)s pictures of this moment already, which is the most. Take one back first.",
    num=MOST_OF_A_MOMENT,
)
NOT_ON_ITS_WAY = _l("This book is not on its way to you. Look at the page of the request again.")
STAYS = _l("This request is closed: its pictures stay as they are.")


def not_now(moment: Moment, side: Side, stands: State) -> Text:
    """Return why no picture of a moment can be shown while the row stands so."""
    return _l(
        "A picture “%(moment)s” cannot be shown now: the request is “%(state)s”.",
        moment=MOMENTS[moment],
        state=state(side, stands),
    )
