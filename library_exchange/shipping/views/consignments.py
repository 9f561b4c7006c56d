"""Consignments: their list, a new one, one of them with its titles and parcels, and the steps of its way."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core.clock import now
from library_exchange.core.days import refuse_past
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.i18n import _, current, format_date, language_name
from library_exchange.core.money import currency_name
from library_exchange.core.procedure import Part
from library_exchange.core.regions import REGIONS
from library_exchange.core.worklist import Desk, left_to_others
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at, libraries
from library_exchange.directory.worklist import waiting_at
from library_exchange.shipping import policy
from library_exchange.shipping.display import consignments as display
from library_exchange.shipping.display import next_steps
from library_exchange.shipping.display.findings import findings
from library_exchange.shipping.display.subjects import going_out
from library_exchange.shipping.display.titles import titles_to_complete
from library_exchange.shipping.labels import consignments as consignment_labels
from library_exchange.shipping.labels import titles as title_labels
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries import consignments
from library_exchange.shipping.rules.codes import Material, Mode, Purpose, ShipmentEvent, ShipmentState
from library_exchange.shipping.rules.shipments import CLOSES_LIST, FOR_GOOD, TEXTS_KIND
from library_exchange.shipping.schemas import NewConsignment, NewLine, StepInput, TitleInput
from library_exchange.shipping.services import packing, permits, planning, titles, transit, transitions
from library_exchange.shipping.views.blueprint import bp
from library_exchange.web.confirming import Question, ask
from library_exchange.web.downloads import spreadsheets
from library_exchange.web.forms import by_row, parse, row_numbers
from library_exchange.web.guard import current_actor
from library_exchange.web.halves import halves_shown
from library_exchange.web.paging import Page as PageOfList
from library_exchange.web.paging import page_number
from library_exchange.web.refused_forms import RefusedForm

Page = str | tuple[str, int] | Response
Verb = Callable[[Session, Consignment], Any]
PAGE_SIZE = 30
LANGUAGES = ("chi", "rus", "eng")
"""The languages of books that titles have a name for."""


# The list and a new one -----------------------------------------------------------------------------------------------


@bp.get("/staff/shipments")
def index() -> Page:
    """List the consignments of the library: open ones, or those that are closed."""
    actor, language = current_actor(), current().code
    is_open = request.args.get("closed") != "1"
    number = page_number()
    with reading() as session:
        today, start = day_at(session, _library_id(), now()), (number - 1) * PAGE_SIZE
        others = left_to_others(session, "consignments", _library_id(), today) if is_open else ()
        rows, total = consignments.consignments_of(session, _library_id(), is_open, today, PAGE_SIZE, start, others)
        library = session.get_one(Library, actor.library_id)
        waiting = waiting_at(session, library, today, Desk.CONSIGNMENTS) if is_open and number == 1 else []
    return render_template(
        "shipping/index.html",
        rows=[display.list_row(row, language) for row in rows],
        page=PageOfList(number, PAGE_SIZE, total),
        is_open=is_open,
        files=spreadsheets("shipping.index_file", **({} if is_open else {"closed": 1})),
        claims=spreadsheets("shipping.claims_file"),
        waiting=waiting,
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
            refuse_past({"return_by": new.return_by}, day_at(session, _library_id(), now()))
            planning.require_gateways_of_each_side(session, _library_id(), new)
            made = planning.plan(session, current_actor(), _library_id(), new, [], now())
    except InvalidInput as refused:
        return _plan_form(request.form, refused.fields), refused.status
    flash(_("The consignment is planned. Now enter its titles."), "ok")
    return redirect(url_for("shipping.show", consignment_id=made.id))


def _plan_form(given: Mapping[str, str], errors: Mapping[str, Any]) -> str:
    language = current().code
    with reading() as session:
        known = libraries(session)
    own = next(each for each in known if each.id == _library_id())

    def named(wanted: Callable[[Library], bool]) -> list[tuple[int, str]]:
        found = [each for each in known if each.id != own.id and wanted(each)]
        return [(each.id, f"{each.name_in(language)} · {each.city_in(language)}") for each in found]

    return render_template(
        "shipping/plan.html",
        given=given,
        errors=errors,
        libraries=[("", _("Choose a library")), *named(lambda _each: True)],
        own_gateways=[("", consignment_labels.DIRECTLY), *named(lambda each: each.country == own.country)],
        other_gateways=[("", consignment_labels.DIRECTLY), *named(lambda each: each.country != own.country)],
        modes=[(str(mode), consignment_labels.MODES[mode]) for mode in Mode],
        purposes=[(str(purpose), consignment_labels.PURPOSES[purpose]) for purpose in Purpose],
    )


# One consignment ------------------------------------------------------------------------------------------------------


@bp.get("/staff/shipments/<int:consignment_id>")
def show(consignment_id: int) -> Page:
    """Show one consignment with what can be done now."""
    return page_of(consignment_id)


def page_of(consignment_id: int, sentence: Any = None, sent: RefusedForm | None = None) -> str:
    """Return the page of a consignment, with why a step cannot be taken, or with the form that was refused."""
    with reading() as session:
        consignment = consignments.get_consignment(session, current_actor(), consignment_id)
        found = display.shown(session, current_actor(), consignment, current().code, now())
        back = url_for("shipping.show", consignment_id=consignment_id)
        halves = halves_shown(session, current_actor(), TEXTS_KIND, consignment_id, back)
    url = url_for("shipping.complete_titles", consignment_id=consignment_id, all=1)
    found["next"] = next_steps.or_write_first(found["next"], halves if found["may_complete"] else None, url)
    sent, chosen = sent or RefusedForm(), request.form.get("parcel_id") or request.args.get("parcel")
    return render_template(
        "shipping/show.html",
        it=found,
        halves=halves,
        sentence=sentence,
        sent=sent,
        chosen_parcel=chosen,
        is_adding="add" in request.args or sent.name == "add",
        value_proposed=title_labels.VALUE_PROPOSED,
        titles_led_to=display.titles_led_to(found, halves),
        languages=[*((code, language_name(code)) for code in LANGUAGES), ("und", _("another language"))],
        usual_language=_usual_language(found["consignor"]["country"]),
        materials=[(str(each), title_labels.MATERIALS[each]) for each in Material],
        findings=findings(),
        currency=found["currency"],
    )


def _usual_language(country: str) -> str:
    """Return the language that a book from `country` most likely is in, as far as titles have a name for it."""
    own = REGIONS[country].book_language
    return own if own in LANGUAGES else "und"


def carry_out(consignment_id: int, verb: Verb, said: Any, form: str = "", row: int | None = None, **where: Any) -> Page:
    """Carry a verb out on a consignment; it may return what is said then, else that is `said`.

    What it refuses is shown on the consignment's page, in the form that was sent: its name, and its `row`.
    """
    try:
        with transaction() as session:
            consignment = consignments.get_consignment(session, current_actor(), consignment_id)
            transitions.require_version(consignment, parse(StepInput, request.form).version)
            told = verb(session, consignment)
    except InvalidInput as refused:
        return page_of(consignment_id, sent=RefusedForm(form, row, request.form, refused.fields)), refused.status
    except Conflict as refused:
        kept = RefusedForm(form, row, request.form)
        return page_of(consignment_id, sentence=refused.sentence, sent=kept), refused.status
    flash(str(told or said), "ok")
    return redirect(url_for("shipping.show", consignment_id=consignment_id, **where))


@bp.post("/staff/shipments/<int:consignment_id>/lines")
def add_line(consignment_id: int) -> Page:
    """Enter a title by hand."""

    def verb(session: Session, consignment: Consignment) -> None:
        new = parse(
            NewLine,
            {name: text for name, text in request.form.items() if not name.startswith("subject")},
            consignment.currency,
        )
        planning.add_lines(session, current_actor(), consignment, [new], now())

    return carry_out(consignment_id, verb, _("The title is entered."), "add", add=1, _anchor="add")


@bp.route("/staff/shipments/<int:consignment_id>/titles", methods=["GET", "POST"])
def complete_titles(consignment_id: int) -> Page:
    """Complete titles in both languages, weights and values; translations are remembered for the next time."""
    if request.method == "GET":
        return _titlespage_of(consignment_id, {})
    with reading() as session:
        currency = consignments.get_consignment(session, current_actor(), consignment_id).currency
    given, errors = _titles_given(currency)
    if errors:
        return _titlespage_of(consignment_id, errors), 422
    with transaction() as session:
        consignment = consignments.get_consignment(session, current_actor(), consignment_id)
        lines = consignments.contents_of(session, consignment).going
        changed = titles.complete(session, current_actor(), consignment, lines, given, now())
    flash(_("Saved. Changed titles: %(count)s.", count=changed), "ok")
    return redirect(url_for("shipping.show", consignment_id=consignment_id))


def _titles_given(currency: str) -> tuple[dict[int, TitleInput], dict[str, Any]]:
    """Read the form's fields, named like `title_zh-12`, title by title."""
    rows: dict[int, dict[str, str]] = {}
    for field, line_id, text in by_row(request.form):
        rows.setdefault(line_id, {})[field] = text
    given: dict[int, TitleInput] = {}
    errors: dict[str, Any] = {}
    for line_id, row in rows.items():
        try:
            given[line_id] = parse(TitleInput, row, currency)
        except InvalidInput as refused:
            errors |= {f"{field}-{line_id}": sentence for field, sentence in refused.fields.items()}
    return given, errors


def _titlespage_of(consignment_id: int, errors: Mapping[str, Any]) -> str:
    everything = request.args.get("all") == "1"
    with reading() as session:
        consignment = consignments.get_consignment(session, current_actor(), consignment_id)
        policy.require(current_actor(), consignment, Part.CONSIGNOR, Part.CONSIGNEE)
        contents = consignments.contents_of(session, consignment)
        lines, languages = contents.going, contents.languages
        home_id = current_actor().library_id
        applies = bool(permits.in_need_of_permission(session, consignment, {line.purpose for line in lines}, now()))
        shown = titles_to_complete(session, consignment, lines, current().code, everything, home_id, applies)
        back = url_for("shipping.complete_titles", consignment_id=consignment_id)
        halves = halves_shown(session, current_actor(), TEXTS_KIND, consignment_id, back)
    return render_template(
        "shipping/titles.html",
        number=consignment.number,
        consignment_id=consignment_id,
        currency=currency_name(consignment.currency),
        lines=shown,
        halves=halves,
        languages=languages,
        given=request.form,
        errors=errors,
        value_proposed=title_labels.VALUE_PROPOSED,
        is_packed=consignment.state is ShipmentState.PACKED,
        everything=everything,
        materials=[(str(each), title_labels.MATERIALS[each]) for each in Material],
    )


# Steps ----------------------------------------------------------------------------------------------------------------


@bp.post("/staff/shipments/<int:consignment_id>/<action>")
def act(consignment_id: int, action: str) -> Page:
    """Take a step of the way."""
    if action not in consignment_labels.STEPS:
        raise NotFound("no-such-action")
    actor = current_actor()
    ticked = row_numbers(request.form.getlist("parcel"))
    verbs: dict[str, Verb] = {
        "make_ready": lambda session, it: permits.make_ready(session, actor, it, now()),
        "pack": lambda session, it: packing.pack(session, actor, it, now()),
        "unpack": lambda session, it: packing.unpack(session, actor, it, now()),
        "hand_over": lambda session, it: transit.hand_over(
            session, actor, it, parse(StepInput, request.form).handed_on, now()
        ),
        "gateway_in": lambda session, it: transit.gateway_in(session, actor, it, ticked, now()),
        "cross": lambda session, it: transit.cross(session, actor, it, now()),
        "declare_lost": lambda session, it: transit.declare_lost(session, actor, it, now()),
        "cancel": lambda session, it: planning.cancel(session, actor, it, now()),
    }

    def verb(session: Session, it: Consignment) -> None:
        grave = next((each for each in consignment_labels.CONSEQUENCES if each == action), None)
        is_grave = grave is not None and transitions.CONSIGNMENTS.is_grave(it, grave)
        lacking = _lacking_texts(session, it, action)
        out = going_out(session, actor, it) if grave is ShipmentEvent.HAND_OVER else {}
        verbs[action](session, it)
        grave = CLOSES_LIST[it.state] if action == "make_ready" else grave
        is_grave = is_grave or grave in FOR_GOOD
        if grave is not None and is_grave:
            back, does = url_for("shipping.show", consignment_id=consignment_id), consignment_labels.CONSEQUENCES[grave]
            notices = (lacking.consequence, *lacking.notices) if lacking else ()
            sent_on = it.handed_on if grave is ShipmentEvent.HAND_OVER else None
            day = [(consignment_labels.HANDED_OVER_ON, format_date(sent_on))] if sent_on else []
            planned = day_at(session, it.consignor_id, it.created_at)
            if sent_on and sent_on < planned:
                notices = (*notices, consignment_labels.arranged_later(planned))
            ask(Question(consignment_labels.STEPS[action], does, back, it.number, day, notices=notices, **out))
        ask(lacking)

    return carry_out(consignment_id, verb, consignment_labels.STEPS_DONE[action], action)


def _lacking_texts(session: Session, it: Consignment, action: str) -> Question | None:
    """Return the question whether a step is taken though papers lack texts; None if they lack none, or need none."""
    back = url_for("shipping.show", consignment_id=it.id)
    is_asked = action in consignment_labels.WITHOUT_TEXTS
    halves = halves_shown(session, current_actor(), TEXTS_KIND, it.id, back) if is_asked else None
    if not halves or not halves["sentences"]:
        return None
    told = consignment_labels.WITHOUT_TEXTS[action]
    return Question(consignment_labels.STEPS[action], told, back, it.number, notices=halves["sentences"])
