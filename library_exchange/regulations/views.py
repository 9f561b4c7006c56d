"""The dated rules of post and customs, and setting them anew."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.core.bounds import find_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.i18n import _
from library_exchange.core.regions import REGIONS
from library_exchange.directory.queries import day_for
from library_exchange.regulations import labels, queries, services, source_notes
from library_exchange.regulations.schemas import NewCustomsCode, NewService, NewThreshold, ServiceInput
from library_exchange.shipping.labels.consignments import MODES
from library_exchange.shipping.labels.parcels import KINDS
from library_exchange.shipping.labels.titles import MATERIALS
from library_exchange.shipping.models import CarrierService, CustomsCode, Threshold
from library_exchange.shipping.rules.codes import Material
from library_exchange.shipping.views.blueprint import bp
from library_exchange.shipping.views.consignments import Page
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

BACK: Mapping[str, type[Threshold | CustomsCode]] = {"threshold": Threshold, "code": CustomsCode}
"""Tables from which a mistyped row may be taken back, as the form names them."""


@bp.route("/platform/shipping", methods=["GET", "POST"])
def rules() -> Page:
    """Show the dated rules of post and customs, and set them anew from a day on."""
    if request.method == "GET":
        return _rules_page({}, "")
    what = request.form.get("what", "")
    try:
        with transaction() as session:
            _set(session, what)
    except InvalidInput as refused:
        return _rules_page(refused.fields, what), refused.status
    flash(_("Saved."), "ok")
    return redirect(url_for("shipping.rules", _anchor=what.partition("-")[0]))


def _set(session: Session, what: str) -> None:
    actor, at = current_actor(), now()
    kind, _dash, number = what.partition("-")
    if kind == "threshold":
        services.set_threshold(session, actor, parse(NewThreshold, request.form), at)
    elif kind == "code":
        services.set_customs_code(session, actor, parse(NewCustomsCode, request.form), at)
    elif kind == "back" and (table := BACK.get(request.form.get("table", ""))):
        said = services.take_back(session, actor, table, find_number(number) or 0, at)
        ask(Question(_("Take the row back"), labels.RULE_GOES, url_for("shipping.rules"), said))
    elif what == "service":
        services.add_service(session, actor, parse(NewService, request.form), at)
    elif kind == "service":
        service = _service(session, find_number(number))
        given = source_notes.kept(parse(ServiceInput, request.form), service)
        services.change_service(session, actor, service, given, at)
    else:
        raise NotFound("no-such-rule")


def _service(session: Session, service_id: int | None) -> CarrierService:
    found = session.get(CarrierService, service_id) if service_id is not None else None
    if found is None:
        raise NotFound("no-such-service")
    return found


def _rules_page(errors: Mapping[str, Any], what: str) -> str:
    with reading() as session:
        return render_template(
            "regulations/rules.html",
            thresholds=source_notes.dated_rows(queries.thresholds(session), labels.rules()),
            codes=source_notes.dated_rows(queries.customs_codes(session), MATERIALS),
            services=[source_notes.as_told(each) for each in queries.services(session)],
            errors=errors,
            what=what,
            given=request.form,
            rule_names=[(code, text) for code, text in labels.rules().items()],
            materials=[(str(each), MATERIALS[each]) for each in Material],
            kinds=KINDS,
            modes=MODES,
            countries=list(REGIONS),
            figure=labels.figure,
            today=day_for(session, None, now()),
        )
