"""What the coordinator of a round does beside moving it: changes it, sets later days, sees who answers, reminds."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import side_of
from library_exchange.core.bounds import whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, _n, current, format_date
from library_exchange.directory.letter_partners import libraries_that_sign_in
from library_exchange.offers import labels as list_labels
from library_exchange.rounds import labels
from library_exchange.rounds import policy as rounds_policy
from library_exchange.rounds.display import called, days_off_told
from library_exchange.rounds.models import Round
from library_exchange.rounds.queries import participants
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.queries.market import rules_of
from library_exchange.rounds.rules.rounds import COMMON_WORKING_DAYS, LAST_DAY, PROLONGED, RoundEvent, RoundState
from library_exchange.rounds.schemas import Days, RoundDays, RoundInput, RoundNames
from library_exchange.rounds.services import planning, reminding, revising, telling
from library_exchange.rounds.views.blueprint import bp
from library_exchange.web.confirming import Question
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

Answer = str | tuple[str, int] | Response
DAYS: dict[str, Any] = {
    "listing_until": labels.LISTS_UNTIL,
    "selecting_until": labels.CHOOSING_UNTIL,
    "answer_until": labels.ANSWERS_UNTIL,
}


def seen_by_coordinator(session: Session, actor: Actor, found: Round, at: datetime) -> dict[str, Any]:
    """Return what the page of a round shows its coordinator alone: who does what, when who was reminded."""
    rows = participants.participants(session, found)
    last = participants.last_reminded(session, found)
    awaited = sum(row.is_awaited and row.library.id != actor.library_id for row in rows)
    due = getattr(found, LAST_DAY.get(found.state, ""), None)
    return {
        "rows": [
            {"each": row, "name": row.library.name_in(current().code), "standing": labels.STANDINGS[row.standing]}
            for row in rows
        ],
        "awaited": awaited,
        "due": due,
        "reminded_at": last,
        "may_remind": awaited > 0 and not reminding.was_reminded_today(session, found, at),
        "change": _change_label(found),
    }


def _change_label(found: Round) -> Any:
    if found.state is RoundState.PLANNED:
        return labels.CHANGE_PLAN
    return labels.CHANGE_DAYS if found.state in PROLONGED else None


def question_of_opening(session: Session, actor: Actor, found: Round, at: datetime) -> Question:
    """Open the lists of a round; return what is asked first: who is written to, what lacks, whether the start moves."""
    planned = found.listing_from
    planning.open_lists(session, actor, found, at)
    notices = []
    if found.listing_from != planned:
        days = {"today": format_date(found.listing_from, "medium"), "planned": format_date(planned, "medium")}
        sentence = labels.OPENED_EARLIER if found.listing_from < planned else labels.OPENED_LATER
        notices.append(str(sentence) % days)
    for code, sentence in labels.NAME_LACKS.items():
        if not getattr(found, f"name_{code}"):
            notices.append(str(sentence) % {"name": telling.name_for(session, found, code)})
    return Question(
        labels.BUTTONS[RoundEvent.OPEN_LISTS],
        labels.written_to(len(telling.invited(session, actor))),
        url_for("rounds.round", round_id=found.id),
        called(session, [found])[found.id][0],
        notices=notices,
    )


# Changing -------------------------------------------------------------------------------------------------------------


def form(given: Mapping[str, Any], errors: Mapping[str, Any], found: Round | None = None, sentence: Any = None) -> str:
    """Return the form of a round that is planned, or of one that is `found` and not open yet."""
    with reading() as session:
        known = [(each.id, each.name_in(current().code)) for each in libraries_that_sign_in(session)]
    subjects = [("", _("all subjects")), *((each.value, name) for each, name in list_labels.SUBJECTS.items())]
    return render_template(
        "rounds/new.html",
        given=given,
        errors=errors,
        libraries=[("", _("Choose a library")), *known],
        subjects=subjects,
        days=COMMON_WORKING_DAYS,
        round=found,
        sentence=sentence,
        days_off=days_off_told(given),
    )


def errors_of(
    refused: InvalidInput, given: Mapping[str, str], today: date, planned: Round | None = None
) -> dict[str, Any]:
    """Return all that is wrong with what was `given`, by field; a lacking name is told at the reader's own language.

    Where a figure could not be read nobody has looked at names and days yet: that is done here.
    """
    found = dict(refused.fields)
    with suppress(InvalidInput):
        found = planning.errors_of_names(parse(RoundNames, given)) | found
    with suppress(InvalidInput):
        found = planning.errors_of_days(parse(RoundDays, given), today, planned) | found
    own_name = f"name_{side_of(current().code)}"
    order = [*given]
    named = {own_name if field == "name" else field: told for field, told in found.items()}
    return dict(sorted(named.items(), key=lambda each: order.index(each[0]) if each[0] in order else len(order)))


def _get_ours(session: Session, round_id: int) -> Round:
    found = queries.get_round(session, round_id)
    rounds_policy.require_coordinator(current_actor(), found.organiser_id)
    return found


@bp.get("/exchange/rounds/<int:round_id>/change")
def change_form(round_id: int) -> Answer:
    """Show the form that changes a round: all of it while it is planned, the days that are to come once it is open."""
    with reading() as session:
        found = _get_ours(session, round_id)
    if found.state is RoundState.PLANNED:
        return form(_given(found), {}, found)
    if found.state not in PROLONGED:
        flash(str(labels.NOT_NOW), "warn")
        return redirect(url_for("rounds.round", round_id=round_id))
    return _days_form(found, {}, {})


def _given(found: Round) -> dict[str, Any]:
    """Return a round as its form shows it."""
    rules = rules_of(found)
    figures = {name: getattr(rules, name) for name in ("credit", "gift_budget", "gap", "inland")}
    return found.model_dump(mode="json") | figures | dict(rules.equity)


def _days_form(found: Round, given: Mapping[str, Any], errors: Mapping[str, Any], sentence: Any = None) -> str:
    with reading() as session:
        name, name_lang = called(session, [found])[found.id]
    shown = {day: given.get(day) or getattr(found, day) for day in PROLONGED[found.state]}
    closed = days_off_told(shown)
    fields = [
        {
            "name": day,
            "label": DAYS[day],
            "type": "date",
            "value": shown[day],
            "hint": closed.get(day),
            "min": getattr(found, day),
            "error": errors.get(day),
        }
        for day in PROLONGED[found.state]
    ]
    return render_template(
        "rounds/days.html", round=found, name=name, name_lang=name_lang, fields=fields, errors=errors, sentence=sentence
    )


@bp.post("/exchange/rounds/<int:round_id>/changed")
def change_round(round_id: int) -> Answer:
    """Change a round that is planned, or set later days of one under way."""
    with reading() as session:
        seen = _get_ours(session, round_id)
    is_planned, version = seen.state is RoundState.PLANNED, request.form.get("version", type=whole_number)
    try:
        if is_planned:
            plan = parse(RoundInput, request.form.to_dict() | {"organiser_id": str(seen.organiser_id)})
            with transaction() as session:
                revising.change(session, current_actor(), _get_ours(session, round_id), plan, now(), version)
            flash(_("Saved."), "ok")
        else:
            days = parse(Days, request.form)
            with transaction() as session:
                moved = revising.prolong(session, current_actor(), _get_ours(session, round_id), days, now(), version)
            flash(str(labels.LATER_DAYS) if moved else _("Nothing was changed."), "ok")
    except InvalidInput as refused:
        if not is_planned:
            return _days_form(seen, request.form, refused.fields), refused.status
        with reading() as session:
            today = queries.day_of(session, seen, now())
        return form(request.form, errors_of(refused, request.form, today, seen), seen), refused.status
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
    return redirect(url_for("rounds.round", round_id=round_id))


# Reminding ------------------------------------------------------------------------------------------------------------


@bp.post("/exchange/rounds/<int:round_id>/remind")
def remind(round_id: int) -> Response:
    """Write once more to the libraries that have not answered."""
    try:
        with transaction() as session:
            number = reminding.remind(session, current_actor(), _get_ours(session, round_id), now())
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
    else:
        flash(_n("%(num)s library was reminded.", "%(num)s libraries were reminded.", number), "ok")
    return redirect(url_for("rounds.round", round_id=round_id, _anchor="h-mem"))
