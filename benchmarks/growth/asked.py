"""What is asked of a catalogue of so many titles: searches by classes, and the pages that could grow with it."""

from random import Random
from urllib.parse import urlencode

from benchmarks.growth.titles import described, is_chinese, isbn, title_words

EACH = 40
"""So many searches of each class."""


def searches(seed: int, titles: int, others: int = 0) -> list[tuple[str, str]]:
    """Return searches with their class, mixed, for books drawn from the catalogue; `others` draws other ones."""
    chance = Random(seed + 1 + others)
    asked = [
        (kind, make(seed, chance.randint(1, titles), chance)) for kind, make in CLASSES.items() for _ in range(EACH)
    ]
    chance.shuffle(asked)
    return [(kind, f"/{language(path)}/search?{urlencode(path, doseq=True)}") for kind, path in asked]


def language(asked: dict[str, object]) -> str:
    """Return in which language of the pages something is asked: that of its words."""
    return "ru" if all(character < "\u3000" for character in str(asked.get("q", ""))) else "zh"


def _some(seed: int, number: int, chance: Random, count: int) -> str:
    words = title_words(seed, number)
    start = chance.randrange(max(1, len(words) - count + 1))
    return ("" if is_chinese(number) else " ").join(words[start : start + count])


def _author(seed: int, number: int) -> str:
    return described(seed, number).contributors[0].forms[0].value.split(",")[0]


CLASSES = {
    "a title: three of its words": lambda s, n, c: {"q": _some(s, n, c, 3)},
    "one word": lambda s, n, c: {"q": _some(s, n, c, 1)},
    "an author": lambda s, n, _c: {"q": _author(s, n)},
    "an ISBN": lambda _s, n, _c: {"q": isbn(n)},
    "two words and a filter": lambda s, n, c: {"q": _some(s, n, c, 2), "country": c.choice(("CN", "RU"))},
    "a word, by title": lambda s, n, c: {"q": _some(s, n, c, 1), "sort": "title"},
    "no words, a filter": lambda _s, _n, c: {"country": c.choice(("CN", "RU")), "page": c.randint(1, 5)},
}


def pages(titles: int, libraries: int) -> dict[str, tuple[str, str]]:
    """Return pages by name: who asks, and the address."""
    middle, last = titles // 2, libraries * 50 // 20
    return {
        "home": ("", "/ru/"),
        "a record": ("", f"/zh/r/{middle}"),
        "suggestions": ("", "/ru/search/suggest?q=%D0%BA%D0%B0%D0%B2"),
        "libraries": ("", "/ru/libraries"),
        "subjects": ("", "/ru/subjects"),
        "a class": ("", "/zh/subjects/clc/I"),
        "figures, all years": ("", "/zh/figures"),
        "figures of a year": ("", "/ru/figures?year=2025"),
        "yearly report": ("", "/zh/figures/2025"),
        "offers": ("", "/zh/exchange/offers"),
        "offers, a late page": ("", f"/zh/exchange/offers?page={max(2, last // 2)}"),
        "offers, a word": ("", "/ru/exchange/offers?q=book"),
        "wants": ("", "/ru/exchange/wants"),
        "round": ("", "/ru/exchange/rounds/1"),
        "news of offers": ("", "/feeds/offers.atom"),
        "news of a search": ("", "/feeds/search.atom"),
        "map of the site": ("", "/sitemap.xml"),
        "OAI-PMH, a page": ("", "/oai?verb=ListRecords&metadataPrefix=oai_dc"),
        "OAI-PMH, sets": ("", "/oai?verb=ListSets"),
        "SRU": ("", "/sru?version=1.2&operation=searchRetrieve&query=%D0%BA%D0%B0%D0%B2%D0%B0"),
        "work queue": ("librarian", "/ru/staff"),
        "own holdings": ("librarian", "/ru/staff/holdings"),
        "own holdings, a word": ("librarian", "/ru/staff/holdings?q=%D0%BA%D0%B0%D0%B2"),
        "holdings that lack something": ("librarian", "/ru/staff/holdings/lacks"),
        "changes to holdings": ("librarian", "/ru/staff/holdings/history"),
        "imports": ("librarian", "/ru/staff/imports"),
        "exchange desk": ("librarian", "/ru/staff/exchange"),
        "own offers": ("librarian", "/ru/staff/exchange/offers"),
        "offers that fit": ("librarian", "/ru/staff/exchange/fitting"),
        "wanted here": ("librarian", "/ru/staff/exchange/wanted"),
        "copies to offer": ("librarian", "/ru/staff/exchange/copies"),
        "shipments": ("librarian", "/ru/staff/shipments"),
        "titles that may be one": ("librarian", "/ru/staff/titles"),
        "names": ("librarian", "/ru/staff/names"),
        "own figures": ("librarian", "/ru/staff/figures"),
        "turnaround": ("librarian", "/ru/staff/figures/partners"),
        "messages": ("librarian", "/ru/staff/messages"),
        "choosing an export": ("librarian", "/ru/staff/exports/choose"),
        "readers": ("librarian", "/ru/readers"),
        "an own record": ("librarian", f"/ru/r/{middle}"),
        "asking for a book": ("reader", f"/ru/loans/new?record_id={middle}"),
        "own requests": ("reader", "/ru/loans"),
    }
