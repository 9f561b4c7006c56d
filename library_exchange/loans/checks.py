"""What staff should look at before a reader's request goes out, told by a room above."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from library_exchange.core.hooks import Hook
from library_exchange.loans.forms import Refused
from library_exchange.loans.models import LoanRequest

CHECKS: Hook[Callable[[Session, LoanRequest, Refused | None], list[dict[str, Any]]]] = Hook()
"""Tells what to look at: each a `sentence`, and `links` to where, as address and text; and what was refused of it."""
