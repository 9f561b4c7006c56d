"""What the codes and words for the state of a copy usually mean, in records and in tables."""

from collections.abc import Mapping

from library_exchange.core.text import folded, one_line
from library_exchange.marc.description import CopyState

_WORDS: Mapping[CopyState, str] = {
    CopyState.ON_SHELF: "0|u|a|-|在馆|可借|在架|свободен|свободна|в наличии|на месте|доступен|доступна|available",
    CopyState.OUT: "1|借出|已借出|外借|выдан|выдана|на руках|у читателя|checked out",
    CopyState.NOT_LENT: "3|5|9|阅览|馆内阅览|非外借|装订中|修补中|编目中|保留本|читальный зал|только в зале|не выдается"
    "|временно не выдается|в переплете|в работе|в ремонте|в реставрации|reference",
    CopyState.MISSING: "丢失|遗失|不在架|не найден|не найдена|missing",
    CopyState.GONE: "2|4|6|剔除|注销|已剔除|已注销|списан|списана|списано|утерян|утеряна|утеряно|выбыл|выбыла|выбыло"
    "|withdrawn|lost",
}
MEANINGS: Mapping[CopyState, tuple[str, ...]] = {state: tuple(words.split("|")) for state, words in _WORDS.items()}
"""Codes and words by what they usually mean; the digits are those of ИРБИС."""
_USUAL_MEANING = {folded(word): state for state, words in MEANINGS.items() for word in words}


def usual_meaning(code: str) -> CopyState | None:
    """Return what a code of a state usually means; None where that is not known."""
    return _USUAL_MEANING.get(one_line(folded(code)).strip(" ."))
