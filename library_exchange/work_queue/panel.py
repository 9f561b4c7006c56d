"""One request beside the list of work: what it is, what comes next, and which row to open after that."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.errors import NotFound
from library_exchange.loans import display, loan_papers, policy
from library_exchange.loans.forms import step_forms
from library_exchange.loans.queries import parcels, requests
from library_exchange.loans.services.parcels import SENDING
from library_exchange.loans.services.steps import is_to_send
from library_exchange.work_queue.queries import lists


def shown_beside(
    session: Session, actor: Actor, loan_id: int | None, rows: Sequence[lists.Row], language: str
) -> dict[str, Any] | None:
    """Return the request to be shown beside `rows`, None if there is none or it is not the staff's of its library."""
    try:
        loan = requests.get_request(session, actor, loan_id) if loan_id else None
    except NotFound:
        return None
    if loan is None or not policy.works_on(actor, loan):
        return None
    _held = requests.parties(session, loan)
    found = parcels.parcels_of(session, loan)
    waiting = parcels.waiting_among(found, loan)
    lacks = parcels.lacks_papers(session, loan, waiting)
    forms = step_forms(session, actor, loan, language, now(), found=found, lacks_papers=lacks)
    shown = display.shown_loan(session, loan, language) | display.for_staff(session, loan, forms, language)
    usual = next(iter(forms), None)
    sends = any(form.action in SENDING for form in forms) and is_to_send(session, loan, now())
    papers = loan_papers.shown(session, loan, found, waiting, sends)
    goes_elsewhere = shown["waits_for"] or (waiting and not papers["not_yet"])
    return shown | {
        "step": usual if usual and not (usual.is_grave or usual.is_seldom or goes_elsewhere) else None,
        "parcels": papers,
        "then": _after(loan.id, rows),
    }


def _after(loan_id: int, rows: Sequence[lists.Row]) -> int | None:
    """Return which row is opened when the step is taken: the next one, or the one before if it was the last."""
    ids = [row.id for row in rows]
    at = ids.index(loan_id) if loan_id in ids else len(ids) + 1
    return next(iter([*ids[at + 1 :], *ids[:at][-1:]]), None) if at < len(ids) else None


def fields(place: Mapping[str, Any], shown: int | None) -> dict[str, Any]:
    """Return what a form in the list sends along, so that its step leads back to the same place of it."""
    kept = {name: value for name, value in place.items() if name not in ("open", "_anchor")}
    return {"back": "queue"} | kept | ({"open": shown} if shown else {})
