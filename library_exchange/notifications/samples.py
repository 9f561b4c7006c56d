"""What a letter looks like: the slots that it knows, and the letter as it would be sent, of a book that is nobody's."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app
from jinja2.meta import find_undeclared_variables

from library_exchange.core.i18n import LANGUAGES, Language, _, format_date, speaking
from library_exchange.directory.models import Library
from library_exchange.mail import letters
from library_exchange.mail.letters import Letter
from library_exchange.mail.slots import SLOTS, STANDARD, Words

TEMPLATES = Path(__file__).parent.parent / "templates"
ALWAYS = frozenset({"number", "title", "home"})
"""What every letter about a loan can tell."""
TITLES = {"zh": "黑龙江史", "ru": "История Амура", "en": "A History of the Amur"}
PARTNERS = {"zh": "滨江图书馆", "ru": "Приречная библиотека", "en": "Riverside Library"}
"""A library that there is not: a sentence may begin with its name."""
DUE_ON = date(2026, 3, 5)


def slots_of(letter: str) -> list[str]:
    """Return the slots that words for `letter` may have: what its text tells, and what every letter knows."""
    room, _slash, name = letter.partition("/")
    source = (TEMPLATES / room / "mail" / f"{name}.txt").read_text(encoding="utf-8")
    told = find_undeclared_variables(current_app.jinja_env.parse(source))
    return [slot for slot in SLOTS if slot in ALWAYS | told]


def sample(letter: str, language: str, library: Library, words: Words = STANDARD) -> Letter:
    """Return `letter` as `library` would send it in `language`, with `words` in it."""
    return letters.compose(letter, language, _told(language, library), words)


def samples(
    letter: str, library: Library, words: Mapping[str, Words], order: Iterable[str]
) -> list[tuple[Language, Letter]]:
    """Return the letter in each language of `order`, with the words of that language or else the standard ones."""
    return [(LANGUAGES[code], sample(letter, code, library, words.get(code, STANDARD))) for code in order]


def _told(language: str, library: Library) -> dict[str, Any]:
    with speaking(language):
        day = format_date(DUE_ON)
        return {
            "number": "R-2345ABCD",
            "title": TITLES[language],
            "translation": "",
            "home": library.name_in(language),
            "partner": PARTNERS[language],
            "due_on": day,
            "retry_after": day,
            "reason": _("not on the shelf"),
            "condition": _("for use in the reading room"),
            "refusal": _("another reader waits for it"),
            "damage": _("torn pages"),
            "settlement": _("paid"),
            "questions": [_("In which year was it published?")],
            "copy_until": day,
            "fault": _("pages cannot be read"),
            "name": "",
            "library": library,
            "loan_id": 1,
            "asks_on": True,
            "reads_there": False,
        }
