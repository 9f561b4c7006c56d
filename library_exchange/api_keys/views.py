"""Pages of a library's keys, for who manages it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.api_keys import labels, queries, services
from library_exchange.api_keys.models import ApiKey
from library_exchange.api_keys.rules import Scope, Standing, standing
from library_exchange.api_keys.schemas import NewApiKey
from library_exchange.core import rights
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

bp = Blueprint("api_keys", __name__)


@bp.get("/staff/api-keys")
def listed() -> str:
    """List the keys of the library, with the form for a new one."""
    with reading() as session:
        return _page(session)


def _page(session: Session, new: str | None = None, errors: Mapping[str, Any] | None = None) -> str:
    found = queries.keys_of(session, rights.library_of(current_actor()))
    given = request.form if errors else {}
    ticked = set(request.form.getlist("scopes")) if errors else set()
    return render_template(
        "api_keys/listed.html",
        new=new,
        keys=[_shown(key) for key in found],
        scopes=[(scope.value, label, scope.value in ticked) for scope, label in labels.SCOPES.items()],
        lasts=list(labels.LASTS.items()),
        given=given,
        errors=errors or {},
    )


def _shown(key: ApiKey) -> dict[str, Any]:
    stands = standing(key.revoked_at, key.expires_at, now())
    state, tone = labels.STANDINGS[stands]
    return {
        "id": key.id,
        "purpose": key.purpose,
        "prefix": key.prefix,
        "scopes": [labels.SCOPES[scope] for scope in Scope if scope in key.scopes],
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "state": state,
        "tone": tone,
        "holds": stands is Standing.HOLDS,
    }


@bp.post("/staff/api-keys")
def make() -> str | tuple[str, int]:
    """Make a key and show it this once."""
    try:
        given = parse(NewApiKey, request.form)
        with transaction() as session:
            _made, text = services.make(session, current_actor(), given, request.form.getlist("scopes"), now())
            return _page(session, text)
    except InvalidInput as refused:
        with reading() as session:
            return _page(session, errors=refused.fields), refused.status


@bp.post("/staff/api-keys/<int(max=2147483647):key_id>/revoke")
def revoke(key_id: int) -> Response:
    """Have a key open nothing any more, once somebody has said yes."""
    with transaction() as session:
        gone = services.revoke(session, current_actor(), key_id, now())
        ask(
            Question(
                _("Revoke the key"),
                _("Programs that show this key are refused from now on. A key that was revoked never holds again."),
                url_for("api_keys.listed"),
                about=f"{gone.purpose} ({gone.prefix}…)",
            )
        )
    flash(_("The key is revoked."), "ok")
    return redirect(url_for("api_keys.listed"))
