"""A title that only one side can read: how it sounds in letters of the other, and what staff write beside it."""

from library_exchange.core.scripts import html_lang, russian_in_latin, script_of
from library_exchange.loans.schemas import BibliographicInfo, TextForm
from library_exchange.search.analysis import pinyin
from library_exchange.search.analysis.syllables import pinyin_in_russian

HAN, CYRILLIC = ("Hans", "Hant"), "Cyrl"


def proposed(book: BibliographicInfo) -> TextForm | None:
    """Return how the title sounds to who cannot read its script; None if it has another form already, or needs none.

    A Chinese title by the system of Palladius for Russian readers, a Russian one in Latin letters.
    """
    if len(book.title) > 1:
        return None
    title = book.title[0].value
    script = script_of(title)
    if script in HAN:
        said = pinyin_in_russian(" ".join(pinyin.marked(title)), title)
        return TextForm(value=said, lang="zh-Cyrl", kind="transliteration", machine=True) if said else None
    if script == CYRILLIC:
        return TextForm(value=russian_in_latin(title), lang="ru-Latn", kind="transliteration", machine=True)
    return None


def is_for_russia(form: TextForm) -> bool:
    """Whether the form is for readers of Russian."""
    return form.lang == "zh-Cyrl"


def form_of(book: BibliographicInfo, written: str) -> TextForm:
    """Return what staff wrote beside the title: the sound as it was proposed, or else a translation."""
    sound = proposed(book)
    if sound is not None and sound.value == written:
        return sound
    return TextForm(value=written, lang=html_lang(script_of(written)), kind="translation")
