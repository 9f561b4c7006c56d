"""Pages of persons and works."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.catalogue import labels
from library_exchange.catalogue.authority_models import EntityKind
from library_exchange.catalogue.queries import authority as queries
from library_exchange.catalogue.views import results
from library_exchange.catalogue.views.blueprint import bp
from library_exchange.core.db import reading
from library_exchange.core.i18n import current
from library_exchange.web.guard import current_actor, may_open
from library_exchange.web.paging import Page, page_number
from library_exchange.web.ways_back import passed_on

PER_PAGE = 20


@bp.get("/persons/<int:person_id>")
def person(person_id: int) -> str | Response:
    """Show a person under all names, with works and books in every language; who was merged leads to the other one."""
    own = current_actor().library_id
    number, only = page_number(), request.args.get("language", "")[:3]
    shown = slice((number - 1) * PER_PAGE, number * PER_PAGE)
    with reading() as session:
        found = queries.person_page(session, person_id, current().code, only, shown, own)
    if found.id != person_id:
        return redirect(url_for("catalogue.person", person_id=found.id, back=passed_on()))
    return render_template(
        "catalogue/person.html",
        person=found,
        keep_url=_keep_url(EntityKind.PERSON, person_id),
        works=[(work, url_for("catalogue.work", work_id=work.id, back=passed_on())) for work in found.works],
        cards=results.of_cards(found.cards),
        page=Page(number, PER_PAGE, found.total),
        only=only,
        scripts=labels.SCRIPTS,
    )


@bp.get("/works/<int:work_id>")
def work(work_id: int) -> str | Response:
    """Show a work with its editions and translations side by side; one that was merged leads to the other one."""
    with reading() as session:
        found = queries.work_page(session, work_id, current().code, current_actor().library_id)
    if found.id != work_id:
        return redirect(url_for("catalogue.work", work_id=found.id, back=passed_on()))
    return render_template(
        "catalogue/work.html",
        work=found,
        keep_url=_keep_url(EntityKind.WORK, work_id),
        author_url=url_for("catalogue.person", person_id=found.author.id, back=passed_on()) if found.author else None,
        editions=[(language, results.of_cards(cards)) for language, cards in found.editions],
        scripts=labels.SCRIPTS,
    )


def _keep_url(kind: EntityKind, entity_id: int) -> str | None:
    """Return where librarians keep the names of a person or work; nothing for others."""
    if not may_open("catalogue.keep", current_actor()):
        return None
    return url_for("catalogue.keep", kind=kind, entity_id=entity_id)
