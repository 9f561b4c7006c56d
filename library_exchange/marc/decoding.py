"""From the bytes of one record to its fields, whatever its format: encoding and profile are found out on the way."""

import re
from collections.abc import Callable
from typing import NamedTuple

from pymarc import Field, Indicators, Leader, Record, Subfield

from library_exchange.marc import irbis, iso2709, xml
from library_exchange.marc.encoding import Encoding, decode, detect, named
from library_exchange.marc.profiles.detection import detect_profile
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.textual.lines import MAX_RECORD, TextRecord
from library_exchange.marc.verdicts import Damaged, RejectionReason, Repair

_CODES = range(0x21, 0x7F)
_IRBIS_TAGS = frozenset(("903", "907", "910", "919", "920", "951"))
_IRBIS_VALUE = re.compile(rb"[\^\x1f][A-Z]")


class Choice(NamedTuple):
    """What somebody chose instead of what would be recognised; `usual` is the encoding most of the file is in."""

    profile: Profile | None = None
    encoding: Encoding | None = None
    usual: Encoding | None = None


class Written(NamedTuple):
    """How text of a format becomes a record; `profile` is that of the format, if it has but one."""

    to_record: Callable[[str], TextRecord]
    profile: Profile | None = None


class Reading(NamedTuple):
    """A record whose fields are known."""

    record: Record
    encoding: Encoding
    profile: Profile
    repairs: tuple[Repair, ...] = ()


def from_xml(cut: xml.Cut, head: xml.Head, choice: Choice) -> Reading:
    """Return the record in one piece of XML; raises `Damaged`."""
    if cut.fault is not None:
        raise cut.fault
    encoding = choice.encoding or _declared(head.encoding)
    record = xml.to_record(_decoded(cut.piece.raw, encoding), head.namespaces)
    return Reading(record, encoding, choice.profile or detect_profile(record))


def _declared(name: str) -> Encoding:
    try:
        return named(name)
    except LookupError as error:
        raise Damaged(RejectionReason.UNREADABLE_TEXT, f"unknown encoding {name[:40]!r}") from error


def from_iso2709(raw: bytes, choice: Choice) -> Reading:
    """Return the record in ISO 2709; fields of ИРБИС in it become RUSMARC. Raises `Damaged`."""
    parts = iso2709.structure(raw)
    if _is_irbis(parts):
        encoding = choice.encoding or told_by_fields(parts, choice._replace(profile=Profile.RUSMARC))
        return Reading(_from_irbis(parts, encoding), encoding, Profile.RUSMARC, parts.repairs)
    encoding = choice.encoding or told_by_fields(parts, choice)
    record = _record(parts, encoding)
    return Reading(record, encoding, choice.profile or detect_profile(record), parts.repairs)


def _is_irbis(parts: iso2709.Structure) -> bool:
    """Tell fields of ИРБИС: no indicators, subfield codes in capitals, and fields only it has."""
    tags = {each.tag for each in parts.fields}
    titles = [each.data for each in parts.fields if each.tag in ("200", "210", "461", "463", "700")]
    return bool(tags & _IRBIS_TAGS and titles) and all(_IRBIS_VALUE.match(data) for data in titles)


def _from_irbis(parts: iso2709.Structure, encoding: Encoding) -> Record:
    return irbis.to_rusmarc(
        [
            irbis.IrbisField(int(tag), _decoded(data.replace(iso2709.SUBFIELD, b"^"), encoding))
            for tag, data in parts.fields
            if tag.isdigit()
        ]
    )


def told_by_fields(parts: iso2709.Structure, choice: Choice) -> Encoding:
    """Return the encoding the fields of a record are in; raises `Damaged` if none makes sense of them."""
    values = b"\x1f".join(data for _tag, data in parts.fields)
    if values.isascii() and b"\x1b" not in values:
        return Encoding.UTF_8
    return _told(values, choice.profile or detect_profile(_record(parts, Encoding.LATIN_1)), choice)


def _told(values: bytes, profile: Profile, choice: Choice) -> Encoding:
    encoding = detect(values, profile, choice.usual)
    if encoding is None:
        raise Damaged(RejectionReason.UNREADABLE_TEXT, "no known encoding makes sense of the text")
    return encoding


def from_text(raw: bytes, written: Written, choice: Choice) -> Reading:
    """Return the record in one piece of a text format; raises `Damaged`."""
    if len(raw) >= MAX_RECORD:
        raise Damaged(RejectionReason.TOO_LONG, f"{MAX_RECORD} bytes or more")
    encoding = choice.encoding or told_by_text(raw, written, choice)
    record, repairs = written.to_record(_decoded(raw, encoding))
    return Reading(record, encoding, written.profile or choice.profile or detect_profile(record), repairs)


def told_by_text(raw: bytes, written: Written, choice: Choice) -> Encoding:
    """Return the encoding of one record's text; raises `Damaged` if none makes sense of it."""
    if raw.isascii():
        return Encoding.UTF_8
    profile = written.profile or choice.profile
    profile = profile or detect_profile(written.to_record(_decoded(raw, Encoding.LATIN_1)).record)
    return _told(raw.replace(b"\n", b"\x1f"), profile, choice)


def _decoded(raw: bytes, encoding: Encoding) -> str:
    try:
        return decode(raw, encoding)
    except UnicodeDecodeError as error:
        broken = error.object[error.start : error.end].hex(" ")
        raise Damaged(RejectionReason.UNREADABLE_TEXT, f"{encoding}: {broken} ({error.reason})") from error


def _record(parts: iso2709.Structure, encoding: Encoding) -> Record:
    record = Record()
    record.leader = Leader("".join(each if each.isprintable() else " " for each in parts.leader))
    for tag, data in parts.fields:
        if tag.isdigit() and tag < "010":
            record.add_field(Field(tag, data=_decoded(data, encoding)))
        else:
            record.add_field(_data_field(tag, data, encoding))
    return record


def _data_field(tag: str, data: bytes, encoding: Encoding) -> Field:
    """Return a field with subfields; a missing indicator is blank, a subfield mark without code is left out."""
    indicators, *parts = data.split(iso2709.SUBFIELD)
    marks = indicators.decode("latin-1").ljust(2)
    subfields = [Subfield(chr(part[0]), _decoded(part[1:], encoding)) for part in _with_codes(parts)]
    return Field(tag, Indicators(marks[0], marks[1]), subfields)


def _with_codes(parts: list[bytes]) -> list[bytes]:
    """Return the subfields; what follows a stray mark, where no code can be, goes on with the one before."""
    subfields: list[bytes] = []
    for part in parts:
        if part and part[0] in _CODES:
            subfields.append(part)
        elif subfields:
            subfields[-1] += part
    return subfields
