"""Lists on their way in: pasted, sent as a file, scanned; looked at, corrected, taken."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core import rights
from library_exchange.core.bounds import find_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, _n, current
from library_exchange.directory.queries import libraries
from library_exchange.exchange_lists import labels
from library_exchange.exchange_lists.models import ListImport, ListImportLine, ListImportState, Source
from library_exchange.exchange_lists.queries import list_imports as queries
from library_exchange.exchange_lists.queries.alike_lines import read_alike
from library_exchange.exchange_lists.queries.known_names import persons_named
from library_exchange.exchange_lists.queries.lookups import get_list_import
from library_exchange.exchange_lists.rules.answers import AS_IT_STANDS, CORRECTED, FOUND_OUT, SETTLED, Section
from library_exchange.exchange_lists.rules.answers import Answer as Said
from library_exchange.exchange_lists.rules.edits import LINE_FIELDS, mark
from library_exchange.exchange_lists.schemas import LineInput, ListAnswers, Pasted, TakeOffers
from library_exchange.exchange_lists.services import answering_lists
from library_exchange.exchange_lists.services import list_imports as services
from library_exchange.exchange_lists.services.line_fields import as_fields
from library_exchange.exchange_lists.views import list_columns
from library_exchange.exchange_lists.views.edits import carry, edits_in, tell
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.rules.named_persons import PERSON
from library_exchange.list_reading.rules.not_a_title import may_be_a_book
from library_exchange.list_reading.services import reading as lines
from library_exchange.marc.labels import REJECTION_REASONS
from library_exchange.offers.labels import CONDITIONS
from library_exchange.offers.models import ListKind
from library_exchange.offers.queries import lists
from library_exchange.offers.schemas import TakeWants
from library_exchange.offers.views.blueprint import bp
from library_exchange.offers.views.desk import PER_PAGE, chosen_words, partners_of
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

Answer = str | tuple[str, int] | Response


@bp.get("/staff/exchange/lists/new")
def new_list() -> str:
    """Show the field to paste a list into and the form to send a file."""
    return _new_list(lists.kind_of(request.args.get("kind", "")), {})


def _new_list(kind: ListKind, errors: Mapping[str, Any]) -> str:
    return render_template(
        "exchange_lists/new_list.html",
        kind=kind,
        given=request.form,
        errors=errors,
        limit_mb=current_app.extensions["settings"].upload_limit_mb,
    )


def _persons(words: Iterable[str]) -> Collection[str]:
    """Return which words of a list that is read are names of persons in the authority file."""
    with reading() as session:
        return persons_named(session, words)


@bp.post("/staff/exchange/lists")
def send_list() -> Answer:
    """Keep what is pasted or sent, match it with the catalogue and show it; nothing is taken yet."""
    kind = lists.kind_of(request.form.get("kind", ""))
    rights.library_of(current_actor())
    sent = request.files.get("file")
    filename = sent.filename if sent is not None else None
    rows = None
    try:
        if list_columns.are_named():
            source, found, filename = list_columns.named()
        elif sent is not None and filename:
            content = sent.stream.read()
            rows = lines.rows_sent(content)
            list_columns.ask_if(rows, filename)
            source, found = (Source.MARC, lines.marc(content)) if rows is None else (Source.TABLE, lines.table(rows))
        else:
            text = parse(Pasted, request.form).lines
            rows = lines.rows_pasted(text)
            list_columns.ask_if(rows)
            source, found = Source.PASTE, lines.pasted(text, _persons) if rows is None else lines.table(rows)
    except list_columns.Unnamed as asked:
        return list_columns.page(kind, asked)
    except InvalidInput as refused:
        name = "file" if filename else "lines"
        errors = {key: sentence for key, sentence in refused.fields.items() if key == name}
        return _new_list(kind, errors), refused.status
    with transaction() as session:
        list_import = services.receive(session, current_actor(), kind, source, found, now(), filename)
    if rows and (unused := lines.unused(rows)):
        flash(labels.columns_not_used(unused), "warn")
    return redirect(url_for("offers.show_list", list_id=list_import.id))


@bp.get("/staff/exchange/lists/<int:list_id>")
def show_list(list_id: int) -> str:
    """Show what was recognised in a list and what is wrong with a line."""
    return list_page(list_id, {})


def list_page(list_id: int, errors: Mapping[str, Any], amiss: Mapping[str, Any] | None = None) -> str:
    """Return the page of a list; `errors` are those of the form by which it is taken in.

    What is `amiss` in lines that were written anew stands at their fields, by names like `year-7`.
    """
    number, language, part = page_number(), current().code, queries.part_of(request.args.get("part", ""))
    with reading() as session:
        list_import = get_list_import(session, current_actor(), list_id)
        found = queries.list_page(session, list_import, language, PER_PAGE, (number - 1) * PER_PAGE, part)
        partners = partners_of(libraries(session), list_import.library_id)
    return render_template(
        "exchange_lists/list.html",
        list_import=list_import,
        name=_name(list_import),
        is_open=list_import.state is ListImportState.OPEN,
        is_offers=list_import.kind is ListKind.OFFERS,
        state=labels.LIST_IMPORT_STATES[list_import.state],
        found=found,
        part=part,
        shown=_parts(list_id, found, part),
        page=Page(number, PER_PAGE, found.shown),
        asks_for_editions=any(row.line.problem is Problem.SEVERAL_EDITIONS for row in found.rows),
        problems=labels.PROBLEMS,
        conditions_by_code=CONDITIONS,
        condition_choices=[(code.value, name) for code, name in CONDITIONS.items()],
        contradictions=labels.CONTRADICTIONS,
        read_as=labels.READ_AS,
        not_read=labels.NOT_READ_AT_ALL,
        reasons={kind.value: text for kind, text in (REJECTION_REASONS | labels.STRAYS | labels.TRACES).items()}
        | {PERSON: labels.NAMES_PERSON},
        settled=SETTLED,
        as_it_stands=AS_IT_STANDS,
        corrected=CORRECTED,
        searchable={"", *FOUND_OUT},
        errors=errors,
        amiss=amiss or {},
        typed=request.form if amiss else {},
        as_fields=as_fields,
        line_fields=LINE_FIELDS,
        mark=mark,
        may_be_a_book=may_be_a_book,
        given={} if amiss else request.form,
        partners=partners,
        **chosen_words(),
    )


def _parts(list_id: int, found: queries.ListPage, here: Section) -> list[tuple[str, Any, int, bool]]:
    """Return the parts of a list that can be shown alone: address, name, number of lines, whether it is this one."""
    counts = {
        Section.ALL: found.total,
        Section.ASKING: found.troubled,
        Section.READY: found.ready,
        Section.ASIDE: found.settled + found.left_out,
    }
    return [
        (
            url_for("offers.show_list", list_id=list_id, part=part.value, _anchor="lines"),
            name,
            counts[part],
            part is here,
        )
        for part, name in labels.PARTS.items()
        if counts[part] or part is here
    ]


def _name(list_import: ListImport) -> Any:
    """Return what a list is called: its file, or how it came."""
    names = {Source.PASTE: _("Pasted list"), Source.SCAN: _("Scanned books")}
    return list_import.filename or names.get(list_import.source, _("List"))


_ASKED_AGAIN = {Said.NO_BOOK: "perhaps_none", Said.AS_READ: "unsure"}
"""Answers to many lines that are asked about once more, with the lines they concern."""


@bp.post("/staff/exchange/lists/<int:list_id>/answers")
def answer_list(list_id: int) -> Answer:
    """Note which editions are meant, and what else is answered to the list; what was changed in lines is read first.

    An answer to a line that was changed is none: it was given to what stood there before.
    """
    given = ListAnswers.from_form(request.form)
    try:
        edits = edits_in(request.form)
        with transaction() as session:
            list_import = get_list_import(session, current_actor(), list_id)
            carried = carry(session, current_actor(), list_id, edits)
            given = given.without(carried.numbers)
            is_of_many = given.number is None or given.is_for_alike
            kind = _ASKED_AGAIN.get(given.answer) if is_of_many and given.answer else None
            alike = _many(session, list_import, given, kind) if kind else []
            given = given.model_copy(update={"numbers": [line.number for line in alike] if given.is_for_alike else []})
            answered = answering_lists.answer(session, list_import, given, now()) or bool(edits)
            ahead = queries.next_asking(session, list_import, given.number or 0)
            if kind and alike:
                ask(_whether_all_are(list_id, kind, alike))
    except InvalidInput as refused:
        return list_page(list_id, {}, refused.fields), refused.status
    tell(carried, None)
    if not answered:
        flash(_("Nothing was chosen. Choose an edition first."), "warn")
    return back_to(list_id, given.number, ahead)


def _many(session: Session, list_import: ListImport, given: ListAnswers, kind: str) -> list[ListImportLine]:
    """Return the lines to all of which an answer is given: those of its kind, or of the pattern of one line."""
    numbers = read_alike(session, list_import, given.number or 0) if given.is_for_alike else None
    return queries.asked_alike(session, list_import, kind, numbers)


def _whether_all_are(list_id: int, kind: str, lines: Sequence[ListImportLine]) -> Question:
    """Return the question that shows every line, and how it was read, before the same is answered of all of them."""
    named = [(line, str(_("Line %(number)s", number=line.number))) for line in lines]
    back = url_for("offers.show_list", list_id=list_id)
    if kind == "unsure":
        shown = [(line.text, name, labels.shown_as_read(line.entry, line.remark)) for line, name in named]
        return Question(_("All were read rightly"), labels.LINES_AS_READ, back, lines=shown)
    books = [(line.text, name) for line, name in named]
    return Question(_("None of them is a book: leave them out"), labels.LINES_LEFT_OUT, back, books=books)


def back_to(list_id: int, number: int | None, ahead: tuple[int, int] | None) -> Response:
    """Go on to the line that asks next (its number, how many ask before it), else back to where the form stood."""
    if request.form.get("back") == "scan":
        return redirect(url_for("offers.scan"))
    where = where_line_stands(list_id, number)
    if ahead is not None and where.get("part") in (None, Section.ASKING.value):
        where |= {"page": ahead[1] // PER_PAGE + 1, "_anchor": f"line-{ahead[0]}"}
    return redirect(url_for("offers.show_list", **where))


def where_line_stands(list_id: int, number: int | None) -> dict[str, Any]:
    """Return what leads to a line of a list on the page and in the part that were looked at."""
    page, part = request.values.get("page", "1"), queries.part_of(request.values.get("part", ""))
    where: dict[str, Any] = {"list_id": list_id, "page": find_number(page) or 1}
    if part is not Section.ALL:
        where["part"] = part.value
    return where | {"_anchor": "lines" if number is None or part is not Section.ALL else f"line-{number}"}


@bp.post("/staff/exchange/lists/<int:list_id>/take")
def take_list(list_id: int) -> Answer:
    """Make offers or wants of the lines nothing stands against."""
    try:
        with transaction() as session:
            list_import = get_list_import(session, current_actor(), list_id)
            is_offers = list_import.kind is ListKind.OFFERS
            terms = parse(TakeOffers, request.form) if is_offers else parse(TakeWants, request.form)
            taken = services.take(session, current_actor(), list_import, terms, now())
    except InvalidInput as refused:
        return list_page(list_id, refused.fields), refused.status
    for sentence, tone in _taken(is_offers, taken):
        flash(str(sentence), tone)
    if taken.left or taken.aside:
        return redirect(url_for("offers.show_list", list_id=list_id))
    return redirect(url_for("offers.own_offers" if is_offers else "offers.own_wants"))


def _taken(is_offers: bool, taken: services.Taken) -> Iterator[tuple[Any, str]]:
    """Tell what became of the list, each sentence with its tone."""
    made = taken.books - taken.added
    if made or not taken.added:
        added = _n("%(num)s offer was added.", "%(num)s offers were added.", made)
        yield added if is_offers else _n("%(num)s want was added.", "%(num)s wants were added.", made), "ok"
    if taken.drafts:
        published = made - taken.drafts
        yield _("Published: %(published)s, drafts: %(drafts)s.", published=published, drafts=taken.drafts), "warn"
    if taken.added:
        yield (
            _n(
                "Copies were added to %(num)s line that stood already.",
                "Copies were added to %(num)s lines that stood already.",
                taken.added,
            ),
            "ok",
        )
    if taken.left:
        yield _n("%(num)s line waits for an answer.", "%(num)s lines wait for an answer.", taken.left), "warn"
    if taken.aside:
        yield (
            _n(
                "%(num)s line was set aside; it stays on this list with its reason.",
                "%(num)s lines were set aside; they stay on this list with their reasons.",
                taken.aside,
            ),
            "warn",
        )


@bp.post("/staff/exchange/lists/<int:list_id>/discard")
def discard_list(list_id: int) -> Answer:
    """Give a list up."""
    with transaction() as session:
        services.discard(session, current_actor(), get_list_import(session, current_actor(), list_id), now())
        ask(Question(_("Discard the list"), labels.LIST_GOES, url_for("offers.show_list", list_id=list_id)))
    flash(_("The list was discarded. What was taken from it stays."), "ok")
    return redirect(url_for("offers.desk"))


@bp.get("/staff/exchange/scan")
def scan() -> str:
    """Show the field that takes one ISBN after the other."""
    return _scan({})


def _scan(errors: Mapping[str, Any]) -> str:
    library_id = rights.library_of(current_actor())
    with reading() as session:
        list_import = services.find_scanned(session, library_id)
        rows = queries.last_scanned(session, list_import, current().code) if list_import else []
    return render_template(
        "exchange_lists/scan.html",
        list_import=list_import,
        rows=rows,
        errors=errors,
        given=request.form,
        problems=labels.PROBLEMS,
    )


@bp.post("/staff/exchange/scan")
def scan_one() -> Answer:
    """Add one book to the list of scanned ones and wait for the next."""
    try:
        text = parse(LineInput, request.form).text
        with transaction() as session:
            services.scan(session, current_actor(), text, now())
    except InvalidInput as refused:
        return _scan(refused.fields), refused.status
    except Conflict:
        # Two desks began the list at the same moment; this one adds to it.
        with transaction() as session:
            services.scan(session, current_actor(), text, now())
    return redirect(url_for("offers.scan"))
