"""MARC as MarcEdit writes it for people to edit: one field a line, an empty line between records (.mrk)."""

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

SIGN = re.compile(rb"^(?:\xef\xbb\xbf)?=(?:LDR|LEADER|000|[0-9]{3}) {1,2}", re.MULTILINE)
_FIELD = re.compile(rb"(?:\xef\xbb\xbf)?=([0-9A-Za-z]{3}|LEADER)[ \t]{1,2}")
_LINE = re.compile(r"=([0-9A-Za-z]{3}|LEADER)[ \t]{1,2}(.*)", re.DOTALL)
_LEADERS = ("LDR", "LEADER", "000")
_ESCAPED = re.compile(r"\{([a-z]+)\}")
# The signs that the format itself needs (MarcEdit, "mnemonic" files; MARCMaker manual, table of mnemonics).
_SIGNS = {"dollar": "$", "lcub": "{", "rcub": "}", "bsol": "\\", "ldquo": "“", "rdquo": "”", "copy": "©", "deg": "°"}


def _begins(found: re.Match[bytes], gathered: Gathered) -> bool:
    """Tell a new record by its leader, or by a second record number where the leader is gone."""
    tag = found[1].decode("ascii")
    is_new = tag in _LEADERS or (tag == "001" and gathered.told == "001")
    gathered.told = "001" if tag == "001" else gathered.told
    return is_new


def _to_record(text: str) -> TextRecord:
    leader, fields, broken = "", [], []
    for line, was_broken in joined(text, _LINE):
        found = _LINE.match(line)
        assert found  # noqa: S101 - `joined` gives only such lines
        broken.append(was_broken)
        if found[1] in _LEADERS:
            leader = found[2].replace("\\", " ")
        else:
            fields.append(_field(found[1], found[2]))
    return TextRecord(made(leader, fields), repairs_of(broken))


def _field(tag: str, data: str) -> Field:
    if is_control(tag):
        return Field(tag, data=_unescaped(data.replace("\\", " ")))
    field = data_field(tag, data[:2].replace("\\", " "), data[2:], "$")
    field.subfields = [each._replace(value=_unescaped(each.value)) for each in field.subfields]
    return field


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda found: _SIGNS.get(found[1], found[0]), value)


LAYOUT = Layout(_FIELD, _begins, _to_record, ends=re.compile(rb"[ \t\r]*\n\Z"))
