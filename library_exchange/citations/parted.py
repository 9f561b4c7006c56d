"""A book in pieces between signs: «Заглавие» Автор, Издательство, год; Автор - Заглавие - изд.; Заглавие 题名 Автор.

The title is sure where marks, another script or the place between two dashes tell it. The pieces behind it are told
by what each is; where one could be another thing, whoever reads the line is asked.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from library_exchange.citations.books import Listed
from library_exchange.citations.persons import PERSON, PERSONS
from library_exchange.citations.places import is_place
from library_exchange.citations.publishers import ends_in_publisher, is_publisher
from library_exchange.core.text import one_line

_HAN = "\u3400-\u9fff"
_MARKED = re.compile(
    r"(?P<before>[^«»\"“”《》]{0,60}?)\s*(?:«(?P<title>[^«»]{2,200})»|\"(?P<plain>[^\"]{2,200})\"|“(?P<round>[^“”]{2,200})”)(?P<behind>[^«»\"《》]*)"
)
_DASHES = re.compile(r"\s+[-–—]+\s+")
_HAN_RUN = rf"[{_HAN}][{_HAN}·—-]*"
_RUSSIAN_THEN_CHINESE = re.compile(
    rf"(?P<first>[А-ЯЁ][^{_HAN}(《“/\d]{{1,120}}?)\s*[/(《“\"=]*\s*(?P<second>{_HAN_RUN})\s*[)》”\"]*(?P<behind>.*)"
)
_CHINESE_THEN_RUSSIAN = re.compile(
    rf"(?P<first>{_HAN_RUN})\s*[/(=]*\s*(?P<second>[А-ЯЁ][А-ЯЁа-яё\s-]*[а-яё])\)?(?P<behind>(?:[\s,;:(/]|$)(?![{_HAN}]).*)"
)
_YEARS = re.compile(
    r"(?:за\s+)?(?P<years>(?:1[5-9]|20)\d\d(?:\s*[-–—/]\s*(?:(?:1[5-9]|20)?\d\d))?)\s*(?:гг?\.?|года?|年版?)?(?:-е)?",
    re.IGNORECASE,
)
_YEAR_BEHIND = re.compile(
    r"(?P<head>.*\S)[\s,]+(?P<years>(?:1[5-9]|20)\d\d(?:\s*[-–—]\s*(?:1[5-9]|20)\d\d)?)\s*(?:гг?\.?|года?|年版?)?"
)
_BETWEEN = re.compile(r"[,;()—–]+(?![^(]*\bИванов и\b)|\.\s+(?=[А-ЯЁ][а-яё]*\.?\s*:)|\s+[-–—]+\s+")
_PLACE_BEFORE = re.compile(r"(?P<place>[А-ЯЁ][\w-]{0,25}\.?)\s*:\s*(?P<rest>\S.*)")
_SKIPPED = re.compile(
    r"(?:пер(?:евод|\.)?\s+(?:с|со)\s.*|пер\.\s.*|перевод\w*\s.*|под\s+(?:общ\w*\.?\s+)?ред.*|(?:отв|гл|науч)\.\s*ред.*|сост\.\s.*|худож\w*\.?\s.*|вступ\.\s.*|ил\.?"
    r"|\d{1,2}-?е\s+изд\w*\.?|(?:испр|доп|перераб|стер)\w*\.?(?:\s+и\s+\w+\.?)?|изд\w*\.?\s+\d{1,2}-?е|б/ц|тв\.?\s.*|мягк\w*\.?\s.*|в\s+пер\.?"
    r"|роман|повесть|рассказы|стихи|поэма|сказки?|пьеса|и\s+др\.?|общ\.?)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:в\s+\d{1,3}\s*(?:-?х)?\s*(?:тт?|том\w*|кн\w*|ч\w*)\.?|(?:тт?|том\w*|кн|ч|вып)\.?\s*\d[\d\s,;и–—-]*|\d{1,3}\s+(?:том\w*|тт?\.|книг\w*|кн\.)|[№No.\s]*№?\s*\d{1,3}\s*[-–—]\s*\d{1,3}"
    r"|全?[\d一二三四五六七八九十两]{1,3}[卷册]|[上中下]{2,3}[卷册]?|компл\w*\.?.*)",
    re.IGNORECASE,
)
_WHOLE_NAME = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s[А-ЯЁ][а-яё]{2,}(?:-[А-ЯЁ][а-яё]+)?")
_SURNAME = re.compile(r"[А-ЯЁ][а-яё]{2,}(?:-[А-ЯЁ][а-яё]+)?")
_HAN_NAME = re.compile(rf"[{_HAN}]{{2,4}}|[{_HAN}]{{1,8}}·[{_HAN}·]{{1,12}}")
_AND_OTHERS = re.compile(r"\s*(?:и др\.?|и другие|\(под ред\.?\)|\(ред\.?\)|\(сост\.?\))\s*$")
_PERSON_LED = re.compile(rf"(?P<author>{PERSON})\W+(?P<rest>\S.*)")
_BEGINS_NAME = re.compile(r"[А-ЯЁ][\w-]+(?:\s[А-ЯЁ][\w.-]*){0,2}\.?,?")
_EDGES = " ,;:.–—-/|"
_SHORTENED = re.compile(
    r"\b(Худож|Худ|Дет|Сов|Рус|Вост|Мол|Кн|Гос|Хаб|Бурят|Сиб|Вост.-Сиб|Амур|Примор|Читин|Забайк|Якут|С.-Петерб|Гл|гл|отв|Изд|изд|кн|лит|ред|пер)\.\s+(?=[А-ЯЁа-яё\d])"
)
_KEPT = "\u2060"
"""Stands for the space behind a shortened word while a line is cut at its stops."""
_STOPS = re.compile(r"\.,?\s+|,\s+|\s*[();]\s*|\s+[–—/-]\s+")
_INITIAL = re.compile(r"(?<![^\W\d_])([А-ЯЁ])\.\s+(?=[А-ЯЁ])")
_PART_FIRST = re.compile(r"(?P<part>(?:тт?|кн|ч|вып)\.\s?\d[\d,–-]*)\s+(?P<rest>\S.*)", re.IGNORECASE)
_OF_A_PERIODICAL = re.compile(r"(?:.*\s)?(?:журналы?|газеты?|альманахи?|сборники?)\W*", re.IGNORECASE)
_AREAS = re.compile(r"(?:(?<![А-ЯЁA-Z])[.)\]]\s*[–—]|[а-яё]{4,}\.\s+-)\s")
"""Full stop and dash, which part the areas of a description."""
_ISSUES = re.compile(r"[№#]|\bNo\.?\s?\d|第?[\d一二三四五六七八九十]期")
_YEAR_WITHIN = re.compile(r"(?P<head>\S.*\s)?(?P<year>(?:1[5-9]|20)\d\d)(?:\s?г\.?)?\s+(?P<rest>[^\d]+)")


def read(text: str) -> Listed | None:
    """Return the book that a line tells in pieces; None for a line that is written otherwise."""
    given = one_line(text)
    return next(filter(None, (manner(given) for manner in (dashed, _marked, _of_two_scripts))), None)


def refined(found: Listed | None, text: str) -> Listed | None:
    """Return what a line tells with what still stands in its title: its imprint, the title of the other script."""
    if not _ISSUES.search(text) and (found is None or not (found.publisher or found.year)):
        behind = with_imprint_behind(found.title if found else text)
        if behind and (behind.publisher or behind.year or found):
            found = replace(behind, author=found.author if found else "", is_sure=False)
    if found and not found.parallel and (both := both_titles(found.title)):
        found = replace(found, title=both[0], parallel=both[1])
    return found


def with_imprint_behind(title: str) -> Listed | None:
    """Read what stands behind an author: «Заглавие. в 4-х книгах. Москва Худ. лит. 1975», None without an imprint."""
    given = _INITIAL.sub(_with_its_name, _SHORTENED.sub(rf"\1.{_KEPT}", one_line(title)))
    cuts = list(_STOPS.finditer(given))
    ends = [cut.start() for cut in cuts[1:]] + [len(given)]
    pieces = [given[cut.end() : end] for cut, end in zip(cuts, ends, strict=False)]
    at = next((at for at, piece in enumerate(pieces) if _is_imprint(piece)), None)
    if at is None:
        return None
    head = given[: cuts[at].start()].replace(_KEPT, " ").partition(" / ")[0].strip(_EDGES)
    rest = (piece.replace(_KEPT, " ") for piece in pieces[at:])
    return replace(_told(Listed(head), rest), is_sure=False) if any(map(str.isalpha, head)) else None


def _with_its_name(initial: re.Match[str]) -> str:
    """Return an initial with the space behind it kept, unless a publisher's name follows: it may be a place then."""
    behind = initial.string[initial.end() :].replace(_KEPT, " ")
    words = re.match(r"[\w.-]+(?:\s[\w.-]+)?", behind)
    is_place_of = words and (is_publisher(words[0].strip(" .,")) or is_publisher(words[0].split()[0].strip(".,")))
    return initial[0] if is_place_of else f"{initial[1]}.{_KEPT}"


def _is_imprint(piece: str) -> bool:
    """Whether a piece names a place or a publisher, or is a year."""
    bare = piece.replace(_KEPT, " ").strip(" .")
    if led := _PART_FIRST.fullmatch(bare):
        return _is_imprint(led["rest"])
    if not bare or _SKIPPED.fullmatch(bare):
        return False
    return bool(
        is_place(bare)
        or is_publisher(bare)
        or _behind_place(bare)
        or _YEARS.fullmatch(bare)
        or (":" in bare and is_place(bare.partition(":")[0]))
    )


def _behind_place(bare: str) -> str | None:
    """Return the publisher, the year or both that stand behind a place with no sign between: Москва Худ. лит. 1975."""
    first, _space, rest = bare.partition(" ")
    if not rest or not is_place(first.strip(".,:")):
        return None
    is_told = _YEARS.fullmatch(rest) or is_publisher(rest) or ends_in_publisher(rest) or _YEAR_BEHIND.fullmatch(rest)
    return rest if is_told else None


def dashed(given: str) -> Listed | None:
    """Read «Автор И. О. - Заглавие - Издательство, год»: between dashes, with two of them at least."""
    if " / " in given or _AREAS.search(given):
        return None
    first, *others = [piece.strip(_EDGES if at else " ,;:/|") for at, piece in enumerate(_DASHES.split(given))]
    others = [piece for piece in others if piece]
    name = _AND_OTHERS.sub("", first)
    if not others or not any(map(str.isalpha, others[0])):
        return None
    if PERSONS.fullmatch(name):
        return _told(Listed(others[0], name), (piece for each in others[1:] for piece in _BETWEEN.split(each)))
    is_told = len(others) > 1 and any(_is_imprint(piece) for each in others for piece in _BETWEEN.split(each))
    return _told(Listed(first), (piece for each in others for piece in _BETWEEN.split(each))) if is_told else None


def both_titles(title: str) -> tuple[str, str] | None:
    """Return the two titles that stand in both scripts where one is to be; None for one title."""
    found = _of_two_scripts(one_line(title))
    return (found.title, found.parallel) if found and found == Listed(found.title, parallel=found.parallel) else None


def _marked(given: str) -> Listed | None:
    """Read «Заглавие» Автор (Издательство, год) and Автор "Заглавие", Город год: the title stands in marks."""
    found = _MARKED.fullmatch(given)
    if found is None:
        return None
    of_serial = _OF_A_PERIODICAL.fullmatch(found["before"]) if found["before"] else None
    if _ISSUES.search(found["behind"]) and not of_serial:
        return None
    title = (found["title"] or found["plain"] or found["round"]).strip()
    before, behind = found["before"].strip(_EDGES + "("), found["behind"]
    if not before and not behind.strip(_EDGES + "()"):
        return None
    if of_serial:
        year = re.search(r"(?:1[5-9]|20)\d\d", behind)
        return Listed(title, year=year[0] if year else "", volume=behind.strip(_EDGES), is_sure=False)
    told = Listed(title)
    if before:
        is_name = PERSONS.fullmatch(f"{before}.") or PERSONS.fullmatch(before) or _BEGINS_NAME.fullmatch(before)
        if not is_name or re.search(r"[а-яё]{2}\.$", before):
            return None
        name = f"{before}." if re.search(r"\s[А-ЯЁ]$", before) else before
        told = replace(told, author=name, is_sure=PERSONS.fullmatch(name) is not None)
    told = _told(told, _BETWEEN.split(behind))
    return told if told != Listed(title, is_sure=told.is_sure) else None


def _of_two_scripts(given: str) -> Listed | None:
    """Read «Заглавие 题名 Автор» and 题名 Заглавие: the same title in both scripts, one beside the other."""
    found = _RUSSIAN_THEN_CHINESE.fullmatch(given) or _CHINESE_THEN_RUSSIAN.fullmatch(given)
    if found is None:
        return None
    first, second = found["first"].strip(_EDGES + "(«»"), found["second"].strip(_EDGES)
    if PERSONS.match(first) or not any(map(str.isalpha, first)) or len(second) < 2:
        return None
    return _told(Listed(first, parallel=second), _BETWEEN.split(found["behind"]))


def _told(told: Listed, pieces: Iterable[str]) -> Listed:
    """Return `told` with what the pieces behind a title say; what is none of it makes the line unsure."""
    for piece in (each.strip(" ,;:/|") for each in pieces):
        if piece:
            told = _with_piece(told, piece)
    return told


def _with_piece(told: Listed, piece: str) -> Listed:
    bare = piece.strip(" .")
    if (years := _YEARS.fullmatch(bare)) and not told.year:
        return replace(told, year=years["years"][:4], is_sure=told.is_sure and len(years["years"]) == 4)
    if (dated := _YEAR_BEHIND.fullmatch(bare)) and not told.year:
        return replace(_with_piece(told, dated["head"]), year=dated["years"][:4])
    if is_place(bare) or _SKIPPED.fullmatch(bare):
        return told
    if (placed := _PLACE_BEFORE.fullmatch(piece)) and (is_place(placed["place"]) or is_publisher(placed["rest"])):
        return _with_piece(told, placed["rest"])
    if rest := _behind_place(bare):
        return _with_piece(told, rest)
    if PERSONS.fullmatch(piece) and not told.author:
        return replace(told, author=piece)
    if not told.author and (led := _PERSON_LED.fullmatch(piece)):
        return _with_piece(replace(told, author=led["author"]), led["rest"])
    if not told.year and (within := _YEAR_WITHIN.fullmatch(piece)):
        told = _with_piece(told, within["head"].strip()) if within["head"] else told
        return replace(told, year=within["year"], is_sure=False)
    if is_publisher(bare) and not told.publisher:
        return replace(told, publisher=bare)
    if (ended := ends_in_publisher(piece)) and not told.publisher:
        return replace(_with_piece(told, ended[0]), publisher=ended[1])
    if led := _PART_FIRST.fullmatch(piece):
        return _with_piece(replace(told, title=f"{told.title}. {led['part']}"), led["rest"])
    if _PART.fullmatch(bare):
        return replace(told, title=f"{told.title}. {piece}")
    return _guessed(told, piece)


def _guessed(told: Listed, piece: str) -> Listed:
    """Return `told` with a piece that is a name or a publisher by its place alone; the librarian is asked."""
    if not told.author and (_WHOLE_NAME.fullmatch(piece) or _SURNAME.fullmatch(piece) or _HAN_NAME.fullmatch(piece)):
        return replace(told, author=piece, is_sure=False)
    if told.author and not told.publisher and re.fullmatch(r"[А-ЯЁ][\w. -]{2,40}", piece):
        return replace(told, publisher=piece, is_sure=False)
    return replace(told, is_sure=False)
