"""What a record says of its book, in the lines by which a person tells one book from another."""

from library_exchange.catalogue.services.matching import main_name
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.text import bare, one_line
from library_exchange.marc.description import Description, TextField

MOST_BYTES = 2000
"""So much of a record that could not be read is shown in a table."""


def number_given(source_id: str, said: Description | None) -> str:
    """Return the number of a record, with bar code, ISBN or ISSN as its row had them behind two colons.

    The row is known by letters and digits alone, so that it is known again however they are parted.
    """
    kind, _colon, number = source_id.partition(":")
    known = number.partition("/")[0].partition(" ")[0]
    if said is None or kind not in ("barcode", "isbn", "issn"):
        return source_id
    codes = [each.barcode for each in said.holdings if each.barcode]
    given = codes if kind == "barcode" else [each.as_given for each in said.identifiers if each.kind == kind]
    if len(codes) > 1 and kind == "barcode":
        given.append(f"{codes[0]}–{codes[-1]}")
    return next((f"{kind}::{each}" for each in given if bare(each) == known), source_id)


def book_of(description: Description) -> dict[str, object]:
    """Return title, part, name, imprint, numbers and shelf marks of a described book, each as it stands."""
    main = main_name(description)
    imprint = [*description.values(TextField.PUBLISHER)[:1], description.year_text or str(description.year or "")]
    part = [*description.values(TextField.PART_NUMBER), *description.values(TextField.PART_TITLE)]
    shelved = [each.call_number or each.barcode for each in description.holdings if each.call_number or each.barcode]
    return {
        "title": description.title,
        "lang": html_lang(script_of(description.title)),
        "part": ", ".join(part),
        "author": main.value if main else "",
        "imprint": ", ".join(filter(None, imprint)),
        "numbers": [each.as_given for each in description.identifiers if each.kind in ("isbn", "issn")][:3],
        "shelved": shelved[:3],
    }


def begun(raw: bytes) -> str:
    """Return the beginning of bytes that could not be read, as far as it can be shown: marks of fields as spaces."""
    text = raw[:MOST_BYTES].decode("utf-8", "replace")
    return one_line("".join(each if each.isprintable() else " " for each in text))
