"""Doors of two titles: what waits, two side by side, deciding, finding the other one."""

import re
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.catalogue.evidence_labels import REASONS
from library_exchange.catalogue.queries import pages, searching
from library_exchange.catalogue.queries.searching import Card
from library_exchange.catalogue.resources import engine
from library_exchange.core.bounds import find_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, current
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.duplicates import labels, policy
from library_exchange.duplicates.queries import lists
from library_exchange.duplicates.queries.sides import Side, sides, version_for_who_decides
from library_exchange.duplicates.queries.titles import holders_of, is_clearly_against, is_ruled_out
from library_exchange.duplicates.schemas import Decision
from library_exchange.duplicates.services import deciding
from library_exchange.duplicates.views.blueprint import bp
from library_exchange.search.port import Query
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

PER_PAGE = 20
MOST_FOUND = 10
LONGEST_WORDS = 200
PAIR = "/staff/titles/<int(max=2147483647):one>/<int(max=2147483647):other>"
ADDRESS = re.compile(r"/r/(\d{1,10})\b")
Shown = str | tuple[str, int] | Response


@bp.get("/staff/titles")
def listed() -> str:
    """List the pairs of titles that may be one, of which the librarian's library holds one."""
    number, actor = page_number(), current_actor()
    library_id = None if actor.is_platform_admin else actor.library_id
    with reading() as session:
        total = lists.count_waiting(session, library_id)
        rows = lists.waiting(session, library_id, current().code, (number - 1) * PER_PAGE, PER_PAGE)
    return render_template("duplicates/listed.html", rows=rows, page=Page(number, PER_PAGE, total))


@bp.get(PAIR)
def compare(one: int, other: int) -> Shown:
    """Show two titles side by side, with what speaks for and against their being one."""
    return _side_by_side(one, other, {})


@bp.post(PAIR)
def decide(one: int, other: int) -> Shown:
    """Join two titles, so that the address of the other leads to the one, or keep them apart for good."""
    given = parse(Decision, request.form)
    seen = {one: given.one_version, other: given.other_version}
    try:
        with transaction() as session:
            if given.decision == "apart":
                deciding.keep_apart(session, current_actor(), seen, now())
            else:
                deciding.join(session, current_actor(), seen, now(), one, given.is_sure)
    except InvalidInput as refused:
        return _side_by_side(one, other, refused.fields), refused.status  # type: ignore[return-value]
    if given.decision == "apart":
        flash(_("Two titles. No file joins them from now on; you can undo it under Changes."), "ok")
        return redirect(url_for("duplicates.listed"))
    flash(_("One title now. No file parts it from now on; you can undo it under Changes."), "ok")
    return redirect(url_for("catalogue.record", record_id=one))


def _side_by_side(one: int, other: int, errors: dict[str, Any]) -> str | Response:
    if one == other:
        raise Conflict("itself", labels.ITSELF, record=one)
    with reading() as session:
        try:
            both, verdict = sides(session, (one, other), current().code)
        except pages.Merged as merged:
            return redirect(url_for("catalogue.record", record_id=merged.into))
        policy.require(current_actor(), holders_of(session, [one, other]))
    reasons = verdict.reasons if verdict else ()
    return render_template(
        "duplicates/compare.html",
        sides=[_shown(side) for side in both],
        evidence=[
            (_("What speaks for one title"), [REASONS[reason] for reason, weight in reasons if weight > 0], "ok"),
            (_("What speaks against it"), [REASONS[reason] for reason, weight in reasons if weight < 0], "warn"),
        ],
        is_clearly_against=is_clearly_against(verdict),
        against=labels.RULED_OUT if is_ruled_out(verdict) else labels.RATHER_TWO,
        errors=errors,
    )


def _shown(side: Side) -> dict[str, Any]:
    libraries = dict.fromkeys([row.library for row in side.page.rows] + [each.library for each in side.page.origins])
    return {
        "id": side.page.id,
        "version": side.version,
        "title": side.page.title,
        "authors": side.page.authors,
        "kind": labels.KINDS[side.kind] if side.kind else None,
        "volume": (side.volume, html_lang(script_of(side.volume))) if side.volume else None,
        "facts": side.page.facts,
        "libraries": list(libraries),
        "url": url_for("catalogue.record", record_id=side.page.id),
    }


@bp.get("/staff/titles/<int(max=2147483647):record_id>/join")
def find_other(record_id: int) -> str | Response:
    """Show the titles that are found for `q`, one of which may be the same as this one."""
    words = request.args.get("q", "").strip()[:LONGEST_WORDS]
    with reading() as session:
        version_for_who_decides(session, current_actor(), record_id)
        own = searching.cards(session, [record_id], current().code)
        found = [card for card in _found(session, words) if card.id != record_id] if words else []
    if not own:
        return redirect(url_for("catalogue.record", record_id=record_id))
    return render_template("duplicates/find_other.html", own=own[0], words=words, cards=found)


def _found(session: Session, words: str) -> list[Card]:
    """Return the titles with the number or address that was given, else those that have the words."""
    address = ADDRESS.search(words)
    number = find_number(address.group(1) if address else words)
    named = searching.cards(session, [number], current().code) if number else []
    if named:
        return named
    found = searching.search(session, engine(), Query(words, per_page=MOST_FOUND), current().code)
    return [searching.card(source, current().code) for source in found.sources]
