"""Aleph sequential: one field a line, each line beginning with the nine digits of its record's number."""

import re

from pymarc import Field

from library_exchange.marc.textual.lines import (
    Gathered,
    Layout,
    TextRecord,
    data_field,
    is_control,
    joined,
    made,
    repairs_of,
)

SIGN = re.compile(rb"^(?:\xef\xbb\xbf)?\d{9} [0-9A-Z]{3}[0-9A-Za-z ]{2} [A-Z]? ?(?=\S)", re.MULTILINE)
_FIELD = re.compile(rb"(?:\xef\xbb\xbf)?(\d{9}) ([0-9A-Z]{3})[0-9A-Za-z ]{2} ")
_LINE = re.compile(r"(\d{9}) ([0-9A-Z]{3})([0-9A-Za-z ]{2}) (?:[A-Z] )?(.*)", re.DOTALL)
_FORMATS = {"SE": "as", "BK": "am", "MU": "cm", "MP": "em", "VM": "gm"}


def _begins(found: re.Match[bytes], gathered: Gathered) -> bool:
    """Tell a new record by its number, or by a second leader under the number of the one before."""
    number, is_leader = found[1].decode("ascii"), found[2] == b"LDR"
    told, _space, leader = gathered.told.partition(" ")
    is_new = number != told or (is_leader and bool(leader))
    if not told or (is_leader and not is_new):
        gathered.told = f"{number} LDR" if is_leader else number
    return is_new


def _to_record(text: str) -> TextRecord:
    number, leader, form, is_deleted = "", "", "", False
    fields: list[Field] = []
    broken: list[bool] = []
    for line, was_broken in joined(text, _LINE):
        found = _LINE.match(line)
        assert found  # noqa: S101 - `joined` gives only such lines
        number, tag, indicators, data = found.groups()
        broken.append(was_broken)
        if tag == "LDR":
            leader = data.replace("^", " ").replace("-", " ")
        elif tag == "FMT":
            form = data.strip()
        else:
            is_deleted |= tag == "DEL" or (tag == "STA" and "DELETED" in data)
            fields.append(_field(tag, indicators, data))
    if not any(field.tag == "001" for field in fields):
        fields.insert(0, Field("001", data=number))
    return TextRecord(made(_leader(leader, form, is_deleted), fields), repairs_of(broken))


def _leader(given: str, form: str, is_deleted: bool) -> str:
    """Return the leader, made from the FMT field if there is none; a record marked as deleted says so in it."""
    leader = given or f"     n{_FORMATS.get(form, 'am')}"
    return f"{leader[:5].ljust(5)}d{leader[6:]}" if is_deleted else leader


def _field(tag: str, indicators: str, data: str) -> Field:
    if is_control(tag):
        return Field(tag, data=data.replace("^", " "))
    return data_field(tag, indicators, data, "$$")


LAYOUT = Layout(_FIELD, _begins, _to_record, keeps_loose_lines=False)
