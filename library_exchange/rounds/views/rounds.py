"""Rounds for everybody: the rule, the list, one round with its equity table; and what its coordinator does."""

import builtins
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response as FileAnswer
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.core.bounds import whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import country_name, current
from library_exchange.directory.labels import GROUPS_OF_KINDS
from library_exchange.directory.models import Library, LibraryKind
from library_exchange.directory.queries import day_for, earliest_day, libraries
from library_exchange.documents.sheets import Value
from library_exchange.documents.tables import MIMES, table_file
from library_exchange.offers import labels as list_labels
from library_exchange.rounds import labels
from library_exchange.rounds import policy as rounds_policy
from library_exchange.rounds.display import DUE, called, days_off, next_of_round, steps_of, whose_days
from library_exchange.rounds.models import Round
from library_exchange.rounds.queries import published
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.queries.market import rules_of
from library_exchange.rounds.rules.answers import proposed_calendar
from library_exchange.rounds.rules.clearing.market import EQUITY_CAP, Rules
from library_exchange.rounds.rules.rounds import (
    ANSWER_WORKING_DAYS,
    CLOSED_ROUND,
    COMMON_WORKING_DAYS,
    REFUSED_PERCENT,
    ROUND_TEXTS,
    RoundEvent,
    RoundState,
)
from library_exchange.rounds.schemas import RoundInput
from library_exchange.rounds.services import clock, planning
from library_exchange.rounds.views import organising
from library_exchange.rounds.views.blueprint import bp
from library_exchange.web.confirming import Question, ask
from library_exchange.web.downloads import download, spreadsheets
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.halves import halves_shown
from library_exchange.web.paging import Page, page_number

PER_PAGE = 20
USUAL = Rules()


def figures(rules: Rules) -> dict[str, Any]:
    """Return the numbers of a rule as pages name them."""
    reached, tiers = 0, []
    for copies, points in rules.tiers:
        reached += copies
        tiers.append((reached, points))
    return {
        "rules": rules,
        "tiers": tiers,
        "weights": [(GROUPS_OF_KINDS[LibraryKind(kind)], percent) for kind, percent in rules.equity],
        "equity_cap": EQUITY_CAP,
        "answer_days": ANSWER_WORKING_DAYS,
        "common_days": COMMON_WORKING_DAYS,
        "refused_percent": REFUSED_PERCENT,
    }


@bp.get("/exchange/rule")
def rule() -> str:
    """Show the rule by which books are shared out, with its figures."""
    return render_template("rounds/rule.html", **figures(USUAL))


@bp.get("/exchange/rounds")
def rounds() -> str:
    """List the rounds."""
    number = page_number()
    with reading() as session:
        total, found = queries.rounds(session, PER_PAGE, (number - 1) * PER_PAGE)
        names = called(session, [each for each, _members in found])
    return render_template(
        "rounds/list.html",
        rows=[
            {
                "round": each,
                "name": names[each.id],
                "members": members,
                "state": labels.ROUND_STATES[each.state],
            }
            for each, members in found
        ],
        page=Page(number, PER_PAGE, total),
        may_plan=current_actor().is_platform_admin,
        is_told=current_actor().is_staff and not current_actor().is_platform_admin,
    )


@bp.get("/exchange/rounds/<int:round_id>")
def round(round_id: int) -> str:
    """Show a round to everybody: its days, its rule, who takes part, how evenly it served them."""
    actor, language = current_actor(), current().code
    with reading() as session:
        found = queries.get_round(session, round_id)
        members = queries.members(session, found)
        counted = queries.counts(session, found)
        organiser = session.get_one(Library, found.organiser_id).name_in(language)
        is_member = actor.is_staff and actor.library_id in {library.id for _member, library in members}
        coming = next_of_round(session, actor, found, is_member, now())
        whose = whose_days(session, actor, found)
        is_coordinator = rounds_policy.is_coordinator(actor, found.organiser_id)
        back = url_for("rounds.round", round_id=round_id)
        halves = halves_shown(session, actor, ROUND_TEXTS, found.id, back) if is_coordinator or is_member else None
        lists = published.files_of(session, found, actor.library_id if is_member else None)
        seen = organising.seen_by_coordinator(session, actor, found, now()) if is_coordinator else None
    return render_template(
        "rounds/round.html",
        round=found,
        organiser=organiser,
        members=[library for _member, library in members],
        counts=counted,
        is_member=is_member,
        whose_days=whose,
        may_join=actor.is_staff and found.state in planning.MAY_JOIN,
        is_coordinator=is_coordinator,
        next=coming,
        steps=steps_of(actor, found, coming),
        halves=halves,
        organising=seen,
        equity=_equity(found),
        lists=lists,
        may_fetch_lists=found.state in published.OPEN_TO_ALL,
        files=spreadsheets("rounds.results_file", round_id=round_id),
        language=language,
        **described(found),
        **figures(rules_of(found)),
    )


def described(found: Round) -> dict[str, Any]:
    """Return the words of a round that its pages share."""
    stage, percent = labels.STAGES[found.stage] if found.stage else (None, 0)
    with reading() as session:
        name, name_lang = called(session, [found])[found.id]
    return {
        "name": name,
        "name_lang": name_lang,
        "state": labels.ROUND_STATES[found.state],
        "method": labels.METHODS[found.method] if found.method else None,
        "fallback": labels.FALLBACKS[found.fallback] if found.fallback else None,
        "proof": labels.proof(found.objective, found.bound),
        "days_off": days_off(found),
        "subject": list_labels.SUBJECTS[found.subject] if found.subject else None,
        "stage": stage,
        "percent": percent,
    }


def _equity(found: Round) -> list[dict[str, Any]]:
    return [
        row | {"name": _group(row), "share": row["filled"] / row["wants"] if row["wants"] else None}
        for row in found.equity or ()
        if row["by"] != "settlement"
    ]


@bp.get("/exchange/rounds/<int:round_id>/results.<any(csv, xlsx):form>")
def results_file(round_id: int, form: str) -> FileAnswer:
    """Give for a spreadsheet how evenly a round served libraries, as it was published."""
    with reading() as session:
        found = queries.get_round(session, round_id)
        today = day_for(session, current_actor().library_id, now())
        name = called(session, [found])[found.id][0]
    rows: list[list[Value]] = [
        [
            *(str(row["name"]), row["institutions"], row["wants"], row["filled"], _share(row)),
            *(row["given"], row["received"]),
        ]
        for row in _equity(found)
    ]
    content = table_file(form, [[str(head) for head in labels.EQUITY_HEADS], *rows], current().code, today)
    return download(content, MIMES[form], f"round-{found.id}.{form}", f"{name} {today}")


@bp.get("/exchange/rounds/<int:round_id>/lists-<int:clearing>.json")
def lists_file(round_id: int, clearing: int) -> FileAnswer:
    """Give the frozen lists of a round under pseudonyms, from which anybody can compute its lines anew."""
    with reading() as session:
        found = queries.get_round(session, round_id)
        content = published.get_content(session, found, clearing)
        name = called(session, [found])[found.id][0]
    return download(
        content.encode(), "application/json", f"round-{found.id}-lists-{clearing}.json", f"{name} {clearing}"
    )


def _share(row: Mapping[str, Any]) -> Value:
    return builtins.round(100 * row["share"]) if row["share"] is not None else None


def _group(row: Mapping[str, Any]) -> Any:
    if row["by"] == "kind":
        return GROUPS_OF_KINDS[LibraryKind(row["group"])]
    return country_name(row["group"]) if row["by"] == "country" else labels.GROUPS[row["group"]]


def _today() -> date:
    with reading() as session:
        return day_for(session, current_actor().library_id, now())


def _day_of_organiser() -> date:
    """Return the day by which what the form says is judged: that of the library it names, by which it is stored.

    While it names none, no day is past that may still be today at the library that will be named.
    """
    organiser_id = request.form.get("organiser_id", type=whole_number)
    with reading() as session:
        organiser = session.get(Library, organiser_id) if organiser_id else None
        return organiser.day_at(now()) if organiser else earliest_day(now())


@bp.get("/exchange/rounds/new")
def new_round() -> str:
    """Show the form of a new round, with a calendar that both countries can keep."""
    days = proposed_calendar(queries.country_calendars(), _today())
    return organising.form(
        {"credit": USUAL.credit, "gift_budget": USUAL.gift_budget, "inland": USUAL.inland}
        | {"ngo": 110, "school": 110}
        | vars(days),
        {},
    )


@bp.post("/exchange/rounds")
def plan_round() -> str | tuple[str, int] | Response:
    """Plan a round."""
    try:
        given = parse(RoundInput, request.form)
        with transaction() as session:
            found = planning.plan(session, current_actor(), given, now())
    except InvalidInput as refused:
        return organising.form(
            request.form, organising.errors_of(refused, request.form, _day_of_organiser())
        ), refused.status
    return redirect(url_for("rounds.round", round_id=found.id))


@bp.post("/exchange/rounds/<int:round_id>/<any(open_lists, cancel, turn):event>")
def move_round(round_id: int, event: str) -> Response:
    """Open the lists, cancel the round, or do what is due."""
    actor = current_actor()
    try:
        with transaction() as session:
            found = queries.get_round(session, round_id)
            rounds_policy.require_coordinator(actor, found.organiser_id)
            if event == DUE:
                clock.turn(session, found, now())
            elif event == RoundEvent.CANCEL:
                planning.cancel(session, actor, found, now())
                back, about = url_for("rounds.round", round_id=round_id), called(session, [found])[found.id][0]
                ask(Question(labels.BUTTONS[RoundEvent.CANCEL], labels.CONSEQUENCES[RoundEvent.CANCEL], back, about))
            else:
                ask(organising.question_of_opening(session, actor, found, now()))
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
    else:
        flash(labels.DONE[event], "ok")
    return redirect(url_for("rounds.round", round_id=round_id))


@bp.get("/exchange/rounds/<int:round_id>/manifest")
def manifest(round_id: int) -> str:
    """Show what gateways send each other in bulk, to be printed; for the coordinator and the gateways' staff."""
    actor, language = current_actor(), current().code
    with reading() as session:
        found = queries.get_round(session, round_id)
        everyone = {each.id: each for each in libraries(session)}
        bulk = queries.manifests(session, found)
    if not rounds_policy.is_coordinator(actor, found.organiser_id):
        bulk = {pair: rows for pair, rows in bulk.items() if actor.is_staff and actor.library_id in pair}
        if not bulk:
            rounds_policy.require_coordinator(actor, found.organiser_id)
    sheets = [
        {
            "sender": everyone[start].name_in(language),
            "taker": everyone[end].name_in(language),
            "countries": (everyone[start].country, everyone[end].country),
            "rows": [
                (each.giver.name_in(language), each.receiver.name_in(language), each.books, each.grams) for each in rows
            ],
            "books": sum(each.books for each in rows),
            "grams": sum(each.grams for each in rows),
        }
        for (start, end), rows in sorted(bulk.items())
    ]
    is_confirmed = found.state in (RoundState.SHIPPING, *CLOSED_ROUND)
    return render_template(
        "rounds/manifest.html", round=found, sheets=sheets, is_confirmed=is_confirmed, **described(found)
    )
