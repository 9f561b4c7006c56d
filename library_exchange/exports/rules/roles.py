"""What somebody did for a book, as one word beside the name in a table; our reading of tables knows the words."""

from collections.abc import Mapping

from library_exchange.core.scripts import html_lang, script_of

_OF_HAN = {
    "edt": "主编",
    "trl": "译",
    "com": "编选",
    "ill": "绘",
    "ann": "注",
    "crr": "校",
}
_OF_CYRILLIC = {"edt": "редактор", "trl": "переводчик", "com": "составитель", "ill": "худож."}
_OF_LATIN = {"edt": "editor", "trl": "translator", "com": "compiler", "ill": "illustrator"}
WORDS: Mapping[str, Mapping[str, str]] = {"zh": _OF_HAN, "ru": _OF_CYRILLIC}
"""By the language that the script of a name tells; other names have the words of Latin letters."""


def with_role(name: str, role: str) -> str:
    """Return a name with what its bearer did, unless that is to have written the book."""
    word = WORDS.get(html_lang(script_of(name))[:2], _OF_LATIN).get(role)
    return f"{name} ({word})" if word else name
