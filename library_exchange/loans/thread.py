"""What the page of a request shows of the messages about it, told by a room above."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.hooks import Hook
from library_exchange.loans.models import LoanRequest

THREADS: Hook[Callable[[Session, Actor, LoanRequest], dict[str, Any] | None]] = Hook()
"""Shows what both sides wrote about a request, None if no library has been asked."""
