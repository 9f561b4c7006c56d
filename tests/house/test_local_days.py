"""A day is that of a library: nothing reads the date of an instant but in a zone that it names."""

import ast
from pathlib import Path

import pytest

from library_exchange.core.settings import CHECKOUT

PACKAGE = CHECKOUT / "library_exchange"
NO_INSTANTS = {
    PACKAGE / "documents" / "workbooks.py": "a cell of a spreadsheet has a day and no zone",
}


def days_of_nowhere(source: str) -> list[int]:
    """Return the lines that read a day of an instant without saying where it is that day."""
    return sorted(node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and _is_one(node))


def _is_one(call: ast.Call) -> bool:
    called = call.func
    if not isinstance(called, ast.Attribute) or call.args or call.keywords:
        return False
    return called.attr in ("today", "utcnow") or (called.attr == "date" and not _names_a_zone(called.value))


def _names_a_zone(instant: ast.expr) -> bool:
    match instant:
        case ast.Call(func=ast.Attribute(attr="astimezone"), args=[zone]):
            return ast.unparse(zone) not in ("UTC", "timezone.utc", "datetime.UTC")
    return False


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("today = now.date()", True),
        ("today = taking.at.date()", True),
        ("today = now().astimezone(UTC).date()", True),
        ("today = now().astimezone().date()", True),
        ("today = date.today()", True),
        ("today = (now + LASTS).date()", True),
        ("today = at.astimezone(library.zone).date()", False),
        ("today = library.day_at(now)", False),
    ],
)
def test_a_day_of_nowhere_is_found(source, is_found):
    assert bool(days_of_nowhere(source)) is is_found


def test_every_day_is_that_of_a_place():
    found: dict[Path, list[int]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts and (lines := days_of_nowhere(path.read_text(encoding="utf-8"))):
            found[path.relative_to(CHECKOUT)] = lines
    allowed = {path.relative_to(CHECKOUT) for path in NO_INSTANTS}
    assert found.keys() == allowed, f"ask directory.queries.day_at or on_own_day instead: {found}"


def test_a_journey_counts_its_days_where_it_is_made():
    """It is made at whatever hour it is: for half of that, libraries have another day than UTC."""
    journeys = sorted((CHECKOUT / "tests" / "journeys").rglob("*.py"))
    assert journeys
    assert {path.name: lines for path in journeys if (lines := days_of_nowhere(path.read_text(encoding="utf-8")))} == {}
