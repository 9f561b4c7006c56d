"""Books that are named in sentences, several in one: parted where one ends and the next begins.

A title stands in its marks; what stands between two of them belongs to the first up to the last sign, and behind it, if
it may be a name, to the second. How many there are «of each» is said of all that stand before.
"""

import re
import unicodedata
from collections.abc import Sequence

from library_exchange.citations.places import is_place
from library_exchange.citations.publishers import is_publisher
from library_exchange.core.number_words import GENITIVE, NAMED, OF_EACH, OF_ONE, number_of_word, spelled
from library_exchange.core.text import one_line
from library_exchange.list_reading.rules.copies import MOST_SPELLED
from library_exchange.list_reading.rules.several_books import names_several

LONGEST_NAME = 40
LONGEST = 3000
_PAIRS = ("《》", "«»", "“”", "()", "（）")
_HAN = "\u3400-\u9fff"
_MARKED = re.compile(r"《[^《》]{1,120}》|«[^«»]{2,160}»|“[^“”]{2,160}”")
_OF_ANOTHER = re.compile(
    r"(?:изд(?:ательств\w*|-во)?|серии?я?|сер|библиотек\w*|б-ка|журнал\w*|газет\w*|альманах\w*|сборник\w*|сб|из|приложени\w*|типографи\w*|ООО"
    r"|магазин\w*|фонд\w*|载|收[入于]|刊|选自|丛书|系列|文库)[\s.:]*$",
    re.IGNORECASE,
)
"""What stands before marks that hold no title of a book of its own."""
_SEPARATOR = re.compile(
    r"(?P<cut>[,，、;；。+]|\s[–—-]\s|(?<!\w)(?:и|а также|плюс)(?!\w)|[和与及](?=[^\w]|["
    + _HAN
    + r"]{0,4}$)|(?<=[)）]))(?P<next>[^,，、;；。]*)$"
)
_SENTENCES = re.compile(r"[;；]\s*(?:и\s+)?|。\s*|(?<=[а-яё)»]{2})\.\s+(?=[А-ЯЁ][а-яё]{4,}|«)")
_LED = re.compile(r"^(?:[^《》«»“”:：()（）\d]{0,120}[:：])\s*(?=\S)")
_EACH = re.compile(
    r"各\s*[\d一二两三四五六七八九十]{1,2}\s*[册冊本套部]"
    rf"|(?<!\w)по\s(?P<n>\d{{1,2}}|(?:{spelled(OF_EACH, most=MOST_SPELLED)})(?!\w))"
    r"(?:\s(?:экз\w*|шт\w*|книг\w*))?(?:\s(?:каждо\w+|того\sи\sдругого))?",
    re.IGNORECASE,
)
_NAME = re.compile(
    rf"(?:^|(?<=[\s,]))(?P<name>(?:[А-ЯЁ][\w.’-]*\.?,?\s(?:и\s)?){{0,5}}[А-ЯЁ][\w.’-]*\.?|[{_HAN}·•]{{2,12}}的?|[A-Z][\w.-]+(?:\s[A-Z][\w.-]+){{0,3}})$"
)
_SAME = re.compile(r"(?<!\w)(?:он|она|они|его|её|ее|их)\sже$", re.IGNORECASE)
_ANNOUNCED = re.compile(rf"\W*(?P<name>[{_HAN}·•]{{2,8}}?)(?:的?书?有|的?书?[:：])\s*(?=《)")
"""Who wrote all the books of a line, told once before the first."""
_NAME_BEHIND = re.compile(rf"《[^《》]+》\s*[{_HAN}]{{2,3}}(?:[\s,，、]|著|编)")
_OF_HAVING = re.compile(r"的(?:书?有|是)$")
_NO_NAME = re.compile(
    r"(?:还有|另有|另外|再加|以及|又|包括|其中|补充|想要|需要|我们|他的|她的|他|她).*"
    r"|(?:В|На|И|А|Из|Ещё|Еще|Есть|Также|Или|Нужны?|Кроме)(?:\s.*)?"
)


def books_in(line: str) -> list[str]:
    """Return the books of a line that names several in running text, each as a line of its own; else the line alone."""
    if len(line) > LONGEST or len(_titles(line)) < 2 or names_several(unicodedata.normalize("NFKC", line), ""):
        return [line]
    found: list[str] = []
    for sentence in _cut(line):
        titles = _titles(sentence)
        found += _of_titles(sentence, titles) if titles else [_LED.sub("", sentence)]
    return _announced(line, found) if len(found) > 1 else [line]


def _announced(line: str, books: Sequence[str]) -> list[str]:
    """Return the books of a line that says first by whom they are (莫言的有《A》,《B》), each with its author."""
    told = _ANNOUNCED.match(line)
    found: list[str] = []
    for at, book in enumerate(books):
        told = told if not at or book.startswith("《") else None
        is_bare = told is not None and book.startswith("《") and not _NAME_BEHIND.match(book)
        found.append(f"{told['name']} {book}" if told is not None and is_bare else book)
    return found


def _titles(text: str) -> list[re.Match[str]]:
    """Return the titles in marks that stand in a text; names of publishers and series are none."""
    return [each for each in _MARKED.finditer(text) if _is_title(text, each)]


def _is_title(text: str, found: re.Match[str]) -> bool:
    before, name = text[: found.start()], found[0][1:-1]
    if _OF_ANOTHER.search(before) or is_publisher(name):
        return False
    last = re.split(r"[.;(]\s*|,\s+", before.rstrip(" ,:("))[-1]
    return not (last and is_place(last) and before.rstrip()[-1:] in ",:")


def _cut(line: str) -> list[str]:
    """Return the sentences of a line; what tells nothing but words goes with the one before it."""
    cuts = [each for each in _SENTENCES.finditer(line) if _is_outside(line, each.start()) and _is_end(line, each)]
    begins, ends = [0, *(each.end() for each in cuts)], [*(each.start() for each in cuts), len(line)]
    parts = [line[begin:end].strip() for begin, end in zip(begins, ends, strict=True)]
    found: list[str] = []
    for part in filter(None, parts):
        if found and not _MARKED.search(part) and not re.search(r"(?:1[5-9]|20)\d\d|[А-ЯЁ]\.", part):
            found[-1] = f"{found[-1]}; {part}"
        else:
            found.append(part)
    return found


def _is_end(line: str, cut: re.Match[str]) -> bool:
    """Whether a sentence ends at a stop; a word or two before it are the author of what stands behind."""
    before = re.split(r"[:：;；»》]", line[: cut.start()])[-1]
    return not cut[0].startswith(".") or len(before.split()) > 2 or line[: cut.start()].endswith(("»", "》"))


def _is_outside(text: str, at: int) -> bool:
    """Whether a place in a text is in no marks and no brackets."""
    before = text[:at]
    return all(before.count(pair[0]) == before.count(pair[1]) for pair in _PAIRS)


def _of_titles(sentence: str, titles: Sequence[re.Match[str]]) -> list[str]:
    """Return the books of a sentence: each title with the name before it and the words behind it."""
    names = [_name_before(_LED.sub("", sentence[: titles[0].start()]))]
    behind: list[str] = []
    ends = [*(each.start() for each in titles[1:]), len(sentence)]
    for title, end in zip(titles, ends, strict=True):
        between = sentence[title.end() : end]
        found = _SEPARATOR.search(between) if end < len(sentence) else None
        is_cut = found is not None and len(found["next"]) <= LONGEST_NAME
        behind.append(between[: found.start("cut")] if found and is_cut else between)
        names.append(_name_before(found["next"]) if found and is_cut else "")
    of_each = ""
    told: list[str] = []
    for at in reversed(range(len(titles))):
        words = _IN_WORDS.sub(_in_digits, behind[at].strip(" ,，、;；"))
        if each := _EACH.search(words):
            of_each, words = _one_of(each), words.replace(each[0], _one_of(each))
        elif words and at < len(titles) - 1 and re.search(r"\d|[本册套]", words):
            of_each = ""
        elif of_each:
            words = f"{words}, {of_each}".strip(" ,")
        told.append(one_line(f"{names[at] or _shared(names, behind, at)} {titles[at][0]} {words}".strip(" ,，、;；")))
    return told[::-1]


def _shared(names: Sequence[str], behind: Sequence[str], at: int) -> str:
    """Return the author of the titles that stand at once behind each other: 巴金《家》《春》."""
    while at and not behind[at - 1].strip(" 、"):
        at -= 1
        if names[at]:
            return names[at]
    return ""


def _one_of(each: re.Match[str]) -> str:
    """Return the words for how many there are of each as those for one: «по две» is 2 экз."""
    return _in_copies(each["n"]) if each["n"] else each[0].removeprefix("各").strip()


def _in_digits(found: re.Match[str]) -> str:
    """Return how many copies there are in digits: «три комплекта», «— пять»."""
    return _in_copies(found["n"] or found["last"])


def _in_copies(number: str) -> str:
    return f"{number_of_word(number) or number} экз."


_SPELLED = spelled(NAMED, GENITIVE, OF_ONE, OF_EACH)
_IN_WORDS = re.compile(
    rf"(?<!\w)(?<!в\s)(?<!по\s)(?P<n>{_SPELLED})\s(?:экз\w*|шт\w*|комплект\w*|книж\w+|книг\w*)\.?"
    rf"|(?:(?<=[–—-]\s)|(?<=,\s))(?P<last>{_SPELLED})[.!]?$",
    re.IGNORECASE,
)


def _name_before(text: str) -> str:
    """Return the name that ends the words before a title, "" if none does."""
    bare = text.strip(" ,，、:：;；-–—")
    if same := _SAME.search(bare):
        return same[0].capitalize()
    found = _NAME.search(_OF_HAVING.sub("的", bare))
    name = found["name"].strip().removesuffix("的") if found else ""
    return "" if _NO_NAME.fullmatch(name) else name
