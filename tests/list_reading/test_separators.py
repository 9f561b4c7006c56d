"""Lines that part books say nothing of one: what may be a year or an issue parts no cards."""

import pytest

from library_exchange.list_reading.rules.separators import is_number, is_record_number, is_rule


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("-----", (True, False, False)),
        ("* * *", (True, False, False)),
        ("+++", (True, False, False)),
        ("--", (False, False, False)),
        ("12.", (False, True, True)),
        ("  7 ", (False, True, True)),
        ("[12]", (False, False, True)),
        ("Запись 12", (False, False, True)),
        ("12 из 40", (False, False, True)),
        ("1985", (False, False, True)),
        ("1985 г.", (False, False, False)),
        ("84(2)6", (False, False, False)),
    ],
)
def test_rules_and_numbers_of_what_stands_below_part_books(line, parts):
    assert (is_rule(line), is_number(line), is_record_number(line)) == parts
