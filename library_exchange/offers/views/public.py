"""The public lists: what libraries offer and what they want, for everybody, and as feeds for machines."""

from typing import Any

from flask import Response, render_template, request, url_for

from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.i18n import _, country_name, current, language_name
from library_exchange.core.regions import REGIONS
from library_exchange.directory.queries import day_for
from library_exchange.documents.tables import MIMES, table_file
from library_exchange.offers import labels, list_files
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries import lists
from library_exchange.offers.queries.askable import may_be_asked_for
from library_exchange.offers.rules.offers import Reserve
from library_exchange.offers.schemas import Filter
from library_exchange.offers.views.blueprint import bp
from library_exchange.offers.views.desk import shown_want
from library_exchange.offers.views.remarks import remarks_of
from library_exchange.web.downloads import download, every_row, spreadsheets
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number
from library_exchange.web.ways_back import from_here

PER_PAGE, PER_PRINTED_PAGE = 30, 500


def _per_page() -> int:
    """Return how many rows a page has: what is to be printed comes in long pages."""
    return PER_PRINTED_PAGE if request.args.get("long") == "1" else PER_PAGE


def _home_id() -> int | None:
    """Return the library in which the visitor works, None for others."""
    return current_actor().library_id if current_actor().is_staff else None


@bp.get("/exchange/offers")
def offers() -> str:
    """List what libraries offer."""
    asked, number, language = Filter.from_address(request.args), page_number(), current().code
    size = _per_page()
    with reading() as session:
        total, rows = lists.open_offers(session, asked, language, size, (number - 1) * size)
        choices = lists.choices(session, Offer, language)
        back = url_for("offers.offers", page=number, **asked.address())
        askable = may_be_asked_for(session, [row.offer.id for row in rows], _home_id())
        remarks = remarks_of(session, [(row.offer, row.code) for row in rows], back)
    return render_template(
        "offers/offers.html",
        rows=[_shown_offer(row) for row in rows],
        remarks=remarks,
        askable=askable,
        page=Page(number, size, total),
        total=total,
        subjects=[(each.value, name) for each, name in labels.SUBJECTS.items()],
        long_url=url_for("offers.offers", long=1, **asked.address()) if total > size else None,
        **_filters(asked, choices, "feeds.offers"),
    )


@bp.get("/exchange/offers.<any(csv, xlsx):form>")
def offers_file(form: str) -> Response:
    """Give what libraries offer, as the filters have it, for a spreadsheet."""
    asked, language = Filter.from_address(request.args), current().code
    with reading() as session:
        today = day_for(session, current_actor().library_id, now())
        rows = every_row(lambda limit, offset: lists.open_offers(session, asked, language, limit, offset))
        content = table_file(form, list_files.offer_rows(rows), language, today)
    named = _("Libraries offer")
    return download(content, MIMES[form], f"offers-{today}.{form}", f"{named} {today}")


def _shown_offer(row: lists.OfferRow) -> dict[str, Any]:
    offer = row.offer
    return {
        "row": row,
        "offer": offer,
        "subject": labels.SUBJECTS[offer.subject] if offer.subject else None,
        "condition": labels.CONDITIONS[offer.condition],
        "material": labels.MATERIALS[offer.material],
        "reserve": labels.RESERVES[offer.reserve] if offer.reserve is not Reserve.ANYONE else None,
        "record_url": url_for("catalogue.record", record_id=offer.record_id, back=from_here())
        if offer.record_id
        else None,
        "library_url": url_for("directory.show", code=row.code),
    }


@bp.get("/exchange/wants")
def wants() -> str:
    """List what libraries look for."""
    asked, number, language = Filter.from_address(request.args), page_number(), current().code
    size = _per_page()
    with reading() as session:
        total, rows = lists.open_wants(session, asked, language, size, (number - 1) * size)
        choices = lists.choices(session, Want, language)
    return render_template(
        "offers/wants.html",
        rows=[shown_want(row) | {"row": row, "library_url": url_for("directory.show", code=row.code)} for row in rows],
        page=Page(number, size, total),
        total=total,
        long_url=url_for("offers.wants", long=1, **asked.address()) if total > size else None,
        **_filters(asked, choices, "feeds.wants"),
    )


@bp.get("/exchange/wants.<any(csv, xlsx):form>")
def wants_file(form: str) -> Response:
    """Give what libraries look for, as the filters have it, for a spreadsheet."""
    asked, language = Filter.from_address(request.args), current().code
    with reading() as session:
        today = day_for(session, current_actor().library_id, now())
        rows = every_row(lambda limit, offset: lists.open_wants(session, asked, language, limit, offset))
        content = table_file(form, list_files.want_rows(rows), language, today)
    named = _("Libraries look for")
    return download(content, MIMES[form], f"wants-{today}.{form}", f"{named} {today}")


def _filters(asked: Filter, choices: lists.Choices, feed: str) -> dict[str, Any]:
    """Return what both lists show beside their rows; `feed` is called as the list itself is."""
    return {
        "files": spreadsheets(f"{feed.replace('feeds', 'offers')}_file", **asked.address()),
        "asked": asked,
        "is_filtered": bool(asked.address()),
        "countries": [(code, country_name(code)) for code in REGIONS],
        "languages": [(code, language_name(code)) for code in choices.languages],
        "libraries": choices.libraries,
        "feed_url": url_for(feed, **asked.address()),
        "works_here": current_actor().is_staff,
    }
