"""English: which words there are, so that none of them is taken for a slip of another."""

import gzip
from functools import cache
from importlib.resources import files

from library_exchange.search.analysis import latin
from library_exchange.search.analysis.slips import one_away

ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@cache
def _words() -> frozenset[str]:
    """Return the list of words; it takes some 20 ms to read, so it waits for the first who asks for a word."""
    packed = files(__package__).joinpath("english_words.txt.gz").read_bytes()
    lines = gzip.decompress(packed).decode("ascii").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def is_known(word: str) -> bool:
    """Whether a folded word in plain letters is an English one."""
    return word in _words() or latin.stem(word) in _words() or word.removesuffix("s") in _words()


def near(word: str) -> list[str]:
    """Return the words one slip away."""
    known = _words()
    slips = dict.fromkeys(one_away(word, ALPHABET))
    return [each for each in slips if each in known or each.removesuffix("s") in known]
