"""Home, search and record pages."""

import re
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.authority import tags
from library_exchange.catalogue import labels, resources
from library_exchange.catalogue.models import BY_HAND, LocalState
from library_exchange.catalogue.queries import authority, class_searches, explaining, pages, searching, set_pages
from library_exchange.catalogue.queries.recognising import Entity
from library_exchange.catalogue.resources import count_loans, engine, references
from library_exchange.catalogue.schemas import MOST_SAVED, ItemNumber, ItemState, SearchInput
from library_exchange.catalogue.searched import asks_for_subject, fields_of
from library_exchange.catalogue.services import index, items, shown_fields
from library_exchange.catalogue.views import facets, results
from library_exchange.catalogue.views.blueprint import bp
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput, Unavailable
from library_exchange.core.i18n import _, _n, country_name, current
from library_exchange.core.regions import find_home
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.titles import TitleBlock
from library_exchange.marc import labels as marc_labels
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile
from library_exchange.search import query as query_language
from library_exchange.search.errors import is_away
from library_exchange.search.port import FURTHEST_RECORD, Query, Sort
from library_exchange.subject_vocabulary import display, tree
from library_exchange.web.addresses import address_of, query_part
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor, may_open
from library_exchange.web.paging import Page, page_number
from library_exchange.web.refused_forms import RefusedForm
from library_exchange.web.ways_back import from_here, passed_on

_NUMBER = re.compile(r"(?:ISBN|ISSN)?[\s:]*(?:\d[\s\-–—]*){7,}[XХ]?\s*", re.IGNORECASE)
"""What is looked for by its number alone."""
PER_PAGE = 20


@bp.get("/")
def home() -> str:
    """Show the home page."""
    with reading() as session:
        counts = pages.counts(session, loans=count_loans(session))
        pairs = pages.title_pairs(session, current().code)
    return render_template("catalogue/home.html", counts=counts, pairs=[_linked(i, pair) for i, pair in pairs])


def _linked(record_id: int, pair: TitleBlock) -> TitleBlock:
    return replace(pair, href=url_for("catalogue.record", record_id=record_id))


@bp.get("/search")
def search() -> str:
    """Show what a search finds; every search is a link."""
    asked = SearchInput.from_address(request.args.to_dict(flat=False))
    number = min(page_number(), FURTHEST_RECORD // PER_PAGE)
    own = current_actor().library_id
    with reading() as session:
        query = asked.query(number, PER_PAGE)
        found = searching.search(session, engine(), query, current().code, own, is_by_work=asked.sort == Sort.RELEVANCE)
        found, parts = _with_parts(session, found, asked)
        by_class = class_searches.read(session, engine(), asked.q, found.total)
        why = dict(resources.WHY.rows(session, found))
    if found.degraded and not is_away(engine()):
        with suppress(Unavailable), transaction() as session:  # the next search orders it; this one is answered
            index.announce_rebuild(session)
    described = fields_of(asked.q, found.persons)
    return render_template(
        "catalogue/search.html",
        q=query_language.said(asked.q, query_language.FIELDS_SAID[current().code]),
        sort=asked.sort if asked.sort != "relevance" else "",
        kept=_kept(asked),
        other_url=_other_url(found, asked),
        elsewhere=_elsewhere(current_actor(), described),
        ask_url=_ask_url(described),
        advanced_url=address_of("catalogue.advanced") + query_part(asked.address()),
        year_from=asked.year_from,
        year_to=asked.year_to,
        reading_of=_reading_of(found, asked),
        parts=parts,
        hits={
            "total": found.total,
            "rows": results.of_sources(found.sources, found.marks, found.entries, why),
            "page": Page(number, PER_PAGE, found.pages * PER_PAGE),
            "facets": facets.offered(found, asked.filters),
            "loosened": found.loosened,
            "degraded": found.degraded,
        },
        class_page=display.branch(node) if (node := tree.nearest(asked.q)) else None,
        asks_for_subject=asks_for_subject(asked.q),
        by_class=results.of_class(by_class) if by_class else None,
        asks_for_number=_NUMBER.fullmatch(asked.q) is not None,
        sorts=_sorts(asked),
        saving={"files": _saving(asked), "feed_url": _feed_url(asked)},
        saved_at_most=MOST_SAVED,
        chosen=[(label, _address(rest)) for label, rest in facets.in_force(found, asked)],
    )


def _with_parts(
    session: Session, found: searching.Found, asked: SearchInput
) -> tuple[searching.Found, list[dict[str, Any]]]:
    """Return what has some of the query, and what its parts find one by one where no book has all."""
    if found.degraded or (found.total and not found.loosened):
        return found, []
    alone = _alone(found, asked)
    told = explaining.parts_found(session, engine(), alone.query(1, 1))
    found = explaining.with_some(found, told)
    if not found.total and alone is asked and told:  # it was the filters that hid all, perhaps
        alone = _alone(found, asked)
        told = explaining.parts_found(session, engine(), alone.query(1, 1))
    return found, [_shown_part(part, alone) for part in told]


def _alone(found: searching.Found, asked: SearchInput) -> SearchInput:
    """Return what is asked of each part alone: without the filters if these hide all."""
    return asked if found.total else asked.model_copy(update={"filters": {}, "year_from": None, "year_to": None})


def _shown_part(part: explaining.Part, alone: SearchInput) -> dict[str, Any]:
    return {
        "words": part.words,
        "lang": html_lang(script_of(part.words)),
        "field": labels.QUERY_FIELDS[part.field] if part.field else None,
        "total": part.total,
        "url": _address(alone.model_copy(update={"q": part.text})),
    }


def _reading_of(found: searching.Found, asked: SearchInput) -> dict[str, Any]:
    """Return how the words were understood: corrected, as names known in other scripts, or exactly as written."""
    literal = asked.model_copy(update={"exact": True})
    return {
        "corrected": found.corrected,
        "said": labels.said_of_books(found.said) if found.said else "",
        "is_missed": found.is_missed,
        "corrected_lang": html_lang(script_of(found.corrected or "")),
        "asked_lang": html_lang(script_of(asked.q)),
        "forms": [*authority.spoken(found.recognised, asked.q), *display.in_other_scripts(found.topics, asked.q)],
        "pages": [(*link, _entity_url(entity)) for entity, link in authority.linked(found.recognised, current().code)],
        "exact_url": None if asked.exact else _address(literal),
        "all_url": _address(asked.model_copy(update={"exact": False})) if asked.exact else None,
    }


def _entity_url(entity: Entity) -> str:
    if entity.field == tags.AUTHOR:
        return url_for("catalogue.person", person_id=entity.id, back=from_here())
    return url_for("catalogue.work", work_id=entity.id, back=from_here())


def _sorts(asked: SearchInput) -> list[dict[str, Any]]:
    path, unsorted = address_of("catalogue.search"), asked.model_copy(update={"sort": Sort.RELEVANCE}).address()
    ways = {sort: {} if sort == Sort.RELEVANCE else {"sort": sort.value} for sort in Sort}
    return [
        {"label": labels.SORTS[sort.value], "url": path + query_part(unsorted | way), "is_current": sort == asked.sort}
        for sort, way in ways.items()
    ]


def _saving(asked: SearchInput) -> list[tuple[Any, str]]:
    """Return the files in which the hits are saved, with their addresses; for staff the way to exports as well."""
    asking = query_part(asked.address())
    files = [(label, url_for("references.hits_file", form=form) + asking) for form, label in labels.HIT_FILES.items()]
    if not may_open("exports.found", current_actor()):
        return files
    return [*files, (_("All of them as MARC or a table"), address_of("exports.found") + asking)]


def _feed_url(asked: SearchInput) -> str:
    unsorted = asked.model_copy(update={"sort": Sort.RELEVANCE})
    return address_of("web_documents.search_feed") + query_part(unsorted.address())


def _ask_url(described: Mapping[str, str]) -> str | None:
    """Return where a book that is not listed is asked for, with what was searched for filled in."""
    if not results.may_ask(current_actor()):
        return None
    back = from_here()
    return address_of("loans.new") + query_part(dict(described) | ({"back": back} if back else {}))


def _other_url(found: searching.Found, asked: SearchInput) -> str | None:
    """Return, where nothing is found, the same words as a topic, or those of a topic anywhere; None if neither is."""
    if found.total or found.degraded or not asked.q:
        return None
    subject = query_language.FIELDS_SAID[current().code]["subject"]
    topic = None if query_language.names_fields(asked.q) else f"{subject}:{asked.q}"
    words = query_language.said(asked.q, {"subject": ""}) if asks_for_subject(asked.q) else topic
    if words is None or not explaining.is_found(engine(), Query(words)):
        return None
    return address_of("catalogue.search") + query_part({"q": words})


def _elsewhere(actor: Actor, described: Mapping[str, str]) -> tuple[str, str] | None:
    """Return how one gets a book that no library has: staff by a want, a reader by proposing it."""
    ways = (("offers.new_want", _("Put it on the want list")), ("offers.propose", _("Propose it to your library")))
    found = ((label, address_of(way)) for way, label in ways if actor.is_signed_in and may_open(way, actor))
    return next(((label, address + query_part(dict(described))) for label, address in found), None)


def _kept(asked: SearchInput) -> list[tuple[str, Any]]:
    """Return what stays in force when other words are searched for, as names and values of fields."""
    given = asked.model_copy(update={"q": "", "exact": False}).address()
    return [
        (name, value) for name, values in given.items() for value in (values if isinstance(values, list) else [values])
    ]


def _address(asked: SearchInput) -> str:
    return address_of("catalogue.search") + query_part(asked.address())


@bp.get("/r/<int:record_id>")
def record(record_id: int) -> str | Response:
    """Show a record with its holdings in both countries; staff also see its fields as they came.

    The address of a record that became part of another leads there.
    """
    return _record_page(record_id)


def _record_page(record_id: int, sent: RefusedForm | None = None) -> str | Response:
    actor = current_actor()
    with reading() as session:
        try:
            page = pages.record_page(session, record_id, current().code)
        except pages.Merged as merged:
            return redirect(url_for("catalogue.record", record_id=merged.into), 301)
        volumes = set_pages.section(session, record_id, current().code)
        persons, works = authority.links_of(session, record_id, current().code)
        own = [o for o in page.origins if actor.is_staff and o.library_id == actor.library_id]
        origin = pages.source_of(session, own[0].source_id) if own else None
        own_id = actor.library_id if actor.is_staff else None
        copies = pages.own_items(session, record_id, own_id) if own_id else []
        loans = resources.TITLE_LOANS.rows(session, own_id, record_id, current().code) if own_id else []
        editions = resources.OWN_EDITIONS.rows(session, actor.library_id, record_id)
        exchanged = resources.OFFERED.rows(session, own_id, record_id, current().code)
        cited = references(session, page.told)
    raw = shown_fields.fields_again(origin.raw, origin.profile, origin.encoding) if origin else None
    held = page.rows or (volumes and any(row.libraries for row in volumes.rows))
    back, gone = passed_on(), bool(page.origins) and not held
    return render_template(
        "catalogue/record.html",
        record=_record_context(page) | {"is_gone": gone},
        volumes=volumes,
        cited=cited,
        offered=exchanged,
        own_library_id=actor.library_id,
        own_editions=editions,
        is_on_own_shelf=any(row.library_id == actor.library_id and row.available for row in page.rows),
        request_url=url_for("loans.new", record=record_id, back=back) if results.may_ask(actor) and not gone else None,
        elsewhere=_elsewhere(actor, {"title": page.title.original.value}) if gone else None,
        request_hint=_request_hint(actor, page),
        raw_fields=raw,
        persons=[(person.title, url_for("catalogue.person", person_id=person.id, back=back)) for person in persons],
        works=[(work.title, url_for("catalogue.work", work_id=work.id, back=back)) for work in works],
        own_items=copies,
        own_sources=[o.source_id for o in own],
        title_loans=loans,
        names_url=url_for("catalogue.record_names", record_id=record_id) if actor.is_staff else None,
        book_list_url=url_for("programmes.choose_list", record=record_id) if actor.is_staff else None,
        title_ways=_title_ways(actor, page),
        item_states=[(s.value, labels.LOCAL_STATES[s]) for s in LocalState if s is not LocalState.WITHDRAWN],
        sent=sent or RefusedForm(),
    )


@bp.post("/staff/items/<int:item_id>/state")
def set_item_state(item_id: int) -> Response:
    """Note where a copy of the librarian's own library is."""
    given = parse(ItemState, request.form)
    with transaction() as session:
        record_id, offers = items.set_state(session, current_actor(), item_id, given.state, now())
    flash(_("The state of the copy is noted."), "ok")
    if offers:
        flash(_n("%(num)s offer is withdrawn.", "%(num)s offers are withdrawn.", offers), "warn")
    return redirect(url_for("catalogue.record", record_id=record_id))


@bp.post("/staff/items/<int:item_id>/number")
def set_item_number(item_id: int) -> tuple[str | Response, int] | Response:
    """Put the barcode or inventory number of a copy of the librarian's own library right.

    Of a number that another copy has the field says which copy that is.
    """
    try:
        with transaction() as session:
            given = parse(ItemNumber, request.form)
            record_id = items.set_number(session, current_actor(), item_id, given.barcode, now())
    except InvalidInput as refused:
        sent = RefusedForm("number", item_id, request.form, refused.fields)
        with reading() as session:
            record_id = items.record_of_own(session, current_actor(), item_id)
        return _record_page(record_id, sent), refused.status
    flash(_("The number of the copy is noted."), "ok")
    return redirect(url_for("catalogue.record", record_id=record_id, _anchor="own"))


def _title_ways(actor: Actor, page: pages.RecordPage) -> list[tuple[str, str]]:
    """Return what who holds a title may do to it, and where: join it with another one, take it apart."""
    holders = {row.library_id for row in page.rows} | {origin.library_id for origin in page.origins}
    if not (actor.is_platform_admin or (actor.is_staff and actor.library_id in holders)):
        return []
    join = (_("Join with another title"), url_for("duplicates.find_other", record_id=page.id))
    split = (_("Split into two titles"), url_for("duplicates.choose_sources", record_id=page.id))
    return [join, split] if len(page.origins) > 1 else [join]


def _request_hint(actor: Actor, page: pages.RecordPage) -> str | None:
    if not actor.is_signed_in:
        return _("You will be asked to sign in with the account of your library.")
    if page.rows and not any(row.available for row in page.rows):
        return _("No copy is free now. You may ask all the same; your librarian will see when one comes back.")
    return None


def _format(origin: pages.Origin) -> Any:
    """Return in which format a library gave its record: a row of a table was made into a record only here."""
    if origin.profile not in set(Profile):
        return labels.ENTERED if origin.profile == BY_HAND else labels.WRITTEN_DOWN
    return labels.TABLE_ROW if origin.table else marc_labels.PROFILES[Profile(origin.profile)]


def _encoding(origin: pages.Origin) -> Any:
    """Return in which encoding a library gave its record; None for what came in no file of records."""
    is_of_file = origin.profile in set(Profile) and not origin.table
    return marc_labels.ENCODINGS[Encoding(origin.encoding)] if is_of_file else None


def _record_context(page: pages.RecordPage) -> dict[str, Any]:
    groups: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in page.rows:
        url = url_for("directory.show", code=row.code)
        shown = (row.library, url, row.call_number, row.available, row.total, row.note, row.library_id)
        groups[row.country].append(shown)
    home = find_home(current().code)
    return {
        "id": page.id,
        "title": page.title,
        "authors": page.authors,
        "facts": page.facts,
        "about": [display.branch(node) for node in page.about],
        "notes": page.notes,
        "cover": page.cover,
        "languages": labels.book_languages(page.languages, current().code),
        "holdings": [
            (country, country_name(country), rows)
            for country, rows in sorted(groups.items(), key=lambda group: (group[0] != home, group[0]))
        ],
        "source": [(o.library, _format(o), _encoding(o), o.at) for o in page.origins],
    }
