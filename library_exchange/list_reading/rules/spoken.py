"""Words of talk around a book, as messages have them: 还有《子夜》, 鲁迅的《呐喊》, «тоже Захаров», 仨."""

import re

from library_exchange.list_reading.rules.bounds import LONGEST

_LEADS = re.compile(
    r"^\s*(?:(?:(?:补充|对了|另)[:：,，]\s*)?(?:还有|另有|另外|再加|外加|以及|又|再|也)[\u3400-\u9fff]{0,6}?\s*[,，:：]?\s*(?=[《〈]))"
    r"|^\s*(?:ещё|еще|также|плюс|и|есть(?:\s(?:ещё|еще))?)\s+(?=[«\"“])",
    re.IGNORECASE,
)
_OF_SOMEBODY = re.compile(
    r"(?:(?<=^)|(?<=[\s,，、;；和]))([\u3400-\u9fff]{2,4})的(?:书?有|是)?(?=\s*《)|(?<=》)的([\u3400-\u9fff]{2,3})(?=[\s,，])"
)
_OF_ITS = re.compile(r"(?<=[社版年局馆])印?的(?=[\s,，。;；、]|$)")
_ALSO = re.compile(
    r"(?<=[,，;；])\s*(?:тоже|также|опять)\s+(?=[А-ЯЁ])|(?<=[)）》,，\s])也是(?=[\u3400-\u9fff])", re.IGNORECASE
)
_SOME = {"仨": "三本", "俩": "两本"}
_SO_MANY = re.compile(rf"(?<=[\s,，])[{''.join(_SOME)}](?=[\s,，。(（]|$)")
_CRIES = re.compile(r"[!！]{2,}(?=\S)")


def plain(line: str) -> str:
    """Return a line without the words of talk that are of no book."""
    if len(line) > LONGEST:
        return line
    found = _LEADS.sub("", line)
    found = _OF_SOMEBODY.sub(lambda name: name[1] or f" {name[2]}", found)
    found = _CRIES.sub(", ", _ALSO.sub(" ", _OF_ITS.sub("", found)))
    return _SO_MANY.sub(lambda some: _SOME[some[0]], found)
