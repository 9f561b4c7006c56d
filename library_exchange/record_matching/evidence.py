"""Whether two records describe one title: a table of evidence for and against, and what it adds up to."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from library_exchange.record_matching import names, parts
from library_exchange.record_matching.facts import BookFacts
from library_exchange.record_matching.generic_titles import says_little
from library_exchange.record_matching.kinds import Kind
from library_exchange.record_matching.names import Agreement
from library_exchange.record_matching.publishers import is_one_perhaps, is_one_publisher
from library_exchange.record_matching.titles import Likeness, likeness


class Reason(StrEnum):
    """One thing that speaks for or against."""

    SHARED_ISBN = "shared_isbn"
    CANCELLED_ISBN = "cancelled_isbn"
    SHARED_ISSN = "shared_issn"
    EQUAL_TITLES = "equal_titles"
    SUBTITLE_ON_ONE_SIDE = "subtitle_on_one_side"
    GOES_ON_ON_ONE_SIDE = "goes_on_on_one_side"
    OTHER_FORM = "other_form"
    EQUAL_OTHER_TITLE = "equal_other_title"
    SAME_AUTHOR = "same_author"
    SAME_STATED_AUTHOR = "same_stated_author"
    SAME_YEAR = "same_year"
    SAME_PUBLISHER = "same_publisher"
    SAME_EXTENT = "same_extent"
    NEAR_EXTENT = "near_extent"
    DISJOINT_ISBNS = "disjoint_isbns"
    DISJOINT_ISSNS = "disjoint_issns"
    OTHER_KIND = "other_kind"
    OTHER_VOLUME = "other_volume"
    OTHER_TITLE = "other_title"
    OTHER_SCRIPT = "other_script"
    ONLY_BEGINNING = "only_beginning"
    OTHER_SUBTITLE = "other_subtitle"
    SET_AND_VOLUME = "set_and_volume"
    VOLUME_ON_ONE_SIDE = "volume_on_one_side"
    OTHER_PART_TITLE = "other_part_title"
    OTHER_SERIES_NUMBER = "other_series_number"
    OTHER_AUTHOR = "other_author"
    OTHER_NAME_ONE_ISBN = "other_name_one_isbn"
    OTHER_FIRST_NAME = "other_first_name"
    OTHER_TRANSLATOR = "other_translator"
    OTHER_LANGUAGE = "other_language"
    OTHER_PUBLISHER = "other_publisher"
    OTHER_PUBLISHER_ONE_ISBN = "other_publisher_one_isbn"
    PUBLISHER_OF_MANY = "publisher_of_many"
    OTHER_EDITION = "other_edition"
    EDITION_ON_ONE_SIDE = "edition_on_one_side"
    OTHER_YEAR = "other_year"
    NEXT_YEAR = "next_year"
    OTHER_YEAR_ONE_ISBN = "other_year_one_isbn"
    YEAR_UNKNOWN = "year_unknown"
    NEITHER_YEAR = "neither_year"
    OTHER_EXTENT = "other_extent"
    FAR_EXTENT = "far_extent"
    TITLE_SAYS_LITTLE = "title_says_little"


EVIDENCE: dict[Reason, int] = {
    Reason.SHARED_ISBN: 60,
    Reason.CANCELLED_ISBN: 35,
    Reason.SHARED_ISSN: 60,
    Reason.EQUAL_TITLES: 25,
    Reason.SUBTITLE_ON_ONE_SIDE: 20,
    Reason.GOES_ON_ON_ONE_SIDE: -10,
    Reason.OTHER_FORM: 5,
    Reason.EQUAL_OTHER_TITLE: 5,
    Reason.SAME_AUTHOR: 25,
    Reason.SAME_STATED_AUTHOR: 25,
    Reason.SAME_YEAR: 15,
    Reason.SAME_PUBLISHER: 15,
    Reason.SAME_EXTENT: 15,
    Reason.NEAR_EXTENT: 10,
    Reason.DISJOINT_ISBNS: -55,
    Reason.DISJOINT_ISSNS: -200,
    Reason.OTHER_KIND: -200,
    Reason.OTHER_VOLUME: -200,
    Reason.OTHER_TITLE: -200,
    Reason.OTHER_SCRIPT: -20,
    Reason.ONLY_BEGINNING: -20,
    Reason.OTHER_SUBTITLE: -45,
    Reason.SET_AND_VOLUME: -200,
    Reason.VOLUME_ON_ONE_SIDE: -100,
    Reason.OTHER_PART_TITLE: -60,
    Reason.OTHER_SERIES_NUMBER: -95,
    Reason.OTHER_AUTHOR: -100,
    Reason.OTHER_NAME_ONE_ISBN: -20,
    Reason.OTHER_FIRST_NAME: -100,
    Reason.OTHER_TRANSLATOR: -100,
    Reason.OTHER_LANGUAGE: -60,
    Reason.OTHER_PUBLISHER: -45,
    Reason.OTHER_PUBLISHER_ONE_ISBN: -10,
    Reason.PUBLISHER_OF_MANY: -10,
    Reason.OTHER_EDITION: -60,
    Reason.EDITION_ON_ONE_SIDE: -10,
    Reason.OTHER_YEAR: -80,
    Reason.NEXT_YEAR: -40,
    Reason.OTHER_YEAR_ONE_ISBN: -5,
    Reason.YEAR_UNKNOWN: -35,
    Reason.NEITHER_YEAR: -5,
    Reason.OTHER_EXTENT: -25,
    Reason.FAR_EXTENT: -60,
    Reason.TITLE_SAYS_LITTLE: -30,
}
"""How much each reason counts; a number of ISBN and a title, or title, author and year, make a title sure."""

SURE, POSSIBLE = 65, 35
NEAR_PAGES, FAR = 3, 1.5
FEWEST_PAGES = 4
"""Fewer are written where nobody counted them."""


class Sameness(StrEnum):
    """What the evidence adds up to; a doubtful pair is never joined by rule."""

    SAME = "same"
    DOUBTFUL = "doubtful"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two records are to each other, and why."""

    verdict: Sameness
    score: int
    reasons: tuple[tuple[Reason, int], ...]


def weigh(a: BookFacts, b: BookFacts) -> Verdict:
    """Return whether two books are one title, with each reason and its weight; the order of the two does not count."""
    reasons = tuple((reason, EVIDENCE[reason]) for reason in _reasons(a, b))
    score = sum(weight for _reason, weight in reasons)
    verdict = Sameness.SAME if score >= SURE else Sameness.DOUBTFUL if score >= POSSIBLE else Sameness.DIFFERENT
    return Verdict(verdict, score, reasons)


def _reasons(a: BookFacts, b: BookFacts) -> Iterator[Reason]:
    has_number = bool(a.isbns & b.isbns)
    is_numbered = has_number or bool(_issn_shared(a, b))
    if a.kind is not b.kind:
        yield Reason.OTHER_KIND
    yield from _of_numbers(a, b)
    yield from _of_titles(a, b, is_numbered=is_numbered or _is_cancelled_shared(a, b))
    yield from _of_volumes(a, b)
    yield from _of_people(a, b, has_number=has_number)
    yield from _of_edition(a, b, has_number=is_numbered)
    yield from _of_publication(a, b, is_numbered=is_numbered)
    if a.languages and b.languages and not a.languages & b.languages:
        yield Reason.OTHER_LANGUAGE


def _of_numbers(a: BookFacts, b: BookFacts) -> Iterator[Reason]:
    if a.isbns & b.isbns:
        yield Reason.SHARED_ISBN
    elif _is_cancelled_shared(a, b):
        yield Reason.CANCELLED_ISBN
    elif a.isbns and b.isbns and not _tell_of_other_volumes(a, b):
        yield Reason.DISJOINT_ISBNS
    if a.kind is b.kind is Kind.SERIAL and a.issns and b.issns:
        yield Reason.SHARED_ISSN if a.issns & b.issns else Reason.DISJOINT_ISSNS


def _tell_of_other_volumes(a: BookFacts, b: BookFacts) -> bool:
    """Whether both are whole sets of as many volumes that have numbers of their own, of which neither tells all."""
    return a.volumes == b.volumes > max(len(a.isbns), len(b.isbns))


def _is_cancelled_shared(a: BookFacts, b: BookFacts) -> bool:
    return bool(a.isbns & b.weak_isbns or a.weak_isbns & b.isbns or a.weak_isbns & b.weak_isbns)


def _issn_shared(a: BookFacts, b: BookFacts) -> bool:
    return a.kind is b.kind is Kind.SERIAL and bool(a.issns & b.issns)


_BY_LIKENESS = {
    Likeness.EQUAL: Reason.EQUAL_TITLES,
    Likeness.WITHOUT_SUBTITLE: Reason.SUBTITLE_ON_ONE_SIDE,
    Likeness.OTHER_FORM: Reason.OTHER_FORM,
    Likeness.FIRST_SENTENCE: Reason.GOES_ON_ON_ONE_SIDE,
    Likeness.OTHER_SUBTITLE: Reason.OTHER_SUBTITLE,
    Likeness.BEGINNING: Reason.ONLY_BEGINNING,
}


def _of_titles(a: BookFacts, b: BookFacts, *, is_numbered: bool) -> Iterator[Reason]:
    alike = likeness(a.titles, b.titles)
    if alike is Likeness.BEGINNING and not is_numbered:
        alike = Likeness.NONE
    if alike is not Likeness.NONE:
        yield _BY_LIKENESS[alike]
        return
    if is_numbered and _meets_other_title(a, b):
        yield Reason.EQUAL_OTHER_TITLE
    elif is_numbered and not {each.script for each in a.titles} & {each.script for each in b.titles}:
        yield Reason.OTHER_SCRIPT
    else:
        yield Reason.OTHER_TITLE


def _meets_other_title(a: BookFacts, b: BookFacts) -> bool:
    crossed = max(likeness(a.titles, b.other_titles), likeness(a.other_titles, b.titles))
    return crossed >= Likeness.WITHOUT_SUBTITLE


def _of_volumes(a: BookFacts, b: BookFacts) -> Iterator[Reason]:
    if a.part and b.part:
        if not parts.are_one_volume(a.part, b.part):
            yield Reason.OTHER_VOLUME
    elif a.part or b.part:
        yield Reason.SET_AND_VOLUME if a.is_set or b.is_set else Reason.VOLUME_ON_ONE_SIDE
    yield from _of_part_titles(a, b)
    if any(
        one == other and not parts.are_one_volume(number, other_number)
        for one, number in a.series
        for other, other_number in b.series
    ):
        yield Reason.OTHER_SERIES_NUMBER


def _of_part_titles(a: BookFacts, b: BookFacts) -> Iterator[Reason]:
    is_numbered = bool(a.part and b.part)
    if a.part_titles and b.part_titles:
        if not a.part_titles & b.part_titles:
            yield (
                Reason.OTHER_PART_TITLE if is_numbered and Kind.SERIAL not in (a.kind, b.kind) else Reason.OTHER_VOLUME
            )
    elif (a.part_titles or b.part_titles) and not (a.part or b.part):
        if a.is_set or b.is_set:
            yield Reason.SET_AND_VOLUME
        elif Kind.SERIAL in (a.kind, b.kind):
            yield Reason.VOLUME_ON_ONE_SIDE


def _of_people(a: BookFacts, b: BookFacts, *, has_number: bool) -> Iterator[Reason]:
    agreed = names.agreement(a.authors, b.authors)
    if agreed is not Agreement.SAME and Agreement.SAME in (
        names.agreement(a.authors, b.other_people),
        names.agreement(a.other_people, b.authors),
        names.agreement(a.other_people, b.other_people) if not (a.authors and b.authors) else None,
    ):
        agreed = Agreement.SAME
    if agreed is Agreement.SAME:
        is_stated = a.is_author_from_statement or b.is_author_from_statement
        yield Reason.SAME_STATED_AUTHOR if is_stated else Reason.SAME_AUTHOR
    elif agreed in (Agreement.OTHER, Agreement.OTHER_FIRST_NAME):
        without_number = Reason.OTHER_AUTHOR if agreed is Agreement.OTHER else Reason.OTHER_FIRST_NAME
        yield Reason.OTHER_NAME_ONE_ISBN if has_number else without_number
    elif not (a.authors and b.authors) and not has_number and says_little(a) and says_little(b):
        yield Reason.TITLE_SAYS_LITTLE
    if names.agreement(a.translators, b.translators) in (Agreement.OTHER, Agreement.OTHER_FIRST_NAME):
        yield Reason.OTHER_TRANSLATOR


def _of_edition(a: BookFacts, b: BookFacts, *, has_number: bool) -> Iterator[Reason]:
    if a.edition and b.edition and a.edition != b.edition:
        yield Reason.OTHER_EDITION
    elif a.edition != b.edition and not has_number:
        yield Reason.EDITION_ON_ONE_SIDE


def _of_publication(a: BookFacts, b: BookFacts, *, is_numbered: bool) -> Iterator[Reason]:
    yield from _of_publishers(a, b, is_numbered=is_numbered)
    yield from _of_years(a, b, is_numbered=is_numbered)
    yield from _of_extents(a, b)


def _of_extents(a: BookFacts, b: BookFacts) -> Iterator[Reason]:
    if a.volumes == b.volumes > 1 and not (a.pages and b.pages):
        yield Reason.SAME_EXTENT
    elif a.pages and b.pages and min(a.pages, b.pages) >= FEWEST_PAGES:
        short, long = sorted((a.pages, b.pages))
        if short == long:
            yield Reason.SAME_EXTENT
        elif long - short <= NEAR_PAGES:
            yield Reason.NEAR_EXTENT
        elif long > FAR * short:
            yield Reason.FAR_EXTENT
        elif long - short > max(NEAR_PAGES, long // 33):
            yield Reason.OTHER_EXTENT


def _of_years(a: BookFacts, b: BookFacts, *, is_numbered: bool) -> Iterator[Reason]:
    if a.year is None and b.year is None:
        if not is_numbered:
            yield Reason.NEITHER_YEAR
    elif a.year == b.year:
        yield Reason.SAME_YEAR
    elif a.year is None or b.year is None:
        if not is_numbered:
            yield Reason.YEAR_UNKNOWN
    elif is_numbered:
        if not _issn_shared(a, b):
            yield Reason.OTHER_YEAR_ONE_ISBN
    else:
        is_slip = abs(a.year - b.year) == 1 and a.pages is not None and a.pages == b.pages
        yield Reason.NEXT_YEAR if is_slip else Reason.OTHER_YEAR


def _of_publishers(a: BookFacts, b: BookFacts, *, is_numbered: bool) -> Iterator[Reason]:
    pairs = [(one, other) for one in a.publishers for other in b.publishers]
    if any(is_one_publisher(one, other) for one, other in pairs):
        yield Reason.SAME_PUBLISHER
    elif any(is_one_perhaps(one, other) for one, other in pairs):
        if not is_numbered:
            yield Reason.PUBLISHER_OF_MANY
    elif any(one.script == other.script for one, other in pairs):
        yield Reason.OTHER_PUBLISHER_ONE_ISBN if is_numbered else Reason.OTHER_PUBLISHER
