"""A reader's proposals to her own library, and the librarian's answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.accounts.own_page import ANSWERED, ANSWERS_SHOWN_DAYS, Waiting
from library_exchange.core.bounds import find_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.i18n import _, current
from library_exchange.directory.models import Library
from library_exchange.known_titles.views import cited
from library_exchange.offers import labels
from library_exchange.offers.queries import lists
from library_exchange.offers.queries.lookups import get_proposal
from library_exchange.offers.schemas import LONGEST_TITLE, ProposalInput
from library_exchange.offers.services import proposals
from library_exchange.offers.views.blueprint import bp
from library_exchange.offers.views.listed import CHECK_FIRST, listed_shown, not_seen_yet
from library_exchange.web.all_mistakes import parse_and_try
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import without_record
from library_exchange.web.guard import current_actor

Answer = str | tuple[str, int] | Response


@bp.get("/exchange/propose")
def propose() -> str:
    """Show the form in which a reader proposes a book to her library, and what she proposed before."""
    told = {name: request.args.get(name, "")[:LONGEST_TITLE] for name in ("title", "author", "isbn")}
    return _form(told | {"record_id": request.args.get("record", "")}, {})


def answers_to(session: Session, reader_id: int, at: datetime) -> list[Waiting]:
    """Return what a reader proposed and her library has answered in the last days, for her own page."""
    since, url = at - timedelta(days=ANSWERS_SHOWN_DAYS), url_for("offers.propose")
    return [
        Waiting(ANSWERED, row.title, url, *labels.PROPOSAL_STATES[row.proposal.state])
        for row in lists.proposals_of(session, reader_id, current().code)
        if row.proposal.answered_at is not None and row.proposal.answered_at >= since
    ]


def count_answers_to(reader_id: int, at: datetime) -> Any:
    """Return the query that counts what `answers_to` lists."""
    return lists.answered_proposals(reader_id, at - timedelta(days=ANSWERS_SHOWN_DAYS))


def _form(given: Mapping[str, Any], errors: Mapping[str, Any], listed: Sequence[int] = ()) -> str:
    actor, language = current_actor(), current().code
    if actor.library_id is None:
        raise Forbidden("no-library")
    with reading() as session:
        library = session.get_one(Library, actor.library_id)
        rows = lists.proposals_of(session, actor.user_id or 0, language)
        record_id = find_number(given.get("record_id", ""))
        title = lists.named(session, record_id, None, language)
        perhaps = listed_shown(session, listed, "offers.propose")
    return render_template(
        "offers/propose.html",
        library=library.name_in(language),
        record_id=record_id if title else None,
        title=title,
        given=given,
        errors=errors,
        listed=perhaps,
        rows=[(row, *labels.PROPOSAL_STATES[row.proposal.state]) for row in rows],
    )


@bp.post("/exchange/propose")
def send_proposal() -> Answer:
    """Keep what a reader proposes; it is asked first whether she means a book of the catalogue with such a title."""
    try:
        given = parse_and_try(ProposalInput, request.form, _propose, proposals.READS)
        with reading() as session:
            listed = not_seen_yet(cited.records(session, request.form)) if given.record_id is None else ()
        if listed:
            return _form(request.form, {}, listed), CHECK_FIRST
        with transaction() as session:
            _propose(session, given)
    except InvalidInput as refused:
        return _form(request.form, refused.fields), refused.status
    except NotFound as gone:
        return _form(without_record(request.form, gone), {"title": gone.sentence}), gone.status
    flash(_("Thank you. Your library will look at it."), "ok")
    return redirect(url_for("offers.propose"))


def _propose(session: Session, given: ProposalInput) -> None:
    proposals.propose(session, current_actor(), given, now())


@bp.post("/staff/exchange/proposals/<int:proposal_id>/<any(accept, decline):answer>")
def answer_proposal(proposal_id: int, answer: str) -> Answer:
    """Make a want of a reader's proposal, or decline it."""
    actor = current_actor()
    try:
        with transaction() as session:
            proposal = get_proposal(session, actor, proposal_id)
            if answer == "accept":
                proposals.accept(session, actor, proposal, now())
            else:
                proposals.decline(session, actor, proposal, now())
                back = url_for("offers.desk", _anchor=f"proposal-{proposal_id}")
                ask(Question(_("Decline the proposal"), labels.PROPOSAL_DECLINED, back, proposal.title))
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
    else:
        flash(_("Saved."), "ok")
    return redirect(url_for("offers.desk"))
