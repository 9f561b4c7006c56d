"""Books in place of those that came badly: upper rooms offer and promise them; they say so in `app`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.hooks import Hook
from library_exchange.shipping.models import ConsignmentLine


@dataclass(frozen=True)
class Replacement:
    """What an upper room can do for a title of its own that a claim was about.

    `choices` gives the books, by id and title, that the consignor can send instead, the most wanted first: it is asked
    with consignor, consignee and the language of the page. `promise` promises one of them, or without an id the same
    title again; it is told the title's subject, returns the consignment that brings the book, and raises Conflict if
    the book is gone.
    """

    choices: Callable[[Session, int, int, str], list[tuple[int, str]]]
    promise: Callable[[Session, Actor, int, int | None, datetime], int]


REPLACEMENTS: Hook[Replacement] = Hook()
"""How titles are replaced, by the kind of their subject."""


def replacement_for(line: ConsignmentLine) -> Replacement | None:
    """Return how the title of a line can be replaced; None where no upper room does it."""
    return REPLACEMENTS.find(line.subject_kind) if line.subject_id is not None else None
