"""Doors that are met with bad input: how each is asked, and with what; `tests/clients/test_bad_input.py` asks them."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote_from_bytes

from tests.bad_input.bodies import BODIES
from tests.bad_input.messages import DOCUMENTS
from tests.bad_input.queries import QUERIES

INDEXES = ("dc.title", "dc.creator", "dc.date", "bath.isbn", "rec.id", "lex.bbk", "lex.country")
SRU = ("query", "scan", *INDEXES)
_LISTED = "verb=ListRecords&metadataPrefix=oai_dc"
OAI_PMH = {
    "verb": "verb=",
    "resumptionToken": "verb=ListRecords&resumptionToken=",
    "metadataPrefix": "verb=ListRecords&metadataPrefix=",
    "set": f"{_LISTED}&set=",
    "from": f"{_LISTED}&from=",
    "until": f"{_LISTED}&until=",
    "unknown": f"{_LISTED}&x=",
    "identifier": "verb=GetRecord&metadataPrefix=oai_dc&identifier=",
}
"""What stands before the words of a harvester, by the argument that they are."""
API = {
    "q": "limit=1&q=",
    "language": "limit=1&language=",
    "year_from": "limit=1&year_from=",
    "sort": "limit=1&sort=",
    "cursor": "limit=1&cursor=",
    "limit": "limit=",
}
"""What stands before the words of a program that searches; of what is found one title is enough."""
API_BODIES = (("POST", "/loans"), ("POST", "/items"), ("POST", "/items/states"), ("PATCH", "/items/1"))
DOORS: Mapping[str, Iterable[str]] = {
    **{f"door SRU {asked}": QUERIES for asked in SRU},
    **{f"door OAI-PMH {argument}": QUERIES for argument in OAI_PMH},
    **{f"door API {argument}": QUERIES for argument in API},
    **{f"door API {method} {path}": BODIES for method, path in API_BODIES},
    "door ISO 18626": DOCUMENTS,
}
"""Readers of the table that are doors, each with the names of what it is given."""


def sru(asked: str, words: bytes) -> str:
    """Return what SRU is asked: words as a query, as a clause that is scanned, or as a term of an index."""
    told = asked.encode() + b' = "' + words + b'"' if asked in INDEXES else words
    name = "scanClause" if asked == "scan" else "maximumRecords=1&query"
    return f"version=1.2&{name}={quote_from_bytes(told)}"
