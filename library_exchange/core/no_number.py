"""The words by which registers say that a book has no number of its own: nothing is kept under them, or found."""

import re
from typing import Any

from library_exchange.core.text import bare

_BEFORE = re.compile(r"^(?:инв(?:ентарн(?:ый|ого))?|шк|штрихкод|номера?|no|n|条码|条形码|登录号|编号)+(?=.)")
"""What may stand before such a word in its cell; № is “no” once it is folded."""
_WORDS = frozenset(
    (
        *("бн", "6н", "bn", "безн", "без", "безномера", "безномеров", "безинв", "безинвномера", "безшк"),
        *("безштрихкода", "безинвентарногономера", "безинвno", "безno", "бинвн", "бинв"),
        *("нет", "нету", "нетномера", "номеранет", "нетинвномера", "нетшк", "отсутствует", "неимеет", "неимеется"),
        *("неприсвоен", "неприсвоено", "неуказан", "неуказано", "неизвестен", "неизвестно", "прочерк"),
        *(
            "nonumber",
            "nonumbers",
            "withoutnumber",
            "none",
            "null",
            "nil",
            "na",
            "nobarcode",
            "unnumbered",
            "sn",
            "unknown",
        ),
        *("no", "n", "номер", "инв", "шк"),
        *(
            "无",
            "無",
            "无号",
            "無號",
            "无编号",
            "无条码",
            "无条形码",
            "无登录号",
            "无登记号",
            "无财产号",
            "无号码",
            "无馆藏号",
        ),
        *(
            "没有",
            "没有号",
            "没有编号",
            "没有条码",
            "暂无",
            "暂缺",
            "暂无条码",
            "暂无号",
            "缺",
            "缺号",
            "空",
            "空号",
            "空缺",
        ),
        *("безisbn", "isbnнет", "нетisbn", "безissn", "issnнет", "нетissn", "noisbn", "noissn"),
        *("无isbn", "没有isbn", "无issn", "没有issn", "无书号", "没有书号", "无刊号", "没有刊号"),
        *("未编号", "未编", "未登记", "待编", "待定", "不详", "未知", "沒有", "暫無"),
    )
)


def is_no_number(text: str) -> bool:
    """Whether a cell or a field for a number says that there is none: “б/н”, “нет”, 无, or nothing but signs."""
    letters = bare(text)
    return not letters or letters in _WORDS or _BEFORE.sub("", letters) in _WORDS


def told(value: Any) -> Any:
    """Return what a field for a number tells, as it came; None where it says that there is none."""
    return None if isinstance(value, str) and is_no_number(value) else value
