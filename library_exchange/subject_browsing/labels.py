"""Names of the classifications, as one chooses between them, and which of them a reader sees first."""

from library_exchange.core.i18n import _l

SCHEMES = {
    "clc": _l("Chinese Library Classification"),
    "bbk": _l("Library-Bibliographical Classification (BBK)"),
    "udc": _l("Universal Decimal Classification"),
    "ddc": _l("Dewey Decimal Classification"),
}
ORDER = {
    "zh": ("clc", "bbk", "udc", "ddc"),
    "ru": ("bbk", "udc", "clc", "ddc"),
    "en": ("udc", "ddc", "clc", "bbk"),
}
"""The schemes in the order in which they are offered, by the language of the page."""
