"""What is said of offers that fit what a library looks for."""

from library_exchange.core.i18n import _l

GONE = _l("This offer is no longer open, or no longer fits what you look for. Look at what fits now.")
GIFTS_ONLY = _l("With this library you have agreed on gifts alone, and this book is no gift. Choose another one.")
