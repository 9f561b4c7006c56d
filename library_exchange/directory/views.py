"""Doors of the room: the list of libraries, one library, and its rules."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.core import i18n
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import LANGUAGES, _
from library_exchange.directory import policy, queries, services
from library_exchange.directory.labels import KINDS
from library_exchange.directory.models import Library
from library_exchange.directory.schemas import LONGEST_LOAN_DAYS, LONGEST_TRANSIT_DAYS, Policy
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

bp = Blueprint("directory", __name__)

TITLES = "titles_by_library"
TitlesByLibrary = Callable[[Session], Mapping[int, int]]
"""What the application puts at `app.extensions[TITLES]`: how many titles each library holds, by its id."""


@bp.get("/libraries")
def index() -> str:
    """List the libraries by country and city."""
    with reading() as session:
        found, titles = queries.libraries(session), _titles(session)
    return render_template("directory/index.html", countries=_by_country(found, titles))


def _by_country(found: Sequence[Library], titles: Mapping[int, int]) -> list[Any]:
    language = i18n.current().code
    return [
        (country, [(city, [_shown(each, titles) for each in there]) for city, there in _by_city(list(here), language)])
        for country, here in groupby(found, key=lambda library: library.country)
    ]


def _by_city(found: Sequence[Library], language: str) -> list[tuple[str, list[Library]]]:
    """Keep cities in the order of their first library, whichever the language."""
    cities: dict[str, list[Library]] = {}
    for library in found:
        cities.setdefault(library.city_in(language), []).append(library)
    return list(cities.items())


@bp.get("/libraries/<code>")
def show(code: str) -> str:
    """Show one library."""
    with reading() as session:
        library, titles = queries.get_library(session, code), _titles(session)
    may_edit = policy.may_edit(current_actor(), library)
    shown = _shown(library, titles) | {
        "title": _title(library),
        "city": library.city_in(i18n.current().code),
        "loan_days": library.loan_days,
        "transit_days": library.transit_days,
        "isil": library.isil,
        "website": library.website,
    }
    edit_url = url_for("directory.edit", code=code) if may_edit else None
    return render_template("directory/show.html", library=shown, edit_url=edit_url)


@bp.route("/libraries/<code>/edit", methods=["GET", "POST"])
def edit(code: str) -> Any:
    """Change how a library lends and where it is written to."""
    if request.method == "GET":
        with reading() as session:
            library = queries.get_library(session, code)
        policy.require_editor(current_actor(), library)
        return _policy_form(library, library.model_dump(), {})
    with transaction() as session:
        library = queries.get_library(session, code)
        policy.require_editor(current_actor(), library)
        try:
            changed = parse(Policy, request.form)
        except InvalidInput as error:
            return _policy_form(library, request.form, error.fields), error.status
        services.update_policy(session, current_actor(), library, changed)
    flash(_("Saved."), "success")
    return redirect(url_for("directory.show", code=code))


def _policy_form(library: Library, given: Any, errors: Mapping[str, Any]) -> str:
    return render_template(
        "directory/edit.html",
        library={"code": library.code, "name": library.name_in(i18n.current().code)},
        given=given,
        errors=errors,
        longest={"loan_days": LONGEST_LOAN_DAYS, "transit_days": LONGEST_TRANSIT_DAYS},
    )


def _titles(session: Session) -> Mapping[int, int]:
    count: TitlesByLibrary | None = current_app.extensions.get(TITLES)
    return count(session) if count else {}


def _shown(library: Library, titles: Mapping[int, int]) -> dict[str, Any]:
    return {
        "code": library.code,
        "name": library.name_in(i18n.current().code),
        "kind": KINDS[library.kind],
        "country": library.country,
        "lends": library.lends,
        "is_demo": library.is_demo,
        "titles": titles.get(library.id or 0, 0),
    }


def _title(library: Library) -> dict[str, Any]:
    """Return the library's name as pages show titles: its own language first, the page's language beside it."""
    own, page = library.language, i18n.current().code
    second = {"value": library.name_in(page), "lang": LANGUAGES[page].tag, "machine": False}
    return {
        "original": {"value": library.name_in(own), "lang": LANGUAGES[own].tag},
        "translation": second if page != own else None,
        "romanised": None,
    }
