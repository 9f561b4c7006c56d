"""What is said of other editions."""

from library_exchange.core.i18n import _l

EDITIONS_HERE = _l("Your library has another edition of this book on the shelf:")
