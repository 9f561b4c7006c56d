"""The words of the papers in all languages at once, and how weights and money are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from library_exchange.consignment_papers.labels import PAPER
from library_exchange.consignment_papers.pack import PackLine
from library_exchange.core.i18n import LANGUAGES, format_date, speaking
from library_exchange.documents.tables import MANNERS, Manner
from library_exchange.shipping.labels import consignments as consignment_labels
from library_exchange.shipping.labels import parcels as parcel_labels
from library_exchange.shipping.labels import titles as title_labels
from library_exchange.shipping.rules.codes import Purpose

BETWEEN = " · "


@dataclass(frozen=True)
class Words:
    """Every word of the papers, in the order of languages given."""

    languages: tuple[str, ...]
    table: dict[str, dict[str, str]]

    def __call__(self, name: str, languages: Iterable[str] | None = None) -> tuple[str, ...]:
        """Return the word `name` in each language."""
        return tuple(self.table[name][code] for code in languages or self.languages)

    def side_by_side(self, name: str, languages: Iterable[str] | None = None) -> str:
        """Return the word `name` in all languages on one line."""
        return BETWEEN.join(dict.fromkeys(self(name, languages)))

    def day(self, value: date, languages: Iterable[str] | None = None) -> str:
        """Return a day as each language writes it."""
        return BETWEEN.join(dict.fromkeys(_day(value, code) for code in languages or self.languages))

    def number(self, written: str, languages: Iterable[str] | None = None) -> str:
        """Return a number, which is `written` with a point, as the language writes it that stands first."""
        first = next(iter(languages or self.languages))
        return written.replace(".", MANNERS.get(first, Manner()).decimal_sign)


def _day(value: date, code: str) -> str:
    with speaking(code):
        return format_date(value)


def words(languages: tuple[str, ...]) -> Words:
    """Return the words in `languages`, the first of which stands first everywhere."""
    texts = PAPER | {f"material_{key}": text for key, text in title_labels.MATERIALS.items()}
    texts |= {f"mode_{key}": text for key, text in consignment_labels.MODES.items()}
    texts |= {f"purpose_{key}": text for key, text in consignment_labels.PURPOSES.items()}
    texts |= {f"kind_{key}": text for key, text in parcel_labels.KINDS.items()}
    table: dict[str, dict[str, str]] = {name: {} for name in texts}
    for code in LANGUAGES:
        with speaking(code):
            for name, text in texts.items():
                table[name][code] = str(text)
    return Words(languages, table)


def kilograms(grams: int) -> str:
    """Return a weight in kilograms as papers write it: 0.420."""
    return f"{grams / 1000:.3f}"


def category(lines: Iterable[PackLine]) -> str:
    """Return the name of the word that tells customs why the books cross: lent, on their way home, for good, mixed."""
    found = {(line.purpose, line.goes_home) for line in lines}
    alone = {
        frozenset({(Purpose.TEMPORARY, False)}): "category_loan",
        frozenset({(Purpose.TEMPORARY, True)}): "category_home",
        frozenset({(Purpose.TEMPORARY, False), (Purpose.TEMPORARY, True)}): "category_loans",
    }
    is_for_good = all(purpose is Purpose.PERMANENT for purpose, _goes_home in found)
    return "category_exchange" if is_for_good else alone.get(frozenset(found), "category_mixed")
