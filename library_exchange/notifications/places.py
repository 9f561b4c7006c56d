"""Places in a library's own words as people write them, `{due date}`, and the slots that are kept for them.

What is kept is always the slot (`%(due_on)s`): so words written by a person who knows one language are read, and
changed, by another who knows the other.
"""

import re
from collections.abc import Collection, Mapping
from functools import cache

from library_exchange.core.i18n import LANGUAGES, speaking
from library_exchange.notifications.labels import PLACES

_PLACE = re.compile(r"[{｛]([^{}｛｝\n]{1,60})[}｝]")
_SLOT = re.compile(r"%\((\w+)\)s")


def place(slot: str) -> str:
    """Return how the place of a slot is written in the language of the page: {due date}."""
    return f"{{{PLACES[slot]}}}"


def with_places(text: str) -> str:
    """Return kept words as they are shown: each known slot as its place, in the language of the page."""
    return _SLOT.sub(lambda found: place(found[1]) if found[1] in PLACES else found[0], text)


def with_slots(text: str, known: Collection[str]) -> str:
    """Return words as they are kept: places of the letter's slots, in whatever language, as slots; no others."""

    def kept(found: re.Match[str]) -> str:
        slot = _slots_by_name().get(_plain(found[1]))
        return f"%({slot})s" if slot in known else found[0]

    return _PLACE.sub(kept, text)


@cache
def _slots_by_name() -> Mapping[str, str]:
    found = {slot: slot for slot in PLACES}
    for code in LANGUAGES:
        with speaking(code):
            found |= {_plain(str(name)): slot for slot, name in PLACES.items()}
    return found


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
