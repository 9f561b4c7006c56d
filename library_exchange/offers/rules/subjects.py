"""Broad subjects that both countries' classifications agree on, and the class numbers that belong to each."""

from collections.abc import Iterable
from enum import StrEnum


class Subject(StrEnum):
    """What a book is about, as broadly as a profile needs it."""

    GENERAL = "general"
    PHILOSOPHY = "philosophy"
    RELIGION = "religion"
    SOCIETY = "society"
    POLITICS = "politics"
    LAW = "law"
    ECONOMICS = "economics"
    EDUCATION = "education"
    LANGUAGE = "language"
    LITERATURE = "literature"
    ART = "art"
    HISTORY = "history"
    GEOGRAPHY = "geography"
    SCIENCE = "science"
    BIOLOGY = "biology"
    MEDICINE = "medicine"
    AGRICULTURE = "agriculture"
    TECHNOLOGY = "technology"


S = Subject
CLASSES: dict[str, dict[str, Subject]] = {
    "clc": {
        "A": S.PHILOSOPHY,
        "B": S.PHILOSOPHY,
        "B9": S.RELIGION,
        "C": S.SOCIETY,
        "D": S.POLITICS,
        "D9": S.LAW,
        "E": S.POLITICS,
        "F": S.ECONOMICS,
        "G": S.EDUCATION,
        "H": S.LANGUAGE,
        "I": S.LITERATURE,
        "J": S.ART,
        "K": S.HISTORY,
        "K9": S.GEOGRAPHY,
        "N": S.SCIENCE,
        "O": S.SCIENCE,
        "P": S.SCIENCE,
        "Q": S.BIOLOGY,
        "R": S.MEDICINE,
        "S": S.AGRICULTURE,
        "T": S.TECHNOLOGY,
        "U": S.TECHNOLOGY,
        "V": S.TECHNOLOGY,
        "X": S.SCIENCE,
        "Z": S.GENERAL,
    },
    "bbk": {
        "2": S.SCIENCE,
        "20": S.SCIENCE,
        "28": S.BIOLOGY,
        "26.8": S.GEOGRAPHY,
        "3": S.TECHNOLOGY,
        "4": S.AGRICULTURE,
        "5": S.MEDICINE,
        "60": S.SOCIETY,
        "63": S.HISTORY,
        "65": S.ECONOMICS,
        "66": S.POLITICS,
        "67": S.LAW,
        "68": S.POLITICS,
        "7": S.EDUCATION,
        "80": S.LANGUAGE,
        "81": S.LANGUAGE,
        "82": S.LITERATURE,
        "83": S.LITERATURE,
        "84": S.LITERATURE,
        "85": S.ART,
        "86": S.RELIGION,
        "87": S.PHILOSOPHY,
        "88": S.PHILOSOPHY,
        "9": S.GENERAL,
        "6": S.SOCIETY,
        "Ш1": S.LANGUAGE,
        "Ш": S.LITERATURE,
        "Щ": S.ART,
        "Т": S.HISTORY,
        "Ю": S.PHILOSOPHY,
        "У": S.ECONOMICS,
    },
    "udc": {
        "0": S.GENERAL,
        "1": S.PHILOSOPHY,
        "2": S.RELIGION,
        "3": S.SOCIETY,
        "32": S.POLITICS,
        "33": S.ECONOMICS,
        "34": S.LAW,
        "37": S.EDUCATION,
        "5": S.SCIENCE,
        "57": S.BIOLOGY,
        "58": S.BIOLOGY,
        "59": S.BIOLOGY,
        "6": S.TECHNOLOGY,
        "61": S.MEDICINE,
        "63": S.AGRICULTURE,
        "7": S.ART,
        "80": S.LANGUAGE,
        "81": S.LANGUAGE,
        "82": S.LITERATURE,
        "8": S.LITERATURE,
        "9": S.HISTORY,
        "91": S.GEOGRAPHY,
    },
    "ddc": {
        "0": S.GENERAL,
        "1": S.PHILOSOPHY,
        "2": S.RELIGION,
        "3": S.SOCIETY,
        "32": S.POLITICS,
        "33": S.ECONOMICS,
        "34": S.LAW,
        "37": S.EDUCATION,
        "4": S.LANGUAGE,
        "5": S.SCIENCE,
        "57": S.BIOLOGY,
        "58": S.BIOLOGY,
        "59": S.BIOLOGY,
        "6": S.TECHNOLOGY,
        "61": S.MEDICINE,
        "63": S.AGRICULTURE,
        "7": S.ART,
        "8": S.LITERATURE,
        "9": S.HISTORY,
        "91": S.GEOGRAPHY,
    },
}
"""Of several prefixes that fit a number the longest decides."""


def subject_of(numbers: Iterable[tuple[str, str]]) -> Subject | None:
    """Return the subject of the first class number, given as (scheme, number), that belongs to one."""
    for scheme, number in numbers:
        table = CLASSES.get(scheme, {})
        bare = number.strip().upper()
        fitting = [prefix for prefix in table if bare.startswith(prefix)]
        if fitting:
            return table[max(fitting, key=len)]
    return None
