"""The text export of ИРБИС: lines of tag and value, a line of five asterisks after each record."""

import re
from collections import Counter

from library_exchange.marc import irbis
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.textual.lines import Gathered, Layout, TextRecord, joined, repairs_of

SIGN = re.compile(rb"^(?:\xef\xbb\xbf)?#\d{1,5}(?:/\d+)?:[ _]?(?=[^\s])", re.MULTILINE)
_FIELD = re.compile(rb"(?:\xef\xbb\xbf)?#0*(\d{1,5})(?:/\d+)?:")
_END = re.compile(rb"\*{5}")
_LINE = re.compile(r"#0*(\d{1,5})(?:/\d+)?:[ _]?(.*)|\*{5}", re.DOTALL)
_CUT = re.compile(r"\n#\d*\Z")
_FIRST = re.compile(rb"(?:\A|^\*{5}[^\n]*\n)\s*(?:\xef\xbb\xbf)?#0*(\d{1,5})(?:/\d+)?:", re.MULTILINE)
_ONCE = frozenset((b"920", b"903", b"900", b"200", b"919", b"1"))
"""Fields a record has but once, and that exports begin with."""


def layout_of(head: bytes) -> Layout:
    """Return how the records of a file that begins with `head` are written.

    Where they all begin with one and the same field, it also tells a record from one whose end mark is lost.
    """
    first = Counter(_FIRST.findall(head)).most_common(1)
    lead = first[0][0] if first and first[0][0] in _ONCE else None

    def begins(found: re.Match[bytes], _gathered: Gathered) -> bool:
        return found[1] == lead

    return Layout(_FIELD, begins, _to_record, ends=_END, profile=Profile.RUSMARC)


def _to_record(text: str) -> TextRecord:
    fields: list[irbis.IrbisField] = []
    broken: list[bool] = []
    for line, was_broken in joined(_CUT.sub("", text), _LINE):
        found = _LINE.match(line)
        if found and found[1]:
            fields.append(irbis.IrbisField(int(found[1]), found[2]))
            broken.append(was_broken)
    return TextRecord(irbis.to_rusmarc(fields), repairs_of(broken))
