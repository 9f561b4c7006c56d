"""What the codes and words for the state of a copy usually mean, in records and in tables."""

import re
from collections.abc import Mapping

from library_exchange.core.text import folded, one_line
from library_exchange.marc.description import CopyState

_WORDS: Mapping[CopyState, str] = {
    CopyState.ON_SHELF: "0|u|a|-|在馆|可借|在架|在架可借|在馆可借|可外借|可以外借|外借书|可借阅|可流通|流通|在库|架上"
    "|普通外借|свободен|свободна|свободно|в наличии|есть в наличии|есть свободный экземпляр|на месте|доступен"
    "|доступна|доступно|выдается|выдается на дом|на полке|абонемент|на абонементе|available|on shelf|on the shelf"
    "|in stock|can be lent|can be lent now|for loan|circulating",
    CopyState.OUT: "1|借出|已借出|外借|已外借|外借中|借阅中|在借|未还|已借给本馆读者|已借|被借出|выдан|выдана|выдано"
    "|выданы|выдан читателю|выдан читателю библиотеки|выдана читателю|на руках|на руках у читателя|у читателя"
    "|checked out|on loan|lent|lent out|out|out to a local reader|borrowed",
    CopyState.NOT_LENT: "3|5|9|阅览|馆内阅览|非外借|装订中|修补中|编目中|保留本|不外借|不可外借|不能外借|禁止外借"
    "|不借|不可借|不出借|概不外借|谢绝外借|暂不外借|停止外借|仅供阅览|只供阅览|仅阅览|限阅览|阅览本|阅览室|阅览书"
    "|仅供馆内|只供馆内|仅限馆内|限馆内|限馆内阅览|仅限馆内阅览|仅供馆内阅览|只供馆内阅览|馆内使用|馆内查阅|室内阅览"
    "|闭架|闭架阅览|闭架书库|样本|样本书|库本|保存本|基藏|基藏本|工具书|参考书|善本|珍本|古籍|特藏|已预约|预约中"
    "|修复中|加工中|待上架|待修|下架|停借|剔旧待处理|читальный зал|только в зале|только чз|чз|только читальный зал"
    "|только в читальном зале|для читального зала|в читальном зале|только для читального зала"
    "|для работы в читальном зале|в зале|не выдается|не выдаются|не выдавать|на дом не выдается|не выдается на дом"
    "|выдается только в зале|не для выдачи|не для выдачи на дом|без права выдачи|без выдачи|временно не выдается"
    "|в переплете|в работе|в обработке|на обработке|на реставрации|в ремонте|на ремонте|в реставрации|закрытый фонд"
    "|закрытое хранение|справочный фонд|справочное издание|редкий фонд|редкая книга|редкий экземпляр|особо ценный"
    "|единственный экземпляр|контрольный экземпляр|архивный экземпляр|архив|забронирован|зарезервирован|бронь"
    "|reference|reference only|library use only|in library use only|reading room|reading room only|not lent"
    "|not for loan|non circulating|in repair|in process|on hold|reserved|closed stacks|rare",
    CopyState.MISSING: "丢失|遗失|不在架|下落不明|找不到|未找到|缺失|去向不明|不明|待查|не найден|не найдена"
    "|не найдено|не найдены|отсутствует|нет на месте|утрата|в розыске|не обнаружен|missing|not found|cannot be found",
    CopyState.GONE: "2|4|6|剔除|注销|已剔除|已注销|报废|已报废|已丢失|已遗失|已注销或丢失|不再有此册|已调出|已处理"
    "|下架注销|剔旧|已剔旧|списан|списана|списано|списаны|списание|утерян|утеряна|утеряно|утрачен|утрачена|утрачено"
    "|потерян|потеряна|выбыл|выбыла|выбыло|исключен|исключена|списан или утрачен|экземпляра больше нет|withdrawn|lost"
    "|written off|written off or lost|no copy any more|discarded|deaccessioned",
}
MEANINGS: Mapping[CopyState, tuple[str, ...]] = {state: tuple(words.split("|")) for state, words in _WORDS.items()}
"""Codes and words by what they usually mean; the digits are those of ИРБИС."""
_USUAL_MEANING = {folded(word): state for state, words in MEANINGS.items() for word in words}
_STRICTEST = (CopyState.GONE, CopyState.MISSING, CopyState.OUT, CopyState.NOT_LENT, CopyState.ON_SHELF)
_BETWEEN = re.compile(r"[,，、;；:：/／|]| [-–—] ")
_IN_BRACKETS = re.compile(r"\(.*?\)")
_MARKS = re.compile(r"[\s\-–—_]+")
_SPACED_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_AROUND = " .。!【】[]《》“”«»\"'*"
_NOTHING = re.compile(r"[\s\-－–—_./\\]*")
SHORTEST_WORD, LONGEST_WORDS = 2, 60
"""What is shorter is a code, and may mean something else in a column that nobody calls one of states."""


def usual_meaning(code: str) -> CopyState | None:
    """Return what a code of a state usually means; None where that is not known.

    Of several words for it ("在架，不外借") the one counts that lends least; what stands in brackets does not.
    """
    told = _SPACED_HAN.sub("", one_line(folded(code))).strip(_AROUND)
    if found := _USUAL_MEANING.get(told) or _of_words(_IN_BRACKETS.sub(" ", told)):
        return found
    return _of_words(told.strip("()" + _AROUND))


def _of_words(told: str) -> CopyState | None:
    parts = [word for part in _BETWEEN.split(told) if (word := _MARKS.sub(" ", part).strip(_AROUND))]
    found = {_USUAL_MEANING.get(part) for part in parts}
    return None if None in found else next((state for state in _STRICTEST if state in found), None)


def told_state(cell: str) -> CopyState | None:
    """Return the state that a cell tells of a copy, None where it tells none; what is not understood is not lent."""
    return None if _NOTHING.fullmatch(cell) else usual_meaning(cell) or CopyState.NOT_LENT


def is_not_understood(cell: str) -> bool:
    """Whether a cell tells something of the state of a copy that is not understood."""
    return not _NOTHING.fullmatch(cell) and usual_meaning(cell) is None


def is_word_for_a_state(cell: str) -> bool:
    """Whether a cell holds a word, not a mere code, that is usual for the state of a copy."""
    is_word = SHORTEST_WORD <= len(cell.strip()) <= LONGEST_WORDS and any(map(str.isalpha, cell))
    return is_word and (usual_meaning(cell) is not None or _names_a_state(cell))


def _names_a_state(cell: str) -> bool:
    """Whether one remark of several in a cell says that the copy is not lent: "редк.; не выдаётся"."""
    parts = (_MARKS.sub(" ", part).strip(_AROUND) for part in _BETWEEN.split(one_line(folded(cell))))
    return any(_USUAL_MEANING.get(part) is CopyState.NOT_LENT for part in parts if len(part) >= SHORTEST_WORD)
