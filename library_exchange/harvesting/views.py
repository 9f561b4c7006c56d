"""The servers from which a library's records are harvested: what of them, what became of it, what they sent."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response as Answer

from library_exchange.core import doors
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.https_addresses import server_of
from library_exchange.core.i18n import _
from library_exchange.core.rights import library_of
from library_exchange.door_keeping import guarding
from library_exchange.harvesting import labels, queries, resources
from library_exchange.harvesting.display import language_of, name_of
from library_exchange.harvesting.models import HarvestSource
from library_exchange.harvesting.resources import DOOR
from library_exchange.harvesting.rules.answers import NotUnderstood, TokenRefused
from library_exchange.harvesting.rules.formats import Kind
from library_exchange.harvesting.rules.runs import Failure
from library_exchange.harvesting.schemas import Choice, NewSource
from library_exchange.harvesting.services import asking, sources
from library_exchange.harvesting.services.asking import Busy, Introduced
from library_exchange.harvesting.services.pages import Pages
from library_exchange.imports import labels as imports_labels
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

PER_PAGE, PAGES_PER_PAGE = 20, 100
bp = Blueprint("harvesting", __name__)


def _may_set() -> bool:
    return Role.LIBRARY_ADMIN in current_actor().roles


def _source(session: Session, source_id: int) -> HarvestSource:
    return queries.get_source(session, library_of(current_actor()), source_id)


def _words() -> dict[str, Any]:
    return {
        "may_set": _may_set(),
        "shut_out": guarding.shut_out(DOOR),
        "now": now(),
        "name_of": name_of,
        "server_of": server_of,
        "language_of": language_of,
        "outcomes": labels.OUTCOMES,
        "tones": labels.TONES,
        "why": labels.why,
        "states": imports_labels.IMPORT_STATES,
        "state_tones": imports_labels.TONES,
    }


@bp.get("/staff/harvests")
def listed() -> str:
    """List the servers with what became of the last harvest."""
    return _list({}, "")


def _list(errors: dict[str, Any], url: str) -> str:
    with reading() as session:
        found = queries.sources_of(session, library_of(current_actor()))
        last = queries.last_of_each(session, [source.id for source in found])
    return render_template("harvesting/listed.html", sources=found, last=last, errors=errors, url=url, **_words())


@bp.post("/staff/harvests")
def add() -> Answer | tuple[str, int]:
    """Ask a server who it is and what it gives, and note it."""
    try:
        given = parse(NewSource, request.form)
        introduced = _introduced(given.url)
        with transaction() as session:
            actor = current_actor()
            source_id = sources.add(session, actor, library_of(actor), given.url, introduced, now()).id
    except InvalidInput as refused:
        return _list(refused.fields, request.form.get("url", "")), refused.status
    return redirect(url_for("harvesting.show", source_id=source_id))


def _introduced(url: str) -> Introduced:
    """Return what a server says of itself, asked while a person waits.

    Raises InvalidInput where it says nothing, or nobody may be asked.
    """
    shut_out = guarding.shut_out(DOOR)
    if shut_out:
        raise InvalidInput({"url": shut_out})
    try:
        introduced = asking.introduce(url, resources.bounds(resources.QUESTIONS_S))
    except NotUnderstood as fault:
        raise _nothing(fault.failure) from fault
    except Busy as busy:
        raise _nothing(Failure.BUSY) from busy
    except TokenRefused as fault:
        raise _nothing(Failure.NOT_OAI) from fault
    guarding.note(DOOR.name, 0, act="GET", client=doors.SERVER)
    return introduced


def _nothing(why: Failure) -> InvalidInput:
    """Return the error of an address whose server says nothing of itself, noted at the door."""
    guarding.note(DOOR.name, 0, why.value, "GET", doors.SERVER)
    return InvalidInput({"url": labels.FAILURES[why]})


@bp.get("/staff/harvests/<int:source_id>")
def show(source_id: int) -> str:
    """Show one server: what it gives, what is harvested of that, and what became of it."""
    return _show(source_id, {}, {})


def _show(source_id: int, errors: dict[str, Any], told: dict[str, str]) -> str:
    number = page_number()
    with reading() as session:
        source = _source(session, source_id)
        total, found = queries.harvests(session, source, PER_PAGE, (number - 1) * PER_PAGE)
    kinds = {each["prefix"]: labels.KINDS[Kind(each["kind"])] for each in source.offers["formats"]}
    kept = {"prefix": source.prefix, "set_spec": source.set_spec, "often": source.often}
    return render_template(
        "harvesting/show.html",
        source=source,
        kinds=kinds,
        forms=[(prefix, f"{prefix} – {told}") for prefix, told in kinds.items()],
        sets=[("", _("everything")), *((spec, name, language_of(name)) for spec, name in source.offers["sets"])],
        deleted=labels.DELETED[source.deleted],
        is_at_work=not source.is_paused and source.prefix is not None and source.next_at <= now(),
        harvests=found,
        page=Page(number, PER_PAGE, total),
        told=kept | told,
        errors=errors,
        often=[*labels.OFTEN.items()],
        **_words(),
    )


@bp.post("/staff/harvests/<int:source_id>")
def choose(source_id: int) -> Answer | tuple[str, int]:
    """Have what is chosen be harvested."""
    try:
        given = parse(Choice, request.form)
        with transaction() as session:
            sources.choose(session, current_actor(), _source(session, source_id), given, now())
    except InvalidInput as refused:
        return _show(source_id, refused.fields, dict(request.form)), refused.status
    flash(_("That is harvested now."), "success")
    return _back(source_id)


@bp.post("/staff/harvests/<int:source_id>/ask")
def ask_again(source_id: int) -> Answer:
    """Ask a server again what it gives."""
    with reading() as session:
        url = _source(session, source_id).url
    try:
        introduced = _introduced(url)
    except InvalidInput as refused:
        flash(refused.fields["url"], "error")
        return _back(source_id)
    with transaction() as session:
        sources.introduce_again(session, current_actor(), _source(session, source_id), introduced)
    flash(_("The server told again what it gives."), "success")
    return _back(source_id)


@bp.post("/staff/harvests/<int:source_id>/now")
def harvest_now(source_id: int) -> Answer:
    """Have what changed be harvested at once."""
    with transaction() as session:
        sources.harvest_now(session, current_actor(), _source(session, source_id), now())
    return _back(source_id)


@bp.post("/staff/harvests/<int:source_id>/all")
def harvest_all(source_id: int) -> Answer:
    """Have everything be harvested anew at once."""
    with transaction() as session:
        sources.harvest_now(session, current_actor(), _source(session, source_id), now(), is_whole=True)
        lacks = _("Records that the server gave before and lacks now leave your holdings, unless they are lent.")
        ask(Question(_("Harvest everything anew"), lacks, url_for("harvesting.show", source_id=source_id)))
    return _back(source_id)


@bp.post("/staff/harvests/<int:source_id>/pause")
def pause(source_id: int) -> Answer:
    """Have a server left alone for now."""
    with transaction() as session:
        sources.pause(session, current_actor(), _source(session, source_id))
    return _back(source_id)


@bp.post("/staff/harvests/<int:source_id>/go-on")
def go_on(source_id: int) -> Answer:
    """Have a server harvested again."""
    with transaction() as session:
        sources.go_on(session, current_actor(), _source(session, source_id), now())
    return _back(source_id)


@bp.post("/staff/harvests/<int:source_id>/end")
def end(source_id: int) -> Answer:
    """Have a server harvested no more."""
    with transaction() as session:
        sources.end(session, current_actor(), _source(session, source_id))
        stays = _("What was taken in stays. The server and its harvests are forgotten.")
        ask(Question(_("Harvest it no more"), stays, url_for("harvesting.show", source_id=source_id)))
    flash(_("The server is harvested no more."))
    return redirect(url_for("harvesting.listed"))


@bp.get("/staff/harvests/<int:source_id>/<int:harvest_id>")
def pages(source_id: int, harvest_id: int) -> str:
    """Show how far one harvest came, with the pages as the server sent them."""
    number = page_number()
    with reading() as session:
        source = _source(session, source_id)
        shown = queries.get_harvest(session, source, harvest_id)
    harvest = shown.harvest
    begins = (number - 1) * PAGES_PER_PAGE
    kept = range(begins + 1, min(begins + PAGES_PER_PAGE, harvest.pages) + 1) if harvest.has_pages else range(0)
    page = Page(number, PAGES_PER_PAGE, harvest.pages if harvest.has_pages else 0)
    return render_template("harvesting/pages.html", source=source, shown=shown, kept=kept, page=page, **_words())


@bp.get("/staff/harvests/<int:source_id>/<int:harvest_id>/<int:number>.xml")
def page(source_id: int, harvest_id: int, number: int) -> Response:
    """Send a page as it came."""
    with reading() as session:
        harvest = queries.get_harvest(session, _source(session, source_id), harvest_id).harvest
    raw = Pages(resources.pages(), harvest.id).raw(number) if harvest.has_pages else None
    if raw is None:
        raise NotFound("harvest-page", number=number)
    answer = Response(raw, content_type="application/xml")
    answer.headers.set("Content-Disposition", "attachment", filename=f"harvest-{harvest_id}-{number}.xml")
    return answer


def _back(source_id: int) -> Answer:
    return redirect(url_for("harvesting.show", source_id=source_id))
