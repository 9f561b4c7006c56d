"""How the records of a file tell of copies: what their fields hold, how they are read. Stands on the formats alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from pymarc import Record as MarcRecord

from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.text import one_line
from library_exchange.imports.rules.copies import USUAL, may_tell_of_copies
from library_exchange.imports.services import contents
from library_exchange.marc import reading
from library_exchange.marc.copy_rules import CopyRule, as_code, as_told
from library_exchange.marc.description import Description
from library_exchange.marc.formats import RecordFormat
from library_exchange.marc.profiles.detection import TABLES
from library_exchange.marc.profiles.tables import Profile

LOOKED_AT = 500
SHOWN = 5
"""So many records are shown with their copies as they are read."""
EXAMPLES = 3
LONGEST_EXAMPLE = 80
EXAMPLE_PARTS = 6
"""So many subfields of a field are shown as an example of it."""
MOST_MEANINGS = 40
"""A subfield with more values than these holds no codes."""


@dataclass(slots=True)
class FieldSeen:
    """A field that may tell of copies: in how many records it is, an example, and the values of its subfields."""

    tag: str
    records: int = 0
    example: str = ""
    values: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def options(self) -> list[tuple[str, str]]:
        """The codes of its subfields, each with a few of its values."""
        shown = {
            code: [value[:LONGEST_EXAMPLE] for value in islice(found, EXAMPLES)] for code, found in self.values.items()
        }
        return [(code, f"${code}: {' | '.join(shown[code])}") for code in sorted(shown)]

    def few(self, code: str) -> list[str]:
        """Return a few values of a subfield, the most frequent first."""
        return [value[:LONGEST_EXAMPLE] for value, _times in self.values.get(code, Counter()).most_common(EXAMPLES)]

    def codes(self, code: str) -> list[str]:
        """Return the values of a subfield, the most frequent first, if they are few enough to be codes."""
        found = self.values.get(code, Counter())
        return [value for value, _times in found.most_common()] if len(found) <= MOST_MEANINGS else []


def fields_of(path: Path, choice: contents.Choice) -> list[FieldSeen]:
    """Return the fields that may tell of copies in the first records of a file, those of most records first."""
    found: dict[str, FieldSeen] = {}
    with path.open("rb") as file:
        for each in islice(contents.read(file, choice), LOOKED_AT):
            if isinstance(each, reading.Accepted):
                _see(found, each.record)
    if contents.format_in(path) == RecordFormat.IRBIS:
        # There 899 is made of 910, which the library knows.
        found.pop("899", None)
    return sorted(found.values(), key=lambda seen: (seen.tag not in USUAL, -seen.records, seen.tag))


def in_vain(path: Path, choice: contents.Choice) -> dict[str, Any]:
    """Return why a rule finds no copies: how many records have its field, and which libraries that names."""
    told = as_told(choice.copies)
    rules = {rule.tag: rule for rule in told.each} if told else {}
    seen = next((each for each in fields_of(path, choice) if each.tag in rules), None) if rules else None
    if seen is None:
        return {"records": 0, "named": []}
    rule = rules[seen.tag]
    return {"records": seen.records, "named": seen.few(rule.library) if rule.own else []}


def _see(found: dict[str, FieldSeen], record: MarcRecord) -> None:
    tags = set()
    for given in record.fields:
        if given.control_field or not may_tell_of_copies(given.tag):
            continue
        seen = found.setdefault(given.tag, FieldSeen(given.tag))
        tags.add(given.tag)
        told = [(code, one_line(value)) for code, value in given.subfields]
        filled = [f"${code} {value[:LONGEST_EXAMPLE]}" for code, value in told if value]
        seen.example = seen.example or " ".join(filled[:EXAMPLE_PARTS])
        for code, value in told:
            if value and len(seen.values[code]) <= MOST_MEANINGS:
                seen.values[code][value] += 1
    for tag in tags:
        found[tag].records += 1


def rule_of_format(profile: Profile, seen: FieldSeen) -> CopyRule | None:
    """Return how the format reads a field, as a rule that reads alike; None for a field without copies in it."""
    rules = (rule for group in TABLES[profile].holdings for rule in group if rule.tag == seen.tag)
    rule = next(rules, None)
    if rule is None:
        return None
    calls = (call for call in rule.call_numbers if any(code in seen.values for code in call.split("+")))
    place = next((code for code in rule.note if code in seen.values), "")
    return CopyRule(seen.tag, next(calls, ""), rule.barcode, place)


class Watched:
    """Notes of the records that go by how their copies are read."""

    def __init__(self) -> None:
        self.records = self.copies = self.numbered = 0
        self.examples: list[dict[str, Any]] = []

    def over(self, results: Iterable[contents.Record]) -> Iterator[contents.Record]:
        for each in results:
            if isinstance(each, reading.Accepted) and each.description.holdings:
                self._note(each.description)
            yield each

    def _note(self, description: Description) -> None:
        stated = description.holdings
        self.records += 1
        self.copies += sum(each.copies for each in stated)
        self.numbered += sum(bool(each.own_number) for each in stated)
        if len(self.examples) < SHOWN:
            lines = [asdict(each) for each in stated[:SHOWN]]
            title = description.title
            self.examples.append({"title": [title, html_lang(script_of(title))], "lines": lines, "all": len(stated)})

    def facts(self) -> dict[str, Any]:
        """Return the notes as JSON values."""
        return {
            "records": self.records,
            "copies": self.copies,
            "numbered": self.numbered,
            "examples": self.examples,
        }


def known_meanings(seen: FieldSeen, code: str, told: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return each code that stands in a subfield with what was told of it, None where nothing was."""
    return [(value, told.get(as_code(value))) for value in seen.codes(code)]
