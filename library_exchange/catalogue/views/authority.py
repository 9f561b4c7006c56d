"""Pages of persons and works, and the names that wait for a librarian to say who is meant."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.catalogue import labels
from library_exchange.catalogue.queries import authority as queries
from library_exchange.catalogue.services import authority as services
from library_exchange.catalogue.views import hits
from library_exchange.catalogue.views.pages import bp
from library_exchange.core.db import reading, transaction
from library_exchange.core.i18n import _, current
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

PER_PAGE = 20


@bp.get("/persons/<int:person_id>")
def person(person_id: int) -> str:
    """Show a person under all names, with works and books in every language."""
    number, only = page_number(), request.args.get("language", "")[:3]
    shown = slice((number - 1) * PER_PAGE, number * PER_PAGE)
    with reading() as session:
        found = queries.person_page(session, person_id, current().code, only, shown)
    return render_template(
        "catalogue/person.html",
        person=found,
        works=[(work, url_for("catalogue.work", work_id=work.id)) for work in found.works],
        cards=hits.of_cards(found.cards),
        page=Page(number, PER_PAGE, found.total),
        only=only,
        scripts=labels.SCRIPTS,
    )


@bp.get("/works/<int:work_id>")
def work(work_id: int) -> str:
    """Show a work with its editions and translations side by side."""
    with reading() as session:
        found = queries.work_page(session, work_id, current().code)
    return render_template(
        "catalogue/work.html",
        work=found,
        author_url=url_for("catalogue.person", person_id=found.author.id) if found.author else None,
        editions=[(language, hits.of_cards(cards)) for language, cards in found.editions],
        scripts=labels.SCRIPTS,
    )


@bp.get("/staff/names")
def names() -> str:
    """List the names of which a librarian must say whether they are the person's."""
    number = page_number()
    with reading() as session:
        total, rows = queries.waiting(
            session, current_actor().library_id, current().code, (number - 1) * PER_PAGE, PER_PAGE
        )
    return render_template(
        "catalogue/names.html", rows=_with_urls(rows), total=total, page=Page(number, PER_PAGE, total)
    )


def _with_urls(rows: Sequence[queries.Waiting]) -> list[dict[str, Any]]:
    return [
        {
            "link": row,
            "url": url_for("catalogue.record", record_id=row.card.id),
            "person_url": url_for("catalogue.person", person_id=row.person.id),
            "decide_url": url_for("catalogue.decide_name", link_id=row.id),
        }
        for row in rows
    ]


@bp.post("/staff/names/<int:link_id>")
def decide_name(link_id: int) -> Response:
    """Confirm or reject one name."""
    is_right = request.form.get("is_right") == "yes"
    with transaction() as session:
        services.decide(session, current_actor(), link_id, is_right)
    flash(_("Confirmed. The book is now found under every name of this person.") if is_right else _("Rejected."), "ok")
    return redirect(url_for("catalogue.names"))
