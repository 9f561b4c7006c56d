"""Importing a file: send it, look at what it is, take it in, see how far it is and what was rejected, take it back."""

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response as BaseResponse

from library_exchange.catalogue.models import Import, ImportState
from library_exchange.catalogue.services.sources import unpacked
from library_exchange.core import kept_files
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, _n
from library_exchange.directory.queries import day_at
from library_exchange.documents.sheets import Sheet, workbook
from library_exchange.imports import labels
from library_exchange.imports.display import begun, number_given
from library_exchange.imports.queries.imports import (
    about_books_of,
    count_corrected,
    get_import,
    imports_of,
    kept_copies_of,
    records_of,
    rejected_bytes,
    rejections_of,
)
from library_exchange.imports.resources import uploads
from library_exchange.imports.schemas import ImportChoice, StartOfImport, TableTold
from library_exchange.imports.services import columns, contents, files, previews
from library_exchange.imports.services.contents import Choice
from library_exchange.imports.services.copies import rule_of
from library_exchange.imports.views.blueprint import bp
from library_exchange.marc import labels as marc_labels
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.spreadsheets.rows import row_number
from library_exchange.marc.verdicts import DOUBTFUL
from library_exchange.web.confirming import Question, Unanswered, ask
from library_exchange.web.downloads import download
from library_exchange.web.forms import by_row, parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

PER_PAGE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FEW_PERCENT = 5
"""Where a larger share of a library's records is missing, somebody is asked twice whether they shall leave."""


def own_library() -> int:
    """Return the library that the person at the page acts for. Raises InvalidInput if she acts for none."""
    library_id = current_actor().library_id
    if library_id is None:
        raise InvalidInput(sentence=_("Choose the library you act for first."))
    return library_id


def own_import(session: Session, import_id: int) -> Import:
    """Return a file of the library that the person acts for. Raises NotFound for all others."""
    return get_import(session, current_actor().library_id, import_id)


@bp.get("/staff/imports")
def listed() -> str:
    """List the files that the library gave, with the form to send another one."""
    return _list({})


def _list(errors: dict[str, Any]) -> str:
    number = page_number()
    with reading() as session:
        total, rows = imports_of(session, own_library(), PER_PAGE, (number - 1) * PER_PAGE)
    return render_template(
        "imports/listed.html",
        imports=rows,
        page=Page(number, PER_PAGE, total),
        states=labels.IMPORT_STATES,
        tones=labels.TONES,
        errors=errors,
        limit_mb=current_app.extensions["settings"].upload_limit_mb,
    )


@bp.post("/staff/imports")
def new() -> BaseResponse | tuple[str, int]:
    """Keep the file that is sent and look into it; nothing is taken in before the librarian says so."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _list({"file": _("Choose a file.")}), 422
    try:
        stored = files.store(sent.stream, sent.filename, uploads())
    except InvalidInput as error:
        return _list(error.fields), error.status
    received = received_as_import(stored)
    return redirect(url_for("imports.show", import_id=received.id))


def received_as_import(stored: files.StoredFile, first: Callable[[Session], object] = lambda _session: None) -> Import:
    """Look into a file that is kept and note it as an import; `first` is done in the same act. Without one it goes."""
    received = None
    try:
        path = kept_files.at_hand(uploads() / stored.stored_name)
        with reading() as session:
            kept = rule_of(session, own_library(), contents.format_in(path))
        preview, copies = previews.look_by(path, kept)
        with transaction() as session:
            first(session)
            received = files.receive(session, current_actor(), own_library(), stored, preview, copies)
            files.order_survey(session, received)
    finally:
        if received is None:
            # Nothing refers to the file: it was sent before, or the act was undone.
            kept_files.remove(uploads() / stored.stored_name)
    return received


@bp.get("/staff/imports/<int:import_id>")
def show(import_id: int) -> str:
    """Show what the file is before it is taken in, and how far it is afterwards."""
    return shown(import_id)


def shown(import_id: int, **told: Any) -> str:
    """Return the page of a file; `told` is what a form said of the columns of a table that would not do."""
    with reading() as session:
        found = own_import(session, import_id)
        rejections = rejections_of(session, import_id) if found.rejected else []
        kept_copies = kept_copies_of(session, found) if found.kept_copies else []
    return render_template(
        _template(found),
        found=found,
        state=labels.IMPORT_STATES[found.state],
        tone=labels.TONES.get(found.state, "now"),
        is_moving=found.state in files.AT_WORK,
        can_be_undone=files.can_be_undone(found, now()),
        is_silent=files.is_silent(found, now()),
        rejections=rejections,
        kept_copies=kept_copies,
        refusal=labels.refusal,
        row_of=row_number,
        number_of=labels.number_shown,
        is_ready=previews.is_ready(found.preview),
        why_not_ready=labels.why_not_ready,
        holds=[*labels.COLUMNS.items()],
        copy_states=labels.COPY_STATES,
        to_be_told=(columns.TO_BE_TOLD, labels.TO_BE_TOLD),
        profiles=[(p.value, marc_labels.PROFILES[p]) for p in Profile],
        encodings=[(e.value, marc_labels.ENCODINGS[e]) for e in Encoding],
        profile_names={p.value: name for p, name in marc_labels.PROFILES.items()},
        encoding_names={e.value: name for e, name in marc_labels.ENCODINGS.items()},
        doubtful=[str(each) for each in DOUBTFUL],
        repair_names={r.value: name for r, name in marc_labels.REPAIRS.items()},
        **({"errors": {}, "told": {}, "answers": {}, "covers": "additions"} | told),
    )


def _template(found: Import) -> str:
    return "imports/preview.html" if found.state == ImportState.UPLOADED else "imports/report.html"


@bp.post("/staff/imports/<int:import_id>/choose")
def choose(import_id: int) -> BaseResponse:
    """Look at the file again in the format and encoding that the librarian chose."""
    chosen = parse(ImportChoice, request.form)
    with reading() as session:
        copies = own_import(session, import_id).copies
    look_again(import_id, Choice(chosen.profile, chosen.encoding, copies=copies))
    return redirect(url_for("imports.show", import_id=import_id))


@bp.post("/staff/imports/<int:import_id>/columns")
def tell_columns(import_id: int) -> BaseResponse | tuple[str, int]:
    """Look at a table again, with its columns holding what the librarian says."""
    with reading() as session:
        if own_import(session, import_id).preview.get("table") is None:
            raise Conflict("no-table")
    answers = {at: answer for name, at, answer in by_row(request.form) if name == "column"}
    try:
        table = parse(TableTold, request.form)
        told = columns.told(table.headings, answers)
    except InvalidInput as refused:
        return shown(import_id, errors=refused.fields, told=request.form, answers=answers), refused.status
    look_again(import_id, Choice(encoding=table.encoding, columns=told))
    return redirect(url_for("imports.show", import_id=import_id))


def look_again(import_id: int, choice: Choice, first: Callable[[Session], object] = lambda _session: None) -> None:
    """Look at a file again in the way chosen, and note what is seen; `first` is done in the same act."""
    with reading() as session:
        found = own_import(session, import_id)
    preview = previews.look(kept_files.at_hand(uploads() / found.stored_name), choice)
    with transaction() as session:
        first(session)
        found = own_import(session, import_id)
        files.look_again(session, current_actor(), found, choice)
        found.preview = previews.facts(preview)
        found.expected = preview.read
        files.order_survey(session, found)


@bp.post("/staff/imports/<int:import_id>/start")
def start(import_id: int) -> BaseResponse | tuple[str, int]:
    """Have the file taken in, or gone on with; a whole catalogue asks whether what it lacks shall leave."""
    covers = parse(StartOfImport, request.form).covers
    try:
        with transaction() as session:
            found = own_import(session, import_id)
            before = found.state
            files.start(session, current_actor(), found, covers == "whole")
            if before is ImportState.UPLOADED and found.is_whole and found.may_withdraw:
                _ask_about_missing(found, found.may_withdraw, (found.survey or {}).get("standing", 0))
    except InvalidInput as refused:
        return shown(import_id, errors=refused.fields, covers=covers), refused.status
    return redirect(url_for("imports.show", import_id=import_id))


def _ask_about_missing(found: Import, missing: int, standing: int) -> None:
    """Ask whether the records that a whole catalogue lacks shall leave, and once more where that is many of them."""
    back = url_for("imports.show", import_id=found.id)
    leave = _n(
        "%(num)s record of your library is not in the file and is withdrawn. Copies that are promised or lent stay.",
        "%(num)s records of your library are not in the file and are withdrawn. Copies that are promised or lent stay.",
        missing,
    )
    name = _("Take the whole catalogue in")
    ask(Question(name, leave, back, about=found.filename))
    if missing * 100 > standing * FEW_PERCENT and request.form.get("missing") != str(missing):
        share = round(missing * 100 / max(standing, 1))
        many = _("That is %(share)s%% of all records of your library. Is the file really complete?", share=share)
        yes = _n("Yes: %(num)s record shall leave", "Yes: %(num)s records shall leave", missing)
        options = [("", _("I am not sure")), (str(missing), yes)]
        field = ({"name": "missing", "label": _("The file is complete"), "value": ""}, options)
        raise Unanswered(Question(name, many, back, about=found.filename, fields=(field,)))


@bp.post("/staff/imports/<int:import_id>/discard")
def discard(import_id: int) -> BaseResponse:
    """Give the file up."""
    with transaction() as session:
        files.discard(session, current_actor(), own_import(session, import_id))
        back = url_for("imports.show", import_id=import_id)
        ask(Question(_("Discard the file"), _("Nothing of the file is taken in. You can upload it again."), back))
    flash(_("The file was discarded. Nothing was taken in."))
    return redirect(url_for("imports.listed"))


@bp.post("/staff/imports/<int:import_id>/give-up")
def give_up(import_id: int) -> BaseResponse:
    """Leave the rest of a file that stopped."""
    with transaction() as session:
        found = own_import(session, import_id)
        files.give_up(session, current_actor(), found)
        back = url_for("imports.show", import_id=import_id)
        stays = _("What was taken in so far stays; the rest of the file is left. All of it can be taken back then.")
        ask(Question(_("Give the import up"), stays, back, about=found.filename))
    return redirect(url_for("imports.show", import_id=import_id))


@bp.post("/staff/imports/<int:import_id>/undo")
def undo(import_id: int) -> BaseResponse:
    """Have all that the file changed taken back."""
    with transaction() as session:
        found = own_import(session, import_id)
        about, corrected = about_books_of(session, found), count_corrected(session, found)
        files.undo(session, current_actor(), found)
        back = url_for("imports.show", import_id=import_id)
        what = _(
            "New records leave, changed ones say again what they said before, withdrawn ones come back. A copy that is"
            " promised or lent meanwhile stays until it is free. Offers of the other copies are withdrawn, drafts too."
        )
        again = [_("Send these books again, and they stand under the same titles.")] if about else []
        lost = _n(
            "%(num)s record of the file was corrected by hand since; the correction is lost.",
            "%(num)s records of the file were corrected by hand since; the corrections are lost.",
            corrected,
        )
        notices = [*([lost] if corrected else []), *about, *again]
        ask(Question(_("Take the whole file back"), what, back, about=found.filename, notices=notices))
    return redirect(url_for("imports.show", import_id=import_id))


@bp.post("/staff/imports/<int:import_id>/withdraw-missing")
def withdraw_missing(import_id: int) -> BaseResponse:
    """Withdraw the records that a whole catalogue lacked, more than it seemed before it was taken in."""
    with transaction() as session:
        found = own_import(session, import_id)
        missing = found.missing
        files.withdraw_missing(session, current_actor(), found)
        _ask_about_missing(found, missing, (found.survey or {}).get("standing", 0))
    return redirect(url_for("imports.show", import_id=import_id))


@bp.get("/staff/imports/<int:import_id>/records")
def records(import_id: int) -> str:
    """List the records that came with the file or were changed by it."""
    number = page_number()
    with reading() as session:
        found = own_import(session, import_id)
        total, rows = records_of(session, found, PER_PAGE, (number - 1) * PER_PAGE)
    for row in rows:
        said = row.pop("said")
        row["source_id"] = number_given(row["source_id"], unpacked(said) if said is not None else None)
    page = Page(number, PER_PAGE, total)
    return render_template("imports/records.html", found=found, rows=rows, page=page, number_of=labels.number_shown)


@bp.get("/staff/imports/<int:import_id>/rejected")
def rejected(import_id: int) -> Response:
    """Send the rejected records' bytes as a file."""
    with reading() as session:
        found = own_import(session, import_id)
        raw = rejected_bytes(session, import_id)
    ending = "txt" if found.preview.get("table") else "mrc"
    told, kind = _("Rejected records"), "application/octet-stream"
    return download(raw, kind, f"rejected-{found.id}.{ending}", f"{told} {found.filename}")


@bp.get("/staff/imports/<int:import_id>/rejected.xlsx")
def rejected_list(import_id: int) -> Response:
    """Send the rejected records as a table: which each is, why it was not taken in, what stands in it."""
    with reading() as session:
        found = own_import(session, import_id)
        rows = rejections_of(session, import_id, limit=None)
        day = day_at(session, found.library_id, now())
    is_table = bool(found.preview.get("table"))
    heads = (_("Row of the table") if is_table else _("Record"), _("Reason"), _("At byte"), _("What stands in it"))
    told = _("Rejected records")
    lines = tuple(
        (
            row_number(each.detail) or each.position,
            str(labels.refusal(each.reason, each.detail)),
            each.offset,
            begun(each.raw),
        )
        for each in rows
    )
    content = workbook([Sheet(str(told), tuple(map(str, heads)), lines)], day)
    return download(content, XLSX, f"rejected-{found.id}.xlsx", f"{told} {found.filename}")
