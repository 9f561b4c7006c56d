"""The door `/oai`: asked by GET or POST, answered by documents; what is wrong is told as the standard wants it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request
from itsdangerous import BadData, URLSafeSerializer
from sqlmodel import Session
from werkzeug.exceptions import RequestEntityTooLarge

from library_exchange.core import doors
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.doors import Door, Limit
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import LANGUAGES, _l, country_name, speaking
from library_exchange.core.settings import Settings
from library_exchange.door_keeping.refusals import plainly
from library_exchange.protocols.oai_pmh import answers, queries
from library_exchange.protocols.oai_pmh.answers import Repository
from library_exchange.protocols.oai_pmh.queries import Header
from library_exchange.protocols.oai_pmh.rules import instants, places, sets
from library_exchange.protocols.oai_pmh.rules.places import Place
from library_exchange.protocols.oai_pmh.rules.requests import Asked, Fault, Refused, Verb, read
from library_exchange.protocols.plain import refuse_plainly
from library_exchange.protocols.union_records import addresses
from library_exchange.protocols.union_records.forms import FORMS
from library_exchange.protocols.union_records.written import written

PATH = "/oai"
LARGEST_BODY = 16 * 1024
PAGE = {Verb.LIST_RECORDS: 200, Verb.LIST_IDENTIFIERS: 1000}
"""How many entries a page of a list has at most."""
LARGEST_PAGE = 4 * 1024 * 1024
"""Characters after which a page of a list ends, however few records it has."""
GIVEN = {prefix: FORMS[prefix] for prefix in ("oai_dc", "marc21", "unimarc", "mods")}
bp = Blueprint("oai_pmh", __name__)
refuse_plainly(bp)
DOOR = Door(
    "oai_pmh",
    _l("Harvesting (OAI-PMH)"),
    PATH,
    covers=frozenset({"oai_pmh"}),
    setting="oai_pmh",
    limits=(
        Limit("anonymous", _l("Requests from one place"), 60),
        # Many harvesters know nothing of waiting.
        Limit("continued", _l("Lists gone on with, from one place"), 300),
    ),
    counts_under=lambda: "continued" if "resumptionToken" in request.values else "anonymous",
    # Harvesters all understand 503 when they are told to wait (section 3.1.2.2 of the protocol).
    refuse=partial(plainly, too_often=503),
)


@bp.route(PATH, methods=["GET", "POST"])
def answer() -> Response:
    """Answer one request of the protocol, whatever it is: always a document, and 200. 404 where the door is shut."""
    if not _settings().oai_pmh:
        raise NotFound("no-such-door")
    if (request.content_length or 0) > LARGEST_BODY:
        raise RequestEntityTooLarge
    pairs = list((request.form if request.method == "POST" else request.args).items(multi=True))
    repository, at = _repository(), now()
    try:
        asked = read(pairs)
        doors.tell(act=asked.verb.value)
        with reading() as session:
            content = ANSWERS[asked.verb](session, repository, asked, at)
        told = answers.document(repository, asked, content, at)
    except Refused as refused:
        if refused.fault not in NO_FAULTS:
            doors.tell(fault=refused.fault.value)
        told = answers.refusal(repository, dict(pairs), refused, at)
    return Response(told, content_type="text/xml; charset=utf-8")


NO_FAULTS = (Fault.NO_RECORDS_MATCH, Fault.NO_SET_HIERARCHY)
"""Errors by their name alone: nothing is new, or there is nothing of the kind."""


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def _repository() -> Repository:
    """Return what this repository is called, by the settings alone: a request may name whatever host it likes."""
    settings = _settings()
    base = settings.base_url.rstrip("/")
    host = urlsplit(base).hostname or ""
    is_domain = "." in host and not host.rpartition(".")[2].isdigit() and ":" not in host
    domain = settings.oai_domain or (host if is_domain else NO_DOMAIN)
    contact = current_app.config["CONTACT"] or settings.mail_sender
    return Repository(f"{base}{PATH}", base, addresses.pages(settings), domain, contact)


NO_DOMAIN = "book-bridge.invalid"
"""In identifiers of a platform that has no domain yet: no harvester should keep them."""


# What each verb answers -----------------------------------------------------------------------------------------------


def _identify(session: Session, repository: Repository, _asked: Asked, at: datetime) -> str:
    return answers.identify(repository, queries.earliest(session) or instants.whole(at))


def _list_formats(session: Session, repository: Repository, asked: Asked, at: datetime) -> str:
    if "identifier" in asked.arguments and _entry(session, repository, asked, at).is_deleted:
        raise Refused(Fault.NO_METADATA_FORMATS, "This title is no more.")
    return answers.formats(GIVEN)


def _list_sets(session: Session, _repository: Repository, asked: Asked, _at: datetime) -> str:
    if "resumptionToken" in asked.arguments:
        raise Refused(Fault.BAD_RESUMPTION_TOKEN, "The list of sets has one page.")
    libraries = queries.libraries(session)
    countries = dict.fromkeys(country for _code, country, *_names in libraries)
    return answers.set_list(libraries, {country: _names_of(country) for country in countries})


def _names_of(country: str) -> str:
    names = []
    for language in LANGUAGES:
        with speaking(language):
            names.append(country_name(country))
    return " / ".join(dict.fromkeys(names))


def _get_record(session: Session, repository: Repository, asked: Asked, at: datetime) -> str:
    form = GIVEN.get(asked.arguments["metadataPrefix"])
    found = _entry(session, repository, asked, at)
    if form is None:
        raise Refused(Fault.CANNOT_DISSEMINATE_FORMAT, f"Known are {', '.join(GIVEN)}.")
    told = [] if found.is_deleted else written(session, [found.record_id], form, repository.pages)
    return answers.record(repository, found, told[0][1] if told else "")


def _entry(session: Session, repository: Repository, asked: Asked, at: datetime) -> Header:
    number = repository.number(asked.arguments["identifier"])
    found = queries.find_entry(session, number, instants.whole(at)) if number is not None else None
    if found is None:
        raise Refused(Fault.ID_DOES_NOT_EXIST, "No title is called so.")
    return found


def _list(session: Session, repository: Repository, asked: Asked, at: datetime) -> str:
    """Return one page of a list of headers or records, and where it goes on."""
    if "resumptionToken" in asked.arguments:
        place = _gone_on(asked, at)
    else:
        place = _begun(asked, at)
        queries.hold(session)
    rows = queries.page_of(session, place, PAGE[asked.verb] + 1)
    if not rows:
        raise Refused(Fault.NO_RECORDS_MATCH, "There is nothing of that kind.")
    entries = _written(session, repository, place, rows[:-1] if len(rows) > PAGE[asked.verb] else rows)
    last, ends = rows[len(entries) - 1], len(entries) == len(rows)
    if not place.cursor:
        if ends:
            return "".join(entries)
        place = replace(place, total=queries.count_entries(session, place))
    behind = place.moved(int(last.told_at.timestamp()), last.record_id, len(entries))
    return "".join((*entries, answers.token("" if ends else str(_signer().dumps(places.stored(behind))), place)))


def _begun(asked: Asked, at: datetime) -> Place:
    prefix = asked.arguments["metadataPrefix"]
    if prefix not in GIVEN:
        raise Refused(Fault.CANNOT_DISSEMINATE_FORMAT, f"Known are {', '.join(GIVEN)}.")
    since, until = (int(each.timestamp()) if each else None for each in (asked.since, asked.until))
    spec = sets.read_as(asked.arguments.get("set", sets.ALL))
    return Place(asked.verb, prefix, spec, since, until, int(at.timestamp()))


def _gone_on(asked: Asked, at: datetime) -> Place:
    try:
        told = _signer().loads(asked.arguments["resumptionToken"])
    except BadData as error:
        raise Refused(Fault.BAD_RESUMPTION_TOKEN, "This token is none of ours.") from error
    place = places.read(told, asked.verb, at)
    if place is None:
        raise Refused(Fault.BAD_RESUMPTION_TOKEN, "This token is of another verb, or its time is over. Begin anew.")
    return place


def _written(session: Session, repository: Repository, place: Place, rows: Sequence[Header]) -> list[str]:
    """Return the entries of a page, as many as fit into one."""
    if place.verb == Verb.LIST_IDENTIFIERS:
        return [answers.header(repository, row) for row in rows]
    standing = [row.record_id for row in rows if not row.is_deleted]
    told = dict(written(session, standing, GIVEN[place.prefix], repository.pages))
    entries: list[str] = []
    size = 0
    for row in rows:
        entries.append(answers.record(repository, row, told.get(row.record_id, "")))
        size += len(entries[-1])
        if size > LARGEST_PAGE:
            break
    return entries


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="oai-pmh")


ANSWERS: dict[Verb, Callable[[Session, Repository, Asked, datetime], str]] = {
    Verb.IDENTIFY: _identify,
    Verb.LIST_METADATA_FORMATS: _list_formats,
    Verb.LIST_SETS: _list_sets,
    Verb.LIST_IDENTIFIERS: _list,
    Verb.LIST_RECORDS: _list,
    Verb.GET_RECORD: _get_record,
}
