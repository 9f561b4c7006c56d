"""What the night does in this room."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from library_exchange.practice_exchange.services.practising import forget

VERBS: dict[str, Callable[[Session, datetime], object]] = {"forget": forget}
"""What the night does in this room, by name."""
