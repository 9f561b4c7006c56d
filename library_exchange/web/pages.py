"""What every page has: its language, the ways to the other languages, navigation, headers, theme, error pages."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import structlog
from flask import Blueprint, Flask, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import refresh
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, TooManyRequests, Unauthorized
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from library_exchange.core import i18n, logs, security_log
from library_exchange.core.actor import ANONYMOUS, Actor
from library_exchange.core.errors import Conflict, ExchangeError, Forbidden, InvalidInput, NotFound, Unavailable
from library_exchange.core.i18n import LANGUAGES, _, _l
from library_exchange.core.outages import outage_of
from library_exchange.core.regions import REGIONS
from library_exchange.core.security_log import Defence, Event
from library_exchange.web import compression, confirming, error_summary, form_pages, kept_forms, statics
from library_exchange.web.addresses import address_of, page_above, public_address, query_part
from library_exchange.web.guard import current_actor, is_safe_next, may_open
from library_exchange.web.requests import NUL
from library_exchange.web.ways_back import ARGUMENT

log = structlog.get_logger(__name__)
MET = {TooManyRequests.code: Defence.TOO_OFTEN, RequestEntityTooLarge.code: Defence.TOO_LARGE}
"""The defence that an attempt met, by the status of its answer."""
bp = Blueprint("web", __name__)
csrf = CSRFProtect()
talisman = Talisman()

THEMES = ("light", "dark", "auto")
YEAR_S = 365 * 24 * 3600
WAIT_S = 60
SECURITY_POLICY = {
    "default-src": "'none'",
    "object-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


@dataclass(frozen=True)
class Way:
    """One entry of the navigation: its label and the route it leads to.

    Staff have many, as has who runs the platform: those not for every hour of the day (`is_seldom`) stand in a menu of
    their own.
    """

    label: Any
    endpoint: str
    is_for_staff: bool = False
    is_seldom: bool = False


@bp.get("/")
def root() -> Response:
    """Lead to the home page in the visitor's language."""
    answer = redirect(url_for("catalogue.home", lang=i18n.preferred(request)))
    answer.vary.update(("Accept-Language", "Cookie"))
    return answer


@bp.get("/r/<int:record_id>")
def permalink(record_id: int) -> Response:
    """Lead from a record's permanent address to its page in the visitor's language."""
    answer = redirect(url_for("catalogue.record", lang=i18n.preferred(request), record_id=record_id))
    answer.vary.update(("Accept-Language", "Cookie"))
    return answer


@bp.get("/q/<path:number>")
def request_permalink(number: str) -> Response:
    """Lead from the address in the QR code of a request's papers to it, in the visitor's language."""
    answer = redirect(url_for("loans.scan", lang=i18n.preferred(request), code=number))
    answer.vary.update(("Accept-Language", "Cookie"))
    return answer


@bp.get("/healthz")
@talisman(force_https=False)
def healthz() -> tuple[dict[str, str], int]:
    """Tell that the process answers, and whether there is room to write and the database is there."""
    trouble = current_app.extensions["health"].trouble()
    return {"status": trouble or "ok"}, 503 if trouble else 200


@bp.post("/theme")
def set_theme() -> Response:
    """Keep the chosen theme in a cookie and go back."""
    chosen = request.form.get("theme", "auto")
    back = request.form.get("next", "/")
    answer = redirect(back if is_safe_next(back) else "/")
    if chosen in THEMES:
        _keep(answer, "theme", chosen)
    return answer


def _keep(answer: Response, name: str, value: str) -> None:
    """Have a browser keep what a visitor chose; no script reads it."""
    name = i18n.cookie_name(name)
    answer.set_cookie(name, value, max_age=YEAR_S, samesite="Lax", secure=_is_https(), httponly=True)


def _is_https() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def init_app(app: Flask, ways: Sequence[Way], is_demo: bool, trusted_proxies: int) -> None:
    """Give `app` the page tools; `ways` is the navigation."""
    compression.init_app(app)
    error_summary.init_app(app)
    statics.init_app(app)
    form_pages.init_app(app)
    kept_forms.init_app(app)
    csrf.init_app(app)
    if trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=trusted_proxies
        )
    talisman.init_app(
        app,
        content_security_policy=SECURITY_POLICY,
        force_https=not is_demo,
        strict_transport_security=not is_demo,
        session_cookie_secure=not is_demo,
        referrer_policy="same-origin",
        frame_options="DENY",
    )
    app.register_blueprint(bp)
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_add_language)
    app.before_request(_name_the_request)
    app.after_request(_finish)
    app.after_request(_note_refusals)
    app.jinja_env.globals["regions"] = REGIONS
    app.context_processor(lambda: _page_context(ways, is_demo))
    for kind, handler in (
        (confirming.Unanswered, confirming.page),
        (ExchangeError, expected_error),
        (CSRFError, _forged_request),
        (TooManyRequests, _too_many_requests),
        (HTTPException, _http_error),
        (IntegrityError, _overtaken),
        (DataError, _not_to_be_kept),
        (OverflowError, _not_to_be_kept),
        (Exception, _unexpected_error),
    ):
        app.register_error_handler(kind, handler)


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    i18n.answer_in(values.pop("lang", None) if values else None)
    if any(NUL in value for value in (values or {}).values() if isinstance(value, str)):
        raise NotFound("no-such-address")


def _add_language(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = g.get("lang") or i18n.preferred(request)


def _name_the_request() -> None:
    g.request_id = uuid.uuid4().hex[:12]
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)


def _finish(answer: Response) -> Response:
    answer.headers[logs.HEADER] = g.get("request_id", "")
    if answer.status_code == Unavailable.status:
        answer.headers.setdefault("Retry-After", str(WAIT_S))
    if current_actor().is_signed_in or request.blueprint == "security":
        answer.headers["Cache-Control"] = "no-store"
    if request.endpoint == "security.logout":
        answer.headers["Clear-Site-Data"] = '"cache"'
    if g.get("lang") and request.cookies.get(i18n.cookie_name(i18n.COOKIE)) != g.lang:
        _keep(answer, i18n.COOKIE, g.lang)
    return answer


def _note_refusals(answer: Response) -> Response:
    """Have the security log tell who was turned away at any door, and what was too much.

    What does not exist and what belongs to another library is answered alike, so both are noted of who is known.
    """
    status = answer.status_code
    is_anothers = status == NotFound.status and current_actor() != ANONYMOUS and "refused_for" in g
    if status in (Unauthorized.code, Forbidden.status) or is_anothers:
        security_log.note(Event.RIGHT_REFUSED, status=status, reason=g.get("refused_for", ""))
    elif status in MET:
        security_log.note_defence(MET[status])
    return answer


def _page_context(ways: Sequence[Way], is_demo: bool) -> dict[str, Any]:
    actor = current_actor()
    theme = request.cookies.get(i18n.cookie_name("theme"), "auto")
    navigation = _navigation(ways, actor)
    return {
        "actor": actor,
        "may_ask": not actor.is_signed_in or may_open("loans.new", actor),
        "html_lang": i18n.current().tag,
        "demo_banner": is_demo,
        "theme": theme if theme in ("light", "dark") else None,
        "nav": [item for item in navigation if not item["is_seldom"]],
        "nav_more": [item for item in navigation if item["is_seldom"]],
        "language_links": _language_links(),
        "other_languages": _told_to_crawlers(),
        "language_code": i18n.current().code,
    }


def _navigation(ways: Sequence[Way], actor: Actor) -> list[dict[str, Any]]:
    has_menu, here = actor.is_staff or actor.is_platform_admin, request.endpoint
    return [
        {
            "label": way.label,
            "url": address_of(way.endpoint),
            "is_current": way.endpoint == here,
            "is_seldom": way.is_seldom and has_menu,
        }
        for way in ways
        if (has_menu or not way.is_for_staff) and may_open(way.endpoint, actor)
    ]


def _language_links() -> list[dict[str, Any]]:
    here = i18n.current().code
    return [
        {"tag": language.tag, "name": language.endonym, "url": url, "is_current": language.code == here}
        for language, url in zip(LANGUAGES.values(), _other_languages(here), strict=True)
    ]


def _told_to_crawlers() -> list[tuple[str, str]]:
    """Return where a public page is in each language, as crawlers need it: with our own host, without the way back.

    The last, without a language, leads to that of the visitor.
    """
    start = f"/{i18n.current().code}/"
    is_page = request.method == "GET" and request.endpoint and request.path.startswith(start)
    if not is_page or not may_open(str(request.endpoint), ANONYMOUS):
        return []
    asked = query_part({name: values for name, values in request.args.lists() if name != ARGUMENT})
    rest = quote(request.path.removeprefix(start)) + asked
    tags = {language.tag: f"/{code}/{rest}" for code, language in LANGUAGES.items()} | {"x-default": f"/{rest}"}
    return [(tag, public_address(path)) for tag, path in tags.items()]


def _other_languages(here: str) -> list[str]:
    """Return the addresses in each language of this page, of the page of a form that was sent, or of the home page."""
    start = f"/{here}/"
    found = form_pages.addresses() if request.method == "POST" and g.get("lang") else None
    if found:
        return found
    if request.method != "GET" or not request.path.startswith(start):
        return [url_for("catalogue.home", lang=code) for code in LANGUAGES]
    asked = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    rest = quote(request.path.removeprefix(start)) + asked
    return [f"{request.script_root}/{code}/{rest}" for code in LANGUAGES]


_HEADINGS = {
    400: _l("The request cannot be understood"),
    403: _l("This is not open to your account"),
    404: _l("Not found"),
    405: _l("This address cannot be used that way"),
    409: _l("Too late or not possible now"),
    413: _l("The file is too large"),
    415: _l("This kind of data is not accepted"),
    422: _l("Something needs correcting"),
    429: _l("Too many requests"),
    500: _l("Something went wrong on our side"),
    503: _l("Out of order for a moment"),
}
_SENTENCES = {
    404: _l("This page does not exist, or it belongs to another library."),
    413: _l("Split the file into smaller parts and send them one after the other."),
    429: _l("Very many requests came from you or from your network. Please wait a minute, then load this page again."),
}


def _error_page(status: int, sentence: Any, details: Iterable[Any] = ()) -> tuple[str, int]:
    if not g.get("lang"):
        # No route was matched, so nobody has read the language from the address yet.
        first = request.path.partition("/")[2].partition("/")[0]
        i18n.answer_in(first if first in LANGUAGES else i18n.preferred(request))
    refresh()
    label, url = _way_on(status)
    told = {
        "status": status,
        "heading": _HEADINGS.get(status, _HEADINGS[500]),
        "sentence": sentence,
        "details": list(dict.fromkeys(map(str, details))),
        "next_label": label,
        "next_url": url,
        "reference": g.get("request_id", ""),
    }
    try:
        return render_template("errors/error.html", **told), status
    except (SQLAlchemyError, Unavailable):
        # The page tells who is signed in, which the database does not say now: this one needs nothing of it.
        bare = current_app.jinja_env.get_template("errors/bare.html")
        return bare.render(html_lang=i18n.current().tag, **told), status


def _way_on(status: int) -> tuple[str, str]:
    """Return where a page of an error leads: back to the page of the form that was refused, else home."""
    pages = form_pages.addresses() if request.method == "POST" and status in (409, 422) else None
    back = next((page for page in pages or () if page.startswith(f"/{g.get('lang')}/")), None)
    return (_("Back to the page you came from"), back) if back else (_("To the home page"), url_for("catalogue.home"))


def expected_error(error: ExchangeError) -> tuple[str, int]:
    """Return the page that tells what an expected failure means for the reader, and its status."""
    log.info("request.refused", code=error.code, reason=error.reason)
    g.refused_for = error.reason
    if isinstance(error, InvalidInput):
        return _error_page(error.status, error.sentence, error.fields.values())
    return _error_page(error.status, error.sentence)


def _overtaken(error: IntegrityError) -> tuple[str, int]:
    log.error("request.failed", exc_info=error)
    return _error_page(Conflict.status, Conflict.sentence)


def _not_to_be_kept(error: Exception) -> tuple[str, int]:
    log.error("request.failed", exc_info=error)
    sentence = _("Something in it is too long or too large to be kept. Nothing was changed. Go back and check it.")
    return _error_page(InvalidInput.status, sentence)


def _forged_request(_error: CSRFError) -> tuple[str, int]:
    security_log.note_defence(Defence.FORM_FROM_ELSEWHERE)
    kept = kept_forms.find()
    if kept is not None and kept_forms.is_of(kept, current_actor().user_id):
        return kept_forms.asking(kept), 400
    return _error_page(400, _("The form has expired. Go back, reload the page and send it again."))


def _too_many_requests(_error: TooManyRequests) -> tuple[str, int, dict[str, str]]:
    return *_error_page(429, _SENTENCES[429]), {"Retry-After": str(WAIT_S)}


def _with_language() -> str | None:
    """Return where the address of a page lies that was typed without its language, None if there is no such page."""
    path = f"/{i18n.preferred(request)}{request.path}"
    try:
        current_app.url_map.bind_to_environ(request.environ).match(path, "GET")
    except HTTPException:
        return None
    asked = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return f"{request.script_root}{quote(path)}{asked}"


def _http_error(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    place = _with_language() if status == 404 and request.method == "GET" and request.url_rule is None else None
    if place:
        return redirect(place)
    if status == 405 and request.method == "GET" and (owner := page_above(request.path)):
        flash(
            _("That was a step, not a page, and nothing was done by opening it. This is the page that it belongs to.")
        )
        return redirect(request.script_root + quote(owner))
    page = _error_page(status, _SENTENCES.get(status, _("Go back and try another way.")))
    allowed = getattr(error, "valid_methods", None)
    return (*page, {"Allow": ", ".join(allowed)}) if allowed else page


def _unexpected_error(error: Exception) -> tuple[str, int]:
    outage = outage_of(error)
    if outage is not None:
        log.warning("request.outage", reason=outage.reason, exc_info=error)
        return expected_error(outage)
    log.error("request.failed", exc_info=error)
    return _error_page(500, _("Nothing was changed. Please try again; if it happens again, tell us the reference."))
