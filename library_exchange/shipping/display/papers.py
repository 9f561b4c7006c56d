"""The papers to which the page of a consignment leads, told by a room above."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlmodel import Session

from library_exchange.core.hooks import Hook
from library_exchange.directory.models import Library
from library_exchange.shipping.services.guards import Case

PAPERS: Hook[Callable[[Session, Case, Mapping[int, Library]], list[dict[str, Any]]]] = Hook()
"""Tells which papers can be had now: what each is called, and where it is. The libraries of the way are given by id."""


def papers_told(session: Session, case: Case, libraries: Mapping[int, Library]) -> list[dict[str, Any]]:
    """Return what all rooms tell."""
    return [each for told in PAPERS.fillings().values() for each in told(session, case, libraries)]
