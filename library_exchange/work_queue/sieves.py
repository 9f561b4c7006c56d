"""The filters of the work queue: what the address says, and what there is to choose from."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from flask import url_for

from library_exchange.core.bounds import find_number
from library_exchange.core.i18n import _l, _pl
from library_exchange.directory.models import Library
from library_exchange.loans.labels import states
from library_exchange.loans.rules.codes import Side, State
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.steps import CLOSED, STATES
from library_exchange.loans.rules.tasks import Task
from library_exchange.work_queue.queries.lists import Part
from library_exchange.work_queue.queries.sieve import DueWithin, Sieve, Waits

OPEN, EVERY = "open", "every"
"""Parts of the list that are no tasks: all open requests, and all there are."""
LONGEST_CODE, LONGEST_WORDS = 40, 200
DUE: dict[DueWithin, Any] = {DueWithin.OVERDUE: _l("Overdue"), DueWithin.WEEK: _l("Due within a week")}
WAITS: dict[Waits, Any] = {Waits.WEEK: _l("more than a week"), Waits.MONTH: _l("more than a month")}
SERVICES: dict[str, Any] = {
    ServiceType.LOAN: _pl("service of a loan", "Books"),
    ServiceType.COPY: _l("Copies of pages"),
}
OPEN_STATES: dict[str, State] = {
    f"{side}.{state}": state for side in Side for state in STATES[side] if state not in CLOSED[side]
}
"""Each open state by what the address calls it."""


def given(args: Mapping[str, str]) -> dict[str, Any]:
    """Return what of `args` is a filter, as it stands in the address; what is none is left out."""
    known: dict[str, Any] = {
        "service": set(ServiceType),
        "side": set(Side),
        "state": OPEN_STATES,
        "due": set(DueWithin),
        "waits": set(Waits),
    }
    found = {name: args[name] for name, values in known.items() if args.get(name) in values}
    partner = args.get("partner", "")[:LONGEST_CODE]
    return found | ({"partner": partner} if partner else {})


def place(args: Mapping[str, str]) -> dict[str, Any]:
    """Return where in the work queue somebody is, by its address: part, words, filters, page, the request shown."""
    found = {name: args[name][:LONGEST_WORDS] for name in ("group", "q") if args.get(name)}
    shown, page = find_number(args.get("open", "")), find_number(args.get("page", "")) or 1
    turned: dict[str, Any] = {"page": page} if page > 1 else {}
    return found | given(args) | turned | ({"open": shown, "_anchor": f"loan-{shown}"} if shown else {})


def sieve(kept: Mapping[str, str]) -> Sieve:
    """Return the filters `kept` as lists take them."""
    return Sieve(
        side=Side(kept["side"]) if "side" in kept else None,
        partner=kept.get("partner"),
        state=OPEN_STATES[kept["state"]] if "state" in kept else None,
        due=DueWithin(kept["due"]) if "due" in kept else None,
        waits=Waits(kept["waits"]) if "waits" in kept else None,
        service=ServiceType(kept["service"]) if "service" in kept else None,
    )


def part(query: str) -> tuple[dict[str, Any], Part]:
    """Return what a saved filter says of the queue, as it stands in the address, and the part of the list it shows."""
    args = dict(parse_qsl(query))
    kept, group = given(args), args.get("group", "")
    known = {"group": group} if group in {OPEN, EVERY, *Task} else {}
    task = Task(group) if group in set(Task) else None
    return known | kept, Part(task, group == OPEN, sieve(kept), group == EVERY)


def fields(kept: Mapping[str, str], partners: Sequence[Library], language: str) -> list[tuple[dict[str, Any], Any]]:
    """Return each filter as a field with its options, the first of which lets everything through."""
    options: dict[str, tuple[Any, list[tuple[str, Any]]]] = {
        "side": (_l("Side"), [(str(side), states.SIDES[side]) for side in Side]),
        "partner": (_l("Partner"), [(library.code, library.name_in(language)) for library in partners]),
        "state": (_l("State"), [(name, _named(name, state)) for name, state in OPEN_STATES.items()]),
        "service": (_l("What is asked for"), list(SERVICES.items())),
        "due": (_l("Due date"), [(str(due), label) for due, label in DUE.items()]),
        "waits": (_l("Nothing has happened for"), [(str(waits), label) for waits, label in WAITS.items()]),
    }
    return [
        ({"name": name, "id": f"by-{name}", "label": label, "value": kept.get(name, "")}, [("", _l("any")), *found])
        for name, (label, found) in options.items()
    ]


def _named(name: str, state: State) -> Any:
    side = Side(name.partition(".")[0])
    return _l("%(side)s: %(state)s", side=states.SIDES[side], state=states.state(side, state))


BACK_TO_THE_QUEUE: dict[str, dict[str, Any]] = {"queue": {}, "scan": {"scan": 1}}
"""Where a step leads that was taken in the queue, or on a page that was opened by a scan: ready for the next scan."""


def address_back(form: Mapping[str, str]) -> str | None:
    """Return the address to which a step of the queue leads, None for one that was taken elsewhere."""
    after = BACK_TO_THE_QUEUE.get(form.get("back", ""))
    return None if after is None else url_for("loans.queue", **place(form), **after)
