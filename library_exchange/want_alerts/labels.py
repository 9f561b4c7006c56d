"""What is said of offers that fit what a library looks for."""

from library_exchange.core.i18n import _l

GONE = _l("This offer is no longer open, or no longer fits what you look for. Look at what fits now.")
NOT_FOR_YOU = _l(
    "This offer cannot be asked for: it is no longer open, not meant for libraries such as yours, or no gift where you"
    " agreed on gifts alone. Choose another one."
)
TICKED = _l("The book is ticked in this box. Choose others if you like, then put the proposal on the table.")
GIFTS_ONLY = _l("With this library you have agreed on gifts alone, and this book is no gift. Choose another one.")
