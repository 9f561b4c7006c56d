"""What the list of work shows: its parts with their counts, and each row in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from markupsafe import Markup

from library_exchange.core.i18n import _
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.worklist import Waiting as KindOfWork
from library_exchange.loans.labels import actions, sentences, states
from library_exchange.loans.queries.parcels import Missed
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.rules.inputs import INPUT
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.steps import is_closed, state_of
from library_exchange.loans.rules.tasks import REFUSED_TOGETHER, TOGETHER, Task
from library_exchange.loans.services.parcels import RECEIVING
from library_exchange.work_queue import labels, sieves
from library_exchange.work_queue.queries import lists


def tasks(
    queue: lists.Queue,
    beside: Sequence[tuple[KindOfWork, int]],
    chosen: str,
    is_plain: bool,
    kept: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Return the parts of the list of work: everything, the tasks of loans, each kind that waits beside loans.

    Their links keep the filters `kept`, of which those that wait beside loans know nothing. A part that has something
    stays where no filter lets anything of it through: its count then says of how many.
    """
    waiting = sum(count for _kind, count in beside)
    everything = _part(states.ALL_TASKS, "", chosen, kept) | {
        "count": queue.total if kept else queue.total + waiting,
        "of": queue.unsifted_total + waiting if kept else None,
        "is_chosen": is_plain,
    }
    loans = [
        _part(states.TASKS[task], str(task), chosen, kept)
        | {"count": queue.counts.get(task, 0), "of": count if kept else None, "is_late": task is Task.OVERDUE}
        for task, count in queue.unsifted.items()
    ]
    return [everything, *loans, *(_part(kind.told(count), kind.name, chosen, {}) for kind, count in beside)]


def _part(label: Any, name: str, chosen: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    url = url_for("loans.queue", group=name or None, **kept)
    return {"label": label, "count": None, "of": None, "url": url, "is_chosen": name == chosen, "is_late": False}


def sifted_by(
    fields: Sequence[tuple[dict[str, Any], Any]], kept: Mapping[str, Any], chosen: str, words: str
) -> list[dict[str, Any]]:
    """Return each filter that is on, with what it lets through and the address of the list without it."""
    found = []
    for field, options in fields:
        if field["name"] not in kept:
            continue
        value = next((label for value, label in options if value == field["value"]), field["value"])
        without = {name: told for name, told in kept.items() if name != field["name"]}
        url = url_for("loans.queue", group=chosen or None, q=words or None, **without)
        found.append({"label": field["label"], "value": value, "url": url})
    return found


def saved_part(name: str, kept: Mapping[str, Any], count: int, place: Mapping[str, Any]) -> dict[str, Any]:
    """Return a filter that staff have named as a part of the list of work."""
    here = {key: value for key, value in place.items() if key not in ("open", "page", "_anchor")}
    url = url_for("loans.queue", **kept)
    return {"label": name, "lang": html_lang(script_of(name)), "count": count, "url": url, "is_chosen": here == kept}


def elsewhere(found: tuple[int, int], chosen: str, kept: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what an empty list says of the requests that pass its filters and are not in it; None if there are none.

    `found` are those that are open, whoever must act, and those that are finished.
    """
    is_open, finished = found
    if chosen == sieves.OPEN or not any(found):
        is_open = 0
    if not is_open + finished:
        return None
    group = sieves.EVERY if finished else sieves.OPEN
    told = [sentences.open_elsewhere(is_open)] * bool(is_open) + [sentences.finished_elsewhere(finished)] * bool(
        finished
    )
    return {"told": told, "label": states.SHOW_THESE, "url": url_for("loans.queue", group=group, **kept)}


def ends(row: lists.Row) -> list[tuple[Any, date]]:
    """Return which days end something for a row, each with its name; the time left counts to the first."""
    named: list[tuple[Any, date]] = []
    if row.act_by is not None:
        is_due = row.act_by == row.due_on
        named.append((states.DUE_DATE if is_due else states.ACT_BY.get(row.asked, states.THIS_STEP), row.act_by))
    if row.due_on is not None and row.due_on != row.act_by and row.act_by is not None:
        named.append((states.DUE_DATE, row.due_on))
    return named + ([(states.NEEDED_BY, row.needed_by)] if row.needed_by else [])


def missing(row: lists.Row, missed: Missed) -> Any:
    """Return what is to be done about a book that was not in its parcel; None of any other."""
    if row.id in missed.to_look_for:
        return states.LOOK_FOR_IT
    is_awaited = row.partner is not None and (row.partner.id, row.public_no) in missed.to_ask_for
    return states.ASK_AFTER_IT if is_awaited and row.action in RECEIVING else None


def _step(row: lists.Row) -> Any:
    """Return the name of what comes next: of a book that cannot be promised, that some answer is due.

    Of one that no library has any more it is the answer to the reader: a search for a supplier would never end.
    """
    if row.lacks_copy:
        return labels.ANSWER_OTHERWISE
    if row.is_nowhere:
        return actions.name(Action.DECLINE, row.due, row.reads_there)
    return actions.name(row.action, row.due, row.reads_there) if row.action else None


def queue_row(row: lists.Row, language: str, missed: Missed) -> dict[str, Any]:
    missing_step = missing(row, missed)
    state = state_of(row.side, row.state)
    return {
        "id": row.id,
        "url": url_for("loans.show", loan_id=row.id),
        "number": row.public_no,
        "version": row.version,
        "side": states.SIDES[row.side],
        "title": row.title,
        "partner": row.partner.name_in(language) if row.partner else None,
        "country": row.partner.country if row.partner else None,
        "is_from_reader": row.is_from_reader,
        "reader": row.reader,
        "is_marked_copy": row.is_copy and not states.tells_of_pages(row.side, state),
        "state": states.state(row.side, state, ServiceType.COPY if row.is_copy else ServiceType.LOAN),
        "tone": states.tone(row.side, state, row.is_late),
        "left": sentences.time_left(row.days_left, row.is_late) if row.days_left is not None else None,
        "is_late": row.is_late,
        "is_past": row.is_past,
        "ends": ends(row),
        "action": missing_step or _step(row),
        "act_url": url_for("loans.act", loan_id=row.id, action=row.action) if row.action else None,
        "consignment_url": url_for("shipping.show", consignment_id=row.consignment_id, _anchor="next-step")
        if row.consignment_id
        else None,
        "due_chips": [
            *states.due_chips(row.side, state, row.due, row.is_late),
            *[states.READER_HAS_ANSWERED] * row.has_answer,
            *[states.NOT_IN_PARCEL] * bool(missing_step),
        ],
        "needs_input": bool(missing_step) or row.is_nowhere or row.action in INPUT or row.action is Action.DELIVER_COPY,
        "is_closed": is_closed(row.side, state),
        "tick": f"{row.id}.{row.version}" if row.action in TOGETHER and not (missing_step or row.is_nowhere) else None,
        "step": row.action,
    }


def not_done(why: str, books: Sequence[tuple[str, str, str]]) -> Markup:
    """Return the sentence for what one step for several did not do: each title in quotes with its number, as a link."""
    links = [
        Markup('<a href="{}"><span class="nb">{}</span> {}</a>').format(url, number, name)
        for number, name, url in books
    ]
    is_one = len(links) == 1
    told = _("Not done for %(numbers)s: %(why)s") if is_one else _("Not done for %(numbers)s. Of each: %(why)s")
    return Markup(told) % {"numbers": Markup(", ").join(links), "why": why}  # noqa: S704


def together(rows: Sequence[lists.Row]) -> list[tuple[Action, Any, Action]]:
    """Return the steps that may be taken for several of `rows` at once, with their names and that of the rows' own."""
    usual = {row.action for row in rows}
    found = [(action, action) for action in TOGETHER] + list(REFUSED_TOGETHER.items())
    return [(action, labels.name_for_several(action), step) for action, step in found if step in usual]
