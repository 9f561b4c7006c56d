"""Pictures on a claim: shown to both sides and to the coordinator who decides, to nobody else."""

from flask import flash, redirect, request, url_for

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _
from library_exchange.core.procedure import Part
from library_exchange.shipping import policy
from library_exchange.shipping.labels import claims as claim_labels
from library_exchange.shipping.queries.consignments import get_claim
from library_exchange.shipping.queries.pictures import get_picture
from library_exchange.shipping.schemas import PictureShown
from library_exchange.shipping.services import pictures
from library_exchange.shipping.views.blueprint import bp
from library_exchange.shipping.views.consignments import Page, page_of
from library_exchange.web import pictures as files
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.refused_forms import RefusedForm


@bp.post("/staff/claims/<int:claim_id>/pictures")
def add_picture(claim_id: int) -> Page:
    """Show a picture on a claim; of the file that is sent nothing but its pixels is kept."""
    actor = current_actor()
    with reading() as session:
        consignment, _claim = get_claim(session, actor, claim_id)
        policy.require(actor, consignment, Part.CONSIGNOR, Part.CONSIGNEE)
        place = consignment.id
    try:
        kind, picture = parse(PictureShown, request.form).kind, files.sent_picture()
        with transaction() as session:
            consignment, claim = get_claim(session, actor, claim_id)
            pictures.add(session, actor, consignment, claim, kind, picture, now())
    except InvalidInput as refused:
        return page_of(place, sent=RefusedForm("claim", claim_id, request.form, refused.fields)), refused.status
    except Conflict as refused:
        return page_of(place, sentence=refused.sentence), refused.status
    flash(_("The picture is shown to both libraries."), "ok")
    return redirect(url_for("shipping.show", consignment_id=place, _anchor="claims"))


@bp.get("/staff/claims/<int:claim_id>/pictures/<int:picture_id>/<size>.jpg")
def picture(claim_id: int, picture_id: int, size: str) -> Page:
    """Give a picture of a claim: whole, or small."""
    is_small = files.is_small(size)
    with reading() as session:
        _consignment, claim = get_claim(session, current_actor(), claim_id)
        return files.jpeg(get_picture(session, claim, picture_id, is_small))


@bp.post("/staff/claims/<int:claim_id>/pictures/<int:picture_id>/remove")
def remove_picture(claim_id: int, picture_id: int) -> Page:
    """Take a picture back."""
    actor = current_actor()
    with transaction() as session:
        consignment, claim = get_claim(session, actor, claim_id)
        pictures.take_back(session, actor, consignment, claim, picture_id, now())
        back = url_for("shipping.show", consignment_id=consignment.id, _anchor="claims")
        ask(Question(_("Take back the picture"), claim_labels.PICTURE_GOES, back))
    flash(_("The picture is taken back."), "ok")
    return redirect(url_for("shipping.show", consignment_id=consignment.id, _anchor="claims"))
