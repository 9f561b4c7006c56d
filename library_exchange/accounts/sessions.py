"""Sign-ins that can be ended: the cookie carries one number, of which the database keeps the hash.

Flask-Security's own reads and writes go through the account session. It reads without holding anything: each read
gives its connection back at once. It takes the write lock when it first writes, after any password was hashed.
"""

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, cast

import flask
import sqlalchemy as sa
from flask import Flask, g, request
from flask_login import user_logged_out
from flask_security.signals import password_changed, password_reset, user_authenticated
from sqlalchemy import event
from sqlmodel import Session, col

from library_exchange.accounts import queries, services
from library_exchange.accounts.models import SignIn, User
from library_exchange.accounts.queries import Member, SignedIn
from library_exchange.accounts.sign_in_stages import standing_of
from library_exchange.core import security_log
from library_exchange.core.clock import now
from library_exchange.core.db import database, transaction, wake_after
from library_exchange.core.errors import Conflict, Unavailable
from library_exchange.core.i18n import _l
from library_exchange.core.security_log import Event, Means
from library_exchange.core.settings import Settings
from library_exchange.core.text import one_line
from library_exchange.web import races

HALF_LASTS = timedelta(minutes=10)
"""How long a right password waits for the second factor."""
RENEWED_EVERY = timedelta(minutes=1)
COOKIE_KEY = "_user_id"
"""Where Flask-Login keeps in the cookie who is signed in; we put the number of the sign-in there."""
LIBRARY_KEY = "library"
SHARED = "shared_computer"
"""The field by which who signs in says that others use the computer, too."""


def init_app(app: Flask) -> None:
    """Have sign-ins begin and end with Flask-Security's signals, and the account session close with each request."""
    event.listen(app.extensions["database"].account, "before_flush", write_alone)
    user_authenticated.connect(_begin, app)
    user_logged_out.connect(_end, app)
    password_changed.connect(_end_others, app)
    password_reset.connect(_end_all, app)
    app.teardown_appcontext(_close)
    races.forget_with(app, lambda: account_session().rollback())


def account_session() -> Session:
    """Return the account session of the present request."""
    if "account_session" not in g:
        g.account_session = database().account()
    found: Session = g.account_session
    return found


def write_alone(session: Session, *_event: object) -> None:
    """Take the write lock for what `session` is about to write, if it does not hold it yet.

    On SQLite, a reading transaction cannot become a writing one while others write, so a new one is begun. What was
    read before must not decide what is written: see `_refuse_if_used`.
    """
    if session.info.get("writes_in") is session.get_transaction() is not None:
        return
    connection = session.connection()
    if database().is_sqlite:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    session.info["writes_in"] = session.get_transaction()
    for thing in session.dirty:
        if isinstance(thing, User):
            _refuse_if_used(session, thing)


def _refuse_if_used(session: Session, user: User) -> None:
    """Raise Conflict if the link or password by which `user` is being changed was used by another meanwhile."""
    changed = sa.inspect(user).attrs.fs_uniquifier.history
    if not changed.deleted:
        return
    stored = sa.select(col(User.fs_uniquifier)).where(col(User.id) == user.id).with_for_update()
    with session.no_autoflush:
        if session.scalar(stored) != changed.deleted[0]:
            raise Conflict(
                "password-changed-meanwhile", sentence=_l("This link has been used already. Ask for a new one.")
            )


def in_one_act(view: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a view of Flask-Security: what it wrote is committed once, at its end, or not at all.

    Raises Unavailable if the database is held, gone or has no room.
    """

    @wraps(view)
    def act(*args: Any, **kwargs: Any) -> Any:
        with database().outages_told():
            answer = view(*args, **kwargs)
            commit()
        return answer

    return act


def ending_half(view: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap signing out: who waits for the second factor is nobody to Flask-Security, yet her sign-in ends as well."""

    @wraps(view)
    def sign_out(*args: Any, **kwargs: Any) -> Any:
        if half_signed_in() is not None:
            _end(flask.current_app)
            flask.session.pop(COOKIE_KEY, None)
        return view(*args, **kwargs)

    return sign_out


def commit() -> None:
    """Commit what the account session wrote and wake whoever waits for it."""
    session = account_session()
    session.commit()
    wake_after(session)


def read_only(session: Session) -> None:
    """Give the connection back after a read; what was read stays usable."""
    if not (session.new or session.dirty or session.deleted):
        session.commit()


def load(token: str) -> User | None:
    """Return who holds the number `token` of a living sign-in; for static files nobody is looked up.

    A sign-in that waits for the second factor is nobody's: it gives no right.
    """
    g.signed_in = g.half_signed_in = None
    if request.endpoint == "static":
        return None
    at = now()
    session = account_session()
    found = queries.find_signed_in(session, hash_of(token), at, idle(), longest())
    read_only(session)
    if found is None or not may_sign_in(found.user):
        return None
    if found.is_half:
        g.half_signed_in = found if found.made_at > at - HALF_LASTS else None
        return None
    if found.seen_at < at - RENEWED_EVERY:
        _renew(found, at)
    g.signed_in = found
    g.fs_authn_via = "session"
    g.fs_paa = flask.session.get("fs_paa", 0)
    return found.user


def signed_in() -> SignedIn | None:
    """Return who is signed in in the present request, after Flask-Login has looked."""
    found: SignedIn | None = g.get("signed_in")
    return found


def half_signed_in() -> SignedIn | None:
    """Return whose password was right and whose second factor is to be proved, after Flask-Login has looked."""
    found: SignedIn | None = g.get("half_signed_in")
    return found


def look_again() -> None:
    """Have Flask-Login look once more who is signed in, by what the cookie says by now."""
    g.pop("_login_user", None)
    g.pop("csrf_token", None)  # of the visitor, not of the sign-in that has just begun


def is_told_shared() -> bool:
    """Whether who signs in says that others use the computer, too."""
    return bool(request.form.get(SHARED))


def has_begun() -> bool:
    """Whether a sign-in has begun in the present request, whole or half."""
    return "begun" in g


def members() -> tuple[Member, ...]:
    """Return what the signed-in person is in which libraries; nothing for a visitor."""
    found = signed_in()
    return found.members if found else ()


def may_sign_in(user: User) -> bool:
    """Whether the account may be used at all: a demonstration's accounts only in a demonstration."""
    return user.active and (not user.is_demo or _settings().is_demo)


def hash_of(token: str) -> str:
    """Return what the database keeps of the number in the cookie."""
    return hashlib.sha256(token.encode()).hexdigest()


def _settings() -> Settings:
    found: Settings = flask.current_app.extensions["settings"]
    return found


def idle() -> timedelta:
    """Return how long a sign-in lives without a request."""
    return timedelta(minutes=_settings().idle_minutes)


def longest() -> timedelta:
    """Return how long a sign-in lives, however busy it is."""
    return timedelta(hours=_settings().longest_hours)


def _renew(found: SignedIn, at: datetime) -> None:
    # A busy database must not refuse a page because of this note; the next request makes it.
    with suppress(Unavailable), transaction() as session:
        services.renew_sign_in(session, found.id_hash, at, at - RENEWED_EVERY)


def _begin(_app: Flask, user: User, **_facts: object) -> None:
    session, at = account_session(), now()
    begun = _new_sign_in(session, cast("int", user.id), at)
    before = signed_in()
    if before is not None and before.user.id == user.id:  # who changes her password has proved herself
        begun.factor_due_at, begun.is_shared = before.factor_due_at, before.is_shared
    else:
        begun.is_shared = is_told_shared()
        standing = standing_of(session, cast("int", user.id), at)
        begun.is_half, begun.factor_due_at = standing.is_to_prove, standing.due_at
        event = Event.PASSWORD_ACCEPTED if begun.is_half else Event.SIGNED_IN
        security_log.note(event, account=user.id, by=Means.PASSWORD)
    session.flush()


def begin_whole(session: Session, half: SignedIn, at: datetime) -> None:
    """Begin a sign-in under a new number in place of a half one; raises Conflict if that has ended meanwhile."""
    services.take_half(session, half.id_hash)
    begun = _new_sign_in(session, cast("int", half.user.id), at)
    begun.is_shared = half.is_shared


def begin_by_passkey(session: Session, user: User, at: datetime) -> None:
    """Begin a whole sign-in of who has proved by a passkey alone that it is she, under a new number."""
    begun = _new_sign_in(session, cast("int", user.id), at)
    begun.is_shared = is_told_shared()


def _new_sign_in(session: Session, user_id: int, at: datetime) -> SignIn:
    """Give the browser a new number, and forget what it was told for the visitor."""
    token = secrets.token_urlsafe(32)
    agent = one_line(request.user_agent.string)[:200]
    begun = SignIn(id_hash=hash_of(token), user_id=user_id, created_at=at, seen_at=at, agent=agent)
    session.add(begun)
    session.flush()
    flask.session[COOKIE_KEY] = token
    for kept in ("csrf_token", LIBRARY_KEY):
        flask.session.pop(kept, None)
    g.begun = hash_of(token)
    return begun


def _end(_app: Flask, **_facts: object) -> None:
    flask.session.pop(LIBRARY_KEY, None)
    found = signed_in() or half_signed_in()
    if found is not None:
        session = account_session()
        write_alone(session)
        session.execute(sa.delete(SignIn).where(col(SignIn.id_hash) == found.id_hash))
        g.signed_in = g.half_signed_in = None
        security_log.note(Event.SIGNED_OUT, account=found.user.id)


def _end_others(_app: Flask, user: User, **_facts: object) -> None:
    account_session().flush()
    services.end_sign_ins(account_session(), user.id, besides=g.begun)
    security_log.note(Event.PASSWORD_SET, account=user.id, by=Means.OLD_PASSWORD)


def _end_all(_app: Flask, user: User, **_facts: object) -> None:
    account_session().flush()
    services.end_sign_ins(account_session(), user.id)
    security_log.note(Event.PASSWORD_SET, account=user.id, by=Means.LINK)


def _close(_error: BaseException | None) -> None:
    session: Session | None = g.pop("account_session", None)
    if session is not None:
        session.close()
