"""What the clock does with rounds every night."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from library_exchange.rounds.services import clock

VERBS: dict[str, Callable[[Session, datetime], object]] = {"turn_rounds": clock.turn_all}
"""Rounds whose day has come move on."""
