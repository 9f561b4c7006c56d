"""Terms of clauses: words without the signs that CQL or our own query language would read, numbers, years, codes."""

import re

from library_exchange.protocols.sru.rules.diagnostics import Code, Diagnostic

_SIGNS = re.compile(r"[\"“”„«»《》〈〉「」『』:：]")
_MINUSES = "-\u2212\u2010\u2011\u2013"
_YEAR = re.compile(r"-?\d{1,4}")
_RECORD = re.compile(r"(?:oai:[A-Za-z0-9.-]+:)?([1-9]\d{0,17})")
_NUMBER = re.compile(r"^\s*(?:urn:)?(?:isbn|issn):?", re.IGNORECASE)
_LANGUAGES = {"zh": "chi", "zho": "chi", "ru": "rus", "en": "eng"}


class Words:
    """The words of a term in one field, as our query language has them. Raises `Diagnostic`: 27, 28, 31."""

    def __init__(self, term: str, where: str) -> None:
        if term.strip()[:1] == "^" or term.strip()[-1:] == "^":
            raise Diagnostic(Code.ANCHORING, term)
        bare = _SIGNS.sub(" ", term.replace("\\", " "))
        words = (each.lstrip(_MINUSES) for each in bare.split())
        self.words = [word for word in words if any(letter.isalnum() for letter in word)]
        if not self.words:
            raise Diagnostic(Code.EMPTY_TERM, term)
        if any("?" in word or "*" in word.rstrip("*") or "^" in word for word in self.words):
            raise Diagnostic(Code.MASKING, term)
        self._before = f"{where}:" if where else ""

    @property
    def is_several(self) -> bool:
        """Whether there is more than one word."""
        return len(self.words) > 1

    def each(self) -> list[str]:
        """Return a query for each word by itself."""
        return [f"{self._before}{word}" for word in self.words]

    def phrase(self) -> str:
        """Return the query for the words as they stand; no star is read in it."""
        return f'{self._before}"{" ".join(word.rstrip("*") for word in self.words)}"'

    def plainly(self) -> str:
        """Return the query for the words as a reader types them, anywhere."""
        return " ".join(self.words)


def years(relation: str, term: str) -> tuple[int | None, int | None]:
    """Return the span of years that is asked for. Raises `Diagnostic` 36."""
    told = [int(each) for each in term.split() if _YEAR.fullmatch(each) and each.isascii()]
    if len(told) != len(term.split()) or len(told) != (2 if relation == "within" else 1):
        raise Diagnostic(Code.TERM_FORMAT, term)
    year = told[0]
    spans = {"<": (None, year - 1), "<=": (None, year), ">": (year + 1, None), ">=": (year, None)}
    return (told[0], told[1]) if relation == "within" else spans.get(relation, (year, year))


def record_number(term: str) -> int:
    """Return the number of a record, by itself or in the name that harvesters have for it. Raises `Diagnostic` 36."""
    found = _RECORD.fullmatch(term.strip())
    if found is None or not term.isascii():
        raise Diagnostic(Code.TERM_FORMAT, term)
    return int(found[1])


def bare_number(term: str) -> str:
    """Return an ISBN or ISSN without what says that it is one."""
    return _NUMBER.sub("", term)


def facet_value(facet: str, term: str) -> str:
    """Return a value as the facet has it: countries in capitals, languages by their codes of three letters."""
    value = term.strip()
    if facet == "country":
        return value.upper()
    value = value.casefold()
    return _LANGUAGES.get(value, value) if facet == "language" else value
