"""Names of states and of who comes."""

from typing import Any

from library_exchange.core import doors
from library_exchange.core.i18n import _l, _pl

OPEN = _pl("door for programs", "open")
SHUT = _pl("door for programs", "shut")
SHUT_OUT = _l("Who runs the platform has shut this interface for a while: nothing goes out until it is opened again.")
"""What a page says whose room asks others through a door that is shut."""
SHUT_BY_SETTING = _l("shut by a setting")
CLIENTS: dict[str, Any] = {
    doors.ANYBODY: _l("somebody without a key"),
    doors.PARTNER: _l("a partner's system"),
    doors.SERVER: _l("a library's server"),
    doors.KEY: _l("a key"),
}
"""By who comes; of a key its beginning is told instead."""
