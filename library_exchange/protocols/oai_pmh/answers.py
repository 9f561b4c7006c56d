"""Answers as documents: what is told of titles and of this repository, written in bulk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from library_exchange.protocols.oai_pmh.queries import Header
from library_exchange.protocols.oai_pmh.rules import sets
from library_exchange.protocols.oai_pmh.rules.instants import written
from library_exchange.protocols.oai_pmh.rules.places import Place
from library_exchange.protocols.oai_pmh.rules.requests import ECHOED_NOT, Asked, Refused
from library_exchange.protocols.union_records.forms import XSI, RecordForm
from library_exchange.protocols.union_records.xml_text import DECLARATION, around, element

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
_HEAD = (
    f'{DECLARATION}<OAI-PMH xmlns="{NAMESPACE}" xmlns:xsi="{XSI}"'
    f' xsi:schemaLocation="{NAMESPACE} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
)
_IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
NAME = "书桥 · Книжный мост"


@dataclass(frozen=True)
class Repository:
    """What this repository is called: the address of the door and of the platform, its domain, who answers for it.

    `pages` is how the permanent addresses of the pages of titles begin.
    """

    door: str
    base: str
    pages: str
    domain: str
    contact: str

    def identifier(self, record_id: int) -> str:
        """Return how a title is called for ever."""
        return f"oai:{self.domain}:{record_id}"

    def number(self, identifier: str) -> int | None:
        """Return which title is called so; None if none of ours can be."""
        told = identifier.removeprefix(f"oai:{self.domain}:")
        is_number = told != identifier and told.isascii() and told.isdigit() and not told.startswith("0")
        return int(told) if is_number and len(told) < 19 else None


def document(repository: Repository, asked: Asked, content: str, at: datetime) -> bytes:
    """Return the answer to a request, with `content` in the element of its verb."""
    told = _request(repository, {"verb": asked.verb, **asked.arguments})
    return f"{_begun(at)}{told}{around(asked.verb, content)}</OAI-PMH>".encode()


def refusal(repository: Repository, given: Mapping[str, str], refused: Refused, at: datetime) -> bytes:
    """Return the answer that tells what is wrong with a request."""
    told = _request(repository, {} if refused.fault in ECHOED_NOT else given)
    return f"{_begun(at)}{told}{element('error', refused, code=refused.fault)}</OAI-PMH>".encode()


def _begun(at: datetime) -> str:
    return f"{_HEAD}{element('responseDate', written(at))}"


def _request(repository: Repository, arguments: Mapping[str, str]) -> str:
    return element("request", repository.door, **arguments)


def identify(repository: Repository, earliest: datetime) -> str:
    """Return what the repository says of itself."""
    scheme = "".join(
        (
            element("scheme", "oai"),
            element("repositoryIdentifier", repository.domain),
            element("delimiter", ":"),
            element("sampleIdentifier", repository.identifier(1)),
        )
    )
    where = f"{_IDENTIFIER} http://www.openarchives.org/OAI/2.0/oai-identifier.xsd"
    described = around("oai-identifier", scheme, xmlns=_IDENTIFIER, xsi_schemaLocation=where)
    return "".join(
        (
            element("repositoryName", NAME),
            element("baseURL", repository.door),
            element("protocolVersion", "2.0"),
            element("adminEmail", repository.contact),
            element("earliestDatestamp", written(earliest)),
            element("deletedRecord", "persistent"),
            element("granularity", "YYYY-MM-DDThh:mm:ssZ"),
            element("compression", "gzip"),
            around("description", described),
        )
    )


def formats(known: Mapping[str, RecordForm]) -> str:
    """Return the forms in which records are given."""
    return "".join(
        around(
            "metadataFormat",
            element("metadataPrefix", prefix)
            + element("schema", form.schema)
            + element("metadataNamespace", form.namespace),
        )
        for prefix, form in known.items()
    )


def set_list(libraries: Iterable[tuple[str, str, str, str, str]], countries: Mapping[str, str]) -> str:
    """Return all sets, each behind the one above it; `countries` are those of the libraries, by code with names."""
    rows = [("country", sets.ABOVE["country"])]
    rows += [(sets.of_country(code), name) for code, name in countries.items()]
    rows.append(("lib", sets.ABOVE["lib"]))
    for code, _country, *names in libraries:
        rows.append((sets.of_library(code), " / ".join(dict.fromkeys(filter(None, names)))))
    rows += [("type", sets.ABOVE["type"]), (sets.OFFERED, sets.OFFERED_NAME)]
    return "".join(around("set", element("setSpec", spec) + element("setName", name)) for spec, name in rows)


def header(repository: Repository, told: Header) -> str:
    """Return what is told of a title before what it says."""
    inside = element("identifier", repository.identifier(told.record_id)) + element("datestamp", written(told.told_at))
    inside += "".join(element("setSpec", spec) for spec in told.sets)
    return around("header", inside, status="deleted" if told.is_deleted else None)


def record(repository: Repository, told: Header, metadata: str) -> str:
    """Return a title with what it says; one that says nothing is told as deleted, for it is no more."""
    if not metadata:
        told = Header(told.record_id, told.told_at, told.sets, is_deleted=True)
    return around("record", header(repository, told) + around("metadata", metadata))


def token(signed: str, place: Place) -> str:
    """Return where the list goes on; an empty token ends a list of several pages."""
    return element(
        "resumptionToken",
        signed,
        expirationDate=written(place.expires_at) if signed else None,
        completeListSize=str(place.total),
        cursor=str(place.cursor),
    )
