"""What to do where a guard is not true, by the languages in which the papers tell titles."""

from typing import Any

from library_exchange.core.i18n import _l
from library_exchange.shipping.labels import GUARDS
from library_exchange.shipping.rules.codes import Guard

TITLES_IN: dict[tuple[str, ...], Any] = {
    ("zh",): _l("Every title must stand in Chinese. Open “Complete the titles”."),
    ("ru",): _l("Every title must stand in Russian. Open “Complete the titles”."),
}
"""What to do with titles where one language is enough."""


def wanted_by(guard: Guard, languages: tuple[str, ...]) -> Any:
    """Return what to do where a guard is not true, and the papers tell titles in `languages` (zh, ru)."""
    told = TITLES_IN if guard is Guard.TITLES_COMPLETE else {}
    return told.get(languages, GUARDS[guard])
