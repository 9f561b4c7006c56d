"""The texts of one record as far as they tell whom and what it names, whether just read or stored long ago."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from library_exchange.authority import names
from library_exchange.authority.linking import Mention

TITLES = ("title", "parallel_title", "alternative_title")
PROPER = ("title", "parallel_title")
LONGEST_NAME = 300
_MADE = "transliteration"
_PERSON = "person"
Names = tuple[Mention, ...]
"""All forms of one contributor's name."""


class Named(NamedTuple):
    """Whom a text names: a contributor, told from the others of the record by the number."""

    number: int
    kind: str
    is_main: bool
    dates: str | None = None
    qualifier: str | None = None

    @property
    def is_person(self) -> bool:
        """Whether it is a person, not a body."""
        return self.kind == _PERSON


class Text(NamedTuple):
    """A form of a text or, with `named`, of a name."""

    field: str
    value: str
    kind: str
    position: int
    named: Named | None = None


class RecordTexts(NamedTuple):
    """The texts of a record in the order in which they came, and the languages of its book."""

    languages: tuple[str, ...]
    texts: tuple[Text, ...]

    def mentions(self) -> list[Names]:
        """Return the contributors that are persons, each with all forms of the name that are no transliteration."""
        found: dict[str, list[Mention]] = defaultdict(list)
        called = [(text.named, text.value) for text in self.texts if text.named and text.kind != _MADE]
        for named, value in sorted(called, key=lambda each: not each[0].is_main):
            if named.is_person:
                first, *others = names.each_of(value[:LONGEST_NAME])
                found[str(named.number)].append(Mention(first, named.dates, named.qualifier))
                for other in others:
                    found[other].append(Mention(other, named.dates, named.qualifier))
        return [tuple(forms) for forms in found.values()]

    def titles(self) -> list[str]:
        """Return what may be the titles of works."""
        given = [text for text in self.texts if text.field in TITLES and text.kind != _MADE]
        return [title for text in _in_place(given) for title in names.titles_in(text.value[:LONGEST_NAME])]

    def titles_proper(self) -> list[str]:
        """Return the titles proper, in every form."""
        return [text.value for text in _in_place(text for text in self.texts if text.field in PROPER)]

    def contributors(self) -> list[tuple[Named, tuple[str, ...]]]:
        """Return the contributors, each with all forms of the name."""
        found: dict[int, tuple[Named, list[str]]] = {}
        for text in self.texts:
            if text.named:
                found.setdefault(text.named.number, (text.named, []))[1].append(text.value)
        return [(named, tuple(values)) for named, values in found.values()]


def _in_place(texts: Iterable[Text]) -> Sequence[Text]:
    return sorted(texts, key=lambda text: text.position)
