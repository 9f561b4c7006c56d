"""What is kept about somebody, as a page shows it."""

from typing import Any

from library_exchange.accounts import browsers
from library_exchange.core.i18n import _l
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.personal_data import labels
from library_exchange.personal_data.queries.kept import Kept
from library_exchange.personal_data.rules import Section

ASKING = _l(
    "Your library erases your name, card, telephone and notes, and takes you out of closed requests. You can then no"
    " longer ask for books there, and if you belong to no other library your account goes. This cannot be undone."
)
ERASING = _l(
    "Card, telephone, notes, applications and letters are deleted, and closed requests no longer tell whose they were;"
    " figures stay. If the reader belongs to no other library, her account goes with her lists and searches. This"
    " cannot be undone."
)
MOST_SHOWN = 3


def parts(kept: Kept) -> list[dict[str, Any]]:
    """Return each part with its name, how much there is, and what of its first rows a page shows in words."""
    return [
        {"label": labels.SECTIONS[section], "count": _count(section, rows), "words": _words(rows)}
        for section, rows in kept.items()
    ]


def _count(section: Section, rows: Any) -> int:
    """Return how many rows a part has; of the account, which everybody has, none are counted."""
    return 0 if section is Section.ACCOUNT else len(rows)


def _words(rows: Any) -> list[tuple[str, str]]:
    """Return the first rows in words, each with the language it is marked as."""
    shown = ("name", "email", "library", "card_no", "phone", "title", "subject", "query", "agent")
    told = [", ".join(_word(name, row[name]) for name in shown if row.get(name)) for row in rows[:MOST_SHOWN]]
    return [(each, html_lang(script_of(each))) for each in told if each]


def _word(name: str, value: Any) -> str:
    return browsers.called(value) if name == "agent" else str(value)
