"""The account with a partner on pages: what was sent, what came, who owes what; settling it; acts to print."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.bounds import whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _, current
from library_exchange.core.money import as_typed
from library_exchange.core.procedure import Part, by
from library_exchange.core.regions import REGIONS
from library_exchange.deals import labels
from library_exchange.deals.act import Act, act_pdf
from library_exchange.deals.fees_act import FeesAct, fees_pdf
from library_exchange.deals.models import Settlement
from library_exchange.deals.queries import accounts as queries
from library_exchange.deals.queries import acts
from library_exchange.deals.queries.agreements import find_in_force
from library_exchange.deals.rules.settling import OPEN, SETTLEMENT, SettlementEvent
from library_exchange.deals.schemas import Period, SettlementInput
from library_exchange.deals.services import settling
from library_exchange.deals.views.blueprint import bp
from library_exchange.directory.letter_partners import reached_by_letter
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at, get_library, get_library_by_id
from library_exchange.documents.fonts import font_file
from library_exchange.documents.tables import MIMES, table_file
from library_exchange.ledger import display, rates, statement_files
from library_exchange.ledger import labels as ledger_labels
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.models import FEES, Unit
from library_exchange.ledger.rates import Total
from library_exchange.ledger.schemas import Reference
from library_exchange.ledger.subjects import told
from library_exchange.offers.queries.lines import known_of, title_of
from library_exchange.web.addresses import event_named
from library_exchange.web.confirming import Question, ask
from library_exchange.web.downloads import PDF, download
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

Answer = str | tuple[str, int] | Response
FIRST_YEAR = 1990


def _partner(session: Session, code: str) -> Library:
    """Return the partner of an account; raises NotFound for the library itself."""
    partner = get_library(session, code)
    if partner.id == rights.library_of(current_actor()):
        raise NotFound("own-account")
    return partner


@bp.get("/staff/exchange/account/<code>")
def account(code: str) -> str:
    """Show the account with a partner: the balance in words, the statement of a year, proposals, acts."""
    return _page(code, {})


def _page(code: str, errors: Mapping[str, Any], sentence: Any = None) -> str:
    actor, language = current_actor(), current().code
    library_id = rights.library_of(actor)
    with reading() as session:
        partner = _partner(session, code)
        partner_id = partner.id
        today = day_at(session, library_id, now())
        year = min(max(request.args.get("year", today.year, type=whole_number), FIRST_YEAR), today.year)
        ours, theirs = queries.copies_between(session, library_id, partner_id)
        found = queries.figures(session, library_id, partner_id)
        first, last = date(year, 1, 1), date(year, 12, 31)
        statement = ledger.statement(session, actor, library_id, partner_id, first, last)
        about = _about(session, [line.reference for line in statement.lines], language)
        total, remarks = _total(session, library_id, statement, today), _remarks(session, statement)
        network = ledger.owed_by_network(session, library_id)
        is_by_letter = partner_id in reached_by_letter(session)
        proposals = queries.settlements(session, library_id, partner_id)
        settled = {each.unit for each in proposals if each.state in OPEN}
        agreement = find_in_force(session, library_id, partner_id)
        years = _years(session, library_id, partner_id) | {today.year}
    return render_template(
        "deals/account.html",
        code=code,
        partner=partner.name_in(language),
        partner_id=partner.id,
        country=partner.country,
        year=year,
        years=sorted(years, reverse=True),
        first_day=first,
        last_day=min(last, today),
        sent=ours,
        received=theirs,
        owed=display.owed({unit: each.balance for unit, each in found.items()}),
        network=display.with_network(network),
        debts=_debts({unit: each.balance for unit, each in found.items() if unit not in settled}),
        statement=display.statement(statement, about, today, total, remarks),
        is_by_letter=is_by_letter,
        settlements=[_settlement(each, library_id, is_by_letter) for each in proposals],
        in_settlement=labels.IN_SETTLEMENT if settled else None,
        remedies=[(each.value, name) for each, name in labels.REMEDIES.items()],
        agreement_url=url_for("deals.show_agreement", agreement_id=agreement.id) if agreement else None,
        errors=errors,
        given=request.form,
        sentence=sentence,
    )


def _years(session: Session, library_id: int, partner_id: int) -> set[int]:
    return {year for year, _unit in ledger.balances_by_year(session, library_id, partner_id)}


def _total(session: Session, library_id: int, statement: ledger.Statement, today: date) -> Total | None:
    """Return what remains owed in the currency of the library's country, if a rate is known."""
    currency = REGIONS[session.get_one(Library, library_id).country].currency
    return rates.total(session, library_id, statement.closing, currency, min(statement.last_day, today))


def _debts(balances: Mapping[Unit, int]) -> list[tuple[str, Any, int | str]]:
    """Return what there is to settle: each unit in which something is owed, its name and how much."""
    return [
        (unit.value, ledger_labels.UNITS[unit], _as_typed(abs(owed), unit)) for unit, owed in balances.items() if owed
    ]


def _as_typed(amount: int, unit: Unit) -> int | str:
    """Return an amount as its field holds it: money in whole units, though it is kept in hundredths."""
    return as_typed(amount, str(unit)) if unit in FEES else amount


def _about(session: Session, references: list[Reference], language: str) -> dict[Reference, display.Shown]:
    """Return what entries are about: the title of a book with its box, or that it was settled."""
    shown = told(session, rights.library_of(current_actor()), references, language)
    entered = queries.offers_of(session, references)
    known = known_of(session, [offer for _line, offer, _card in entered.values()])
    for reference, (line, offer, card) in entered.items():
        title = title_of(offer, card, language, known).shown
        shown[reference] = (title.value, url_for("deals.show_box", box_id=line.box_id), title.lang)
    return shown


def _remarks(session: Session, statement: ledger.Statement) -> dict[Reference, display.Remark]:
    """Return of books that are claimed for that they count until then, with the address of the claim."""
    claimed = queries.claimed(session, [line.reference for line in statement.lines])
    return {
        reference: (labels.CLAIMED, url_for("shipping.show", consignment_id=consignment_id, _anchor="claims"))
        for reference, consignment_id in claimed.items()
    }


def _settlement(row: Settlement, library_id: int, is_by_letter: bool) -> dict[str, Any]:
    state, tone = labels.SETTLEMENT_STATES[row.state]
    part = Part.AUTHOR if row.proposer_id == library_id else Part.PARTNER
    events = [
        event
        for event in SETTLEMENT.events_from(row.state, by(part))
        if is_by_letter or event is not SettlementEvent.ON_PAPER
    ]
    amount = ledger_labels.amount(row.amount, Unit(row.unit))
    return {
        "remedy": labels.REMEDIES[row.remedy],
        "amount": amount,
        "who": _("they owe us %(amount)s", amount=amount)
        if row.creditor_id == library_id
        else _("we owe them %(amount)s", amount=amount),
        "is_ours": row.proposer_id == library_id,
        "at": row.proposed_at,
        "state": state,
        "tone": tone,
        "version": row.version,
        "events": [
            (
                url_for("deals.move_settlement", settlement_id=row.id, event=event.value),
                labels.SETTLEMENT_EVENTS[event],
            )
            for event in events
        ],
    }


@bp.post("/staff/exchange/account/<code>/settle")
def settle(code: str) -> Answer:
    """Propose what becomes of a balance."""
    try:
        with reading() as session:
            partner = _partner(session, code)
        given = parse(SettlementInput, request.form)
        with transaction() as session:
            made = settling.propose(session, current_actor(), partner.id, given, now())
            ask(_question_of_proposing(made, code, partner.name_in(current().code)))
    except InvalidInput as refused:
        return _page(code, refused.fields), refused.status
    except Conflict as refused:
        return _page(code, {}, refused.sentence), refused.status
    flash(_("Proposed. It is entered when the other library confirms it."), "ok")
    return redirect(url_for("deals.account", code=code))


@bp.post("/staff/exchange/settlements/<int:settlement_id>/<event>")
def move_settlement(settlement_id: int, event: str) -> Answer:
    """Confirm, dispute or withdraw what was proposed."""
    known = event_named(event, labels.SETTLEMENT_EVENTS)
    actor = current_actor()
    version = request.form.get("version", type=whole_number)
    with reading() as session:
        row = queries.get_settlement(session, actor, settlement_id)
        other = row.debtor_id if row.creditor_id == actor.library_id else row.creditor_id
        code = session.get_one(Library, other).code
    try:
        with transaction() as session:
            row = queries.get_settlement(session, actor, settlement_id)
            settling.take(session, actor, row, known, now(), version)
            ask(_question_of_settlement(known, code) if known in labels.SETTLEMENT_CONSEQUENCES else None)
    except Conflict as refused:
        return _page(code, {}, refused.sentence), refused.status
    flash(_("Saved."), "ok")
    return redirect(url_for("deals.account", code=code))


def _question_of_proposing(made: Settlement, code: str, partner: str) -> Question:
    amount = ledger_labels.amount(made.amount, Unit(made.unit))
    chosen = [(_("What becomes of it"), labels.REMEDIES[made.remedy]), (_("How much"), amount)]
    back = url_for("deals.account", code=code)
    return Question(_("Propose it to the other library"), labels.SETTLEMENT_GOES, back, partner, chosen=chosen)


def _question_of_settlement(event: SettlementEvent, code: str) -> Question:
    told = labels.SETTLEMENT_CONSEQUENCES[event]
    return Question(labels.SETTLEMENT_EVENTS[event], told, url_for("deals.account", code=code))


@bp.get("/staff/exchange/account/<code>/statement.<any(csv,xlsx):form>")
def statement_file(code: str, form: str) -> Answer:
    """Give the statement of any span of days for a spreadsheet."""
    actor, language = current_actor(), current().code
    library_id = rights.library_of(actor)
    try:
        with reading() as session:
            partner = _partner(session, code)
        period = _period()
    except InvalidInput as refused:
        return _page(code, refused.fields), refused.status
    with reading() as session:
        found = ledger.statement(session, actor, library_id, partner.id, period.first_day, period.last_day)
        about = _about(session, [line.reference for line in found.lines], language)
        today = day_at(session, library_id, now())
        total, remarks = _total(session, library_id, found, today), _remarks(session, found)
    content = table_file(form, statement_files.rows(found, about, today, total, remarks), language, today)
    name = f"account-{partner.code}-{period.first_day}-{period.last_day}.{form}"
    return download(content, MIMES[form], name, _of_period(_("Statement"), partner, period))


def _period() -> Period:
    """Return the days asked for; raises InvalidInput if there are none."""
    period = parse(Period, request.args)
    if period.first_day > period.last_day:
        raise InvalidInput({"first_day": labels.PERIOD_REVERSED})
    return period


# Acts -----------------------------------------------------------------------------------------------------------------


@bp.get("/staff/exchange/account/<code>/act")
def period_act(code: str) -> Answer:
    """Give the act of what was received from each other in a time, as PDF."""
    library_id = rights.library_of(current_actor())
    try:
        with reading() as session:
            partner = _partner(session, code)
        period = _period()
        with reading() as session:
            today = day_at(session, library_id, now())
            act = acts.act_of_period(session, library_id, partner.id, period.first_day, period.last_day, today)
    except InvalidInput as refused:
        return _page(code, refused.fields), refused.status
    except Conflict as refused:
        return _page(code, {}, refused.sentence), refused.status
    name = f"act-{partner.code}-{period.first_day}-{period.last_day}.pdf"
    return _file(act, name, _of_period(_("Act of handover"), partner, period))


@bp.get("/staff/exchange/acts/<int:consignment_id>")
def consignment_act(consignment_id: int) -> Response:
    """Give the act of one consignment as PDF."""
    actor = current_actor()
    with reading() as session:
        day = day_at(session, rights.library_of(actor), now())
        act = acts.act_of_consignment(session, actor, consignment_id, day)
    told = _("Act of handover")
    return _file(act, f"{act.basis.number}-act.pdf", f"{act.basis.number} {told}")


@bp.get("/staff/exchange/account/<code>/fees.<any(pdf,csv,xlsx):form>")
def fees_act(code: str, form: str) -> Answer:
    """Give the act of fees of any span of days: to be signed, as PDF, or for a spreadsheet."""
    actor, language = current_actor(), current().code
    try:
        with reading() as session:
            partner = _partner(session, code)
        period = _period()
        with reading() as session:
            act = _fees_act(session, actor, partner, period, language)
    except InvalidInput as refused:
        return _page(code, refused.fields), refused.status
    except Conflict as refused:
        return _page(code, {}, refused.sentence), refused.status
    name = f"fees-{partner.code}-{period.first_day}-{period.last_day}.{form}"
    told = _of_period(_("Act of fees"), partner, period)
    if form in MIMES:
        rows = statement_files.rows(act.statement, act.about, act.made_on, act.total)
        return download(table_file(form, rows, language, act.made_on), MIMES[form], name, told)
    return download(fees_pdf(act, font_file(current_app.extensions["settings"].pdf_font)), PDF, name, told)


def _fees_act(session: Session, actor: Actor, partner: Library, period: Period, language: str) -> FeesAct:
    """Return the act of fees with a partner; raises Conflict if nothing was owed."""
    library = get_library_by_id(session, rights.library_of(actor))
    today = library.day_at(now())
    whole = ledger.statement(session, actor, library.id, partner.id, period.first_day, period.last_day)
    found = whole.of(FEES)
    if not (found.opening or found.lines):
        raise Conflict("no-fees", labels.NO_FEES)
    languages = acts.languages_of(library, partner)
    return FeesAct(
        languages=languages,
        made_on=today,
        basis=acts.basis_of(session, library, partner, period.first_day),
        first=acts.party_of(session, library, languages),
        second=acts.party_of(session, partner, languages),
        statement=found,
        about=_about(session, [line.reference for line in found.lines], language),
        total=_total(session, library.id, found, today),
    )


def _file(act: Act, name: str, told: str) -> Response:
    return download(act_pdf(act, font_file(current_app.extensions["settings"].pdf_font)), PDF, name, told)


def _of_period(what: str, partner: Library, period: Period) -> str:
    """Return what a file of a partner's account is called."""
    return f"{what} {partner.name_in(current().code)} {period.first_day} {period.last_day}"
