"""What is reckoned for the papers: thresholds of the day, which books are old, what is missing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from library_exchange.citations.publishers import other_than
from library_exchange.core.regions import WRITTEN
from library_exchange.core.scripts import told_in

OLD_BOOK_YEARS = "old_book_years"
CN22_LIMIT = "cn22_limit"
ADVANCE_DAYS = "advance_list_days"
PERMIT_DAYS = "permit_lead_days"
CLAIM_DAYS = "claim_days"
OVERDUE_DAYS = "overdue_days"
SILENCE_DAYS = "claim_silence_days"
PARCEL_CAP = "parcel_cap_g"
TAG_WIDTH, TAG_HEIGHT = "m_bag_tag_width_mm", "m_bag_tag_height_mm"
ADVANCE_LIST, PERMIT_LIST = "advance-list", "permit-list"
"""The lists that authorities read; the table of countries says which of them each reads."""


class Dated(Protocol):
    """A rule that holds from a day on."""

    code: str
    valid_from: date


class Missing(StrEnum):
    """What a title still lacks before its papers can be made or sent in."""

    TITLE_ZH = "title_zh"
    TITLE_RU = "title_ru"
    WEIGHT = "weight"
    VALUE = "value"
    YEAR = "year"
    PUBLISHER = "publisher"
    ANNOTATION_ZH = "annotation_zh"
    ANNOTATION_RU = "annotation_ru"


class Described(Protocol):
    """A title as far as it must be described."""

    title: str
    title_zh: str | None
    title_ru: str | None
    annotation_zh: str | None
    annotation_ru: str | None
    publisher: str | None
    year: int | None
    weight_g: int | None
    value_minor: int | None


class UnknownRule(Exception):
    """No rule of this code holds on the day asked for."""


def in_force(rules: Iterable[Dated], code: str, day: date) -> Dated:
    """Return the rule `code` that holds on `day`: the one with the newest `valid_from` not after it.

    Raises UnknownRule if there is none.
    """
    fitting = [rule for rule in rules if rule.code == code and rule.valid_from <= day]
    if not fitting:
        raise UnknownRule(code)
    return max(fitting, key=lambda rule: rule.valid_from)


@dataclass(frozen=True)
class ValueLimit:
    """Up to which value a letter-post item bears the small form: `limit_sdr`, at `rate_minor` units for one SDR."""

    limit_sdr: int
    rate_minor: int

    @property
    def minor(self) -> int:
        """The limit in minor units of the currency."""
        return self.limit_sdr * self.rate_minor


def sdr_rate(currency: str) -> str:
    """Return the code of the rule that says what one SDR is worth in minor units of `currency`."""
    return f"sdr_rate_{currency.lower()}"


def point_value(currency: str) -> str:
    """Return the code of the rule that says what a point is worth for customs in minor units of `currency`."""
    return f"point_value_{currency.lower()}"


def currency_of(code: str) -> str | None:
    """Return the currency of which a rule tells a sum, in hundredths; None for a rule of other numbers."""
    found = next((code.removeprefix(start) for start in (sdr_rate(""), point_value("")) if code.startswith(start)), "")
    return found.upper() or None


def unit_of(code: str) -> str:
    """Return the unit of a rule that any country of the bridge may have, as rules keep it."""
    units = {sdr_rate(""): "hundredths per SDR", point_value(""): "hundredths per point"}
    return next((unit for start, unit in units.items() if code.startswith(start)), "yes or no")


def is_old(year: int | None, years: int, today: date) -> bool:
    """Whether a book of `year` is older than `years` and must not leave unasked; of an unknown year, nobody can say."""
    return year is not None and today.year - year > years


def is_to_ask(year: int | None, years: int, today: date, *, crosses: bool) -> bool:
    """Whether somebody asks before a book leaves: it is old, or nobody knows its year and a border is crossed."""
    return is_old(year, years, today) or (crosses and year is None)


def missing_titles(line: Described, languages: Collection[str] = WRITTEN) -> tuple[Missing, ...]:
    """Return in which of the `languages` (zh, ru) that its papers need a title is not told yet."""
    wanted = (("zh", Missing.TITLE_ZH, line.title_zh), ("ru", Missing.TITLE_RU, line.title_ru))
    return tuple(name for code, name, value in wanted if code in languages and not told_in(value, code))


def missing_for_papers(line: Described, languages: Collection[str] = WRITTEN) -> tuple[Missing, ...]:
    """Return what a title lacks for packing list and customs form, which tell titles in `languages`."""
    lacking = [*missing_titles(line, languages), *([Missing.WEIGHT] if not line.weight_g else [])]
    return (*lacking, *([Missing.VALUE] if line.value_minor is None else []))


def lacks_annotation(line: Described) -> bool:
    """Whether a title has an annotation in neither language, so that there is nothing to translate."""
    return not (line.annotation_zh or line.annotation_ru)


def missing_for_application(line: Described, language: str) -> tuple[Missing, ...]:
    """Return what a title lacks for an authority that reads `language` (zh or ru)."""
    name = f"annotation_{language}"
    publisher, note = other_than(line.title, line.publisher), told_in(getattr(line, name), language)
    wanted = ((Missing.YEAR, line.year), (Missing.PUBLISHER, publisher), (Missing(name), note))
    return missing_titles(line) + tuple(name for name, value in wanted if not value)
