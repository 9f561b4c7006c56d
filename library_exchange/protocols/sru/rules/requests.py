"""What is asked at the door: operation, version, and the parameters of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from library_exchange.protocols.sru.rules.diagnostics import Code, Diagnostic

VERSIONS = ("1.1", "1.2", "2.0")
MOST_RECORDS, USUAL_RECORDS, MOST_TERMS, USUAL_TERMS = 50, 10, 100, 20
LARGEST = 10**9


class Operation(StrEnum):
    """What may be asked."""

    EXPLAIN = "explain"
    SEARCH = "searchRetrieve"
    SCAN = "scan"


SCHEMAS = {
    "info:srw/schema/1/marcxml-v1.1": ("marc21", "marcxml"),
    "urn:x-library-exchange:unimarc": ("unimarc", "unimarc"),
    "info:srw/schema/1/dc-v1.1": ("srw_dc", "dc"),
    "info:srw/schema/1/mods-v3.7": ("mods", "mods"),
}
"""The forms of records by the names that answers give them: what writes them, and the short name."""
_ALIASES = {
    **{short: uri for uri, (_form, short) in SCHEMAS.items()},
    **dict.fromkeys(("marcxml-v1.1", "marcxml-1.1", "marc21", "MARC21-xml"), "info:srw/schema/1/marcxml-v1.1"),
    **dict.fromkeys(("unimarcxml", "unimarcxchange", "marcxchange"), "urn:x-library-exchange:unimarc"),
    **dict.fromkeys(("info:srw/schema/1/dc-schema", "dc-v1.1", "info:srw/schema/1/dc"), "info:srw/schema/1/dc-v1.1"),
    **{f"info:srw/schema/1/mods-v3.{minor}": "info:srw/schema/1/mods-v3.7" for minor in range(8)},
    **{name: name for name in SCHEMAS},
}
USUAL_SCHEMA = "info:srw/schema/1/marcxml-v1.1"
_COMMON = {"operation", "version", "stylesheet", "renderedBy", "httpAccept", "responseType"}
PARAMETERS = {
    Operation.EXPLAIN: _COMMON | {"recordPacking", "recordXMLEscaping"},
    Operation.SEARCH: _COMMON
    | {"query", "queryType", "startRecord", "maximumRecords", "recordSchema", "recordPacking", "recordXMLEscaping"}
    | {"resultSetTTL", "sortKeys"},
    Operation.SCAN: _COMMON | {"scanClause", "responsePosition", "maximumTerms"},
}


@dataclass(frozen=True)
class Asked:
    """A request: the operation, the version of the answer, and the parameters that were sent."""

    operation: Operation
    version: str
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_second(self) -> bool:
        """Whether the answer is one of SRU 2.0."""
        return self.version == "2.0"

    @property
    def is_escaped(self) -> bool:
        """Whether records are sent as text. Raises `Diagnostic` 71."""
        name = "recordXMLEscaping" if self.is_second else "recordPacking"
        told = self.given.get(name) or self.given.get("recordXMLEscaping") or "xml"
        if told in ("packed", "unpacked") and self.is_second:
            return False
        if told not in ("xml", "string"):
            raise Diagnostic(Code.PACKING, told)
        return told == "string"

    @property
    def schema(self) -> str:
        """The form of records by its full name. Raises `Diagnostic` 66."""
        told = self.given.get("recordSchema") or USUAL_SCHEMA
        if told not in _ALIASES:
            raise Diagnostic(Code.SCHEMA, told)
        return _ALIASES[told]

    def number(self, name: str, usual: int, least: int) -> int:
        """Return a parameter that is a whole number. Raises `Diagnostic` 6."""
        told = self.given.get(name) or str(usual)
        number = int(told) if told.isascii() and told.isdigit() and len(told) < 12 else -1
        if not least <= number <= LARGEST:
            raise Diagnostic(Code.PARAMETER_VALUE, name)
        return number

    def needed(self, name: str) -> str:
        """Return a parameter that must be there. Raises `Diagnostic` 7."""
        if not (told := self.given.get(name, "")):
            raise Diagnostic(Code.MISSING_PARAMETER, name)
        return told


def asked_by(given: Mapping[str, str]) -> Asked:
    """Return which operation of which version is asked, whatever else is wrong: so much every answer needs.

    Without an operation, a query asks for records and a scan clause for terms, as in 2.0. What no version and no
    operation is called so is explained.
    """
    version = given.get("version", "")
    version = version if version in VERSIONS else "2.0" if not version and "operation" not in given else "1.2"
    told = given.get("operation", "")
    guessed = Operation.SEARCH if "query" in given else Operation.SCAN if "scanClause" in given else Operation.EXPLAIN
    operation = next((each for each in Operation if each == told), Operation.EXPLAIN) if told else guessed
    return Asked(operation, version, given)


def check(asked: Asked) -> None:
    """Raise `Diagnostic` for a request that is wrong as a whole: 4, 5, 8, 50, 71, 80, 110."""
    given = asked.given
    if given.get("version") and given["version"] not in VERSIONS:
        raise Diagnostic(Code.VERSION, VERSIONS[-1])
    if given.get("operation") and given["operation"] not in tuple(Operation):
        raise Diagnostic(Code.OPERATION, given["operation"])
    unknown = (name for name in given if name not in PARAMETERS[asked.operation] and not name.startswith("x-"))
    if (name := next(unknown, None)) is not None:
        raise Diagnostic(Code.UNKNOWN_PARAMETER, name)
    if given.get("stylesheet"):
        raise Diagnostic(Code.STYLESHEETS, given["stylesheet"])
    if given.get("sortKeys"):
        raise Diagnostic(Code.SORT, "write sortby into the query")
    if given.get("queryType", "cql") != "cql":
        raise Diagnostic(Code.PARAMETER_VALUE, "queryType")
