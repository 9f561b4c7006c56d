"""Languages by their names in tables, in Chinese, Russian and English."""

from library_exchange.core.text import folded, one_line

_NAMES: dict[str, str] = {
    "chi": "chi|zho|zh|cn|中文|汉语|汉文|китайский|кит|chinese",
    "rus": "rus|ru|俄文|俄语|русский|рус|russian",
    "eng": "eng|en|英文|英语|английский|англ|english",
    "ger": "ger|deu|de|德文|德语|немецкий|нем|german",
    "fre": "fre|fra|fr|法文|法语|французский|фр|french",
    "jpn": "jpn|ja|日文|日语|японский|яп|japanese",
    "kor": "kor|ko|韩文|朝鲜文|корейский|кор|korean",
    "mon": "mon|mn|蒙古文|蒙文|монгольский|монг|mongolian",
    "spa": "spa|es|西班牙文|испанский|исп|spanish",
}
_KNOWN = {name: code for code, names in _NAMES.items() for name in names.split("|")}


def language_code(text: str) -> str | None:
    """Return the ISO 639-2/B code of a language given by its name or a code, if we know it."""
    return _KNOWN.get(one_line(folded(text)).strip(" ."))
