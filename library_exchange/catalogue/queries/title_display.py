"""How a title or a name stands on a page: its own script first, then the reader's language, then Latin letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from library_exchange.core.scripts import script_of


@dataclass(frozen=True)
class Written:
    """A text and the `lang` attribute it carries; `machine` marks what no person has written."""

    value: str
    lang: str
    machine: bool = False


@dataclass(frozen=True)
class TitleBlock:
    """A title or name in up to three forms."""

    original: Written
    translation: Written | None = None
    romanised: Written | None = None
    href: str | None = None


def block(forms: Sequence[Sequence[Any]], language: str, href: str | None = None) -> TitleBlock:
    """Return the block for `forms`, each [value, lang, kind, machine], for a reader of `language` (zh, ru, en)."""
    first = next((form for form in forms if form[2] == "original"), forms[0] if forms else None)
    if first is None:
        return TitleBlock(Written("—", ""), href=href)
    others = [form for form in forms if form is not first]
    translated = next((f for f in others if f[2] != "transliteration" and f[1].startswith(language)), None)
    if translated is not None and translated[1][:2] == first[1][:2]:
        translated = None
    # Who reads the original needs no letters made by rule to tell how it sounds.
    is_own = first[1].startswith(language)
    latin = next((f for f in others if f[2] == "transliteration" and not (is_own and f[3])), None)
    return TitleBlock(_written(first), _written(translated), _written(latin), href)  # type: ignore[arg-type]


def _written(form: Sequence[Any] | None) -> Written | None:
    return None if form is None else Written(form[0], form[1], bool(form[3]))


def cover(title: str) -> tuple[str, str]:
    """Return the first character of a title and its script, for a cover without a picture."""
    first = next((character for character in title if character.isalnum()), "·")
    return first.upper(), script_of(first)


def joined(imprint: Sequence[Sequence[str]]) -> tuple[str, str]:
    """Return place, publisher and year as one line with the language of its first part."""
    lang = imprint[0][1]
    return ("，" if lang.startswith("zh") else ", ").join(part[0] for part in imprint), lang
