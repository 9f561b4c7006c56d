"""What a table says of one record: a row, its cells in the order of `labels.COLUMNS`."""

from library_exchange.documents.sheets import Value
from library_exchange.exports.rules.roles import with_role
from library_exchange.marc.description import Description, TextField

_AGAIN = "; "
F = TextField


def row_of(found: Description, number: str) -> tuple[Value, ...]:
    """Return the row of a record; several values of one kind stand in one cell."""

    def texts(*fields: TextField) -> str:
        return _AGAIN.join(value for field in fields for value in found.values(field))

    def classes(scheme: str) -> str:
        return _AGAIN.join(each.number for each in found.class_numbers if each.scheme == scheme)

    def numbers(kind: str) -> str:
        return _AGAIN.join(each.value for each in found.identifiers if each.kind == kind and each.is_valid)

    return (
        number,
        found.title,
        _AGAIN.join(_romanised(found)),
        _AGAIN.join(dict.fromkeys(with_role(each.forms[0].value, each.role) for each in found.contributors)),
        texts(F.PART_NUMBER, F.PART_TITLE),
        texts(F.PLACE),
        texts(F.PUBLISHER),
        found.year if found.year is not None else found.year_text,
        texts(F.EDITION),
        texts(F.EXTENT),
        texts(F.SERIES),
        numbers("isbn"),
        numbers("issn"),
        _AGAIN.join(found.languages),
        found.country,
        *(classes(scheme) for scheme in ("clc", "bbk", "udc", "ddc")),
        texts(F.SUBJECT, F.KEYWORD),
        _AGAIN.join(dict.fromkeys(each.call_number for each in found.holdings if each.call_number)),
        sum(each.copies for each in found.holdings) or None,
        _AGAIN.join(each.barcode for each in found.holdings if each.barcode),
        texts(F.NOTE),
    )


def _romanised(found: Description) -> list[str]:
    titles = [text for text in found.texts if text.field is F.TITLE]
    return [form.value for text in titles for form in text.forms if form.kind == "transliteration"]
