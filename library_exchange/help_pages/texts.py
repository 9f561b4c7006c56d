"""The texts of the help: one file for each page, with all three languages one below the other.

What a page of the product says, such as a button, stands in them as `[[Send request]]`, with its context before a bar
where it has one (`[[verb|Receive]]`): it is shown in the words of the catalogue of messages, so they never part.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from library_exchange.core.i18n import LANGUAGES, _, _p

WORDS = re.compile(r"\[\[(?:([^\]|]+)\|)?([^\]|]+)\]\]")
SLOTS = re.compile(r"\{(\w+)\}")
Run = tuple[bool, str]


@dataclass(frozen=True)
class Text:
    """A page in one language: what it is for, its steps in order, what can go wrong and what to do then.

    `pictures` say in words what the pictures of the page show.
    """

    title: str
    purpose: str
    steps: tuple[str, ...] = ()
    troubles: tuple[tuple[str, str], ...] = ()
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    pictures: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """Return all that the page says, in order."""
        parts = [text for heading, items in self.sections for text in (heading, *items)]
        return [
            self.title,
            self.purpose,
            *self.steps,
            *(text for pair in self.troubles for text in pair),
            *parts,
            *self.pictures,
        ]


@cache
def written(name: str) -> dict[str, Any]:
    """Return what the file of the page `name` holds."""
    found: dict[str, Any] = tomllib.loads((files(__package__) / "pages" / f"{name}.toml").read_text(encoding="utf-8"))
    return found


@cache
def read(name: str) -> dict[str, Text]:
    """Return the page `name` in every language, by the code of the language."""
    return {code: _text(written(name)[code]) for code in LANGUAGES}


def _text(written: dict[str, Any]) -> Text:
    return Text(
        written["title"],
        written["purpose"],
        tuple(written.get("steps", ())),
        tuple((trouble, advice) for trouble, advice in written.get("troubles", ())),
        tuple((each["heading"], tuple(each["items"])) for each in written.get("sections", ())),
        tuple(written.get("pictures", ())),
    )


def runs(text: str, slots: dict[str, object] | None = None) -> list[Run]:
    """Return `text` in pieces: plain ones, and (`True`) those in the very words of the product's pages."""
    found: list[Run] = []
    end = 0
    for match in WORDS.finditer(text):
        found += [(False, text[end : match.start()]), (True, _said(match[1], match[2]))]
        end = match.end()
    found.append((False, text[end:]))
    filled = [(is_word, SLOTS.sub(lambda slot: str((slots or {})[slot[1]]), part)) for is_word, part in found]
    return [each for each in filled if each[1]]


def _said(context: str | None, message: str) -> str:
    return _p(context, message) if context else _(message)
