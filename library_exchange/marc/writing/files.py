"""Records written as ISO 2709 and as XML; what a file cannot hold is told, never written broken."""

import re
from enum import StrEnum
from xml.sax.saxutils import escape, quoteattr

from pymarc import Field, Record, Subfield

from library_exchange.marc.profiles.tables import Profile

LONGEST_RECORD, LONGEST_FIELD = 99_999, 9_999
"""How many bytes ISO 2709 has digits for."""
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Marks of ISO 2709 itself, what XML 1.0 forbids, and what no text has: control characters, halves of signs."""
_TAG = re.compile(r"[0-9A-Za-z]{3}")
_NAMESPACES = {Profile.MARC21: "http://www.loc.gov/MARC21/slim"}
_EXCHANGE = "info:lc/xmlns/marcxchange-v2"
_FORMATS = {Profile.UNIMARC: "UNIMARC", Profile.CNMARC: "CNMARC", Profile.RUSMARC: "RUSMARC"}


class Trouble(StrEnum):
    """What was the matter with a record that was to be written."""

    CHARACTERS = "characters"
    FIELD_TOO_LONG = "field-too-long"
    RECORD_TOO_LONG = "record-too-long"
    TAG = "tag"
    UNREADABLE = "unreadable"


LEFT_OUT = (Trouble.FIELD_TOO_LONG, Trouble.RECORD_TOO_LONG, Trouble.TAG, Trouble.UNREADABLE)
"""What leaves a record out of the file; the others are mended in it."""


class Unwritable(Exception):
    """A record that the format has no room for."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble


def fit(record: Record) -> Trouble | None:
    """Take out of `record` what no file may hold; tell if there was anything. Raises `Unwritable`."""
    is_changed = False
    for field in record.fields:
        if not _TAG.fullmatch(field.tag):
            raise Unwritable(Trouble.TAG)
        if field.control_field:
            kept = _UNFIT.sub("", field.data or "")
            is_changed |= kept != (field.data or "")
            field.data = kept
        else:
            is_changed |= _mended(field)
    return Trouble.CHARACTERS if is_changed else None


def _mended(field: Field) -> bool:
    fitting = [Subfield(each.code, _UNFIT.sub("", each.value)) for each in field.subfields]
    is_changed = fitting != field.subfields
    field.subfields = fitting
    return is_changed


def iso2709(record: Record) -> bytes:
    """Return a record that `fit` has passed as ISO 2709 in UTF-8. Raises `Unwritable` if it is too long."""
    if any(len(field.as_marc("utf-8")) > LONGEST_FIELD for field in record.fields):
        raise Unwritable(Trouble.FIELD_TOO_LONG)
    written = record.as_marc()
    if len(written) > LONGEST_RECORD:
        raise Unwritable(Trouble.RECORD_TOO_LONG)
    return bytes(written)


def xml_head(profile: Profile) -> bytes:
    """Return what stands before the records of an XML file: MARCXML, or for the others MarcXchange (ISO 25577)."""
    namespace = _NAMESPACES.get(profile, _EXCHANGE)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{namespace}">\n'.encode()


XML_END = b"</collection>\n"


def xml(record: Record, profile: Profile) -> bytes:
    """Return a record that `fit` has passed as one element of a file that `xml_head` begins."""
    told = f' format="{_FORMATS[profile]}" type="Bibliographic"' if profile in _FORMATS else ""
    lines = [f"<record{told}>", f"<leader>{escape(str(record.leader))}</leader>"]
    for field in record.fields:
        if field.control_field:
            lines.append(f'<controlfield tag="{field.tag}">{escape(field.data or "")}</controlfield>')
            continue
        first, second = (quoteattr(mark) for mark in field.indicators or (" ", " "))
        inside = "".join(
            f"<subfield code={quoteattr(each.code)}>{escape(each.value)}</subfield>" for each in field.subfields
        )
        lines.append(f'<datafield tag="{field.tag}" ind1={first} ind2={second}>{inside}</datafield>')
    return "\n".join([*lines, "</record>\n"]).encode()
