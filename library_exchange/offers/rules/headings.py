"""Spreadsheets of books: which column is what, told by headings in Chinese, Russian and English."""

import re
from collections.abc import Mapping, Sequence

from library_exchange.core.text import folded, one_line

HEADINGS: dict[str, tuple[str, ...]] = {
    "isbn": ("isbn", "isbn号", "国际标准书号", "书号", "标准书号", "isbn13", "isbn10", "isbnissn"),
    "issn": ("issn", "issn号", "国际标准刊号", "刊号"),
    "title": (
        *("题名", "书名", "正题名", "名称", "刊名", "图书名称", "题名与责任者"),
        *("заглавие", "название", "наименование", "название книги", "основное заглавие", "заголовок"),
        *("title", "book title", "name"),
    ),
    "translated_title": (
        *("译名", "俄文题名", "俄文书名", "翻译题名", "中文题名", "中文书名"),
        *("перевод заглавия", "перевод названия", "заглавие на русском", "название на русском"),
        *("заглавие на китайском", "translated title", "title in translation"),
    ),
    "author": (
        *("著者", "作者", "责任者", "第一责任者", "主要责任者", "编者"),
        *("автор", "авторы", "автор(ы)", "ответственность", "author", "authors"),
    ),
    "publisher": ("出版社", "出版者", "出版单位", "издательство", "издатель", "изд-во", "publisher"),
    "year": (
        *("出版年", "年份", "出版日期", "出版时间", "年", "год", "год издания", "дата издания"),
        *("year", "published", "publication year", "date"),
    ),
    "language": ("语种", "语言", "文种", "язык", "язык издания", "language"),
    "quantity": (
        *("册数", "数量", "复本数", "复本", "本数", "количество", "кол-во", "экз", "экземпляров", "число экземпляров"),
        *("кол-во экз", "количество экз", "количество экземпляров", "кол-во экземпляров"),
        *("экземпляры", "copies", "quantity", "qty", "number of copies"),
    ),
    "pages": ("页数", "页码", "страниц", "страницы", "кол-во страниц", "объем", "стр", "с", "pages", "extent"),
    "weight_g": ("重量", "重量克", "重量g", "вес", "вес г", "масса", "масса г", "weight", "weight g", "weight grams"),
    "condition": ("品相", "新旧程度", "状况", "состояние", "сохранность", "condition"),
    "series": ("丛书", "丛书名", "丛编", "серия", "series"),
    "volume": ("卷", "卷册", "卷次", "册次", "期", "том", "выпуск", "номер", "volume", "vol", "issue", "part"),
}
"""The headings of a column, for each thing we know; compared without case, ё, spaces at the ends and punctuation."""

CONDITIONS: dict[str, tuple[str, ...]] = {
    "new": ("全新", "新", "новая", "новое", "новый", "отличное", "new"),
    "good": ("良好", "好", "较好", "八成新", "九成新", "хорошее", "хорошая", "good", "very good"),
    "worn": ("一般", "旧", "较旧", "удовлетворительное", "потрепанная", "среднее", "worn", "fair", "used"),
    "damaged": ("破损", "差", "残破", "плохое", "ветхое", "повреждена", "damaged", "poor"),
}
LANGUAGES: dict[str, tuple[str, ...]] = {
    "chi": ("chi", "zho", "zh", "cn", "中文", "汉语", "汉文", "китайский", "кит", "chinese"),
    "rus": ("rus", "ru", "俄文", "俄语", "русский", "рус", "russian"),
    "eng": ("eng", "en", "英文", "英语", "английский", "англ", "english"),
}
LOOKED_AT_ROWS = 10
"""Above the headings there may be a few rows with the library's name and a date."""
LONGEST_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")
_MARKS = re.compile(r"[^\w\s()\-]+|_")


def _bare(heading: str) -> str:
    return one_line(_MARKS.sub(" ", folded(heading)))


_KNOWN = {_bare(name): field for field, names in HEADINGS.items() for name in names}
_CONDITIONS = {_bare(name): code for code, names in CONDITIONS.items() for name in names}
_LANGUAGES = {_bare(name): code for code, names in LANGUAGES.items() for name in names}


def field_of(heading: str) -> str | None:
    """Return what a column with this heading holds, if we know it; what stands in brackets does not count."""
    bare = _bare(heading)
    without = one_line(re.sub(r"\(.*?\)", " ", bare).replace("(", " ").replace(")", " "))
    return _KNOWN.get(bare) or _KNOWN.get(without)


def find_columns(rows: Sequence[Sequence[str]]) -> tuple[int, Mapping[int, str]] | None:
    """Return the index of the row of headings and what each column holds; None if there are no headings.

    The row must name at least the title or a number; of two columns of a kind the first counts.
    """
    best: tuple[int, dict[int, str]] | None = None
    for index, row in enumerate(rows[:LOOKED_AT_ROWS]):
        columns: dict[int, str] = {}
        for at, cell in enumerate(row):
            field = field_of(cell)
            if field is not None and field not in columns.values():
                columns[at] = field
        names_a_book = {"title", "isbn", "issn"} & set(columns.values())
        if names_a_book and (best is None or len(columns) > len(best[1])):
            best = (index, columns)
    return best


def condition_of(text: str) -> str | None:
    """Return the code of a condition given in words, if we know them."""
    return _CONDITIONS.get(_bare(text))


def language_of(text: str) -> str | None:
    """Return the ISO 639-2 code of a language given by name or code, if it is one of the bridge's."""
    return _LANGUAGES.get(_bare(text))


def whole_number(text: str) -> int | None:
    """Return the first whole number in `text`: "312 с." is 312, "0" and no number are None."""
    found = re.search(r"\d{1,6}", text)
    return int(found[0]) or None if found else None


def year_of(text: str) -> int | None:
    """Return the year of publication in `text`, if there is one."""
    found = LONGEST_YEAR.search(text)
    return int(found[0]) if found else None
