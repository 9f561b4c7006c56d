"""How each thing in hand stands, and which book a loan is of, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Import
from library_exchange.core.titles import Written
from library_exchange.deals import labels as deals
from library_exchange.deals.models import Agreement, Box
from library_exchange.exchange_lists.labels import LIST_IMPORT_STATES
from library_exchange.exchange_lists.models import ListImport
from library_exchange.handovers.queries import Thing
from library_exchange.handovers.rules import Subject
from library_exchange.imports.labels import IMPORT_STATES
from library_exchange.loans.labels import states as loans
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.programmes.labels import PROGRAMME_STATES
from library_exchange.programmes.models import Programme
from library_exchange.rounds.labels import ROUND_STATES
from library_exchange.rounds.models import Round
from library_exchange.shipping.labels import consignments
from library_exchange.shipping.models import Consignment


@dataclass(frozen=True)
class Standing:
    """The name of the state and the tone of its chip; of a loan, the title of the book."""

    state: Any
    tone: str = ""
    title: Written | None = None


STATES: Mapping[Subject, tuple[Any, Mapping[Any, Any]]] = {
    Subject.CONSIGNMENT: (Consignment, consignments.STATES),
    Subject.LIST: (ListImport, LIST_IMPORT_STATES),
    Subject.IMPORT: (Import, IMPORT_STATES),
    Subject.BOX: (Box, deals.BOX_STATES),
    Subject.AGREEMENT: (Agreement, deals.AGREEMENT_STATES),
    Subject.ROUND: (Round, ROUND_STATES),
    Subject.PROGRAMME: (Programme, PROGRAMME_STATES),
}
"""Whose rows have a state, and the names of these; an invitation without an answer is always that."""


def standings(session: Session, things: Sequence[Thing], language: str) -> dict[tuple[Subject, int], Standing]:
    """Return how things stand, by subject and number; one query for each subject."""
    found: dict[tuple[Subject, int], Standing] = {}
    for subject in {thing.subject for thing in things}:
        ids = [thing.id for thing in things if thing.subject is subject]
        if subject is Subject.LOAN:
            loan_rows = session.scalars(sa.select(LoanRequest).where(col(LoanRequest.id).in_(ids)))
            found |= {(subject, row.id or 0): _of_loan(row, language) for row in loan_rows}
        elif subject in STATES:
            table, names = STATES[subject]
            rows = session.execute(sa.select(table.id, table.state).where(table.id.in_(ids)))
            found |= {(subject, number): _named(names[state]) for number, state in rows}
    return found


def _of_loan(loan: LoanRequest, language: str) -> Standing:
    title = BibliographicInfo.model_validate(loan.book).title_in(language).shown
    name = loans.state(loan.side, loan.stands, loan.service)
    return Standing(name, loans.tone(loan.side, loan.stands, False), title)


def _named(name: Any) -> Standing:
    return Standing(*name) if isinstance(name, tuple) else Standing(name)
