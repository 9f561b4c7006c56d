"""Whether a line that was read may be taken unasked: something tells of a book, and nothing of it was left unread.

A line that is taken is shown to everybody. It needs a sign that it is a book at all, beside words that may be its
title; and what looks like a year, a price, a publisher or a place must not stand in its title still.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from library_exchange.authority import chinese_names
from library_exchange.citations.persons import PERSON
from library_exchange.citations.places import is_place
from library_exchange.citations.publishers import is_publisher
from library_exchange.list_reading.rules.copies import copies_in
from library_exchange.list_reading.rules.line_numbers import has_own_number
from library_exchange.list_reading.rules.not_a_title import MARKS, is_sentence
from library_exchange.list_reading.rules.said_above import is_same_author
from library_exchange.list_reading.rules.trimmings import bare_of_numbers, unled

TELL = ("isbn", "printed_isbn", "issn", "publisher", "year", "series", "volume", "translated_title", "pages")
"""What no words but those of a book have."""
LONGEST_TOLD = 60
"""So much of what was left unread is told."""
_YEAR = re.compile(r"(?<![\d–—-])(?:1[89]\d\d|20[0-3]\d)(?!\d)(?!\s?[-–—]\s?\d)")
_PRICE = re.compile(
    r"\d\s?(?:руб|р\.|коп|₽|元|角)(?!\w)|\d\s?=|[¥￥]\s?\d|(?<!\d)\d{1,5}-\d\d\s*$|цен[аы]\s*[:=]?\s*\d", re.IGNORECASE
)
_COPIES = re.compile(
    r"(?<!\w)\d{1,3}\s?(?:экз|шт)(?!\w)|экз-р|(?<![第全共\d])\d{1,3}[本套]|共\s?\d{1,3}\s?册", re.IGNORECASE
)
_WEIGHT = re.compile(r"\d\s?(?:кг|гр|公斤|克|市?斤)(?!\w)|(?<!\d)0[.,]\d{2,3}(?!\d)", re.IGNORECASE)
_SIGNS = re.compile(
    r"ISBN|ISSN|\[[MJС]\]|(?<!\w)(?:г\.\s?в\.|сост\.?\s?:|изд-во|издательство)|出版社|印书馆|书局"
    r"|[\s,.](?:М|Л|СПб|Спб)\.(?=[\s,:\d]|$)|^(?:[A-ZА-Я]{1,2}\d{2,}|\d{5,}|0\d{2,})[\s.]\s*[^\d\s]|\s[/|]\s|\s—+\s|(?<=\w)——(?=\w)",
    re.IGNORECASE,
)
_AUTHOR_BEFORE = re.compile(rf"(?:{PERSON})\s+\S")
_GONE = re.compile(
    r"(?<!\w)(?:списан[аоы]?|утрачен[аоы]?|изъят[аоы]?|вычеркнут[аоы]?|не\s?найден[аоы]?|нет\sв\sналичии|продан[аоы]?|не\sнуж[её]?н[аоы]?"
    r"|обмен\sне\sпредлагается|не\sдля\sобмена|только\s(?:на\sвремя|во?\sвременное))(?!\w)|不[交外]?换|[只仅]借|不外借|划掉|已(?:剔除|注销|借出|售出)|没有这",
    re.IGNORECASE,
)
_OF_A_COPY = re.compile(
    r"\d\s?块|作者不详|合订本|免费|赠送|(?<!\w)без\s(?:облож|переп|кореш)\w*|цен[аы]\s(?:договор|по\s)\w*|面议",
    re.IGNORECASE,
)
"""Words for a copy or its price, which are in no title, name or volume."""
_IN_MARKS = re.compile(r"《[^《》]*》")
_MOST_OUTSIDE = 5
"""So many characters around the marks of a title are a sentence."""
_PART_ALONE = re.compile(
    r"(?:т|ч|кн|вып|том|часть|книга)\.?\s?[\divx]{1,4}|第?[\d一二三四五六七八九十上中下]{1,3}[册卷辑期]", re.IGNORECASE
)
_KIND_OF_BOOK = re.compile(
    r"(?<!\w)(?:кн|т|ч|вып)\.\s?\d|(?<!\w)(?:роман|повесть|сборник|учебник|словарь|энциклопедия|справочник|хрестоматия)(?!\w)"
    r"|(?:词典|字典|文集|选集|全集|教程)(?!\w)|[上中下]册|第[\d一二三四五六七八九十]{1,3}[卷册]"
    r"|(?<!\d)(?:1[89]|20)\d\d\s?年?\s?[-–—~至]\s?(?:1[89]|20)\d\d(?!\d)",
    re.IGNORECASE,
)
"""What only books are called, parts of theirs, and the years of a periodical."""
_PIECES = re.compile(r"\s*[.,:;()\[\]]\s*|\s+[–—-]\s+")
_SAID = re.compile(
    r"(?<!\w)(?:спасибо|благодар\w+|заранее|жд[её]м|просим|прошу|просьба|надеемся|ответ\w*|заяв(?:ок|ки)|пишите|звоните|обращайтесь"
    r"|сообщите|коллег\w*|отдел\w*|уважени\w+|привет\w*|удачи|успехов|любые|лучше|самовывоз|отда(?:ем|ём|дим|м))(?!\w)|谢|感谢|敬请|麻烦|请|盼|[?？]{2}",
    re.IGNORECASE,
)
_MORE_THAN_NAME = re.compile(r"^[^\w«\"“(\[]|(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|[~|_]|\d\s?开")


def what_is_left(text: str, told: Mapping[str, Any]) -> str:
    """Return what stands in the title of a line and looks like something else that it tells; "" if nothing does."""
    return "; ".join(dict.fromkeys(filter(None, _left(text, told))))[:LONGEST_TOLD]


def _left(text: str, told: Mapping[str, Any]) -> Iterator[str]:
    title = str(told.get("title") or "")
    years = _YEAR.findall(title) if title.strip("«»\"'《》 ") not in _YEAR.findall(title) else []
    is_known = told.get("year") is not None
    yield from (year for year in years if not is_known or year == str(told["year"]))
    for way in (_PRICE, _COPIES, _WEIGHT, _SIGNS):
        yield from (found[0].strip() for found in way.finditer(title))
    pieces = [piece for piece in _PIECES.split(title) if piece]
    yield from (piece for piece in pieces[1:] if _is_of_imprint(piece))
    if not told.get("author") and (found := _AUTHOR_BEFORE.match(title)):
        yield found[0][:-1].strip()
    outside = _IN_MARKS.sub("", title)
    yield title if outside != title and sum(map("\u3400".__le__, outside)) >= _MOST_OUTSIDE else ""
    yield title if is_part_alone(title) else ""
    yield told["volume"] if len(set(_YEAR.findall(str(told.get("volume") or "")))) > 1 else ""
    is_open = title.count("(") != title.count(")") or title.count("«") != title.count("»") or title.count('"') % 2
    yield title if is_open else ""
    unread: Mapping[str, str] = told.get("unread", {})
    if not is_known:
        yield from _YEAR.findall(f"{unread.get('numbers_left', '')} {unread.get('remark', '')}")
    yield str(told["author"]) if is_same_author(told.get("author")) else ""
    yield from (found[0] for found in _GONE.finditer(text))
    yield from _of_no_name(text, told)


_COUNTED = re.compile(r"\d\s?(?:[册冊本套]|экз|шт|компл)", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(?<!\d)[5-9]\d年(?!代)|(?<!\d)[5-9]\d\s?г\.(?:\s?изд)?(?!\w)")
_WHO = re.compile(r"/\s*([\u3400-\u9fff·]{2,8}(?:译注|校注|选注|注释|编译|选编|点校|辑))(?![\u3400-\u9fff])")
"""Who made a book otherwise than by writing it, where nobody is told to have written it."""
_VOLUMES_BEFORE = r"(?<!\w)(?:тт?|кн|ч|вып)\.?\s?[\d\s,;и–—-]{0,40}"


def _of_no_name(text: str, told: Mapping[str, Any]) -> Iterator[str]:
    """Yield what stands in a name or a volume and is of the copy, and numbers of volumes that were read nowhere."""
    for name in ("title", "author", "publisher", "volume"):
        yield from (found[0] for found in _OF_A_COPY.finditer(str(told.get(name) or "")))
    yield from () if told.get("author") else (found[1] for found in _WHO.finditer(text))
    left = told.get("unread", {}).get("numbers_left", "")
    for number in filter(None, left.split("; ")):
        which = rf"{_VOLUMES_BEFORE}(?<!\d){re.escape(number)}(?!\d)|第\s?{re.escape(number)}"
        yield from (found[0] for found in re.finditer(which, text))
        yield number if _COUNTED.search(number) else ""
    if told.get("year") is None:
        yield from (found[0] for found in _SHORT_YEAR.finditer(text))


_MARKED_FIRST = re.compile(r"《(?P<title>[^《》]+)》(?P<rest>.*)")
_OF_A_DATE = re.compile(r"[\W\d_]|年|月|第|版|印刷?|[编主合]?著")


def leaves_nothing(text: str, told: Mapping[str, str]) -> bool:
    """Whether a title in its marks, a Chinese name, a publisher and a year are all that a line says."""
    found = _MARKED_FIRST.fullmatch(text.strip())
    author, publisher = told.get("author", ""), told.get("publisher", "")
    if found is None or found["title"].strip() != told.get("title") or (author and not chinese_names.parted(author)):
        return False
    if publisher and not is_publisher(publisher):
        return False
    rest = found["rest"]
    for name in filter(None, (author, publisher)):
        rest = rest.replace(name, " ", 1)
    return bool(author) and not _OF_A_DATE.sub("", rest)


def is_part_alone(title: str) -> bool:
    """Whether a title says which part of a book it is, and not of which book."""
    return _PART_ALONE.fullmatch(title) is not None


def _is_of_imprint(piece: str) -> bool:
    bare = _YEAR.sub("", piece).strip(" .,")
    return len(bare) > 1 and bare[:1].isupper() and (is_place(bare) or is_publisher(bare))


_OF_SEVERAL = re.compile(
    r"(?<!\w)(?:вс[её]|книг\w*|издани\w*|список)(?!\w)|全部|以上|以下|这些|[图圖][书書]|[书書]籍|均|都"
)
_EDITION_OR_BINDING = re.compile(
    r"\d-?[ео]?е\sизд|(?:мягк|тв[её]рд)\w*\s(?:обл|пер)|служебного\sпользования|内部|[精平线]装|第[\d一二三四五六七八九十]{1,2}版|штамп",
    re.IGNORECASE,
)


def _tells_of_copy(text: str, told: Mapping[str, Any]) -> bool:
    """Whether a line tells the condition, the binding, the edition or the shelf of one book, not of all."""
    if _OF_SEVERAL.search(text) or _SAID.search(text):
        return False
    bare = unled(text)
    return bool(told.get("condition") or _EDITION_OR_BINDING.search(text)) or bare_of_numbers(bare) != bare


def is_told_of_book(
    text: str, told: Mapping[str, Any], *, is_of_list: bool = False, is_numbered: bool = False, is_part: bool = False
) -> bool:
    """Whether anything beside words that may be a title tells that a line is a book.

    An author alone does so where the line has a number of its own or the marks of a title, or if it `is_of_list`:
    one of several lines that are written so. Whoever signs a letter stands behind its words as an author does.
    """
    if any(told.get(name) for name in TELL) or len(told.get("columns", ())) > 1:
        return True
    if is_part and not told.get("author"):
        return False
    if _SAID.search(text) and not any(mark in text for mark in "《«"):
        return False
    if copies_in(text)[0] is not None or (_KIND_OF_BOOK.search(text) and not _SAID.search(text)):
        return True
    if _tells_of_copy(text, told):
        return True
    is_marked = not MARKS.isdisjoint(text) or ((is_numbered or has_own_number(text)) and not is_sentence(text))
    return is_marked or (bool(told.get("author")) and is_of_list)


def more_than_publisher(told: Mapping[str, Any]) -> str:
    """Return the publisher of a line if it is more than a name: it has a year in it, signs of a list not parted."""
    publisher = str(told.get("publisher") or "")
    return publisher[:LONGEST_TOLD] if _MORE_THAN_NAME.search(publisher) else ""
