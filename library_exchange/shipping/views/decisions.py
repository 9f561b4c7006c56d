"""What others decide of a consignment: permissions and claims."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _, current, format_date, format_list
from library_exchange.shipping import policy
from library_exchange.shipping.display.claims import reason_told
from library_exchange.shipping.display.disputes import disputed_rows
from library_exchange.shipping.display.permissions import is_list_ahead
from library_exchange.shipping.labels import claims as claim_labels
from library_exchange.shipping.labels import consignments as consignment_labels
from library_exchange.shipping.labels import permissions as permission_labels
from library_exchange.shipping.labels import titles as title_labels
from library_exchange.shipping.labels.claim_reasons import CLAIM_DONE
from library_exchange.shipping.models import Claim, Consignment, ConsignmentLine
from library_exchange.shipping.queries import consignments
from library_exchange.shipping.queries.line_titles import titles_of
from library_exchange.shipping.rules.claims import CLAIM, outcome_of
from library_exchange.shipping.rules.clearances import CLEARANCE
from library_exchange.shipping.rules.codes import FAULTS, ClaimEvent, LineState, ShipmentEvent
from library_exchange.shipping.rules.codes import ClearanceEvent as Asked
from library_exchange.shipping.rules.shipments import CONSIGNMENT
from library_exchange.shipping.schemas import Agreed, Complained, Corrected, Permit, Reasoned
from library_exchange.shipping.services import claims, permits, transit, transitions
from library_exchange.shipping.services.accounted import accounted
from library_exchange.shipping.services.replacements import replacement_for
from library_exchange.shipping.views.blueprint import bp
from library_exchange.shipping.views.consignments import Page, carry_out, page_of
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse, row_numbers
from library_exchange.web.guard import current_actor
from library_exchange.web.refused_forms import RefusedForm

# Permissions ----------------------------------------------------------------------------------------------------------


@bp.post("/staff/shipments/<int:consignment_id>/permits/<int:clearance_id>/<event>")
def apply(consignment_id: int, clearance_id: int, event: str) -> Page:
    """Note that a list was sent in, or that the authority asks back."""
    verbs = {str(Asked.SUBMIT): permits.submit, str(Asked.QUESTION): permits.question}
    if event not in verbs:
        raise NotFound("no-such-event")

    def verb(session: Session, consignment: Consignment) -> None:
        clearance = consignments.get_clearance(session, consignment, clearance_id)
        verbs[event](session, current_actor(), consignment, clearance, now())

    return carry_out(consignment_id, verb, permission_labels.CLEARANCE_DONE[event], _anchor="permits")


@bp.post("/staff/shipments/<int:consignment_id>/permits/<int:clearance_id>")
def permit(consignment_id: int, clearance_id: int) -> Page:
    """Note what the authority answered, title by title."""

    def verb(session: Session, consignment: Consignment) -> str:
        clearance = consignments.get_clearance(session, consignment, clearance_id)
        said = parse(Permit, request.form)
        granted, before = row_numbers(request.form.getlist("granted")), clearance.state
        lines = permits.concerned(session, transitions.case_of(session, consignment, now()), clearance.direction)
        is_list = is_list_ahead(session, clearance)
        event = permits.answer(session, current_actor(), consignment, clearance, granted, said, now())
        passed = [line for line in lines if line.id in granted]
        if CLEARANCE.is_grave(before, event):
            told, back = permission_labels.CLEARANCE_CONSEQUENCES[event], _page_url(consignment_id, "permits")
            ask(
                Question(
                    _("Note the answer"), told, back, consignment.number, _answered(session, passed, said, is_list)
                )
            )
        return permission_labels.answer_noted(len(passed), len(lines), said.permit_no, is_list)

    return carry_out(consignment_id, verb, None, "permit", clearance_id, _anchor="permits")


def _answered(
    session: Session, passed: Sequence[ConsignmentLine], said: Permit, is_list: bool
) -> list[tuple[Any, Any]]:
    """Return what an authority is noted to have answered, as it is read once more before that."""
    titled = titles_of(session, passed, current().code)
    shown = format_list([titled[line.id].shown.value for line in passed])
    valid = format_date(said.valid_until, "medium") if said.valid_until else None
    told = (
        (permission_labels.LET_PASS, shown or title_labels.UNKNOWN),
        (permission_labels.NUMBERS[is_list], said.permit_no),
        (_("Valid until"), valid),
    )
    return [(name, value or _("not entered")) for name, value in told]


@bp.post("/staff/shipments/<int:consignment_id>/permits/<int:clearance_id>/number")
def permit_number(consignment_id: int, clearance_id: int) -> Page:
    """Add to a permission that was granted its number and until when it is valid, or correct them."""

    def verb(session: Session, consignment: Consignment) -> None:
        clearance = consignments.get_clearance(session, consignment, clearance_id)
        permits.note_permit(session, current_actor(), consignment, clearance, parse(Permit, request.form), now())

    return carry_out(consignment_id, verb, _("Saved."), "permit", clearance_id, _anchor="permits")


# Claims ---------------------------------------------------------------------------------------------------------------


@bp.post("/staff/shipments/<int:consignment_id>/lines/<int:line_id>/claim")
def claim(consignment_id: int, line_id: int) -> Page:
    """Open a claim about a title that was first taken for good."""
    fault = request.form.get("fault", "")
    if fault and fault not in FAULTS:
        raise NotFound("no-such-fault")

    def verb(session: Session, consignment: Consignment) -> None:
        line = consignments.get_line(session, consignment, line_id)
        if not fault:
            raise InvalidInput({"fault": _("Choose what is wrong with the book.")})
        copies, said = parse(Complained, request.form).copies, parse(Reasoned, request.form)
        is_grave = CONSIGNMENT.is_grave(consignment.state, ShipmentEvent.OPEN_CLAIM)
        transit.complain(session, current_actor(), consignment, line, LineState(fault), now(), copies, said)
        if is_grave:
            told = consignment_labels.CONSEQUENCES[ShipmentEvent.OPEN_CLAIM]
            about = f"{_title_of(session, line)} · {title_labels.LINES[LineState(fault)][0]}"
            stays = [claim_labels.STAYS_TILL_SETTLED] if accounted(session, [line]) else []
            back = _page_url(consignment_id, "titles")
            ask(Question(_("Open a claim"), told, back, about, reason_told(said), notices=stays))

    return carry_out(
        consignment_id, verb, _("The claim is open. The other library is asked to answer."), "fault", line_id
    )


@bp.post("/staff/claims/<int:claim_id>/<event>")
def answer_claim(claim_id: int, event: str) -> Page:
    """Take a step of a claim."""
    if event not in claim_labels.CLAIM_STEPS:
        raise NotFound("no-such-event")
    actor = current_actor()
    with reading() as session:
        consignment, _claim = consignments.get_claim(session, actor, claim_id)
        place, sees_it = consignment.id, policy.may_see(actor, consignment)
    back = _page_url(place, "claims") if sees_it else url_for("shipping.disputes")
    try:
        chosen, said = parse(Agreed, request.form).chosen, parse(Reasoned, request.form)
        fault = parse(Corrected, request.form).fault
        with transaction() as session:
            consignment, found = consignments.get_claim(session, actor, claim_id)
            is_grave = CLAIM.is_grave(found.state, ClaimEvent(event))
            # Afterwards the book that was chosen is no longer among those to choose from.
            question = _question(session, found, ClaimEvent(event), back, chosen, said) if is_grave else None
            claims.take(session, actor, consignment, found, ClaimEvent(event), now(), chosen, said, fault)
            ask(question)
    except InvalidInput as refused:
        sent = RefusedForm("claim", claim_id, request.form, refused.fields)
        return page_of(place, sent=sent) if sees_it else _disputes_page(sent), refused.status
    except Conflict as refused:
        if not sees_it:
            raise
        return page_of(place, sentence=refused.sentence), refused.status
    flash(str(CLAIM_DONE[ClaimEvent(event)]), "ok")
    return redirect(back)


def _question(
    session: Session, claim: Claim, event: ClaimEvent, back: str, chosen: int | None, said: Reasoned
) -> Question:
    line = session.get_one(ConsignmentLine, claim.line_id)
    outcome, is_accounted = outcome_of(claim.state, event), bool(accounted(session, [line]))
    told = (
        claim_labels.end_told(outcome, claim.fault, is_accounted) if outcome else claim_labels.CLAIM_CONSEQUENCES[event]
    )
    if event is ClaimEvent.AGREE and chosen is not None and (title := _chosen_title(session, claim, chosen)):
        told = _("The claim is settled: “%(title)s” comes in place of this book. This cannot be undone.", title=title)
    may_correct = event is ClaimEvent.WITHDRAW and CLAIM.find(claim.state, ClaimEvent.CORRECT) and claim.fault in FAULTS
    notices = [claim_labels.CORRECT_INSTEAD] if may_correct else []
    name = claim_labels.step_name(event, is_accounted)
    return Question(name, told, back, _title_of(session, line), reason_told(said), notices=notices)


def _chosen_title(session: Session, claim: Claim, chosen: int) -> str | None:
    """Return what the book is called that was chosen in place of the one of a claim."""
    consignment, line = (
        session.get_one(Consignment, claim.consignment_id),
        session.get_one(ConsignmentLine, claim.line_id),
    )
    found = replacement_for(line)
    ends = (consignment.consignor_id, consignment.consignee_id)
    return dict(found.choices(session, *ends, current().code)).get(chosen) if found else None


def _title_of(session: Session, line: ConsignmentLine) -> str:
    return titles_of(session, [line], current().code)[line.id].shown.value


def _page_url(consignment_id: int, anchor: str) -> str:
    return url_for("shipping.show", consignment_id=consignment_id, _anchor=anchor)


@bp.get("/platform/claims")
def disputes() -> Page:
    """List the claims that the coordinator must decide."""
    return _disputes_page(RefusedForm())


def _disputes_page(sent: RefusedForm) -> str:
    with reading() as session:
        rows = disputed_rows(session, current_actor(), current().code)
    return render_template("shipping/disputes.html", claims=rows, sent=sent)
