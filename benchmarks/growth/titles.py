"""Made-up books for a catalogue of any size: the book of a number is the same wherever and however often it is made.

Words are drawn as in real texts: the word of rank r as often as 1/r, from two million, so that few are in many titles
and the number of different ones goes on growing with the catalogue. All of them are SYNTHETIC.
"""

from dataclasses import replace
from functools import lru_cache
from random import Random

from library_exchange.marc.description import (
    ClassNumber,
    Contributor,
    Description,
    Form,
    Identifier,
    Text,
    TextField,
)

MOST_WORDS = 2_000_000
MOST_NAMES = 200_000
HEADINGS = 20_000
HAN = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)]
"""The 3,666 characters that are used most, by their sound."""
SYLLABLES = [f"{consonant}{vowel}" for consonant in "бвгдзклмнпрст" for vowel in "аеиоу"]
ENDINGS = ("ка", "ние", "ость", "тор", "ский", "ный", "")
CLASSES = {"zh": "ABCDEFGHIJKNOPQRSTUVXZ", "ru": "123456789"}
FIRST_YEAR, LAST_YEAR = 1950, 2025
SPREAD = 7919
"""Prime, so that words of neighbouring ranks have no letters in common."""


def title_words(seed: int, number: int) -> list[str]:
    """Return the words of the title of a book."""
    return _words(_chance(seed, number), is_chinese(number))


def is_chinese(number: int) -> bool:
    """Whether the book of a number is Chinese; every other one is, the rest are Russian."""
    return number % 2 == 0


def isbn(number: int) -> str:
    """Return the ISBN of a book: of group 7 or 5, its number within."""
    digits = f"978{'7' if is_chinese(number) else '5'}{number % 10**8:08d}"
    return f"{digits}{-sum(int(digit) * (1, 3)[at % 2] for at, digit in enumerate(digits)) % 10}"


def described(seed: int, number: int) -> Description:
    """Return what the record of a book says."""
    chance, chinese = _chance(seed, number), is_chinese(number)
    script, language = ("Hans", "chi") if chinese else ("Cyrl", "rus")
    joint = "" if chinese else " "

    def form(value: str) -> Form:
        return Form(value, script, "original", None, language)

    year = FIRST_YEAR + int((LAST_YEAR - FIRST_YEAR + 1) * chance.random() ** 0.6)
    title = joint.join(_words(_chance(seed, number), chinese))
    heading = [_heading(chance, chinese) for _ in range(chance.randint(1, 3))]
    values = [
        (TextField.TITLE, title if chinese else title.capitalize()),
        (TextField.PLACE, "城" if chinese else "Городец"),
        (TextField.PUBLISHER, _publisher(chance, chinese)),
        (TextField.EXTENT, f"{chance.randint(60, 900)} {'页' if chinese else 'с.'}"),
        *((TextField.SUBJECT, each) for each in dict.fromkeys(heading)),
    ]
    texts = tuple(Text(field, (form(value),), position) for position, (field, value) in enumerate(values))
    name = _name(chance, chinese)
    number_13 = isbn(number)
    return replace(
        EMPTY,
        source_id=f"s{number}",
        languages=(language,),
        country="CN" if chinese else "RU",
        year=year,
        year_text=str(year),
        texts=texts,
        contributors=(Contributor("aut", "person", True, (form(name),)),),
        identifiers=(Identifier("isbn", number_13, number_13, True),),
        class_numbers=(_class(chance, chinese),),
    )


EMPTY = Description(None, None, "a", "m", (), None, None, None, None, (), (), (), (), (), (), ())


def _chance(seed: int, number: int) -> Random:
    return Random(seed * 10**9 + number)


def _words(chance: Random, chinese: bool) -> list[str]:
    make = _han if chinese else _russian
    return [make(_rank(chance, MOST_WORDS)) for _ in range(chance.randint(3, 5))]


def _rank(chance: Random, most: int) -> int:
    """Return a rank below `most`, each as often as one over it."""
    return int(most ** chance.random()) - 1


@lru_cache(maxsize=50_000)
def _han(rank: int) -> str:
    place = rank * SPREAD % len(HAN) ** 2
    return HAN[place % len(HAN)] + HAN[place // len(HAN)]


@lru_cache(maxsize=50_000)
def _russian(rank: int) -> str:
    rest, found = rank * SPREAD % len(SYLLABLES) ** 4, []
    for _ in range(4 if rank >= len(SYLLABLES) ** 2 else 3):
        rest, syllable = divmod(rest, len(SYLLABLES))
        found.append(SYLLABLES[syllable])
    return f"{''.join(found)}{ENDINGS[rank % len(ENDINGS)]}"


def _name(chance: Random, chinese: bool) -> str:
    rank = _rank(chance, MOST_NAMES)
    if chinese:
        return f"{HAN[rank % 300 * 11]}{_han(rank)}"
    initials = "АБВГДЕИКЛМНОПРСТ"
    return f"{_russian(rank).capitalize()}ов, {initials[rank % 16]}. {initials[rank // 16 % 16]}."


def _publisher(chance: Random, chinese: bool) -> str:
    word = (_han if chinese else _russian)(_rank(chance, 2000))
    return f"{word}出版社" if chinese else f"Издательство {word.capitalize()}"


def _heading(chance: Random, chinese: bool) -> str:
    rank = int(HEADINGS * chance.random() ** 4)
    return f"{_han(rank)}研究" if chinese else f"{_russian(rank).capitalize()} -- история"


def _class(chance: Random, chinese: bool) -> ClassNumber:
    letters = CLASSES["zh" if chinese else "ru"]
    first = letters[int(len(letters) * chance.random() ** 2)]
    rest = int(1000 ** chance.random())
    return ClassNumber("clc", f"{first}{rest}", None) if chinese else ClassNumber("bbk", f"{first}{rest % 10}.{rest}")
