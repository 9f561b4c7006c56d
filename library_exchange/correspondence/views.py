"""Doors of the room: a library's threads, one of them, saying something, marking as read; public discussions."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.core.actor import Actor
from library_exchange.core.bounds import find_number, whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, _l, current
from library_exchange.correspondence import discussions, display, queries, services, topics
from library_exchange.correspondence.labels import wording
from library_exchange.correspondence.labels.phrases import PHRASES
from library_exchange.correspondence.models import Post
from library_exchange.correspondence.rules.moderation import PostEvent, Reason
from library_exchange.correspondence.rules.personal import Trace
from library_exchange.correspondence.schemas import NewMessage
from library_exchange.directory.queries import get_library_by_id
from library_exchange.web.addresses import event_named
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor, is_safe_next
from library_exchange.web.paging import Page, page_number

bp = Blueprint("correspondence", __name__)

PAGE_SIZE = 30
SENT_PHRASE = _l("Sent. The other library reads it in its own language.")
SENT_WORDS = _l("Sent. The other library sees your words as you wrote them.")
POSTED = _l("Posted. Phrases are read by everybody in her own language.")
DISCUSSION = "/discussions/<kind>/<subject_id>"
THREAD = "/threads/<kind>/<subject_id>"


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
            services.say(session, current_actor(), kind, subject_id, given, now())
    except InvalidInput as error:
        return _thread_page(kind, subject_id, request.form, error.fields, error.facts), error.status
    flash(str(SENT_WORDS if given.phrase is None else SENT_PHRASE), "success")
    return _back(kind, subject_id)


@bp.post(f"{THREAD}/read")
def mark_read(kind: str, subject_id: str) -> Response:
    """Mark what was shown as read."""
    last_id = request.form.get("last_id", 0, type=whole_number)
    with transaction() as session:
        services.mark_read(session, current_actor(), kind, subject_id, last_id)
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
    filled = {**subject.slots, **given} if subject else given
    found: Any = (facts or {}).get("traces", [])
    return render_template(
        "correspondence/show.html",
        thread=display.thread(talk, url_for("correspondence.show", kind=kind, subject_id=subject_id)),
        subject=display.subject(subject),
        phrase=display.phrase_form(phrase, filled, errors) if phrase else None,
        given=given,
        errors=errors,
        traces=[wording.TRACES[Trace(trace)] for trace in found],
    )


def _subject(session: Any, actor: Actor, kind: str, subject_id: str) -> topics.Topic | None:
    about = (kind, subject_id)
    return topics.described(session, actor.library_id or 0, [about], current().code).get(about)


# Discussions ----------------------------------------------------------------------------------------------------------


@bp.get(DISCUSSION)
def discussion(kind: str, subject_id: str) -> str:
    """Show a public discussion; with a `phrase`, the form that asks for its slots."""
    code = request.args.get("phrase", type=whole_number)
    return _board_page(kind, subject_id, {"phrase": code} if code in PHRASES else {}, {})


def _board_page(
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
    code = find_number(str(given.get("phrase") or ""))
    phrase = PHRASES.get(code) if code is not None else None
    warnings: Any = (facts or {}).get("traces", [])
    return render_template(
        "correspondence/discussion.html",
        discussion=display.discussion(found, (kind, subject_id), posts, page.total, home),
        subject=display.subject(found.subject),
        phrase=display.phrase_form(phrase, {**found.subject.slots, **given}, errors) if phrase else None,
        given=given,
        errors=errors,
        traces=[wording.TRACES[Trace(trace)] for trace in warnings],
        page=page,
        sentence=sentence,
    )


@bp.post(f"{DISCUSSION}/posts")
def post(kind: str, subject_id: str) -> Any:
    """Say something on a discussion; what cannot be said yet comes back on its page."""
    try:
        given = parse(NewMessage, request.form)
        with transaction() as session:
            services.post(session, current_actor(), kind, subject_id, given, now())
    except InvalidInput as error:
        return _board_page(kind, subject_id, request.form, error.fields, error.facts), error.status
    except Conflict as error:
        return _board_page(kind, subject_id, {}, {}, sentence=error.sentence), error.status
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
            is_grave = services.POSTS.is_grave(seen, known)
            services.moderate(session, current_actor(), post_id, known, reason, now())
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
