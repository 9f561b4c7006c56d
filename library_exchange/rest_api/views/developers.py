"""The page for programmers: how a key is shown, and an example of each thing."""

from flask import Blueprint, current_app, render_template, url_for

from library_exchange.core.i18n import _l, current
from library_exchange.rest_api import labels
from library_exchange.rest_api.examples import EXAMPLES
from library_exchange.rest_api.policy import SCOPES
from library_exchange.web.addresses import public_address
from library_exchange.web.guard import current_actor, may_open

bp = Blueprint("developers", __name__)
WITHOUT_KEY = (
    (
        "oai_pmh",
        _l("Harvest titles and what has changed since (OAI-PMH 2.0)"),
        "/oai?verb=ListRecords&metadataPrefix=marc21",
    ),
    ("sru", _l("Search and take records (SRU, CQL)"), "/sru?query=dc.title%3Dhistory&recordSchema=marcxml"),
)
"""Doors that everybody may use: the setting that opens one, what it is for, an address that tries it."""


@bp.get("/developers")
def show() -> str:
    """Tell programmers of the door for programs."""
    return render_template(
        "rest_api/developers.html",
        examples=[
            {
                "label": labels.EXAMPLES[each.name],
                "scope": scope.value if (scope := SCOPES[each.name]) else None,
                "text": each.as_curl(public_address("/").rstrip("/"), current().tag),
            }
            for each in EXAMPLES
        ],
        without_key=[
            (label, public_address(path))
            for setting, label, path in WITHOUT_KEY
            if getattr(current_app.extensions["settings"], setting)
        ],
        base_url=public_address("/").rstrip("/"),
        openapi_url=public_address("/api/v1/openapi.json"),
        keys_url=url_for("api_keys.listed") if may_open("api_keys.listed", current_actor()) else None,
    )
