"""The card of a record: the short display that lists show, made once when the record changes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from library_exchange.catalogue.queries.known_names import Known
from library_exchange.catalogue.services.record_builder import Draft, FormDraft, PersonDraft
from library_exchange.core.scripts import html_lang
from library_exchange.core.titles import TitleForm, in_volume, with_known
from library_exchange.record_matching.parts import number_key

MOST_AUTHORS = 3
MAIN_ROLES = ("aut", "cre", "edt", "com")


def make_card(draft: Draft, year: str) -> dict[str, Any]:
    """Return the card: titles, authors and imprint, each as lists of [value, lang, kind, machine-made].

    A volume with one number tells that too: titles in other languages, which do not have it, are shown with it.
    """
    volume = _volume(draft.forms)
    titles = [in_volume(TitleForm(*each), volume) for each in _titles(draft.forms)]
    card: dict[str, Any] = {
        "titles": [[*each] for each in titles],
        "authors": [_spread(draft.forms, person) for person in _first_authors(draft.people)],
        "imprint": _imprint(draft.forms, year),
    }
    return {**card, "volume": volume} if volume else card


def named_elsewhere(card: Mapping[str, Any], known: Known) -> dict[str, Any]:
    """Return the card with what is known now of its title and names in other languages, behind what the record says.

    A form in a language that the record has itself is left out.
    """
    authors = [_with(forms, known.names.get(forms[0][0], ())) if forms else forms for forms in card["authors"]]
    titles = [in_volume(form, card.get("volume", "")) for form in known.title]
    made = {**card, "titles": _with(card["titles"], titles), "authors": authors, "work": known.work_id}
    return made if known.work_id is not None else {name: value for name, value in made.items() if name != "work"}


def _with(forms: Sequence[Sequence[Any]], known: Iterable[TitleForm]) -> list[list[Any]]:
    return [[*form] for form in with_known(forms, known)]


def _written(form: FormDraft) -> list[Any]:
    return [form.value, html_lang(form.script, form.language), form.kind, form.machine_made]


def _titles(forms: Sequence[FormDraft]) -> list[list[Any]]:
    first = min((f.position for f in forms if f.field == "title"), default=0)
    titles = [_written(f) for f in sorted((f for f in forms if f.field == "title" and f.position == first), key=_rank)]
    part = ". ".join(f.value for f in forms if f.field in ("part_number", "part_title") and f.kind == "original")
    if titles and part:
        titles[0][0] = f"{titles[0][0]}. {part}"
    return titles + [_written(f) for f in forms if f.field == "parallel_title"]


def _volume(forms: Sequence[FormDraft]) -> str:
    """Return the number of a volume that has just one; nothing for others, which only the original tells."""
    numbers = [form.value for form in forms if form.field == "part_number" and form.kind == "original"]
    keys = {number_key(each) for each in numbers}
    key = keys.pop() if len(keys) == 1 else ()
    return key[0] if len(key) == 1 and key[0].isdecimal() else ""


def _rank(form: FormDraft) -> int:
    return ("original", "translation", "transliteration").index(form.kind)


def _first_authors(people: Sequence[PersonDraft]) -> list[PersonDraft]:
    ordered = sorted(people, key=lambda p: (not p.is_main, p.position))
    return [p for p in ordered if p.role in MAIN_ROLES][:MOST_AUTHORS] or ordered[:1]


def _spread(forms: Sequence[FormDraft], person: PersonDraft) -> list[list[Any]]:
    return [_written(f) for f in sorted((f for f in forms if f.person is person), key=_rank)]


def _imprint(forms: Sequence[FormDraft], year: str) -> list[list[str]]:
    first = [
        next((f for f in forms if f.field == name and f.kind == "original"), None) for name in ("place", "publisher")
    ]
    return [[f.value, html_lang(f.script)] for f in first if f is not None] + ([[year, ""]] if year else [])
