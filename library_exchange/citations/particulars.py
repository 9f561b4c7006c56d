"""What a citation tells beside title and author: volume, edition, translator; a partner sends the right book by them.

They are written behind the title as the citation has them, and known there again.
"""

import re

_RUSSIAN_VOLUME = r"(?<![\w-])(?:Т|Кн|Ч|Вып)\.\s?(?:\d{1,3}|[IVX]{1,5})(?![\w-])"
_CHINESE_VOLUME = (
    r"第[\d一二三四五六七八九十]{1,3}[卷册冊集辑輯]|(?<![\u3400-\u9fff])[上中下][卷册冊](?![\u3400-\u9fff])"
)
_VOLUME = re.compile(rf"{_RUSSIAN_VOLUME}|{_CHINESE_VOLUME}|(?<![\w-])Vol\.\s?\d{{1,3}}(?!\w)")
_MENDED = r"(?:перераб|испр|доп|расш|стер|стереотип|пересмотр)\w*\.?"
_EDITION = re.compile(
    rf"(?<![\w-])(?!1-)(?:\d{{1,2}}(?:-?е|-ое)\s+изд|[Ии]зд\.\s*\d{{1,2}}(?:-?е|-ое))\w*\.?(?:,?\s*(?:и\s+)?{_MENDED})*"
    r"|第(?!1版|一版)[\d一二三四五六七八九十]{1,3}版|(?<![\d年第])(?!1版)\d{1,2}版(?!社)|(?:修订|增订)[\d一二三四五六七八九十]{0,2}[版本]"
    r"|(?<![\w-])(?!1st)\d{1,2}(?:st|nd|rd|th)\s+ed\.?(?!\w)"
)
_TRANSLATOR = re.compile(
    r"(?<!\w)(?:[Пп]ер\.|[Пп]еревод)\s(?:с\s[\w.-]+\s)*(?:(?:[А-ЯЁ]\.\s?){1,2}[А-ЯЁ][\w-]+|[А-ЯЁ][\w-]+\s(?:[А-ЯЁ]\.\s?){1,2})"
    r"|(?<![\w\u3400-\u9fff])[\u3400-\u9fff·]{2,12}(?:[,，]\s?|\s)?译(?![\u3400-\u9fff])"
)
_SERIES = re.compile(r"\((?=[^()]*;)[^()]*\)")
"""A series in brackets with a number of its own is none of the book's volumes."""
_BEHIND = re.compile(rf"\s*\((?:{_EDITION.pattern}|{_TRANSLATOR.pattern}|[,，;；]\s?)+\)$")
_VOLUME_BEHIND = re.compile(rf"[.,:：]?\s*(?:{_VOLUME.pattern})$")


def particulars(title: str, beside: str) -> tuple[str, str]:
    """Return the volume, and what else, of which `beside` tells and `title` does not; empty where nothing is told."""
    beside = _SERIES.sub(" ", beside)
    volume, *others = (pattern.search(beside) for pattern in (_VOLUME, _EDITION, _TRANSLATOR))
    told = [" ".join(found[0].split()).strip(" ,，") for found in others if found]
    number = " ".join(volume[0].split()) if volume else ""
    has_volume = bool(_VOLUME.search(title))
    return "" if has_volume else number, ", ".join(each for each in told if each not in title)


def with_particulars(title: str, volume: str, others: str) -> str:
    """Return a title as it is asked for: «Курс языка. Т. 1 (11-е изд.)»."""
    named = f"{title}. {volume}" if volume else title
    return f"{named} ({others})" if others else named


def without_particulars(title: str) -> str:
    """Return a title as the catalogue may have it, without what `with_particulars` wrote behind it."""
    return _VOLUME_BEHIND.sub("", _BEHIND.sub("", title)).strip()
