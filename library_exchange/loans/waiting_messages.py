"""What the page of a request says of messages that have waited too long, told by a room above."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.core.hooks import Hook
from library_exchange.loans.models import LoanRequest

WAITING_MESSAGES: Hook[Callable[[Session, LoanRequest, datetime], Sequence[Any]]] = Hook()
"""Finds a sentence for each message about a request that has waited too long by an instant."""
