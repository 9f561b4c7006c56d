"""Help inside the product: the contents, a page for each task, what the platform is and what it keeps about people."""

from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from library_exchange.accounts.invitations import LASTS
from library_exchange.core.db import reading
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import current
from library_exchange.core.settings import Settings
from library_exchange.help_pages import pictures, texts
from library_exchange.help_pages.rules import TASKS, Audience, Task, task_of
from library_exchange.joining.rules import CONFIRM_WITHIN, KEPT_AFTER
from library_exchange.reader_applications import rules as of_readers
from library_exchange.retention import labels
from library_exchange.retention.queries import terms_of
from library_exchange.retention.rules import TERMS
from library_exchange.web.guard import current_actor, may_open

bp = Blueprint("help_pages", __name__)


@bp.app_context_processor
def _help_of_the_page() -> dict[str, Any]:
    """Give every page the address of its help: of its task, else the contents."""
    return {"help_url": help_url}


def help_url(name: str | None = None) -> str:
    """Return where the help of the present page is, or that of the task `name` if the page knows better."""
    name = name or task_of(request.endpoint, current_actor().is_staff)
    return url_for("help_pages.show", name=name) if name else url_for("help_pages.contents")


@bp.get("/help")
def contents() -> str:
    """List all pages of help: those of staff first for staff."""
    order = (Audience.STAFF, Audience.READERS) if current_actor().is_staff else (Audience.READERS, Audience.STAFF)
    groups = [
        (audience.value, [_link(task) for task in TASKS.values() if task.audience is audience]) for audience in order
    ]
    return render_template("help_pages/contents.html", groups=groups, runs=texts.runs)


@bp.get("/help/<name>")
def show(name: str) -> str:
    """Show the help for one task."""
    task = TASKS.get(name)
    if task is None:
        raise NotFound("no-such-help")
    return render_template(
        "help_pages/task.html",
        text=_text(name),
        runs=texts.runs,
        pictures=pictures.shown(name, current().code, Path(str(current_app.static_folder))),
        done_at=url_for(task.endpoint) if may_open(task.endpoint, current_actor()) else None,
        see=[_link(TASKS[each]) for each in task.see],
    )


@bp.get("/about")
def about() -> str:
    """Tell what the platform is, and who stands behind it."""
    return _told("about")


@bp.get("/privacy")
def privacy() -> str:
    """Tell what is kept about whom, for how long, and what crosses the border."""
    return _told("privacy", terms=_terms())


def _terms() -> list[dict[str, Any]]:
    """Return how long what is kept, as the night goes by it: at the visitor's library, if she has one."""
    library_id = current_actor().library_id
    with reading() as session:
        held = terms_of(session, None) | (terms_of(session, library_id) if library_id is not None else {})
    return [
        {
            "label": labels.KEPT[kind],
            "days": labels.days(held.get(kind, term.usual)),
            "bounds": labels.bounds(kind),
            "is_set_by_libraries": term.is_of_library,
        }
        for kind, term in TERMS.items()
    ]


def _told(name: str, **more: Any) -> str:
    slots = figures(current_app.extensions["settings"])
    return render_template(
        "help_pages/told.html", text=_text(name), runs=lambda text: texts.runs(text, slots), here=name, **more
    )


def figures(settings: Settings) -> dict[str, object]:
    """Return the days and hours that hold in this house, as the texts name them."""
    return {
        "copy_days": settings.copy_days,
        "copy_openings": settings.copy_openings,
        "answer_link_days": settings.answer_link_days,
        "idle_hours": f"{settings.idle_minutes / 60:g}",
        "longest_hours": settings.longest_hours,
        "invitation_days": LASTS.days,
        "confirm_days": CONFIRM_WITHIN.days,
        "application_days": KEPT_AFTER.days,
        "reader_confirm_days": of_readers.CONFIRM_WITHIN.days,
        "reader_decide_days": of_readers.DECIDE_WITHIN.days,
        "reader_application_days": of_readers.KEPT_AFTER.days,
        "mail_days": settings.mail_days,
    }


def _text(name: str) -> texts.Text:
    return texts.read(name)[current().code]


def _link(task: Task) -> dict[str, Any]:
    text = _text(task.name)
    return {"title": text.title, "purpose": text.purpose, "url": url_for("help_pages.show", name=task.name)}
