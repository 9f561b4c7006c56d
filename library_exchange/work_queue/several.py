"""One step for the ticked rows: each in a transaction of its own; a refusal is asked about once, for all of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from flask import request, url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction, was_overtaken
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.i18n import _p, current
from library_exchange.directory.models import Library
from library_exchange.loans.checks import BESIDE
from library_exchange.loans.forms import CODES, FIELD_LABELS, FIELD_NAMES
from library_exchange.loans.labels import code_names
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import requests
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.rules.inputs import INPUT
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.tasks import REFUSED_TOGETHER
from library_exchange.loans.schemas import BibliographicInfo, StepInput
from library_exchange.loans.services import steps
from library_exchange.web.confirming import SURE, YES, Question, Unanswered
from library_exchange.web.forms import parse
from library_exchange.work_queue import display, labels, services

Rows = Sequence[tuple[int, int]]
"""Rows of the list, each by its id and the version that was shown."""


class Named(NamedTuple):
    """A request of the own library as it is told of: number, title and address."""

    number: str
    title: str
    url: str


class Outcome(NamedTuple):
    """What one step for several rows has come to: what it was done for, and the ids it was not done for, by reason."""

    done: list[str]
    refused: dict[str, list[int]]


def each(rows: Rows, take: Callable[[int, int], str]) -> Outcome:
    """Call `take` for each row; what is refused is told by its sentence, and the others go on."""
    outcome = Outcome([], {})
    for loan_id, version in rows:
        try:
            outcome.done.append(take(loan_id, version))
        except (Conflict, Forbidden, InvalidInput, NotFound) as refused:
            was_overtaken()  # The row is told as refused; those that went must not be done once more for its sake.
            outcome.refused.setdefault(_why(refused), []).append(loan_id)
    return outcome


def _why(refused: Conflict | Forbidden | InvalidInput | NotFound) -> str:
    """Return why a row was refused: what is wrong with the field, if it is one that somebody could fill in."""
    told = next(iter(refused.fields.values()), None) if isinstance(refused, InvalidInput) else None
    return str(told or refused.sentence)


def take(actor: Actor, action: Action, rows: Rows) -> Outcome:
    """Take `action` for the rows, each in a transaction of its own."""
    given = parse(StepInput, {name: value for name, value in request.form.items() if name in _asked(action)})

    def on_one(loan_id: int, version: int) -> str:
        with transaction() as session:
            loan = requests.get_request(session, actor, loan_id)
            told = given.model_copy(update={"version": version})
            services.take_among_several(session, actor, loan, action, told, now())
            _require_unasked(session, actor, loan, action)
            return _done(session, loan, action)

    return each(rows, on_one)


def _require_unasked(session: Session, actor: Actor, loan: LoanRequest, action: Action) -> None:
    """Raise Conflict for a row about which somebody would be asked on its own page: there is no answer here."""
    for tell in BESIDE.fillings().values():
        question = tell(session, actor, loan, action, StepInput(), {}, now())
        if question is not None:
            raise Conflict("asks-first", question.consequence, loan=loan.id)


def _done(session: Session, loan: LoanRequest, action: Action) -> str:
    """Return the number of a request, and which library was asked if nobody has named one."""
    if action is not Action.SEND or loan.partner_id is None:
        return loan.public_no
    return f"{loan.public_no} → {session.get_one(Library, loan.partner_id).name_in(current().code)}"


def _asked(action: Action) -> list[str]:
    """Return the fields that a refusal asks about: the reason."""
    return [FIELD_NAMES[asks] for asks in INPUT.get(action, ())] if action in REFUSED_TOGETHER else []


def ask_first(actor: Actor, action: Action, rows: Rows, back_url: str) -> None:
    """Ask once about a refusal of all the rows that can go: which they are, what will happen, for which reason.

    Raises `Unanswered` until somebody has said yes and given the reason. Nothing is asked where no row can go, and
    nothing is written.
    """
    asked = _asked(action)
    given = {name: request.form.get(name, "") for name in asked}
    is_said = request.form.get(SURE) == YES
    if action not in REFUSED_TOGETHER or (is_said and all(given.values())):
        return
    kinds: set[ServiceType] = set()
    named: list[Named] = []
    with reading() as session:

        def look(loan_id: int, version: int) -> str:
            loan = requests.get_request(session, actor, loan_id)
            services.require_next(session, actor, loan, action, version, now())
            kinds.add(loan.service)
            named.append(_named(loan))
            return loan.public_no

        refused = each(rows, look).refused
    if named:
        fields = [_reason(action, kinds, given, is_said)]
        told = labels.consequence_for_several(action)
        label = labels.label_for_several(action, len(named))
        books = [(one.title, one.number) for one in named]
        raise Unanswered(Question(label, told, back_url, books=books, fields=fields, notices=not_done(actor, refused)))


def _reason(
    action: Action, kinds: set[ServiceType], given: Mapping[str, str], is_said: bool
) -> tuple[dict[str, Any], list[tuple[Any, Any]]]:
    """Return the field for the one reason; nothing is chosen for her, and only what fits every request is offered."""
    (asks,) = INPUT[action]
    offers = [code_names.offered(CODES[asks], service) for service in sorted(kinds)]
    shared = [one for one in offers[0] if all(one[0] in [code for code, _name in other] for other in offers)]
    name = FIELD_NAMES[asks]
    field = {"name": name, "label": FIELD_LABELS[asks], "value": given[name], "required": True}
    error = {"error": steps.NEEDED} if is_said and not given[name] else {}
    return field | error, [("", _p("list", "choose…")), *shared]


def not_done(actor: Actor, refused: Mapping[str, Sequence[int]]) -> list[Any]:
    """Return a sentence for each reason why rows did not go, with their titles and numbers."""
    if not refused:
        return []
    with reading() as session:
        named = {why: [_find_named(session, actor, loan_id) for loan_id in ids] for why, ids in refused.items()}
    return [display.not_done(why, books) for why, books in named.items()]


def _find_named(session: Session, actor: Actor, loan_id: int) -> Named:
    """Return number, title and address of a request of the own library, or what was sent if it is none."""
    try:
        return _named(requests.get_request(session, actor, loan_id))
    except NotFound:
        return Named(str(loan_id), "", url_for("loans.queue"))


def _named(loan: LoanRequest) -> Named:
    title = BibliographicInfo.model_validate(loan.book).title_in(current().code).shown.value
    return Named(loan.public_no, title, url_for("loans.show", loan_id=loan.id))
