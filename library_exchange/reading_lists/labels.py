"""What is said of a reader's lists."""

from library_exchange.core.i18n import _l

FIRST_NAME = _l("To read")
"""What the first list is called unless she names it."""
SAME_NAME = _l("You have a list of this name. Choose another name.")
CHOOSE_OR_NAME = _l("Choose a list, or name a new one.")
TOO_MANY_LISTS = _l("You have as many lists as there is room for. Delete one first.")
TOO_MANY_BOOKS = _l("This list is full. Choose another list, or remove books from this one first.")
TICK_FIRST = _l("Tick the books you want to request.")
KEPT = _l("The book is on your list “%(name)s”.")
ON_IT_ALREADY = _l("The book was on your list “%(name)s” already.")
