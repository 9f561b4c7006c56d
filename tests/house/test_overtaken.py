"""Who is overtaken reads the same on both databases: the slower act goes on from what the faster one left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from tests.house.conftest import World
from tests.house.test_rights import address

RULE = {"what": "threshold", "code": "claim_days", "value": "40", "valid_from": "2027-01-01", "source_note": "a test"}
NEW = {"email": "new@heihe.example", "name": "New", "role": "reader", "language": "zh"}
RACES = [
    ("librarian", "/loans/{asked}/send", {"supplier_id": "{amur}"}, "INSERT INTO supplier_attempt", 409),
    (
        *("librarian", "/staff/exchange/rounds/{round}/join", {"excluded": "{amur}"}),
        *("INSERT INTO exchange_excluded_partner", 302),
    ),
    ("librarian", "/staff/exchange/boxes", {"partner_id": "{stranger}"}, "INSERT INTO exchange_box", 302),
    ("librarian", "/staff/exchange/agreements", {"partner_id": "{stranger}"}, "INSERT INTO exchange_agreement", 409),
    ("librarian", "/staff/exchange/offers/from-item/{copy}", {}, "INSERT INTO exchange_offer", 302),
    ("admin", "/people/invite", NEW, 'INSERT INTO "user"', 302),
    ("platform", "/platform/shipping", RULE, "INSERT INTO shipping_threshold", 302),
]
"""Who sends what twice at once, before which statement the faster one wins, and what the slower one is answered."""


@contextmanager
def overtaken(world: World, statement: str, rival: Callable[[], Any]) -> Iterator[list[str]]:
    """Have `rival` act just before `statement` is first sent; where writers wait for each other, before anything is."""
    engine, done = world.app.extensions["database"].engine, []

    def overtake(_connection: Any, _cursor: Any, sent: str, *_more: Any) -> None:
        if not done and sent.startswith(statement):
            done.append(sent)
            rival()

    if engine.dialect.name == "sqlite":
        rival()
        yield [statement]
        return
    sa.event.listen(engine, "before_cursor_execute", overtake)
    yield done
    sa.event.remove(engine, "before_cursor_execute", overtake)


@pytest.mark.parametrize(("role", "path", "form", "statement", "expected"), RACES, ids=[race[1] for race in RACES])
def test_who_is_overtaken_reads_the_same_on_both_databases(walked_world, role, path, form, statement, expected):
    url, given = address(walked_world, path), {name: text.format_map(walked_world.ids) for name, text in form.items()}
    first = []

    def rival():
        with walked_world.visitors[role].post(url, data=given) as answer:
            first.append(answer.status_code)

    with overtaken(walked_world, statement, rival) as done:
        answer = walked_world.visitors[role].post(url, data=given)
    assert (first, answer.status_code) == ([302], expected)
    assert done
    assert expected == 302 or 'role="alert"' in answer.text
