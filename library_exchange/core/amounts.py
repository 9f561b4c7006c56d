"""Numbers, sums and weights as people type them: spaces between thousands, full-width digits, the sign of a unit."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from library_exchange.core.han_numbers import HAN_NUMBER, han_number
from library_exchange.core.i18n import _l
from library_exchange.core.text import han_years
from library_exchange.core.weights import GRAMS

HEAVIEST_G = 100_000
LONGEST_COUNT = 6
_UNITS: Mapping[str, frozenset[str]] = {
    "year": frozenset({"г", "год", "года", "году", "年"}),
    "copies": frozenset(
        {
            *("экз", "шт", "штук", "экземпляр", "экземпляра", "экземпляров", "кн", "книга", "книги", "книг"),
            *("copy", "copies", "book", "books", "pcs", "册", "冊", "本", "套", "份"),
        }
    ),
    "pages": frozenset({"с", "стр", "страница", "страницы", "страниц", "p", "pp", "page", "pages", "页", "頁"}),
    "months": frozenset({"мес", "месяц", "месяца", "месяцев", "month", "months", "个月", "月"}),
    "days": frozenset({"дн", "день", "дня", "дней", "day", "days", "天", "日"}),
    "percent": frozenset({"%"}),
    "points": frozenset({"балл", "балла", "баллов", "point", "points", "分", "点"}),
    "requests": frozenset(
        {
            *("заказ", "заказа", "заказов", "книга", "книги", "книг", "экз", "шт"),
            *("request", "requests", "book", "books", "份", "件", "个", "本", "册", "冊", "种", "部"),
        }
    ),
    "volumes": frozenset({"т", "том", "тома", "томов", "вып", "vol", "volume", "volumes", "卷"}),
    "set_volumes": frozenset(
        {*("т", "том", "тома", "томов", "кн", "книг", "книги"), *("册", "冊", "本", "卷", "vol", "vols")}
    ),
    "records": frozenset({*("запись", "записи", "записей", "record", "records"), *("条", "个")}),
    "rows": frozenset({*("строка", "строки", "строке", "стр", "row", "line"), *("行",)}),
    "issues": frozenset({"№", "номер", "вып", "выпуск", "no", "issue", "期", "号"}),
}
"""Signs that may stand beside a number, by what it counts."""
_AGREED = ("copies", "volumes", "points", "pages")
"""What an agreement may count: the unit of a rate is told elsewhere, each of its signs may stand here."""
UNITS: Mapping[str, frozenset[str]] = {
    **_UNITS,
    "rate": frozenset(sign for unit in _AGREED for sign in _UNITS[unit]),
}
COUNTS: Mapping[str, str] = {
    **dict.fromkeys(("year", "year_from", "year_to"), "year"),
    **dict.fromkeys(("copies", "quantity", "cap", "wanted"), "copies"),
    **dict.fromkeys(("credit", "gift_budget", "gap", "in_limit", "out_limit"), "copies"),
    "pages": "pages",
    "volumes": "set_volumes",
    "term_months": "months",
    **dict.fromkeys(("usual_days", "loan_days", "transit_days"), "days"),
    **dict.fromkeys(("inland", "ngo", "school"), "percent"),
    "value_points": "points",
    **dict.fromkeys(("ours_rate", "theirs_rate"), "rate"),
    **dict.fromkeys(("ours_first_volume", "theirs_first_volume"), "volumes"),
    **dict.fromkeys(("ours_first_number", "theirs_first_number"), "issues"),
    "first_year": "year",
    **dict.fromkeys(("most_open_requests", "per_minute"), "requests"),
    "count": "copies",
    "page_size": "records",
    "headings": "rows",
}
"""What the number in a field of this name counts."""
COUNTED_BY: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "credit": ("mode", {"piece": "copies", "priced": "points", "page": "pages"}),
    "amount": ("unit", {"pieces": "copies", "points": "points", "pages": "pages"}),
}
"""Where another field of the form says what a number counts: that field, and what its values mean."""
WRONG_UNITS: Mapping[str, Any] = {
    "year": _l("Enter a year, like 2009."),
    "copies": _l("Enter a whole number of copies, like 3."),
    "pages": _l("Enter a whole number of pages, like 320."),
    "months": _l("Enter a whole number of months, like 12."),
    "days": _l("Enter a whole number of days, like 30."),
    "percent": _l("Enter a whole number of percent, like 110."),
    "points": _l("Enter a whole number of points, like 5."),
    "rate": _l("Enter a whole number in the unit of your agreement, like 1."),
    "volumes": _l("Enter the number of a volume, like 12."),
    "set_volumes": _l("Enter a whole number of volumes, like 3."),
    "issues": _l("Enter the number of an issue, like 3."),
    "requests": _l("Enter a whole number of requests, like 5."),
    "records": _l("Enter a whole number of records, like 20."),
    "rows": _l("Enter the number of a row, like 3."),
}
"""What is said where another unit stands beside a number."""
NO_WEIGHT = _l("Enter grams as a whole number, like 350, or write the unit: 350 g, 1.2 kg.")
_WHOLE = r"[0-9]{1,3}(?: [0-9]{3})+|[0-9]+"
_NUMBER = re.compile(rf"([^\W\d]+)?\.?\s*({_WHOLE})\s*([^\W\d]+|%)?\.?")
_IN_CHINESE = re.compile(rf"(?P<before>[第共]?)(?P<number>[{HAN_NUMBER}两]{{1,5}})(?P<behind>[^\W\d]*)")
_ORDINAL = frozenset({"第", "共"})
"""What may stand before any number: the third, three in all."""
_BESIDE = re.compile(
    r"(?P<before>[^\d\s.,+'-]*)\.?\s*(?P<number>[-+]?\d[\d.,]*(?: [\d.,]+)*?)\s*(?P<behind>[^\d\s.,+-]*)\.?"
)
_WEIGHT = re.compile(rf"({_WHOLE})(?:[.,]([0-9]+))?\s*([^\W\d]+)?\.?")
_TWO = re.compile(r"([0-9]{1,3})\s*([^\W\d]+)\.?\s*([0-9]{1,3})\s*([^\W\d]+)\.?")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def counted(name: str, form: Mapping[str, Any] | None = None) -> str:
    """Return what the number in the field `name` counts, as the other fields of its form say, "" if unknown."""
    field, meant = COUNTED_BY.get(name, ("", {}))
    told = str((form or {}).get(field, ""))
    return meant.get(told, "") if told else COUNTS.get(name, "")


def find_whole(text: str, unit: str = "") -> str | None:
    """Return the digits of a whole number that counts `unit`; None if it is none.

    Thousands may be parted by spaces, and the sign of the unit may stand on either side: "1 200", "2009 г.", "２０册",
    "№ 1", "第1期", "十一册".
    """
    plain, signs = _plain(text), UNITS.get(unit, frozenset())
    told = _NUMBER.fullmatch(han_years(plain) if unit == "year" else _with_digits(plain, signs))
    if told is None or (told[1] and told[1] not in signs | _ORDINAL) or (told[3] and told[3] not in signs):
        return None
    return told[2].replace(" ", "")


def _with_digits(plain: str, signs: frozenset[str]) -> str:
    """Return a count in Chinese characters with digits: 十一册 is 11册."""
    told = _IN_CHINESE.fullmatch(plain)
    if told is None or (told["behind"] and told["behind"] not in signs):
        return plain
    return f"{told['before']}{han_number(told['number'])}{told['behind']}"


def find_typed(text: str) -> int | None:
    """Return the number of copies that is typed where there is no schema, with its sign or without; None for none."""
    digits = find_whole(text, "copies")
    return int(digits) if digits is not None and len(digits) < LONGEST_COUNT else None


def has_unit(text: str) -> bool:
    """Whether a sign stands beside the one number in `text`."""
    told = _BESIDE.fullmatch(_plain(text))
    return told is not None and bool(told["before"] or told["behind"])


def without_sign(text: str, signs: frozenset[str]) -> str:
    """Return the number in `text` without that of `signs` which stands on either side; all of it with another sign."""
    plain = _plain(text)
    told = _BESIDE.fullmatch(plain)
    return told["number"] if told and {told["before"], told["behind"]} - {""} <= signs else plain


def find_grams(text: str) -> int | None:
    """Return a weight in grams, with or without its unit; None for what is none, or can be meant in two ways.

    "350", "1 200", "350 г", "1,2 кг", "1 кг 200 г" and "0.3公斤" are weights; "1,2" alone could be either.
    """
    plain = _plain(text)
    both = _TWO.fullmatch(plain)
    if both and (GRAMS.get(both[2]), GRAMS.get(both[4])) == (1000, 1):
        return int(both[1]) * 1000 + int(both[3])
    told = _WEIGHT.fullmatch(plain)
    if told is None or (told[2] and not told[3]) or (told[3] and told[3] not in GRAMS):
        return None
    grams = Decimal(f"{told[1].replace(' ', '')}.{told[2] or 0}") * GRAMS.get(told[3] or "", 1)
    return int(grams) if grams == int(grams) and grams <= 10 * HEAVIEST_G else None


def _in_grams(value: object) -> object:
    if not isinstance(value, str):
        return value
    grams = find_grams(value)
    if grams is None:
        raise PydanticCustomError("no_weight", "not a weight", {"sentence": NO_WEIGHT})
    return grams


Grams = Annotated[int, BeforeValidator(_in_grams), Field(ge=1, le=HEAVIEST_G)]
"""A weight; a form tells it in grams, or in a unit that it names."""
