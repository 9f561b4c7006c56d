"""How a title or a name stands on a page: the reader's language first, then its own script, then Latin letters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, NamedTuple, Protocol

from library_exchange.core.scripts import html_lang, script_of

HEADING = "heading"
"""Kind of a form that the record does not have: the heading of the person or work it is linked to."""
FOREIGN_LETTERS = ("-Latn", "-Cyrl")
"""How the `lang` of a text ends that stands in letters of another language."""
VOLUMES = {"ru": "{} [т. {}]", "zh": "{}[第{}卷]"}
"""How a title in another language tells the volume, in the brackets of what a cataloguer adds."""
OTHER_VOLUMES = "{} [v. {}]"
LETTERS = {"ru": ("ru", "zh-Cyrl"), "zh": ("zh-Hans", "zh-Hant")}
"""In which `lang` the sound of a foreign name is written for readers of a language."""


@dataclass(frozen=True)
class Written:
    """A text and the `lang` attribute it carries; `machine` marks what no person has written."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    value: str
    lang: str
    machine: bool = False


UNKNOWN = Written("—", "")


@dataclass(frozen=True)
class TitleBlock:
    """A title or name as readers of one language see it.

    `shown` is the form in their language, where one is known, else `original`, its own script. `beside` is the
    original where that is not shown; beside the original stands what readers of other languages call it. `is_name`
    says that `romanised` is a person's name, which stands as it is.
    """

    shown: Written
    original: Written
    beside: Written | None = None
    romanised: Written | None = None
    href: str | None = None
    is_name: bool = False


def as_written(value: str, lang: str = "") -> TitleBlock:
    """Return the block of what is called one thing by everybody; `lang` is empty for words of the page's language."""
    return TitleBlock(Written(value, lang), Written(value, lang))


BOWS = {0xFE20: None, 0xFE21: None}
"""The halves of the bow that ALA-LC draws over two letters: few fonts have it, and the word reads alike without."""


class TitleForm(NamedTuple):
    """One form of a title or name, in the order of a record's card.

    `kind` is as in the catalogue, or `HEADING` for what the linked person or work is called.
    """

    value: str
    lang: str
    kind: str = "original"
    machine: bool = False

    def written(self) -> Written:
        """Return the form as a page shows it."""
        value = self.value if self.is_translation else self.value.translate(BOWS)
        return Written(value, self.lang, bool(self.machine))

    @property
    def is_known_otherwise(self) -> bool:
        """Whether the record has it not, but the linked person or work, or a rule of transcription."""
        return self.kind == HEADING or (self.lang == "zh-Cyrl" and self.machine)

    @property
    def is_translation(self) -> bool:
        """Whether it says the same in another language, and is not only other letters."""
        return self.kind != "transliteration"

    def is_read_in(self, language: str) -> bool:
        """Whether it is in the interface language `language` and in its own script."""
        return self.lang[:2] == language and not self.lang.endswith(FOREIGN_LETTERS)


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

    Her language first, the original beside it. A book in the reader's own language shows any translation it has: it
    is how the other side knows the book. What a machine translated never stands first.
    """
    own = [TitleForm(*form) for form in forms]
    original = next((form for form in own if form.kind == "original"), own[0] if own else None)
    if original is None:
        return TitleBlock(UNKNOWN, UNKNOWN, href=href)
    others = [form for form in own if form is not original and form.value != original.value]
    if original.is_read_in(language):
        # Who reads the original needs no Latin letters to tell how it sounds.
        beside = next((form for form in others if form.is_translation and form.lang[:2] != original.lang[:2]), None)
        return TitleBlock(original.written(), original.written(), beside.written() if beside else None, href=href)
    known = _known(others, language)
    beside = original if known else _by_machine(others, language)
    latin = next((form for form in others if form.kind == "transliteration" and script_of(form.value) == "Latn"), None)
    return TitleBlock(
        (known or original).written(),
        original.written(),
        beside.written() if beside else None,
        latin.written() if latin else None,
        href,
    )


def with_known(forms: Sequence[Sequence[Any]], known: Iterable[TitleForm]) -> list[TitleForm]:
    """Return the forms that a record has itself and, behind them, those known in languages that it has not."""
    return completed([form for form in (TitleForm(*form) for form in forms) if not form.is_known_otherwise], known)


def completed(forms: Sequence[Sequence[Any]], known: Iterable[TitleForm]) -> list[TitleForm]:
    """Return all these forms and, behind them, those of `known` in languages that they have not."""
    own = [TitleForm(*form) for form in forms]
    have = {form.lang[:2] for form in own if form.is_translation and not form.machine}
    return own + [form for form in known if form.lang[:2] not in have or not form.is_translation]


def in_volume(form: TitleForm, volume: str) -> TitleForm:
    """Return a title in another language with the number of the volume that only the original tells."""
    if not volume or form.kind not in ("translation", HEADING):
        return form
    return form._replace(value=VOLUMES.get(form.lang[:2], OTHER_VOLUMES).format(form.value, volume))


def name_block(forms: Sequence[Sequence[Any]], language: str) -> TitleBlock:
    """Return the block for the name of a person or body: what readers of `language` call it, and the name as written.

    A name that they know needs no Latin letters; one written in their language nothing beside it.
    """
    block = title_block(forms, language)
    return replace(block, beside=None) if block.shown == block.original else replace(block, romanised=None)


def _known(others: Sequence[TitleForm], language: str) -> TitleForm | None:
    """Return the form in the reader's language: a parallel title is one too, the last resort her own letters."""
    translated = [form for form in others if form.is_translation and not form.machine and form.is_read_in(language)]
    sounding = [form for form in others if form.kind == "transliteration" and form.lang in LETTERS.get(language, ())]
    return next(iter([*translated, *sounding]), None)


def _by_machine(others: Sequence[TitleForm], language: str) -> TitleForm | None:
    return next((form for form in others if form.is_translation and form.is_read_in(language)), None)


def cover(title: str) -> tuple[str, str]:
    """Return the first character of a title and its script, for a cover without a picture."""
    first = next((character for character in title if character.isalnum()), "·")
    return first.upper(), script_of(first)


def joined(imprint: Sequence[Sequence[str]]) -> tuple[str, str]:
    """Return place, publisher and year as one line with the language of its first part."""
    lang = imprint[0][1]
    return ("，" if lang.startswith("zh") else ", ").join(part[0] for part in imprint), lang


def in_cells(block: TitleBlock | None) -> tuple[str | None, str | None]:
    """Return a title as two cells of a table: as it is shown, and in its own script where that is another."""
    if block is None:
        return None, None
    return block.shown.value, block.original.value if block.original.value != block.shown.value else None


def people_in_a_cell(authors: Iterable[TitleBlock]) -> str:
    """Return names as one cell of a table."""
    return "; ".join(each.shown.value for each in authors)
