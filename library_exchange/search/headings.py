"""Subject headings as values of a facet: one spelling for what differs in print only."""

import re
from collections.abc import Iterable

from library_exchange.search.analysis.folding import characters

MOST_OF_A_RECORD = 10
LONGEST = 120
"""A longer heading is a sentence; it is found by its words and offered to nobody."""

_SPACE = re.compile(r"\s+")
# Subdivisions stand after two hyphens or a dash.
_DIVISION = re.compile(r"\s*--+\s*|\s+[-\u2010-\u2015]+\s+|\s*\u2014+\s*")
# The dot of an abbreviation ("20 в.") stays.
_LAST_DOT = re.compile(r"(?<=\w{4})\.+$")
_AROUND = " \t,;:/|=+-\u2010\u2011\u2012\u2013\u2014\u2015、。，；：·"


def headings(printed: Iterable[str]) -> tuple[str, ...]:
    """Return the values for a record's headings, each once, in order; no more than `MOST_OF_A_RECORD`."""
    values = dict.fromkeys(heading(text) for text in printed)
    return tuple(sorted([value for value in values if value][:MOST_OF_A_RECORD]))


def heading(printed: str) -> str:
    """Return the value of one heading, empty for one that is none.

    Simplified characters, single spaces, " — " before subdivisions, no marks at the ends, a capital at the beginning.
    """
    text = _DIVISION.sub(" \u2014 ", _SPACE.sub(" ", characters(printed))).strip(_AROUND)
    text = _LAST_DOT.sub("", text).rstrip(_AROUND)
    return text[:1].upper() + text[1:] if any(c.isalpha() for c in text) and len(text) <= LONGEST else ""
