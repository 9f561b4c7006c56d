"""What the night does in this room."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from library_exchange.supplier_order.services.asking_on import withdraw_from_the_silent

VERBS: dict[str, Callable[[Session, datetime], object]] = {"withdraw_from_the_silent": withdraw_from_the_silent}
"""What the night does in this room, by name."""
