"""Chinese: dictionary words for rank, pairs of characters for recall, single characters that can be asked for."""

import re
from functools import cache, lru_cache
from importlib import import_module
from types import ModuleType

LONGEST_SHORT = 3
PARTICLES = re.compile("[的了和与及或之在是有吗呢么们著]")
"""Characters that stand between words and tell nothing."""
FOREIGN = frozenset(
    "亚阿埃艾安奥巴拜班贝本比彼别宾波伯勃博布查车茨达戴丹德登蒂迪顿多杜恩尔法凡菲费芬弗佛夫福盖冈戈哥格葛古哈海汉赫霍基吉加伽贾杰捷金"
    "喀卡凯坎柯科克肯库拉来莱赖兰朗劳勒雷里利丽莲列林隆卢鲁路伦罗洛马玛迈曼梅门蒙米密敏明摩莫默姆穆纳娜乃奈内尼年涅宁纽诺努欧帕潘佩皮普"
    "奇乔琴日茹瑞萨塞桑沙莎山尚什圣史斯舒丝思苏索塔泰坦特提廷图托陀脱瓦万威韦维温沃乌西希夏谢辛休雅叶伊以易因英尤约泽扎詹兹佐"
)
"""Characters by which foreign names are written: a long word of the dictionary that has no other is one name."""
_JOINING = re.compile("^(?:所?[写著]的?|的|和|与|及)|(?:的|和|与|及)$")


@cache
def _dictionary() -> ModuleType:
    """Return the dictionary of words; it takes half a second to read, so it waits for the first who asks for a word."""
    return import_module("rjieba")


@lru_cache(maxsize=16_384)
def words(run: str) -> tuple[str, ...]:
    """Return the dictionary words in a run of simplified Han characters, long words also with the words inside them."""
    return tuple(word for word in _dictionary().cut_for_search(run) if word)


def is_known(run: str) -> bool:
    """Whether the dictionary has a run of simplified Han characters as one word."""
    return bool(_dictionary().has_word(run))


def short_words(run: str) -> tuple[str, ...]:
    """Return `run`, simplified Han characters, as the fewest short dictionary words one after another.

    What the dictionary holds as one long name comes apart, unless it is foreign: 西伯利亚 is one word. A character that
    is in no word stands alone.
    """
    known = {word for word in words(run) if len(word) <= LONGEST_SHORT or FOREIGN.issuperset(word)}
    longest = max(map(len, known), default=1)
    ways: list[tuple[str, ...]] = [()]
    for end in range(1, len(run) + 1):
        starts = [end - 1, *(start for start in range(max(0, end - longest), end - 1) if run[start:end] in known)]
        ways.append(min(((*ways[start], run[start:end]) for start in starts), key=len))
    return ways[-1]


def unjoined(run: str) -> str:
    """Return what stands beside a name without the words that join it to the name: 写的茶馆 is 茶馆."""
    return _JOINING.sub("", run)


@lru_cache(maxsize=16_384)
def parts(run: str) -> tuple[str, ...]:
    """Return `run` cut into the words by each of which a part of what it asks for can be found; itself if it is one.

    Characters that are in no word go two by two, as a name that the dictionary does not know is found.
    """
    cut: list[str] = []
    for stretch in PARTICLES.split(run):
        alone = ""
        for word in short_words(stretch) if stretch else ():
            if len(word) == 1:
                alone += word
                continue
            cut += _by_two(alone)
            cut.append(word)
            alone = ""
        cut += _by_two(alone)
    return tuple(dict.fromkeys(cut)) or (run,)


def _by_two(characters: str) -> list[str]:
    return pairs(characters) if len(characters) > 1 else []


def pairs(run: str) -> list[str]:
    """Return each two neighbouring characters of `run`; a single character stands for itself."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def index_terms(run: str) -> list[str]:
    """Return what a run is found by: its characters, its pairs, and its words of three characters and more."""
    longer = [word for word in words(run) if len(word) > 2]
    return [*run, *(pairs(run) if len(run) > 1 else ()), *longer]
