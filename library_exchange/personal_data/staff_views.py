"""Doors of the desk: what the library keeps about a reader, to show her, to take along, and to erase."""

from flask import flash, g, redirect, render_template, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.accounts import blocks
from library_exchange.accounts.models import Membership, User
from library_exchange.accounts.queries import get_user
from library_exchange.accounts.shown import name_of
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.i18n import _
from library_exchange.personal_data import display, labels
from library_exchange.personal_data.files import MIMES, written
from library_exchange.personal_data.queries import erasing
from library_exchange.personal_data.queries.kept import kept_about
from library_exchange.personal_data.rules import Form
from library_exchange.personal_data.services.erasing import erase as erase_reader
from library_exchange.personal_data.views import FORMS, MEMBERSHIP, bp
from library_exchange.web.confirming import Question, ask
from library_exchange.web.downloads import download
from library_exchange.web.guard import may_open


def _reader(session: Session, membership_id: int) -> tuple[Membership, User]:
    membership = blocks.get_reader(session, g.actor, membership_id)
    return membership, get_user(session, membership.user_id)


@bp.get(f"/readers/{MEMBERSHIP}/data")
def reader(membership_id: int) -> str:
    """Show what the library keeps about a reader, and how it is corrected, taken along and erased."""
    with reading() as session:
        membership, user = _reader(session, membership_id)
        kept = kept_about(session, user, membership.library_id)
        asked_at = erasing.asked_at(session, [membership.id]).get(membership.id)
        to_do = erasing.to_do_first(session, membership)
        name = name_of(membership, user)
    return render_template(
        "personal_data/reader.html",
        membership_id=membership_id,
        name=name,
        parts=display.parts(kept),
        asked_at=asked_at,
        to_do=to_do,
        may_erase=may_open("personal_data.erase", g.actor),
    )


@bp.get(f"/readers/{MEMBERSHIP}/data/{FORMS}")
def reader_file(membership_id: int, form: str) -> Response:
    """Give what the library keeps about a reader as a file, to hand to her."""
    with reading() as session:
        membership, user = _reader(session, membership_id)
        kept = kept_about(session, user, membership.library_id)
    return download(written(kept, Form(form)), MIMES[Form(form)], f"reader-data.{form}", _("What we keep about you"))


@bp.post(f"/readers/{MEMBERSHIP}/data/erase")
def erase(membership_id: int) -> Response:
    """Erase what the library keeps about a reader."""
    with transaction() as session:
        membership, user = _reader(session, membership_id)
        name = name_of(membership, user)
        erase_reader(session, g.actor, membership_id, now())
        back = url_for("personal_data.reader", membership_id=membership_id)
        ask(Question(_("Erase the reader's data"), display.ERASING, back, name))
    flash(_("The reader's data have been erased. The report below tells what went."), "success")
    return redirect(url_for("personal_data.erasures"))


@bp.get("/readers/erased")
def erasures() -> str:
    """List what the erasures of the library came to, without names."""
    with reading() as session:
        found = erasing.erasures_of(session, g.actor.library_id)
    return render_template("personal_data/erasures.html", erasures=found, kinds=labels.ERASED)
