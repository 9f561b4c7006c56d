"""What a target is asked: a query in CQL in the address of an SRU server, or one in PQF for Z39.50.

Whatever a librarian types stands between quotation marks with its own signs escaped, so that it is a word and nothing
else.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode, urlsplit, urlunsplit

from stdnum import isbn as isbn_numbers

from library_exchange.copy_cataloguing.rules.targets import SruVersion, Target, Wanted

MOST_WORDS = 8
LONGEST = 200
_CQL_SIGNS = re.compile(r'(["\\*?^])')
_PQF_SIGNS = re.compile(r'(["\\])')
_UNSEEN = re.compile(r"[\x00-\x20\x7f\x85\u2028\u2029]+")
"""Blanks, ends of lines and all signs that nobody sees: they part words, and no command begins behind them."""
_NO_WORDS = re.compile(r"^\W+$")


def sru_address(target: Target, wanted: Wanted, start: int) -> str:
    """Return the address by which an SRU target is asked for records from `start` on, counted from 1.

    What the target's own address asks for already (a database, a key) stays in it.
    """
    asked = {
        "version": str(target.version),
        "operation": "searchRetrieve",
        "query": cql(target, wanted),
        "startRecord": str(start),
        "maximumRecords": str(target.page_size),
    }
    if target.record_schema:
        asked["recordSchema"] = target.record_schema
    if target.version is SruVersion.V2_0:
        asked["queryType"] = "cql"
    parts = urlsplit(target.address)
    query = "&".join(filter(None, (parts.query, urlencode(asked))))
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, ""))


def cql(target: Target, wanted: Wanted) -> str:
    """Return what is wanted in CQL."""
    return " and ".join(_cql_parts(target, wanted))


def _cql_parts(target: Target, wanted: Wanted) -> Iterator[str]:
    if wanted.isbn:
        numbers = [_clause(target.indexes.isbn, "=", number) for number in isbn_forms(wanted.isbn)]
        yield numbers[0] if len(numbers) == 1 else f"({' or '.join(numbers)})"
    for index, text in (
        (target.indexes.title, wanted.title),
        (target.indexes.author, wanted.author),
        (target.indexes.any, wanted.words),
    ):
        if text:
            yield _clause(index, target.relation, text)


def _clause(index: str, relation: str, text: str) -> str:
    term = '"' + _CQL_SIGNS.sub(r"\\\1", seen(text)) + '"'
    return f"{index} {relation} {term}" if index else term


def pqf(target: Target, wanted: Wanted) -> str:
    """Return what is wanted in PQF: each word by itself, as what a target makes of several differs."""
    found = list(_pqf_parts(target, wanted))
    return "@and " * (len(found) - 1) + " ".join(found)


def _pqf_parts(target: Target, wanted: Wanted) -> Iterator[str]:
    if wanted.isbn:
        numbers = isbn_forms(wanted.isbn)
        yield "@or " * (len(numbers) - 1) + " ".join(_term(target.indexes.isbn, number) for number in numbers)
    for index, text in (
        (target.indexes.title, wanted.title),
        (target.indexes.author, wanted.author),
        (target.indexes.any, wanted.words),
    ):
        for word in _words(text):
            yield _term(index, word)


def _term(index: str, word: str) -> str:
    return f"@attr 1={index} " + '"' + _PQF_SIGNS.sub(r"\\\1", word) + '"'


def _words(text: str) -> Sequence[str]:
    return [word for word in seen(text).split(" ") if word and not _NO_WORDS.match(word)][:MOST_WORDS]


def seen(text: str) -> str:
    """Return a text in one line, without signs that nobody sees, no longer than what is asked for."""
    return _UNSEEN.sub(" ", text)[:LONGEST].strip()


def isbn_forms(number: str) -> list[str]:
    """Return the forms of an ISBN-13 under which catalogues list it: also with ten digits, where it has them."""
    ten = [isbn_numbers.to_isbn10(number)] if number.startswith("978") else []
    return [number, *ten]


def zoomsh_commands(target: Target, server: str, wanted: Wanted, start: int) -> str:
    """Return what the program `zoomsh` is told by its input, a command a line, to ask `server` (host:port)."""
    database = target.address.partition("/")[2]
    lines = [
        "set timeout 10",
        f"set preferredRecordSyntax {target.syntax}",
        "set elementSetName F",
    ]
    if target.encoding is not None:
        lines.append(f"set rpnCharset {target.encoding}")
    if target.username:
        lines += [f'set user "{target.username}"', f'set password "{target.password}"']
    first = start - 1
    lines += [
        f"connect {server}/{database}",
        f"search {pqf(target, wanted)}",
        f"show {first} {target.page_size} raw",
        "quit",
    ]
    return "\n".join(lines) + "\n"
