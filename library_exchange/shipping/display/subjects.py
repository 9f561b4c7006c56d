"""What a title travels for, as the upper room tells it on the page of the consignment."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.hooks import Hook
from library_exchange.core.i18n import current
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.queries.line_titles import titles_of
from library_exchange.web.next_steps import Next


@dataclass(frozen=True)
class Subject:
    """Where the reader's own page of it is, what it is called, how it stands, and what is to be done about the papers.

    `damage` is what was reported of it by its own procedure, and `unsettled` what is to be done where it did not come
    as it should; it `is_found` where it was missing and has turned up. `url` is None for somebody who has no page of
    it. `first` is what is done before a title that is held back may leave, `apart` what is said yes to of one that may,
    `then` what its consignor does once it has come.
    """

    label: Any
    url: str | None
    state: Any = None
    tone: str = ""
    notice: Any = None
    first: Next | None = None
    damage: Any = None
    then: Next | None = None
    unsettled: Next | None = None
    is_found: bool = False
    apart: Callable[[str], Any] | None = None


SUBJECTS: Hook[Callable[[Session, Actor, Consignment, Collection[int]], Mapping[int, Subject]]] = Hook()
"""Who tells, by the kind of titles' subjects, what some of them travel for; with a fixed number of queries."""


def subjects_of(
    session: Session, actor: Actor, consignment: Consignment, lines: Collection[ConsignmentLine]
) -> Mapping[int, Subject]:
    """Return by the id of its line what a title travels for, as far as a room tells."""
    found: dict[int, Subject] = {}
    for kind, told in SUBJECTS.fillings().items():
        mine = {line.id: line.subject_id for line in lines if line.subject_kind == kind and line.subject_id is not None}
        named = told(session, actor, consignment, set(mine.values())) if mine else {}
        found |= {line_id: named[subject] for line_id, subject in mine.items() if subject in named}
    return found


def going_out(session: Session, actor: Actor, consignment: Consignment) -> dict[str, Any]:
    """Return what is asked before handing over: each title with what it travels for, some to confirm apart."""
    lines = contents_of(session, consignment).going
    titles, told = titles_of(session, lines, current().code), subjects_of(session, actor, consignment, lines)
    return {
        "books": [(titles[line.id].shown.value, told[line.id].label if line.id in told else "") for line in lines],
        "apart": [(str(at), it.apart(titles[at].shown.value)) for at, it in told.items() if it.apart],
    }
