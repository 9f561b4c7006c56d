"""Chinese names of persons: how they are told from others, and how they stand in Russian letters and in Latin ones."""

import re
from functools import cache
from typing import NamedTuple

from library_exchange.authority import names
from library_exchange.authority.linking import FOREIGN_MARKS
from library_exchange.core.scripts import to_simplified
from library_exchange.search.analysis import syllables

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴"
    "霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚"
    "岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟"
    "邝萧茅冰巴老铁残"
)
"""Family names of one character; the last few begin well-known pen names."""
_DOUBLE = "欧阳司马诸葛上官尉迟东方皇甫慕容令狐长孙宇文司徒夏侯公孙端木澹台轩辕南宫万俟闻人"
DOUBLE_SURNAMES = frozenset(_DOUBLE[at : at + 2] for at in range(0, len(_DOUBLE), 2))
FOREIGN_SOUNDS = frozenset("尔斯克夫娃茨姆蒂赫诺徒泊基萨拉卡耶奇顿")
"""Characters by which names of other languages are written: where one of these is, nothing is transcribed."""
FOREIGNERS = frozenset(
    {
        *("康德", "司汤达", "乔叟", "莫里哀", "莫扎特", "毕加索", "高更", "梅里美", "叶赛宁", "蒲宁", "罗丹", "罗素"),
        *("易卜生", "林肯", "叶芝", "艾略特", "米丘林", "席勒", "萧伯纳", "萧邦", "金日成", "金正日"),
    }
)
"""People of other countries whose names in Han characters begin like Chinese ones and have none of those sounds."""
_READ_OTHERWISE = {"贾平凹": "Цзя Пинва"}
"""Names in which a character has a reading that dictionaries do not give first."""
HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_HAN_ALONE = re.compile(rf"{HAN}{{2,4}}")
_HAN_APART = re.compile(rf"({HAN}{{1,2}})\s*[,，\s]\s*({HAN}{{1,2}})")
_MARK = re.compile(r"[\[(（〔【［]\s*([^\])）〕】］]*?)\s*[\])）〕】］]")
_DATES = re.compile(r"[\s,，;]*(?:约|ca?\.|р\.|род\.|b\.)?\s*\d{3,4}\s*(?:[-–—―~～]\s*(?:\d{3,4})?|年生|年)?[\s.]*$")
_ROLE = re.compile(
    r"[\s,，]+(?:主编|选编|编著|编译|编|著|译|撰|等|绘|注|author|editor|translator|compiler|aut|edt|автор|сост|ред|пер)\.?$"
)
_ROLE_AT_NAME = re.compile(rf"(?<={HAN}{{2}})(?:主编|编著|著|等)$")
"""Roles that stand at a name without a space; no given name ends so."""
_LETTERS_APART = re.compile(r"([^\W\d_]+)(?:\s*,\s*|\s+)([^\W\d_]+(?:['’ʼ][^\W\d_]+)?)")
_BETWEEN_MARKS = re.compile(r"[;,，、\s]+")


class ChineseName(NamedTuple):
    """Family name and given name, without a sign between them."""

    family: str
    given: str


def in_russian(name: str, qualifier: str | None = None) -> str | None:
    """Return a name in Han characters as Russian writes it (Palladius), None unless it surely is a Chinese name.

    `qualifier` is the mark of country or dynasty that the record has beside the name.
    """
    found = parted(name, qualifier)
    if found is None:
        return None
    whole = "".join(found)
    return _READ_OTHERWISE.get(whole) or syllables.in_russian(whole, len(found.family))


def parted(name: str, qualifier: str | None = None) -> ChineseName | None:
    """Return the parts, in simplified characters, of what surely is one Chinese name in Han characters.

    A comma or space between them, dates, roles and marks in brackets are no part of it.
    """
    bare, marks = _bare(name)
    if set(_BETWEEN_MARKS.split(qualifier or "")) & FOREIGN_MARKS or marks & FOREIGN_MARKS:
        return None
    plain = to_simplified(bare)
    apart = _HAN_APART.fullmatch(plain)
    if plain in FOREIGNERS:
        return None
    if apart:
        family, given = apart[1], apart[2]
    elif _HAN_ALONE.fullmatch(plain):
        family = plain[:2] if plain[:2] in DOUBLE_SURNAMES else plain[:1]
        given = plain[len(family) :]
    else:
        return None
    is_family = family in (SURNAMES if len(family) == 1 else DOUBLE_SURNAMES)
    if not is_family or len(given) not in (1, 2) or FOREIGN_SOUNDS & set(given):
        return None
    return ChineseName(family, given)


def pinyin_in_russian(name: str) -> str | None:
    """Return a Chinese name in pinyin ("Lu, Xun", "LU Xun") as Russian writes it, None if it may be another's.

    Wade-Giles ("Chʻen, Tu-hsiu") is not read: its letters mean other sounds.
    """
    found = _LETTERS_APART.fullmatch(_bare(name)[0])
    written = syllables.name_in_russian(found[1], found[2]) if found else None
    return written if found and syllables.letters_of_pinyin(found[1]) in _surnames_in_pinyin() else None


def without_comma(name: str) -> str | None:
    """Return a Chinese name that was inverted like a Western one as it is written: 鲁, 迅 is 鲁迅, Лу, Синь is Лу Синь.

    None for any other name; one in Latin letters may be anybody's.
    """
    if names.has_han(name):
        apart = _HAN_APART.fullmatch(name.strip())
        return "".join(apart.groups()) if apart and parted(name) else None
    surname, comma, given = name.partition(",")
    surname, given = surname.strip(), given.strip()
    families = syllables.families_in_russian(surname, given) if comma else set()
    if families and families & _surnames_in_pinyin():
        return f"{surname.capitalize()} {given.capitalize()}"
    return None


def _bare(name: str) -> tuple[str, set[str]]:
    """Return a name without what stands beside it, and the marks of country or dynasty that did."""
    marks = {mark for text in _MARK.findall(name) for mark in _BETWEEN_MARKS.split(text)}
    bare = _ROLE.sub("", _DATES.sub("", _ROLE.sub("", _MARK.sub(" ", name).strip(" \t.,，;")).strip()))
    return _ROLE_AT_NAME.sub("", bare.strip(" \t.,，;")), marks


@cache
def _surnames_in_pinyin() -> frozenset[str]:
    return frozenset(syllables.pinyin_of_family(family) for family in SURNAMES | DOUBLE_SURNAMES)
