"""Claims as pages show them: what is said, what may be done, and the pictures of both sides."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.i18n import _, _p
from library_exchange.core.procedure import Part
from library_exchange.core.titles import TitleBlock
from library_exchange.shipping import policy
from library_exchange.shipping.labels import claims as claim_labels
from library_exchange.shipping.labels import consignments as consignment_labels
from library_exchange.shipping.labels import titles as title_labels
from library_exchange.shipping.labels.claim_reasons import WHY
from library_exchange.shipping.models import Claim, Consignment, ConsignmentLine
from library_exchange.shipping.queries.pictures import Shown, pictures_of
from library_exchange.shipping.rules.claim_reasons import REASONS, reasons_for
from library_exchange.shipping.rules.claims import CLAIM
from library_exchange.shipping.rules.codes import FAULTS, ClaimEvent, ClaimState, LineState, Outcome
from library_exchange.shipping.rules.customs_rules import SILENCE_DAYS
from library_exchange.shipping.rules.pictures import kinds_for
from library_exchange.shipping.schemas import Reasoned
from library_exchange.shipping.services.accounted import accounted
from library_exchange.shipping.services.guards import Case
from library_exchange.shipping.services.night import answer_by
from library_exchange.shipping.services.replacements import replacement_for


def claim_rows(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    case: Case,
    titled: Mapping[int, TitleBlock],
    language: str,
    said: Mapping[int, list[dict[str, Any]]],
) -> list[dict[str, Any]]:
    """Return the claims of a consignment as `actor` may act on them; one query for all their pictures.

    `titled` has the titles of its lines by id, `said` what was done in each claim by its own.
    """
    parts, claims = policy.parts(actor, consignment), case.contents.claims
    lines = {line.id: line for line in case.contents.lines}
    pictures = pictures_of(session, claims) if claims else {}
    counting = accounted(session, [lines[claim.line_id] for claim in claims])
    return [
        row_of(claim, lines[claim.line_id], parts, titled[claim.line_id], claim.line_id in counting)
        | picture_facts(claim, pictures.get(claim.id, []), parts, actor.library_id)
        | {"answer_by": _answer_by(session, claim, case)}
        | {"instead": _instead(session, consignment, claim, lines[claim.line_id], parts, language)}
        | {"replacement": _replacement(session, claim), "said": said[claim.id]}
        for claim in claims
    ]


def row_of(
    claim: Claim, line: ConsignmentLine, parts: frozenset[Part], title: TitleBlock, is_accounted: bool
) -> dict[str, Any]:
    """Return what a claim is about, how it stands, and the steps of who has the `parts`.

    Of a book that `is_accounted` it is told what the account does.
    """
    label, tone = claim_labels.CLAIMS[claim.state]
    events = [event for event in CLAIM.events_from(claim.state, parts) if event in claim_labels.CLAIM_STEPS]
    unfit = ClaimEvent.TURN_UP if claim.fault in FAULTS else ClaimEvent.CORRECT
    events = [event for event in events if event is not unfit]
    return {
        "id": claim.id,
        "number": line.number,
        "title": title,
        "copies": line.copies,
        "fault": title_labels.LINES[claim.fault][0],
        "faults": [(str(each), title_labels.LINES[each][0]) for each in FAULTS if each is not claim.fault],
        "state": label,
        "tone": tone,
        "outcome": _standing(claim, line, is_accounted),
        "comes_late": claim_labels.COMES_LATE if _may_come_late(claim) else None,
        "has_proof": claim.has_proof_of_posting,
        "steps": [
            {
                "name": str(event),
                "label": claim_labels.step_name(event, is_accounted),
                "url": url_for("shipping.answer_claim", claim_id=claim.id, event=event),
                "asks_why": event in REASONS,
            }
            for event in events
        ],
        "reasons": next((reasons(event, claim.fault) for event in events if event in REASONS), []),
    }


def _may_come_late(claim: Claim) -> bool:
    """Whether a loss is settled, so that nothing follows by itself if the book turns up."""
    return claim.fault is LineState.LOST and claim.outcome not in (None, Outcome.TURNED_UP)


def reason_told(said: Reasoned) -> list[tuple[Any, Any]]:
    """Return why a step is taken, as it is read once more before that."""
    told = ((_("Reason"), WHY[said.why] if said.why else None), (_("In your own words"), said.words))
    return [(name, value) for name, value in told if value]


def reasons(step: str, fault: LineState | None = None) -> list[tuple[str, Any]]:
    """Return what may be chosen as a reason of a step, in the claim of `fault` if there is one already."""
    found = REASONS[step] if fault is None else reasons_for(step, fault)
    return [("", _p("list", "choose…")), *((str(why), WHY[why]) for why in found)]


def _standing(claim: Claim, line: ConsignmentLine, is_accounted: bool) -> Any:
    """Return how a claim ended, or what the account says of the book until it does; None without an account."""
    if claim.outcome is not None:
        return claim_labels.outcome_name(claim.outcome, claim.fault, is_accounted)
    if not is_accounted:
        return None
    return claim_labels.NOT_TILL_SETTLED if line.counted_at is None else claim_labels.COUNTS_TILL_SETTLED


def _replacement(session: Session, claim: Claim) -> dict[str, Any] | None:
    """Return the consignment that brings what was agreed instead, and how it stands."""
    if claim.replacement_id is None:
        return None
    found = session.get_one(Consignment, claim.replacement_id)
    state, tone = consignment_labels.STATES[found.state]
    url = url_for("shipping.show", consignment_id=found.id)
    return {"number": found.number, "url": url, "state": state, "tone": tone}


def _instead(
    session: Session,
    consignment: Consignment,
    claim: Claim,
    line: ConsignmentLine,
    parts: frozenset[Part],
    language: str,
) -> list[tuple[int, str]] | None:
    """Return the books among which the consignee chooses when it agrees to another one; None where nothing is asked."""
    replacement = replacement_for(line)
    if replacement is None or claim.state is not ClaimState.SUBSTITUTE_OFFERED or Part.CONSIGNEE not in parts:
        return None
    return replacement.choices(session, consignment.consignor_id, consignment.consignee_id, language)


def picture_facts(
    claim: Claim, pictures: Sequence[Shown], parts: frozenset[Part], library_id: int | None
) -> dict[str, Any]:
    """Return the pictures of a claim as `library_id` may add and remove them."""
    own = [each for each in pictures if each.library_id == library_id]
    kinds = kinds_for(parts, claim.state, len(own))
    may_remove = {each.id for each in own} if claim.state is not ClaimState.RESOLVED else set()
    return {
        "pictures": [_picture(claim, each, each.id in may_remove) for each in pictures],
        "picture_kinds": [(str(kind), claim_labels.PICTURES[kind]) for kind in kinds],
    }


def _picture(claim: Claim, picture: Shown, may_remove: bool) -> dict[str, Any]:
    where: dict[str, Any] = {"claim_id": claim.id, "picture_id": picture.id}
    what = claim_labels.PICTURES[picture.kind]
    return {
        "label": what,
        "alt": _("Picture: %(what)s", what=what),
        "remove_label": _("Take back the picture: %(what)s", what=what),
        "width": picture.width,
        "height": picture.height,
        "url": url_for("shipping.picture", size="whole", **where),
        "small_url": url_for("shipping.picture", size="small", **where),
        "remove_url": url_for("shipping.remove_picture", **where) if may_remove else None,
    }


def _answer_by(session: Session, claim: Claim, case: Case) -> date | None:
    """Return the last day on which the consignor may answer, while it has not."""
    if claim.state is not ClaimState.OPENED:
        return None
    return answer_by(session, claim, case.rules.number(SILENCE_DAYS))
