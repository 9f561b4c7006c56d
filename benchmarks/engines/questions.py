"""What readers ask, by classes, drawn from the books' own words; always the same questions."""

import random
from collections import Counter
from collections.abc import Callable, Iterable

from benchmarks.engines.corpus import LIBRARIES, Book
from library_exchange.core.scripts import script_of
from library_exchange.search.port import ON_SHELF, AnalysedRecord, Query, Sort

CLASSES = ("terms", "phrases", "author", "prefix", "filters", "facets", "browse", "sort")


FREQUENT_HEADINGS = 300


def frequent_headings(records: Iterable[AnalysedRecord]) -> list[str]:
    """Return the subject headings that readers choose: those that many of the records have."""
    counts = Counter(value for record in records for value in record.facets["subject"])
    return sorted(counts, key=lambda value: (-counts[value], value))[:FREQUENT_HEADINGS]


class Asking:
    """Makes questions from the titles and names of `books`."""

    def __init__(self, books: list[Book], headings: list[str], seed: int = 5) -> None:
        self._chance = random.Random(seed)
        self._titles = [book.title for book in books if len(book.title) > 5]
        self._authors = [book.author for book in books if book.author]
        self._headings = headings

    def of(self, kind: str, number: int) -> list[Query]:
        """Return `number` questions of a class."""
        make: Callable[[], Query] = getattr(self, f"_{kind}")
        return [make() for _ in range(number)]

    def _terms(self) -> Query:
        return Query(" ".join(self._words(self._chance.randint(1, 3))))

    def _phrases(self) -> Query:
        title = self._chance.choice(self._titles)
        if script_of(title) == "Cyrl":
            start = self._chance.randint(0, max(0, len(title.split()) - 3))
            return Query(f"«{' '.join(title.split()[start : start + 3])}»")
        return Query(f"《{title[:4]}》")

    def _author(self) -> Query:
        return Query(f"author:{self._chance.choice(self._authors).split(',')[0].split(' ')[0]}")

    def _prefix(self) -> Query:
        return Query(f"{self._words(1)[0][: self._chance.randint(3, 5)]}*")

    def _filters(self) -> Query:
        first = self._chance.randint(1950, 2010)
        filters = {"language": (self._chance.choice(("chi", "rus")),), "library": (self._chance.choice(LIBRARIES),)}
        return Query(self._words(1)[0], filters, (first, first + self._chance.randint(5, 40)))

    def _facets(self) -> Query:
        chosen = {
            "availability": (ON_SHELF,),
            "country": (self._chance.choice(("CN", "RU")),),
            "library_kind": tuple(self._chance.sample(["public", "university", "school"], 2)),
            "decade": tuple(self._chance.sample(["1980", "1990", "2000", "2010"], 2)),
            "subject": (self._chance.choice(self._headings),),
        }
        names = self._chance.sample(sorted(chosen), 2)
        return Query(self._words(1)[0], {name: chosen[name] for name in names})

    def _browse(self) -> Query:
        query = self._facets()
        some = self._chance.sample(sorted(query.filters), self._chance.randint(0, 1))
        sort = self._chance.choice([Sort.RELEVANCE, Sort.TITLE, Sort.YEAR_NEW])
        return Query(
            "", {name: query.filters[name] for name in some}, sort=sort, page=self._chance.choice([1, 1, 2, 5])
        )

    def _sort(self) -> Query:
        return Query(self._words(1)[0], sort=self._chance.choice([s for s in Sort if s is not Sort.RELEVANCE]))

    def _words(self, number: int) -> list[str]:
        title = self._chance.choice(self._titles)
        if script_of(title) == "Cyrl":
            words = title.split()
            return self._chance.sample(words, min(number, len(words)))
        starts = sorted(self._chance.randint(0, len(title) - 2) for _ in range(number))
        return [title[start : start + 2] for start in starts]
