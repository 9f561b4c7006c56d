"""What a scanner typed: the code that it read, as it stands in an address, in capitals or behind another keyboard."""

from urllib.parse import unquote

from library_exchange.core.no_number import is_no_number
from library_exchange.core.text import narrow
from library_exchange.search.analysis.keyboards import CYRILLIC_KEYS, LATIN_KEYS

WAY = "/q/"
"""What stands before the number in the address that the QR codes bear."""
LONGEST = 300
_TO_LATIN = str.maketrans(CYRILLIC_KEYS, LATIN_KEYS)


def readings(scanned: str) -> list[str]:
    """Return what `scanned` may stand for, the likeliest first.

    A scanner types like a keyboard: where the machine is switched to Russian letters, a Latin code comes in those, and
    where it is switched to Chinese, in full-width letters and digits. Words that say “no number” stand for nothing.
    """
    if is_no_number(scanned):
        return []
    text = narrow(scanned)[:LONGEST]
    found = [text, text.translate(_TO_LATIN)]
    codes = [unquote(each.rpartition(WAY)[2]) if WAY in each else each for each in found]
    return [code for code in dict.fromkeys([*codes, *(code.upper() for code in codes)]) if code]
