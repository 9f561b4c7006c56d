"""Doors of the room: consignments, packing by scan, papers, receiving title by title, claims, and the dated rules."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.i18n import _, current
from library_exchange.directory.models import Library
from library_exchange.directory.queries import libraries
from library_exchange.documents.fonts import font_file
from library_exchange.shipping import display, labels, policy
from library_exchange.shipping.models import CarrierService, Consignment
from library_exchange.shipping.papers.border import PACK, border_pack, papers_of
from library_exchange.shipping.papers.sheets import spreadsheet
from library_exchange.shipping.queries import consignments, dated
from library_exchange.shipping.queries.packs import pack_of
from library_exchange.shipping.rules.codes import (
    FAULTS,
    ClaimEvent,
    LineState,
    Material,
    Mode,
    Part,
    Purpose,
)
from library_exchange.shipping.rules.codes import ClearanceEvent as Asked
from library_exchange.shipping.schemas import (
    NewConsignment,
    NewCustomsCode,
    NewLine,
    NewParcel,
    NewThreshold,
    Permit,
    Scanned,
    ServiceInput,
    StepInput,
    TitleInput,
    Weighed,
)
from library_exchange.shipping.services import claims, moves, packing, permits, planning, titles, travelling
from library_exchange.shipping.services import dated as setting
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page as PageOfList
from library_exchange.web.paging import page_number

bp = Blueprint("shipping", __name__)

Page = str | tuple[str, int] | Response
Verb = Callable[[Session, Consignment], Any]
PAGE_SIZE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# The list and a new one -----------------------------------------------------------------------------------------------


@bp.get("/staff/shipments")
def index() -> Page:
    """List the consignments of the library: open ones, or those that are closed."""
    actor, language = current_actor(), current().code
    is_open = request.args.get("closed") != "1"
    number = page_number()
    with reading() as session:
        rows, total = consignments.consignments_of(session, _library_id(), is_open, PAGE_SIZE, (number - 1) * PAGE_SIZE)
        library = session.get_one(Library, actor.library_id)
    return render_template(
        "shipping/index.html",
        rows=[display.list_row(row, language) for row in rows],
        page=PageOfList(number, PAGE_SIZE, total),
        is_open=is_open,
        library=library.name_in(language),
    )


def _library_id() -> int:
    library_id = current_actor().library_id
    if library_id is None:
        raise Forbidden("no-library")
    return library_id


@bp.route("/staff/shipments/new", methods=["GET", "POST"])
def plan() -> Page:
    """Plan a consignment."""
    if request.method == "GET":
        return _plan_form(request.args, {})
    try:
        new = parse(NewConsignment, request.form)
        with transaction() as session:
            made = planning.plan(session, current_actor(), _library_id(), new, [], now())
    except InvalidInput as refused:
        return _plan_form(request.form, refused.fields), refused.status
    flash(_("The consignment is planned. Now enter its titles."), "ok")
    return redirect(url_for("shipping.show", consignment_id=made.id))


def _plan_form(given: Mapping[str, str], errors: Mapping[str, Any]) -> str:
    language = current().code
    with reading() as session:
        others = [each for each in libraries(session) if each.id != _library_id()]
    named = [(each.id, f"{each.name_in(language)}, {each.city_in(language)}") for each in others]
    return render_template(
        "shipping/plan.html",
        given=given,
        errors=errors,
        libraries=named,
        gateways=[("", _("none: it goes directly")), *named],
        modes=[(str(mode), labels.MODES[mode]) for mode in Mode],
        purposes=[(str(purpose), labels.PURPOSES[purpose]) for purpose in Purpose],
    )


# One consignment ------------------------------------------------------------------------------------------------------


@bp.get("/staff/shipments/<int:consignment_id>")
def show(consignment_id: int) -> Page:
    """Show one consignment with what can be done now."""
    return _page(consignment_id)


def _page(consignment_id: int, sentence: Any = None, errors: Mapping[str, Any] | None = None) -> str:
    with reading() as session:
        consignment = consignments.get_consignment(session, current_actor(), consignment_id)
        found = display.shown(session, current_actor(), consignment, current().code, now())
    chosen = request.form.get("parcel_id") or request.args.get("parcel")
    return render_template(
        "shipping/show.html",
        it=found,
        sentence=sentence,
        errors=errors or {},
        given=request.form,
        chosen_parcel=chosen,
        materials=[(str(each), labels.MATERIALS[each]) for each in Material],
        purposes=[(str(each), labels.PURPOSES[each]) for each in Purpose],
        findings=display.faults(),
        currency=found["value"][-3:],
    )


def _do(consignment_id: int, verb: Verb, said: Any, **where: Any) -> Page:
    """Carry a verb out on a consignment; what it refuses is shown on the consignment's page."""
    try:
        with transaction() as session:
            consignment = consignments.get_consignment(session, current_actor(), consignment_id)
            moves.require_version(consignment, parse(StepInput, request.form).version)
            verb(session, consignment)
    except InvalidInput as refused:
        return _page(consignment_id, errors=refused.fields), refused.status
    except Conflict as refused:
        return _page(consignment_id, sentence=refused.sentence), refused.status
    flash(str(said), "ok")
    return redirect(url_for("shipping.show", consignment_id=consignment_id, **where))


@bp.post("/staff/shipments/<int:consignment_id>/lines")
def add_line(consignment_id: int) -> Page:
    """Enter a title by hand."""

    def verb(session: Session, consignment: Consignment) -> None:
        new = parse(NewLine, {name: text for name, text in request.form.items() if not name.startswith("subject")})
        planning.add_lines(session, current_actor(), consignment, [new], now())

    return _do(consignment_id, verb, _("The title is entered."), _anchor="add")


@bp.post("/staff/shipments/<int:consignment_id>/lines/<int:line_id>/old")
def confirm_old(consignment_id: int, line_id: int) -> Page:
    """Confirm that an old book may leave."""

    def verb(session: Session, consignment: Consignment) -> None:
        line = consignments.get_line(session, consignment, line_id)
        planning.confirm_old(session, current_actor(), consignment, line, now())

    return _do(consignment_id, verb, _("Noted: this book may leave."))


@bp.route("/staff/shipments/<int:consignment_id>/titles", methods=["GET", "POST"])
def complete_titles(consignment_id: int) -> Page:
    """Complete titles in both languages, weights and values; translations are remembered for the next time."""
    if request.method == "GET":
        return _titles_page(consignment_id, {})
    given, errors = _titles_given()
    if errors:
        return _titles_page(consignment_id, errors), 422
    with transaction() as session:
        consignment = consignments.get_consignment(session, current_actor(), consignment_id)
        lines = consignments.contents_of(session, consignment).travelling
        changed = titles.complete(session, current_actor(), consignment, lines, given, now())
    flash(_("Saved. Changed titles: %(count)s.", count=changed), "ok")
    return redirect(url_for("shipping.show", consignment_id=consignment_id))


def _titles_given() -> tuple[dict[int, TitleInput], dict[str, Any]]:
    """Read the form's fields, named like `title_zh-12`, title by title."""
    rows: dict[int, dict[str, str]] = {}
    for name, text in request.form.items():
        field, dash, number = name.rpartition("-")
        if dash and number.isdecimal() and len(number) < 10:
            rows.setdefault(int(number), {})[field] = text
    given: dict[int, TitleInput] = {}
    errors: dict[str, Any] = {}
    for line_id, row in rows.items():
        try:
            given[line_id] = parse(TitleInput, row)
        except InvalidInput as refused:
            errors |= {f"{field}-{line_id}": sentence for field, sentence in refused.fields.items()}
    return given, errors


def _titles_page(consignment_id: int, errors: Mapping[str, Any]) -> str:
    everything = request.args.get("all") == "1"
    with reading() as session:
        consignment = consignments.get_consignment(session, current_actor(), consignment_id)
        policy.require(current_actor(), consignment, Part.GIVER, Part.RECEIVER)
        lines = consignments.contents_of(session, consignment).travelling
        shown = display.titles_to_complete(session, consignment, lines, current().code, everything)
    return render_template(
        "shipping/titles.html",
        number=consignment.number,
        consignment_id=consignment_id,
        currency=consignment.currency,
        lines=shown,
        given=request.form,
        errors=errors,
        everything=everything,
        materials=[(str(each), labels.MATERIALS[each]) for each in Material],
    )


# Packing --------------------------------------------------------------------------------------------------------------


@bp.post("/staff/shipments/<int:consignment_id>/parcels")
def open_parcel(consignment_id: int) -> Page:
    """Begin a parcel."""

    def verb(session: Session, consignment: Consignment) -> None:
        packing.open_parcel(session, current_actor(), consignment, parse(NewParcel, request.form), now())

    return _do(consignment_id, verb, _("The parcel is open. Scan the books into it."), _anchor="scan")


@bp.post("/staff/shipments/<int:consignment_id>/scan")
def scan(consignment_id: int) -> Page:
    """Put the scanned title into the chosen parcel."""

    def verb(session: Session, consignment: Consignment) -> None:
        packing.scan(session, current_actor(), consignment, parse(Scanned, request.form), now())

    parcel = request.form.get("parcel_id")
    return _do(consignment_id, verb, _("In the parcel."), parcel=parcel, _anchor="scan")


@bp.post("/staff/shipments/<int:consignment_id>/lines/<int:line_id>/out")
def take_out(consignment_id: int, line_id: int) -> Page:
    """Take a title out of its parcel."""

    def verb(session: Session, consignment: Consignment) -> None:
        line = consignments.get_line(session, consignment, line_id)
        packing.take_out(session, current_actor(), consignment, line, now())

    return _do(consignment_id, verb, _("Taken out of the parcel."))


@bp.post("/staff/shipments/<int:consignment_id>/parcels/<int:parcel_id>")
def weigh(consignment_id: int, parcel_id: int) -> Page:
    """Set a parcel's weight and tracking number."""

    def verb(session: Session, consignment: Consignment) -> None:
        parcel = consignments.get_parcel(session, consignment, parcel_id)
        packing.weigh(session, current_actor(), consignment, parcel, parse(Weighed, request.form), now())

    return _do(consignment_id, verb, _("Saved."), _anchor="parcels")


# Steps ----------------------------------------------------------------------------------------------------------------


@bp.post("/staff/shipments/<int:consignment_id>/<action>")
def act(consignment_id: int, action: str) -> Page:
    """Take a step of the way."""
    if action not in labels.STEPS:
        raise NotFound("no-such-action")
    actor = current_actor()
    verbs: dict[str, Verb] = {
        "make_ready": lambda session, it: permits.make_ready(session, actor, it, now()),
        "pack": lambda session, it: packing.pack(session, actor, it, now()),
        "unpack": lambda session, it: packing.unpack(session, actor, it, now()),
        "hand_over": lambda session, it: travelling.hand_over(
            session, actor, it, parse(StepInput, request.form).handed_on, now()
        ),
        "gateway_in": lambda session, it: travelling.gateway_in(session, actor, it, _ticked("parcel"), now()),
        "cross": lambda session, it: travelling.cross(session, actor, it, now()),
        "declare_lost": lambda session, it: travelling.declare_lost(session, actor, it, now()),
        "cancel": lambda session, it: planning.cancel(session, actor, it, now()),
    }
    return _do(consignment_id, verbs[action], labels.DONE)


def _ticked(name: str) -> set[int]:
    return {int(value) for value in request.form.getlist(name) if value.isdecimal() and len(value) < 10}


@bp.post("/staff/shipments/<int:consignment_id>/received")
def receive(consignment_id: int) -> Page:
    """Say of each title that came how it came; what is left open has not come yet."""
    found = {}
    for name, value in request.form.items():
        number = name.removeprefix("line-")
        if name.startswith("line-") and number.isdecimal() and value in (LineState.GOOD, *FAULTS):
            found[int(number)] = LineState(value)

    def verb(session: Session, consignment: Consignment) -> None:
        travelling.receive(session, current_actor(), consignment, found, now())

    return _do(consignment_id, verb, _("Received. What did not come well has a claim now."))


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

    return _do(consignment_id, verb, labels.DONE, _anchor="permits")


@bp.post("/staff/shipments/<int:consignment_id>/permits/<int:clearance_id>")
def permit(consignment_id: int, clearance_id: int) -> Page:
    """Note what the authority answered, title by title."""

    def verb(session: Session, consignment: Consignment) -> None:
        clearance = consignments.get_clearance(session, consignment, clearance_id)
        said = parse(Permit, request.form)
        permits.answer(session, current_actor(), consignment, clearance, _ticked("granted"), said, now())

    return _do(consignment_id, verb, labels.DONE, _anchor="permits")


# Claims ---------------------------------------------------------------------------------------------------------------


@bp.post("/staff/shipments/<int:consignment_id>/lines/<int:line_id>/claim")
def claim(consignment_id: int, line_id: int) -> Page:
    """Open a claim about a title that was first taken for good."""
    fault = request.form.get("fault", "")
    if fault not in FAULTS:
        raise NotFound("no-such-fault")

    def verb(session: Session, consignment: Consignment) -> None:
        line = consignments.get_line(session, consignment, line_id)
        travelling.complain(session, current_actor(), consignment, line, LineState(fault), now())

    return _do(consignment_id, verb, _("The claim is open. The other library is asked to answer."))


@bp.post("/staff/claims/<int:claim_id>/proof")
def prove(claim_id: int) -> Page:
    """Note that the giver can prove posting."""
    with transaction() as session:
        consignment, found = consignments.get_claim(session, current_actor(), claim_id)
        claims.give_proof(session, current_actor(), consignment, found, now())
    flash(_("Saved."), "ok")
    return redirect(url_for("shipping.show", consignment_id=consignment.id, _anchor="claims"))


@bp.post("/staff/claims/<int:claim_id>/<event>")
def answer_claim(claim_id: int, event: str) -> Page:
    """Take a step of a claim."""
    if event not in labels.CLAIM_STEPS:
        raise NotFound("no-such-event")
    actor = current_actor()
    with transaction() as session:
        consignment, found = consignments.get_claim(session, actor, claim_id)
        claims.take(session, actor, consignment, found, ClaimEvent(event), now())
        sees_it = policy.may_see(actor, consignment)
    flash(str(labels.DONE), "ok")
    if sees_it:
        return redirect(url_for("shipping.show", consignment_id=consignment.id, _anchor="claims"))
    return redirect(url_for("shipping.disputes"))


@bp.get("/platform/claims")
def disputes() -> Page:
    """List the claims that the coordinator must decide."""
    parts = frozenset({Part.COORDINATOR})
    with reading() as session:
        rows = [
            display.claim_row(found, line, parts, current().code) | {"consignment": consignment.number}
            for found, line, consignment in consignments.disputes(session)
        ]
    return render_template("shipping/disputes.html", claims=rows)


# Papers ---------------------------------------------------------------------------------------------------------------


@bp.get("/staff/shipments/<int:consignment_id>/papers/<name>")
def paper(consignment_id: int, name: str) -> Page:
    """Give a paper of the consignment as PDF, all of them as one PDF, or the data as a spreadsheet."""
    try:
        with reading() as session:
            consignment = consignments.get_consignment(session, current_actor(), consignment_id)
            day = moves.day_of(session, consignment.giver_id, now())
            pack = pack_of(session, consignment, day)
    except Conflict as refused:
        return _page(consignment_id, sentence=refused.sentence), refused.status
    if name == "sheet":
        return _file(spreadsheet(pack), XLSX, f"{pack.number}.xlsx")
    needed = papers_of(pack.giver.country, pack.receiver.country, bool(pack.parcels))
    if name != PACK and name not in needed:
        raise NotFound("no-such-paper")
    font = font_file(current_app.extensions["settings"].pdf_font)
    made = border_pack(pack, font, needed if name == PACK else (name,))
    return _file(made, "application/pdf", f"{pack.number}-{name}.pdf")


def _file(content: bytes, kind: str, name: str) -> Response:
    return send_file(BytesIO(content), mimetype=kind, as_attachment=True, download_name=name)


# The dated rules ------------------------------------------------------------------------------------------------------


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
        setting.set_threshold(session, actor, parse(NewThreshold, request.form), at)
    elif kind == "code":
        setting.set_customs_code(session, actor, parse(NewCustomsCode, request.form), at)
    elif kind == "service" and number.isdecimal() and len(number) < 10:
        service = session.get(CarrierService, int(number))
        if service is None:
            raise NotFound("no-such-service")
        setting.change_service(session, actor, service, parse(ServiceInput, request.form), at)
    else:
        raise NotFound("no-such-rule")


def _rules_page(errors: Mapping[str, Any], what: str) -> str:
    with reading() as session:
        return render_template(
            "shipping/rules.html",
            thresholds=display.dated_rows(dated.thresholds(session), labels.RULES),
            codes=display.dated_rows(dated.customs_codes(session), labels.MATERIALS),
            services=dated.services(session),
            errors=errors,
            what=what,
            given=request.form,
            rule_names=[(code, text) for code, text in labels.RULES.items()],
            materials=[(str(each), labels.MATERIALS[each]) for each in Material],
            kinds=labels.KINDS,
            modes=labels.MODES,
            units=labels.UNITS,
            today=now().date(),
        )
