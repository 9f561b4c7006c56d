"""What readers answer to a bad input, in a few words that stand in the table of verdicts."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from io import BytesIO
from itertools import groupby
from typing import Any
from urllib.parse import parse_qsl

from pydantic import BaseModel, EmailStr

from library_exchange.core import amounts, bounds, pictures, text
from library_exchange.core.errors import InvalidInput
from library_exchange.harvesting.rules import answers as harvested
from library_exchange.imports.services import contents
from library_exchange.list_reading.services import reading as list_reading
from library_exchange.list_reading.services.table_rows import Read
from library_exchange.marc.reading import Accepted, Rejected
from library_exchange.marc.verdicts import DOUBTFUL
from library_exchange.protocols.oai_pmh.rules import requests as oai
from library_exchange.protocols.sru.rules import cql
from library_exchange.protocols.sru.rules.diagnostics import Diagnostic
from library_exchange.search import query
from library_exchange.web import forms

LONGEST = 40


def shown(value: object, longest: int = LONGEST) -> str:
    """Return a value on one line of printable signs, not too long."""
    plain = "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in str(value))
    return plain if len(plain) <= longest else f"{plain[:longest]}…{len(plain)}"


def several(told: Iterable[str]) -> str:
    """Return what is told of each, what is told of many running together, with their number."""
    runs = [(each, len(list(same))) for each, same in groupby(told)]
    said = [each if count == 1 else f"{each} ×{count}" for each, count in runs]
    return "; ".join(said if len(said) <= 12 else [*said[:3], f"… {len(said)}", said[-1]]) or "nothing"


def file_of_records(content: bytes) -> str:
    """Import: the title of each record that is read, the reason of each that is refused, what is in doubt."""
    found = list(contents.read(BytesIO(content)))
    assert [each.position for each in found] == list(range(1, len(found) + 1))
    return several(map(_of_record, found))


def _of_record(each: Accepted | Rejected) -> str:
    if isinstance(each, Rejected):
        return f"-{each.reason}"
    copies = sum(copy.copies for copy in each.description.holdings)
    more = [each.description.year, copies and f"×{copies}", *sorted(DOUBTFUL & set(each.repairs))]
    return " ".join([shown(each.description.title), *(str(one) for one in more if one)])


def list_sent(content: bytes) -> str:
    """Exchange: the lines of a list that was sent as a file."""
    return _lines(lambda: list_reading.table(list_reading.rows_sent(content) or []))


def list_pasted(words: str) -> str:
    """Exchange: the lines of a list that was pasted."""
    return _lines(lambda: list_reading.pasted(words))


def _lines(read: Callable[[], Iterable[Read]]) -> str:
    try:
        return several(map(_of_line, read()))
    except InvalidInput:
        return "-not read"


def _of_line(read: Read) -> str:
    problem = f"-{read.problem.value}" if read.problem else ""
    entry = read.entry
    more = [entry.author, entry.isbn, entry.year, entry.quantity != 1 and f"×{entry.quantity}"]
    return " ".join(filter(None, [problem, " / ".join(shown(one) for one in (entry.title, *more) if one)]))


def picture(content: bytes) -> str:
    """Claims, loans, libraries' signs: the size of a picture that is kept, or why none is."""
    try:
        kept = pictures.read(content)
    except pictures.NotTaken as refused:
        return f"-{refused.fault}"
    assert kept.whole.startswith(b"\xff\xd8\xff")
    assert b"<?php" not in kept.whole
    assert b"PK\x03\x04" not in kept.whole
    return "×".join(map(str, kept.size))


def search_box(words: bytes) -> str:
    """The parts of a reader's query."""
    clauses, is_cut = query.parse(words.decode("utf-8", "replace"))
    told = (f"{'-' * each.is_excluded}{each.field or 'any'} {each.kind} {shown(each.text)}" for each in clauses)
    return several(told) + " (cut)" * is_cut


def common_query(words: bytes) -> str:
    """SRU: how many clauses a query has, or its diagnostic."""
    try:
        asked = cql.parse(words.decode("utf-8", "replace"))
    except Diagnostic as refused:
        return f"-{int(refused.code)}"
    return several(f"{each.index} {each.relation} {shown(each.term)}" for each in _clauses(asked.tree))


def _clauses(tree: cql.Tree) -> Iterable[cql.Clause]:
    return (tree,) if isinstance(tree, cql.Clause) else (*_clauses(tree.left), *_clauses(tree.right))


def harvesters_arguments(words: str) -> str:
    """OAI-PMH: what a request asks, or its fault."""
    try:
        asked = oai.read(parse_qsl(words, keep_blank_values=True, errors="replace"))
    except oai.Refused as refused:
        return f"-{refused.fault}"
    told = [f"{name}={shown(value)}" for name, value in asked.arguments.items()]
    return " ".join([asked.verb, *told, *(str(each) for each in (asked.since, asked.until) if each)])


def _understood(read: Callable[[bytes], str]) -> Callable[[bytes], str]:
    @wraps(read)
    def told(raw: bytes) -> str:
        try:
            return read(raw)
        except harvested.NotUnderstood as refused:
            return f"-{refused.failure} {shown(refused.detail)}".strip()
        except harvested.TokenRefused:
            return "-token refused"

    return told


@_understood
def page_harvested(raw: bytes) -> str:
    """Harvest: the records of a page, each refused or deleted one too, and how the list goes on."""
    page = harvested.read_page(raw)
    told = several(_of_given(each) for each in page.records)
    more = [page.token and f"on with {shown(page.token)}", page.total and f"of {page.total}"]
    return ", ".join([told, *(one for one in more if one)])


def _of_given(each: Any) -> str:
    if each.is_deleted:
        return f"{shown(each.identifier)} deleted"
    [read] = contents.read(BytesIO(b"<collection>" + each.content + b"</collection>"))
    return f"{shown(each.number or '(none)')} {_of_record(read)}"


@_understood
def repository(raw: bytes) -> str:
    """Harvest: what a server says of itself."""
    found = harvested.read_repository(raw)
    return f"{shown(found.name)} {'seconds' if found.has_seconds else 'days'} {found.deleted}".strip()


@_understood
def formats(raw: bytes) -> str:
    """Harvest: the forms of records that a server tells."""
    return several(shown(each.prefix) for each in harvested.read_formats(raw))


@_understood
def sets(raw: bytes) -> str:
    """Harvest: the sets that a server tells."""
    return several(f"{shown(spec)} {shown(name)}" for spec, name in harvested.read_sets(raw)[0])


class Typed(BaseModel):
    """A form with a field of each kind."""

    copies: bounds.Id | None = None
    sum: bounds.Money | None = None
    day: bounds.Day | None = None
    weight: amounts.Grams | None = None
    address: EmailStr | None = None


def _field(name: str) -> Callable[[str], str]:
    def told(words: str) -> str:
        try:
            return str(getattr(forms.parse(Typed, {name: words}, "CNY"), name))
        except InvalidInput as refused:
            return f"-{refused.fields[name]}"

    return told


number, sum_, day, weight, address = map(_field, ("copies", "sum", "day", "weight", "address"))


def words(told: str) -> str:
    """Texts: what is left of one."""
    return ascii(text.clean(told))


FIELDS: Mapping[str, Callable[[str], str]] = {
    "number": number, "sum": sum_, "day": day, "weight": weight, "address": address, "text": words,
}  # fmt: skip
