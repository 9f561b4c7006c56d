"""The door `/sru`: asked by GET or POST, answered by documents; what is wrong is told by diagnostics."""

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from library_exchange.catalogue.resources import engine
from library_exchange.core import doors
from library_exchange.core.db import reading
from library_exchange.core.doors import Door, Limit
from library_exchange.core.errors import ExchangeError, NotFound
from library_exchange.core.i18n import _l
from library_exchange.core.settings import Settings
from library_exchange.door_keeping.refusals import DoorShut, plainly
from library_exchange.protocols.plain import plain, refuse_plainly
from library_exchange.protocols.sru import answers, queries, scanning
from library_exchange.protocols.sru.rules import cql, requests
from library_exchange.protocols.sru.rules.diagnostics import Code, Diagnostic
from library_exchange.protocols.sru.rules.requests import SCHEMAS, Asked, Operation
from library_exchange.protocols.union_records import addresses
from library_exchange.protocols.union_records.forms import FORMS
from library_exchange.protocols.union_records.written import written
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.port import FURTHEST_RECORD

PATH = "/sru"
LARGEST_BODY = 32 * 1024
XML = ("text/xml", "application/xml", "application/soap+xml")
bp = Blueprint("sru", __name__)
refuse_plainly(bp)


def refuse(why: ExchangeError) -> Response:
    """Tell by a diagnostic that an operator has shut the door, in plain words that it is asked too often."""
    if not isinstance(why, DoorShut):
        return plainly(why)
    asked = requests.asked_by(answers.given_once(_pairs()))
    told = answers.refusal(asked, Diagnostic(Code.UNAVAILABLE, why.plain))
    return Response(told, status=why.status, content_type="text/xml; charset=utf-8", headers=why.headers)


DOOR = Door(
    "sru",
    _l("Search from other programs (SRU)"),
    PATH,
    covers=frozenset({"sru"}),
    setting="sru",
    limits=(Limit("anonymous", _l("Requests from one place"), 60),),
    counts_under=lambda: "anonymous",
    refuse=refuse,
)


def _pairs() -> list[tuple[str, str]]:
    return list((request.form if request.method == "POST" else request.args).items(multi=True))


@bp.route(PATH, methods=["GET", "POST"])
def answer() -> Response:
    """Answer one request, whatever it is: always a document, and 200. 404 where the door is shut, 415 for SOAP."""
    if not _settings().sru:
        raise NotFound("no-such-door")
    if request.method == "POST" and request.mimetype in XML:
        return plain(415, "SOAP is not spoken here. Send parameters by GET or in a form.")
    if (request.content_length or 0) > LARGEST_BODY:
        raise RequestEntityTooLarge
    asked = requests.asked_by(answers.given_once(_pairs()))
    doors.tell(act=asked.operation.value)
    try:
        requests.check(asked)
        told = _answered(asked)
    except Diagnostic as wrong:
        doors.tell(fault=f"diagnostic-{wrong.code.value}")
        told = answers.refusal(asked, wrong) if asked.operation is not Operation.EXPLAIN else _explained(asked, wrong)
    except IndexDamaged:
        doors.tell(fault=f"diagnostic-{Code.UNAVAILABLE.value}")
        told = answers.refusal(asked, Diagnostic(Code.UNAVAILABLE))
    return Response(told, content_type="text/xml; charset=utf-8")


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def _base() -> str:
    return _settings().base_url.rstrip("/")


def _answered(asked: Asked) -> bytes:
    match asked.operation:
        case Operation.SEARCH:
            return _found(asked)
        case Operation.SCAN:
            return _scanned(asked)
    return _explained(asked, None)


def _explained(asked: Asked, wrong: Diagnostic | None) -> bytes:
    """Explain; a request for a packing that there is not is explained all the same."""
    if wrong is not None and wrong.code is Code.PACKING:
        kept = {name: value for name, value in asked.given.items() if not name.startswith("record")}
        asked = Asked(asked.operation, asked.version, kept)
    return answers.explanation(asked, _base(), wrong)


def _found(asked: Asked) -> bytes:
    """Return the records asked for; of a place beyond the last one the number of records with a diagnostic."""
    query = cql.parse(asked.needed("query"))
    start = asked.number("startRecord", 1, 1)
    count = min(asked.number("maximumRecords", requests.USUAL_RECORDS, 0), requests.MOST_RECORDS)
    form = FORMS[SCHEMAS[asked.schema][0]]
    wrong = None
    with reading() as session:
        found = queries.search(session, engine(), query, start, count)
        said = written(session, found.ids, form, addresses.pages(_settings()))
    if start > max(found.total, 1) or (count and found.total and not found.ids):
        wrong = Diagnostic(Code.POSITION, str(min(found.total, FURTHEST_RECORD)))
    return answers.results(asked, found.total, said, start, wrong)


def _scanned(asked: Asked) -> bytes:
    clause = cql.parse_clause(asked.needed("scanClause"))
    count = asked.number("maximumTerms", requests.USUAL_TERMS, 1)
    if count > requests.MOST_TERMS:
        raise Diagnostic(Code.TOO_MANY_TERMS, str(requests.MOST_TERMS))
    position = asked.number("responsePosition", 1, 0)
    if position > count + 1:
        raise Diagnostic(Code.RESPONSE_POSITION, str(position))
    with reading() as session:
        return answers.scanned(asked, scanning.scan(session, clause, max(1, position), count))
