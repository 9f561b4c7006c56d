"""Folding: the one spelling in which equal texts meet, and the runs of one script it falls into."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from library_exchange.core.scripts import to_simplified

HAN = "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CYRILLIC = "\u0400-\u0481\u048a-\u052f\u1c80-\u1c8f\ua640-\ua69f"
LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0250-\u02af\u1e00-\u1eff"

# Countries and dynasties that cataloguers put in brackets before a name: [俄] 托尔斯泰, (唐)杜甫.
_ORIGINS = (
    "俄罗斯|俄国|俄|前苏联|苏联|苏|沙俄|白俄罗斯|白俄|乌克兰|哈萨克斯坦|哈|吉尔吉斯斯坦|吉尔吉斯|吉|英国|英|美国|美|法国|法|德国|德"
    "|日本|日|韩国|韩|朝鲜|朝|蒙古|蒙|印度|印|意大利|意|西班牙|西|葡萄牙|葡|荷兰|荷|比利时|比|瑞士|瑞典|挪威|挪|丹麦|丹|芬兰|芬"
    "|奥地利|奥|捷克|捷|匈牙利|匈|波兰|波|罗马尼亚|罗|希腊|希|土耳其|土|以色列|以|埃及|埃|加拿大|加|澳大利亚|澳|阿根廷"
    "|哥伦比亚|智利|秘鲁|墨西哥|墨|巴西|古希腊|古罗马|爱尔兰|爱|先秦|春秋|战国|秦|西汉|东汉|汉|三国|曹魏|魏|西晋|东晋|晋"
    "|南朝宋|南朝梁|南朝|北朝|梁|隋|唐|五代|北宋|南宋|宋|辽|金|元|明|清|民国"
)
_ORIGIN = re.compile(rf"[\[(〔【〖]\s*(?:{_ORIGINS})\s*[\])〕】〗]")
NAME_DOT = re.compile(rf"(?<=[{HAN}])\s*[·•・‧∙⋅᛫.]+\s*(?=[{HAN}])")
_HAN = re.compile(f"[{HAN}]")
# Variant and Japanese forms of characters that the change from traditional to simplified leaves alone.
_VARIANTS = str.maketrans(
    "锺馀甯砲讬槀稾邨疎濶痳痲竝幷鬭鬪噉桮衹祇祗秖曁鑛坿澂儗勣賸廻慂靑淸敍韮糭呉戸勲戦歴仏絵図広辺沢渋斉斎亜悪圧囲栄営駅円塩応"
    "桜価仮覚楽観巻勧帰気拠挙恵経軽県験険検剣権顕厳効黒鉱済剤雑賛児実釈収従獣縦処焼奨乗浄剰畳縄壌嬢譲醸粋酔穂瀬摂専銭繊捜挿巣"
    "窓総騒蔵臓続対帯滝択単団弾遅鋳庁聴転伝稲闘徳読弐脳覇拝廃売発髪抜払変舗豊毎満黙訳薬揺様頼覧竜両猟塁涙霊齢暦錬労",
    "钟余宁炮托槁稿村疏阔麻麻并并斗斗啖杯只只只只暨矿附澄拟绩剩回恿青清叙韭粽吴户勋战历佛绘图广边泽涩齐斋亚恶压围荣营驿圆盐应"
    "樱价假觉乐观卷劝归气据举惠经轻县验险检剑权显严效黑矿济剂杂赞儿实释收从兽纵处烧奖乘净剩叠绳壤娘让酿粹醉穗濑摄专钱纤搜插巢"
    "窗总骚藏脏续对带泷择单团弹迟铸厅听转传稻斗德读贰脑霸拜废卖发发拔拂变铺丰每满默译药摇样赖览龙两猎垒泪灵龄历炼劳",
)
_APOSTROPHES = "'’ʼ`ʹʺ"
# Romanised soft signs are letters by their category; at the end of a word they are none of it.
_RUN = re.compile(
    rf"(?P<han>[{HAN}]+)"
    rf"|(?P<cyrillic>[{CYRILLIC}]+(?:['’ʼ][{CYRILLIC}]+)*)"
    rf"|(?P<latin>[{LATIN}]+(?:[{_APOSTROPHES}][{LATIN}]+)*)"
    r"|(?P<number>\d+)"
    rf"|(?P<other>(?:(?![{HAN}{CYRILLIC}{LATIN}{_APOSTROPHES}])[^\W\d_])+)"
)
_STRIP_APOSTROPHES = str.maketrans("", "", _APOSTROPHES)


_MEETING = re.compile(rf"[{CYRILLIC}][{LATIN}]|[{LATIN}][{CYRILLIC}]")
_MIXED = re.compile(rf"[{CYRILLIC}{LATIN}]+")
_CYRILLIC_LETTER, _LATIN_LETTER = re.compile(rf"[{CYRILLIC}]"), re.compile(rf"[{LATIN}]")
_DOUBLES = ("aceopxykABCEHKMOPTX", "асеорхукАВСЕНКМОРТХ")
"""Letters that look alike, Latin and Cyrillic."""
_TO_CYRILLIC, _TO_LATIN = str.maketrans(*_DOUBLES), str.maketrans(*reversed(_DOUBLES))


class Run(NamedTuple):
    """Neighbouring characters of one script: a word, a number or a stretch of Han characters."""

    script: str
    text: str
    is_capital: bool
    start: int
    end: int


def characters(text: str) -> str:
    """Return `text` in NFKC and simplified, without stress marks, invisible signs and controls.

    Letters keep their case; й stays й because it is one character.
    """
    return simplified(in_one_script(visible(text)))


def in_one_script(text: str) -> str:
    """Return `text` with Latin letters inside Cyrillic words that look like Cyrillic ones as those, and the reverse.

    A word goes with most of its letters, where all others have a double there: «XXв» stays what it is.
    """
    return text if text.isascii() or not _MEETING.search(text) else _MIXED.sub(_of_one_script, text)


def _of_one_script(found: re.Match[str]) -> str:
    word = found.group()
    cyrillic = len(_CYRILLIC_LETTER.findall(word))
    if not 0 < cyrillic < len(word) or 2 * cyrillic == len(word):
        return word
    doubles, letter = (_TO_CYRILLIC, _CYRILLIC_LETTER) if 2 * cyrillic > len(word) else (_TO_LATIN, _LATIN_LETTER)
    other = word.translate(doubles)
    return other if len(letter.findall(other)) == len(other) else word


def visible(text: str) -> str:
    """Return `text` in NFKC without stress marks and invisible signs, control characters as spaces, № as N."""
    return unicodedata.normalize("NFKC", text.replace("№", "N")).translate(_VISIBLE)


def simplified(text: str) -> str:
    """Return `text` with traditional and variant characters as simplified ones."""
    return to_simplified(text).translate(_VARIANTS) if _HAN.search(text) else text


def prepared(text: str) -> str:
    """Return `text` as `characters` does, without origin marks ([俄], （唐）) and without the dots in Chinese names."""
    found = characters(text)
    # Both stand beside Chinese characters alone.
    return NAME_DOT.sub("", _ORIGIN.sub(" ", found)) if _HAN.search(found) else found


def runs(prepared_text: str) -> Iterator[Run]:
    """Yield the runs of a prepared text: case folded, ё as е, apostrophes gone; positions count in that text."""
    for found in _RUN.finditer(prepared_text):
        script, raw = str(found.lastgroup), found.group()
        text = raw.translate(_STRIP_APOSTROPHES) if script in ("latin", "cyrillic") else raw
        yield Run(script, letters(text), raw[0].isupper(), found.start(), found.end())


def letters(word: str) -> str:
    """Return `word` without case and with ё as е (never й as и)."""
    return word.casefold().replace("ё", "е")


class _Visible(dict[int, str]):
    """What becomes of a character, by its code; learned as texts are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category in ("Mn", "Me", "Cf"):
            character = ""
        elif category in ("Cc", "Cs", "Zl", "Zp"):
            character = " "
        return self.setdefault(code, character)


_VISIBLE = _Visible()
