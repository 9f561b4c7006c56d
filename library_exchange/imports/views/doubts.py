"""Records about which a person decides: beside the known ones, with an answer each, or one for all of a kind."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup, escape
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.catalogue.evidence_labels import REASONS
from library_exchange.catalogue.models import DoubtKind, SourceRecord
from library_exchange.catalogue.services.sources import described, unpacked
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.i18n import _, _n, format_list
from library_exchange.imports import labels
from library_exchange.imports.display import book_of, number_given
from library_exchange.imports.models import DoubtState, ImportDoubt
from library_exchange.imports.queries.doubts import count_open, get_doubt, open_doubts
from library_exchange.imports.schemas import AnswerToAll, DoubtAnswer
from library_exchange.imports.services import doubts
from library_exchange.imports.views.blueprint import bp
from library_exchange.imports.views.files import own_import
from library_exchange.marc.description import Description
from library_exchange.record_matching.evidence import weigh
from library_exchange.record_matching.facts import facts_of
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

PER_PAGE = 20


@bp.get("/staff/imports/<int:import_id>/questions")
def questions(import_id: int) -> str:
    """Show the held records of a file beside the known ones."""
    number = page_number()
    with reading() as session:
        found = own_import(session, import_id)
        counts = count_open(session, import_id)
        rows = open_doubts(session, import_id, PER_PAGE, (number - 1) * PER_PAGE)
        shown = [_shown(doubt, known) for doubt, known in rows]
    all_codes = all(each["shared"] for each in shown if each["kind"] is DoubtKind.OTHER_BOOK)
    return render_template(
        "imports/questions.html",
        found=found,
        counts=[(kind, counts[kind]) for kind in DoubtKind if counts.get(kind)],
        asked=labels.DOUBTS | (labels.DOUBTS_OF_CODES if all_codes else {}),
        number_of=labels.number_shown,
        answers=labels.ANSWERS,
        of_codes=labels.ANSWERS_OF_CODES,
        all_codes=all_codes,
        without_number=(DoubtState.NUMBERLESS, labels.WITHOUT_NUMBER),
        rows=shown,
        page=Page(number, PER_PAGE, sum(counts.values())),
    )


def _shown(doubt: ImportDoubt, known: SourceRecord) -> dict[str, Any]:
    before, now_said = described(known), unpacked(doubt.said)
    evidence = weigh(facts_of(before), facts_of(now_said)).reasons if before else ()
    again = _again(doubt, known, now_said)
    return {
        "id": doubt.id,
        "kind": doubt.kind,
        "shared": _shared(doubt, known, now_said),
        "again": again,
        "answers": labels.ANSWERS_TO_TWICE if again else labels.ANSWERS[doubt.kind],
        "known_number": number_given(known.source_id, before),
        "number": number_given(doubt.number, now_said),
        "record_id": known.record_id,
        "before": book_of(before) if before else None,
        "now": book_of(now_said),
        "reasons": [(REASONS[reason], weight > 0) for reason, weight in evidence],
    }


def _again(doubt: ImportDoubt, known: SourceRecord, now_said: Description) -> Any:
    """Return what is asked where the file has the row before, or the book the number of the copy; else None."""
    if doubt.kind is not DoubtKind.NEW_NUMBER:
        return None
    if known.source_id in (doubt.number, doubt.number.rpartition("/")[0]):
        return labels.TWICE
    codes = doubts.shared_codes(known, now_said)
    return labels.number_again(format_list(sorted(codes))) if codes else None


def _shared(doubt: ImportDoubt, known: SourceRecord, now_said: Description) -> str:
    """Return the bar codes that both have, where these are what is asked about and not the records' number."""
    is_of_number = known.source_id == doubt.number and not doubts.is_of_code(doubt)
    if doubt.kind is not DoubtKind.OTHER_BOOK or is_of_number:
        return ""
    return format_list(sorted(doubts.shared_codes(known, now_said)))


@bp.post("/staff/imports/<int:import_id>/questions/<int:doubt_id>")
def answer_question(import_id: int, doubt_id: int) -> Response:
    """Decide about one held record."""
    with transaction() as session:
        found = own_import(session, import_id)
        doubt, answered = get_doubt(session, found, doubt_id), parse(DoubtAnswer, request.form).answered
        taken = doubts.answer(session, current_actor(), doubt, answered, now())
        left, book = found.held, unpacked(doubt.said).title
        own_url = url_for("holdings.show", source_id=taken.id, _anchor="copies") if taken is not None else ""
    flash(_("Decided. It is remembered for later files."), "ok")
    if answered is DoubtState.NUMBERLESS:
        told = escape(_("Give the copy its right number in Our holdings: %(book)s."))
        flash(told % {"book": Markup('<a href="{}">{}</a>').format(own_url, book)}, "warn")
    return redirect(url_for("imports.questions" if left else "imports.show", import_id=import_id))


@bp.post("/staff/imports/<int:import_id>/questions/all")
def answer_questions(import_id: int) -> Response:
    """Decide alike about all held records of a kind."""
    with transaction() as session:
        found = own_import(session, import_id)
        given = parse(AnswerToAll, request.form)
        doubts.order_all(session, current_actor(), found, given.kind, given.answered)
        ask(_question(session, import_id, given))
    flash(_("All of them are decided alike now; with many that takes some minutes."), "ok")
    return redirect(url_for("imports.show", import_id=import_id))


def _question(session: Session, import_id: int, given: AnswerToAll) -> Question:
    count = count_open(session, import_id).get(given.kind, 0)
    what = _n("%(num)s record", "%(num)s records", count)
    answer = labels.ANSWERS[given.kind][given.answered]
    return Question(answer, what, url_for("imports.questions", import_id=import_id))
