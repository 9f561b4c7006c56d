"""The card of a record: the short display that lists show, made once when the record changes."""

from collections.abc import Iterable, Sequence
from typing import Any

import iuliia
from pypinyin import Style, pinyin

from library_exchange.catalogue.models import BibliographicRecord, Contributor, TextForm
from library_exchange.core.scripts import html_lang

MOST_AUTHORS = 3
MAIN_ROLES = ("aut", "cre", "edt", "com")


def romanised(value: str, script: str) -> tuple[str, str] | None:
    """Return `value` in Latin letters and the scheme used, or None where that makes no sense.

    Chinese by pinyin with tones; Russian by BGN/PCGN, which readers of either side can guess.
    """
    if script in ("Hans", "Hant"):
        syllables = pinyin(value, style=Style.TONE, errors=lambda rest: [rest])
        return " ".join(" ".join(syllable[0] for syllable in syllables).split()), "pinyin"
    if script == "Cyrl":
        # The library's table leaves a Cyrillic ё in its Latin output.
        return iuliia.BGN_PCGN.translate(value).replace("ё", "ë").replace("Ё", "Ë"), "bgn-pcgn"
    return None


def make_card(
    record: BibliographicRecord, forms: Sequence[TextForm], contributors: Sequence[Contributor]
) -> dict[str, Any]:
    """Return the card: titles, authors and imprint, each as lists of [value, lang, kind, machine-made]."""
    return {
        "titles": _titles(forms),
        "authors": [_spread(forms, person) for person in _first_authors(contributors)],
        "imprint": _imprint(forms, record.year_text or (str(record.year) if record.year is not None else "")),
    }


def _written(form: TextForm) -> list[Any]:
    return [form.value, html_lang(form.script, form.language), form.kind, form.machine_made]


def _titles(forms: Sequence[TextForm]) -> list[list[Any]]:
    of_title = sorted((f for f in forms if f.field == "title" and f.position == _first(forms, "title")), key=_rank)
    part = ". ".join(f.value for f in forms if f.field in ("part_number", "part_title") and f.kind == "original")
    titles = [_written(f) for f in of_title]
    if titles and part:
        titles[0][0] = f"{titles[0][0]}. {part}"
    return titles + [_written(f) for f in forms if f.field == "parallel_title"]


def _rank(form: TextForm) -> int:
    return ("original", "translation", "transliteration").index(form.kind)


def _first(forms: Iterable[TextForm], field: str) -> int:
    return min((f.position for f in forms if f.field == field), default=0)


def _first_authors(contributors: Sequence[Contributor]) -> list[Contributor]:
    people = sorted(contributors, key=lambda c: (not c.is_main, c.position))
    return [c for c in people if c.role in MAIN_ROLES][:MOST_AUTHORS] or people[:1]


def _spread(forms: Sequence[TextForm], person: Contributor) -> list[list[Any]]:
    named = sorted((f for f in forms if f.contributor_id == person.id and f.contributor_id is not None), key=_rank)
    return [_written(f) for f in named]


def _imprint(forms: Sequence[TextForm], year: str) -> list[list[str]]:
    publisher = next((f for f in forms if f.field == "publisher" and f.kind == "original"), None)
    place = next((f for f in forms if f.field == "place" and f.kind == "original"), None)
    named = [[f.value, html_lang(f.script)] for f in (place, publisher) if f is not None]
    return named + ([[year, ""]] if year else [])
