"""The three languages: their codes in addresses, their locales, and the words to mark text for translation."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale
from babel.lists import format_list as _format_list
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, Request, g, has_request_context, request
from flask_babel import (
    Babel,
    force_locale,
    format_date,
    format_datetime,
    get_locale,
    lazy_gettext,
    lazy_ngettext,
    lazy_pgettext,
)
from flask_babel import gettext as _
from flask_babel import ngettext as _n
from flask_babel import pgettext as _p

_l = lazy_gettext
_ln = lazy_ngettext
_pl = lazy_pgettext

__all__ = ["_", "_l", "_ln", "_n", "_p", "_pl", "format_date", "format_datetime", "get_locale"]

COOKIE = "lang"
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


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
    return _spoken.get() or g.get("lang") or (preferred(request) if has_request_context() else DEFAULT)


def preferred(req: Request) -> str:
    """Return the code of the language a visitor prefers: by cookie, then by Accept-Language."""
    chosen = req.cookies.get(COOKIE, "")
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
    """Return the name of the bibliographic language `code` (ISO 639-2/B) in the language of the page."""
    to_terminological = {"chi": "zh", "zho": "zh", "fre": "fr", "ger": "de", "cze": "cs", "dut": "nl", "rum": "ro"}
    locale = _locale(current().locale)
    return str(locale.languages.get(to_terminological.get(code) or code[: 2 if code in ("rus", "eng") else 3], code))


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def country_name(code: str) -> str:
    """Return the name of the country `code` (ISO 3166 alpha-2) in the language of the page."""
    locale = _locale(current().locale)
    return str(locale.territories.get(code, code))


def init_app(app: Flask, translations: Path) -> None:
    """Give `app` its languages; message catalogues lie in `translations`."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(translations)
    app.config["BABEL_DEFAULT_LOCALE"] = LANGUAGES[DEFAULT].locale
    Babel(app, locale_selector=_select_locale, timezone_selector=lambda: g.get("timezone") or "UTC")
    app.jinja_env.filters["numberformat"] = format_number
    app.jinja_env.filters["country_name"] = country_name
    app.jinja_env.filters["language_name"] = language_name

    def texts() -> NullTranslations:
        return _texts(str(translations), current().locale)

    # Flask-Babel looks its catalogue up anew for every text of a page; ours is asked for by language alone.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: texts().ugettext(text),
        lambda one, many, n: texts().ungettext(one, many, n),
        newstyle=True,
        pgettext=lambda context, text: texts().upgettext(context, text),
        npgettext=lambda context, one, many, n: texts().unpgettext(context, one, many, n),
    )


@cache
def _texts(folder: str, locale: str) -> NullTranslations:
    return Translations.load(folder, [locale])


def format_number(number: int) -> str:
    """Return a whole number as the language of the page writes it."""
    return _number(number, current().locale)


@lru_cache(maxsize=4096)
def _number(number: int, locale: str) -> str:
    return format_decimal(number, locale=locale)


def format_money(minor: int, currency: str) -> str:
    """Return an amount, given in the hundredth part of `currency`, as the language of the page writes it.

    The ISO code stands behind the number, since readers of one country may not know the other's sign.
    """
    number = format_decimal(Decimal(minor) / 100, "#,##0.00", locale=current().locale)
    return f"{number}\u00a0{currency}"


def format_list(words: list[str]) -> str:
    """Return `words` as one enumeration in the language of the page: with 、 in Chinese."""
    return _format_list(words, locale=current().locale)
