"""The pages of the tree: the top of a scheme, and each class with those below it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, url_for

from library_exchange.catalogue import labels as catalogue_labels
from library_exchange.catalogue.queries.searching import cards
from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.views.results import of_cards
from library_exchange.core.db import reading
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import current
from library_exchange.search.port import CLASS
from library_exchange.subject_browsing import queries
from library_exchange.subject_browsing.labels import ORDER, SCHEMES
from library_exchange.subject_vocabulary import tree
from library_exchange.subject_vocabulary.tree import ClassNode
from library_exchange.web.addresses import address_of, query_part
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

MOST_SHOWN, PER_PAGE = 10, 20

bp = Blueprint("subject_browsing", __name__)


@bp.get("/subjects")
def top() -> str:
    """Show the top classes of the scheme that is usual where the reader's language is spoken."""
    return _page(ORDER[current().code][0], None)


@bp.get("/subjects/<scheme>")
def scheme(scheme: str) -> str:
    """Show the top classes of a scheme."""
    if scheme not in SCHEMES:
        raise NotFound("no-such-class")
    return _page(scheme, None)


@bp.get("/subjects/<scheme>/<path:number>")
def show(scheme: str, number: str) -> str:
    """Show a class: the way to it, the classes below that have books, and where all its books are."""
    node = tree.find(scheme, number)
    if node is None:
        raise NotFound("no-such-class")
    return _page(scheme, node)


def _page(scheme: str, node: ClassNode | None) -> str:
    branch = queries.branch(engine(), scheme, node)
    words = node.called(current().code) if node else ""
    by_words, meant = 0, None
    if node is not None and branch.is_counted:
        by_words, first = queries.found_by_words(engine(), words, MOST_SHOWN)
        meant = _meant(node, first) if not branch.total else None
    return render_template(
        "subject_browsing/show.html",
        scheme=SCHEMES[scheme],
        name=_named(node) if node else None,
        above=[(SCHEMES[scheme], _top(scheme)), *((_named(each), _link(each)) for each in tree.path(node))]
        if node
        else [],
        total=branch.total,
        below=[(_named(child), _link(child), count) for child, count in branch.below],
        is_counted=branch.is_counted,
        hits_url=address_of("catalogue.search") + query_part({CLASS: node.code}) if node else None,
        words=words,
        by_words=by_words,
        meant=meant,
        words_url=address_of("catalogue.search") + query_part({"q": words}),
        others=[_other(each, scheme, node) for each in ORDER[current().code]],
    )


def _meant(node: ClassNode, by_words: Sequence[int]) -> dict[str, Any]:
    """Return books of what a class is about that bear none of its numbers: of its literature, else found by words."""
    origin, number = tree.literature_of(node), page_number()
    shown = slice((number - 1) * PER_PAGE, number * PER_PAGE)
    with reading() as session:
        total, ids = queries.works_by_origin(session, origin, shown) if origin else (0, list(by_words))
        found = cards(session, ids, current().code, current_actor().library_id)
    return {"cards": of_cards(found), "total": total, "page": Page(number, PER_PAGE, total)}


def _other(other: str, scheme: str, node: ClassNode | None) -> dict[str, Any]:
    """Return a scheme to choose: its name, whether it is shown, and where it has the same subject."""
    same = tree.same_in(node, other) if node else None
    return {
        "short": catalogue_labels.CLASS_SCHEMES[other],
        "name": SCHEMES[other],
        "url": _link(same) if same else _top(other),
        "is_current": other == scheme,
    }


def _top(scheme: str) -> str:
    return url_for("subject_browsing.scheme", scheme=scheme)


def _link(node: ClassNode) -> str:
    return url_for("subject_browsing.show", scheme=node.scheme, number=node.number)


def _named(node: ClassNode) -> tuple[str, str]:
    """Return the number and the name of a class."""
    return node.number, node.called(current().code)
