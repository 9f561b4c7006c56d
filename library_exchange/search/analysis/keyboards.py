"""A text as it would be had the other keyboard been switched on: ghbdtn is привет."""

import re
from collections.abc import Iterator

from library_exchange.core.scripts import script_of

LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?@#$^&"
CYRILLIC_KEYS = 'ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"№;:?'
# Signs that are letters on the other keyboard; before a space they may have been meant as signs.
_SIGN = re.compile(r"[,.;:](?=\s|$)")
_TO_CYRILLIC = str.maketrans(LATIN_KEYS, CYRILLIC_KEYS)
_TO_LATIN = str.maketrans(CYRILLIC_KEYS, LATIN_KEYS)


def switched(text: str) -> Iterator[str]:
    """Yield a text as the other keyboard writes it, with its signs as letters and as signs."""
    script = script_of(text)
    if script == "Latn":
        yield text.translate(_TO_CYRILLIC)
        yield _SIGN.sub(" ", text).translate(_TO_CYRILLIC)
    if script == "Cyrl":
        yield text.translate(_TO_LATIN)
