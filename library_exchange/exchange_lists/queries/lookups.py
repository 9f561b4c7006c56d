"""Fetching a list of the library's own and a line of it; another library's is not found."""

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.exchange_lists.models import ListImport, ListImportLine


def get_list_import(session: Session, actor: Actor, list_import_id: int) -> ListImport:
    """Return a list of the actor's library. Raises NotFound."""
    found = session.get(ListImport, list_import_id)
    if found is None:
        raise NotFound("list", list=list_import_id)
    rights.require_party(actor, found.library_id)
    return found


def get_line(session: Session, actor: Actor, list_import_id: int, number: int) -> tuple[ListImport, ListImportLine]:
    """Return a line of a list of the actor's library, with the list. Raises NotFound."""
    list_import = get_list_import(session, actor, list_import_id)
    line = session.scalar(
        sa.select(ListImportLine).where(
            col(ListImportLine.list_import_id) == list_import_id, col(ListImportLine.number) == number
        )
    )
    if line is None:
        raise NotFound("line", list=list_import_id, line=number)
    return list_import, line
