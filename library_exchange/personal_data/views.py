"""A person's own doors: what is kept about her, to take along, and to have it erased."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.accounts.queries import get_user
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.i18n import _, current
from library_exchange.personal_data import display
from library_exchange.personal_data.files import MIMES, written
from library_exchange.personal_data.queries import erasing
from library_exchange.personal_data.queries.kept import kept_about
from library_exchange.personal_data.rules import Form
from library_exchange.personal_data.services import requesting
from library_exchange.web.confirming import Question, ask
from library_exchange.web.downloads import download

bp = Blueprint("personal_data", __name__)

FORMS = "<any(json, csv):form>"
MEMBERSHIP = "<int(max=2147483647):membership_id>"


@bp.get("/me/data")
def mine() -> str:
    """Show what is kept about oneself, and where one may ask that it be erased."""
    with reading() as session:
        kept = kept_about(session, get_user(session, g.actor.user_id))
        libraries = _where_a_reader(session)
    return render_template("personal_data/mine.html", parts=display.parts(kept), libraries=libraries)


def _where_a_reader(session: Session) -> list[dict[str, Any]]:
    members = erasing.where_a_reader(session, g.actor.user_id)
    asked = erasing.asked_at(session, [membership.id for membership, _library in members])
    return [
        {
            "membership_id": membership.id,
            "library": library.name_in(current().code),
            "asked_at": asked.get(membership.id),
            "open": ", ".join(waiting),
            "unsettled": ", ".join(unsettled),
        }
        for membership, library in members
        for waiting, unsettled in [erasing.open_numbers(session, membership)]
    ]


@bp.get(f"/me/data/{FORMS}")
def my_file(form: str) -> Response:
    """Give all that is kept about oneself as a file."""
    with reading() as session:
        kept = kept_about(session, get_user(session, g.actor.user_id))
    return download(written(kept, Form(form)), MIMES[Form(form)], f"my-data.{form}", _("My data"))


@bp.post(f"/me/data/{MEMBERSHIP}/erase")
def ask_erasure(membership_id: int) -> Response:
    """Ask a library to erase what it keeps about oneself."""
    with transaction() as session:
        requesting.ask(session, g.actor, membership_id, now())
        ask(Question(_("Ask to have my data erased"), display.ASKING, url_for("personal_data.mine")))
    flash(_("Your library has been asked. Until it has erased your data you can change your mind here."), "success")
    return redirect(url_for("personal_data.mine"))


@bp.post(f"/me/data/{MEMBERSHIP}/keep")
def withdraw(membership_id: int) -> Response:
    """Ask no longer that one's data be erased."""
    with transaction() as session:
        requesting.withdraw(session, g.actor, membership_id, now())
    flash(_("Your data stay. Your library is no longer asked to erase them."), "success")
    return redirect(url_for("personal_data.mine"))
