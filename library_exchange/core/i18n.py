"""The three languages: their codes in addresses, their locales, and the words to mark text for translation."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import flask_babel
from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_gmt, get_timezone_location
from babel.lists import format_list as _format_list
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, Request, current_app, g, has_request_context, request
from flask_babel import Babel, force_locale, get_locale
from flask_babel.speaklater import LazyString
from jinja2 import pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup, escape

from library_exchange.core.regions import REGIONS, find_home

__all__ = ["_", "_l", "_ln", "_n", "_p", "_pl", "format_date", "format_datetime", "get_locale"]

COOKIE = "lang"
MINUS = "−"
MOST_TEXTS = 8192
"""More than one language has on its pages."""
_TEXTS = "texts"
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
_answered: ContextVar[tuple[str, NullTranslations] | None] = ContextVar("answered", default=None)


DATE_FORMS = {
    ("ru", "medium"): "d MMM y",
    ("ru", "long"): "d MMMM y\u00a0'года'",
    ("ru", "full"): "EEEE, d MMMM y\u00a0'года'",
}
"""Forms of a date that would end with a stop of its own, which a sentence that ends with the date would double."""


def format_date(day: date, form: str | None = None, rebase: bool = True) -> str:
    """Return `day` as the language being spoken writes it; `form` is short, medium (if none is told), long or full.

    An instant is one of the reader's zone unless not to `rebase`.
    """
    form = form or "medium"
    return str(flask_babel.format_date(day, DATE_FORMS.get((current().code, form), form), rebase))


def format_datetime(at: datetime, rebase: bool = True) -> str:
    """Return `at` as the language being spoken writes it, to the minute, in the reader's zone unless not to `rebase`.

    Who works at no library reads it in the zone of the country whose language she reads, and is told which that is.
    """
    day, hour = format_date(at, "medium", rebase), flask_babel.format_time(at, "short", rebase)
    told = str(_locale(current().locale).datetime_formats["medium"]).format(hour, day)
    return told if not rebase or _has_zone() else f"{told} {_zone_name(at)}"


def _zone_name(at: datetime) -> str:
    """Return whose time the reader's zone is, as people call it: 北京时间, (Владивосток)."""
    there = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(ZoneInfo(reader_zone()))
    called = next((each.time for each in REGIONS.values() if each.zone == reader_zone() and each.time), None)
    if called:
        return str(TIMES[called])
    town = get_timezone_location(there, locale=_locale(current().locale), return_city=True)
    return _("%(town)s time", town=town) if there.utcoffset() else "UTC"


def _from_greenwich(at: datetime) -> str:
    return get_timezone_gmt(at, "long", _locale(current().locale)) if at.utcoffset() else "UTC"


def zone_name(zone: str, at: datetime) -> str:
    """Return a time zone by its town, in the language being spoken, and how far it is from Greenwich at an instant.

    A zone that is no town's, as UTC is, keeps its own name.
    """
    there = at.astimezone(ZoneInfo(zone))
    if "/" not in zone:
        return zone
    town = get_timezone_location(there, locale=_locale(current().locale), return_city=True)
    return f"{town} ({_from_greenwich(there)})"


def reader_zone() -> str:
    """Return the time zone in which the reader of a page is told instants: her library's, else her language's."""
    home = find_home(current().code)
    return g.get("timezone") or (REGIONS[home].zones[0] if home else "UTC")


def format_time(at: datetime) -> str:
    """Return the hour and minute of `at`, in its own zone, as the language being spoken writes them."""
    return str(flask_babel.format_time(at, "short", rebase=False))


def _has_zone() -> bool:
    return not has_request_context() or bool(g.get("timezone"))


@dataclass(frozen=True)
class Language:
    """One language of the interface: `code` in addresses, `tag` in HTML, `locale` of the data, its own name."""

    code: str
    tag: str
    locale: str
    endonym: str
    record_languages: tuple[str, ...]


LANGUAGES = {
    "zh": Language("zh", "zh-Hans", "zh_Hans_CN", "中文", ("chi", "zho")),
    "ru": Language("ru", "ru", "ru", "Русский", ("rus",)),
    "en": Language("en", "en", "en", "English", ("eng",)),
}
DEFAULT = "en"


def current() -> Language:
    """Return the language of the page or mail being made."""
    return LANGUAGES[_code()]


def _code() -> str:
    if spoken := _spoken.get():
        return spoken
    if answered := _answered.get():
        return answered[0]
    return preferred(request) if has_request_context() else DEFAULT


def answer_in(code: str | None) -> None:
    """Answer the present request in the language `code`, or in the visitor's own where it is `None`."""
    g.lang = code
    texts = _catalogue(current_app.extensions[_TEXTS], LANGUAGES[code].locale) if code else None
    _answered.set((code, texts) if code and texts else None)


Word = str | float
"""What may stand in a sentence: words and numbers; a text for later is one too. A title in several scripts is none."""


def _(text: str, **values: Word) -> str:
    """Return `text` in the language of the page or mail."""
    found: str = _texts().ugettext(text)
    return found % values if values else found


def _n(one: str, many: str, num: int, **values: Word) -> str:
    """Return the form of a text that goes with the number `num`."""
    found: str = _texts().ungettext(one, many, num)
    return found % ({"num": num} | values)


def _p(context: str, text: str, **values: Word) -> str:
    """Return `text` as it is meant in `context`."""
    found = str(_texts().upgettext(context, text))
    return found % values if values else found


class _Later(LazyString):  # type: ignore[misc]
    """A text that is translated when it is shown; on a page what it holds is text too, whoever gave it."""

    def __html__(self) -> str:
        return str(escape(str(self)))


def _l(text: str, **values: Word) -> LazyString:
    """Return `text`, to be translated when it is shown."""
    return _Later(_, text, **values)


def _ln(one: str, many: str, num: int, **values: Word) -> LazyString:
    """Return the form of a text that goes with `num`, to be chosen when it is shown."""
    return _Later(_n, one, many, num, **values)


TIMES = {"beijing": _l("Beijing time")}
"""What people call the time of a country's usual zone, by its code in the table of countries."""


def _pl(context: str, text: str, **values: Word) -> LazyString:
    """Return `text` as it is meant in `context`, to be translated when it is shown."""
    return _Later(_p, context, text, **values)


def cookie_name(name: str) -> str:
    """Return what a cookie of pages is called: under https no other host, and no page without https, can set it."""
    return f"__Host-{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name


def preferred(req: Request) -> str:
    """Return the code of the language a visitor prefers: by cookie, then by Accept-Language."""
    chosen = req.cookies.get(cookie_name(COOKIE), "")
    return chosen if chosen in LANGUAGES else (req.accept_languages.best_match(list(LANGUAGES)) or DEFAULT)


def _select_locale() -> str:
    return current().locale


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Make texts in the language `code`, whoever's request this is."""
    before = _spoken.set(code)
    try:
        with force_locale(LANGUAGES[code].locale):
            yield
    finally:
        _spoken.reset(before)


def language_name(code: str) -> str:
    """Return the name of the bibliographic language `code` (ISO 639-2/B) in the language of the page.

    In Chinese it is called as what is written in it, as libraries do: 俄文 and not 俄语.
    """
    locale = _locale(current().locale)
    name = str(locale.languages.get(get_global("language_aliases").get(code, code), code))
    return f"{name[:-1]}文" if name.endswith("语") else name


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
"""Codes of two letters that stand for several countries, or for none."""


def country_name(code: str) -> str:
    """Return the name of the country `code` (ISO 3166 alpha-2) in the language of the page."""
    locale = _locale(current().locale)
    return str(locale.territories.get(code, code))


def is_country(code: str) -> bool:
    """Whether two letters name a country or territory (ISO 3166); groups of countries are none."""
    return len(code) == 2 and code in _locale(LANGUAGES[DEFAULT].locale).territories and code not in NO_COUNTRIES


def init_app(app: Flask, translations: Path) -> None:
    """Give `app` its languages; message catalogues lie in `translations`."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(translations)
    app.config["BABEL_DEFAULT_LOCALE"] = LANGUAGES[DEFAULT].locale
    Babel(app, locale_selector=_select_locale, timezone_selector=reader_zone)
    for name, spoken in (
        ("numberformat", format_number),
        ("country_name", country_name),
        ("language_name", language_name),
        ("datetimeformat", format_datetime),
        ("dateformat", format_date),
        ("listed", format_list),
    ):
        app.jinja_env.filters[name] = _at_each_showing(spoken)

    app.extensions[_TEXTS] = str(translations)
    app.teardown_request(lambda _error: answer_in(None))
    # Flask-Babel looks its catalogue up anew for every text of a page; ours is asked for by language alone.
    app.jinja_env.globals.update(
        _=_in_page(lambda texts, text: texts.ugettext(text)),
        gettext=_in_page(lambda texts, text: texts.ugettext(text)),
        pgettext=_in_page(lambda texts, context, text: texts.upgettext(context, text)),
        ngettext=_in_page(lambda texts, one, many, num: texts.ungettext(one, many, num), takes_number=True),
    )


def _at_each_showing(speak: Callable[..., str]) -> Callable[..., str]:
    """Return `speak` as a filter that no template carries out once for all, in the language of its first reader."""

    @pass_context
    def shown(_context: Context, value: Any, *form: Any) -> str:
        return speak(value, *form)

    return shown


def _in_page(find: Callable[..., Any], takes_number: bool = False) -> Callable[..., str]:
    """Return how templates ask for a text: on pages ours is markup, and the values put into it are escaped."""

    as_markup: Callable[[str], str] = Markup

    @lru_cache(maxsize=MOST_TEXTS)
    def looked_up(texts: NullTranslations, is_markup: bool, *asked: Any) -> tuple[str, bool]:
        found = find(texts, *asked)
        # A translation may write a percent sign where the text it is of has no place for a value.
        has_places = any("%" in text for text in asked if isinstance(text, str))
        return as_markup(found) if is_markup else found, has_places

    @pass_eval_context
    def translated(context: EvalContext, *asked: Any, **values: Word) -> str:
        found, has_places = looked_up(_texts(), context.autoescape, *asked)
        if takes_number:
            values.setdefault("num", asked[-1])
        return found % values if has_places else found

    return translated


def _texts() -> NullTranslations:
    """Return the catalogue of the present language; English outside an application."""
    answered = _answered.get()
    if answered is not None and _spoken.get() is None:
        return answered[1]
    return _catalogue(current_app.extensions[_TEXTS], current().locale) if current_app else NullTranslations()


@cache
def _catalogue(folder: str, locale: str) -> NullTranslations:
    return Translations.load(folder, [locale])


def format_number(number: int | float) -> str:
    """Return a number, with three decimals at most, as the language of the page writes it."""
    return _number(number, current().locale).replace("-", MINUS)


def format_kilograms(grams: int) -> str:
    """Return a weight in kilograms to the gram: the parts of a sum, as they stand on the page, add up to it."""
    return format_number(grams / 1000)


@lru_cache(maxsize=4096)
def _number(number: int | float, locale: str) -> str:
    return format_decimal(number, locale=locale)


def format_list(words: Iterable[Any]) -> str:
    """Return `words` as one enumeration in the language of the page: with 、 in Chinese."""
    return _format_list([str(word) for word in words], locale=current().locale)
