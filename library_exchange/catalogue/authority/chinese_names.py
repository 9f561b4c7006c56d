"""Chinese names of persons in Russian letters, for persons of whom the product knows no Russian name."""

import re

from library_exchange.catalogue.authority.linking import FOREIGN_MARKS
from library_exchange.core.scripts import to_simplified
from library_exchange.search.analysis import syllables

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴"
    "霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚"
    "岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟"
    "邝茅冰巴老铁残"
)
"""Family names of one character; the last few begin well-known pen names."""
_DOUBLE = "欧阳司马诸葛上官尉迟东方皇甫慕容令狐长孙宇文司徒夏侯公孙端木澹台轩辕南宫万俟闻人"
DOUBLE_SURNAMES = frozenset(_DOUBLE[at : at + 2] for at in range(0, len(_DOUBLE), 2))
FOREIGN_SOUNDS = frozenset("尔斯克夫娃茨姆蒂赫诺徒泊基萨拉卡耶奇顿")
"""Characters by which names of other languages are written: where one of these is, nothing is transcribed."""
_READ_OTHERWISE = {"贾平凹": "Цзя Пинва"}
"""Names in which a character has a reading that dictionaries do not give first."""
_HAN_ALONE = re.compile(r"[\u4e00-\u9fff]{2,4}")


def in_russian(name: str, qualifier: str | None = None) -> str | None:
    """Return a name in Han characters as Russian writes it (Palladius), None unless it surely is a Chinese name.

    `qualifier` is the mark of country or dynasty that the record has beside the name.
    """
    plain = to_simplified(name.strip())
    if not _HAN_ALONE.fullmatch(plain) or set(re.split(r"[;,，、\s]+", qualifier or "")) & FOREIGN_MARKS:
        return None
    family = plain[:2] if plain[:2] in DOUBLE_SURNAMES else plain[:1]
    given = plain[len(family) :]
    if len(family) == 1 and family not in SURNAMES:
        return None
    if len(given) not in (1, 2) or FOREIGN_SOUNDS & set(given):
        return None
    return _READ_OTHERWISE.get(plain) or syllables.in_russian(plain, len(family))
