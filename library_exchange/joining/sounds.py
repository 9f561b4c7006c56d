"""How what an application says sounds, in letters that the reader of a page reads: by rule, no translation."""

from library_exchange.core.scripts import language_of
from library_exchange.core.titles import Written
from library_exchange.directory.rules.proposed_names import ASIDE, in_latin, proposed_name
from library_exchange.search.analysis import syllables


def sound_of(text: str, language: str) -> Written | None:
    """Return how a text in the script of the other side sounds for readers of `language`; None if no rule tells it.

    Russian readers get what is Chinese by the system of Palladius, a library by what it is where its name ends so;
    other readers Latin letters.
    """
    text = ASIDE.sub("", text) or text
    told = language_of(text)
    if told not in ("zh", "ru") or told == language:
        return None
    if language == "ru":
        made, lang = proposed_name({"zh": text}, "ru") or syllables.words_in_russian(text) or "", "zh-Cyrl"
    else:
        made, lang = in_latin(text), f"{told}-Latn"
    return Written(made, lang, True) if made else None
