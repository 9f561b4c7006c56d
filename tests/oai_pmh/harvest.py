"""The door `/oai` as one who harvests sees it, and what its answers must be made of."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import time_machine
from flask import Flask
from lxml import etree
from lxml.builder import ElementMaker

from library_exchange.core.clock import now
from library_exchange.protocols.oai_pmh.services.telling import AHEAD

OAI = {
    "o": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "marc": "http://www.loc.gov/MARC21/slim",
    "mx": "info:lc/xmlns/marcxchange-v2",
    "mods": "http://www.loc.gov/mods/v3",
}
ITS_TIME = AHEAD + timedelta(seconds=2)
"""After so long everything that was written down is told."""


@contextmanager
def later(by: timedelta = ITS_TIME) -> Iterator[None]:
    """Have the block happen after some time, which goes on."""
    with time_machine.travel(now() + by, tick=True):
        yield


class Answer:
    """A document in answer to a request, checked against the standard's content model as it comes."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.root = etree.fromstring(raw)
        ENVELOPE.assertValid(self.root)

    def texts(self, path: str) -> list[str]:
        return [each.text or "" for each in self.all(path)]

    def all(self, path: str) -> list[Any]:
        return self.root.findall(f".//{path}", OAI)

    @property
    def error(self) -> str | None:
        return next((each.get("code") for each in self.all("o:error")), None)

    @property
    def request(self) -> Mapping[str, str]:
        return dict(self.all("o:request")[0].attrib)

    @property
    def headers(self) -> dict[int, str]:
        """By number of the title, whether it is there or deleted."""
        return {
            int(each.findtext("o:identifier", "", OAI).rpartition(":")[2]): each.get("status") or "there"
            for each in self.all("o:header")
        }

    @property
    def token(self) -> str:
        return next(iter(self.texts("o:resumptionToken")), "")


class Harvester:
    """Who asks at the door."""

    def __init__(self, app: Flask) -> None:
        self.browser = app.test_client()

    def asks(self, verb: str, **arguments: str) -> Answer:
        return self.sends([("verb", verb), *((name.rstrip("_"), value) for name, value in arguments.items())])

    def sends(self, pairs: list[tuple[str, str]], by: str = "GET") -> Answer:
        if by == "POST":
            kind = "application/x-www-form-urlencoded"
            answer = self.browser.post("/oai", data=urlencode(pairs), content_type=kind)
        else:
            answer = self.browser.get(f"/oai?{urlencode(pairs)}")
        assert (answer.status_code, answer.content_type) == (200, "text/xml; charset=utf-8")
        return Answer(answer.data)

    def pages(self, verb: str = "ListRecords", **arguments: str) -> Iterator[Answer]:
        """Give the pages of a list one by one."""
        page = self.asks(verb, **({"metadataPrefix": "oai_dc"} | arguments))
        yield page
        while page.token:
            page = self.asks(verb, resumptionToken=page.token)
            yield page

    def titles(self, verb: str = "ListIdentifiers", **arguments: str) -> dict[int, str]:
        """Harvest a whole list; nothing may come twice."""
        found: dict[int, str] = {}
        for page in self.pages(verb, **arguments):
            assert not found.keys() & page.headers.keys()
            found |= page.headers
        return found


def _rules() -> etree.RelaxNG:
    """The content model of section 3.2 and 4 of the standard, written down as a grammar."""
    rng = ElementMaker(namespace="http://relaxng.org/ns/structure/1.0")

    def element(name: str, *inside: Any) -> Any:
        return rng.element(*map(deepcopy, inside), name=name, ns=OAI["o"])

    def words(pattern: str = "[\\s\\S]*") -> Any:
        return rng.data(rng.param(pattern, name="pattern"), type="string")

    def text(name: str, pattern: str = "[\\s\\S]+") -> Any:
        return element(name, words(pattern))

    def maybe(*inside: Any) -> Any:
        return rng.optional(*map(deepcopy, inside))

    def attribute(name: str, pattern: str = "[\\s\\S]*") -> Any:
        return rng.attribute(words(pattern), name=name)

    instant = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    spec = r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*"
    names = ("verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken")
    faults = "badArgument|badResumptionToken|badVerb|cannotDisseminateFormat|idDoesNotExist|noRecordsMatch"
    anything = rng.ref(name="anything")
    header = element(
        "header",
        maybe(attribute("status", "deleted")),
        text("identifier", r"oai:[a-zA-Z][a-zA-Z0-9\-]*(\.[a-zA-Z][a-zA-Z0-9\-]*)+:[1-9]\d*"),
        text("datestamp", instant),
        rng.zeroOrMore(text("setSpec", spec)),
    )
    record = element("record", header, maybe(element("metadata", anything)))
    token = element(
        "resumptionToken",
        maybe(attribute("expirationDate", instant)),
        attribute("completeListSize", r"\d+"),
        attribute("cursor", r"\d+"),
        words(),
    )
    form = element("metadataFormat", text("metadataPrefix", "[A-Za-z0-9_]+"), text("schema"), text("metadataNamespace"))
    identify = element(
        "Identify",
        *(text(name) for name in ("repositoryName", "baseURL")),
        text("protocolVersion", r"2\.0"),
        text("adminEmail", r"\S+@\S+"),
        text("earliestDatestamp", instant),
        text("deletedRecord", "persistent"),
        text("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        text("compression"),
        element("description", anything),
    )
    answers = rng.choice(
        rng.oneOrMore(element("error", attribute("code", f"{faults}|noMetadataFormats|noSetHierarchy"), words())),
        identify,
        element("ListMetadataFormats", rng.oneOrMore(form)),
        element("ListSets", rng.oneOrMore(element("set", text("setSpec", spec), text("setName")))),
        element("GetRecord", record),
        element("ListIdentifiers", rng.oneOrMore(header), maybe(token)),
        element("ListRecords", rng.oneOrMore(record), maybe(token)),
    )
    any_name = rng.element(
        rng.anyName(),
        rng.zeroOrMore(rng.choice(rng.attribute(rng.anyName()), rng.text(), rng.ref(name="anything"))),
    )
    where = rng.attribute(words(), name="schemaLocation", ns="http://www.w3.org/2001/XMLSchema-instance")
    told = element(
        "OAI-PMH",
        where,
        text("responseDate", instant),
        element("request", *(maybe(attribute(name)) for name in names), words(r"https?://\S+/oai")),
        answers,
    )
    grammar = rng.grammar(rng.start(told), rng.define(any_name, name="anything"))
    grammar.set("datatypeLibrary", "http://www.w3.org/2001/XMLSchema-datatypes")
    return etree.RelaxNG(grammar)


ENVELOPE = _rules()
