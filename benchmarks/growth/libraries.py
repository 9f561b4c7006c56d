"""Made-up libraries and what they do with each other, in proportion to their number: lists, a round, parcels, loans."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from benchmarks import figures, open_requests, rounds
from benchmarks.open_requests import STANDS, Desks
from library_exchange.accounts.models import Membership, User
from library_exchange.accounts.security import hashed
from library_exchange.accounts.services import add_membership, add_user
from library_exchange.catalogue.models import Holding, Item
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.loans.models import LoanRequest, SupplierAttempt

LINES_EACH = 50
"""So many offers, wants and received titles has each library."""
OPEN_EACH = 20
"""So many open requests has each library with the next one."""
PIECE = 5_000
PASSWORD = "горы и реки 山河"
PEOPLE = {"reader": Role.READER, "librarian": Role.LIBRARIAN}
"""Who there is at the first library."""


def write(session: Session, libraries: int, seed: int = 1) -> int:
    """Write libraries numbered from 1 with their lists, and a round they all take part in; return the round's id."""
    return rounds.fill(session, libraries, LINES_EACH * libraries, seed)


def write_parcels(session: Session, libraries: int) -> None:
    """Write what the libraries have received of each other in two years."""
    figures.deliver(session, libraries, LINES_EACH * libraries)


def add_people(session: Session) -> None:
    """Add the people of the first library; each signs in as `name`@growth.example."""
    for name, role in PEOPLE.items():
        user = add_user(session, f"{name}@growth.example", name=name, language="ru", password=hashed(PASSWORD))
        add_membership(session, user, 1, role, None)


def write_loans(session: Session, libraries: int) -> None:
    """Write open requests of each library to the next, for books that this one has, with their histories."""
    at = now() - timedelta(days=60)
    copies = _copies(session)
    readers = _readers(session, libraries, at)
    made: dict[type[SQLModel], list[dict[str, Any]]] = {
        table: [] for table in (LoanRequest, SupplierAttempt, AuditEntry, OutboxMessage)
    }
    for number in range(1, OPEN_EACH * libraries + 1):
        library = (number - 1) % libraries + 1
        desks = Desks(library, library % libraries + 1, *(None,) * 3)
        requesting, supplying = STANDS[(number - 1) // libraries % len(STANDS)]
        touched = at + timedelta(days=number // 10 % 60, seconds=number % 3600)
        record_id, item_id = copies[library % libraries + 1, (number - 1) // libraries]
        shared = open_requests._shared(number, touched) | {"record_id": record_id}
        sides = [shared | {"reader_id": readers[library]} | open_requests._requesting(desks, number, requesting)]
        if supplying is not None:
            sides.append(shared | open_requests._supplying(desks, number, supplying))
            sides[-1]["item_id"] = sides[-1]["item_id"] and item_id
            made[SupplierAttempt].append(open_requests._attempt(desks, number, requesting, touched))
        for row in sides:
            row.update(open_requests._due(row, open_requests.number_of_days(row["id"])))
            made[AuditEntry] += [open_requests._audited(row, step) for step in range(open_requests.STEPS_EACH)]
            made[OutboxMessage] += [open_requests._carried(row, step) for step in range(open_requests.STEPS_EACH)]
        made[LoanRequest] += sides
    for table, rows in made.items():
        for start in range(0, len(rows), PIECE):
            session.execute(sa.insert(table), rows[start : start + PIECE])


def _copies(session: Session) -> dict[tuple[int, int], tuple[int, int]]:
    """Return record and copy of the first titles of each library, by library and place."""
    place = sa.func.row_number().over(partition_by=col(Item.library_id), order_by=col(Item.id))
    of = sa.select(col(Item.library_id), place.label("place"), col(Holding.record_id), col(Item.id))
    first = of.join(Holding, col(Holding.id) == col(Item.holding_id)).subquery()
    found = session.execute(sa.select(first).where(first.c.place <= OPEN_EACH))
    return {(library, place - 1): (record_id, item_id) for library, place, record_id, item_id in found}


def _readers(session: Session, libraries: int, at: Any) -> dict[int, int]:
    """Add a reader of each library; return them by library."""
    people = [
        {
            "id": 1_000 + library,
            "email": f"reader.{library}@growth.example",
            "fs_uniquifier": f"reader.{library}",
            "name": f"Reader {library}",
            "language": "zh",
            "active": True,
            "created_at": at,
        }
        for library in range(1, libraries + 1)
    ]
    session.execute(sa.insert(User), people)
    of = [{"library_id": person["id"] - 1_000, "role": Role.READER, "user_id": person["id"]} for person in people]
    session.execute(sa.insert(Membership), of)
    return {row["library_id"]: row["user_id"] for row in of}
