"""The papers of a consignment, given out as files, and the page on which is declared what the customs forms say."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for

from library_exchange.consignment_papers import display, services
from library_exchange.consignment_papers.border import ADDRESSED, PACK, border_pack, papers_for
from library_exchange.consignment_papers.declared import charges_of, details_of, titles_declared
from library_exchange.consignment_papers.labels import DETAILS, FILE_NAMES, HINTS
from library_exchange.consignment_papers.queries import pack_of, require_addresses
from library_exchange.consignment_papers.schemas import ChargeInput, DeclaredInput, DetailsInput
from library_exchange.consignment_papers.sheets import spreadsheet
from library_exchange.core.clock import now
from library_exchange.core.countries import countries
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _, current
from library_exchange.core.money import as_typed, currency_name
from library_exchange.core.procedure import Part
from library_exchange.directory.queries import day_at
from library_exchange.documents.fonts import font_file
from library_exchange.shipping.labels.titles import MATERIALS
from library_exchange.shipping.policy import require
from library_exchange.shipping.queries import consignments
from library_exchange.shipping.queries.regulations import rules_on
from library_exchange.shipping.rules.codes import Material, ShipmentState
from library_exchange.shipping.rules.shipments import NOT_SENT
from library_exchange.shipping.views.blueprint import bp
from library_exchange.shipping.views.consignments import Page, page_of
from library_exchange.web.downloads import PDF, download
from library_exchange.web.forms import by_row, parse
from library_exchange.web.guard import current_actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/staff/shipments/<int:consignment_id>/papers/<name>")
def paper(consignment_id: int, name: str) -> Page:
    """Give a paper of the consignment as PDF, all of them as one PDF, or the data as a spreadsheet."""
    try:
        with reading() as session:
            consignment = consignments.get_consignment(session, current_actor(), consignment_id)
            day = day_at(session, consignment.consignor_id, now())
            if name in ADDRESSED:
                require_addresses(session, consignment)
            pack = pack_of(session, consignment, day)
    except Conflict as refused:
        return page_of(consignment_id, sentence=refused.sentence), refused.status
    if name == "sheet":
        return download(spreadsheet(pack), XLSX, f"{pack.number}.xlsx", f"{pack.number} {FILE_NAMES[name]}")
    needed = papers_for(pack)
    if name != PACK and name not in needed:
        raise NotFound("no-such-paper")
    font = font_file(current_app.extensions["settings"].pdf_font)
    made = border_pack(pack, font, needed if name == PACK else (name,))
    told = FILE_NAMES[name] if pack.crosses else FILE_NAMES.get(f"{name}-at-home", FILE_NAMES[name])
    return download(made, PDF, f"{pack.number}-{name}.pdf", f"{pack.number} {told}")


@bp.route("/staff/shipments/<int:consignment_id>/customs", methods=["GET", "POST"])
def customs(consignment_id: int) -> Page:
    """Show what the customs forms say beside titles and figures, with what is proposed, and write it down."""
    if request.method == "GET":
        return _customs_page(consignment_id, {})
    try:
        with transaction() as session:
            consignment = consignments.get_consignment(session, current_actor(), consignment_id)
            details, charges, declared = _declared(consignment.currency)
            contents = consignments.contents_of(session, consignment)
            services.declare(session, current_actor(), consignment, contents, details, charges, declared, now())
    except InvalidInput as refused:
        return _customs_page(consignment_id, refused.fields), refused.status
    except Conflict as refused:
        return _customs_page(consignment_id, {}, refused.sentence), refused.status
    flash(_("Saved."), "ok")
    return redirect(url_for("shipping.show", consignment_id=consignment_id, _anchor="papers"))


def _declared(currency: str) -> tuple[DetailsInput, dict[int, ChargeInput], dict[int, DeclaredInput]]:
    """Read the form; raises InvalidInput with the sentences of all its fields."""
    rows: dict[tuple[type[Any], int], dict[str, str]] = {}
    for field, number, text in by_row(request.form):
        schema = ChargeInput if field == "charge_minor" else DeclaredInput
        rows.setdefault((schema, number), {})[field] = text
    errors: dict[str, Any] = {}
    found: dict[type[Any], dict[int, Any]] = {ChargeInput: {}, DeclaredInput: {}}
    for (schema, number), row in rows.items():
        try:
            found[schema][number] = parse(schema, row, currency)
        except InvalidInput as refused:
            errors |= {f"{field}-{number}": sentence for field, sentence in refused.fields.items()}
    try:
        details = parse(DetailsInput, request.form)
    except InvalidInput as refused:
        raise InvalidInput(refused.fields | errors) from refused
    if errors:
        raise InvalidInput(errors)
    return details, found[ChargeInput], found[DeclaredInput]


def _customs_page(consignment_id: int, errors: Mapping[str, Any], sentence: Any = None) -> str:
    with reading() as session:
        consignment = consignments.get_consignment(session, current_actor(), consignment_id)
        require(current_actor(), consignment, Part.CONSIGNOR, Part.CONSIGNEE)
        contents = consignments.contents_of(session, consignment)
        rules = rules_on(session, day_at(session, consignment.consignor_id, now()))
        declared = titles_declared(session, contents.going)
        charges = charges_of(session, contents.parcels)
        details = details_of(session, consignment)
    return render_template(
        "consignment_papers/customs.html",
        it=consignment,
        details={name: getattr(details, name, None) for name in DETAILS},
        labels=DETAILS,
        hints=HINTS,
        parcels=contents.parcels,
        charges={each: as_typed(charge) for each, charge in charges.items()},
        lines=display.titles_shown(contents.going, declared, rules.hs_codes, current().code),
        currency=currency_name(consignment.currency),
        materials=[(str(each), MATERIALS[each]) for each in Material],
        countries=countries(),
        may_write=consignment.state in NOT_SENT,
        is_packed=consignment.state is ShipmentState.PACKED,
        given=request.form,
        errors=errors,
        sentence=sentence,
    )
