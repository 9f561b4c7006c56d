"""A message as its reader sees it: phrases in her language, slots in their own."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from library_exchange.core.i18n import LANGUAGES, _l, current, format_date, format_number, speaking
from library_exchange.core.personal_data import Trace
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.titles import Written
from library_exchange.correspondence.labels.phrases import PHRASES
from library_exchange.correspondence.rules.moderation import PostEvent, PostState, Reason
from library_exchange.correspondence.rules.slots import SLOTS, SlotKind

BRIEF = 120
"""How many characters of a message stand on the list of work."""
SLOT_LABELS = {
    "title": _l("Title"),
    "other": _l("Title of the other book"),
    "request": _l("Number of the request"),
    "number": _l("Number"),
    "place": _l("Place"),
    "pages": _l("Pages (numbers)"),
    "year": _l("Year"),
    "date": _l("Date"),
    "until": _l("Last day"),
    "count": _l("How many"),
}
WRITTEN_IN = {"zh": _l("written in Chinese"), "ru": _l("written in Russian"), "en": _l("written in English")}
TRACES = {
    Trace.EMAIL: _l("It seems to hold an e-mail address."),
    Trace.PHONE: _l("It seems to hold a telephone number."),
    Trace.IDENTITY: _l("It seems to hold the number of an identity document."),
}
REASONS = {
    Reason.OFF_TOPIC: _l("It is about something else."),
    Reason.PERSONAL_DATA: _l("It holds personal data."),
    Reason.IMPOLITE: _l("It is impolite."),
    Reason.ADVERTISING: _l("It is advertising."),
    Reason.TWICE: _l("It stands here twice."),
}
POST_EVENTS = {
    PostEvent.HIDE: _l("Hide"),
    PostEvent.TAKE_BACK: _l("Show it again"),
    PostEvent.RESTORE: _l("Restore it"),
    PostEvent.CONFIRM: _l("Remove it for good"),
    PostEvent.WITHDRAW: _l("Withdraw our post"),
}
GONE = {
    PostState.HIDDEN: _l("Hidden by an organiser. The other organiser decides whether it stays so."),
    PostState.REMOVED: _l("Removed by both organisers."),
    PostState.WITHDRAWN: _l("Withdrawn by the library that wrote it."),
}
BLANK = "…"
NO_TITLES: Mapping[str, Written] = {}
_PLACEHOLDER = re.compile(r"%\((\w+)\)s([”»》]?)")


class Run(NamedTuple):
    """A piece of a sentence; `lang` if it is not in the language of the page."""

    value: str
    lang: str | None


def runs(code: int, slots: Mapping[str, Any], titles: Mapping[str, Written] = NO_TITLES) -> list[Run]:
    """Return phrase `code` in the language being spoken, cut at its slots; an empty slot shows as dots.

    A title that is one of `titles` stands as its reader calls it, and behind it in brackets as it was written.
    """
    first, *pieces = _PLACEHOLDER.split(str(PHRASES[code].text))
    found = [Run(first, None)]
    for name, mark, text in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        value = slots.get(name) or ""
        said = [_slot(name, value), Run(mark, None)]
        found += said if value not in titles else _titled(titles[value], *said)
        found.append(Run(text, None))
    return [run for run in _without_double_stops(found) if run.value]


def _titled(known: Written, written: Run, mark: Run) -> list[Run]:
    """Return a title as its reader calls it, and behind its quotation marks in brackets what was written."""
    opened, closed = ("（", "）") if current().code == "zh" else (" (", ")")
    return [Run(known.value, known.lang), mark, Run(opened, None), written, Run(closed, None)]


def _without_double_stops(found: list[Run]) -> Iterator[Run]:
    """Leave a full stop out after a slot that ends with one: what was typed may, and so do the dots of an empty one."""
    before = ""
    for run in found:
        yield run._replace(value=run.value[1:]) if before.endswith((".", BLANK)) and run.value.startswith(".") else run
        before = run.value or before


def sentence(code: int, slots: Mapping[str, Any], titles: Mapping[str, Written] = NO_TITLES) -> str:
    """Return phrase `code` in the language being spoken as a plain text; `titles` as for `runs`."""
    return "".join(run.value for run in runs(code, slots, titles))


CANNED = _l("Proposed: a phrase that stands in both languages. Read it before you send.")


def as_phrase(text: str, source: str, target: str) -> str | None:
    """Return in the language `target` what `text` says in `source`, if it is a phrase without slots; else None."""
    if source not in LANGUAGES:
        return None
    with speaking(source):
        said = next((each for each in PHRASES.values() if not each.slots and str(each.text) == text.strip()), None)
    if said is None:
        return None
    with speaking(target):
        return str(said.text)


def _slot(name: str, value: Any) -> Run:
    if value in (None, ""):
        return Run(BLANK, None)
    kind = SLOTS[name]
    if kind is SlotKind.DATE:
        return Run(format_date(date.fromisoformat(value), "long"), None)
    if kind is SlotKind.NUMBER:
        return Run(format_number(value), None)
    tag = html_lang(script_of(value))
    return Run(value, None if tag == "und" else tag)


def language_of(text: str, otherwise: str) -> str:
    """Return the language (zh, ru or en) that `text` is written in, by its script; `otherwise` if it has no letters."""
    by_script = {"Hans": "zh", "Hant": "zh", "Cyrl": "ru", "Latn": "en"}
    return by_script.get(script_of(text), otherwise)


CONSEQUENCES = {
    PostEvent.WITHDRAW: _l("Nobody can read the post any more. This cannot be undone."),
    PostEvent.CONFIRM: _l("The post is removed for everybody. This cannot be undone."),
}
"""What a grave step does, as it is told before it is taken."""


def in_brief(text: str) -> str:
    """Return `text` as the list of work shows it, cut where it is long."""
    return text if len(text) <= BRIEF else text[:BRIEF].rstrip() + "…"
