"""Answers as documents, in the elements of SRU 1.1 and 1.2 or of SRU 2.0."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from library_exchange.protocols.sru.rules import indexes
from library_exchange.protocols.sru.rules.diagnostics import MESSAGES, URI, Diagnostic
from library_exchange.protocols.sru.rules.requests import MOST_RECORDS, SCHEMAS, USUAL_RECORDS, Asked, Operation
from library_exchange.protocols.sru.scanning import ScannedTerm
from library_exchange.protocols.union_records.xml_text import DECLARATION, around, element

SRW, SRU2 = "http://www.loc.gov/zing/srw/", "http://docs.oasis-open.org/ns/search-ws/sruResponse"
SCAN2 = "http://docs.oasis-open.org/ns/search-ws/scan"
DIAGNOSTIC = "http://www.loc.gov/zing/srw/diagnostic/"
DIAGNOSTIC2 = "http://docs.oasis-open.org/ns/search-ws/diagnostic"
ZEEREX = "http://explain.z3950.org/dtd/2.0/"
TITLES = {"zh": "书桥联合目录", "ru": "Сводный каталог «Книжный мост»", "en": "Union catalogue of Book Bridge"}
_ECHOED = {
    Operation.SEARCH: ("query", "startRecord", "maximumRecords", "recordXMLEscaping", "recordPacking", "recordSchema"),
    Operation.SCAN: ("scanClause", "responsePosition", "maximumTerms"),
    Operation.EXPLAIN: ("recordXMLEscaping", "recordPacking"),
}


def explanation(asked: Asked, base: str, wrong: Diagnostic | None = None) -> bytes:
    """Return what this server can do; with what was wrong with a request that asked for something else."""
    record = _record(asked, ZEEREX, _zeerex(asked, base))
    return _document(asked, Operation.EXPLAIN, record + _echo(asked, Operation.EXPLAIN) + _wrong(asked, wrong))


def results(
    asked: Asked, total: int, records: Sequence[tuple[int, str]], start: int, wrong: Diagnostic | None
) -> bytes:
    """Return the records, each with its number and as it is written, from the place `start` on."""
    told = element("numberOfRecords", total)
    if records:
        schema = asked.schema
        rows = (_record(asked, schema, text, number, place) for place, (number, text) in enumerate(records, start))
        told += around("records", "".join(rows))
        if start + len(records) <= total:
            told += element("nextRecordPosition", start + len(records))
    return _document(asked, Operation.SEARCH, told + _echo(asked, Operation.SEARCH) + _wrong(asked, wrong))


def scanned(asked: Asked, terms: Sequence[ScannedTerm]) -> bytes:
    """Return terms of an index."""
    rows = (around("term", element("value", each.value) + element("numberOfRecords", each.count)) for each in terms)
    return _document(asked, Operation.SCAN, around("terms", "".join(rows)) + _echo(asked, Operation.SCAN))


def refusal(asked: Asked, wrong: Diagnostic) -> bytes:
    """Return the answer that only tells what is wrong."""
    told = element("numberOfRecords", 0) if asked.operation is Operation.SEARCH and asked.is_second else ""
    return _document(asked, asked.operation, told + _echo(asked, asked.operation) + _wrong(asked, wrong))


def _document(asked: Asked, operation: Operation, content: str) -> bytes:
    namespace = SRW if not asked.is_second else SCAN2 if operation is Operation.SCAN else SRU2
    version = "" if asked.is_second else element("version", asked.version)
    return f"{DECLARATION}{around(f'{operation}Response', version + content or ' ', xmlns=namespace)}".encode()


def _record(asked: Asked, schema: str, written: str, number: int | None = None, place: int | None = None) -> str:
    how = "string" if asked.is_escaped else "xml"
    told = element("recordSchema", schema) + element("recordXMLEscaping" if asked.is_second else "recordPacking", how)
    told += element("recordData", written) if asked.is_escaped else around("recordData", written)
    if number is not None and asked.version != "1.1":
        told += element("recordIdentifier", number)
    if place is not None:
        told += element("recordPosition", place)
    return around("record", told)


def _echo(asked: Asked, operation: Operation) -> str:
    version = "" if asked.is_second else element("version", asked.version)
    told = "".join(element(name, asked.given[name]) for name in _ECHOED[operation] if name in asked.given)
    name = operation[0].upper() + operation[1:]
    return around(f"echoed{name}Request", version + told)


def _wrong(asked: Asked, wrong: Diagnostic | None) -> str:
    if wrong is None:
        return ""
    told = element("uri", f"{URI}{wrong.code.value}")
    told += element("details", wrong.details) if wrong.details else ""
    told += element("message", MESSAGES[wrong.code])
    namespace = DIAGNOSTIC2 if asked.is_second else DIAGNOSTIC
    return around("diagnostics", around("diagnostic", told, xmlns=namespace))


def _zeerex(asked: Asked, base: str) -> str:
    parts = urlsplit(base)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    server = element("host", parts.hostname or "") + element("port", port)
    server += element("database", f"{parts.path.strip('/')}/sru".lstrip("/"))
    titles = "".join(element("title", title, lang=lang) for lang, title in TITLES.items())
    told = around("serverInfo", server, protocol="SRU", version=asked.version, transport=parts.scheme)
    told += around("databaseInfo", titles)
    told += around("indexInfo", _sets() + "".join(_index(name) for name in indexes.INDEXES))
    told += around("schemaInfo", "".join(_schema(uri, short) for uri, (_form, short) in SCHEMAS.items()))
    config = element("default", USUAL_RECORDS, type="numberOfRecords")
    config += element("setting", MOST_RECORDS, type="maximumRecords")
    return around("explain", told + around("configInfo", config), xmlns=ZEEREX)


def _sets() -> str:
    return "".join(element("set", "", name=name, identifier=uri) for name, uri in indexes.SETS.items())


def _index(name: str) -> str:
    prefix, _dot, rest = name.partition(".")
    mapped = around("map", element("name", rest, set=prefix))
    return around(
        "index", mapped, search="true", scan=_said(name in indexes.SCANNED), sort=_said(name in indexes.SORTS)
    )


def _schema(uri: str, short: str) -> str:
    return around("schema", element("title", short), name=short, identifier=uri, retrieve="true", sort="false")


def _said(value: bool) -> str:
    return "true" if value else "false"


def given_once(pairs: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """Return the parameters by name, the first of each; those without a value are as good as not sent."""
    return {name: value for name, value in reversed(pairs) if value or name == "query"}
