"""The trees of classes that readers browse: each class with its name, those above and below it, and who stands in it.

A row of `classes.csv` is a subject with its names and, per scheme, the numbers of its class, the one shown first; a
number stands for all that begins with it, a DDC number of tens or hundreds for all of them. A number with a tilde is no
class of that scheme under this name: books of it stand here only in the trees of the row's other schemes.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from library_exchange.search.analysis import class_numbers
from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.subject_vocabulary.reading import named_by
from library_exchange.subject_vocabulary.vocabulary import LANGUAGES, SCHEMES

ONLY_JOINED = "~"
RANGE = "/"
BETWEEN = ":"
"""Between scheme and number in the code of a class."""
USUAL = {"zh": "clc", "ru": "bbk", "en": "udc"}
"""The scheme that readers of a language know."""
MOST_KEPT = 16_384


@dataclass(frozen=True)
class ClassNode:
    """A class of a scheme: its number as it is shown, its names by language, and the row of the table it stands in."""

    scheme: str
    number: str
    names: tuple[tuple[str, str], ...]
    row: int

    @property
    def code(self) -> str:
        """What a record that stands in the class has in the index."""
        return f"{self.scheme}{BETWEEN}{self.number}"

    def called(self, language: str) -> str:
        """Return its name in the interface language `language`."""
        return dict(self.names)[language]


@dataclass(frozen=True)
class _Trees:
    """Everything the table says: classes by code, their parents and children, starts of numbers by scheme."""

    nodes: Mapping[str, ClassNode]
    parents: Mapping[str, ClassNode]
    children: Mapping[tuple[str, str], tuple[ClassNode, ...]]
    of_row: Mapping[tuple[str, int], ClassNode]
    own: Mapping[str, Mapping[str, tuple[int, ...]]]
    joined: Mapping[str, Mapping[str, tuple[int, ...]]]


def find(scheme: str, number: str) -> ClassNode | None:
    """Return the class with just this number."""
    return _trees().nodes.get(f"{scheme}{BETWEEN}{number}")


def codes_named(text: str) -> tuple[str, ...]:
    """Return the codes of the classes whose number a query is that consists of nothing but a class number."""
    number = class_numbers.number_in(text)
    of = class_numbers.schemes(text) or (SCHEMES if class_numbers.read(text) else ())
    found = (find(scheme, number) or find(scheme, number.upper()) for scheme in of)
    return tuple(node.code for node in found if node)


def nearest(text: str) -> ClassNode | None:
    """Return the narrowest class that has the number of which alone a query consists."""
    number, found = class_numbers.number_in(text), codes_named(text)
    if found:
        return _trees().nodes[found[0]]
    for scheme in class_numbers.schemes(text):
        if rows := _all(_trees().own[scheme], class_numbers.index_term(number)):
            return _trees().of_row[scheme, rows[-1]]
    return None


def about(classes: Iterable[tuple[str, str]], headings: Iterable[tuple[str, str]], scheme: str) -> list[ClassNode]:
    """Return the narrowest classes of `scheme` in which a record stands, then those that its headings name.

    Headings come as texts with their languages, which say nothing here: a class is recognised in any.
    """
    nodes = [_trees().nodes[code] for code in branches_of(classes)]
    own = [node for node in nodes if node.scheme == scheme]
    wider = {above.code for node in own for above in path(node)}
    named = [node for heading, _lang in headings if (node := of_heading(heading, scheme))]
    found = dict.fromkeys([*(node for node in own if node.code not in wider), *named])
    return [node for node in found if node.code not in wider]


def called(code: str, language: str) -> str:
    """Return number and name of the class with this code, the code itself if there is none."""
    node = _trees().nodes.get(code)
    return f"{node.number} {node.called(language)}" if node else code


def below(scheme: str, node: ClassNode | None = None) -> tuple[ClassNode, ...]:
    """Return the classes directly below one, those at the top without one, in the order of their numbers."""
    return _trees().children.get((scheme, node.code if node else ""), ())


def path(node: ClassNode) -> list[ClassNode]:
    """Return the classes above one, the widest first."""
    above: list[ClassNode] = []
    parents = _trees().parents
    while (parent := parents.get(node.code)) is not None:
        above.insert(0, parent)
        node = parent
    return above


def same_in(node: ClassNode, scheme: str) -> ClassNode | None:
    """Return the class of another scheme that is about the same, or the nearest above it that another scheme has."""
    of_row = _trees().of_row
    nearest = [node, *reversed(path(node))]
    return next((found for each in nearest if (found := of_row.get((scheme, each.row)))), None)


def branches_of(classes: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the codes of the classes in which a record stands, in every tree, with all classes above them.

    In the tree of a scheme its own numbers decide. A record that has none there stands where the table joins its other
    numbers.
    """
    known = sorted({(scheme, class_numbers.index_term(number)) for scheme, number in classes if scheme in SCHEMES})
    return _branches(tuple(known)) if known else ()


def of_heading(heading: str, scheme: str) -> ClassNode | None:
    """Return the class of `scheme` where one finds what a heading names, if it is the name of one class or topic."""
    row = next((row for key in _topics(heading) if (row := _rows_by_topic().get(key)) is not None), None)
    if row is None:
        return None
    nodes = _trees().of_row
    same = nodes.get((scheme, row))
    if same is not None:
        return same
    known = next(node for each in SCHEMES if (node := nodes.get((each, row))))
    codes = branches_of([(known.scheme, known.number)])
    found = [node for code in codes if (node := _trees().nodes[code]).scheme == scheme]
    return max(found, key=lambda node: len(path(node)), default=None)


def _topics(text: str) -> list[str]:
    """Return the keys of the topics of which a text as a whole is the name."""
    return [topic.key for topic in named_by(list(runs(prepared(text))))]


@cache
def _rows_by_topic() -> dict[str, int]:
    """Return for each topic the first row that is called as it, in any language."""
    found: dict[str, int] = {}
    for place, row in enumerate(_rows()):
        for key in (key for language in LANGUAGES for key in _topics(row[language])):
            found.setdefault(key, place)
    return found


@lru_cache(maxsize=MOST_KEPT)
def _branches(numbers: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    found: set[str] = set()
    for scheme in SCHEMES:
        rows = [row for each, number in numbers if each == scheme for row in _all(_trees().own[scheme], number)]
        if not rows:
            rows = [row for each, number in numbers if each != scheme for row in _narrowest(scheme, each, number)]
        for row in rows:
            node = _trees().of_row[scheme, row]
            found.update(each.code for each in (node, *path(node)))
    return tuple(sorted(found))


def _all(starts: Mapping[str, tuple[int, ...]], number: str) -> list[int]:
    return [row for end in range(1, len(number) + 1) for row in starts.get(number[:end], ())]


def _narrowest(scheme: str, other: str, number: str) -> list[int]:
    """Return the rows with a class of `scheme` of which a number of another scheme is, by the longest start."""
    starts, of_row = _trees().joined[other], _trees().of_row
    for end in range(len(number), 0, -1):
        if rows := [row for row in starts.get(number[:end], ()) if (scheme, row) in of_row]:
            return rows
    return []


@cache
def _trees() -> _Trees:
    rows = _rows()
    nodes: dict[str, ClassNode] = {}
    of_row: dict[tuple[str, int], ClassNode] = {}
    own: dict[str, dict[str, tuple[int, ...]]] = {scheme: {} for scheme in SCHEMES}
    joined: dict[str, dict[str, list[int]]] = {scheme: defaultdict(list) for scheme in SCHEMES}
    for place, row in enumerate(rows):
        names = tuple((language, row[language]) for language in LANGUAGES)
        for scheme in SCHEMES:
            numbers = [number for number in row[scheme].split(";") if number]
            for number in numbers:
                for start in starts_of(scheme, number.lstrip(ONLY_JOINED)):
                    joined[scheme][start].append(place)
                    if not number.startswith(ONLY_JOINED):
                        own[scheme][start] = (*own[scheme].get(start, ()), place)
            if numbers and not numbers[0].startswith(ONLY_JOINED):
                node = ClassNode(scheme, numbers[0], names, place)
                nodes[node.code] = of_row[scheme, place] = node
    parents = {node.code: above for node in nodes.values() if (above := _parent(node, own[node.scheme], of_row))}
    children: dict[tuple[str, str], list[ClassNode]] = defaultdict(list)
    for node in sorted(nodes.values(), key=lambda node: node.number):
        children[node.scheme, parents[node.code].code if node.code in parents else ""].append(node)
    return _Trees(
        nodes,
        parents,
        {key: tuple(found) for key, found in children.items()},
        of_row,
        own,
        {scheme: {start: tuple(places) for start, places in found.items()} for scheme, found in joined.items()},
    )


def _parent(
    node: ClassNode, own: Mapping[str, tuple[int, ...]], of_row: Mapping[tuple[str, int], ClassNode]
) -> ClassNode | None:
    """Return the class above: that of the longest start of the number, of equal ones the one that is no range."""
    start = starts_of(node.scheme, node.number)[0]
    for end in range(len(start), 1, -1):
        others = [of_row[node.scheme, row] for row in own.get(start[:end], ()) if row != node.row]
        if end == len(start):
            others = [other for other in others if RANGE in other.number and RANGE not in node.number]
        if others:
            return min(others, key=lambda other: RANGE in other.number)
    return None


def starts_of(scheme: str, number: str) -> list[str]:
    """Return how the terms of all numbers of a class begin; 80/84 is the five classes from 80 to 84."""
    first, is_range, last = number.partition(RANGE)
    if is_range and first.isdigit() and last.isdigit():
        return [class_numbers.index_term(str(each)) for each in range(int(first), int(last) + 1)]
    if scheme == "ddc" and len(number) == 3 and number.isdigit():
        number = number[0] + number[1:].rstrip("0")
    return [class_numbers.index_term(number)]


def _rows() -> list[dict[str, str]]:
    table = files("library_exchange.subject_vocabulary") / "classes.csv"
    return list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
