"""A title as consignments know it, made of what an upper room knows of a book."""

from collections.abc import Sequence
from typing import Any, Unpack

from library_exchange.citations.numbers import as_printed
from library_exchange.core.amounts import HEAVIEST_G
from library_exchange.core.text import one_line
from library_exchange.record_matching.set_sizes import volumes_told
from library_exchange.shipping.rules.codes import Material
from library_exchange.shipping.schemas import (
    LANGUAGES,
    LATEST_YEAR,
    LONGEST_AUTHOR,
    LONGEST_TITLE,
    OLDEST_YEAR,
    BookFacts,
    NewLine,
    compact_isbn,
)


def new_line(subject_kind: str, subject_id: int, forms: Sequence[Sequence[Any]], **known: Unpack[BookFacts]) -> NewLine:
    """Return the title that travels for a row of an upper room; `forms` are those of its title, as cards keep them.

    What no paper could bear (a year 20024, no ISBN at all) is left out, to be completed by hand.
    """
    year, weight_g = known.get("year"), known.get("weight_g")
    language = known.get("language")
    isbn = compact_isbn(known.get("isbn") or "")
    return NewLine(
        subject_kind=subject_kind,
        subject_id=subject_id,
        title=_shortened(next((form for form in forms if form[2] == "original"), forms[0])[0], LONGEST_TITLE),
        language=language if language in LANGUAGES else "und",
        transliteration=_form(forms, "", is_romanised=True),
        title_zh=_form(forms, "zh"),
        title_ru=_form(forms, "ru"),
        author=_shortened(known.get("author") or "", LONGEST_AUTHOR) or None,
        publisher=known.get("publisher"),
        year=year if year is not None and OLDEST_YEAR <= year <= LATEST_YEAR else None,
        isbn=isbn or as_printed(known.get("printed_isbn")),
        isbn_as_printed=isbn is None,
        copies=known.get("copies", 1),
        volumes=volumes_told(known.get("extent"), [form[0] for form in forms]),
        weight_g=weight_g if weight_g and weight_g <= HEAVIEST_G else None,
        value_minor=known.get("value_minor"),
        material=known.get("material", Material.BOOK),
        annotation_zh=known.get("annotation_zh"),
        annotation_ru=known.get("annotation_ru"),
    )


def _form(forms: Sequence[Sequence[Any]], lang: str, is_romanised: bool = False) -> str | None:
    """Return the title in a language, be it the book's own or a translation; or as it is romanised."""
    fitting = (form[0] for form in forms if (form[2] == "transliteration") is is_romanised and form[1].startswith(lang))
    return _shortened(next(fitting, ""), LONGEST_TITLE) or None


def _shortened(text: str, most: int) -> str:
    return one_line(text)[:most].rstrip()
