"""Standing exchanges on pages: the list, the form of a proposal, one with its issues, its steps."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core import rights
from library_exchange.core.bounds import whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, current
from library_exchange.directory.letter_partners import libraries_that_sign_in
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.offers.views.desk import partners_of
from library_exchange.shipping.queries.consignments import growing
from library_exchange.standing_exchange import display, labels
from library_exchange.standing_exchange.models import StandingExchange
from library_exchange.standing_exchange.queries import exchanges as queries
from library_exchange.standing_exchange.queries.consigned import waiting_in
from library_exchange.standing_exchange.queries.titles import title_of
from library_exchange.standing_exchange.rules.agreeing import StandingEvent, year_proposed
from library_exchange.standing_exchange.schemas import StandingInput
from library_exchange.standing_exchange.services import agreeing
from library_exchange.standing_exchange.views.blueprint import bp
from library_exchange.standing_exchange.views.files import sifted
from library_exchange.web.addresses import event_named
from library_exchange.web.all_mistakes import parse_and_try
from library_exchange.web.confirming import Question, ask
from library_exchange.web.downloads import spreadsheets
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

PER_PAGE = 50
Answer = str | tuple[str, int] | Response


@bp.get("/staff/exchange/standing")
def listed() -> str:
    """List the standing exchanges of the library, those of one state or with one partner if asked for."""
    library_id, number = rights.library_of(current_actor()), page_number()
    state, partner_id = sifted()
    with reading() as session:
        today = day_at(session, library_id, now())
        offset = (number - 1) * PER_PAGE
        total, rows = queries.listed(session, library_id, today, state, partner_id, PER_PAGE, offset)
        partners = queries.partners_of(session, library_id)
    return render_template(
        "standing_exchange/list.html",
        rows=[_row(row, library_id) for row in rows],
        page=Page(number, PER_PAGE, total),
        states=[(each.value, name) for each, (name, _tone) in labels.STATES.items()],
        state=state.value if state else "",
        partners=[(str(each.id), each.name_in(current().code)) for each in partners],
        partner=str(partner_id or ""),
        is_sifted=state is not None or partner_id is not None,
        files=spreadsheets("standing_exchange.serials_file", state=state, partner=partner_id),
    )


def _row(row: queries.Row, library_id: int) -> dict[str, Any]:
    state, tone = labels.STATES[row.exchange.state]
    given = [title_of(each, current().code) for each in row.serials if each.giver_id == library_id]
    received = [title_of(each, current().code) for each in row.serials if each.giver_id != library_id]
    return {
        "url": url_for("standing_exchange.show", exchange_id=row.exchange.id),
        "partner": row.partner.name_in(current().code),
        "country": row.partner.country,
        "given": given,
        "received": received,
        "state": state,
        "tone": tone,
        "waits": row.exchange.turn_id == library_id,
        "late": row.late,
        "claimed": row.claimed,
        "last_year": row.exchange.last_year,
        "renews": labels.WHO_GOES_ON.get((row.exchange.renews(library_id), row.exchange.renews(row.partner.id))),
    }


@bp.get("/staff/exchange/standing/new")
def new() -> str:
    """Show the form of a proposal, perhaps with the partner chosen."""
    rights.library_of(current_actor())
    return _form({"partner_id": request.args.get("partner", "")}, {})


def _form(given: Mapping[str, Any], errors: Mapping[str, Any], sentence: Any = None) -> str:
    library_id = rights.library_of(current_actor())
    with reading() as session:
        found = libraries_that_sign_in(session)
        fit = queries.may_exchange_with(session, library_id)
        today = day_at(session, library_id, now())
    return render_template(
        "standing_exchange/form.html",
        partners=[("", _("Choose a library")), *_partners(partners_of(found, library_id)[1:], fit)],
        given={"first_year": str(year_proposed(today)), **given},
        errors=errors,
        sentence=sentence,
        years=[(str(year), str(year)) for year in (today.year, today.year + 1)],
        sides=list(labels.SERIALS.items()),
        frequencies=[(each.value, name) for each, name in labels.FREQUENCIES.items()],
        channels=[(each.value, name) for each, name in labels.CHANNELS.items()],
        countings=[(each.value, name) for each, name in labels.COUNTINGS.items()],
        silences=[(each.value, name) for each, name in labels.ON_SILENCE.items()],
        names={"on_silence": labels.SILENCE, "counting": labels.ACCOUNT},
    )


def _partners(options: Sequence[tuple[str, str]], fit: Collection[int]) -> list[tuple[str, str]]:
    """Return partners as options: first those that fit, then the others with the reason why they do not."""
    without = [(value, _("%(library)s (no agreement in force)", library=name)) for value, name in options]
    fitting = [each for each in options if int(each[0]) in fit]
    return fitting + [each for each in without if int(each[0]) not in fit]


@bp.post("/staff/exchange/standing")
def propose() -> Answer:
    """Propose a standing exchange to a partner."""
    rights.library_of(current_actor())
    try:
        given = parse_and_try(StandingInput, request.form, _propose, agreeing.READS)
        with transaction() as session:
            made = _propose(session, given)
    except InvalidInput as refused:
        return _form(request.form, refused.fields), refused.status
    except Conflict as refused:
        return _form(request.form, {}, refused.sentence), refused.status
    flash(_("Proposed. The other library is asked to answer."), "ok")
    return redirect(url_for("standing_exchange.show", exchange_id=made.id))


def _propose(session: Session, given: StandingInput) -> StandingExchange:
    return agreeing.propose(session, current_actor(), given, now())


@bp.get("/staff/exchange/standing/<int:exchange_id>")
def show(exchange_id: int) -> str:
    """Show a standing exchange with the issues of a year, and what may be done."""
    return page(exchange_id)


def page(exchange_id: int, sentence: Any = None, errors: Mapping[str, Any] | None = None) -> str:
    """Return the page of a standing exchange; a refused form of it says why, and shows what was typed."""
    actor = current_actor()
    library_id = rights.library_of(actor)
    with reading() as session:
        exchange = queries.get_exchange(session, actor, exchange_id)
        partner = session.get_one(Library, exchange.other(library_id))
        today = day_at(session, library_id, now())
        serials = queries.serials_of(session, [exchange.id])[exchange.id]
        issues = queries.issues_of(session, serials)
        records = queries.records_by_issn(session, serials)
        waiting = waiting_in(session, [issue.id for issue in issues])
        together = growing(session, library_id, partner.id)
    late = queries.late_among(issues, today)
    appears = {each.id for each in serials} != queries.ceased_among(issues)
    events = display.events_of(actor, exchange, today, appears)
    open_ = display.count_open(library_id, serials, issues, late)
    quiet = display.quiet(library_id, serials, issues, late, today, waiting)
    asked = request.args.get("year", today.year, type=whole_number)
    year = min(max(asked, exchange.first_year), exchange.last_year)
    state, tone = labels.STATES[exchange.state]
    return render_template(
        "standing_exchange/show.html",
        exchange=exchange,
        partner=partner.name_in(current().code),
        country=partner.country,
        account_url=url_for("deals.account", code=partner.code),
        state=state,
        tone=tone,
        next=display.next_of(actor, exchange, events, *open_, quiet),
        terms=display.terms(exchange, library_id, partner.name_in(current().code)),
        events=[(each.value, labels.EVENTS[each]) for each in events],
        year=year,
        years=range(exchange.first_year, exchange.last_year + 1),
        serials=display.serials(
            actor, exchange, serials, [each for each in issues if each.year == year], late, records, today, waiting
        ),
        ways=[("", _("a new consignment")), *((str(each.id), each.number) for each in together)],
        elsewhere=sorted({each.year for each in issues if each.id in late and each.year != year}),
        files=spreadsheets("standing_exchange.issues_file", exchange_id=exchange.id, year=year),
        sentence=sentence,
        errors=errors or {},
        given=request.form,
    )


@bp.post("/staff/exchange/standing/<int:exchange_id>/steps/<event>")
def move(exchange_id: int, event: str) -> Answer:
    """Accept, decline or withdraw a proposal, go on for another year, or end it."""
    known = event_named(event, labels.EVENTS)
    version = request.form.get("version", type=whole_number)
    try:
        with transaction() as session:
            exchange = queries.get_exchange(session, current_actor(), exchange_id)
            is_grave = agreeing.EXCHANGES.is_grave(exchange, known)
            agreeing.take(session, current_actor(), exchange, known, now(), version)
            ask(_question(exchange_id, known) if is_grave else None)
    except Conflict as refused:
        return page(exchange_id, refused.sentence), refused.status
    flash(labels.SAID.get(known) or _("Done: “%(step)s”.", step=labels.EVENTS[known]), "ok")
    return redirect(url_for("standing_exchange.show", exchange_id=exchange_id))


def _question(exchange_id: int, event: StandingEvent) -> Question:
    back = url_for("standing_exchange.show", exchange_id=exchange_id)
    return Question(labels.EVENTS[event], labels.CONSEQUENCES[event], back)
