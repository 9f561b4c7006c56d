"""How a title or a name stands on a page: its own script first, then the reader's language, then Latin letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Protocol

from library_exchange.core.scripts import html_lang, script_of


@dataclass(frozen=True)
class Written:
    """A text and the `lang` attribute it carries; `machine` marks what no person has written."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    value: str
    lang: str
    machine: bool = False


@dataclass(frozen=True)
class TitleBlock:
    """A title or name in up to three forms."""

    original: Written
    translation: Written | None = None
    romanised: Written | None = None
    href: str | None = None


class TitleForm(NamedTuple):
    """One form of a title or name, in the order of a record's card; `kind` as in the catalogue."""

    value: str
    lang: str
    kind: str = "original"
    machine: bool = False

    def written(self) -> Written:
        """Return the form as a page shows it."""
        return Written(self.value, self.lang, bool(self.machine))


def typed(value: str, language: str | None = None, kind: str = "original") -> TitleForm:
    """Return a form that somebody typed; `language` is the ISO 639-2 code of what it says, where that is known."""
    return TitleForm(value, html_lang(script_of(value), language), kind)


class Titled(Protocol):
    """A row that keeps its title in its own script, in Chinese, in Russian and in Latin letters."""

    title: str
    language: str
    title_zh: Any
    title_ru: Any
    transliteration: str | None


def forms_of(row: Titled) -> list[TitleForm]:
    """Return the forms of a title that stand in the columns of a row; the Chinese and Russian ones are translations."""
    forms = [typed(row.title, row.language)]
    # The column says the language, the text only in which characters Chinese is written.
    chinese = "zh-Hant" if row.title_zh and script_of(row.title_zh) == "Hant" else "zh-Hans"
    forms += [
        TitleForm(text, lang, "translation") for text, lang in ((row.title_ru, "ru"), (row.title_zh, chinese)) if text
    ]
    if row.transliteration:
        forms.append(typed(row.transliteration, row.language, "transliteration"))
    return forms


def title_block(forms: Sequence[Sequence[Any]], language: str, href: str | None = None) -> TitleBlock:
    """Return the block for `forms`, each [value, lang, kind, machine], for a reader of `language` (zh, ru, en).

    A book in the reader's own language shows any translation it has: it is how the other side knows the book.
    """
    own = [TitleForm(*form) for form in forms]
    first = next((form for form in own if form.kind == "original"), own[0] if own else None)
    if first is None:
        return TitleBlock(Written("—", ""), href=href)
    others = [form for form in own if form is not first and form.value != first.value]
    is_own = first.lang.startswith(language)
    # Who reads the original needs no letters made by rule to tell how it sounds.
    latin = next((f for f in others if f.kind == "transliteration" and not (is_own and f.machine)), None)
    translated = _translation([f for f in others if f.kind != "transliteration"], first, language)
    return TitleBlock(
        first.written(),
        translated.written() if translated else None,
        latin.written() if latin else None,
        href,
    )


def _translation(others: Sequence[TitleForm], first: TitleForm, language: str) -> TitleForm | None:
    """Return the translation to show; a parallel title of the title page is one too."""
    translations = [form for form in others if form.lang[:2] != first.lang[:2]]
    fitting = [form for form in translations if form.lang.startswith(language)]
    if not fitting and first.lang.startswith(language):
        fitting = translations
    return fitting[0] if fitting else None


def cover(title: str) -> tuple[str, str]:
    """Return the first character of a title and its script, for a cover without a picture."""
    first = next((character for character in title if character.isalnum()), "·")
    return first.upper(), script_of(first)


def joined(imprint: Sequence[Sequence[str]]) -> tuple[str, str]:
    """Return place, publisher and year as one line with the language of its first part."""
    lang = imprint[0][1]
    return ("，" if lang.startswith("zh") else ", ").join(part[0] for part in imprint), lang
