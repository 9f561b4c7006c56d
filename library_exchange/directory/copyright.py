"""What is accepted before pages are copied: a statement on copyright for each country's readers, by its version."""

from typing import Any

from library_exchange.core.i18n import _l

STATEMENTS: dict[str, Any] = {
    "study-2026": _l(
        "I ask for one copy of these pages for my own study, research or enjoyment. I shall not publish, sell or pass"
        " it on, and the rights of the author stay as they are."
    ),
    "single-copy-2026": _l(
        "I ask for one copy of an article or a short part of a book for scientific or educational use and not for"
        " profit. I shall not publish, sell or pass it on, and the rights of the author stay as they are."
    ),
}
"""The sentence of each version that a country names (`copy_statement` of `core/regions.csv`).

One that was accepted stays as it is: another wording is a version of its own.
"""
