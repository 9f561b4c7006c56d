"""Whether queries that mean the same find the same, and what one begins to type is suggested.

`python -m benchmarks.equal_sets [--verbose]`: names and titles of the lists (shared/data/authority) of which there are
golden records are asked in two scripts, with the lists loaded; the hits of both, all of them and not only the first
page, must be the same books. Kept apart are titles that are an ordinary word of their language (a mother, a garden):
two languages have two words there, and who types one also gets the books that have just that word. Of such a pair both
must find the same editions of the work, and what only one of them finds must have what was typed. Then beginnings are
typed, of names in each script, with the other keyboard too, of titles and of ISBN: what was begun must be among what is
suggested, and each suggestion, once chosen, must find something.
"""

import argparse
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from sqlmodel import Session

from benchmarks import spellings
from benchmarks.distractors import DISTRACTORS
from benchmarks.ground import SHARED_DATA, fresh_app, show
from benchmarks.relevance import fill
from benchmarks.unseen import Named, facts, rows_of
from library_exchange.catalogue.queries import searching, suggesting
from library_exchange.catalogue.queries.recognising import is_telling
from library_exchange.catalogue.resources import engine
from library_exchange.core.db import reading
from library_exchange.core.scripts import script_of
from library_exchange.search.port import Query

PER_PAGE = 100
LETTERS, CHARACTERS, DIGITS = 4, 2, 8
"""So much of a name in letters, of one in Han characters and of an ISBN is typed."""
TITLES = 60
SCRIPTS = ("Russian", "Chinese", "traditional", "Latin")
APART = "ordinary word, two languages"
"""How kinds of pairs begin of which only the editions of the work must be the same."""
Pair = tuple[str, str, str, tuple[str, ...]]
"""Its kind, the two queries, and the golden records that both must find."""
Told = tuple[bool, bool, int, int]
"""Whether what was begun is suggested, whether nothing is, how many suggestions there are and how many find nothing."""
Asked = tuple[str, str, Callable[[list[str]], bool]]


def pairs() -> Iterator[Pair]:
    """Yield the pairs; a common word is one that other titles have too."""
    known = facts()
    for kind, named in (("person", known.persons), ("title", known.works)):
        for each in named:
            for one, other in ((0, 1), (1, 2), (0, 3)):
                forms = each.russian, each.chinese, each.traditional, each.latin
                if forms[one] and forms[other]:
                    first, second = _as_short(forms[one], forms[other][0]), forms[other][0]
                    is_common = kind == "title" and not (is_telling(first) and is_telling(second))
                    scripts = f"{SCRIPTS[one]} and {SCRIPTS[other]}"
                    is_apart = is_common and (one, other) != (1, 2)
                    yield (f"{APART if is_apart else kind}, {scripts}", first, second, each.keys)


def _as_short(forms: Sequence[str], other: str) -> str:
    """Return the form that says as much: where the other is a surname without a dot, the surname if there is one."""
    is_surname = "·" not in other and "," in forms[0] and script_of(other) in ("Hans", "Hant")
    return next((form for form in forms if is_surname and len(spellings.words(form)) == 1), forms[0])


def found(session: Session, text: str, is_exact: bool = False) -> set[int]:
    """Return the records of all pages."""
    ids: set[int] = set()
    page, pages = 1, 1
    while page <= pages:
        asked = Query(text, page=page, per_page=PER_PAGE, is_exact=is_exact)
        answer = searching.search(session, engine(), asked, "en")
        ids |= {source.id for source in answer.sources}
        page, pages = page + 1, answer.pages
    return ids


def measure_pairs(session: Session, records_of: Mapping[str, int], is_verbose: bool) -> None:
    """Print how many pairs find the same."""
    told: dict[str, list[bool]] = {}
    for kind, one, other, keys in pairs():
        first, second = found(session, one), found(session, other)
        editions = {records_of[key] for key in keys if key in records_of}
        is_right = first == second
        if not is_right and kind.startswith(APART):
            is_right = editions & (first | second) <= first & second and all(
                mine - others <= found(session, text, is_exact=True)
                for text, mine, others in ((one, first, second), (other, second, first))
            )
        told.setdefault(kind, []).append(is_right)
        if not is_right and is_verbose:
            print(f"{kind}: {one} {len(first)} / {other} {len(second)}, both {len(first & second)}")
    rows = [[kind, str(len(equal)), _share(equal)] for kind, equal in told.items()]
    every = list(chain.from_iterable(equal for kind, equal in told.items() if not kind.startswith(APART)))
    show(
        "Pairs",
        ["pair", "how many", "as they ought"],
        [*rows, ["all that ought to be the same books", str(len(every)), _share(every)]],
    )


def beginnings() -> Iterator[Asked]:
    """Yield kinds, what is typed, and whether what was begun is among the texts suggested."""
    known = facts()
    for each in known.persons:
        is_meant = _is_one_of(chain(each.russian, each.chinese, each.traditional, each.latin))
        yield from ((f"person, {kind}", text, is_meant) for kind, text in _typed(each))
    chance = random.Random(9)
    rows = rows_of("golden/catalogue.csv")
    for row in chance.sample(rows, TITLES):
        title = spellings.head(row["title"])
        yield "title", title[: max(CHARACTERS, len(title) * 2 // 3)], _begins(title)
    yield from (("ISBN", row["isbn"][:DIGITS], bool) for row in rows if len(row["isbn"]) >= DIGITS)


def _typed(person: Named) -> Iterator[tuple[str, str]]:
    for name in person.russian[:1]:
        begun = name[:LETTERS]
        yield "Russian", begun
        yield "Russian, other keyboard", spellings.other_keyboard(begun, random.Random(1)) or begun
    yield from (("Chinese", name[:CHARACTERS]) for name in person.chinese[:1])
    yield from (("Latin", name[:LETTERS]) for name in person.latin[:1])


def _is_one_of(forms: Iterable[str]) -> Callable[[list[str]], bool]:
    meant = {spellings.plain(form) for form in forms}
    return lambda texts: not meant.isdisjoint(spellings.plain(text) for text in texts)


def _begins(title: str) -> Callable[[list[str]], bool]:
    return lambda texts: any(spellings.plain(text).startswith(spellings.plain(title)) for text in texts)


def measure_suggestions(session: Session, is_verbose: bool) -> None:
    """Print how often what was begun is suggested, how often nothing is, and how many suggestions find nothing."""
    told: dict[str, list[Told]] = {}
    for kind, text, is_meant in beginnings():
        some = suggesting.suggestions(session, engine(), text, "ru")
        texts = [form for each in some for form, _language in each.forms]
        dead = [each.forms[0][0] for each in some if not _finds(session, each.forms[0][0])]
        told.setdefault(kind, []).append((is_meant(texts), not some, len(some), len(dead)))
        if is_verbose and (dead or not is_meant(texts)):
            print(f"{kind}: {text!r} suggests {texts}; nothing found for {dead}")
    rows = [
        [kind, str(len(some)), *(_share([bool(each[at]) for each in some]) for at in (0, 1)), _dead(some)]
        for kind, some in told.items()
    ]
    show("Suggestions", ["what is typed", "how many", "it is suggested", "nothing is", "dead"], rows)


def _share(some: Sequence[bool]) -> str:
    return f"{sum(some) / len(some):.1%}"


def _dead(some: Sequence[Told]) -> str:
    return f"{sum(each[3] for each in some)} of {sum(each[2] for each in some)}"


def _finds(session: Session, text: str) -> bool:
    return searching.search(session, engine(), Query(text, per_page=1), "ru").total > 0


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="list the pairs that differ and the dead beginnings")
    options = parser.parse_args()
    if not SHARED_DATA.is_dir():
        raise SystemExit("The golden files of shared/data are absent.")
    with fresh_app() as (_app, folder):
        records_of = fill(folder)
        print(f"Among {DISTRACTORS:,} other books")
        with reading() as session:
            measure_pairs(session, records_of, options.verbose)
            measure_suggestions(session, options.verbose)


if __name__ == "__main__":
    main()
