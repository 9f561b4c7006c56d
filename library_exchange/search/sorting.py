"""Sort keys: pinyin for Chinese, the alphabet for Russian and Latin, comparable as plain strings in any database."""

import re

from library_exchange.search.analysis import latin, pinyin
from library_exchange.search.analysis.folding import characters, letters

LONGEST = 48
"""Characters of the text that take part in the order."""

# Two spaces part the levels of a key: they come before any letter, so a shorter text comes before its continuation.
_LEVEL = "  "
_CLASSES = {"Hans": "1", "Hant": "1", "Cyrl": "2", "Latn": "3"}
_OTHER_CLASS = "0"
_OLD_LETTERS = str.maketrans({"ѣ": "е", "і": "и", "ѳ": "ф", "ѵ": "и"})
_NUMBER = re.compile(r"\d+")
_NO_LETTER = re.compile(r"[\W_]+")


def sort_key(text: str, script: str, is_name: bool = False) -> str:
    """Return a string whose code-point order is the order of a catalogue; empty for a text without letters.

    Numbers come first, then Chinese, Russian, Latin. `script` is an ISO 15924 code (`core.scripts.script_of`).
    Chinese: syllables without tones, then tones, then characters; `is_name` reads the family name as one.
    Russian: ё as е, and after it where nothing else differs. Numbers count by value: 第2辑 before 第10辑.
    In PostgreSQL compare with the collation "C".
    """
    written = _letters_and_numbers(characters(text).casefold())[:LONGEST]
    plain = letters(written)
    if not plain:
        return ""
    kind = _CLASSES.get(script, _OTHER_CLASS)
    if kind == "1":
        return kind + _chinese(plain, is_name)
    if kind == "2":
        return kind + plain.translate(_OLD_LETTERS) + _LEVEL + written
    return kind + " ".join(latin.plain(word) for word in plain.split())


def _letters_and_numbers(text: str) -> str:
    spaced = _NO_LETTER.sub(" ", text).strip()
    return _NUMBER.sub(lambda number: number.group().zfill(6), spaced)


def _chinese(text: str, is_name: bool) -> str:
    read = pinyin.syllables(text.replace(" ", ""), is_name)
    return " ".join(syllable.letters for syllable in read) + _LEVEL + "".join(str(s.tone) for s in read) + _LEVEL + text
