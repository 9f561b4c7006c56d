"""What is asked: the verbs with their arguments, and what is wrong with a request (sections 3.1, 3.6 and 4)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from library_exchange.protocols.oai_pmh.rules import instants, sets

LONGEST = 2000
"""Characters of an argument; the longest that we give out, a token, has some 300."""


class Verb(StrEnum):
    """What may be asked."""

    IDENTIFY = "Identify"
    LIST_METADATA_FORMATS = "ListMetadataFormats"
    LIST_SETS = "ListSets"
    LIST_IDENTIFIERS = "ListIdentifiers"
    LIST_RECORDS = "ListRecords"
    GET_RECORD = "GetRecord"


class Fault(StrEnum):
    """The errors that the standard knows."""

    BAD_ARGUMENT = "badArgument"
    BAD_RESUMPTION_TOKEN = "badResumptionToken"  # noqa: S105 - the name of an error
    BAD_VERB = "badVerb"
    CANNOT_DISSEMINATE_FORMAT = "cannotDisseminateFormat"
    ID_DOES_NOT_EXIST = "idDoesNotExist"
    NO_RECORDS_MATCH = "noRecordsMatch"
    NO_METADATA_FORMATS = "noMetadataFormats"
    NO_SET_HIERARCHY = "noSetHierarchy"


ECHOED_NOT = (Fault.BAD_VERB, Fault.BAD_ARGUMENT)
"""Errors in whose answer the arguments are not said again: they are none."""


class Refused(Exception):
    """A request that is answered by an error; the text tells in English what is wrong."""

    def __init__(self, fault: Fault, text: str) -> None:
        super().__init__(text)
        self.fault = fault


class Arguments(NamedTuple):
    """Which arguments a verb needs, which it may have, and which must stand alone."""

    needed: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    alone: str | None = None


_SELECTIVE = Arguments(("metadataPrefix",), ("from", "until", "set"), "resumptionToken")
ARGUMENTS = {
    Verb.IDENTIFY: Arguments(),
    Verb.LIST_METADATA_FORMATS: Arguments(allowed=("identifier",)),
    Verb.LIST_SETS: Arguments(alone="resumptionToken"),
    Verb.LIST_IDENTIFIERS: _SELECTIVE,
    Verb.LIST_RECORDS: _SELECTIVE,
    Verb.GET_RECORD: Arguments(("identifier", "metadataPrefix")),
}


@dataclass(frozen=True)
class Asked:
    """A request that can be answered: its verb, its arguments, and the span of time that they tell."""

    verb: Verb
    arguments: dict[str, str] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None


def read(pairs: Sequence[tuple[str, str]]) -> Asked:
    """Return what is asked by these arguments, in their order. Raises `Refused` for badVerb and badArgument."""
    verbs = [value for name, value in pairs if name == "verb"]
    verb = next((each for each in Verb if verbs == [each.value]), None)
    if verb is None:
        raise Refused(Fault.BAD_VERB, _what_is_wrong_with(verbs))
    given = [(name, value) for name, value in pairs if name != "verb"]
    _check_names(verb, given)
    arguments = dict(given)
    since, until = _span(arguments)
    if (spec := arguments.get("set")) is not None and not sets.is_spec(spec):
        raise Refused(Fault.BAD_ARGUMENT, "The value of set is no setSpec.")
    return Asked(verb, arguments, since, until)


def _what_is_wrong_with(verbs: Sequence[str]) -> str:
    known = ", ".join(Verb)
    told = "The verb is missing" if not verbs else "The verb is repeated" if len(verbs) > 1 else "There is no such verb"
    return f"{told}. The verbs are: {known}."


def _check_names(verb: Verb, given: Sequence[tuple[str, str]]) -> None:
    row, counted = ARGUMENTS[verb], Counter(name for name, _value in given)
    known = (*row.needed, *row.allowed, *([row.alone] if row.alone else []))
    if unknown := sorted(name for name in counted if name not in known):
        raise Refused(Fault.BAD_ARGUMENT, f"{verb} has no argument {', '.join(unknown)[:200]}.")
    if repeated := sorted(name for name, times in counted.items() if times > 1):
        raise Refused(Fault.BAD_ARGUMENT, f"Repeated: {', '.join(repeated)}.")
    if too_long := sorted(name for name, value in given if len(value) > LONGEST):
        raise Refused(Fault.BAD_ARGUMENT, f"Longer than {LONGEST} characters: {', '.join(too_long)}.")
    if row.alone in counted:
        if len(counted) > 1:
            raise Refused(Fault.BAD_ARGUMENT, f"{row.alone} must be the only argument beside the verb.")
        return
    if missing := [name for name in row.needed if name not in counted]:
        raise Refused(Fault.BAD_ARGUMENT, f"{verb} needs {', '.join(missing)}.")


def _span(arguments: dict[str, str]) -> tuple[datetime | None, datetime | None]:
    since, until = arguments.get("from"), arguments.get("until")
    first = instants.first_of(since) if since is not None else None
    last = instants.last_of(until) if until is not None else None
    if (since is not None and first is None) or (until is not None and last is None):
        raise Refused(Fault.BAD_ARGUMENT, "Write days as YYYY-MM-DD and instants as YYYY-MM-DDThh:mm:ssZ.")
    if since is not None and until is not None and instants.is_day(since) != instants.is_day(until):
        raise Refused(Fault.BAD_ARGUMENT, "from and until must be of one granularity.")
    if first is not None and last is not None and first > last:
        raise Refused(Fault.BAD_ARGUMENT, "from is later than until.")
    return first, last
