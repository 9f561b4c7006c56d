"""What came: how each title of a consignment was found when it was unpacked, and what follows from that."""

from collections.abc import Collection
from typing import Any

from flask import request, url_for
from sqlmodel import Session

from library_exchange.core.amounts import find_typed
from library_exchange.core.clock import now
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _, current
from library_exchange.shipping.labels import consignments as consignment_labels
from library_exchange.shipping.labels.titles import found_told
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.queries import consignments
from library_exchange.shipping.queries.line_titles import titles_of
from library_exchange.shipping.rules.claim_reasons import OPEN
from library_exchange.shipping.rules.codes import LineState, ShipmentEvent
from library_exchange.shipping.rules.counting import LOOKED_AT, Found, has_fault
from library_exchange.shipping.schemas import Reasoned
from library_exchange.shipping.services import transit
from library_exchange.shipping.services.accounted import accounted
from library_exchange.shipping.services.claim_reasons import require_fit
from library_exchange.shipping.services.own_procedures import own_procedure
from library_exchange.shipping.views.blueprint import bp
from library_exchange.shipping.views.consignments import Page, carry_out, page_of
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import by_row, parse
from library_exchange.web.guard import current_actor
from library_exchange.web.refused_forms import RefusedForm


@bp.post("/staff/shipments/<int:consignment_id>/received")
def receive(consignment_id: int) -> Page:
    """Say of each title that came how it came; what is left open has not come yet."""
    came, damages = _what_came()
    reasons, wrong = _reasons(came)
    if wrong:
        return page_of(consignment_id, sent=RefusedForm("receive", None, request.form, wrong)), 422

    def verb(session: Session, consignment: Consignment) -> str | None:
        lines = consignments.contents_of(session, consignment).lines
        faulty = [consignments.get_line(session, consignment, each) for each in came if has_fault(came[each])]
        own = [line for line in faulty if own_procedure(line) is not None]
        titles = titles_of(session, lines, current().code)
        books = [(titles[line.id].shown.value, found_told(came[line.id])) for line in lines if line.id in came]
        transit.receive(session, current_actor(), consignment, came, now(), reasons | damages)
        told = _consequences(session, lines, len(faulty) > len(own), bool(own))
        if not told:
            return None
        back = url_for("shipping.show", consignment_id=consignment_id, _anchor="receive")
        ask(Question(_("Note what came"), told[0], back, consignment.number, books=books, notices=told[1:]))
        done = [consignment_labels.HAS_CLAIM] * (len(faulty) > len(own)) + [consignment_labels.IN_REQUEST] * bool(own)
        return " ".join(map(str, done))

    return carry_out(consignment_id, verb, _("Noted what came."), "receive")


def _consequences(session: Session, lines: Collection[ConsignmentLine], has_claim: bool, is_own: bool) -> list[Any]:
    """Return what follows from what came badly: claims, with what the account does then, and reports in requests."""
    told = []
    if has_claim:
        told.append(consignment_labels.CONSEQUENCES[ShipmentEvent.RECEIVE_WITH_CLAIM])
        if accounted(session, lines):
            told.append(consignment_labels.ON_ACCOUNT_FROM_NOW)
    return told + [consignment_labels.CONSEQUENCES[ShipmentEvent.RECEIVE_WITH_FAULT]] * is_own


def _reasons(came: Collection[int]) -> tuple[dict[int, str | Reasoned], dict[str, Any]]:
    """Read why titles are claimed, from fields named like `words-12`, and what is wrong with that."""
    reasons: dict[int, str | Reasoned] = {}
    wrong: dict[str, Any] = {}
    for line_id in came:
        try:
            said = parse(Reasoned, {name: request.form.get(f"{name}-{line_id}", "") for name in Reasoned.model_fields})
            require_fit(OPEN, said)
            reasons[line_id] = said
        except InvalidInput as refused:
            wrong |= {f"{name}-{line_id}": sentence for name, sentence in refused.fields.items()}
    return reasons, wrong


def _what_came() -> tuple[dict[int, Found], dict[int, str]]:
    """Read the form: `line-12` is how the only copy of a title came, `damaged-12` how many copies came so.

    Where damage has kinds, the kind stands behind a colon; it is returned beside.
    """
    whole: dict[int, Found] = {}
    damages: dict[int, str] = {}
    parts: dict[int, dict[LineState, int]] = {}
    for field, number, typed in by_row(request.form):
        value, _colon, damage = typed.partition(":")
        if field == "line" and value in LOOKED_AT:
            whole[number] = LineState(value)
            damages |= {number: damage} if damage else {}
        elif field in LOOKED_AT and value.strip().lstrip("0"):
            parts.setdefault(number, {})[LineState(field)] = _copies(value)
    return whole | parts, damages


def _copies(text: str) -> int:
    """Return the number that was typed, with its unit or without; -1, which never adds up, for what is none."""
    found = find_typed(text)
    return -1 if found is None else found
