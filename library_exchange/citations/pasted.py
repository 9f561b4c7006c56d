"""One pasted citation, taken apart by a table of forms: ГОСТ 7.0.100 and 7.0.5, GB/T 7714, APA in three languages.

A form is a pattern whose groups are named like the fields. The first that fits is taken; who pasted it checks the
fields. Nothing is looked up.
"""

import re
from dataclasses import dataclass, replace

from library_exchange.citations.cited import FIELDS, LONGEST_PART, PART_FIELDS, Cited
from library_exchange.citations.numbers import WrongNumber, read_doi, read_isbn, read_issn
from library_exchange.citations.particulars import particulars
from library_exchange.citations.places import SHORTENED
from library_exchange.core.text import narrow, one_line

LONGEST_CITATION = 1500

_STOP = r"[.．。]"
_SYLLABLE = r"[бвгджзйклмнпрстфхцчшБВГДЖЗЙКЛМНПРСТФХЦЧШ]{0,2}[аеёиоуыэюяАЕЁИОУЭЮЯ]{1,3}(?:нь|нг|[нъйрмкт])?"
_ADJECTIVE = r"\w+(?:[иы]й|[ая]я|[ое]е|[иы]е)\b"
WHOLE_NAME = rf"(?:(?!{_ADJECTIVE})(?=[А-ЯЁ][а-яё])(?:{_SYLLABLE}){{1,2}}(?!\w)\s?){{2,3}}"
"""A name that has no initials, as those of China, Korea and Vietnam: two or three words of one or two syllables."""
_INITIALLED = r"[A-ZА-ЯЁ][\w’'-]{1,40},?\s(?:[A-ZА-ЯЁ][a-zа-яё]?\.\s?-?){1,2}"
"""A surname with its initials: the stop behind the first of them ends no author."""
_PARTS = {
    "STOP": _STOP,
    "COMMA": r"[,，]",
    "COLON": r"[:：]",
    "AREA": rf"\s*{_STOP}?\s*[–—-]\s+",
    "PLACE": r"(?:Н\.\s?Новгород|Ростов\sн/Д|(?:М|Л|К|С[Пп]б|Пг|Пб|Мн)\.?(?:\s?[;–-]\s?(?:М|Л|К|СПб|Пг)\.?)*"
    r"|[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+)*(?:\s[А-ЯЁ][а-яё]+)?)",
    "TITLE": r"(?!(?:(?<=[A-ZА-ЯЁ]\.\s)|(?<=[A-ZА-ЯЁ]\.))\s*[A-ZА-ЯЁ]\.)\s*",
    "PART": r"(?:第?[\d一二三四五六七八九十]{1,3}[卷册冊集辑部]?|[上中下][、,]?(?:[中下][、,]?){0,2}[卷册冊集部]?)",
    "YEAR": r"(?<!\d)(?P<year>1[4-9]\d\d|20\d\d|[12]\d{4,5})(?!\d)",
    "WHO": rf"{_INITIALLED}(?:\s?[,;，]\s?{_INITIALLED}){{0,5}}(?:[,，]?\s?(?:и\sдр\.|et\sal\.?|等))?",
    "NAMES": rf"(?P<author>{WHOLE_NAME}(?:,\s{WHOLE_NAME}){{0,3}}(?=\.\s)|"
    r"(?:[A-ZА-ЯЁ][\w’'-]{1,40},?\s(?:[A-ZА-ЯЁ][a-zа-яё]?\.\s?-?){1,3}[,;]?\s?){1,6}"
    r"(?:и\sдр\.|et\sal\.)?)(?:\.\s)?",
}
"""What the patterns below are made of; a year with a digit too many stays one, for who reads it to look at."""


@dataclass(frozen=True)
class Form:
    """One way in which publications are cited, with an example that it must take apart."""

    name: str
    pattern: re.Pattern[str]
    example: str


def _form(name: str, pattern: str, example: str) -> Form:
    for part, written in _PARTS.items():
        pattern = pattern.replace(f"<{part}>", written)
    return Form(name, re.compile(pattern, re.DOTALL), example)


FORMS = (
    _form(
        "GB/T 7714, part of a book",
        r"(?:(?P<part_author><WHO>|[^\[\]]{1,150}?(?=<STOP>))<STOP>?\s*)?(?P<part_title>[^\[\]]{1,300}?)\s*\[[A-Z]{1,2}(?:/OL)?\]\s*//\s*"
        r"(?:(?P<author><WHO>|[^\[\]:：]{1,150}?(?=<STOP>))<STOP>?\s*)?(?P<title>[^\[\]:：]{1,300}?)<STOP>\s*"
        r"(?P<place>[^.,:：。，]{1,60})<COLON>\s*(?P<publisher>[^,，]{1,120})<COMMA>\s*<YEAR>(?P<pages>.*)",
        "程根伟. 1998年长江洪水的成因[M]//许厚泽, 赵其国. 长江流域洪涝灾害. 北京: 科学出版社, 1999: 32-36.",
    ),
    _form(
        "GB/T 7714, article",
        r"(?:(?P<part_author><WHO>|[^\[\]]{1,150}?(?=<STOP>))<STOP>?\s*)?(?P<part_title>[^\[\]]{1,300}?)\s*\[[JN](?:/OL)?\]\s*<STOP>\s*"
        r"(?P<title>[^,，]{1,200})<COMMA>\s*<YEAR>(?P<pages>.*)",
        "李明, 彭涛. 黑龙江省对俄文化合作[J]. 西伯利亚研究, 2015, 42(3): 25-30.",
    ),
    _form(
        "GB/T 7714, book",
        r"(?:(?P<author><WHO>|[^\[\]]{1,150}?(?=<STOP>))<STOP>?\s*)?(?P<title>[^\[\]]{1,300}?)\s*\[[A-Z]{1,2}(?:/[A-Z]{2})?\]\s*<STOP>\s*"
        r"(?:[^:：]{1,120}<STOP>\s*)?"
        r"(?:(?P<place>[^.,:：。，]{1,60})<COLON>\s*)?(?P<publisher>[^,，]{1,120})<COMMA>\s*<YEAR>.*",
        "吴慰慈, 董焱. 图书馆学概论[M]. 修订二版. 北京: 国家图书馆出版社, 2008: 12-15.",
    ),
    _form(
        "Chinese humanities, article",
        r"(?P<part_author>[^《》:：]{1,100}?)\s*[:：]?\s*《(?P<part_title>[^《》]{1,300})》\s*[,，]?\s*"
        r"(?:《(?P<title>[^《》]{1,200})》\s*[,，(（]?\s*<YEAR>|(?:载|见|收入)\s*(?:(?P<author>[^《》:：]{1,60}?)\s*[:：]?\s*)?"
        r"《(?P<book>[^《》]{1,200})》\s*[,，]?\s*(?:(?P<place>[^,，:：。《》\d]{1,20})<COLON>\s*)?"
        r"(?:(?P<publisher>[^,，:：《》\d]{2,60}?)[,，]?\s*)?(?<!\d)(?P<book_year>1[4-9]\d\d|20\d\d)(?!\d))年?(?P<pages>.*)",
        "李明：《黑龙江省对俄文化合作》，《西伯利亚研究》2015年第3期，第25-30页。",
    ),
    _form(
        "Chinese humanities, book",
        r"(?P<author>[^《》]{1,100}?)\s*[:：,，]?\s*《(?P<title>[^《》]{1,300})》(?P<of_title>第[^《》,，]{1,8}[卷册集辑]|\s*[(（]<PART>[)）])?"
        r"\s*(?:[(（][^()（）]{1,40}[)）])?\s*<COMMA>\s*(?:[^《》,，:：]{1,40}(?:译|校|注|编|评|整理)<COMMA>\s*){0,3}"
        r"(?:(?P<place>[^,，:：《》\d]{1,20})<COLON>\s*)?(?P<publisher>[^,，:：《》\d]{2,60}?)[,，]?\s*<YEAR>.*",
        "吴慰慈：《图书馆学概论》，北京：国家图书馆出版社，2008年版，第12-15页。",
    ),
    _form(
        "APA, Chinese",
        r"(?P<author>[^()（）《]{1,150}?)\s*[(（]<YEAR>[a-z年]?[)）]\s*[.．。,，]?\s*《(?P<title>[^》]{1,300})》"
        r"(?:[(（][^()（）]{1,60}[)）])?\s*[.．。,，]?\s*"
        r"(?:(?P<place>[^.:：。]{1,60})<COLON>\s*)?(?P<publisher>[^.。,，]{1,120})?.*",
        "吴慰慈（2008）。《图书馆学概论》。国家图书馆出版社。",
    ),
    _form(
        "APA, Chinese article",
        r"(?P<part_author>[^()（）《]{1,150}?)\s*[(（]<YEAR>[a-z年]?[)）]\s*[.．。]\s*(?P<part_title>[^《.。]{1,300})[.。]\s*"
        r"《(?P<title>[^》]{1,200})》(?P<pages>.*)",
        "李明（2015）。黑龙江省对俄文化合作。《西伯利亚研究》，42（3），25–30。",
    ),
    _form(
        "APA, article",
        r"(?P<part_author>[^()（）]{1,200}?)\s*[(（]<YEAR>[a-z]?[)）]\s*<STOP>\s*(?P<part_title>[^.。]{1,300})[.?!。]\s*"
        r"(?P<title>[^,，.:]{1,200})<COMMA>\s*(?P<pages>(?:\d|№|Т\.|Vol|No)[^a-zа-яё]{0,20}[(（,，].*)",
        "Smith, J. A., & Lee, K. (2010). Libraries on the Amur. Journal of Border Studies, 12(3), 1–10.",
    ),
    _form(
        "APA, book",
        r"(?P<author>[^()（）]{1,200}?)\s*[(（]<YEAR>[a-z]?[)）]\s*<STOP>\s*(?P<title>[^.。]{1,300}?)"
        r"(?:\s*[(（][^()（）]{1,60}[)）])?[.?!。]\s*(?:(?P<place>[^.:：]{1,60})<COLON>\s*)?(?P<publisher>[^.。]{1,120})?.*",
        "Арсеньев, В. К. (2018). Дерсу Узала. Москва: Эксмо.",
    ),
    _form(
        "ГОСТ, part",
        r"(?:<NAMES>)?\s*(?P<part_title>[^/]{2,300}?)(?:\s/\s(?P<resp>[^/]{1,200}?))?(?:<AREA>Текст\s?:[^/]{1,60}?)?\s*"
        r"//\s*(?P<title>[^/]{1,200}?)(?:\s/\s[^/]{1,100}?)?\s*(?:<STOP>|[–—])\s*(?:[–—-]\s*)?"
        r"(?:(?P<place>[^.,:\d]{1,40}?)\s?[:,]\s(?:(?P<publisher>[^.,\d]{1,80}),\s)?)?<YEAR>(?P<pages>.*)",
        "Иванов, И. И. Книжный обмен на Амуре / И. И. Иванов. – Текст : непосредственный // Библиотековедение. –"
        " 2020. – Т. 69, № 3. – С. 5–10.",
    ),
    _form(
        "ГОСТ 7.0.100, book",
        r"(?:<NAMES>)?\s*(?P<title>[^/]{2,300}?)\s/\s(?P<resp>[^/]{1,250}?)<AREA>(?:[^:]{1,80}?<AREA>)?"
        r"(?P<place>[^:–—]{1,60}?)\s?:\s(?P<publisher>[^–—]{1,120}?),\s<YEAR>.*",
        "Арсеньев, В. К. Дерсу Узала : роман / В. К. Арсеньев. – Москва : Эксмо, 2018. – 509 с. – Текст :"
        " непосредственный.",
    ),
    _form(
        "ГОСТ 7.0.5, book",
        r"(?:<NAMES>)?<TITLE>(?P<title>[^/\[\]]{2,300}?)\.\s(?:[–—-]\s)?(?:\d[^.:]{0,20}изд\.[^:]{0,30}?)?"
        r"(?P<place>[А-ЯЁA-Z][^:.–—,]{0,40}\.?)\s?:\s(?P<publisher>(?:[^–—]|(?<=\w)\s[–—]\s(?=[А-ЯЁA-Z])){1,120}?),\s<YEAR>.*",
        "Арсеньев В. К. Дерсу Узала. М.: Эксмо, 2018. 509 с.",
    ),
    _form(
        "ГОСТ, place and year",
        r"(?:<NAMES>)?<TITLE>(?P<title>[^/\[\]]{2,300}?)[.,]\s(?:[–—-]\s)?(?:\d[^.:,]{0,20}изд\.,?\s(?:[–—-]\s)?)?"
        r"(?P<place><PLACE>),\s(?:(?P<publisher>[^–—:,\d]{2,80}),\s)?<YEAR>.*",
        "Арсеньев В. К. Дерсу Узала. М., 2018.",
    ),
    _form(
        "ГОСТ, year and pages",
        r"(?:<NAMES>)?<TITLE>(?P<title>[^/\[\]:]{1,300}?\w[»\")!?]?)[.,]{0,2}\s(?:[–—-]\s)?<YEAR>(?:\s?г\.?)?[.,]?\s(?:[–—-]\s)?"
        r"\d{1,4}\s?(?:с|стр)(?!\w).*",
        "Арсеньев В. К. Дерсу Узала. 2018. 509 с.",
    ),
)
"""The forms, the closest first."""

_LIST_NUMBER = re.compile(
    r"^\s*(?:[\[(（]\d{1,4}[\])）]|\d{1,4}[.)、．）]|[\u2460-\u2473]|[一二三四五六七八九十]{1,3}、)\s*"
)
_KIND = re.compile(r"[［【〔\[]\s*([A-Z]{1,2}(?:/[A-Z]{2})?)\s*[］】〕\]]")
"""What GB/T 7714 says of the kind of a publication, in the brackets of any keyboard: ［M］."""
_WIDE_CODES = re.compile("[０-９Ａ-Ｚａ-ｚ／]+")
_NAME_ALONE = re.compile(_PARTS["NAMES"])
_NUMBERS = (
    (
        "doi",
        read_doi,
        re.compile(r"(?:https?://\S{0,20}doi\.org/|\bdoi\s?[:：]?\s?|\b(?=10\.\d))(10\.\d{4,9}/[^\s，。；]+)", re.I),
    ),
    ("isbn", read_isbn, re.compile(r"\bISBN(?:-1[03])?\s?[:：]?\s?(\d[\d\-–‐‑ ]{8,18}[\dXxХх])", re.I)),
    ("issn", read_issn, re.compile(r"\b[ep]?-?ISSN\s?[:：]?\s?(\d{4}[-–‐‑]?\d{3}[\dXxХх])", re.I)),
)
_ADDRESS = re.compile(r"(?:URL\s?:\s?)?https?://\S+")
_EDGES = " .．。,，;；:：/–—-"
_SEVERAL = re.compile(r"\s{2,}")


def take_apart(text: str) -> Cited | None:
    """Return what the citation tells; None if it has none of the forms and no number either."""
    given = _WIDE_CODES.sub(lambda found: narrow(found[0]), one_line(text[:LONGEST_CITATION]))
    rest = _KIND.sub(r"[\1]", _LIST_NUMBER.sub("", given))
    numbers: dict[str, str] = {}
    for field, read, pattern in _NUMBERS:
        for found in list(pattern.finditer(rest))[:3]:
            try:
                numbers.setdefault(field, read(found[1]))
            except WrongNumber:
                # It stands in the field as it was pasted, where the form tells what is wrong with it.
                numbers.setdefault(field, found[1].strip()[: FIELDS[field]])
        rest = pattern.sub(" ", rest)
    rest = _SEVERAL.sub(" ", _ADDRESS.sub(" ", rest)).strip()
    for form in FORMS:
        whole = form.pattern.fullmatch(rest)
        if whole and not _NAME_ALONE.fullmatch(f"{whole['title'] or ''}."):
            cited = replace(_cited(whole.groupdict("")), **numbers)
            return cited if cited.part_title else _of_a_book(cited, whole)
    return Cited(**numbers) if numbers else None


def _of_a_book(cited: Cited, whole: re.Match[str]) -> Cited:
    """Return a book with the pages that are wanted of it, its volume, edition and translator."""
    beside = f"{whole.string[: whole.start('title')]} | {whole.string[whole.end('title') :]}"
    volume, others = particulars(cited.title, beside) if cited.title else ("", "")
    return replace(cited, pages=_pages_cited(whole.string[whole.end("year") :]), of_set=volume, particulars=others)


_OF_A_BOOK = {"title": "", "year": "_year"}
"""Where a form tells of a book in another place than of a journal."""


def _cited(told: dict[str, str]) -> Cited:
    told = told | {name: told[f"book{end}"] for name, end in _OF_A_BOOK.items() if told.get(f"book{end}")}
    bare = {name: value.strip(_EDGES) for name, value in told.items()}
    if bare.get("of_title"):
        bare["title"] += f" {bare['of_title']}"
    author = _author(told.get("author", "")) or _author(_who_wrote(bare.get("resp", "")))
    fields = bare | {"author": author}
    part = bare.get("part_title", "")
    if part:
        who = bare.get("part_author") or (author if "part_author" not in told else "")
        fields["author"] = "" if "part_author" not in told else author
        part = ". ".join(each for each in (who.rstrip("."), part, bare.get("pages", "")) if each)
    if author and fields.get("title", "").startswith(f"{author}. "):
        fields["title"] = fields["title"][len(author) + 2 :]
    fields["place"] = SHORTENED.get(fields.get("place", ""), fields.get("place", ""))
    kept = {name: fields.get(name, "")[:longest].strip() for name, longest in FIELDS.items()}
    return Cited(**kept, **_wanted(bare, author, told), part=part[:LONGEST_PART])


_ISSUE = (
    re.compile(r"(?P<volume>\d+)\s*[(（]\s*(?P<issue>[^()（）]{1,20})\s*[)）]"),
    re.compile(r"(?:№|No\.?|[Вв]ып\.)\s*(?P<issue>\d[\d/–-]*)"),
    re.compile(r"第\s*(?P<issue>\d+)\s*期"),
)
_VOLUME = re.compile(r"(?:[ТтVv](?:ol)?\.|第)\s*(?P<volume>\d+)\s*(?:卷|[.,;–—\s]|$)")
_PAGES = re.compile(r"(?P<pages>\d+\s*[-–—]\s*\d+|(?<=[СсS]\. )\d+|(?<=第)\d+(?=页))\D*$")

_PAGES_OF_A_BOOK = re.compile(
    r"(?:^\s*[:：]\s*|(?<!\w)[СC]\.\s*|(?<!\w)pp?\.\s*|第\s*(?=[\d\s–—-]+页))(?P<pages>\d+(?:\s*[-–—]\s*\d+)?)(?![\d-])"
)
"""As GB/T 7714 has them behind the year, ГОСТ behind a capital С, APA behind pp., the humanities as 第45页."""


def _wanted(bare: dict[str, str], author: str, told: dict[str, str]) -> dict[str, str]:
    """Return the article or chapter in the fields that the form of a copy has for it."""
    if not bare.get("part_title"):
        return {}
    where = bare.get("pages", "")
    found = {"part_title": bare["part_title"]}
    found["part_author"] = _author(told.get("part_author", "")) or ("" if "part_author" in told else author)
    for pattern in (*_ISSUE, _VOLUME, _PAGES):
        if match := pattern.search(where):
            found = match.groupdict("") | found
    return {name: value.strip()[: PART_FIELDS[name]] for name, value in found.items()}


def _pages_cited(behind: str) -> str:
    """Return which pages of a book a citation names behind the year; how many it has is none of that."""
    found = _PAGES_OF_A_BOOK.search(behind)
    return found["pages"].strip()[: PART_FIELDS["pages"]] if found else ""


_TRANSLATED = re.compile(r"(?:译|校|注|校注|译注)\s*$")
_HAN_ROLE = re.compile(r"(?<=[\u3400-\u9fff])\s*(?:编著|主编|著|撰|译)(?=[,，;；]|$)")


def _author(names: str) -> str:
    """Return names as they are written; the stop of an initial stays, who translated and what each did do not."""
    bare = names.strip(" ,，;；:：/–—-。")
    if not _HAN_ROLE.search(bare):
        return bare
    wrote = [part for part in re.split("[,，;；]", bare) if not _TRANSLATED.search(part)]
    return _HAN_ROLE.sub("", "，".join(wrote)).strip()


def _who_wrote(responsible: str) -> str:
    """Return the author of a statement of responsibility, "" where it names editors and translators only."""
    first = responsible.split(";")[0].strip()
    return first if first[:1].isupper() and not first.lower().startswith(("под ", "ред", "сост")) else ""
