"""A library's own house: what its staff keeps of it, who it is, what it tells its visitors, its sign."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.core import bilingual
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Forbidden, InvalidInput
from library_exchange.core.i18n import LANGUAGES, _, current
from library_exchange.core.regions import REGIONS
from library_exchange.directory import display, house, policy, proposals, queries, services
from library_exchange.directory.labels import IN_LANGUAGES, KINDS, NAMES, TOPICS
from library_exchange.directory.models import Library
from library_exchange.directory.schemas import LONGEST_WORDS, Identity, OwnWords
from library_exchange.directory.texts import NAMES_KIND
from library_exchange.directory.views import bp
from library_exchange.web import pictures as files
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.halves import halves_shown


@bp.get("/libraries/<code>/house")
def our_house(code: str) -> str:
    """Show the staff of a library what is kept of it, what lacks, and where each part is changed."""
    actor = current_actor()
    with reading() as session:
        library = queries.get_library(session, code)
        if not policy.works_at(actor, library):
            raise Forbidden("not-its-staff")
        parts = house.parts(session, actor, library)
        name = library.name_in(current().code)
    may_edit = policy.may_edit(actor, library)
    return render_template("directory/house.html", library={"code": code, "name": name}, parts=parts, may_edit=may_edit)


@bp.route("/libraries/<code>/names", methods=["GET", "POST"])
def names(code: str) -> Any:
    """Change who a library is: its names, with those proposed that lack, its time and the language of its letters."""
    if request.method == "GET":
        with reading() as session:
            library = _edited(session, code)
            given = library.model_dump() | proposals.written_names(library)
            proposed = proposals.for_names(session, library.country, given)
            back = url_for("directory.names", code=code)
            halves = halves_shown(session, current_actor(), NAMES_KIND, library.id, back)
            shown = given | proposed
            return _names_page(library, shown, {}, [*proposed, *library.proposed_names], halves)
    with transaction() as session:
        library = _edited(session, code)
        try:
            services.rename(session, current_actor(), library, parse(Identity, request.form))
            bilingual.changed(session, NAMES_KIND, library.id, now())
        except InvalidInput as refused:
            return _names_page(library, request.form, refused.fields, ()), refused.status
    flash(_("Saved."), "success")
    return redirect(url_for("directory.our_house", code=code))


def _names_page(
    library: Library, given: Mapping[str, Any], errors: Mapping[str, Any], proposed: Any, halves: Any = None
) -> str:
    is_platform = current_actor().is_platform_admin
    return render_template(
        "directory/names.html",
        library=_headed(library),
        names=display.name_fields(tuple(NAMES), given, errors, proposed, library),
        has_proposals=bool(proposed),
        given=given,
        errors=errors,
        halves=halves,
        kind=KINDS[library.kind],
        kinds=list(KINDS.items()) if is_platform else [],
        zones=display.zones(library.country, now()),
        languages=[(each.code, each.endonym, each.tag) for each in LANGUAGES.values()],
    )


@bp.route("/libraries/<code>/words", methods=["GET", "POST"])
def words(code: str) -> Any:
    """Write when a library is open, how one becomes its reader, and how it lends, in words of its own."""
    if request.method == "GET":
        with reading() as session:
            library = _edited(session, code)
            written = {f"{row.topic.value}_{row.language}": row.text for row in queries.words(session, library)}
            return _words_page(library, written, {})
    with transaction() as session:
        library = _edited(session, code)
        try:
            services.write_words(session, current_actor(), library, parse(OwnWords, request.form), now())
        except InvalidInput as refused:
            return _words_page(library, request.form, refused.fields), refused.status
    flash(_("Saved."), "success")
    return redirect(url_for("directory.our_house", code=code))


def _words_page(library: Library, given: Mapping[str, Any], errors: Mapping[str, Any]) -> str:
    order = dict.fromkeys((REGIONS[library.country].language, *LANGUAGES))
    topics = [
        (label, hint, [_words_field(f"{topic.value}_{code}", code, given, errors) for code in order])
        for topic, (label, hint) in TOPICS.items()
    ]
    return render_template("directory/words.html", library=_headed(library), topics=topics, errors=errors)


def _words_field(name: str, code: str, given: Mapping[str, Any], errors: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "type": "textarea",
        "label": IN_LANGUAGES[code],
        "lang": LANGUAGES[code].tag,
        "value": given.get(name),
        "error": errors.get(name),
        "required": False,
        "maxlength": LONGEST_WORDS,
    }


@bp.route("/libraries/<code>/sign", methods=["GET", "POST"])
def logo(code: str) -> Any:
    """Show the sign of a library to those who may change it, and take another; nothing but its pixels is kept."""
    if request.method == "GET":
        with reading() as session:
            return _logo_page(session, _edited(session, code), {})
    try:
        picture = files.sent_picture()
        with transaction() as session:
            services.set_logo(session, current_actor(), _edited(session, code), picture, now())
    except InvalidInput as refused:
        with reading() as session:
            return _logo_page(session, _edited(session, code), refused.fields), refused.status
    flash(_("Your library is shown with this sign."), "success")
    return redirect(url_for("directory.logo", code=code))


@bp.post("/libraries/<code>/sign/remove")
def remove_logo(code: str) -> Any:
    """Take the sign of a library away."""
    with transaction() as session:
        services.remove_logo(session, current_actor(), _edited(session, code), now())
    flash(_("Removed."), "success")
    return redirect(url_for("directory.logo", code=code))


@bp.get("/libraries/<code>/sign.jpg")
def logo_file(code: str) -> Any:
    """Give the sign of a library, small, to everybody."""
    with reading() as session:
        return files.jpeg(queries.get_logo(session, queries.get_library(session, code)))


def _logo_page(session: Session, library: Library, errors: Mapping[str, Any]) -> str:
    shown = house.logo(session, library)
    return render_template("directory/sign.html", library=_headed(library), logo=shown, errors=errors)


def _headed(library: Library) -> dict[str, str]:
    return {"code": library.code, "name": library.name_in(current().code)}


def _edited(session: Session, code: str) -> Library:
    library = queries.get_library(session, code)
    policy.require_editor(current_actor(), library)
    return library
