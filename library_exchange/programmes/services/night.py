"""What the clock does with programmes and lists every night."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from library_exchange.programmes.services import curating, planning

VERBS: dict[str, Callable[[Session, datetime], object]] = {
    "close_lists": curating.close_what_is_due,
    "end_programmes": planning.end_what_is_over,
}
"""Lists are closed before programmes end: each when its last day is over where who wrote it stands."""
