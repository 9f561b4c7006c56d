"""A library in a round: joining, choosing, its statement with the reasons, its answers line by line."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core import rights
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, _n, _p, current
from library_exchange.directory.models import Library
from library_exchange.directory.queries import libraries
from library_exchange.ledger.models import Unit
from library_exchange.ledger.queries import owed_by_network
from library_exchange.offers import labels as list_labels
from library_exchange.offers.models import Offer
from library_exchange.offers.queries.lines import shown_title
from library_exchange.offers.rules.closeness import Kind
from library_exchange.offers.views.remarks import remarks_of
from library_exchange.rounds import labels
from library_exchange.rounds.display import OwnRound, next_of_own, whose_days
from library_exchange.rounds.models import Round, RoundLine, RoundMember
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.queries.elsewhere import offered_elsewhere
from library_exchange.rounds.queries.market import rules_of
from library_exchange.rounds.rules.answers import REFUSALS, Answer, End, LineState, Refusal
from library_exchange.rounds.rules.clearing.ranking import Criterion
from library_exchange.rounds.rules.clearing.reasons import Outcome
from library_exchange.rounds.rules.rounds import ProposalEvent, RoundState
from library_exchange.rounds.schemas import Choice, JoinInput, LineAnswer
from library_exchange.rounds.services import answering, clock, planning
from library_exchange.rounds.services.forfeiting import Loss
from library_exchange.rounds.views.blueprint import bp
from library_exchange.rounds.views.rounds import described
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import by_row, parse, row_numbers
from library_exchange.web.guard import current_actor

GIVE_MORE = (Outcome.RECEIVER_CREDIT_LIMIT, Outcome.DONOR_GIFT_LIMIT, Outcome.SEVERAL_LIMITS)
"""The outcomes after which giving more helps."""
AT_ONCE = 5
"""How many wants that were left open for one reason are shown; the rest unfold."""

ALWAYS = {"at_once": AT_ONCE, "priorities": range(1, 6)}
"""What the page is given whatever it shows."""


@bp.get("/staff/exchange/rounds/<int:round_id>")
def own_round(round_id: int) -> str:
    """Show a library its round: how to join, what to choose, or its statement."""
    library_id, language = rights.library_of(current_actor()), current().code
    with reading() as session:
        found = queries.get_round(session, round_id)
        member = queries.find_member(session, found, library_id)
        library = session.get_one(Library, library_id)
        statement = queries.statement(session, found, library_id, language)
        wants = queries.listed_wants(session, found, library_id, language) if _is_choosing(found, member) else []
        partners = [(each.id, each.name_in(language)) for each in libraries(session) if each.id != library_id]
        excluded = queries.excluded_partners(session, library_id)
        has_declined = queries.has_declined(session, found, library_id)
        totals, lines = _totals(statement), statement.line_ids
        coming = next_of_own(
            OwnRound(session, current_actor(), found, member, len(wants), lines, totals["waiting"], now(), has_declined)
        )
        about = _about(session, found, library_id, statement)
        balance = _balance_today(session, found, library_id)
        whose = whose_days(session, current_actor(), found)
    return render_template(
        "rounds/own.html",
        round=found,
        member=member,
        library=library.name_in(language),
        country=library.country,
        gateway=library.gateway_id is not None,
        may_join=found.state in planning.MAY_JOIN,
        may_decline=found.state in planning.MAY_JOIN and member is None and not has_declined,
        is_choosing=_is_choosing(found, member),
        is_open=found.state is RoundState.PROPOSED and member is not None,
        partners=partners,
        excluded=excluded,
        wants=[shown_want(each) for each in wants],
        given=[_line(each, End.GIVER) for each in statement.given],
        received=[_line(each, End.RECEIVER) for each in statement.received],
        unfilled=_why_not(statement.unfilled),
        balance_today=balance,
        totals=totals,
        next=coming,
        whose_days=whose,
        rules=rules_of(found),
        **ALWAYS,
        **about,
        **described(found),
    )


def _about(session: Session, found: Round, library_id: int, statement: queries.Statement) -> dict[str, Any]:
    """Return what givers remark on books that come, by offer, and what else is offered, by want that is left open."""
    said = [(each.offer, each.partner.code) for each in statement.received]
    return {
        "remarks": remarks_of(session, said, url_for("rounds.own_round", round_id=found.id)),
        "elsewhere": _elsewhere(session, found, library_id, statement.unfilled),
    }


def _elsewhere(
    session: Session, found: Round, library_id: int, unfilled: Sequence[queries.Unfilled]
) -> dict[int, list[dict[str, Any]]]:
    """Return by want left open what is offered outside the round that fits it, once the round is worked out."""
    if not found.equity:
        return {}
    language = current().code
    offered = offered_elsewhere(session, found, library_id, [each.want.id for each in unfilled], language)
    return {
        want_id: [
            {
                "title": each.title.shown.value,
                "lang": each.title.shown.lang,
                "library": each.library.name_in(language),
                "is_gift": each.offer.is_gift,
                "url": url_for("offers.offers", q=each.title.original.value, library=each.library.code),
            }
            for each in books
        ]
        for want_id, books in offered.items()
    }


def _balance_today(session: Session, found: Round, library_id: int) -> int | None:
    """Return what the network owes a library now, once books of the round are sent; None while that is to come."""
    is_sent = found.state in (RoundState.SHIPPING, RoundState.SETTLED)
    return owed_by_network(session, library_id).get(Unit.PIECES, 0) if is_sent else None


def _is_choosing(found: Round, member: RoundMember | None) -> bool:
    return member is not None and found.state is RoundState.SELECTING


def _totals(statement: queries.Statement) -> dict[str, int]:
    gives = [each for each in statement.given if each.line.state is not LineState.REFUSED]
    takes = [each for each in statement.received if each.line.state is not LineState.REFUSED]
    return {
        "given": len(gives),
        "to": len(Counter(each.partner.id for each in gives)),
        "received": len(takes),
        "from": len(Counter(each.partner.id for each in takes)),
        "grams": statement.grams,
        "unfilled": len(statement.unfilled),
        "waiting": sum(
            each.own_answer is Answer.WAITING and each.line.state is LineState.PROPOSED
            for each in (*statement.given, *statement.received)
        ),
    }


def shown_want(each: queries.Unfilled) -> dict[str, Any]:
    """Return what pages show of a want of the round."""
    return {
        "row": each.row,
        "want": each.want,
        "title": each.title,
        "subject": list_labels.profile_named(each.want.subject, each.want.author, each.want.series),
        "kind": list_labels.WANT_KINDS[each.want.kind],
        "about": each.about,
    }


def _line(each: queries.StatementLine, end: End) -> dict[str, Any]:
    line = each.line
    state, tone = labels.LINE_STATES[line.state]
    is_open = line.state is LineState.PROPOSED and each.own_answer is Answer.WAITING
    return {
        "id": line.id,
        "line": line,
        "offer": each.offer,
        "title": each.title,
        "subject": list_labels.SUBJECTS[each.offer.subject] if each.offer.subject else None,
        "partner": each.partner.name_in(current().code),
        "country": each.partner.country,
        "kind": labels.KINDS[Kind(line.kind)],
        "state": _("you accepted") if line.state is LineState.PROPOSED and not is_open else state,
        "tone": "ok" if line.state is LineState.PROPOSED and not is_open else tone,
        "refusal": labels.REFUSALS[line.refusal] if line.refusal else None,
        "is_open": is_open,
        "reasons": [("", _("Choose a reason")), *((reason.value, labels.REFUSALS[reason]) for reason in REFUSALS[end])],
    }


def _why_not(unfilled: Sequence[queries.Unfilled]) -> list[dict[str, Any]]:
    """Return each reason once, with the wants that were left open for it."""
    wants: dict[tuple[Any, Any], list[dict[str, Any]]] = {}
    for each in unfilled:
        wants.setdefault((each.row.outcome, each.row.decided_by), []).append(shown_want(each))
    return [_reason(*why) | {"wants": found} for why, found in wants.items()]


def _reason(outcome: Outcome | None, decided_by: Criterion | None) -> dict[str, Any]:
    name, sentence, tone = labels.OUTCOMES[outcome] if outcome else ("", "", "")
    return {
        "name": name,
        "sentence": sentence,
        "tone": tone,
        "decided": labels.DECIDED_BY[decided_by] if decided_by else None,
        "gives_more": outcome in GIVE_MORE,
    }


def _back(round_id: int) -> Response:
    return redirect(url_for("rounds.own_round", round_id=round_id))


@bp.post("/staff/exchange/rounds/<int:round_id>/join")
def join_round(round_id: int) -> Response:
    """Join a round, or change on what terms."""
    try:
        terms = parse(JoinInput, {name: value for name, value in request.form.items() if name != "excluded"})
        chosen = frozenset(row_numbers(request.form.getlist("excluded")))
        with transaction() as session:
            known = {each.id for each in libraries(session)}
            terms = terms.model_copy(update={"excluded": frozenset(chosen & known)})
            planning.join(session, current_actor(), queries.get_round(session, round_id), terms, now())
    except (Conflict, InvalidInput) as refused:
        flash(str(refused.first_sentence if isinstance(refused, InvalidInput) else refused.sentence), "warn")
    else:
        flash(_("Saved. Your open offers and wants take part as they stand on the last day of the lists."), "ok")
    return _back(round_id)


@bp.post("/staff/exchange/rounds/<int:round_id>/leave")
def leave_round(round_id: int) -> Response:
    """Leave a round whose lists are open."""
    try:
        with transaction() as session:
            planning.leave(session, current_actor(), queries.get_round(session, round_id), now())
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
    return _back(round_id)


@bp.post("/staff/exchange/rounds/<int:round_id>/not-this-time")
def decline_invitation(round_id: int) -> Response:
    """Say that the library does not take part in a round."""
    try:
        with transaction() as session:
            planning.decline(session, current_actor(), queries.get_round(session, round_id), now())
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
    return _back(round_id)


@bp.post("/staff/exchange/rounds/<int:round_id>/choose")
def choose_in_round(round_id: int) -> Response:
    """Keep the sealed choice of a library: priority and copies of each want, and what it leaves out."""
    try:
        choices = {
            want_id: parse(
                Choice,
                {
                    "priority": value,
                    "cap": request.form.get(f"cap-{want_id}", "1"),
                    "is_out": "1" if f"out-{want_id}" in request.form else "0",
                },
            )
            for field, want_id, value in by_row(request.form)
            if field == "priority"
        }
        with transaction() as session:
            planning.choose(session, current_actor(), queries.get_round(session, round_id), choices, now())
    except (Conflict, InvalidInput) as refused:
        flash(str(refused.first_sentence if isinstance(refused, InvalidInput) else refused.sentence), "warn")
    else:
        flash(_("Your choice is sealed. You can change it until the last day of choosing."), "ok")
    return _back(round_id)


@bp.post("/staff/exchange/rounds/<int:round_id>/accept")
def accept_round(round_id: int) -> Response:
    """Accept everything that waits for the library's answer."""
    try:
        with transaction() as session:
            found = queries.get_round(session, round_id)
            number = answering.accept_all(session, current_actor(), found, now())
            back, about = url_for("rounds.own_round", round_id=round_id), labels.lines(number)
            ask(Question(labels.ACCEPT_ALL, labels.CONSEQUENCES[ProposalEvent.ACCEPT], back, about))
            clock.turn(session, found, now())
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
    else:
        flash(_n("%(num)s line accepted.", "%(num)s lines accepted.", number), "ok")
    return _back(round_id)


@bp.post("/staff/exchange/rounds/<int:round_id>/decline")
def decline_round(round_id: int) -> Response:
    """Decline everything."""
    try:
        with transaction() as session:
            found = queries.get_round(session, round_id)
            number = answering.decline_all(session, current_actor(), found, now())
            back, about = url_for("rounds.own_round", round_id=round_id), labels.lines(number)
            ask(Question(_("Decline everything"), labels.CONSEQUENCES[ProposalEvent.DECLINE_ALL], back, about))
            clock.turn(session, found, now())
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
    else:
        flash(_n("%(num)s line declined.", "%(num)s lines declined.", number), "ok")
    return _back(round_id)


def _question_of_line(round_id: int, answer: LineAnswer, title: str, notices: Sequence[Any]) -> Question:
    back = url_for("rounds.own_round", round_id=round_id)
    if answer.is_accepted or answer.reason is None:
        return Question(_p("verb", "Accept"), labels.LINE_ACCEPTED, back, title)
    chosen = [(_("Reason"), labels.REFUSALS[answer.reason])]
    return Question(_p("round", "Decline"), labels.LINE_DECLINED, back, title, chosen, notices=notices)


def _told_losses(session: Session, losses: Sequence[Loss]) -> list[Any]:
    """Return what the library will not get for a book that it refuses to send."""
    if not losses:
        return [labels.NOTHING_TO_LOSE]
    return [labels.will_not_get(_title_of(session, loss.line)) for loss in losses]


def _title_of(session: Session, line: RoundLine) -> str:
    return str(shown_title(session, session.get_one(Offer, line.offer_id), current().code).shown.value)


@bp.post("/staff/exchange/rounds/<int:round_id>/lines/<int:line_id>")
def answer_line(round_id: int, line_id: int) -> Response:
    """Answer one line: accept it, or decline it with a reason."""
    actor = current_actor()
    told = request.form.get("reason", "")
    reason = Refusal(told) if told in set(Refusal) else None
    answer = LineAnswer(is_accepted=request.form.get("answer") == "accept", reason=reason)
    try:
        with transaction() as session:
            found = queries.get_round(session, round_id)
            line = queries.get_line(session, found, rights.library_of(actor), line_id)
            losses = answering.answer(session, actor, found, line, answer, now())
            gives = answering.end_of(line, rights.library_of(actor)) is End.GIVER
            notices = _told_losses(session, losses) if gives and not answer.is_accepted else []
            if not answer.is_accepted and found.clearings == 1:
                notices = [*notices, labels.MAY_BE_CLEARED_AGAIN]
            ask(_question_of_line(round_id, answer, _title_of(session, line), notices))
            clock.turn(session, found, now())
    except InvalidInput as refused:
        flash(str(refused.fields["reason"]), "warn")
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
    else:
        flash(_("Saved."), "ok")
    return _back(round_id)
