"""Whether a word is one: what a dictionary has is nobody's slip, whether or not a book has it."""

from library_exchange.search.analysis import english, han, latin, russian
from library_exchange.search.analysis.folding import Run

SHORTEST = 4
"""Letters of a word in which a slip can be told from another word."""


def is_right(run: Run) -> bool:
    """Whether a run is spelled rightly as far as dictionaries tell, or too short for anybody to say that it is not."""
    if run.script == "han":
        return len(run.text) == 1 or han.is_known(run.text)
    if run.script not in ("cyrillic", "latin") or len(run.text) < SHORTEST:
        return True
    return russian.is_known(run.text) if run.script == "cyrillic" else english.is_known(latin.plain(run.text))


def near(run: Run) -> list[str]:
    """Return the words of the dictionary that are one slip away from a word in letters."""
    if run.script == "cyrillic":
        return russian.near(run.text)
    return english.near(latin.plain(run.text)) if run.script == "latin" else []
