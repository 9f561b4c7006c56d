"""How a title in a script that a reader does not know sounds, in letters that she reads."""

from library_exchange.core.titles import TitleBlock, Written
from library_exchange.search.analysis.syllables import pinyin_in_russian


def sounding_in(block: TitleBlock, language: str) -> Written | None:
    """Return the line in other letters below a title: for readers of Russian, pinyin by the system of Palladius.

    Latin letters stay in names, which have their own rule, and where a word of them is neither a syllable of Chinese
    nor one that the original has in the same letters.
    """
    latin = block.romanised
    if latin is None or block.is_name or language != "ru" or not block.original.lang.startswith("zh"):
        return latin
    written = pinyin_in_russian(latin.value, block.original.value)
    return Written(written, "zh-Cyrl", latin.machine) if written else latin
