"""Doors of the room: the figures of the network and of one's own library, and the yearly report in three forms."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for
from sqlmodel import Session

from library_exchange.core.bounds import FIRST_DAY, LAST_DAY, whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.errors import Forbidden, NotFound
from library_exchange.core.i18n import _, current, format_kilograms
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_for
from library_exchange.documents import tables
from library_exchange.documents.fonts import font_file
from library_exchange.loans.rules.codes import Side
from library_exchange.statistics import display, labels, queries, report, turnaround
from library_exchange.statistics.queries import Scope
from library_exchange.statistics.rules.figures import inland_percent, partners, total
from library_exchange.statistics.rules.turnaround import SMALL
from library_exchange.web.downloads import FOR_SPREADSHEETS, PDF, download, spreadsheets
from library_exchange.web.guard import current_actor

bp = Blueprint("statistics", __name__)

OLDEST_YEAR = 2000
FORMS = {"pdf": PDF, **tables.MIMES}
FORM_NAMES = {"pdf": "PDF", **FOR_SPREADSHEETS}


@bp.get("/figures")
def figures() -> str:
    """Show how evenly the exchange goes between countries, kinds of libraries and places, and where it reaches."""
    with reading() as session:
        return _figures(session, Scope(_asked_year()))


@bp.get("/staff/figures")
def own() -> str:
    """Show the same for what the visitor's library gave and received."""
    with reading() as session:
        return _figures(session, Scope(_asked_year(), _home_id()))


def _asked_year() -> int | None:
    asked = request.args.get("year", type=whole_number)
    return asked if asked is not None and OLDEST_YEAR <= asked <= now().year else None


def _home_id() -> int:
    actor = current_actor()
    if actor.library_id is None or not actor.is_staff:
        raise Forbidden("not-staff")
    return actor.library_id


def _figures(session: Session, scope: Scope) -> str:
    known = queries.places(session)
    flows = queries.flows(session, scope, known)
    happened = queries.happenings(session, scope)
    years = queries.years(session)
    sums = total(flows)
    own = scope.library_id is not None
    here, paper = ("statistics.own", "statistics.own_report") if own else ("statistics.figures", "statistics.report")
    return render_template(
        "statistics/figures.html",
        is_own=own,
        library=known[scope.library_id][1].name_in(current().code) if scope.library_id is not None else None,
        year=scope.year,
        choices=[(None, url_for(here)), *((year, url_for(here, year=year)) for year in years)],
        report_url=url_for(paper, year=scope.year or (years[0] if years else now().year)),
        sums=sums,
        kilograms=format_kilograms(sums.grams),
        partners=partners(flows),
        inland=inland_percent(flows),
        happened=happened,
        tables=display.tables(known, flows),
        corridor=display.diagram(known, flows),
    )


# The report -----------------------------------------------------------------------------------------------------------


@bp.get("/figures/<int:year>", endpoint="report")
def report_page(year: int) -> str:
    """Show the yearly report of the network."""
    return _report_page(Scope(_known_year(year)), "statistics.report_file")


@bp.get("/staff/figures/<int:year>")
def own_report(year: int) -> str:
    """Show the yearly report of the visitor's library."""
    return _report_page(Scope(_known_year(year), _home_id()), "statistics.own_report_file")


def _known_year(year: int) -> int:
    if not OLDEST_YEAR <= year <= now().year:
        raise NotFound("no-such-year")
    return year


def _report_page(scope: Scope, door: str) -> str:
    with reading() as session:
        found = report.gather(session, scope)
    return render_template(
        "statistics/report.html",
        report=found,
        library=found.names.get(current().code),
        words=labels.REPORT,
        ways=[labels.way(way) for way in found.order],
        figures=[(labels.REPORT[name], report.cells(found, found.ways, value)) for name, value in report.FIGURES],
        tables=[
            (
                heading,
                [(report.said(heading, code), report.cells(found, ways, "copies")) for code, ways in rows.items()],
            )
            for heading, rows in (("languages", found.languages), ("themes", found.themes))
        ],
        facts=report.facts(found),
        files=[(FORM_NAMES[form], url_for(door, year=scope.year, form=form)) for form in FORMS],
        back_url=url_for("statistics.own" if scope.library_id is not None else "statistics.figures", year=scope.year),
    )


@bp.get("/figures/<int:year>/report.<any(csv, xlsx, pdf):form>")
def report_file(year: int, form: str) -> Response:
    """Give the yearly report of the network as a table or PDF."""
    return _file(Scope(_known_year(year)), form)


@bp.get("/staff/figures/<int:year>/report.<any(csv, xlsx, pdf):form>")
def own_report_file(year: int, form: str) -> Response:
    """Give the yearly report of the visitor's library as a table or PDF."""
    return _file(Scope(_known_year(year), _home_id()), form)


def _file(scope: Scope, form: str) -> Response:
    with reading() as session:
        found = report.gather(session, scope)
        today = day_for(session, scope.library_id, now())
    if form in tables.MIMES:
        content = report.table_of(found, form, today)
    else:
        settings: Any = current_app.extensions["settings"]
        content = report.pdf_of(found, font_file(settings.pdf_font), today)
    name, told = f"exchange-{scope.year}.{form}", _("Exchange in figures")
    return download(content, FORMS[form], name, f"{told} {scope.year}")


# How partners answer --------------------------------------------------------------------------------------------------


@bp.get("/staff/figures/partners", endpoint="turnaround")
def turnaround_page() -> str:
    """Show how each partner of the visitor's library answers, or how the library answers each."""
    found = _turnaround()
    span, code = found.span, current().code
    asked: dict[str, Any] = {"first": span.first.isoformat(), "last": span.last.isoformat()}
    return render_template(
        "statistics/turnaround.html",
        span=span,
        sides=[
            (side, text, url_for(".turnaround", side=side, **asked)) for side, text in labels.TURNAROUND_SIDES.items()
        ],
        who_acts=labels.WHO_ACTS[span.side],
        fewest=SMALL,
        rows=[
            turnaround.shown(row) | {"library": library.name_in(code), "code": library.code, "country": library.country}
            for row in found.rows
            if (library := found.partners[row.partner_id or 0])
        ],
        total=turnaround.shown(found.total) | {"library": labels.ALL_PARTNERS},
        files=spreadsheets(".turnaround_file", side=span.side, **asked),
    )


@bp.get("/staff/figures/partners.<any(csv, xlsx):form>")
def turnaround_file(form: str) -> Response:
    """Give the same for a spreadsheet."""
    found = _turnaround()
    with reading() as session:
        today = day_for(session, _home_id(), now())
    name = f"partners-{found.span.side}-{found.span.first}-{found.span.last}.{form}"
    told = f"{labels.TURNAROUND_SIDES[found.span.side]} {found.span.first} {found.span.last}"
    return download(turnaround.table_of(found, form, today), FORMS[form], name, told)


def _turnaround() -> turnaround.Turnaround:
    library_id = _home_id()
    with reading() as session:
        today = session.get_one(Library, library_id).day_at(now())
        return turnaround.gather(session, library_id, _asked_span(today), today)


def _asked_span(today: date) -> turnaround.Span:
    """Return the span that the address names; what cannot be read is as usual, ends that are crossed are turned."""
    side = Side.SUPPLYING if request.args.get("side") == Side.SUPPLYING else Side.REQUESTING
    usual = turnaround.usual_span(side, today)
    first, last = sorted([_asked_day("first") or usual.first, _asked_day("last") or usual.last])
    return turnaround.Span(side, first, last)


def _asked_day(name: str) -> date | None:
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if FIRST_DAY <= found < LAST_DAY else None
