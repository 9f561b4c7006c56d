"""From the bytes of one record to its fields, whatever its format: encoding and profile are found out on the way."""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from pymarc import Field, Indicators, Leader, Record, Subfield

from library_exchange.marc import irbis, iso2709, xml
from library_exchange.marc.encoding import Encoding, decode, detect, named, surely_in
from library_exchange.marc.profiles.detection import detect_profile
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.textual.lines import MAX_RECORD, TextRecord, is_control
from library_exchange.marc.verdicts import Damaged, RejectionReason, Repair

_CODES = range(0x21, 0x7F)
_HIGH = 0x80
_SUBFIELD = iso2709.SUBFIELD.decode("ascii")
_FIELD = re.compile("[\x00-\x1e\x20-\x7f]{2}(?:\x1f[\x21-\x7e][^\x1f]*)+")
_LOOKALIKES = {"а": "a", "с": "c", "е": "e", "х": "x", "у": "y"}
_UNCODED = re.compile(b"\x1f[\x80-\xff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_ENOUGH = 4
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
    repairs = parts.repairs + _mends(parts, encoding)
    return Reading(record, encoding, choice.profile or detect_profile(record), repairs)


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
    return _told(values, lambda: choice.profile or detect_profile(_record(parts, Encoding.LATIN_1)), choice)


def _told(values: bytes, profile: Callable[[], Profile], choice: Choice) -> Encoding:
    encoding = surely_in(values) or detect(values, profile(), choice.usual)
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

    def profile() -> Profile:
        known = written.profile or choice.profile
        return known or detect_profile(written.to_record(_decoded(raw, Encoding.LATIN_1)).record)

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
        if is_control(tag):
            record.add_field(Field(tag, data=_decoded(data, encoding)))
        else:
            record.add_field(_data_field(tag, data, encoding))
    return record


def _data_field(tag: str, data: bytes, encoding: Encoding) -> Field:
    """Return a field with subfields; a missing indicator is blank, a subfield mark without code is left out."""
    if encoding is Encoding.UTF_8 and (text := _as_it_should_be(data)):
        marks, *values = text.split(_SUBFIELD)
        return Field(tag, Indicators(marks[0], marks[1]), [Subfield(value[0], value[1:]) for value in values])
    indicators, *parts = data.split(iso2709.SUBFIELD)
    marks = indicators.decode("latin-1").ljust(2)
    subfields = [_uncoded(parts.pop(0), encoding)] if _lacks_code(parts) else []
    subfields.extend(Subfield(chr(part[0]), _value(part[1:], encoding)) for part in _with_codes(parts))
    return Field(tag, Indicators(marks[0], marks[1]), subfields)


def _as_it_should_be(data: bytes) -> str:
    """Return the text of a field in UTF-8 in which nothing is to be put right, else an empty one."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if _FIELD.fullmatch(text) else ""


def _lacks_code(parts: list[bytes]) -> bool:
    """Tell whether the first subfield of a field begins with a letter that can be no code."""
    return bool(parts and parts[0] and parts[0][0] >= _HIGH)


def _uncoded(part: bytes, encoding: Encoding) -> Subfield:
    """Return a subfield whose code is no ASCII letter: ā or a Cyrillic а stand for a, anything else is text of $a."""
    text = _value(part, encoding)
    code = _LOOKALIKES.get(text[:1]) or unicodedata.normalize("NFD", text[:1])[:1]
    if code.isascii() and code.islower() and not text[1:2].islower():
        return Subfield(code, text[1:])
    return Subfield("a", text)


def _value(raw: bytes, encoding: Encoding) -> str:
    return _decoded(raw, Encoding.UTF_8 if _is_utf8_after_all(raw, encoding) else encoding)


def _is_utf8_after_all(raw: bytes, encoding: Encoding) -> bool:
    """Tell whether one value is UTF-8 in a record that is not: several letters of one script prove it."""
    if raw.isascii() or encoding in (Encoding.UTF_8, Encoding.MARC_8, Encoding.LATIN_1):
        return False
    try:
        letters = _NOT_ASCII.findall(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return False
    return len(letters) >= _ENOUGH and (
        sum("\u0400" <= letter <= "\u045f" for letter in letters) * 4 >= len(letters) * 3
        or sum("\u4e00" <= letter <= "\u9fff" for letter in letters) * 4 >= len(letters) * 3
    )


def _mends(parts: iso2709.Structure, encoding: Encoding) -> tuple[Repair, ...]:
    """Return what is put right when the values of a record are decoded."""
    if encoding is Encoding.UTF_8 and not any(_UNCODED.search(data) for _tag, data in parts.fields):
        return ()
    values = [data.split(iso2709.SUBFIELD)[1:] for tag, data in parts.fields if not is_control(tag)]
    is_mixed = any(_is_utf8_after_all(value[1:], encoding) for each in values for value in each)
    found = ((Repair.TWO_ENCODINGS, is_mixed), (Repair.SUBFIELD_CODE, any(map(_lacks_code, values))))
    return tuple(repair for repair, is_so in found if is_so)


def _with_codes(parts: list[bytes]) -> list[bytes]:
    """Return the subfields; what follows a stray mark, where no code can be, goes on with the one before."""
    subfields: list[bytes] = []
    for part in parts:
        if part and part[0] in _CODES:
            subfields.append(part)
        elif subfields:
            subfields[-1] += part
    return subfields
