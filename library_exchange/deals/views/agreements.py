"""Agreements on pages: the partners, one agreement with what was proposed, its form, its steps."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.core import rights
from library_exchange.core.bounds import whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _, current, format_date, format_number
from library_exchange.deals import labels
from library_exchange.deals import policy as deals_policy
from library_exchange.deals.display import Talks, next_of_agreement
from library_exchange.deals.models import Agreement
from library_exchange.deals.queries import agreements as queries
from library_exchange.deals.rules.agreements import (
    AGREEMENT,
    TERMS,
    TEXTS_KIND,
    UNIT_OF,
    AgreementEvent,
    AgreementState,
    Mode,
    Payer,
    differences,
    lacking_language,
)
from library_exchange.deals.schemas import AgreementInput
from library_exchange.deals.services import agreements
from library_exchange.deals.views.blueprint import bp
from library_exchange.directory.letter_partners import libraries_that_sign_in, reached_by_letter
from library_exchange.directory.models import Library
from library_exchange.directory.queries import find_library, libraries
from library_exchange.ledger.display import balance
from library_exchange.ledger.labels import amount
from library_exchange.ledger.models import Unit
from library_exchange.offers.views.desk import partners_of
from library_exchange.web.addresses import event_named
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.halves import halves_shown

Answer = str | tuple[str, int] | Response


@bp.get("/staff/exchange/agreements", endpoint="agreements")
def partners() -> str:
    """List the partners of the library: agreement, open box, balance."""
    library_id = rights.library_of(current_actor())
    with reading() as session:
        rows = queries.partners(session, library_id)
        known = {library_id, *(row.partner.id for row in rows)}
        by_letter = reached_by_letter(session)
        others = [each for each in libraries(session) if each.id not in known]
    return render_template(
        "deals/agreements.html",
        rows=[_partner(row, library_id, row.partner.id in by_letter) for row in rows],
        others=[(url_for("deals.account", code=each.code), each.name_in(current().code)) for each in others],
    )


def _partner(row: queries.PartnerRow, library_id: int, is_by_letter: bool) -> dict[str, Any]:
    talks, agreement = row.talks, row.agreement
    return {
        "name": row.partner.name_in(current().code),
        "country": row.partner.country,
        "id": row.partner.id,
        "is_by_letter": is_by_letter,
        "account_url": url_for("deals.account", code=row.partner.code),
        "new_url": url_for("deals.new_agreement", partner=row.partner.code),
        "agreement": _in_brief(agreement, library_id) if agreement else None,
        "talks": _in_brief(talks, library_id) if talks else None,
        "next": _next(row, library_id),
        "box": (url_for("deals.show_box", box_id=row.box.id), row.box.number) if row.box else None,
        "balances": [balance(value, unit) for unit, value in row.balances if value] or [_("even")],
    }


def _next(row: queries.PartnerRow, library_id: int) -> tuple[str, Any] | None:
    """Return what comes before a box with a partner: address and words; None for words where the partner is next."""
    found = row.talks or row.agreement
    if found is None or found.state not in labels.AMONG_PARTNERS:
        return None
    ours, theirs = labels.AMONG_PARTNERS[found.state]
    if found.state is AgreementState.SETTLING:
        return url_for("deals.account", code=row.partner.code), ours
    url = url_for("deals.show_agreement", agreement_id=found.id)
    return url, ours if found.turn_id == library_id else theirs


def _in_brief(agreement: Agreement, library_id: int) -> dict[str, Any]:
    state, tone = labels.AGREEMENT_STATES[agreement.state]
    return {
        "url": url_for("deals.show_agreement", agreement_id=agreement.id),
        "state": state,
        "tone": tone,
        "mode": labels.MODES[agreement.mode],
        "is_our_turn": agreement.turn_id == library_id,
    }


@bp.get("/staff/exchange/agreements/new")
def new_agreement() -> str:
    """Show the form of a new agreement, perhaps with the partner chosen."""
    rights.library_of(current_actor())
    with reading() as session:
        partner = find_library(session, request.args.get("partner", "")[:40])
    return _form(None, {"partner_id": str(partner.id) if partner else ""}, {})


def _form(
    agreement: Agreement | None, given: Mapping[str, Any], errors: Mapping[str, Any], sentence: Any = None
) -> str:
    library_id = rights.library_of(current_actor())
    with reading() as session:
        found = libraries_that_sign_in(session)
        partner = session.get(Library, agreement.other(library_id)) if agreement else None
    return render_template(
        "deals/agreement_form.html",
        agreement=agreement,
        partner=partner.name_in(current().code) if partner else None,
        partners=[("", _("Choose a library")), *partners_of(found, library_id)[1:]],
        given=given,
        errors=errors,
        sentence=sentence,
        is_counter=agreement is not None and agreement.state is AgreementState.PROPOSED,
        modes=[(each.value, name) for each, name in labels.MODES.items()],
        payers=[(each.value, name) for each, name in labels.PAYERS.items()],
        languages=list(labels.BOOK_LANGUAGES.items()),
        names=labels.TERM_NAMES,
    )


@bp.post("/staff/exchange/agreements")
def draft_agreement() -> Answer:
    """Keep a new agreement as a draft."""
    rights.library_of(current_actor())
    try:
        given = parse(AgreementInput, request.form)
        with transaction() as session:
            made = agreements.draft(session, current_actor(), given, now())
    except InvalidInput as refused:
        return _form(None, request.form, refused.fields), refused.status
    except Conflict as refused:
        return _form(None, request.form, {}, refused.sentence), refused.status
    flash(_("The draft is kept. Read it and propose it."), "ok")
    return redirect(url_for("deals.show_agreement", agreement_id=made.id))


@bp.get("/staff/exchange/agreements/<int:agreement_id>")
def show_agreement(agreement_id: int) -> str:
    """Show an agreement, what was proposed before, and what may be done."""
    return _page(agreement_id)


def _page(agreement_id: int, sentence: Any = None) -> str:
    actor = current_actor()
    library_id = rights.library_of(actor)
    with reading() as session:
        agreement = queries.get_agreement(session, actor, agreement_id)
        kept = queries.versions(session, agreement)
        parties = {each: session.get_one(Library, each) for each in (agreement.first_id, agreement.second_id)}
        halves = halves_shown(session, actor, TEXTS_KIND, agreement_id, _address(agreement_id))
        partner = parties[agreement.other(library_id)]
        lacks = lacking_language(agreement.note_zh, agreement.note_ru, agreement.only_language)
        coming = next_of_agreement(Talks(session, actor, agreement, partner, halves, lacks))
    language = current().code
    state, tone = labels.AGREEMENT_STATES[agreement.state]
    events = AGREEMENT.events_from(agreement.state, deals_policy.parts_in_agreement(actor, agreement))
    withheld = {AgreementEvent.PROPOSE, AgreementEvent.ACCEPT}
    return render_template(
        "deals/agreement.html",
        agreement=agreement,
        partner=partner.name_in(language),
        country=partner.country,
        account_url=url_for("deals.account", code=partner.code),
        state=state,
        tone=tone,
        next=coming,
        may_change=agreement.state is AgreementState.DRAFT,
        halves=halves,
        terms=_terms({name: getattr(agreement, name) for name in TERMS}),
        versions=_versions(kept, parties, language),
        events=[(event.value, labels.AGREEMENT_EVENTS[event]) for event in events if event not in withheld],
        sentence=sentence,
    )


def _versions(kept: Any, parties: Mapping[int, Library], language: str) -> list[dict[str, Any]]:
    """Return the proposals, the last one first, each with what it changed."""
    shown: list[dict[str, Any]] = []
    before: Mapping[str, Any] | None = None
    for each in kept:
        names: tuple[str, ...] = differences(before, each.terms) if before is not None else ()
        old, new = dict(_terms(before or {})), dict(_terms(each.terms))
        shown.append(
            {
                "number": each.number,
                "library": parties[each.library_id].name_in(language),
                "at": each.proposed_at,
                "changes": [
                    (label, old.get(label), new.get(label)) for label in (labels.TERM_NAMES[name] for name in names)
                ],
            }
        )
        before = each.terms
    return shown[::-1]


def _terms(terms: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """Return the terms as names and values in the language of the page; what is not set is left out."""
    if not terms:
        return []
    mode = Mode(terms["mode"])
    unit, review = UNIT_OF[mode], terms["review_on"]
    day = date.fromisoformat(review) if isinstance(review, str) else review
    values = {
        "mode": labels.MODES[mode],
        "credit": amount(terms["credit"], Unit(unit)) if unit else None,
        "term_months": format_number(terms["term_months"]) if unit else None,
        "payer": labels.PAYERS[Payer(terms["payer"])],
        "languages": labels.BOOK_LANGUAGES[terms["languages"]],
        "review_on": format_date(day, "long") if day else None,
    }
    shown = {name: values.get(name, terms.get(name)) for name in TERMS}
    return [(labels.TERM_NAMES[name], value) for name, value in shown.items() if value]


@bp.get("/staff/exchange/agreements/<int:agreement_id>/terms")
def edit_agreement(agreement_id: int) -> str:
    """Show the form of a draft, or of other terms in answer to a proposal."""
    with reading() as session:
        agreement = queries.get_agreement(session, current_actor(), agreement_id)
    if agreement.state not in (AgreementState.DRAFT, AgreementState.PROPOSED):
        raise NotFound("not-open", agreement=agreement_id)
    return _form(agreement, agreement.model_dump(mode="json"), {})


@bp.post("/staff/exchange/agreements/<int:agreement_id>/change")
def change_agreement(agreement_id: int) -> Answer:
    """Change a draft, or answer a proposal with other terms."""
    with reading() as session:
        seen = queries.get_agreement(session, current_actor(), agreement_id)
    try:
        given = parse(AgreementInput, request.form)
        with transaction() as session:
            agreement = queries.get_agreement(session, current_actor(), agreement_id)
            agreements.change(session, current_actor(), agreement, given, now())
    except InvalidInput as refused:
        return _form(seen, request.form, refused.fields), refused.status
    except Conflict as refused:
        return _form(seen, _with_what_was_filled_in(seen), {}, refused.sentence), refused.status
    flash(_("Saved."), "ok")
    return redirect(url_for("deals.show_agreement", agreement_id=agreement_id))


def _with_what_was_filled_in(seen: Agreement) -> Mapping[str, Any]:
    """Return what the form says, and of further terms what stands in the row where the form says nothing."""
    notes = {name: getattr(seen, name) for name in ("note_zh", "note_ru")}
    return request.form.to_dict() | {name: request.form.get(name) or note for name, note in notes.items()}


@bp.post("/staff/exchange/agreements/<int:agreement_id>/steps/<event>")
def move_agreement(agreement_id: int, event: str) -> Answer:
    """Propose, accept, break off, suspend, resume or end an agreement."""
    known = event_named(event, [each for each in labels.AGREEMENT_EVENTS if each is not AgreementEvent.COUNTER])
    version = request.form.get("version", type=whole_number)
    try:
        with transaction() as session:
            agreement = queries.get_agreement(session, current_actor(), agreement_id)
            is_grave = agreements.AGREEMENTS.is_grave(agreement, known)
            agreements.take(session, current_actor(), agreement, known, now(), version)
            ask(_question(agreement_id, known) if is_grave else None)
    except InvalidInput as refused:
        with reading() as session:
            kept = queries.get_agreement(session, current_actor(), agreement_id)
        return _form(kept, kept.model_dump(mode="json"), refused.fields), refused.status
    except Conflict as refused:
        return _page(agreement_id, refused.sentence), refused.status
    done = _("Done: “%(step)s”.", step=labels.AGREEMENT_EVENTS[known])
    flash(str(labels.NOW_PROPOSED) if known is AgreementEvent.PROPOSE else done, "ok")
    if agreement.state is AgreementState.CLOSED:
        return redirect(url_for("deals.agreements"))
    return redirect(url_for("deals.show_agreement", agreement_id=agreement_id))


def _question(agreement_id: int, event: AgreementEvent) -> Question:
    return Question(labels.AGREEMENT_EVENTS[event], labels.CONSEQUENCES[event], _address(agreement_id))


def _address(agreement_id: int) -> str:
    return url_for("deals.show_agreement", agreement_id=agreement_id)
