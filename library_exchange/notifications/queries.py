"""Reading whose mails are whose: a library's role mailbox may be named, a person may not."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session

from library_exchange.directory.models import Library


def role_mailboxes(session: Session, addresses: Iterable[str]) -> set[str]:
    """Return those of `addresses` that are mailboxes of libraries, in the case they are given in."""
    given = list(addresses)
    mailbox = sa.func.lower(Library.mailbox)
    known = set(session.scalars(sa.select(mailbox).where(mailbox.in_({address.lower() for address in given}))))
    return {address for address in given if address.lower() in known}


def shortened(address: str) -> str:
    """Return an e-mail address by which nobody is known who was not known before: a…@amur.example."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}…{at}{domain}"
