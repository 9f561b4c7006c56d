"""Words of a library's own in a letter: plain text with slots like `%(due_on)s`, checked when saved, filled when sent.

Nothing is carried out that stands in them: a slot is replaced by what the letter tells, once, and the rest is text.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LONGEST_SUBJECT, LONGEST_PARAGRAPH = 120, 600
SLOTS = (
    *("number", "title", "home", "partner", "due_on", "retry_after"),
    *("reason", "condition", "refusal", "damage", "settlement", "copy_until", "fault"),
)
"""All that a slot may ever tell. The reader's name is none of it: her letter begins with it anyway."""
PRIVATE = frozenset({"title"})
"""What stands in no subject of a library's own: a list of mails shows the subject, and what somebody reads is hers."""
_SLOT = re.compile(r"%\((\w*)\)s")
_PLACE = re.compile(r"[{｛]\w[^{}｛｝\n]*[}｝]")
"""How people write a place; one that is left when words come to be kept is none of the letter's."""
_OPENED = re.compile(r"%\(\w*|[{｛]\w[^{}｛｝\n]*")
_MARKUP = re.compile(r"</?[a-zA-Z!]|\{\{|\{%|\{#|&#?\w+;")


@dataclass(frozen=True)
class Words:
    """What a library puts into a letter: another subject, a paragraph before what it tells, and one after it."""

    subject: str = ""
    opening: str = ""
    closing: str = ""


STANDARD = Words()


class Fault(StrEnum):
    """Why words cannot be accepted."""

    TOO_LONG = "too_long"
    MARKUP = "markup"
    NOT_CLOSED = "not_closed"
    UNKNOWN_SLOT = "unknown_slot"


@dataclass(frozen=True)
class Found:
    """A fault, and where it is: the slot, or what stands in place of one."""

    fault: Fault
    text: str = ""


def find_fault(text: str, known: Collection[str], longest: int) -> Found | None:
    """Return what is wrong with words for a letter that knows the slots `known`, None if nothing is."""
    if len(text) > longest:
        return Found(Fault.TOO_LONG)
    if markup := _MARKUP.search(text):
        return Found(Fault.MARKUP, markup.group())
    if opened := _OPENED.search(_PLACE.sub("", _SLOT.sub("", text))):
        return Found(Fault.NOT_CLOSED, opened.group())
    if place := _PLACE.search(text):
        return Found(Fault.UNKNOWN_SLOT, place.group())
    unknown = next((name for name in _SLOT.findall(text) if name not in known), None)
    return None if unknown is None else Found(Fault.UNKNOWN_SLOT, f"%({unknown})s")


def filled(text: str, told: Mapping[str, Any]) -> str:
    """Return `text` with its slots filled from `told`; a line with a slot of which nothing is known is left out."""
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(_SLOT.sub(lambda slot: _value(slot[1], told), line) for line in lines if _is_told(line, told))


def _is_told(line: str, told: Mapping[str, Any]) -> bool:
    return all(_value(name, told) for name in _SLOT.findall(line))


def _value(name: str, told: Mapping[str, Any]) -> str:
    return str(told.get(name) or "") if name in SLOTS else ""
