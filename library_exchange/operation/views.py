"""The page on the state of the service, for who runs the platform."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from library_exchange.core import outbox_queues
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import _
from library_exchange.core.settings import Settings
from library_exchange.operation import display, queries, services
from library_exchange.operation.state import look
from library_exchange.web.guard import current_actor

bp = Blueprint("operation", __name__)


@bp.get("/platform/state")
def state() -> str:
    """Show the queues, the index, the disk, the last backup and what failed, with warnings and what to do."""
    settings: Settings = current_app.extensions["settings"]
    with reading() as session:
        found, failing = look(current_app, session, now()), outbox_queues.failing(session, queries.FAILING_SHOWN)
    return render_template(
        "operation/state.html",
        seen=found.seen,
        warnings=display.warnings(found.seen),
        queues=display.queues(found.seen, found.queues),
        failing=[display.failing(each) for each in failing],
        failed_nights=[{"name": run.name, "at": run.tried_at} for run in found.failed_nights],
        schema=found.schema.revision,
        free_gb=round(queries.free_bytes(settings) / 1e9, 1),
    )


@bp.post("/platform/state/<int(max=2147483647):message_id>/again")
def try_again(message_id: int) -> Response:
    """Have work that failed be tried at once."""
    try:
        with transaction() as session:
            services.try_again(session, current_actor(), message_id, now())
        flash(_("It is being tried again now."), "ok")
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
    return redirect(url_for("operation.state"))
