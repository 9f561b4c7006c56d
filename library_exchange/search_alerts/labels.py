"""What is said of searches that people are told of."""

from library_exchange.core.i18n import _l
from library_exchange.search_alerts.rules import Often

OFTEN = {Often.DAILY: _l("each day"), Often.WEEKLY: _l("each week")}
KEPT = _l("You get a mail when new books are found by this search.")
SEARCH_FIRST = _l("Search for something first, or choose a filter.")
TOO_WIDE = _l("This search finds too many books. Add a word or a filter, then keep it.")
TOO_MANY = _l("You are told of as many searches as there is room for. End one first.")
