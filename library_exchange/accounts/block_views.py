"""Doors of the desk to a reader of whom the library takes no requests for some time."""

from collections.abc import Mapping
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.accounts import blocks, queries
from library_exchange.accounts.labels import BLOCK_REASONS
from library_exchange.accounts.schemas import LONGEST_BLOCK_WORDS, NewBlock
from library_exchange.accounts.shown import name_of
from library_exchange.accounts.views import bp
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.directory.queries import day_at
from library_exchange.web.forms import parse


@bp.route("/readers/<int(max=2147483647):membership_id>/block", methods=["GET", "POST"])
def block(membership_id: int) -> Any:
    """Show whether a reader of one's library is blocked, and block her until the end of a day."""
    if request.method == "GET":
        return _page(membership_id, None, {})
    try:
        given = parse(NewBlock, request.form)
        with transaction() as session:
            blocks.block(session, g.actor, membership_id, given, now())
    except InvalidInput as refused:
        return _page(membership_id, request.form, refused.fields), refused.status
    flash(_("The reader is blocked. She reads why on her own page, and when she asks for a book."), "success")
    return redirect(url_for("accounts.block", membership_id=membership_id))


@bp.post("/readers/<int(max=2147483647):membership_id>/unblock")
def unblock(membership_id: int) -> Response:
    """Take requests from a reader of one's library again."""
    with transaction() as session:
        blocks.unblock(session, g.actor, membership_id, now())
    flash(_("The reader can ask for books again."), "success")
    return redirect(url_for("accounts.readers"))


def _page(membership_id: int, given: Mapping[str, Any] | None, errors: Mapping[str, Any]) -> str:
    with reading() as session:
        membership = blocks.get_reader(session, g.actor, membership_id)
        name = name_of(membership, queries.get_user(session, membership.user_id))
        today = day_at(session, membership.library_id, now())
        told = blocks.told_staff(membership, today)
    kept = {"until": membership.blocked_until, "reason": membership.block_reason, "words": membership.block_words}
    return render_template(
        "accounts/block.html",
        membership_id=membership_id,
        name=name,
        told=told,
        given=given if given is not None else kept if told else {},
        errors=errors,
        today=today,
        reasons=[("", _("Choose")), *BLOCK_REASONS.items()],
        longest=LONGEST_BLOCK_WORDS,
    )
