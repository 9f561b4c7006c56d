"""Doors of the room: threads of a library, public discussions, texts that one library asks another to translate."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.core import bilingual
from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import NOTHING_PERSONAL
from library_exchange.core.bounds import find_number, whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, _l, current
from library_exchange.core.personal_data import Trace
from library_exchange.core.text import clean
from library_exchange.correspondence import discussions, display, queries, topics, translation_queries
from library_exchange.correspondence.labels import translating, wording
from library_exchange.correspondence.labels.phrases import PHRASES
from library_exchange.correspondence.models import Post
from library_exchange.correspondence.rules.moderation import PostEvent, Reason
from library_exchange.correspondence.rules.translations import POST
from library_exchange.correspondence.schemas import NewMessage
from library_exchange.correspondence.services import posting, translation_requests
from library_exchange.correspondence.titles_said import titles_said
from library_exchange.directory.queries import get_library_by_id
from library_exchange.web.addresses import event_named
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import by_row, parse
from library_exchange.web.guard import current_actor, is_safe_next
from library_exchange.web.halves import to_write_first
from library_exchange.web.paging import Page, page_number

bp = Blueprint("correspondence", __name__)

PAGE_SIZE = 30
SENT_PHRASE = _l("Sent. The other library reads it in its own language.")
SENT_WORDS = _l("Sent. The other library sees your words as you wrote them.")
POSTED = _l("Posted. Phrases are read by everybody in her own language.")
DISCUSSION = "/discussions/<kind>/<subject_id>"
THREAD = "/threads/<kind>/<subject_id>"
TRANSLATION = "/staff/translations/<kind>/<subject_id>"
OWN_TEXTS = "/staff/texts/<kind>/<subject_id>"


@bp.get("/staff/messages")
def messages() -> str:
    """List the library's threads, those with unread messages first."""
    actor = current_actor()
    with reading() as session:
        home = get_library_by_id(session, actor.library_id)
        page = Page(page_number(), PAGE_SIZE, queries.count_threads(session, home.id))
        found = queries.threads(session, home.id, current().code, page.offset, page.size)
        unread = queries.count_unread(session, home.id)
    rows = [display.row(one, home) for one in found]
    return render_template("correspondence/messages.html", rows=rows, unread=unread, page=page)


@bp.get(THREAD)
def show(kind: str, subject_id: str) -> str:
    """Show one thread; with a `phrase`, the form that asks for its slots."""
    code = request.args.get("phrase", type=whole_number)
    return _thread_page(kind, subject_id, {"phrase": code} if code in PHRASES else {}, {})


@bp.post(f"{THREAD}/say")
def say(kind: str, subject_id: str) -> Any:
    """Say something; what cannot be said yet comes back on the page of the thread."""
    try:
        given = parse(NewMessage, request.form)
        with transaction() as session:
            posting.say(session, current_actor(), kind, subject_id, given, now())
    except InvalidInput as error:
        return _thread_page(kind, subject_id, request.form, error.fields, error.facts), error.status
    flash(str(SENT_WORDS if given.phrase is None else SENT_PHRASE), "success")
    return _back(kind, subject_id)


@bp.post(f"{THREAD}/read")
def mark_read(kind: str, subject_id: str) -> Response:
    """Mark what was shown as read."""
    last_id = request.form.get("last_id", 0, type=whole_number)
    with transaction() as session:
        posting.mark_read(session, current_actor(), kind, subject_id, last_id)
    return _back(kind, subject_id)


def _back(kind: str, subject_id: str) -> Response:
    target = request.form.get("next", "")
    thread = url_for("correspondence.show", kind=kind, subject_id=subject_id)
    return redirect(target if is_safe_next(target) else thread)


def _thread_page(
    kind: str,
    subject_id: str,
    given: Mapping[str, Any],
    errors: Mapping[str, Any],
    facts: Mapping[str, Any] | None = None,
) -> str:
    actor = current_actor()
    with reading() as session:
        talk = queries.thread(session, actor, kind, subject_id)
        subject = _subject(session, actor, kind, subject_id)
    code = find_number(str(given.get("phrase") or ""))
    phrase = PHRASES.get(code) if code is not None else None
    filled = {**subject.slots, **subject.known.get(code or 0, {}), **given} if subject else given
    likely = subject.likely if subject else None
    return render_template(
        "correspondence/show.html",
        thread=display.thread(talk, url_for("correspondence.show", kind=kind, subject_id=subject_id), likely),
        subject=display.subject(subject),
        phrase=display.phrase_form(phrase, filled, errors) if phrase else None,
        given=given,
        errors=errors,
        traces=_warnings(facts),
    )


def _subject(session: Any, actor: Actor, kind: str, subject_id: str) -> topics.Topic | None:
    about = (kind, subject_id)
    return topics.described(session, actor.library_id or 0, [about], current().code).get(about)


def _warnings(facts: Mapping[str, Any] | None) -> list[Any]:
    """Return what seems to be personal data in a text that was sent, as far as the refusal tells."""
    traces: Any = (facts or {}).get("traces", [])
    return [wording.TRACES[Trace(trace)] for trace in traces]


# Discussions ----------------------------------------------------------------------------------------------------------


@bp.get(DISCUSSION)
def discussion(kind: str, subject_id: str) -> str:
    """Show a public discussion; with a `phrase`, the form that asks for its slots."""
    code = request.args.get("phrase", type=whole_number)
    return _discussion_page(kind, subject_id, {"phrase": code} if code in PHRASES else {}, {})


def _discussion_page(
    kind: str,
    subject_id: str,
    given: Mapping[str, Any],
    errors: Mapping[str, Any],
    facts: Mapping[str, Any] | None = None,
    sentence: Any = None,
) -> str:
    actor = current_actor()
    with reading() as session:
        found = discussions.get_discussion(session, actor, kind, subject_id)
        home = get_library_by_id(session, actor.library_id) if actor.is_staff else None
        page = Page(page_number(), PAGE_SIZE, queries.count_posts(session, kind, subject_id))
        posts = queries.posts(session, kind, subject_id, page.size, page.offset)
        translations = translation_queries.translations_of(
            session, POST, [one.id or 0 for one, _library in posts if one.text]
        )
        titles = titles_said(session, [(one, found.subject) for one, _library in posts], current().code)
    code = find_number(str(given.get("phrase") or ""))
    phrase = PHRASES.get(code) if code is not None else None
    return render_template(
        "correspondence/discussion.html",
        discussion=display.discussion(found, (kind, subject_id), posts, page.total, home, titles, translations),
        subject=display.subject(found.subject),
        phrase=display.phrase_form(phrase, {**found.subject.slots, **given}, errors) if phrase else None,
        given=given,
        errors=errors,
        traces=_warnings(facts),
        page=page,
        sentence=sentence,
    )


@bp.post(f"{DISCUSSION}/posts")
def post(kind: str, subject_id: str) -> Any:
    """Say something on a discussion; what cannot be said yet comes back on its page."""
    try:
        given = parse(NewMessage, request.form)
        with transaction() as session:
            posting.post(session, current_actor(), kind, subject_id, given, now())
    except InvalidInput as error:
        return _discussion_page(kind, subject_id, request.form, error.fields, error.facts), error.status
    except Conflict as error:
        return _discussion_page(kind, subject_id, {}, {}, sentence=error.sentence), error.status
    flash(str(POSTED), "success")
    return redirect(url_for("correspondence.discussion", kind=kind, subject_id=subject_id))


@bp.post("/discussions/posts/<int:post_id>/<event>")
def moderate(post_id: int, event: str) -> Any:
    """Hide a post, restore it, remove it for good, or withdraw one's own."""
    known = event_named(event, PostEvent)
    given = request.form.get("reason", "")
    reason = Reason(given) if given in set(Reason) else None
    try:
        with transaction() as session:
            seen = queries.get_post(session, post_id)
            is_grave = posting.POSTS.is_grave(seen, known)
            posting.moderate(session, current_actor(), post_id, known, reason, now())
            ask(_question(seen, known) if is_grave else None)
    except (Conflict, InvalidInput) as refused:
        first = next(iter(refused.fields.values()), None) if isinstance(refused, InvalidInput) else None
        flash(str(first or refused.sentence), "warn")
    else:
        flash(_("Saved."), "success")
    with reading() as session:
        found = queries.get_post(session, post_id)
    return redirect(url_for("correspondence.discussion", kind=found.subject_kind, subject_id=found.subject_id))


def _question(post: Post, event: PostEvent) -> Question:
    back = url_for("correspondence.discussion", kind=post.subject_kind, subject_id=post.subject_id)
    return Question(wording.POST_EVENTS[event], wording.CONSEQUENCES[event], back)


# Translations ---------------------------------------------------------------------------------------------------------


@bp.get("/staff/translations")
def translations() -> str:
    """List what the library is asked to write in its language, and what it asked of others."""
    actor = current_actor()
    with reading() as session:
        home = get_library_by_id(session, actor.library_id)
        page = Page(page_number(), PAGE_SIZE, translation_queries.count_translations(session, home.id))
        found = translation_queries.translations(session, home.id, page.offset, page.size)
        named = bilingual.named(session, home.id, [(one.kind, one.subject_id) for one in found], current().code)
    rows = [display.translation_row(one, home, named) for one in found]
    return render_template("correspondence/translations.html", rows=rows, page=page)


@bp.get(TRANSLATION)
def translation(kind: str, subject_id: str) -> str:
    """Show the texts of a subject that are to be written in the other language; who is asked writes them here."""
    return _translation_page(kind, subject_id, {}, {})


def _translation_page(
    kind: str,
    subject_id: str,
    given: Mapping[str, Any],
    errors: Mapping[str, Any],
    facts: Mapping[str, Any] | None = None,
    sentence: Any = None,
) -> str:
    actor = current_actor()
    with reading() as session:
        home = get_library_by_id(session, actor.library_id)
        found, libraries = translation_queries.translation_requests(session, actor, kind, subject_id)
        subject = bilingual.named(session, home.id, [(kind, subject_id)], current().code).get((kind, subject_id))
        proposed = translation_requests.proposed(
            session, kind, subject_id, [one for one in found if one.partner_id == home.id]
        )
    return render_template(
        "correspondence/translation.html",
        it=display.translation(kind, subject_id, found, home, libraries, proposed),
        subject=display.named(subject),
        given=given,
        errors=errors,
        sentence=sentence,
        traces=_warnings(facts),
    )


@bp.post(f"{TRANSLATION}/ask")
def ask_translation(kind: str, subject_id: str) -> Response:
    """Ask the other library for every text of a subject that lacks its language."""
    target = request.form.get("next", "")
    back = target if is_safe_next(target) else url_for("correspondence.translations")
    try:
        with transaction() as session:
            found = translation_requests.ask_for_translation(session, current_actor(), kind, subject_id, now())
            first = to_write_first(session, current_actor(), kind, subject_id)
            told = [wording.TRACES[min(found)], *first] if found else first
            about = str(NOTHING_PERSONAL) if found else ""
            ask(Question(translating.ASK, told[0], back, about, notices=told[1:]) if told else None)
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
    else:
        flash(_("Asked. You will be told when the other library has filled it in."), "ok")
    return redirect(back)


@bp.post(f"{TRANSLATION}/answer")
def answer_translation(kind: str, subject_id: str) -> Any:
    """Write texts that the library is asked for; what is left empty goes on waiting."""
    given = {number: clean(text) for field, number, text in by_row(request.form) if field == "text"}
    is_confirmed = bool(request.form.get("confirmed"))
    try:
        with transaction() as session:
            translation_requests.translate(
                session, current_actor(), kind, subject_id, given, now(), is_confirmed=is_confirmed
            )
    except InvalidInput as refused:
        return _translation_page(kind, subject_id, request.form, refused.fields, refused.facts), refused.status
    except Conflict as refused:
        return _translation_page(kind, subject_id, request.form, {}, sentence=refused.sentence), refused.status
    flash(str(translating.SENT), "ok")
    return redirect(url_for("correspondence.translation", kind=kind, subject_id=subject_id))


@bp.get(OWN_TEXTS)
def own_texts(kind: str, subject_id: str) -> str:
    """Show the texts of a subject that lack a language and that the library writes itself."""
    return _own_texts_page(kind, subject_id, {})


def _own_texts_page(kind: str, subject_id: str, errors: Mapping[str, Any], sentence: Any = None) -> str:
    actor = current_actor()
    with reading() as session:
        subject = translation_requests.own_subject(session, actor, kind, subject_id, current().code)
        halves = bilingual.own_halves(session, actor, kind, subject_id)
        proposed = translation_requests.proposed_for(session, kind, subject_id, halves)
    return render_template(
        "correspondence/own_texts.html",
        rows=display.own_texts(kind, halves, proposed),
        subject=display.named(subject),
        save_url=url_for("correspondence.write_own_texts", kind=kind, subject_id=subject_id),
        given=request.form,
        errors=errors,
        sentence=sentence,
    )


@bp.post(OWN_TEXTS)
def write_own_texts(kind: str, subject_id: str) -> Any:
    """Write what lacks in the library's own language."""
    actor = current_actor()
    try:
        with transaction() as session:
            subject = translation_requests.own_subject(session, actor, kind, subject_id, current().code)
            halves = bilingual.own_halves(session, actor, kind, subject_id)
            given = {half.place: clean(request.form.get(translating.field_of(half.place), "")) for half in halves}
            translation_requests.write_own(session, actor, kind, subject_id, given, now())
    except InvalidInput as refused:
        return _own_texts_page(kind, subject_id, refused.fields), refused.status
    except Conflict as refused:
        return _own_texts_page(kind, subject_id, {}, refused.sentence), refused.status
    flash(_("Saved."), "ok")
    return redirect(url_for(subject.endpoint, **subject.values))


@bp.post(f"{TRANSLATION}/<event>")
def move_translation(kind: str, subject_id: str, event: str) -> Any:
    """Say that the library cannot translate the texts, or withdraw what it asked."""
    known = event_named(event, translating.EVENTS)
    back = url_for("correspondence.translation", kind=kind, subject_id=subject_id)
    try:
        with transaction() as session:
            is_grave = translation_requests.move_translation(session, current_actor(), kind, subject_id, known, now())
            ask(Question(translating.EVENTS[known], translating.CONSEQUENCES[known], back) if is_grave else None)
    except Conflict as refused:
        return _translation_page(kind, subject_id, {}, {}, sentence=refused.sentence), refused.status
    flash(_("Saved."), "ok")
    return redirect(url_for("correspondence.translations"))
