"""Where library systems usually write copies, and what their codes usually mean: proposed, and told by a librarian."""

from collections.abc import Mapping

from library_exchange.core.text import folded
from library_exchange.marc.copy_rules import CopyRule
from library_exchange.marc.description import CopyState

USUAL: Mapping[str, CopyRule] = {
    rule.tag: rule
    for rule in (
        CopyRule("852", "j", "p", "b", library="a"),
        CopyRule("899", "j", "p", "b", library="a"),
        CopyRule("905", "d+e", "b", "f", library="a"),
        CopyRule("906", "d+e", "b", "f"),
        CopyRule("910", "j", "b", "d", "1", "a"),
        CopyRule("930", "a", "f", "c", library="b"),
        CopyRule("945", "a", "i", "l", "g", "s"),
        CopyRule("949", "a", "i", "l", state="s"),
        CopyRule("952", "o", "p", "c", state="7"),
        CopyRule("995", "k", "f", "c", state="o"),
    )
}
"""By field: 852 of MARC 21 and UNIMARC, 899 of RUSMARC, 905 and 906 of CNMARC, 910 of ИРБИС, 930 of UNIMARC, 945, 949,
952 and 995 of other systems."""
DESCRIBES = frozenset(("801", "830", "856", "880", "886"))
"""Fields from 800 on that tell of the book, or of the record, and never of copies."""
BEFORE_800 = frozenset(("049", "090", "092", "096", "099"))

MEANINGS: Mapping[CopyState, tuple[str, ...]] = {
    CopyState.ON_SHELF: ("0", "u", "a", "-", "在馆", "可借", "在架", "свободен", "в наличии", "доступен", "available"),
    CopyState.OUT: ("1", "借出", "已借出", "外借", "выдан", "на руках", "checked out"),
    CopyState.NOT_LENT: (
        *(
            "3",
            "5",
            "9",
            "阅览",
            "馆内阅览",
            "非外借",
            "装订中",
            "читальный зал",
            "не выдается",
            "не выдаётся",
            "в переплете",
        ),
        *("временно не выдается", "reference"),
    ),
    CopyState.MISSING: ("丢失", "遗失", "не найден", "missing"),
    CopyState.GONE: ("2", "4", "6", "剔除", "注销", "已剔除", "списан", "утерян", "выбыл", "withdrawn", "lost"),
}
"""Codes and words by what they usually mean; the digits are those of ИРБИС."""
_USUAL_MEANING = {folded(word): state for state, words in MEANINGS.items() for word in words}


def may_tell_of_copies(tag: str) -> bool:
    """Whether a field of this number may be one in which a library keeps its copies."""
    return tag in BEFORE_800 or (tag >= "800" and tag not in DESCRIBES)


def usual_meaning(code: str) -> CopyState | None:
    """Return what a code of a state usually means; None where that is not known."""
    return _USUAL_MEANING.get(folded(code))
