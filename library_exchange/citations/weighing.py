"""What a piece of a line may be, as a table of evidences with weights: a name, a title, an imprint, a remark.

The weights add up; a librarian can read them. What the pieces of a line are together, `divided` decides.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from library_exchange.citations.persons import PERSONS
from library_exchange.citations.pieces import Piece
from library_exchange.citations.places import is_place
from library_exchange.citations.publishers import is_publisher, names_publisher
from library_exchange.core.text import han_years


class Role(StrEnum):
    """What a piece of a line is of its book."""

    AUTHOR = "author"
    TITLE = "title"
    PARALLEL = "parallel"
    STATED = "stated"
    PLACE = "place"
    PUBLISHER = "publisher"
    YEAR = "year"
    PART = "part"
    NOTE = "note"


_HAN = "\u3400-\u9fff"
_ROLE_OF_PERSON = re.compile(
    rf"(?:[\[(〔][{_HAN}]{{1,4}}[\])〕]\s*)?[{_HAN}·•、 ]{{2,20}}?\s?(?:等)?"
    r"(?:讲述|口述|编著|主编|合著|原著|总纂|监修|编纂|撰|著|纂|编|辑)"
)
_STATED = re.compile(
    rf"[{_HAN}·•、〔〕 ]{{2,20}}?(?:等)?(?:翻译|编译|校译|译注|校注|校勘|校点|点校|整理|插图|绘图|[译譯校注绘])"
    r"|\[?(?:пер(?:евод\w*|\.)|под\s(?:общ\w*\.?\s)?ред|(?:отв|гл|науч|общ)\.\s?ред|ред\.|сост\.|составител\w+|авт\.-сост|худож|вступ|предисл|послесл|коммент|примеч|ил\.).*",
    re.IGNORECASE,
)
_HAN_NAMES = (
    rf"(?:[{_HAN}]{{2,3}}|[{_HAN}]{{1,6}}[·•][{_HAN}·•]{{1,10}}|[〔\[(][{_HAN}]{{1,3}}[〕\])]\s?[{_HAN}·•]{{2,10}})"
)
_HAN_NAME = re.compile(rf"{_HAN_NAMES}(?:、{_HAN_NAMES}){{0,3}}")
_NO_NAME = re.compile(
    r".*(?:版|本|册|卷|装|辑|集|部|套|资料|杂志|小说|散文|诗歌|研究|导读|损|旧|印|译|刊|价|同上|待查|不限|封面|封底|[好差佳])|[缺有无第].*"
)
_LIKE_A_TITLE = re.compile(r".*[史志论传记书学典品字新章订开后中上下年月]")
"""How words end that are sooner a title than a name, unless they begin with a surname."""
_THE_SAME = re.compile("(?:он|она|они|его|её|ее|их) же", re.IGNORECASE)
_INVERTED = re.compile(r"[А-ЯЁ][а-яё-]+,\s[А-ЯЁ][а-яё]+")
_INITIALS_ALONE = re.compile(r"[А-ЯЁ][А-ЯЁа-яё-]+\s[А-ЯЁ](?:\s[А-ЯЁ])?")
"""A surname with initials that have no stops."""
_FOREIGN = re.compile(
    "[阿埃艾安奥巴拜贝比别波博布查茨达德狄迪杜多厄恩尔法菲费夫弗福盖戈格古哈海赫黑霍基吉加金卡凯考科克库拉莱兰劳雷里利莉连列林卢鲁伦罗洛"
    "马迈曼梅门蒙米姆莫摩穆纳娜内尼涅努诺欧帕派佩皮普奇契乔切捷热日萨塞桑瑟沙绍舍施什史斯索塔泰坦特廷图托瓦娃万威维韦沃乌武西希夏休谢雪雅"
    "亚扬耶叶伊因约扎泽詹铁兹佐尔·•]{3,12}"
)
"""Characters by which names of other languages are written."""
_COUNTRY = re.compile(rf"[〔\[(][{_HAN}]{{1,3}}[〕\])]")
_GIVEN_NAMES = (
    "александр|алексей|анатолий|андрей|антон|аркадий|борис|вадим|валентин|валентина|валерий|василий|вениамин|виктор"
    "|виталий|владимир|владислав|всеволод|вячеслав|геннадий|георгий|григорий|даниил|дмитрий|евгений|евгения|елена|иван"
    "|игорь|илья|иосиф|ирина|исай|константин|лев|леонид|людмила|максим|марина|мария|михаил|надежда"
    "|наталья|николай|олег|ольга|павел|петр|пётр|роман|сергей|семен|семён|станислав|степан|тамара"
    "|татьяна|федор|фёдор|юлия|юлиан|юрий|яков|чингиз|расул|джек|чарльз|артур|жюль|марк"
    "|эрнест|теодор|ганс"
)
_GIVEN = frozenset(_GIVEN_NAMES.split("|"))
_FAMILY = re.compile(r"[А-ЯЁ][а-яё-]+(?:ов|ев|ёв|ин|ын|ова|ева|ина|ский|ская|цкий|цкая|енко|чук|дзе|швили|ян)")
_OF_A_FATHER = re.compile(r"[А-ЯЁ][а-яё]+(?:[ое]вич|ьич|[ое]вна|ична)")
_WORDS_OF_NAME = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+)?(?:,?\s[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+)?){1,2}")
_YEAR = re.compile(
    r"[(\[©c]*(?P<year>1[4-9]\d\d|20\d\d)(?:\s?[-‐–—~至/、,.]\s?(?:(?:1[4-9]|20)?\d\d|\d))?\s*(?:年代?|гг?\.?|года?|г)?[)\]]?"
    r"\s*(?:\d{1,2}月)?\s*(?:第?[\d一二三四五]{1,2}版(?:一印)?|出版|印刷?|[初老旧]版|版|一版一印)?",
)
_SHORT_YEAR = re.compile(r"[5-9]\d年版?")
_PART = re.compile(
    r"(?:в\s+\d{1,3}\s*-?х?\s*(?:тт?|том\w*|кн\w*|ч\w*|вып\w*)\.?|(?:тт?|том\w*|кн|ч|вып|часть|книга|выпуск)\.?\s*(?:\d|[IVX]+(?!\w)).*"
    r"|\d{1,3}(?:-[йяе])?\s+(?:том\w*|тт?\.).*|(?!\d{2,4}-\d\d$)[№No.\s]*№?\s*\d{1,3}(?:\s*[-–—,]\s*\d{1,3})*"
    r"|全套|[全共第]?[\d一二三四五六七八九十两]{1,3}(?:\s?[-–—~至、,]\s?[\d一二三四五六七八九十]{1,3})?[卷册冊辑集部期]全?|[上中下、,]{1,5}[卷册冊集部]?|[一二三四五六七八九十]{1,2}[~～至-][一二三四五六七八九十]{1,2}"
    r"|компл(?:ект)?\w*\.?)",
    re.IGNORECASE,
)
_EXTENT = re.compile(
    r"(?:共\s?)?[\[\]\d\s,]{1,12}\s?(?:с|стр|страниц\w*|pp?|页|頁)\.?(?:\s*[:;+].*)?|\d{1,2}開?开|\d{1,3}\s?(?:см|cm)\.?"
)
_EDITION = re.compile(
    r"\d{1,2}-?[ое]?е\sизд\w*\.?.*|изд(?:ание)?\.?\s\d{1,2}-?[ое]?е.*|(?:испр|доп|перераб|стер\w*)\.?(?:\sи\s\w+\.?)?"
    r"|(?:(?:修订|增订|缩印|影印|校勘|插图|精装|平装|新|第?[\d一二三四五六七八九十]{1,2}|[网格]{2})[版本])",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"(?:封面|封底|书脊|扉页|内页|有|缺|无|品相|品|自然旧|版本|馆藏|内部|非卖|复印|全新|旧书|私章|同上|[\d一二三四五六七八九十]{1,3}[品成]).*"
    r"|.*(?:[丛叢][书書]|文库|[\d一二三四五六七八九十]品|胶带|有字|网格本)"
    r"|(?:б/у|потр|зач(?:итан\w*)?\b|штамп|печат[иь]|пометк|пометы|карандаш|без\s|нет\s|обл(?:ожк\w*)?\b|перепл|корешок|дефект|утер|утрач|хор(?:ош\w*)?\b"
    r"|отл(?:ичн\w*)?\b|удовл|новая|новый|букинист|цена|дар\s|серия|сер\.|компакт|та\sже|б-ка|библиотека\s[а-я]|памятники\s).*"
    r"|.*(?:отсутствует|утеряна?|утрачена?|оторван\w*|рублей|руб\.?|р\.|коп\.?|экз\.?|шт\.?)|\d+[.,]\d\d(?:元|р\.?)?|\d+-\d\d|\d+\s?元|\W+|ил\.?|.*сост\.|ISBN.*",
    re.IGNORECASE,
)
_GENRE = re.compile(
    r"(?:\w+\s){0,2}(?:роман\w*|повест\w+|рассказ\w*|стих\w*|поэм\w+|сказк\w+|пьес\w+|эпопея|очерк\w*|сборник\w*|учебник\w*|учеб\.?\s.*|словар\w+|энциклопедия|монография|альбом|статьи|трилогия|пер\.\s.*)(?:\s.*)?",
    re.IGNORECASE,
)
_PERSON_SEVERAL = re.compile(rf"{PERSONS.pattern}\.?")
_EVIDENCE: tuple[tuple[Role, int, Callable[[Piece], object]], ...] = (
    (Role.TITLE, 7, lambda piece: piece.marks in ("《", "«") and not names_publisher(piece.text)),
    (Role.TITLE, 4, lambda piece: piece.marks == '"' and not is_publisher(piece.bare)),
    (Role.TITLE, 1, lambda piece: re.search(r"[^\W\d_]{2}.*\s.*[^\W\d_]{3}|[\u3400-\u9fff]{4}", piece.text)),
    (Role.TITLE, 2, lambda piece: re.match(rf"[^\W\d_]+(?:-[^\W\d_]+)?\s[а-яё]|[{_HAN}]{{5}}", piece.text)),
    (Role.TITLE, -4, lambda piece: piece.text[:1].islower() and piece.before not in (":", ",", "(")),
    (Role.TITLE, -5, lambda piece: piece.at > 0 and not piece.marks and names_publisher(piece.text)),
    (Role.NOTE, 3, lambda piece: piece.text[:1].islower() and piece.before not in (":", ",")),
    (Role.TITLE, 2, lambda piece: piece.before == ":" and _GENRE.fullmatch(piece.bare)),
    (
        Role.NOTE,
        5,
        lambda piece: piece.at and piece.before != ":" and _GENRE.fullmatch(piece.bare) and " " not in piece.bare,
    ),
    (
        Role.TITLE,
        -6,
        lambda piece: (
            piece.at and not piece.marks and (_ROLE_OF_PERSON.fullmatch(piece.bare) or _STATED.fullmatch(piece.bare))
        ),
    ),
    (Role.TITLE, -6, lambda piece: _YEAR.fullmatch(piece.bare) and not re.search(r"\d\d\s?[-–—]\s?\d\d", piece.bare)),
    (Role.TITLE, -5, lambda piece: not any(map(str.isalpha, piece.text))),
    (Role.AUTHOR, 8, lambda piece: _PERSON_SEVERAL.fullmatch(piece.text)),
    (Role.AUTHOR, 9, lambda piece: _ROLE_OF_PERSON.fullmatch(piece.bare) and not names_publisher(piece.text)),
    (Role.AUTHOR, 3, lambda piece: _HAN_NAME.fullmatch(piece.bare) and not _NO_NAME.fullmatch(piece.bare)),
    (Role.AUTHOR, -3, lambda piece: _HAN_NAME.fullmatch(piece.bare) and _LIKE_A_TITLE.fullmatch(piece.bare)),
    (Role.AUTHOR, 9, lambda piece: _THE_SAME.fullmatch(piece.bare)),
    (Role.TITLE, -6, lambda piece: _THE_SAME.fullmatch(piece.bare)),
    (Role.AUTHOR, 12, lambda piece: _INITIALS_ALONE.fullmatch(piece.bare)),
    (Role.AUTHOR, 7, lambda piece: _FOREIGN.fullmatch(piece.bare)),
    (Role.TITLE, -2, lambda piece: piece.at and _FOREIGN.fullmatch(piece.bare)),
    (Role.NOTE, 9, lambda piece: re.search("主办|[双半]?月刊|季刊|年刊|周刊", piece.text)),
    (Role.AUTHOR, 2, lambda piece: _COUNTRY.match(piece.text)),
    (Role.AUTHOR, 7, lambda piece: _is_whole_name(piece.bare)),
    (Role.AUTHOR, 3, lambda piece: _WORDS_OF_NAME.fullmatch(piece.bare) and not piece.marks),
    (Role.AUTHOR, 3, lambda piece: re.fullmatch(rf"{_FAMILY.pattern}", piece.bare)),
    (Role.AUTHOR, 2, lambda piece: re.search(r"编[写辑]?[组室]|编委会|教研室|研究所", piece.text)),
    (Role.AUTHOR, 6, lambda piece: _INVERTED.fullmatch(piece.bare)),
    (Role.AUTHOR, -8, lambda piece: any(map(str.isdigit, piece.text)) or piece.marks or _PART.fullmatch(piece.bare)),
    (Role.TITLE, -6, lambda piece: piece.at > 0 and is_place(piece.bare)),
    (Role.TITLE, -4, lambda piece: piece.at > 0 and is_publisher(piece.bare)),
    (Role.STATED, 8, lambda piece: _STATED.fullmatch(piece.bare) or _STATED.fullmatch(piece.text)),
    (Role.PLACE, 6, lambda piece: is_place(piece.bare.rstrip("ъ"))),
    (
        Role.PLACE,
        2,
        lambda piece: piece.behind == ":" and re.fullmatch(r"[А-ЯЁ][\w-]+(?:\s[А-ЯЁ][\w-]+)?\.?", piece.text),
    ),
    (Role.PUBLISHER, 8, lambda piece: names_publisher(piece.text)),
    (Role.PUBLISHER, 6, lambda piece: is_publisher(piece.bare) and not names_publisher(piece.text)),
    (
        Role.PUBLISHER,
        6,
        lambda piece: re.fullmatch(
            rf"[{_HAN}]{{2,12}}(?:社|馆|书局|书店)|[{_HAN}]{{0,6}}(?:人文|三联|文学|文艺|人民)", piece.bare
        ),
    ),
    (Role.NOTE, -7, lambda piece: _YEAR.fullmatch(han_years(piece.bare))),
    (Role.YEAR, 12, lambda piece: _YEAR.fullmatch(han_years(piece.bare))),
    (Role.YEAR, 11, lambda piece: _SHORT_YEAR.fullmatch(piece.bare)),
    (Role.PART, 10, lambda piece: _PART.fullmatch(piece.bare)),
    (Role.NOTE, 8, lambda piece: _EXTENT.fullmatch(piece.bare)),
    (Role.NOTE, 7, lambda piece: _EDITION.fullmatch(piece.bare)),
    (Role.NOTE, 6, lambda piece: _REMARK.fullmatch(piece.text)),
    (Role.NOTE, 1, lambda piece: piece.before == "(" and piece.at > 1),
)
"""What speaks for which role, and how strongly; what nothing speaks for weighs nothing."""
_USUAL: Mapping[Role, int] = {
    Role.TITLE: 1,
    Role.NOTE: -1,
    Role.AUTHOR: -4,
    Role.PARALLEL: -4,
    Role.STATED: -4,
    Role.PLACE: -4,
    Role.PUBLISHER: -3,
    Role.YEAR: -9,
    Role.PART: -6,
}
"""How likely a piece is of a role of which nothing is known."""


def _is_whole_name(text: str) -> bool:
    """Whether words are a person's name in full: a given name that is known, or a patronymic."""
    if _WORDS_OF_NAME.fullmatch(text) is None:
        return False
    words = re.split(r",?\s", text)
    return (
        any(word.casefold() in _GIVEN for word in words)
        or any(map(_OF_A_FATHER.fullmatch, words))
        or (_FAMILY.fullmatch(words[0]) is not None)
    )


def weights(piece: Piece, is_person: Callable[[str], bool]) -> dict[Role, int]:
    """Return how much speaks for each role of a piece; `is_person` tells names that are known otherwise."""
    found = dict(_USUAL)
    for role, weight, speaks in _EVIDENCE:
        if speaks(piece):
            found[role] += weight
    if (
        found[Role.AUTHOR] < 4
        and not _NO_NAME.fullmatch(piece.bare)
        and not piece.marks
        and all(map(is_person, piece.bare.split("、")))
    ):
        found[Role.AUTHOR] += 5
    return found


def is_short_year(text: str) -> bool:
    """Whether a year is told in two digits, so that the century is a guess: 80年版."""
    return _SHORT_YEAR.fullmatch(text.strip(" .!?-–—")) is not None


def year_in(text: str) -> str:
    """Return the year that a piece tells, "" for none."""
    bare = han_years(text).strip(" .!?-–—")
    found = _YEAR.fullmatch(bare)
    return found["year"] if found else f"19{bare[:2]}" if _SHORT_YEAR.fullmatch(bare) else ""
