"""Where a consignment goes: whose address would stand on its papers without a street or a postcode."""

from collections.abc import Collection
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.directory.models import Library
from library_exchange.directory.policy import may_edit
from library_exchange.directory.queries import not_reached_by_post


def incomplete_addresses(
    session: Session, actor: Actor, libraries: Collection[Library], language: str
) -> list[dict[str, Any]]:
    """Return the libraries to which no post would come, each with where `actor` completes its address, or its mailbox.

    Over the border both scripts are read, within a country its own alone; one query.
    """
    abroad = len({each.country for each in libraries}) > 1
    return [
        {
            "name": each.name_in(language),
            "url": url_for("directory.edit", code=each.code, _anchor="addresses") if may_edit(actor, each) else None,
            "mailbox": each.mailbox if actor.library_id != each.id else None,
        }
        for each in not_reached_by_post(session, libraries, abroad=abroad)
    ]
