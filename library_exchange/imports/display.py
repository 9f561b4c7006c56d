"""What a record says of its book, in the lines by which a person tells one book from another."""

from library_exchange.catalogue.services.matching import main_name
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.marc.description import Description, TextField


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
