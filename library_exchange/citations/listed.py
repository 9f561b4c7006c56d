"""A book as libraries write it into one line of a list: 《题名》著者著, «Автор. Заглавие», «Заглавие / Автор. — М.».

Each manner is a function of a table. What could be read in another way too says so: whoever knows the catalogue
compares, and asks where that does not tell.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from library_exchange.citations import periodicals
from library_exchange.citations.books import Listed
from library_exchange.citations.pasted import WHOLE_NAME, take_apart
from library_exchange.citations.persons import (
    ADJECTIVE,
    BY_ROLE,
    FOREIGN,
    NO_NAME,
    OF_A_BOOK,
    PERSONS,
    SURNAME_FIRST,
    SURNAME_LAST,
    TRANSLATED,
    name_of,
    with_names_together,
)
from library_exchange.citations.places import is_place, with_signs_of_imprint
from library_exchange.citations.publishers import is_publisher, names_publisher
from library_exchange.core.text import han_years, one_line

_PART = re.compile(
    r"全?[\d一二三四五六七八九十]{1,3}[册卷]全?"
    r"|[\d一二三四五六七八九十]至[\d一二三四五六七八九十][卷册]|全套|[上中下]{2,3}"
    r"|第?[\d一二三四五六七八九十]{1,3}[册冊卷部集辑]|[上中下][册冊]?|[上中下][部卷集]|上中?下[册部卷集]?|全[\d一二三四五六]{1,2}册|卷[\d一二三四五六七八九十]{1,3}"
)
_BINDING = r"(?:(?:软?精|平|线|简)装|(?:тв(?:[её]рд\w*)?|мягк\w*)\.?(?:\s(?:пер(?:епл\w*)?|обл(?:ож\w*)?)\.?)?)"
_BOUND = re.compile(
    rf"{_BINDING}|[精平]装本|油印本|内部(?:资料|发行|交流)|合订本?|\d{{1,2}}开|软?精|平|线|修订[版本]|插图[版本]|переплет|переплёт|обложка|пер|обл",
    re.IGNORECASE,
)
_ENDS_BOUND = re.compile(rf"(?P<title>.*\w\S*?)[\s,;]+(?:{_BINDING}|\((?:{_BINDING}|软?精|平|线)\))")
_OF_A_YEAR = frozenset({"г", "год", "года"})
_HEADED = re.compile(rf"(?P<author>{SURNAME_FIRST}(?:[,;]\s+{SURNAME_FIRST}){{0,3}})\s*(?P<title>(?![,;])\S.+)")
_WHOLE_NAMES = rf"(?:{WHOLE_NAME})|(?:[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+)?\s?){{2,3}}"
_NAMED = re.compile(
    rf"(?P<author>(?:{_WHOLE_NAMES})(?=\.\s)|{SURNAME_LAST}(?=\.?\s))\.?\s+(?P<title>[«\"\dА-ЯЁ].{{2,}})"
)
_ENDS_IN_ROLE = re.compile(r"[.,;/\s]+(?:под\s(?:общ\.\s)?ред|отв\.\sред|гл\.\sред|сост|ред)\.?$", re.IGNORECASE)
_ROLE_BEFORE = re.compile(r"^(?:сост|под (?:общ\. )?ред|отв\. ред|ред|авт\.-сост)\.?\s*:?\s*", re.IGNORECASE)
_EDITED = re.compile(r"\W*(?:под|отв|гл|ред|сост|пер|авт|худож|вступ)\b", re.IGNORECASE)
_YEAR = re.compile(
    r"(?<!\d)(?P<year>1[4-9]\d\d|20\d\d|[12]\d{4,5})(?!\d)\s*(?:年|г\.?)?\s*(?:\d{1,2}月)?\s*(?:(?:[\u3400-\u9fff]{2,4}(?=第))?第?[\d一二三四五]*版|出版|印刷?|[初老旧]版|一版一印)?"
)
_PIECES = re.compile(r"[,;、。/()【】\s]+|(?<=[\u3400-\u9fff])[.:](?=[\u3400-\u9fff])|(?<=[社局馆店])(?=(?:19|20)\d\d)")
_AREA = re.compile(r"(?<=[.)\]])\s*[–—-]\s+|\s+[–—]\s+(?=\d+-е |[А-Я][а-я]*\.? ?:)")
_MARKED = re.compile(r"(?P<before>[^《》«»]{0,40})[《«](?P<title>[^《》«»]+)[》»](?P<behind>[^《》«»]*)")
_BRACKETED = re.compile(r"(?P<title>[^()【】]{1,300}?)\s*[(【](?P<inside>[^()【】]{1,60})[)】]")
_PART_BEHIND = re.compile(
    r"(?:1[4-9]|20)\d\d(?:\s?г\.?)?[.,;]\s(?:[–—-]\s)?(?P<part>(?:Т|Кн|Ч|Вып)\.\s?\d{1,3}(?:\s?[-–,]\s?\d{1,3})*)(?!\w)"
)
"""Which volume a description tells behind its year."""
_ENDS_IN_YEAR = re.compile(
    r"(?P<title>.*(?:[а-яё]{2}[^.,]*|(?:Т|Ч|Кн|Вып)\.\s?[\dIVX]{1,4})\.?)[.,;]\s(?P<year>1[4-9]\d\d|20\d\d)(?:\s?г(?:од)?\.?)?"
)
_RUNS_INTO_YEAR = re.compile(
    r"(?P<title>.*[а-яё]{2})\s(?P<year>1[5-9]\d\d|20\d\d)\s?г\.?|(?P<han>[\u3400-\u9fff]+)\s(?P<han_year>1[89]\d\d|20\d\d)"
)
_AFTER_NAMES = re.compile(
    r"\.?\s*(?:[–—-]\s)?[А-ЯЁ][\w.-]{0,20}\s?[:,]\s(?:(?P<publisher>[^,:()]{2,60}),\s)?(?P<year>1[5-9]\d\d|20\d\d)(?!\d)"
)
"""Place, publisher and year at once behind the names, with no dash between them."""
_INVERTED = re.compile(r"(?P<author>(?P<family>[А-ЯЁ][\w-]+),\s[А-ЯЁ][а-яё]+(?:\s[А-ЯЁ][а-яё]+)?)\.\s+(?P<title>\S.+)")
_HAN_DOTTED = re.compile(
    r"(?P<author>[\u3400-\u9fff·]{2,12})\.\s?(?P<title>[^.:,]{1,80})\.\s?(?:[^.:,]{2,8}:\s?)?(?P<publisher>[^.,:]{2,40}),\s?"
    r"(?P<year>(?:19|20)\d\d)\W*"
)
_EXTENT = re.compile(
    r"(?:(?<=[.,;:–—)-])\s?|(?<=(?:19|20)\d\d)\s|\s(?=\[)|[(]|^)(?<![–-])(?:\[\d{1,3}\],\s?)?\d{1,5}\s?(?:с|стр|страниц[аы]?|pp?|pages)(?!\w)"
    r"|(?<![\d第–—-])\d{1,5}\s?[页頁]",
    re.IGNORECASE,
)
_ENDS_IN_EXTENT = re.compile(
    rf"[\s.,;:–—(共-]*(?:{_EXTENT.pattern})\.?(?:[\s.,;:–—+-]*(?:\d{{1,3}}\s?(?:л\.\s?)?)?(?:ил|портр|карт|табл|граф|см)(?!\w)\.?)*(?:\s*(?:[平精]装|\d{{1,2}}开))*[\s.);]*$",
    re.IGNORECASE,
)
_WITH_NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}\s*、|[(\[][一二三四五六七八九十]{1,3}[)\]]|[IVX]{1,5}[.)]\s(?=[«А-ЯЁ]))\s*(?P<title>.+)"
)
_SHORT_YEAR = re.compile(r"(?P<year>[5-9]\d)年(?:版|出版|印|第[\d一二三四五]版)?")
"""Of the last century, as librarians write it; asked about all the same."""
_EDGES = " ,;:.·/|"
_SPAN_OF_YEARS = re.compile(r"(?:1[4-9]|20)\d\d\s?年?\s?[-‐‑–—~至]+\s?(?:1[4-9]|20)\d\d\s?(?:年|гг?\.?)?")
_ENDS_IN_SERIES = re.compile(r".*(?:[丛叢][书書]|文库|文庫|书系|[译譯][丛叢])")
_OF_A_BODY = re.compile(
    r"[\u3400-\u9fff]{2,12}(?:大学|学院|研究所|教研[室组]|编写组|编委会|委员会|系|图书馆|博物馆|编辑部)"
)
_EDITION = re.compile(r"第[\d一二三四五六七八九十]{1,3}版|修订版|新版|[\u3400-\u9fff]{1,3}(?<!复)本")
_SHORT_PUBLISHER = re.compile(r"[\u3400-\u9fff]{0,6}(?:文艺|文学|人民|美术|教育|少儿|科技|商务|三联|作家|译文|古籍)")
_SIGNS_BETWEEN = ("/", "——", ",")
"""Each of them parts title, author, publisher and year of a line if it is the only one that does."""


def read(text: str) -> Listed | None:
    """Return the book that a line tells in one of the manners; None if all of it may be the title."""
    given = with_signs_of_imprint(one_line(text))
    found = next(filter(None, (manner(given) for manner in _MANNERS)), None)
    return found if found and found != Listed(given) and any(map(str.isalnum, found.title)) else None


def _between_signs(given: str) -> Listed | None:
    """Read 题名/作者/出版社/1997: one sign between title, author, publisher and year, whatever these are."""
    for sign in _SIGNS_BETWEEN:
        title, *behind = (piece.strip() for piece in given.split(sign))
        years = [at for at, piece in enumerate(behind) if _YEAR.fullmatch(piece)]
        if len(behind) != 3 or years != [2] or not re.match(r"[\u3400-\u9fff]", title) or "《" in title:
            continue
        name, publisher = behind[0], behind[1]
        is_named = names_publisher(publisher)
        is_short = name_of(name)[0] != "" and _SHORT_PUBLISHER.fullmatch(publisher) is not None
        if (sign == "," and not (is_named or is_short)) or _PART.fullmatch(name) or names_publisher(name):
            continue
        year = _YEAR.fullmatch(behind[2])
        told = Listed(title, name_of(name)[0] or name, publisher, year["year"] if year else "")
        return replace(told, is_sure=told.is_sure and (is_named or sign != ","))
    return None


def _cited(given: str) -> Listed | None:
    cited = take_apart(given)
    if cited is None or not cited.title or cited.part:
        return None
    if not cited.author and re.search(r" / [\[(〔]?[\u3400-\u9fff]", given):
        return None
    if re.search(r",\s[А-ЯЁ]$", cited.title):
        # What was taken for a place is a surname behind its initial.
        return None
    part = _PART_BEHIND.search(given)
    title = f"{cited.title}. {part['part']}" if part else cited.title
    told = Listed(title, cited.author, cited.publisher, cited.year)
    if (inverted := _INVERTED.fullmatch(cited.title)) and inverted["family"] in cited.author:
        return replace(told, title=inverted["title"], author=inverted["author"])
    if not cited.author and (named := _named(title) or _ends_in_name(f"{title}.")):
        return replace(told, title=named.title, author=named.author, is_sure=named.is_sure)
    return replace(told, is_sure=_is_sure_imprint(given, cited.place, cited.year))


def _is_sure_imprint(given: str, place: str, year: str) -> bool:
    """Whether the words before a year can be nothing but its imprint: a known place, or one with its colon."""
    if place:
        return is_place(place) or re.search(rf"{re.escape(place)}\.?\s?[:：]|[:：]", given) is not None
    return not re.search(r"[А-Яа-яЁё]", given) or re.search(rf"[.,]\s(?:[–—-]\s)?{year}", given) is not None


def _dated(given: str) -> Listed | None:
    """Read «Заглавие, 1985», where the year may as well be the title's own."""
    found = _ENDS_IN_YEAR.fullmatch(given)
    if found is None or is_place(found["title"]) or PERSONS.fullmatch(f"{found['title']}."):
        return None
    title = f"{found['title']}." if re.search(r"\s[А-ЯЁ]$", found["title"]) else found["title"]
    return replace(read(title) or Listed(found["title"]), year=found["year"], is_sure=False)


def _dated_without_a_sign(given: str) -> Listed | None:
    """Read «Заглавие 1910 г.» and 题名 1985, where the year may as well be the title's own."""
    found = _RUNS_INTO_YEAR.fullmatch(given)
    if found is None:
        return None
    title, year = found["title"] or found["han"], found["year"] or found["han_year"]
    return Listed(title.strip(_EDGES), year=year, is_sure=False)


def extents(text: str) -> list[str]:
    """Return in which words a line tells how many pages a book has: 382 с., 共320页."""
    return [found[0].strip(" .,;–—-()") for found in _EXTENT.finditer(text)]


def without_extent(text: str) -> str:
    """Return a line without the number of pages at its end, and what stands behind that of pictures and size."""
    return _ENDS_IN_EXTENT.sub("", text)


def _in_areas(given: str) -> Listed | None:
    """Read «Автор. Заглавие / ответственность. — издание. — М. : издательство, год», as much of it as there is."""
    first, *areas = _AREA.split(given)
    title, slash, stated = first.partition(" / ")
    if not slash or not any(map(str.isalpha, stated)):
        return None
    told = _stated(title.strip(), stated.split(";")[0].strip(" ."))
    stated = _ROLE_BEFORE.sub("", stated)
    if not told.year and (names := PERSONS.match(stated)) and (imprint := _AFTER_NAMES.match(stated[names.end() :])):
        told = replace(told, publisher=imprint["publisher"] or "", year=imprint["year"])
    for area in areas:
        _place, colon, rest = area.partition(":")
        if not told.year and (year := _YEAR.search(rest if colon else area)):
            named = rest if colon else area if names_publisher(area) else ""
            publisher = named[: year.start()].strip(_EDGES) if named else ""
            told = replace(told, publisher=publisher, year=year["year"])
    return told


def _stated(title: str, stated: str) -> Listed:
    """Return title and author of what stands on the two sides of a slash."""
    headed = _HEADED.fullmatch(title)
    names = PERSONS.match(stated)
    if headed:
        return Listed(headed["title"].strip(_EDGES), headed["author"].strip(" ,;"))
    if (inverted := _INVERTED.fullmatch(title)) and inverted["family"] in stated:
        return Listed(inverted["title"].strip(_EDGES), inverted["author"])
    if title.startswith(f"{stated}. "):
        return Listed(title[len(stated) + 2 :].strip(_EDGES), stated)
    if named := _named(title):
        return replace(named, is_sure=bool(names or _EDITED.match(stated)))
    name, is_sure = (names[0].strip(" ,;"), True) if names else name_of(stated)
    if re.fullmatch(_WHOLE_NAMES, stated):
        name, is_sure = name or stated, True
    return Listed(title.strip(_EDGES), name, is_sure=is_sure or bool(_EDITED.match(stated)))


def _in_marks(given: str) -> Listed | None:
    """Read 《书名》作者著，出版社，2012年版 and «Заглавие» Фамилия И. О."""
    found = _MARKED.fullmatch(given)
    if found is None:
        return None
    before, title = found["before"].strip(_EDGES), found["title"].strip()
    if not before and _SPAN_OF_YEARS.fullmatch(found["behind"].strip()):
        return Listed(title, volume=found["behind"].strip())
    told = _pieces(_split(_SUBJECT_BEHIND.sub("", found["behind"])), Listed(title))
    is_doubtful = not (told.is_sure or told.author or told.publisher)
    if is_doubtful:
        return None
    if not before:
        return told
    if _ENDS_IN_SERIES.fullmatch(before):
        return replace(told, is_sure=False)
    if found["before"].rstrip().endswith((":", "：")):
        return replace(told, is_sure=False)
    name, is_sure = name_of(before.rpartition(" ")[2])
    is_sure = is_sure and told.is_sure and " " not in before
    return replace(told, author=name, is_sure=is_sure) if name and not told.author else None


_SUBJECT_BEHIND = re.compile(r"^\s*[(（][^()（）]{1,20}[)）]\s*(?=[^\s,，]{2,12}(?:主编|编著|著)(?:[\s,，]|$))")
"""What stands in brackets between a title and its author: a part of a series, a subject."""


def _split(text: str) -> list[str]:
    text = with_names_together(text)
    if persons := PERSONS.search(text):
        return [persons[0], *_split(text[: persons.start()]), *_split(text[persons.end() :])]
    return [piece for piece in (each.strip(_EDGES) for each in _PIECES.split(text)) if piece]


def _pieces(pieces: Iterable[str], told: Listed) -> Listed:
    """Return `told` with publisher, year and author that stand behind a title; what is none of them is a doubt."""
    for piece in pieces:
        name, is_sure = name_of(piece)
        if _PART.fullmatch(piece):
            told = replace(told, title=f"{told.title} {piece}")
        elif _BOUND.fullmatch(piece) or (piece in _OF_A_YEAR and told.year):
            continue
        elif (year := _YEAR.fullmatch(han_years(piece))) and not told.year:
            told = replace(told, year=year["year"])
        elif (short := _SHORT_YEAR.fullmatch(piece)) and not told.year:
            told = replace(told, year=f"19{short['year']}", is_sure=False)
        elif is_publisher(piece) and not told.publisher:
            told = replace(told, publisher=piece)
        elif name and not told.author and not TRANSLATED.fullmatch(piece):
            told = replace(told, author=name, is_sure=told.is_sure and is_sure)
        elif not BY_ROLE.fullmatch(piece):
            told = replace(told, is_sure=False)
    return told


def _in_brackets(given: str) -> Listed | None:
    """Read 题名(著者), 题名(1984年,平装) and «Заглавие (Автор А. А.)»."""
    found = _BRACKETED.fullmatch(given)
    name, is_sure = name_of(found["inside"]) if found else ("", False)
    if found is None:
        return None
    title = found["title"].strip(_EDGES)
    if name:
        return Listed(title, name, is_sure=is_sure)
    # A year, a publisher or a binding in brackets is none of the title, a part of the book is.
    told = _pieces(_split(found["inside"]), Listed(title))
    is_year_alone = found["inside"].strip() == told.year
    return replace(told, is_sure=not is_year_alone) if told.is_sure and told.title == title else None


def _headed(given: str) -> Listed | None:
    """Read «Автор А. А. Заглавие»."""
    found = _HEADED.fullmatch(given)
    return Listed(found["title"].strip(), found["author"].strip(" ,;")) if found else None


def _named(given: str) -> Listed | None:
    """Read «Фамилия Имя. Заглавие», where the name is as well the beginning of a title."""
    found = _NAMED.fullmatch(given)
    if found is None or OF_A_BOOK.match(found["title"]) or ADJECTIVE.match(found["author"]):
        return None
    return Listed(found["title"].strip(), found["author"].strip(), is_sure=False)


def _ends_in_name(given: str) -> Listed | None:
    """Read «Заглавие, Автор А. А.»."""
    found = re.fullmatch(rf"(?P<title>.*(?:\w{{3,}}|\w\.?\)))[,.;:]?\s+(?P<author>{PERSONS.pattern})\W*", given)
    if found is None or found["title"].count("(") != found["title"].count(")"):
        return None
    title = _ENDS_IN_ROLE.sub("", found["title"])
    return Listed(title.strip(_EDGES), found["author"].strip(" ,;"))


def _han_dotted(given: str) -> Listed | None:
    """Read 著者.题名.北京:出版社,1981."""
    found = _HAN_DOTTED.fullmatch(given)
    return Listed(found["title"], found["author"], found["publisher"], found["year"]) if found else None


def _bound(given: str) -> Listed | None:
    """Read 题名 精装 and «Заглавие (тв. пер.)», as far as what is left says."""
    found = _ENDS_BOUND.fullmatch(given)
    if found is None or found["title"].count("(") != found["title"].count(")"):
        return None
    return read(found["title"]) or Listed(found["title"].strip(_EDGES))


def _numbered(given: str) -> Listed | None:
    """Read 三、题名 and (三)题名, where the number may be the title's own."""
    found = _WITH_NUMBER.fullmatch(given)
    return replace(read(found["title"]) or Listed(found["title"]), is_sure=False) if found else None


def _in_words(given: str) -> Listed | None:
    """Read 题名 著者 出版社: pieces between spaces or commas, the title first."""
    pieces = _split(given)
    while len(pieces) > 2 and (_PART.fullmatch(pieces[1]) or _EDITION.fullmatch(pieces[1])):
        pieces = [f"{pieces[0]} {pieces[1]}", *pieces[2:]]
    is_foreign = (
        len(pieces) > 2
        and FOREIGN.fullmatch(pieces[1])
        and (TRANSLATED.fullmatch(pieces[2]) or names_publisher(pieces[2]))
    )
    if is_foreign and not NO_NAME.fullmatch(pieces[1]) and not names_publisher(pieces[1]):
        return replace(_pieces(pieces[2:], Listed(pieces[0], pieces[1])), is_sure=False)
    if len(pieces) < 2 or not re.match(r"[\u3400-\u9fff]", given) or not name_of(pieces[1])[0]:
        if (
            len(pieces) > 1
            and " " in pieces[0]
            and (part := _pieces(pieces[1:], Listed(pieces[0]))).year
            and part.is_sure
        ):
            return part
        known = len(pieces) > 1 and names_publisher(pieces[1]) and not names_publisher(pieces[0])
        if len(pieces) > 2 and _OF_A_BODY.fullmatch(pieces[1]) and names_publisher(pieces[2]):
            return replace(_pieces(pieces[2:], Listed(pieces[0], pieces[1])), is_sure=False)
        if not known or not re.match(r"[\u3400-\u9fff]", given):
            return None
    told = _pieces(pieces[1:], Listed(pieces[0]))
    is_translated = any(TRANSLATED.fullmatch(piece) and BY_ROLE.fullmatch(piece) for piece in pieces[1:])
    return told if told.author or told.publisher or is_translated else None


_MANNERS: tuple[Callable[[str], Listed | None], ...] = (
    *(
        _numbered,
        _bound,
        _cited,
        _han_dotted,
        periodicals.read,
        _between_signs,
        _in_areas,
        _in_marks,
        _in_brackets,
        _dated,
        _headed,
        _named,
        _ends_in_name,
    ),
    *(_in_words, _dated_without_a_sign),
)
"""The manners, the surest first."""
