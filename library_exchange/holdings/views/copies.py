"""Doors of copies: new ones of a record, and one that is changed or withdrawn."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.catalogue.labels import LOCAL_STATES
from library_exchange.core.bounds import find_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import STALE, Conflict, InvalidInput
from library_exchange.core.i18n import _, _n, current, format_list
from library_exchange.holdings import display, labels
from library_exchange.holdings.queries import lists, own_records
from library_exchange.holdings.schemas import CopyChange, Leaving, NewCopies
from library_exchange.holdings.services import copy_acts
from library_exchange.holdings.services.withdrawing import Left
from library_exchange.holdings.views.acting import own_library
from library_exchange.holdings.views.blueprint import bp
from library_exchange.holdings.views.records import ITEM_PROMISED, RECORD, open_loans, shown
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import MOST_TICKED, parse
from library_exchange.web.guard import current_actor

COPY = "/staff/holdings/copies/<int(max=2147483647):item_id>"


@bp.post(f"{RECORD}/copies")
def add_copy(source_id: int) -> Response | tuple[str, int]:
    """Add copies to a record."""
    try:
        given = parse(NewCopies, request.form)
        with transaction() as session:
            copy_acts.add(session, current_actor(), source_id, given, now())
    except InvalidInput as refused:
        return shown(source_id, of_copy=(request.form, refused.fields)), refused.status
    flash(_n("%(num)s copy is added.", "%(num)s copies are added.", given.copies), "ok")
    return redirect(url_for("holdings.show", source_id=source_id, _anchor="copies"))


@bp.post(f"{RECORD}/copies/withdraw")
def withdraw_copies(source_id: int) -> Response | tuple[str, int]:
    """Withdraw the ticked copies of a record, once somebody has said yes."""
    try:
        ticked = ticked_copies(request.form.getlist("copy"))
        if not ticked:
            raise InvalidInput({"ticked": _("Tick at least one copy first.")})
        why = parse(Leaving, request.form)
    except InvalidInput as refused:
        return shown(source_id, of_ticked=(request.form, refused.fields)), refused.status
    try:
        with transaction() as session:
            source, left = copy_acts.withdraw_ticked(session, current_actor(), source_id, ticked, why, now())
            title = lists.titles_of(session, [source], current().code)[source.id]
            ask(_question(source_id, title, why, left))
    except Conflict as refused:
        if refused.reason not in (ITEM_PROMISED, *STALE):
            raise
        return shown(source_id, of_ticked=(request.form, {}), refusal=refused.sentence), refused.status
    flash(_n("%(num)s copy is withdrawn.", "%(num)s copies are withdrawn.", left.copies), "ok")
    return redirect(url_for("holdings.show", source_id=source_id, _anchor="copies"))


def ticked_copies(values: Sequence[str]) -> dict[int, str]:
    """Return the copies that were ticked, each with what was seen of it."""
    pairs = (value.partition("-") for value in values[:MOST_TICKED])
    return {number: seen for one, _dash, seen in pairs if (number := find_number(one)) is not None}


def _question(source_id: int, title: str, why: Leaving, left: Left) -> Question:
    leave = _n("%(num)s copy leaves the catalogue.", "%(num)s copies leave the catalogue.", left.copies)
    offers = _n("%(num)s offer is withdrawn.", "%(num)s offers are withdrawn.", left.offers)
    back = url_for("holdings.show", source_id=source_id, _anchor="copies")
    return Question(
        _("Withdraw the ticked copies"),
        leave,
        back,
        about=title,
        chosen=[(_("Reason"), labels.REASONS[why.reason])],
        notices=[offers] if left.offers else [],
    )


@bp.get(COPY)
def copy(item_id: int) -> str:
    """Show the form of a copy."""
    return _page(item_id, None, {})


@bp.post(COPY)
def change_copy(item_id: int) -> Response | tuple[str, int]:
    """Change a copy, or withdraw it with a reason."""
    try:
        given = parse(CopyChange, request.form)
        with transaction() as session:
            done = copy_acts.change(session, current_actor(), item_id, given, now())
    except InvalidInput as refused:
        return _page(item_id, request.form, refused.fields), refused.status
    except Conflict as refused:
        typed = None if refused.reason in STALE else request.form
        return _page(item_id, typed, {}, refused.sentence), refused.status
    flash(_("The copy is changed."), "ok")
    if done.offers:
        flash(_n("%(num)s offer is withdrawn.", "%(num)s offers are withdrawn.", done.offers), "warn")
    if done.still_open:
        what = format_list(done.still_open)
        flash(_("A copy that is not lent may still be given away. Open about it: %(what)s.", what=what), "warn")
    return redirect(url_for("holdings.show", source_id=done.source_id, _anchor="copies"))


def _page(item_id: int, typed: Mapping[str, str] | None, errors: dict[str, Any], refusal: Any = None) -> str:
    with reading() as session:
        found = own_records.get_copy(session, own_library(), item_id)
        source = own_records.get_source(session, own_library(), found.source_id)
        title = lists.titles_of(session, [source], current().code)[source.id]
        loans = open_loans(session, source) if refusal else []
    told = display.copy(found)
    stands = {**told, "state": told["code"], "copy_place": told["place"]}
    return render_template(
        "holdings/copy.html",
        copy=told,
        source_id=source.id,
        title=title,
        given=stands if typed is None else typed,
        errors=errors,
        refusal=refusal,
        loans=loans,
        states=[(state.value, label) for state, label in LOCAL_STATES.items()],
        reasons=display.reasons(),
    )
