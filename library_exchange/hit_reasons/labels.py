"""How it is said what brought a hit."""

from library_exchange.core.i18n import _l
from library_exchange.hit_reasons.rules import Kind

SAID = {
    Kind.HEADING: _l("Found by its subject"),
    Kind.CLASS: _l("Found by its class"),
    Kind.TEXT: _l("Found in its description"),
}
