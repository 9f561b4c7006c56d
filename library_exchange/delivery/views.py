"""Doors of delivered scans: the supplying library hands one over, the requesting one and its reader open it."""

from io import BytesIO

from flask import Blueprint, current_app, flash, redirect, request, send_file, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from library_exchange.core import security_log
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _
from library_exchange.core.security_log import Defence, LinkKind
from library_exchange.core.settings import Settings
from library_exchange.core.text import clean
from library_exchange.delivery.rules import MEDIA_TYPE
from library_exchange.delivery.schemas import Terms
from library_exchange.delivery.services import files
from library_exchange.loans import policy as loan_policy
from library_exchange.loans.forms import Refused
from library_exchange.loans.labels import history
from library_exchange.loans.queries import requests
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.views.blueprint import Page
from library_exchange.loans.views.requests import loan_page
from library_exchange.web.addresses import public_address
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

bp = Blueprint("delivery", __name__)
links = Blueprint("delivery_links", __name__)


def terms() -> Terms:
    """Return what the operator has set."""
    settings: Settings = current_app.extensions["settings"]
    return Terms(settings.copy_days, settings.copy_openings, settings.copy_limit_mb)


@bp.post("/loans/<int(max=2147483647):loan_id>/copy")
def attach(loan_id: int) -> Page:
    """Take the scan of the pages and keep it, to be looked at before it is handed over."""
    try:
        name, content = _sent_file()
        with transaction() as session:
            loan = requests.get_request(session, current_actor(), loan_id)
            files.attach(session, current_actor(), loan, content, name, terms(), now())
            is_sent = loan.closed_at is not None
    except InvalidInput as refused:
        return loan_page(loan_id, Refused(Action.DELIVER_COPY, {}, refused.fields)), refused.status
    except Conflict as refused:
        return loan_page(loan_id, sentence=refused.sentence), refused.status
    told = _("The link opens “%(name)s” now.", name=name)
    flash(told if is_sent else _("“%(name)s” is attached. Look at it, then hand it over.", name=name), "ok")
    return redirect(url_for("loans.show", loan_id=loan_id, _anchor="next-step"))


@bp.get("/loans/<int(max=2147483647):loan_id>/copy/file")
def look_at(loan_id: int) -> Page:
    """Show the supplying library's staff the scan that they attached or handed over; this counts as no opening."""
    actor = current_actor()
    with reading() as session:
        loan = requests.get_request(session, actor, loan_id)
        kept = files.find_kept(session, loan)
        if kept is None or not loan_policy.works_on(actor, loan):
            raise NotFound("copy")
        name, media_type, content = f"{kept.number}.{kept.kind}", MEDIA_TYPE[kept.kind], kept.content
    return _as_file(name, media_type, content)


@bp.post("/loans/<int(max=2147483647):loan_id>/copy/hand-over")
def hand_over(loan_id: int) -> Page:
    """Hand over the scan that was attached."""
    try:
        version = parse(StepInput, request.form).version
        with transaction() as session:
            loan = requests.get_request(session, current_actor(), loan_id)
            files.hand_over(session, current_actor(), loan, version, terms(), link_to, now())
    except InvalidInput as refused:
        return loan_page(loan_id, Refused(Action.DELIVER_COPY, {}, refused.fields)), refused.status
    except Conflict as refused:
        return loan_page(loan_id, sentence=refused.sentence), refused.status
    flash(str(history.event(Action.DELIVER_COPY)), "ok")
    return redirect(url_for("loans.show", loan_id=loan_id))


@bp.post("/loans/<int(max=2147483647):loan_id>/copy/open")
def open_copy(loan_id: int) -> Page:
    """Open the copy that came: for its reader, and for staff who print it for her."""
    try:
        with transaction() as session:
            loan = requests.get_request(session, current_actor(), loan_id)
            link = files.open_at_home(session, current_actor(), loan, now())
    except Conflict as refused:
        return loan_page(loan_id, sentence=refused.sentence), refused.status
    return redirect(_from_here(link), code=303)


@links.get("/copies/<token>")
def fetch(token: str) -> Page:
    """Give the scan to whoever has its signed link, as often as agreed; looking at its headers counts nothing."""
    try:
        key = str(_signer().loads(token))
    except BadSignature as error:
        security_log.note_defence(Defence.FORGED_LINK, LinkKind.COPY)
        raise NotFound("copy") from error
    if request.method == "HEAD":
        raise NotFound("copy")
    with transaction() as session:
        kept = files.open_by_link(session, key, now())
        name, media_type, content = f"{kept.number}.{kept.kind}", MEDIA_TYPE[kept.kind], kept.content
    return _as_file(name, media_type, content)


def _as_file(name: str, media_type: str, content: bytes) -> Page:
    answer = send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sent_file() -> tuple[str, bytes]:
    """Return the file that was sent with its name, one byte more than may be at most; raises InvalidInput without."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise InvalidInput({"file": files.NO_FILE})
    return clean(sent.filename), sent.stream.read(terms().limit_mb * 1024 * 1024 + 1)


def link_to(key: str) -> str:
    """Return the signed link of the scan with the key `key`; asks for the context of a request."""
    return public_address(url_for("delivery_links.fetch", token=_signer().dumps(key)))


def _from_here(link: str) -> str:
    """Return a link of this platform without its host: a reader may have come by another name of it."""
    settings: Settings = current_app.extensions["settings"]
    own = settings.base_url.rstrip("/")
    return link.removeprefix(own) if link.startswith(f"{own}/") else link


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="delivered-copy")
