"""Which script a text is written in, and the language tag a page gives it."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

import iuliia
from opencc_purepy import OpenCC
from opencc_purepy.dictionary_lib import DictionaryMaxlength

_HAN = re.compile(r"[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_CYRILLIC = re.compile(r"[\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]")
_LATIN = re.compile(r"[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff]")

_WORD = re.compile(r"\w+")
_SPACE_IN_HAN = re.compile(rf"(?<={_HAN.pattern})\s+(?={_HAN.pattern})")
_KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30fa]")
_RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ")

# Traditional to the converter, but at home in simplified text as well: 鲁迅著, 乾隆, 明瞭, 慰藉, 徵羽.
_IN_BOTH = frozenset("著乾瞭藉徵")


_DICTIONARIES = {
    "ts_characters": "TSCharacters.txt",
    "ts_phrases": "TSPhrases.txt",
    "ts_punctuations": "TSPunctuations.txt",
}
"""What the converter takes from traditional to simplified; all that it has for other ways besides takes 26 MB."""


@cache
def _simplifier() -> OpenCC:
    own: DictionaryMaxlength = DictionaryMaxlength()  # type: ignore[no-untyped-call]
    folder = files("opencc_purepy").joinpath("dicts")
    for name, file in _DICTIONARIES.items():
        written = folder.joinpath(file).read_text(encoding="utf-8")
        setattr(own, name, DictionaryMaxlength.load_dictionary_maxlength(written))
    return OpenCC("t2s", own)


def joined_han(text: str) -> str:
    """Return `text` without the spaces between Chinese characters, which only set a short name wide."""
    return _SPACE_IN_HAN.sub("", text)


@lru_cache(maxsize=16_384)
def to_simplified(text: str) -> str:
    """Return `text` with traditional Chinese characters made simplified, phrase by phrase."""
    if not _HAN.search(text):
        return text
    return _simplifier().convert(text)


@lru_cache(maxsize=8192)
def script_of(text: str) -> str:
    """Return the ISO 15924 code of the script that carries `text`: Hans, Hant, Cyrl, Latn or Zyyy (none).

    One Han character outweighs letters ("阿Q正传" is Hans); between letters the more frequent script wins.
    """
    if _HAN.search(text):
        changed = {old for old, new in zip(text, to_simplified(text), strict=False) if old != new}
        return "Hant" if changed - _IN_BOTH else "Hans"
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if not cyrillic and not latin:
        return "Zyyy"
    return "Cyrl" if cyrillic >= latin else "Latn"


def language_of(text: str) -> str | None:
    """Return the language that the letters of `text` surely tell: zh or ru, None where they may be another's.

    Han characters with kana are Japanese; one letter that Russian lacks (і, ў, ә) makes Cyrillic another language.
    """
    script = script_of(text)
    if script in ("Hans", "Hant"):
        return None if _KANA.search(text) else "zh"
    if script == "Cyrl" and all(letter in _RUSSIAN for letter in _CYRILLIC.findall(text)):
        return "ru"
    return None


def told_in(text: str | None, language: str) -> str:
    """Return a text that stands where one in `language` (zh, ru) belongs; "" if all its letters are the other's.

    A Chinese text may quote Russian words and a Russian one Chinese; Latin letters and figures may be either's.
    """
    own, other = (_HAN, _CYRILLIC) if language == "zh" else (_CYRILLIC, _HAN)
    return "" if not text or (other.search(text) and not own.search(text)) else text


def book_language(title: str, others: Iterable[str] = ()) -> str | None:
    """Return the ISO 639-2 code of a book's language where the letters of its title tell it surely, chi or rus.

    `others` are further texts of the book, as its author and publisher: Cyrillic letters of another language in one of
    them leave it open.
    """
    if any(script_of(text) == "Cyrl" and language_of(text) is None for text in others):
        return None
    return {"zh": "chi", "ru": "rus"}.get(language_of(title) or "")


def html_lang(script: str, language: str | None = None) -> str:
    """Return the `lang` attribute for a text in `script`; `language` is the ISO 639-2 code of what it says.

    A transliteration keeps its language: Chinese in Latin letters is `zh-Latn`.
    """
    if script in ("Hans", "Hant"):
        return f"zh-{script}"
    tag = {"chi": "zh", "zho": "zh", "rus": "ru", "eng": "en"}.get(language or "", "")
    if script == "Cyrl":
        return "zh-Cyrl" if tag == "zh" else "ru"
    if script == "Latn":
        return f"{tag}-Latn" if tag in ("zh", "ru") else (tag or "en")
    return tag or "und"


_MARKS = ("Lm", "Mn")
"""Categories of signs that stand with letters of any script, as in a romanised title."""


def is_latin(text: str) -> bool:
    """Whether every letter of `text` is a Latin one, with marks or without; digits and signs do not count."""
    letters = (each for each in text if each.isalpha() and unicodedata.category(each) not in _MARKS)
    return all(unicodedata.name(each, "").startswith("LATIN") for each in letters)


def russian_in_latin(text: str) -> str:
    """Return a text in Russian letters in Latin ones by BGN/PCGN, which readers of either side can guess."""
    return _WORD.sub(lambda word: _in_latin(word.group()), text)


@lru_cache(maxsize=16_384)
def _in_latin(word: str) -> str:
    # The library's table leaves a Cyrillic ё in its Latin output, and a dot between sounds: Lao Sh·e.
    return str(iuliia.BGN_PCGN.translate(word)).replace("ё", "ë").replace("Ё", "Ë").replace("·", "")
