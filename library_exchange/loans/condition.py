"""What the page of a request shows of the condition of its book, told by a room above."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from library_exchange.core.hooks import Hook
from library_exchange.loans.models import LoanRequest


@dataclass(frozen=True)
class Condition:
    """A part of the page, what stands beside the next step, and for each field to correct its id and the sentence."""

    section: Markup
    errors: list[tuple[str, Any]]
    step: str = ""


CONDITIONS: Hook[Callable[[Session, LoanRequest, str, Mapping[str, Any]], Condition]] = Hook()
"""Shows the condition of the book to staff of the library, in a language, with what was refused of what they sent."""
