"""What was searched for in vain, as the fields of a form in which it is asked for."""

from library_exchange.citations.cited import FIELDS
from library_exchange.citations.numbers import WrongNumber, read_doi, read_isbn, read_issn
from library_exchange.core.text import one_line
from library_exchange.search.query import parse

READERS = (("isbn", read_isbn), ("issn", read_issn), ("doi", read_doi))


def asks_for_subject(query: str) -> bool:
    """Whether a search looks for words in subjects, which stand in one language only."""
    return any(clause.field == "subject" for clause in parse(query)[0])


def fields_of(query: str) -> dict[str, str]:
    """Return the fields that the words of a search fill: a number, or author, publisher and title."""
    for name, read in READERS:
        try:
            return {name: read(query)}
        except WrongNumber:
            continue
    clauses = [clause for clause in parse(query)[0] if not clause.is_excluded]
    found = {
        name: " ".join(clause.text for clause in clauses if clause.field == name) for name in ("author", "publisher")
    }
    rest = [clause.text.rstrip("*") for clause in clauses if clause.field not in found and clause.field != "subject"]
    # Words without a field stand as they were typed, with their quotation marks and commas.
    is_plain = not any(clause.field or clause.kind == "start" for clause in clauses)
    found["title"] = one_line(query) if is_plain and len(rest) == len(clauses) else " ".join(rest)
    return {name: value[: FIELDS[name]].strip('"«»《》“” ') for name, value in found.items() if value}
