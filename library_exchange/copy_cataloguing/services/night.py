"""What the night does in this room: answers of targets are forgotten."""

from library_exchange.copy_cataloguing.services.looking import forget_old
from library_exchange.core import nightly

VERBS: dict[str, nightly.SessionVerb] = {"forget_old": forget_old}
"""What the night does in this room, by name."""
