"""What was searched for in vain, as the fields of a form in which it is asked for."""

import re
from collections.abc import Sequence

from library_exchange.citations.cited import FIELDS
from library_exchange.citations.numbers import WrongNumber, read_doi, read_isbn, read_issn
from library_exchange.core.text import one_line
from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.search.query import parse
from library_exchange.search.slight_words import is_genre, is_slight

EDGES = '"«»《》“”,，;； '
READERS = (("isbn", read_isbn), ("issn", read_issn), ("doi", read_doi))


def asks_for_subject(query: str) -> bool:
    """Whether a search looks for words in subjects, which stand in one language only."""
    return any(clause.field == "subject" for clause in parse(query)[0])


def fields_of(query: str, persons: Sequence[Sequence[str]] = ()) -> dict[str, str]:
    """Return the fields that the words of a search fill: a number, or author, publisher and title.

    `persons` are words of it, in small letters, that are known to name persons and nothing else.
    """
    for name, read in READERS:
        try:
            return {name: read(query)}
        except WrongNumber:
            continue
    clauses = [clause for clause in parse(query)[0] if not clause.is_excluded]
    found = {
        name: " ".join(clause.text for clause in clauses if clause.field == name) for name in ("author", "publisher")
    }
    rest = [clause.text.rstrip("*") for clause in clauses if clause.field not in {*found, "subject", "class"}]
    # Words without a field stand as they were typed, with their quotation marks and commas.
    is_plain = not any(clause.field or clause.kind == "start" for clause in clauses)
    if is_plain and len(rest) == len(clauses):
        found["author"], found["title"] = _author_and_title(one_line(query), persons)
    else:
        found["title"] = " ".join(rest)
    return {name: value[: FIELDS[name]].strip(EDGES) for name, value in found.items() if value.strip(EDGES)}


def _author_and_title(words: str, persons: Sequence[Sequence[str]]) -> tuple[str, str]:
    """Return the person named in the words of a search and what is left of them; all is title where nobody is named."""
    for name in persons:
        pattern = r"[\W_]*".join(re.escape(word).replace("е", "[её]") for word in name)
        if named := re.search(pattern, words, re.IGNORECASE):
            rest = f"{words[: named.start()].strip(EDGES)} {words[named.end() :].strip(EDGES)}".strip()
            is_told = any(not (is_genre(run) or is_slight(run)) for run in runs(prepared(rest)))
            return named[0], rest if is_told else ""
    return "", words
