"""What publishers are called for officers of the other country: known names, else the sound of the own one."""

import re

from library_exchange.core.scripts import russian_in_latin, script_of
from library_exchange.search.analysis import pinyin, syllables

IN_CHINESE = {
    "наука": "俄罗斯科学出版社",
    "просвещение": "教育出版社",
    "молодая гвардия": "青年近卫军出版社",
    "детская литература": "儿童文学出版社",
    "художественная литература": "文学出版社",
    "прогресс": "进步出版社",
    "эксмо": "埃克斯莫出版社",
    "аст": "阿斯特出版社",
    "восточная литература": "东方文学出版社",
    "русский язык": "俄语出版社",
    "советский писатель": "苏联作家出版社",
    "высшая школа": "高等学校出版社",
    "мысль": "思想出版社",
    "искусство": "艺术出版社",
    "большая российская энциклопедия": "大俄罗斯百科全书出版社",
    "[б. и.]": "[出版者不详]",
}
"""Publishers of Russia that Chinese bibliographies have a name for, and what they write where none is known."""
IN_RUSSIAN = {"[出版者不详]": "[б. и.]"}
WORDS = (
    *(
        "出版集团",
        "出版公司",
        "出版社",
        "印书馆",
        "编译局",
        "文史馆",
        "书局",
        "书店",
        "书社",
        "人民",
        "文学",
        "文艺",
        "美术",
    ),
    *(
        "音乐",
        "教育",
        "科学",
        "技术",
        "科技",
        "社会",
        "大学",
        "师范",
        "少年",
        "儿童",
        "妇女",
        "青年",
        "民族",
        "外语",
        "外文",
    ),
    *(
        "教学",
        "研究",
        "译文",
        "古籍",
        "文化",
        "艺术",
        "世界",
        "知识",
        "文献",
        "地图",
        "朝华",
        "三联",
        "作家",
        "时代",
        "经济",
    ),
)
"""Words of which names of Chinese publishers are made; what stands between them is a word, too."""
_CUT = re.compile(f"{'|'.join(WORDS)}|(?:(?!{'|'.join(WORDS)}).)+")
_HOUSE = re.compile(r"^(?:издательство|изд-во|изд\.|ооо|оао)\s+", re.IGNORECASE)
_QUOTES = "«»„“”\"' "


def publisher_in(name: str, language: str) -> str:
    """Return what a publisher is called for who reads `language` (zh or ru); as it is, if that cannot be told.

    A Chinese name stands in Russian by its sound (Palladius), as in Russian catalogues; a Russian one without a Chinese
    name stands in Latin letters.
    """
    script = script_of(name)
    if language == "ru" and script in ("Hans", "Hant"):
        return IN_RUSSIAN.get(name) or _in_russian(name) or name
    if language == "zh" and script == "Cyrl":
        bare = _HOUSE.sub("", name.strip(_QUOTES)).strip(_QUOTES)
        return IN_CHINESE.get(bare.casefold().replace("ё", "е")) or russian_in_latin(name)
    return name


def _in_russian(name: str) -> str | None:
    """Return a Chinese name by the system of Palladius, word by word, the first with a capital letter."""
    words = []
    for word in _CUT.findall(name):
        read = [syllables.pinyin_in_russian(each.letters) for each in pinyin.syllables(word)]
        if not read or None in read:
            return None
        words.append(_joined([str(each).casefold() for each in read]))
    whole = " ".join(words)
    return whole[:1].upper() + whole[1:]


def _joined(parts: list[str]) -> str:
    """Return syllables as one word: a hard sign parts n from a vowel."""
    word = parts[0]
    for part in parts[1:]:
        word += ("ъ" if word[-1] == "н" and part[0] in "аеёиоуэюя" else "") + part
    return word
