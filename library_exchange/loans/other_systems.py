"""What the page of a request shows of the partner's system, told by a room above."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup
from sqlmodel import Session

from library_exchange.core.hooks import Hook
from library_exchange.loans.models import LoanRequest


@dataclass(frozen=True)
class Exchange:
    """Parts of the page: what staff must see to, and what was exchanged."""

    warnings: Markup
    section: Markup


EXCHANGES: Hook[Callable[[Session, LoanRequest], Exchange | None]] = Hook()
"""Shows what was exchanged about a request with the partner's system to staff of its library."""
