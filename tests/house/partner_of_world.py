"""A library of another system in the world whose doors are tried: its texts are traps, and it has refused a message."""

from typing import Any

from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.sealed_secrets import own_key
from library_exchange.loans.rules.standard_codes import ErrorType, MessageStatus
from library_exchange.protocols.iso18626.models import Direction, WireMessage
from library_exchange.protocols.iso18626.schemas import NewConnection
from library_exchange.protocols.iso18626.services import end_points

CONNECTION = {
    "code": "abroad",
    "name": "Staatsbibliothek",
    "country": "DE",
    "mailbox": "ill@abroad.example",
    "symbols": "ISIL:DE-1",
    "url": "http://127.0.0.1:9/iso18626",
}
OPERATOR = Actor("person", is_platform_admin=True)


def fill(ids: dict[str, Any], trap: str) -> None:
    """Connect the library; have its system refuse what the request `sent` told it."""
    with transaction() as session:
        given = NewConnection(**CONNECTION | {"name": trap})
        ids["partner"] = end_points.connect_new(session, OPERATOR, given, now(), own_key()).id
    grow(ids, trap, 1)


def grow(ids: dict[str, Any], trap: str, n: int) -> None:
    """Have its system refuse `n` documents."""
    with transaction() as session:
        for _number in range(n):
            raw = f"<a><patronInfo>Reader</patronInfo><b>{now().timestamp()}</b></a>".encode()
            row = WireMessage(
                end_point_id=ids["partner"],
                loan_id=ids["sent"],
                direction=Direction.OUT,
                message="request",
                said="New",
                version="1.2",
                raw=raw,
                digest=f"{now().timestamp()}-{_number}",
                note=trap,
                confirmation=MessageStatus.ERROR,
                error=ErrorType.UNRECOGNISED_VALUE,
                error_text=trap,
                at=now(),
                answered_at=now(),
            )
            session.add(row)
            session.flush()
            ids["refused document"] = row.id
