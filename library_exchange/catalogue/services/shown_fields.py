"""The fields of a library's own record, as a page shows them."""

from io import BytesIO

from pymarc import Field

from library_exchange.marc import reading
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile


def fields_again(raw: bytes, profile: str, encoding: str) -> list[tuple[str, str, str]]:
    """Return the fields of a kept source record as rows of tag, indicators and subfields.

    A book that was written down from a request has none.
    """
    if profile not in set(Profile):
        return []
    for each in reading.read(BytesIO(raw), profile=Profile(profile), encoding=Encoding(encoding)):
        if isinstance(each, reading.Accepted):
            return [_row(field) for field in each.record.fields]
    return []


def _row(field: Field) -> tuple[str, str, str]:
    if field.is_control_field():
        return field.tag, "", field.data or ""
    subfields = " ".join(f"${subfield.code} {subfield.value}" for subfield in field.subfields)
    return field.tag, "".join(field.indicators or ()).replace(" ", "_"), subfields
