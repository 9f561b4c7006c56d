"""Author and title in the loose ways of plain lists: «Автор - Заглавие», 作者 - 题名, «Заглавие» Автор (любое изд.)."""

import re

from library_exchange.authority import chinese_names
from library_exchange.citations import cells, divided, parted
from library_exchange.citations.books import Listed
from library_exchange.citations.cells import in_one_line
from library_exchange.citations.persons import ADJECTIVE, OF_A_BOOK, PERSON, PERSONS
from library_exchange.citations.publishers import apart_from_year, is_publisher
from library_exchange.core.text import one_line
from library_exchange.list_reading.rules.name_forms import is_chinese_in_russian

LONGEST_INITIAL = 2
"""As in «Дж.»."""
MOST_SPLITS = 8
"""In so many ways at most a line is compared with the catalogue."""
_HAN = "[\u3400-\u9fff]"
_WISHES = (
    r"(?:(?:очень|крайне|весьма|просьба)\s+)?(?:(?:нуж[её]?н[аоы]?|необходим[аоы]?|требу[её]тся|ищем|ищу)(?!\w))"
    r"(?:\s+(?:очень|срочно|крайне))*|(?:очень\s+)?срочно(?:\s+нуж[её]?н[аоы]?)?"
    r"|(?:в\s+)?люб(?:ое|ой|ого|ом)\s+(?:изд(?:ани[еия])?|год[а]?(?:\s+изд(?:ания)?)?|перевод[еа]?|состояни[еия])\.?|можно\s+(?:б/у|любое)"
    r"|(?:任何|任意|不限|不拘|哪个)(?:版本|年份|版次|出版社|译本)(?:均可|皆可|都可|都行|即可|都可以|亦可)?"
    r"|(?:版本|年份|版次|出版社|译本)(?:不限|不拘|任意|均可|都行)|(?:急|很|非常)?(?:需要?|求)(?:购)?|急用"
    r"|any\s+edition|urgent(?:ly)?|wanted"
)
_WISH_BEHIND = re.compile(
    rf"(?P<rest>.*\w\W*?)(?:\s*[,;!(\[]\s*|\.\s+|\s+[–—-]\s+)(?:{_WISHES})[\s.!)\]]*", re.IGNORECASE
)
_CRY = re.compile(r"(?P<rest>.*\w\W*?)!{2,}")
_WISH_BEFORE = re.compile(
    r"(?:нуж[её]?н[аоы]?|ищем|ищу|требуется|куплю|(?:诚|急)?求(?:购)?|急需|需要|征集|想要|wanted)\s*:\s*(?P<rest>.*\w.*)",
    re.IGNORECASE,
)
_BETWEEN = r"\s*(?:\s[–—-]+\s|[,:;]\s)\s*|\s*[,:]?\s*(?=[«“\"])"
_INITIALS_FIRST = re.compile(rf"(?P<author>{PERSON})(?:\s*[–—-]\s+|\s*[,:]\s+|\s*(?=[«“\"]))(?P<title>\S.*)")
_INITIALS_LAST = re.compile(rf"(?P<title>\S.*?\w.*?)(?:\s+[–—-]\s+|\s*[,:/]\s*)(?P<author>{PERSON})\W*")
_HAN_FIRST = re.compile(rf"(?P<author>{_HAN}{{2,4}})(?:\s*[-–—:,./、|]+\s*|\s+)(?P<title>{_HAN}[^《》]*)")
_HAN_LAST = re.compile(rf"(?P<title>{_HAN}[^《》]*?)\s*[-–—:,./、|]+\s*(?P<author>{_HAN}{{2,4}})")
_CYRILLIC_FIRST = re.compile(
    r"(?P<author>[^\W\d_]+(?:-[^\W\d_]+)?\s[^\W\d_]+(?:-[^\W\d_]+)?)(?P<between>" + _BETWEEN + r"|\.?\s)(?P<title>\S.*)"
)
_CYRILLIC_LAST = re.compile(
    r"(?P<title>\S.*?)(?P<between>\s*(?:\s[–—-]+\s|[,:;/]\s)\s*|(?<=[»”\"])\s*|\s)(?P<author>[^\W\d_]+\s[^\W\d_]+)\W*"
)
_SPAN = re.compile(r"(?:1[89]|20)\d\d\s?[-–—]\s?(?:1[89]|20)?\d\d(?!\d)")
_WHOLE_NAME = re.compile(r"[А-ЯЁ][а-яё]+\s[А-ЯЁ][а-яё]{2,}")
_TITLE_BEGINS = re.compile(r"[«“\"]?[А-ЯЁA-Z\d]")
_MARKED = re.compile(r"[«“\"](?P<title>[^«»“”\"]+)[»”\"]")
_PARTED_AT = re.compile(r"\s+[–—-]+\s+|[,:;/]\s*|\.\s+|(?<=[»”》])\s*|\s*(?=[«“《])")
_INITIAL = re.compile(r"(?<![^\W\d_])[А-ЯЁA-Z]\.$")
_EDGES = " ,;:.–—-/|"
_DATED = re.compile(r"(?P<title>.*\w[»”\"]?)\s+[–—-]\s+(?P<year>1[5-9]\d\d|20\d\d)(?:\s?г\.?)?")
_IN_QUOTES = re.compile(
    r"(?P<before>(?:[А-ЯЁ][\w.-]{0,30}\s){0,2})(?:\"(?P<plain>[^\"«»]{2,200})\"|«(?P<title>[^«»]{2,200})»)"
    r"(?P<behind>[^«»\"]*)"
)
_NAME_OF_QUOTED = re.compile(r"[А-ЯЁ][а-яё]{2,}(?:\s[А-ЯЁ][а-яё]{2,})?")
_SURNAME_LAST = re.compile(
    r"(?P<title>[А-ЯЁ].{5,200}),\s(?P<author>[А-ЯЁ][а-яё]{2,}(?:ов|ев|ин|ын|ова|ева|ина|ский|ская|цкий|цкая|енко|чук))"
)
_CHINESE_FIRST = re.compile(r"(?P<author>[А-ЯЁ][а-яё]*\s[А-ЯЁ][а-яё]+)\.\s(?P<title>\S.*)")
_YEAR_BEHIND = re.compile(r"[\s,.–—-]*(?P<year>1[5-9]\d\d|20\d\d)?(?:\s?г(?:од)?\.?)?")
_OF_A_FATHER = r"[А-ЯЁ][а-яё]+(?:[ое]вич|ьич|[ое]вна|ична)"
PATRONYMIC = re.compile(
    rf"[А-ЯЁ][а-яё-]+,?\s[А-ЯЁ][а-яё]+\s{_OF_A_FATHER}|[А-ЯЁ][а-яё]+\s{_OF_A_FATHER}\s[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
)
WROTE = re.compile(rf"(?P<name>{_HAN}{{2,4}})\s?(?:编著|主编|著|编|译)")
_JOINED = "\uf8ff"
"""Stands where spaces around a dash part nothing."""
_OF_CENTURIES = re.compile(r"(?<=[XVIХ])\s([–—-])\s(?=(?:начал|середин|конц|перв|втор|треть)|[XVIХ]+(?!\w))")
_ONE_MARKED = re.compile(
    r"(?P<before>[^《》«»“”\d:：]{0,60})(?:《(?P<han>[^《》]{1,120})》|«(?P<title>[^«»]{2,160})»)(?P<behind>[^《》«»]{0,200})"
)
_ENDS_IN_IMPRINT = re.compile(
    r"(?P<title>[А-ЯЁ«].{2,200}?)(?:[.,]\s+|\s+(?=(?:М|Л|СПб)\.))(?P<place>(?:М|Л|СПб)\.[,:]?\s+)?(?P<publisher>[А-ЯЁ][^.,:\d]{1,40}?),?\s(?P<year>1[89]\d\d|20\d\d)"
    r"(?:\s?г\.?)?(?:,\s(?:мягк|тв)\w*\.?)?\W*"
)
_OF_ISSUES = re.compile(
    r"[第期号辑卷册]|\d\s*[-–、,]\s*\d|\(\d+\)|丛书|名著|合订|文库|\d\s*[-–]?\s*(?:т|кн|ч|вып)(?!\w)"
)
_NAMES_BEFORE = re.compile(r"(?:[А-ЯЁ][\w.’-]*,?\s?(?:и\s)?){1,6}")
_YEAR_WITHIN = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_PUBLISHER_WITHIN = re.compile(rf"{_HAN}{{2,12}}?(?:出版社|书局|书店|印书馆|社)(?!会)")
_SHORTEST_NAME = {True: 2, False: 3}
"""Of how many letters a name has to be, in characters and in letters."""
_MOST_WORDS = 7
"""Titles of more words do not run on behind a name without any sign."""

Told = dict[str, str]


def taken_apart(text: str, custom: divided.Custom | None = None) -> tuple[Told, bool]:
    """Return what a plain line says, by the names of columns, and whether it can be read in no other way.

    What a pattern tells is weighed against all other ways to divide the line; `custom` is what the list has in common.
    A wish behind a title ("любое изд.", 急需) is none of it; whoever reads the line is asked.
    """
    told, is_sure = _taken_apart(_OF_CENTURIES.sub(rf"{_JOINED}\1{_JOINED}", apart_from_year(text)), custom)
    told = {name: value.replace(_JOINED, " ") for name, value in told.items()}
    if told.keys() <= {"title", "author"} and (marked := _in_marks_at_last(told["title"])):
        return told | marked, False
    imprint = _ENDS_IN_IMPRINT.fullmatch(told["title"]) if told.keys() <= {"title", "author"} else None
    if imprint and (imprint["place"] or is_publisher(imprint["publisher"])):
        return told | {name: imprint[name] for name in ("title", "publisher", "year")}, False
    return told, is_sure


def _taken_apart(text: str, custom: divided.Custom | None) -> tuple[Told, bool]:
    told, is_sure = _by_patterns(text)
    if "volume" in told:
        return told, is_sure
    bare = without_wish(text)
    names = {"translated_title": "parallel"}
    by_pattern = Listed(**{names.get(name, name): value for name, value in told.items()}, is_sure=is_sure)
    found = divided.better(bare, by_pattern, custom, is_person)
    likelier = cells.told_of(found) if found else {}
    return (likelier, found.is_sure and bare == text) if found and likelier.get("title") else (told, is_sure)


def _in_marks_at_last(text: str) -> Told | None:
    """Return what a line tells of which no more is known than its title in marks: 鲁迅《呐喊》,1973年人文社."""
    found = _ONE_MARKED.fullmatch(text)
    if found is None:
        return None
    before, behind = found["before"].strip(_EDGES), found["behind"].strip(_EDGES)
    first = behind.partition(" ")[0] if re.match(_HAN, found["behind"]) else ""
    if first and not is_publisher(first):
        return None
    is_name = not before or is_person(before) or PERSONS.fullmatch(before) or _NAMES_BEFORE.fullmatch(before)
    if not is_name or not (before or behind) or _OF_ISSUES.search(behind):
        return None
    told = {"title": (found["han"] or found["title"]).strip()} | ({"author": before} if before else {})
    year, named = _YEAR_WITHIN.search(behind), _PUBLISHER_WITHIN.search(behind)
    publisher = first or (named[0] if named else "")
    return told | ({"year": year[1]} if year else {}) | ({"publisher": publisher} if publisher else {})


def is_person(text: str) -> bool:
    """Whether a text has the form of a Chinese name, in characters or in Russian letters."""
    return is_chinese_in_russian(text.replace("-", "")) or chinese_names.parted(text) is not None


def _by_patterns(text: str) -> tuple[Told, bool]:
    if found := _between_dashes(text):
        return found
    told, is_sure = _as_one(text)
    return (None if is_sure else _chinese_first(text)) or (told, is_sure)


def _as_one(text: str) -> tuple[Told, bool]:
    """Return what a plain line says that is not parted by dashes."""
    if found := loosely(text):
        return found
    bare = without_wish(text)
    told, is_sure = in_one_line(bare)
    if told == {"title": bare}:
        named = _named_last(bare) or _in_quotes(bare) or _surname_last(bare)
        return named or {"title": _unmarked(bare) if bare != text else bare}, bare == text and named is None
    return told, is_sure and bare == text


def _between_dashes(text: str) -> tuple[Told, bool] | None:
    """Read «Автор И. О. - Заглавие - Издательство, год», which two dashes part."""
    found = parted.dashed(one_line(text)) if len(re.findall(r"\s[–—-]+(?=\s)", text)) > 1 else None
    return (cells.told_of(found), found.is_sure) if found else None


def _chinese_first(text: str) -> tuple[Told, bool] | None:
    """Read «Чэнь Чжунши. Равнина : роман. М. : Текст, 2014»: what stands before the first stop is a Chinese name."""
    found = _CHINESE_FIRST.fullmatch(one_line(text))
    if found is None or not is_chinese_in_russian(found["author"]):
        return None
    told = parted.refined(None, found["title"])
    return (cells.told_of(told) | {"author": found["author"]}, told.is_sure) if told else None


def loosely(text: str) -> tuple[Told, bool] | None:
    """Return author and title where a sign or the form of the name parts them, and whether that is sure; else None."""
    bare = without_wish(text)
    if found := _by_initials(bare):
        return found, bare == text
    return (named, False) if (named := _named_first(bare)) else None


def ends_in_initial(text: str) -> bool:
    """Whether a single capital letter with its stop ends `text`."""
    return _INITIAL.search(text) is not None


def is_author_alone(text: str) -> bool:
    """Whether `text` has the form of an author's name and says nothing of a book: initials, two short words."""
    bare = text.strip(" ,;")
    if PATRONYMIC.fullmatch(bare) or ((role := WROTE.fullmatch(bare)) and chinese_names.parted(role["name"])):
        return True
    return PERSONS.fullmatch(bare) is not None or (not re.search(_HAN, bare) and is_chinese_in_russian(bare))


def splits(text: str) -> list[tuple[str, str]]:
    """Return in which ways a line may be parted into author and title, for the catalogue to tell which is one."""
    bare = without_wish(text)
    found = [
        pair
        for at in _PARTED_AT.finditer(bare)
        for one, other in [(bare[: at.start()], bare[at.end() :])]
        for pair in ((one, other), (other, one))
    ]
    words = bare.split()
    for many in (2, 1) if 2 <= len(words) <= _MOST_WORDS else ():
        found.append((" ".join(words[:many]), " ".join(words[many:])))
        found.append((" ".join(words[-many:]), " ".join(words[:-many])))
    told = ((author.strip(_EDGES), _unmarked(title)) for author, title in found)
    return list(dict.fromkeys(pair for pair in told if _may_be_name(pair[0]) and pair[1]))[:MOST_SPLITS]


def without_wish(text: str) -> str:
    """Return a line without what is wished of the copy: any edition, urgently."""
    bare = one_line(text)
    for way in (_CRY, _WISH_BEHIND, _WISH_BEHIND, _WISH_BEFORE):
        found = way.fullmatch(bare)
        bare = found["rest"].rstrip(" ,;–—-") if found else bare
    return bare


def _by_initials(text: str) -> Told | None:
    """Read «Автор А. А. - Заглавие», where the initials leave nothing open."""
    found = next(filter(None, (way.fullmatch(text) for way in (_INITIALS_FIRST, _INITIALS_LAST))), None)
    if found is None or PERSONS.match(found["title"]) or not any(map(str.isalpha, found["title"])):
        return None
    if found["title"].count("(") != found["title"].count(")"):
        return None
    dated = _DATED.fullmatch(found["title"])
    if dated:
        return {"title": _unmarked(dated["title"]), "year": dated["year"], "author": found["author"].strip(" ,;")}
    told, is_sure = in_one_line(found["title"])
    if not is_sure and (imprint := parted.with_imprint_behind(found["title"])):
        told, is_sure = cells.told_of(imprint), True
    elif is_sure and told == {"title": found["title"]} and (imprint := parted.with_imprint_behind(found["title"])):
        told = cells.told_of(imprint)
    return (told if is_sure and "author" not in told else {"title": _unmarked(found["title"])}) | {
        "author": found["author"].strip(" ,;")
    }


def _named_first(text: str) -> Told | None:
    """Read 作者 - 题名, «Автор, Заглавие», «Имя Автор - Заглавие», «Автор Заглавие»."""
    if (found := _HAN_FIRST.fullmatch(text)) and chinese_names.parted(found["author"]):
        is_sentence = in_one_line(text)[1] and in_one_line(text)[0].keys() > {"title"}
        return None if is_sentence else {"title": found["title"].strip(_EDGES), "author": found["author"]}
    found = _CYRILLIC_FIRST.fullmatch(text)
    is_marked = found is not None and found["title"].startswith(("«", "“"))
    if (
        found is None
        or (OF_A_BOOK.match(found["title"]) and not is_marked)
        or not _may_be_title(found["title"], found["between"])
    ):
        return None
    if found["between"].strip() == "." and not _is_short_name(text, found["author"]):
        return None
    if found["between"].startswith(" :") and not is_chinese_in_russian(found["author"]):
        # A description has its subtitle so.
        return None
    has_sign = is_marked or found["between"].strip() in ("-", "–", "—", ":")
    is_name = is_chinese_in_russian(found["author"]) or (has_sign and _is_whole_name(found["author"]))
    return {"title": _unmarked(found["title"]), "author": found["author"]} if is_name else None


def _named_last(text: str) -> Told | None:
    """Read «Заглавие - Автор», «Заглавие» Автор, 题名 - 作者."""
    if (found := _HAN_LAST.fullmatch(text)) and chinese_names.parted(found["author"]):
        return {"title": found["title"].strip(_EDGES), "author": found["author"]}
    found = _CYRILLIC_LAST.fullmatch(text)
    if found is None:
        return None
    is_marked = found["title"].rstrip(" ,").endswith(("»", "”", '"'))
    is_name = is_chinese_in_russian(found["author"]) or (
        (is_marked or found["between"].strip() in ("-", "–", "—")) and _is_whole_name(found["author"])
    )
    return {"title": _unmarked(found["title"]), "author": found["author"]} if is_name else None


def _in_quotes(text: str) -> Told | None:
    """Read «Фамилия "Заглавие" 1978», "Заглавие", И. Фамилия, 1991 and «Заглавие» Фамилия."""
    found = _IN_QUOTES.fullmatch(text)
    if found is None:
        return None
    title, before, behind = found["plain"] or found["title"], found["before"].strip(), found["behind"].strip(" ,;.")
    if before and (dated := _YEAR_BEHIND.fullmatch(found["behind"])):
        return {"title": title, "author": before} | ({"year": dated["year"]} if dated["year"] else {})
    if before:
        return None
    if _NAME_OF_QUOTED.fullmatch(behind) and not ADJECTIVE.match(behind):
        return {"title": title, "author": behind}
    told, _is_sure = in_one_line(f"«{title}»{found['behind']}") if found["plain"] else ({}, False)
    return told if told.keys() > {"title"} else None


def _surname_last(text: str) -> Told | None:
    """Read «Заглавие, Фамилия»."""
    found = _SURNAME_LAST.fullmatch(text)
    return {"title": _unmarked(found["title"]), "author": found["author"]} if found else None


def _is_short_name(text: str, author: str) -> bool:
    """Whether a name before a stop, as in «Автор. Заглавие», is so short that it is taken for initials elsewhere."""
    told, _is_sure = in_one_line(text)
    return len(author.split()[-1]) <= LONGEST_INITIAL and told.keys() <= {"title", "author"}


def _is_whole_name(name: str) -> bool:
    return _WHOLE_NAME.fullmatch(name) is not None and not ADJECTIVE.match(name)


def _may_be_title(title: str, between: str) -> bool:
    """Whether what stands behind a name may be a title; without any sign between them it has to begin like one."""
    return (
        any(map(str.isalpha, title))
        and not _SPAN.match(title)
        and (bool(between.strip()) or _TITLE_BEGINS.match(title) is not None)
    )


def _may_be_name(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    is_short = len(letters) < _SHORTEST_NAME[bool(re.search(_HAN, text))]
    return not is_short and len(text.split()) <= 3 and not any(map(str.isdigit, text))


def _unmarked(title: str) -> str:
    bare = title.strip(_EDGES)
    marked = _MARKED.fullmatch(bare)
    return marked["title"].strip() if marked else bare
