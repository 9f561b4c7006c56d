"""Readers of one name in one library: asked about when one is added, told apart where one is chosen."""

from flask import url_for
from sqlmodel import Session

from library_exchange.accounts import queries
from library_exchange.accounts.queries import KnownReader
from library_exchange.core.i18n import _
from library_exchange.web.confirming import Question

MOST_NAMED = 5


def question(session: Session, library_id: int, user_id: int, name: str) -> Question | None:
    """Return what is asked before `user_id` becomes a reader beside others of her name; None where there are none."""
    others = [each for each in queries.readers_named(session, library_id, name) if each.id != user_id]
    if not others:
        return None
    return Question(
        _("Add the reader all the same"),
        _(
            "Your library has a reader of this name already. "
            "If it is the same person, choose her and do not add her again."
        ),
        url_for("accounts.readers"),
        books=[(each.name, told_apart(each)) for each in others[:MOST_NAMED]],
    )


def told_apart(reader: KnownReader) -> str:
    """Return by what the desk knows a reader from another one of her name: card, telephone, e-mail."""
    card = _("card %(number)s", number=reader.card_no) if reader.card_no else None
    return " · ".join(each for each in (card, reader.phone, reader.email) if each) or _("no card, telephone or e-mail")
