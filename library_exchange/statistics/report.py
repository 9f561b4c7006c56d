"""The yearly report: gathered once, then shown as a page, a table for spreadsheets, or a paper in both languages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

from sqlmodel import Session

from library_exchange.core.i18n import current, language_name, speaking
from library_exchange.documents.paper import Column, Paper
from library_exchange.documents.sheets import Value
from library_exchange.documents.tables import table_file
from library_exchange.offers.labels import SUBJECTS
from library_exchange.offers.rules.subjects import Subject
from library_exchange.statistics import labels, queries
from library_exchange.statistics.queries import NO_SUBJECT, Happenings, Scope
from library_exchange.statistics.rules.figures import Flow, Sums, Way, by_way, inland_percent, partners, ways_told

BOTH = ("zh", "ru")
UNKNOWN_LANGUAGE = "und"
FIGURES = (("titles", "titles"), ("copies", "copies"), ("kg", "grams"), ("unweighed", "unweighed"))
"""Rows of the first table: the word and the sum."""
FACTS = ("givers", "receivers", "partners", "settlements", "inland")
AGREED, HAPPENED = (
    ("boxes", "rounds_copies", "pledges", "others"),
    (
        *("claims", "lost", "rounds", "programmes"),
        *("loans_asked", "loans_filled", "copies_asked", "copies_filled"),
    ),
)
NUMBERS = 0.6
"""Which part of a table its columns of numbers take."""
FACT_MM = 8.0
"""How high a row of facts may be: a heading stays with what it heads."""


@dataclass(frozen=True)
class Report:
    """Everything the report says; `names` are those of the library reported on, by language, empty for the network."""

    year: int
    names: Mapping[str, str]
    ways: Mapping[Way, Sums]
    languages: Mapping[str, Mapping[Way, Sums]]
    themes: Mapping[str, Mapping[Way, Sums]]
    breadth: Mapping[str, int | None]
    happenings: Happenings

    @property
    def order(self) -> list[Way]:
        """The ways that are told, in the order of the columns."""
        return ways_told(self.ways)

    @property
    def total(self) -> Sums:
        """All copies together."""
        return add(self.ways)


def add(ways: Mapping[Way, Sums]) -> Sums:
    """Return the sums of all ways together."""
    found = Sums()
    for sums in ways.values():
        found = found + sums
    return found


def gather(session: Session, scope: Scope) -> Report:
    """Return the report of a year, by a fixed number of queries."""
    known = queries.places(session)
    flows = queries.flows(session, scope, known)
    names: dict[str, str] = {}
    if scope.library_id is not None:
        library = known[scope.library_id][1]
        names = {code: library.name_in(code) for code in ("zh", "ru", "en")}
    return Report(
        year=scope.year or 0,
        names=names,
        ways=by_way(flows),
        languages=_sorted(queries.languages(session, scope, known)),
        themes=_sorted(queries.themes(session, scope, known)),
        breadth=_breadth(flows),
        happenings=queries.happenings(session, scope),
    )


def _sorted(rows: Mapping[str, Mapping[Way, Sums]]) -> dict[str, Mapping[Way, Sums]]:
    return dict(sorted(rows.items(), key=lambda row: (-add(row[1]).copies, row[0])))


def _breadth(flows: list[Flow]) -> dict[str, int | None]:
    ends = [end for flow in flows for end in (flow.giver, flow.receiver)]
    return {
        "givers": len({flow.giver.id for flow in flows}),
        "receivers": len({flow.receiver.id for flow in flows}),
        "partners": partners(flows),
        "settlements": len({end.settlement for end in ends}),
        "inland": inland_percent(flows),
    }


# Words ----------------------------------------------------------------------------------------------------------------


def said(heading: str, code: str) -> str:
    """Return the name of a language or subject (`heading` tells which) in the language being spoken."""
    if heading == "languages":
        return str(labels.WITHOUT_LANGUAGE) if code == UNKNOWN_LANGUAGE else language_name(code)
    return str(labels.WITHOUT_SUBJECT if code == NO_SUBJECT else SUBJECTS[Subject(code)])


def kilograms(grams: int) -> Decimal:
    """Return a weight in kilograms, to the gram: rounded parts would not add up to their sum."""
    return Decimal(grams) / 1000


# The table ------------------------------------------------------------------------------------------------------------


def table_of(report: Report, form: str, made_on: date) -> bytes:
    """Return the report for a spreadsheet, in the language being spoken; codes beside names, so that it adds up."""
    return table_file(form, _rows(report), current().code, made_on)


def _rows(report: Report) -> Iterator[Sequence[Value]]:
    word = labels.REPORT
    ways = [labels.way(way) for way in report.order]
    yield [str(word["title"]), report.year, report.names.get(current().code, str(word["whole"]))]
    yield []
    yield [str(word["received"]), "", *ways, str(word["total"])]
    for name, value in FIGURES:
        yield [str(word[name]), name, *cells(report, report.ways, value)]
    for heading, rows in (("languages", report.languages), ("themes", report.themes)):
        yield []
        yield [str(word[heading]), "", *ways, str(word["total"])]
        for code, found in rows.items():
            yield [said(heading, code), code, *cells(report, found, "copies")]
    for heading, values in facts(report):
        yield []
        yield [str(word[heading])]
        for name, number in values:
            yield [str(word[name]), name, number]


def cells(report: Report, ways: Mapping[Way, Sums], value: str) -> list[int | Decimal]:
    """Return one of the sums (`value`) for each way and in all, in the order of its columns; grams as kilograms."""
    numbers = [*(getattr(ways.get(way, Sums()), value) for way in report.order), getattr(add(ways), value)]
    return [kilograms(number) for number in numbers] if value == "grams" else numbers


def facts(report: Report) -> list[tuple[str, list[tuple[str, int | None]]]]:
    """Return the figures that stand alone, under their headings."""
    return [
        ("breadth", [(name, report.breadth[name]) for name in FACTS]),
        ("ways", [(name, getattr(report.happenings, name)) for name in AGREED]),
        ("events", [(name, getattr(report.happenings, name)) for name in HAPPENED]),
    ]


# The paper ------------------------------------------------------------------------------------------------------------


def pdf_of(report: Report, font: Path, made_on: date) -> bytes:
    """Return the report as a PDF in Chinese and Russian."""
    title = _both(lambda: str(labels.REPORT["title"]))
    paper = Paper(font, made_on, f"{title[0]} {report.year}")
    paper.begin(f"{title[0]} · {report.year}")
    paper.heading(title)
    whom = [report.names[code] for code in BOTH] if report.names else list(_both(lambda: str(labels.REPORT["whole"])))
    paper.facts(
        [(_word("year"), str(report.year)), (_word("what"), " · ".join(whom)), (_word("made_on"), str(made_on))]
    )
    paper.text(_word("basis"), 7.5)
    paper.space(2)
    received = [(_word(name), cells(report, report.ways, value)) for name, value in FIGURES]
    _table(paper, report.order, "received", received)
    for heading, rows in (("languages", report.languages), ("themes", report.themes)):
        numbers = [(_in_both(heading, code), cells(report, found, "copies")) for code, found in rows.items()]
        _table(paper, report.order, heading, numbers)
    for heading, values in facts(report):
        paper.room_for(FACT_MM * (len(values) + 2))
        paper.text(_word(heading), 11, bold=True)
        paper.facts([(_word(name), "—" if number is None else str(number)) for name, number in values], 0.7)
    return paper.to_bytes()


def _table(paper: Paper, order: Sequence[Way], heading: str, rows: list[tuple[str, list[int | Decimal]]]) -> None:
    width = NUMBERS / (len(order) + 1)
    columns = [
        Column(_both(lambda: str(labels.REPORT[heading])), 1 - NUMBERS),
        *(Column(_both(partial(labels.way, way)), width, "right") for way in order),
        Column(_both(lambda: str(labels.REPORT["total"])), width, "right"),
    ]
    paper.table(columns, [[name, *(str(number) for number in numbers)] for name, numbers in rows])
    paper.space(3)


def _both(say: Callable[[], str]) -> tuple[str, ...]:
    """Return what `say` says in Chinese and in Russian."""
    found = []
    for code in BOTH:
        with speaking(code):
            found.append(say())
    return tuple(found)


def _word(name: str) -> str:
    return " · ".join(dict.fromkeys(_both(lambda: str(labels.REPORT[name]))))


def _in_both(heading: str, code: str) -> str:
    return " · ".join(_both(lambda: said(heading, code)))
