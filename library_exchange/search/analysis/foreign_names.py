"""Names that Chinese writes by their sound: one skeleton of consonants for 托尔斯泰, Толстой and Tolstoy.

The practice of the translators' tables is read from the other end: a syllable stands for one consonant or for one of
several (基 is ки, ги or ти), pairs that Chinese does not keep apart are one (б and п, л and р), vowels are left out,
and an р or л before a consonant may be missing. So a skeleton is a guess: it is never stronger than what is written.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import islice, pairwise, product

from library_exchange.search.analysis import english, given_names, pinyin, romanised, russian, syllables
from library_exchange.search.analysis.folding import HAN, NAME_DOT, Run, characters

IN_HAN, IN_LETTERS = ":xh:", ":xl:"
"""Skeletons of names written in Han characters, and of names written in letters: each is asked for by the other."""
GUESSES = (IN_HAN, IN_LETTERS, syllables.READ)
"""How terms begin that are no more than a possible way to read a name."""
TELLING, TELLING_VARIANT, TELLING_END, TELLING_PINYIN = 3, 5, 5, 4
"""Consonants that a skeleton must have to mean somebody; in the same script; the end of a name; a name in pinyin."""
LEAST_SYLLABLES = 3
SHORTEST, LONGEST = 2, 12
"""Han characters of a name."""
MOST_WAYS = 12
VOWEL = "A"
"""Stands before a skeleton that begins with a vowel."""
CHARACTERS = frozenset(
    "万丘丹丽久乌乔亚亨什仁任伊伍休伦伽佐佩佳依侬保克兰兹内凡凯切列利别加努劳勃勒包卓南博占卡卢厄古可叶司吉吐吕哈哥哲"
    "嘉图圭坎坚坦埃基堡塔塞夏多夫奇奈奎契奥妥妮姆姜威娃娅娜季安宰富察尔尚尤尼屠岑岗崔左巴布希帕席年库廖延廷弗强彼得德"
    "思恩恰惠慕戈扎托扬拉拜捷措提摩敦文斐斯施昆昌晓普曹曼朗朱杜杰林果枯柏查柯柳柴根格桑梅梯森楚楠欣武比毛汉江汤沃沙法"
    "泡波泰泽洛津洪洵济海涅温滕潘灿烈热焦然特狄玛珀珍班理琳琴瑙瑞瑟瓦甘甫申登皮盖祖福秀秋科穆笛符米索约纳纽绍绥维缅缪"
    "罗翁考耶肖肯胡腓舍舒良艾芬芭苏苗若茨茹荷莉莎莫莱莲菲萝萨蒂蒙蒲蔡蕾薇藻衣西詹诃诺谟谢豪贝贡费贾赖赛赞赫跋车辛边达"
    "迈连迦迪遂道邓邦采里钦铁锡阿陀陶隆雅雪雷霍霞韦顿饶马高魏鲁鲍黑黛齐龙宁金宾冈康"
)
"""Characters that write foreign sounds; beside names they stand in few other words."""
_CHUNK = re.compile(f"[{''.join(sorted(CHARACTERS))}]+")
_PART = re.compile(f"[{HAN}]+")
_DOTTED = re.compile(rf"[{HAN}]+(?:\s*[·•・‧∙⋅᛫.]+\s*[{HAN}]+)+")
_DOTS = re.compile(r"[·•・‧∙⋅᛫.．]")
_LETTER_SOUNDS = (
    (re.compile(r"shch"), ("X", "C")),
    (re.compile(r"[dt]s(?=[kc])"), ("C",)),
    (re.compile(r"dzh"), ("C", "X")),
    (re.compile(r"sh(?=t)"), ("X", "S")),
    (re.compile(r"sh|zh|j"), ("X",)),
    (re.compile(r"ch"), ("C",)),
    (re.compile(r"ts"), ("C", "S")),
    (re.compile(r"ph|[fvw]"), ("F",)),
    (re.compile(r"[ckgq]h?"), ("K",)),
    (re.compile(r"[bp]"), ("P",)),
    (re.compile(r"[dt]h?"), ("T",)),
    (re.compile(r"x"), ("KS",)),
    (re.compile(r"[sz]"), ("S",)),
    (re.compile(r"h"), ("H",)),
    (re.compile(r"m"), ("M",)),
    (re.compile(r"ng"), ("NK", "N")),
    (re.compile(r"n"), ("N",)),
    (re.compile(r"[lr](?=[bcdfghjkmnpqstvwxz]|$)"), ("L", "")),
    (re.compile(r"[lr]"), ("L",)),
    (re.compile(r"[aeiouy]+"), (".",)),
)
"""What letters of a romanised word may become, the first that fits; "." stands for any vowel."""
_DOUBLE = re.compile(r"([A-Z])\1+")


def index_keys(text: str, is_name: bool) -> Iterator[str]:
    """Yield the keys of what may be foreign names in a text in Han characters; `is_name` says that all of it is one."""
    parts = _DOTS.split(characters(text))
    found = [name for part in parts for name in _names_in(part, is_name or len(parts) > 1)]
    for name in found:
        yield from (IN_HAN + each for each in _of_han(name))


def keys_of_word(run: Run, is_name: bool = False) -> tuple[str, ...]:
    """Return the keys of a word in letters for the index: of one that is part of a name, or may be one."""
    if run.script not in ("cyrillic", "latin") or not (is_name or may_be_name(run)):
        return ()
    return tuple(IN_LETTERS + each for each in _of_letters(run.text))


def keys_of_pairs(words: Sequence[Run]) -> set[str]:
    """Return the keys of each two neighbouring words in letters that may be one name: Анна Громова is 安娜格罗莫娃."""
    named = [may_be_name(run) or (len(run.text) > 1 and given_names.is_listed(run)) for run in words]
    beside = zip(pairwise(words), pairwise(named), strict=True)
    joined = {one.text + other.text for (one, other), told in beside if all(told) and one.script == other.script}
    return {IN_LETTERS + each for word in joined for each in _of_letters(word) if is_telling(each, TELLING_END)}


def asked_in_letters(run: Run) -> tuple[str, ...]:
    """Return the keys by which a word in letters finds names in Han characters; none if it tells too little."""
    if not may_be_name(run):
        return ()
    words = (*russian.query_lemmas(run.text), run.text) if run.script == "cyrillic" else (run.text,)
    found = dict.fromkeys(each for word in words for each in _of_letters(word))
    return tuple(IN_HAN + each for each in found if is_telling(each))


def asked_in_han(text: str) -> tuple[str, ...]:
    """Return the keys by which a run of Han characters that may be a foreign name finds it in letters, or as others
    write it in Han characters.
    """
    if not _is_name(text):
        return ()
    found = [each for each in _of_han(text) if is_telling(each)]
    variants = (IN_HAN + each for each in found if is_telling(each, TELLING_VARIANT))
    return (*(IN_LETTERS + each for each in found), *variants)


def is_telling(skeleton: str, least: int = TELLING) -> bool:
    """Whether a skeleton alone means somebody: it has so many consonants."""
    return len(skeleton.removeprefix(VOWEL)) >= least


def parted(words: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """Return the words of a name as surnames and as what may be missing beside them.

    Of words in several scripts, or a single one, none may be missing.
    """
    if len(words) < 2 or len({run.script for run in words}) > 1 or words[0].script not in ("cyrillic", "latin"):
        return list(words), []
    given = given_names.beside(words, _is_given_name)
    return [run for at, run in enumerate(words) if at not in given], [words[at] for at in sorted(given)]


def _is_given_name(run: Run) -> bool:
    if len(run.text) == 1 or given_names.is_listed(run):
        return True
    if run.script == "latin":
        return run.is_capital and not english.is_known(run.text) and not any(map(is_telling, _of_letters(run.text)))
    return run.script == "cyrillic" and russian.is_given_name(run.text, run.is_capital)


def dotted(text: str) -> dict[str, str]:
    """Return the names in Han characters with dots between their parts: each as it is without, and its last part."""
    names = (NAME_DOT.split(name) for name in _DOTTED.findall(characters(text)))
    return {"".join(parts): parts[-1] for parts in names if len(parts[-1]) >= SHORTEST}


def beside_others(run: Run) -> tuple[str, ...]:
    """Return the keys of a first name or patronymic in letters, however short: beside other words they tell enough."""
    is_given = given_names.is_listed(run) or (run.is_capital and given_names.is_patronymic(run))
    return tuple(IN_HAN + each for each in _of_letters(run.text)) if is_given else ()


def given_in_han(text: str) -> tuple[str, ...]:
    """Return the keys of Han characters that may write a listed first name, which beside other words tell enough."""
    found = _of_han(text) if _is_name(text) else ()
    return tuple(IN_LETTERS + each for each in found if each in _given())


@lru_cache(maxsize=1)
def _given() -> frozenset[str]:
    return frozenset(each for name in given_names.sounds() for each in _of_letters(name))


def asked_in_pinyin(found: Sequence[Run]) -> tuple[str, ...]:
    """Return the keys by which the pinyin of a foreign name finds it in letters: tuo er si tai."""
    if any(run.script != "latin" for run in found):
        return ()
    ways = [way for way in syllables.spelled(found) if len(way) >= LEAST_SYLLABLES]
    keys = dict.fromkeys(key for way in ways for key in _ways([_table().get(each, (".",)) for each in way]))
    return tuple(IN_LETTERS + key for key in keys if is_telling(key, TELLING_PINYIN))


@lru_cache(maxsize=65_536)
def _may_be_russian_name(word: str, is_capital: bool) -> bool:
    best, *others = russian.readings(word)
    if not russian.is_known(word) or best.is_surname:
        return True
    return is_capital and (best.is_only_name or any(reading.is_surname for reading in others))


def may_be_name(run: Run) -> bool:
    """Whether a word in letters may be a name: one that the dictionary has not, or has as a name."""
    if len(run.text) < TELLING:
        return False
    if run.script == "cyrillic":
        return _may_be_russian_name(run.text, run.is_capital)
    return run.script == "latin" and run.is_capital and not english.is_known(run.text)


def _names_in(part: str, is_name: bool) -> Iterator[str]:
    if is_name:
        yield from (whole for whole in _PART.findall(part) if _is_name(whole))
    else:
        yield from (chunk for chunk in _CHUNK.findall(part) if TELLING <= len(chunk) <= LONGEST)


def _is_name(text: str) -> bool:
    """Whether a stretch of Han characters may be a foreign name: one in four of its characters may be any other."""
    others = len(text) - sum(map(len, _CHUNK.findall(text)))
    return SHORTEST <= len(text) <= LONGEST and 4 * others <= len(text) + 1


@lru_cache(maxsize=16_384)
def _of_han(name: str) -> tuple[str, ...]:
    """Return the skeletons of a name and, if it may be several, of its ends that tell much."""
    syllables = _syllables(name)
    whole = _ways(syllables)
    ends = (way for start in range(2, len(syllables) - 2) for way in _ways(syllables[start:]))
    return tuple(dict.fromkeys((*whole, *(way for way in ends if is_telling(way, TELLING_END)))))


def _syllables(name: str) -> list[tuple[str, ...]]:
    known = _table()
    return [known.get(read.letters, (".",)) for read in pinyin.syllables(name)]


def _ways(sounds: Iterable[tuple[str, ...]]) -> list[str]:
    return list(dict.fromkeys(_skeleton("".join(way)) for way in islice(product(*sounds), MOST_WAYS)))


def _skeleton(sounds: str) -> str:
    start = VOWEL if sounds.startswith(".") else ""
    return start + _DOUBLE.sub(r"\1", sounds).replace(".", "")


@lru_cache(maxsize=65_536)
def _of_letters(word: str) -> tuple[str, ...]:
    found = (way for spelled in romanised.sounds(word) for way in _ways(_sounds(spelled)))
    return tuple(dict.fromkeys(way for way in found if len(way) >= SHORTEST))


def _sounds(spelled: str) -> Iterator[tuple[str, ...]]:
    place = 0
    while place < len(spelled):
        for pattern, sounds in _LETTER_SOUNDS:
            found = pattern.match(spelled, place)
            if found:
                yield sounds
                place = found.end()
                break
        else:
            place += 1


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    """Return what each syllable of pinyin may stand for: consonants with a vowel between or behind them."""
    text = files(__package__).joinpath("foreign_syllables.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return {
        row["pinyin"]: tuple(_spelled(row["pinyin"], way) for way in (row["consonants"] or "").split(" "))
        for row in rows
    }


def _spelled(syllable: str, consonants: str) -> str:
    """Return consonants with their vowel: er has none, an has it before its only consonant, na behind it."""
    if syllable == "er":
        return consonants
    if len(consonants) == 1 and consonants == "N" and not syllable.startswith("n"):
        return "." + consonants
    return consonants[:1] + "." + consonants[1:]
