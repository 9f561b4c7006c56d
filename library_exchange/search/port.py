"""The port of the search engines: what goes in, what is asked, what comes back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from library_exchange.search.analysis.folding import Run

FACETS = ("availability", "country", "library", "library_kind", "language", "decade", "subject")
CLASS = "class"
"""The facet of classes of books in the trees that readers browse; a search does not count its many values."""
FILTERS = (*FACETS, CLASS)
"""The facets by which a list may be narrowed."""
FACET_FIELDS = {name: f"facet_{name}" for name in FILTERS}
"""In which field of an index the values of a facet are."""
UNKNOWN = "unknown"
"""The decade of a record without a year."""
ON_SHELF = "on_shelf"
"""The availability of a record of which a copy can be lent; it only narrows a list, the database alone decides."""
MOST_VALUES = {"subject": 30}
"""Of a facet with values without number, so many are counted, the most frequent, beside those chosen."""

ANYWHERE = "text"
"""The field that holds the terms of all texts of a record, weighted; what is asked without a field is asked here."""
FIELDS = ("title", "author", "publisher", "subject")
"""Fields that can also be asked by name; texts of any other field are found through `ANYWHERE` alone."""
IDENTIFIER = "isbn"

TERMS_VERSION = 10
"""Raised by whoever changes what terms or facets a record has: an index made with another number is rebuilt."""

LINKED = "~"
"""Before a term: the record has not this word itself, but a person or work it belongs to has a form with it."""
CERTAIN, POSSIBLE = "@", "?"
"""Before the tag of a person or work: the record surely, or possibly, belongs to it."""

AUTHORED = "^"
"""Before a term: it stands in the name of somebody who made the record's book."""

TOPIC = "%"
"""Before the key of a topic: a class number of the record says that it is about it."""

VOLUME = "#"
"""Before the order of a volume in its set and a term: the record is that volume of a title or author with the term."""

MOST_EXPANSIONS = 200
"""Terms that a word cut off by a star may stand for, the first in the order of their letters."""
FURTHEST_RECORD = 10_000
"""Nobody turns pages beyond this record; `total` still counts all."""
REFRESH_S, LOCK_WAIT_S = 1.0, 5.0
"""So late, in seconds, a process sees what others wrote; so long who writes waits for another writer."""


def spoken(tag: str, language: str) -> str:
    """Return the term of the books in a language (ISO 639-2) that surely belong to the person or work of a tag."""
    return f"{CERTAIN}{tag} {language}"


@dataclass(frozen=True, slots=True)
class SearchableText:
    """One form of one text of a record: `field` is of `FIELDS` or any other name ("note"), `language` ISO 639-2."""

    field: str
    value: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class SearchableEntity:
    """A person or work a record belongs to: its tag, every form of its name, and whether that is certain."""

    field: str
    tag: str
    forms: tuple[str, ...]
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class SearchableRecord:
    """What the catalogue tells the search about a record; sort keys come from `sorting.sort_key`.

    `subjects` are headings as they are printed; `is_on_shelf` says that a copy can be lent now; `classes`
    are class numbers of any scheme, `topics` keys of what they say it is about, `branches` codes of the classes in
    which it stands when one browses, `volumes` the orders that the record has in its sets.
    """

    id: int
    version: int
    texts: tuple[SearchableText, ...]
    identifiers: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    year: int | None = None
    countries: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    library_kinds: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    is_on_shelf: bool = False
    sort_title: str = ""
    sort_author: str = ""
    entities: tuple[SearchableEntity, ...] = ()
    volumes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnalysedRecord:
    """A record as terms: `terms[field][term]` is the weight (1 to 255) of a term in a field."""

    id: int
    version: int
    terms: Mapping[str, Mapping[str, int]]
    facets: Mapping[str, tuple[str, ...]]
    year: int | None
    sort_title: str
    sort_author: str


class Sort(StrEnum):
    """Orders of a hit list; records without a year or author come last in the orders by them.

    By `ADDED` the record that came last is the first: its number is the highest.
    """

    RELEVANCE = "relevance"
    YEAR_NEW = "year_new"
    YEAR_OLD = "year_old"
    TITLE = "title"
    AUTHOR = "author"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asks: a text, codes per facet (any of a facet, all facets), years from and to inclusive."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    years: tuple[int | None, int | None] | None = None
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 20
    is_exact: bool = False
    """Whether only what the records say themselves counts, not what is known of their persons and works."""
    preferred: tuple[str, ...] = ()
    """Languages (ISO 639-2) of the books that come first among those of equal rank."""
    volume: "VolumeWish | None" = None
    """Of the books found, this volume of what the text names comes first."""
    below: int | None = None
    """In the order by number the page begins behind this one, however far that is."""


@dataclass(frozen=True, slots=True)
class VolumeWish:
    """A volume as a reader wrote it ("т. 2", 下册), with the orders in a set that it may have, each with its weight."""

    written: str
    orders: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """Words `start` to `end` of a query that name persons or works (`field` "author" or "title") with these tags.

    `forms` are spellings that mean them in any record; with `with_asked` the words also stand for themselves.
    `rest` is what is left of a run of Han characters of which only a part is the name.
    """

    start: int
    end: int
    field: str
    tags: tuple[str, ...]
    forms: tuple[str, ...] = ()
    with_asked: bool = False
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a book may be about: its key and its forms, each with its language (ISO 639-1), the usual ones first."""

    key: str
    forms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring words of a query and the topics that they name, none if they name none.

    `parts` are the same words as the names of topics that are less: trade with China is trade, and China.
    """

    words: "tuple[Run, ...]"
    topics: tuple[Topic, ...] = ()
    parts: "tuple[Stretch, ...]" = ()


@dataclass(frozen=True, slots=True)
class Term:
    """Records whose `field` has exactly this term."""

    field: str
    text: str


def facet_term(facet: str, value: str) -> Term:
    """Return the condition that a record has a value of a facet; of any but the decade, which has no terms."""
    return Term(FACET_FIELDS[facet], value)


@dataclass(frozen=True, slots=True)
class Prefix:
    """Records whose `field` has one of the first `MOST_EXPANSIONS` terms that begin so."""

    field: str
    start: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Records that satisfy every part."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Records that satisfy at least one part."""

    parts: "tuple[Condition, ...]"


Condition = Term | Prefix | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Marks:
    """What to mark in the texts shown: terms of words, stretches of Han characters, beginnings of words.

    `pinyin` is what words of Han characters may sound like, `names` whole names and titles that were meant, folded.
    """

    words: frozenset[str] = frozenset()
    han: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    pinyin: frozenset[str] = frozenset()
    names: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class AnalysedQuery:
    """A query as conditions on terms.

    All of `required` must hold, or all of `wider`, which has the topics of the words besides: by relevance, records of
    `required` come first, then of the others those of `apt`, whose class or usual name says that they are on the topic,
    then the rest; of each, those with a language of `preferred` before others. If nothing is found, any of
    `loose` must hold, which says the same in smaller parts: records then come first by what their parts weigh
    (`part_weights`), a rare one more than several common ones. `sure` is `wider` without titles in other languages.
    `heads` are the places in it of words of which others tell the kind («язык» in «китайский язык»): they weigh least.
    None of `excluded` may hold. `scored` are the terms of `ANYWHERE` that decide rank, with their weights;
    of equal rank, records with a language of `preferred` come first. With `below`, pages of the order by number are
    counted from the first record with a smaller one; totals and facets are those of all.
    """

    required: tuple[Condition, ...] = ()
    wider: tuple[Condition, ...] = ()
    apt: tuple[Condition, ...] = ()
    sure: tuple[Condition, ...] = ()
    loose: tuple[Condition, ...] = ()
    heads: frozenset[int] = frozenset()
    excluded: tuple[Condition, ...] = ()
    scored: tuple[tuple[str, float], ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    years: tuple[int | None, int | None] | None = None
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 20
    marks: Marks = field(default_factory=Marks)
    is_trimmed: bool = False
    preferred: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    below: int | None = None

    @property
    def places(self) -> range:
        """Which of the records in their order are on the page, the first being 0; none from `FURTHEST_RECORD` on."""
        start = (self.page - 1) * self.per_page
        return range(start, min(start + self.per_page, FURTHEST_RECORD))


Counts = tuple[tuple[str, int], ...]
"""Values of a facet, each with the number of records, in the order of `Hits`."""


def most_first(counts: Mapping[str, int]) -> Counts:
    """Return the counts of the values of a facet in the order in which they are told."""
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


@dataclass(frozen=True, slots=True)
class Hits:
    """The answer: how many records, the ids of one page in order, and counts per facet value.

    A facet's counts ignore its own filter, so that a reader sees what adding a value would bring. The most frequent
    value is the first, those of one number are in the order of their code points; of `MOST_VALUES` so many are counted.
    `is_loosened`: nothing had all the words, these have some. `is_partial`: the query was too long or a star too broad.
    `is_sure`: some of them have what is `required`, or `sure` if there is that, not only what is `wider`.
    """

    total: int
    ids: tuple[int, ...]
    facets: Mapping[str, Counts]
    is_loosened: bool = False
    is_partial: bool = False
    is_sure: bool = True


class SearchEngine(Protocol):
    """A full-text index: a cache of the database that can be thrown away and rebuilt at any time.

    Every method may raise `IndexDamaged`; the writing ones also `Unavailable` while somebody else writes.
    A write is one commit: when the call returns, searches of this process see it, other processes' within a second.
    """

    @property
    def generation(self) -> str:
        """A tag that changes with every commit that this process can see."""

    @property
    def count(self) -> int:
        """How many records are in the index."""

    def put(self, records: Iterable[AnalysedRecord]) -> None:
        """Add or replace records by id in one commit."""

    def remove(self, ids: Iterable[int]) -> None:
        """Take records out in one commit; unknown ids are no error."""

    def search(self, query: AnalysedQuery) -> Hits:
        """Return the records that satisfy `query`."""

    def known(self, terms: Iterable[str]) -> dict[str, int]:
        """Return those of `terms` that some record has anywhere, each with the number of records."""

    def versions(self) -> dict[int, int]:
        """Return id and version of every record, for the comparison with the database."""

    def having(self, facet: str, value: str) -> set[int]:
        """Return the ids of all records with a value of a facet, for the same comparison."""

    def counts(self, facet: str, values: Iterable[str]) -> dict[str, int]:
        """Return those of `values` of a facet that some record has, each with the number of records."""

    def rebuild(self, records: Iterable[AnalysedRecord], progress: Callable[[int], None] | None = None) -> int:
        """Replace the whole index by `records` and return how many there are; searches are answered meanwhile."""

    def optimise(self) -> None:
        """Tidy the index; for the night."""

    def close(self) -> None:
        """Let go of files and memory."""
