"""A title or author that only one side can read: how it sounds to the other, and what staff write beside it."""

from itertools import product

from library_exchange.authority import chinese_names
from library_exchange.core.scripts import html_lang, russian_in_latin, script_of
from library_exchange.loans.schemas import BibliographicInfo, TextForm
from library_exchange.search.analysis import pinyin
from library_exchange.search.analysis.syllables import families_in_russian, name_in_russian, pinyin_in_russian

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


def author_sound(name: str) -> str | None:
    """Return how an author's name sounds to who cannot read its script, None if it cannot be said.

    A Chinese name by the system of Palladius in Russian letters, and back in pinyin; any other Russian one in Latin
    letters.
    """
    script = script_of(name)
    if script in HAN:
        return chinese_names.in_russian(name)
    return (_in_pinyin(name) or russian_in_latin(name)) if script == CYRILLIC else None


def is_translated(title: str, author: str | None) -> bool:
    """Whether the author of a book seems to be of the other side: then its title here is a translation."""
    if not author:
        return False
    if script_of(title) in HAN:
        return "·" in author or (script_of(author) in HAN and chinese_names.in_russian(author) is None)
    return script_of(title) == CYRILLIC and _in_pinyin(author) is not None


def author_form(name: str, written: str) -> TextForm:
    """Return what staff wrote beside the name of an author: its sound, or how the other side knows it."""
    said = script_of(written)
    is_chinese = script_of(name) in HAN or _in_pinyin(name) is not None
    lang = html_lang(said, "chi" if is_chinese else "rus")
    is_sound = said not in HAN and written == author_sound(name)
    return TextForm(value=written, lang=lang, kind="transliteration" if is_sound else "translation", machine=is_sound)


def _in_pinyin(name: str) -> str | None:
    """Return a Chinese name in Russian letters (Гэ Фэй) as pinyin has it (Ge Fei), None for any other name."""
    match name.split():
        case [family, given]:
            ways = product(sorted(families_in_russian(family, given)), sorted(families_in_russian(given, family)))
            found = next((way for way in ways if name_in_russian(*way) == name), None)
            return " ".join(part.capitalize() for part in found) if found else None
    return None
