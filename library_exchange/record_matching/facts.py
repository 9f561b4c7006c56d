"""What is compared of a book, taken from the description of its record."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from library_exchange.marc.description import Description, RelationKind, Text, TextField
from library_exchange.record_matching import names, parts
from library_exchange.record_matching.keys import title_key
from library_exchange.record_matching.kinds import Kind, kind_of
from library_exchange.record_matching.names import Person
from library_exchange.record_matching.publishers import Publisher, publishers_in
from library_exchange.record_matching.titles import TitleKeys, keys_of_title, sounds_of

LONGEST = 200
"""How many characters of a text are compared."""
_COMPARED = frozenset(
    {
        *(TextField.TITLE, TextField.REMAINDER, TextField.PART_NUMBER, TextField.PART_TITLE, TextField.PARALLEL_TITLE),
        *(TextField.ALTERNATIVE_TITLE, TextField.RESPONSIBILITY, TextField.EDITION, TextField.PUBLISHER),
        *(TextField.SERIES, TextField.EXTENT),
    }
)
_AUTHORS = frozenset(("aut", "cre", "dis"))
_TRANSLATOR = "trl"
_PAGES = re.compile(
    r"(\d{1,5})\s*(?:,?\s*[\[(]?\d*[\])]?)?\s*(?:с(?:тр)?|c|p+|pages?|s|seiten?|页|頁|面|л|leaves)(?![^\W\d_])",
    re.IGNORECASE,
)
_VOLUMES = re.compile(r"(?<!\d)(\d{1,3})\s*(?:т|v|vol(?:ume)?s?|кн|册|冊|卷|bd)(?![^\W\d_])", re.IGNORECASE)
_ORDINALS = (
    ("перв|first|初版", "1"),
    ("втор|second|再版", "2"),
    ("трет|third", "3"),
    ("четв|fourth", "4"),
    ("пят|fifth", "5"),
    ("шест|sixth", "6"),
)
_EDITION_NUMBER = re.compile(r"第?\s*(\d{1,3}|[一二三四五六七八九十]+)\s*版|(?<!\d)(\d{1,3})(?!\d)")
_SERIES_NUMBER = re.compile(r"^(.*\S)\s*;\s*(\S.*)$")


@dataclass(frozen=True, slots=True)
class BookFacts:
    """What tells one book from another; empty or None where the record does not say."""

    kind: Kind
    titles: tuple[TitleKeys, ...]
    other_titles: tuple[TitleKeys, ...]
    part: tuple[str, ...]
    part_titles: frozenset[str]
    is_set: bool
    isbns: frozenset[str]
    weak_isbns: frozenset[str]
    issns: frozenset[str]
    authors: frozenset[Person]
    other_people: frozenset[Person]
    translators: frozenset[Person]
    is_author_from_statement: bool
    languages: frozenset[str]
    year: int | None
    publishers: frozenset[Publisher]
    edition: str
    pages: int | None
    volumes: int
    series: tuple[tuple[str, tuple[str, ...]], ...]
    kept_keys: list[frozenset[str]] = field(default_factory=list, init=False, compare=False, repr=False)
    """Under which keys it is looked for, once that was asked; see `candidates`."""


def facts_of(description: Description) -> BookFacts:
    """Return what is compared of the described book; never raises."""
    texts = _Texts(description)
    titles, part = _titles_and_part(description, texts)
    authors, others, translators, is_from_statement = _people(description, texts)
    isbns, weak = (frozenset(_numbers(description, "isbn", is_valid=is_valid)) for is_valid in (True, False))
    extent = texts.first(TextField.EXTENT).split("+")[0]
    says_set = any(map(parts.names_whole_set, (*texts.all(TextField.TITLE), *texts.all(TextField.REMAINDER))))
    return BookFacts(
        kind=kind_of(description, extent),
        titles=titles,
        other_titles=_other_titles(texts),
        part=part,
        part_titles=frozenset(sound for text in texts.all(TextField.PART_TITLE) for sound in sounds_of(text)),
        is_set=not part and (says_set or len(isbns) > 1 or _volumes(extent) > 1),
        isbns=isbns,
        weak_isbns=weak - isbns,
        issns=frozenset(_numbers(description, "issn", is_valid=True)),
        authors=authors,
        other_people=others,
        translators=translators,
        is_author_from_statement=is_from_statement,
        languages=frozenset(description.languages[:1]),
        year=description.year,
        publishers=frozenset(each for text in texts.all(TextField.PUBLISHER) for each in publishers_in(text)),
        edition=edition_key(" ".join(texts.all(TextField.EDITION)[:1])),
        pages=_pages(extent),
        volumes=_volumes(extent),
        series=tuple(sorted(set(_series(texts)))),
    )


def edition_key(statement: str) -> str:
    """Return the number of an edition ("2-е изд., доп.", "第二版", "Second edition"); empty for the first."""
    folded = unicodedata.normalize("NFKC", statement).casefold()
    found = _EDITION_NUMBER.search(folded)
    number = next(iter(parts.number_key(found[1] or found[2])), "") if found else ""
    number = number or next((number for words, number in _ORDINALS if re.search(words, folded)), "")
    return "" if number == "1" else number


class _Texts:
    """The texts of a description that are compared, by what they say; only the beginning of a very long one."""

    def __init__(self, description: Description) -> None:
        self._by_field: dict[TextField, list[Text]] = {}
        for text in description.texts:
            if text.forms and text.field in _COMPARED:
                self._by_field.setdefault(text.field, []).append(_shortened(text))

    def of(self, field: TextField) -> list[Text]:
        return self._by_field.get(field, [])

    def all(self, field: TextField) -> list[str]:
        return [form.value for text in self.of(field) for form in text.forms]

    def first(self, field: TextField) -> str:
        return next(iter(self.all(field)), "")

    def in_script_of(self, field: TextField, script: str) -> str:
        """Return the texts of `field` in one script, or in their first form."""
        chosen = (next((f.value for f in text.forms if f.script == script), "") for text in self.of(field))
        return " ".join(filter(None, chosen))


def _shortened(text: Text) -> Text:
    if all(len(form.value) <= LONGEST and "  " not in form.value for form in text.forms):
        return text
    values = [" ".join(form.value[: 2 * LONGEST].split())[:LONGEST] for form in text.forms]
    return replace(
        text, forms=tuple(replace(form, value=value) for form, value in zip(text.forms, values, strict=True))
    )


def _titles_and_part(description: Description, texts: _Texts) -> tuple[tuple[TitleKeys, ...], tuple[str, ...]]:
    """Return the title in all its forms without the number of the volume, and that number."""
    titles: list[TitleKeys] = []
    tail = ""
    for text in texts.of(TextField.TITLE)[:1]:
        for form in text.forms:
            bare, found = parts.split_tail(form.value)
            tail = tail or found
            named = texts.in_script_of(TextField.PART_TITLE, form.script)
            rest = texts.in_script_of(TextField.REMAINDER, form.script)
            rest = " ".join(filter(None, (named, parts.split_tail(rest)[0] if rest else "")))
            keys = keys_of_title(bare, rest)
            if keys.base and keys not in titles:
                titles.append(keys)
    number = " ".join(text.forms[0].value for text in texts.of(TextField.PART_NUMBER))
    number = number or _part_of_set(description) or tail or _part_in_rest(texts) or _part_in_series(titles, texts)
    return tuple(titles), parts.number_key(number) if number else ()


def _part_of_set(description: Description) -> str:
    """Return the number that the record gives beside its set."""
    found = (each.part for each in description.relations if each.kind is RelationKind.SET and each.part)
    return next(found, "") or ""


def _part_in_rest(texts: _Texts) -> str:
    return next(filter(None, map(parts.designation_in, texts.all(TextField.REMAINDER))), "")


def _part_in_series(titles: Iterable[TitleKeys], texts: _Texts) -> str:
    """Return the number in a series that has the title of the book: it is its set."""
    found = filter(None, map(_SERIES_NUMBER.match, texts.all(TextField.SERIES)))
    return next((each[2] for each in found if title_key(each[1]) in {title.base for title in titles}), "")


def _other_titles(texts: _Texts) -> tuple[TitleKeys, ...]:
    others = (*texts.all(TextField.PARALLEL_TITLE), *texts.all(TextField.ALTERNATIVE_TITLE))
    return tuple(dict.fromkeys(keys for value in others[:6] if (keys := keys_of_title(value)).base))


def _people(
    description: Description, texts: _Texts
) -> tuple[frozenset[Person], frozenset[Person], frozenset[Person], bool]:
    """Return authors, others who made the book, translators; and whether the authors come from the statement."""
    by_role: dict[str, set[Person]] = {"author": set(), "other": set(), "translator": set()}
    for each in description.contributors:
        if person := names.person_of(form.value for form in each.forms):
            is_author = each.role in _AUTHORS or (each.is_main and each.role != _TRANSLATOR)
            by_role["translator" if each.role == _TRANSLATOR else "author" if is_author else "other"].add(person)
    stated_authors: set[Person] = set()
    for statement in texts.all(TextField.RESPONSIBILITY):
        authors, translators = _stated(statement)
        stated_authors.update(authors)
        by_role["translator"].update(translators)
    is_from_statement = not by_role["author"] and bool(stated_authors)
    authors_found = stated_authors if is_from_statement else by_role["author"]
    translated = by_role["translator"]
    return frozenset(authors_found), frozenset(by_role["other"]), frozenset(translated), is_from_statement


@lru_cache(maxsize=4096)
def _stated(statement: str) -> tuple[list[Person], list[Person]]:
    return names.people_in_statement(statement)


def _numbers(description: Description, kind: str, *, is_valid: bool) -> Iterator[str]:
    for each in description.identifiers:
        if each.kind == kind and each.is_valid is is_valid and (is_valid or len(each.value) in (10, 13)):
            yield each.value


def _pages(extent: str) -> int | None:
    found: Iterable[str] = _PAGES.findall(unicodedata.normalize("NFKC", extent))
    return max(map(int, found), default=None)


def _volumes(extent: str) -> int:
    found = _VOLUMES.search(unicodedata.normalize("NFKC", extent))
    return int(found[1]) if found else 0


def _series(texts: _Texts) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the series with the number that the book has in each."""
    for text in texts.all(TextField.SERIES):
        if found := _SERIES_NUMBER.match(text):
            yield title_key(found[1]), parts.number_key(found[2])
