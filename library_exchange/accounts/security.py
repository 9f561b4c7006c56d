"""Sign-in: Flask-Security on our users, with sign-ins that can be ended and mail through the outbox."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast

import flask
import sqlalchemy as sa
from flask import Flask, g, request
from flask_login import current_user
from flask_security import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    MailUtil,
    ResetPasswordForm,
    RoleMixin,
    Security,
    SQLAlchemyUserDatastore,
    UserMixin,
    hash_password,
)
from flask_security.forms import EmailValidation, email_required
from flask_security.mail_util import EmailValidateException
from flask_security.utils import get_message, verify_password
from sqlmodel import Session, col
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import UnsupportedMediaType
from wtforms import EmailField
from wtforms.validators import ValidationError as WrongField

from library_exchange.accounts import desks, own_page, queries, rates, sessions
from library_exchange.accounts.models import RESET_ASKED, User
from library_exchange.accounts.passwords import PasswordsOfPeople
from library_exchange.accounts.services import PasswordHash
from library_exchange.core import i18n, outbox, security_log
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.security_log import Event, Means
from library_exchange.core.settings import Settings
from library_exchange.core.text import as_address
from library_exchange.mail import services as mail
from library_exchange.web import kept_forms
from library_exchange.web.guard import current_actor, is_safe_next

RESET_LASTS = timedelta(minutes=30)
LONGEST_ADDRESS = 1000
"""As it is typed, with spaces and signs that are not counted; what is longer is no address."""
LONGEST_PASSWORD = 1000
"""How many characters are hashed: what is longer is nobody's."""
MESSAGES = {
    "GENERIC_AUTHN_FAILED": ("The e-mail or the password is wrong.", "error"),
    "PASSWORD_RESET_REQUEST": ("If there is an account for %(email)s, a letter with a link is on its way.", "info"),
    "PASSWORD_RESET_EXPIRED": ("This link has expired: it worked for %(within)s. Ask for a new one.", "error"),
    "INVALID_RESET_PASSWORD_TOKEN": ("This link has been used already or is damaged. Ask for a new one.", "error"),
    "PASSWORD_RESET_NO_LOGIN": ("Your password is set. Sign in with it now.", "success"),
    "PASSWORD_CHANGE": ("Your password has been changed.", "success"),
}
"""What Flask-Security would say less clearly; translated, as all its texts, in `flask_security.po`."""
LETTERS = {
    "security/email/change_notice": "accounts/password_changed",
    "security/email/reset_notice": "accounts/password_changed",
}
"""Our letters in place of Flask-Security's. A link to a new password is sent by the worker, see `accounts.jobs`."""
VIEWS = ("login", "logout", "forgot_password", "reset_password", "change_password")


def init_app(app: Flask) -> None:
    """Give `app` its sign-in: pages under `/<lang>`, the actor of each request, limits on trying."""
    for name, value in _config(app.extensions["settings"]).items():
        app.config.setdefault(name, value)
    security = Security(
        app,
        People(_AccountSessions(), User, RoleMixin),
        mail_util_cls=Post,
        password_util_cls=PasswordsOfPeople,
        login_form=SignInForm,
        forgot_password_form=AskForLinkForm,
        reset_password_form=NewPasswordForm,
        change_password_form=OtherPasswordForm,
    )
    security.want_json(lambda _request: False)
    security.login_manager.user_loader(sessions.load)
    security.login_manager.request_loader(lambda _request: None)
    security.principal.skip_static = True
    security.login_context_processor(_beside_sign_in)
    sessions.init_app(app)
    app.view_functions["security.logout"] = sessions.ending_half(app.view_functions["security.logout"])
    for view in VIEWS:
        app.view_functions[f"security.{view}"] = sessions.in_one_act(app.view_functions[f"security.{view}"])
    app.view_functions["security.login"] = _going_on(app.view_functions["security.login"])
    app.register_error_handler(kept_forms.SignedOut, _sign_in_first)
    rates.init_app(app)
    app.before_request(_know_the_actor)
    app.before_request(_take_forms_only)
    app.context_processor(_who_acts)


def _sign_in_first(error: kept_forms.SignedOut) -> tuple[str, int]:
    """Return the page of sign-in for who has sent a form without being signed in; it carries the form on."""
    return sign_in_page(is_sign_in_needed=True), error.status


def sign_in_page(**told: Any) -> str:
    """Return the page of sign-in, empty; it carries on a form that was sent before."""
    form = SignInForm(formdata=None)
    return flask.render_template("security/login_user.html", login_user_form=form, **told, **_beside_sign_in())


def _going_on(view: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap sign-in: whose password was right goes on to the second factor, if she has one, or to where she wanted."""

    @wraps(view)
    def sign_in(*args: Any, **kwargs: Any) -> Any:
        answer = view(*args, **kwargs)
        if not sessions.has_begun():
            return answer
        sessions.look_again()
        if current_user.is_authenticated:
            return go_on(answer)
        target = answer.location
        if kept_forms.find() is None:
            return flask.redirect(flask.url_for("second_factors.prove", next=target))
        return flask.render_template("second_factors/prove.html", target=target, errors={})

    return sign_in


def go_on(answer: Any) -> Any:
    """Return the answer to who has just signed in; who filled in a form before is asked whether to send it.

    To anybody else it is not shown.
    """
    kept = kept_forms.find()
    if kept is None or not current_user.is_authenticated:
        return answer
    if not kept_forms.is_of(kept, current_user.id):
        flask.flash(i18n._("What was filled in before you signed in was of somebody else and is not sent."), "warn")
        return flask.redirect(flask.url_for("accounts.start"))
    _know_the_actor()
    return kept_forms.asking(kept)


def _beside_sign_in() -> dict[str, Any]:
    """Return what the page of sign-in shows beside its form."""
    return {
        "demo_accounts": flask.current_app.config.get("DEMO_ACCOUNTS", ()),
        "newcomers": desks.for_newcomers(),
    }


def hashed(password: str) -> PasswordHash:
    """Return the argon2 hash of `password`; takes a tenth of a second, so never call it in a transaction."""
    security: Security = flask.current_app.extensions["security"]
    return PasswordHash(hash_password(security.password_util.normalize(password)))


class _AccountSessions:
    """What Flask-Security takes for a database: an object with a `session`."""

    @property
    def session(self) -> Session:
        return sessions.account_session()


class People(SQLAlchemyUserDatastore):
    """Our users, as Flask-Security sees them. It never commits: the view does, once, at its end."""

    def commit(self) -> None:
        """Do nothing."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> User | None:  # noqa: ARG002 (its caller passes it)
        """Return the user with the one given attribute; in production never one of the demonstration."""
        ((attribute, value),) = kwargs.items()
        session = sessions.account_session()
        wanted = value.lower() if attribute == "email" else value
        user = session.scalar(sa.select(User).where(col(getattr(User, attribute)) == wanted))
        sessions.read_only(session)
        return user if user is not None and sessions.may_sign_in(user) else None


def _not_too_long(_form: Any, field: Any) -> None:
    if len(field.data or "") > LONGEST_PASSWORD:
        raise WrongField(i18n._("This is too long."))


class SignInForm(LoginForm):
    """Sign-in without "remember me": the computers of libraries are shared."""

    validate_password = _not_too_long

    remember = None

    def validate(self, **kwargs: Any) -> bool:
        """Note in the security log for which account a sign-in failed; for an address of nobody, for none."""
        is_right = bool(super().validate(**kwargs))
        if not is_right:
            security_log.note(Event.SIGN_IN_FAILED, account=getattr(self.user, "id", None), by=Means.PASSWORD)
        return is_right


def _judge(field: Any, user: Any) -> None:
    """Say of a new password what is against it, where nothing was said yet."""
    if field.data and not field.errors:
        security: Security = flask.current_app.extensions["security"]
        refused, _kept = security.password_util.validate(field.data, False, user=user)
        field.errors = [*field.errors, *(refused or ())]


class NewPasswordForm(ResetPasswordForm):
    """The first password, or a new one by a link."""

    validate_password = _not_too_long

    def validate(self, **kwargs: Any) -> bool:
        """Tell everything that is wrong at once, not what the second field says first."""
        if super().validate(**kwargs):
            return True
        _judge(self.password, self.user)
        return False


class OtherPasswordForm(ChangePasswordForm):
    """Another password in place of the old one."""

    validate_password = _not_too_long
    validate_new_password = _not_too_long

    def validate(self, **kwargs: Any) -> bool:
        """Tell everything that is wrong at once: with the present password and with the new one."""
        if super().validate(**kwargs):
            return True
        if self.password.data and not self.password.errors and not is_present(self.password.data):
            self.password.errors = [get_message("INVALID_PASSWORD")[0]]
        _judge(self.new_password, current_user)
        return False


def is_present(password: str) -> bool:
    """Whether it is the password of who is signed in; takes a tenth of a second, so never call it in a transaction."""
    security: Security = flask.current_app.extensions["security"]
    kept = security.password_util.normalize(password)
    return not current_user.password or bool(verify_password(kept, current_user.password))


class Addressee:
    """Whoever has an e-mail address, if anybody: finding out is left to the worker."""

    password = None
    fs_uniquifier = ""
    is_active = True

    def __init__(self, email: str) -> None:
        self.email = email

    def is_locked(self, _errors: list[str] | None = None) -> bool:
        """Tell that nothing is known against the address."""
        return False


class AskForLinkForm(ForgotPasswordForm):
    """A request for a new password; it is answered alike, and as fast, whether or not there is such an account."""

    email = EmailField(
        render_kw={"autocomplete": "email"},
        validators=[email_required, EmailValidation(verify=False)],
    )

    def validate(self, **kwargs: Any) -> bool:
        """Accept any well-formed address; the letter goes to it as accounts are kept, however it was typed."""
        addressee = Addressee(self.email.data or "")
        self.user = cast("UserMixin", addressee)
        is_address = super().validate(**kwargs)
        addressee.email = self.email.data or ""
        return is_address


def _typed(email: str) -> str:
    if len(email) > LONGEST_ADDRESS:
        raise EmailValidateException(get_message("INVALID_EMAIL_ADDRESS")[0])
    return as_address(email)


class Post(MailUtil):
    """Flask-Security's letters, in the language of who gets them, through the outbox."""

    def normalize(self, email: str) -> str:
        """Return an address as it is kept, whatever keyboard it was typed on."""
        return str(super().normalize(_typed(email)))

    def validate(self, email: str) -> str:
        """Return an address that may be one, as it is kept."""
        return str(super().validate(_typed(email)))

    def send_mail(self, template: str, *_rendered: object, **context: Any) -> None:
        """Put the letter `template` to `context["user"]` in the outbox of the account session."""
        user = context["user"]
        session = sessions.account_session()
        sessions.write_alone(session)
        if isinstance(user, Addressee):
            outbox.put(session, RESET_ASKED, {"email": user.email, "asked_at": now().isoformat()})
            return
        mail.write(session, user.email, user.language, LETTERS[template], {"name": user.name})


def _know_the_actor() -> None:
    """Find out on whose behalf the request acts; a visitor without a sign-in costs no query."""
    if current_user.is_authenticated:
        found, chosen = sessions.signed_in(), flask.session.get(sessions.LIBRARY_KEY)
        g.actor = queries.actor_of(found, chosen)
        acting = queries.member_acting(found, chosen) if found else None
        if acting is not None:
            g.timezone = acting.library.timezone


def _take_forms_only() -> None:
    """Let Flask-Security see neither JSON nor a `next` that leads away from this site."""
    if request.blueprint != "security":
        return
    if request.is_json:
        raise UnsupportedMediaType
    if not _is_safe(request.args.get("next")):
        request.args = _without_next(request.args)
    if not _is_safe(request.form.get("next")):
        request.form = _without_next(request.form)


def _is_safe(target: str | None) -> bool:
    try:
        return not target or is_safe_next(target)
    except ValueError:  # not even an address
        return False


def _without_next(given: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict([item for item in given.items(multi=True) if item[0] != "next"])


def _who_acts() -> dict[str, Any]:
    """Tell pages for which library the person acts, by its name in the language of the page."""
    found = sessions.signed_in()
    acting = queries.member_acting(found, flask.session.get(sessions.LIBRARY_KEY)) if found else None
    return {
        "acting_for": acting.library.name_in(i18n.current().code) if acting else None,
        "acting_for_url": _own_library(acting) if acting else None,
        "waiting_count": _count_waiting,
    }


def _own_library(acting: queries.Member) -> str:
    """Return where the name of a person's library leads: staff to what they keep of it, readers to its page."""
    endpoint = "directory.our_house" if acting.is_staff else "directory.show"
    return flask.url_for(endpoint, code=acting.library.code)


def _count_waiting() -> int:
    """Return how many things wait for who looks, as her menu shows it; 0 for staff, who have a list.

    What waits for a person and for the platform that she runs counts as one.
    """
    actor = current_actor()
    if not actor.is_signed_in or actor.is_staff or actor.user_id is None:
        return 0
    with reading() as session:
        overseen = own_page.count_overseen(session, now()) if actor.is_platform_admin else 0
        return own_page.count(session, actor.user_id, now()) + overseen


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "SECURITY_URL_PREFIX": "/<any(zh, ru, en):lang>",
        "SECURITY_PASSWORD_SALT": settings.secret("password_salt"),
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_HASHING_SCHEMES": ["hex_sha256"],
        "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
        "SECURITY_PASSWORD_LENGTH_MIN": 10,
        "SECURITY_DATETIME_FACTORY": now,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_RESET_PASSWORD_WITHIN": RESET_LASTS,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_FRESHNESS": timedelta(seconds=-1),
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_EMAIL_PLAINTEXT": False,
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_I18N_DIRNAME": ["builtin", str(settings.translations_dir)],
        "SECURITY_POST_LOGIN_VIEW": "accounts.start",
        "SECURITY_POST_LOGOUT_VIEW": "catalogue.home",
        "SECURITY_POST_CHANGE_VIEW": "accounts.me",
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "SESSION_PROTECTION": None,
        **{f"SECURITY_MSG_{name}": message for name, message in MESSAGES.items()},
    }
