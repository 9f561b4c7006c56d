"""Which column of a table holds what, told by headings in Chinese, Russian and English; what is unsure is asked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from library_exchange.core.text import folded, one_line


class Column(StrEnum):
    """What a column can hold."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    AUTHOR = "author"
    ISBN = "isbn"
    ISSN = "issn"
    YEAR = "year"
    PUBLISHER = "publisher"
    PLACE = "place"
    LANGUAGE = "language"
    PAGES = "pages"
    SERIES = "series"
    PART = "part"
    EDITION = "edition"
    CALL_NUMBER = "call_number"
    BARCODE = "barcode"
    COPIES = "copies"
    BRANCH = "branch"
    CLASS_BBK = "class_bbk"
    CLASS_UDC = "class_udc"
    CLASS_CLC = "class_clc"
    RECORD_NUMBER = "record_number"


HEADINGS: dict[Column, str] = {
    Column.TITLE: "题名|书名|正题名|名称|图书名称|图书名|书籍名称|书刊名|刊名|заглавие|название|наименование"
    "|название книги|основное заглавие|заглавие книги|наименование книги|название издания|заглавие издания"
    "|наименование издания|заголовок|title|book title|title proper|name",
    Column.SUBTITLE: "副题名|其他题名信息|подзаголовок|сведения, относящиеся к заглавию|subtitle",
    Column.AUTHOR: "著者|作者|责任者|第一责任者|主要责任者|编者|编著者|著译者|автор|авторы|автор(ы)|фио автора"
    "|ответственность|author|authors|creator",
    Column.ISBN: "isbn|isbn号|国际标准书号|书号|标准书号|isbn13|isbn 13|isbn10|isbn 10|isbnissn",
    Column.ISSN: "issn|issn号|国际标准刊号|刊号",
    Column.YEAR: "出版年|出版年份|出版年月|年份|年代|出版日期|出版时间|年|год|год издания|год изд|год изд-я|год выпуска"
    "|год вып|год выхода|г изд|дата издания|year|publication year|published|date",
    Column.PUBLISHER: "出版社|出版者|出版单位|издательство|издатель|изд-во|publisher",
    Column.PLACE: "出版地|место|место издания|город|место изд|place|place of publication|city",
    Column.LANGUAGE: "语种|语言|文种|язык|язык издания|язык текста|language",
    Column.PAGES: "页数|页码|страниц|страницы|кол-во страниц|количество страниц|кол-во стр|число страниц|объем|объем с"
    "|стр|с|pages|number of pages|extent",
    Column.SERIES: "丛书|丛书名|丛编|серия|series",
    Column.PART: "卷|卷册|卷次|册次|分册号|том|выпуск|часть|volume|vol|part",
    Column.EDITION: "版本|版次|издание|сведения об издании|edition",
    Column.CALL_NUMBER: "索书号|排架号|索取号|шифр|шифр хранения|полочный шифр|полочный индекс|расстановочный шифр"
    "|call number|call no|shelf mark|shelfmark",
    Column.BARCODE: "条码|条码号|条形码|登录号|财产号|馆藏条码|инв номер|инв №|инвентарный номер|инвентарный №|инв"
    "|инвентарные номера|штрих-код|штрихкод|barcode|accession number|inventory number|item barcode",
    Column.COPIES: "册数|数量|复本数|复本量|复本|本数|套数|可供册数|количество|кол|колич|кол-во|кол во|к-во|экз"
    "|экземпляров|число экземпляров|число экз|кол экз|кол-во экз|кол во экз|количество экз"
    "|количество экземпляров|кол-во экземпляров|кол-во шт|количество шт|кол-во книг|количество книг|шт"
    "|экземпляры|copies|quantity|qty|number of copies",
    Column.BRANCH: "馆藏地|馆藏地点|分馆|所在馆|филиал|отдел|место хранения|сигла|сигла хранения|фонд|branch|location"
    "|library|collection",
    Column.CLASS_BBK: "ббк|индекс ббк|bbk|lbc",
    Column.CLASS_UDC: "удк|индекс удк|udc",
    Column.CLASS_CLC: "中图分类号|中图法分类号|分类号|中图法|clc",
    Column.RECORD_NUMBER: "记录号|控制号|记录控制号|№ записи|номер записи|id записи|ид записи|mfn"
    "|record number|record no|record id|control number|bib id",
}
"""The headings of a column, compared without case, ё, punctuation and spaces at the ends."""

LOOKED_AT_ROWS = 25
"""Above the headings there may be rows with the library's name, a date, an address."""
_MARKS = re.compile(r"[^\w\s()\-№]+|_")
_BETWEEN = re.compile(r"\s*(?:[,;/+&、，；]|\bи\b|\band\b|与|和)\s*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(.*?\)")


def _bare(heading: str) -> str:
    return one_line(_MARKS.sub(" ", folded(heading)))


_KNOWN = {_bare(name): column for column, names in HEADINGS.items() for name in names.split("|")}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what: `known` by index; what is not understood keeps its heading.

    `combined` are headings that name several things at once ("Автор, заглавие"): a person is to say what the column
    holds. `heading_row` is the index of the row of headings, None if there is none.
    """

    heading_row: int | None = None
    known: Mapping[int, Column] = field(default_factory=dict)
    unknown: Mapping[int, str] = field(default_factory=dict)
    combined: Mapping[int, tuple[Column, ...]] = field(default_factory=dict)

    @property
    def is_enough(self) -> bool:
        """Whether books can be read: there is a column with their titles."""
        return Column.TITLE in self.known.values()

    def chosen(self, choice: Mapping[int, Column]) -> "Columns":
        """Return the columns with what a person said of some of them; it outdoes what was guessed."""
        taken = set(choice.values())
        known = {at: column for at, column in self.known.items() if at not in choice and column not in taken}
        return Columns(
            self.heading_row,
            known | dict(choice),
            {at: text for at, text in self.unknown.items() if at not in choice},
            {at: several for at, several in self.combined.items() if at not in choice},
        )


def column_of(heading: str) -> Column | None:
    """Return what a column with this heading holds, if we know it; what stands in brackets does not count."""
    return _KNOWN.get(_bare(heading)) or _KNOWN.get(_bare(_IN_BRACKETS.sub(" ", heading)))


def _several(heading: str) -> tuple[Column, ...]:
    """Return what a heading names, if all its parts are headings we know and there are several."""
    parts = [column_of(part) for part in _BETWEEN.split(heading) if part.strip()]
    named = tuple(dict.fromkeys(part for part in parts if part is not None))
    return named if None not in parts and len(named) > 1 else ()


def guess_columns(rows: Iterable[Sequence[str]]) -> Columns:
    """Return what the columns of a table hold, by the row among the first that looks most like headings.

    Such a row names at least two things, or the title alone; of two columns of a kind the first counts.
    """
    best = Columns()
    for index, row in enumerate(islice(rows, LOOKED_AT_ROWS)):
        found = _headings(index, row)
        weight = len(found.known) + len(found.combined)
        is_headings = weight > 1 or found.is_enough
        if is_headings and weight > len(best.known) + len(best.combined):
            best = found
    return best


def _headings(index: int, row: Sequence[str]) -> Columns:
    known: dict[int, Column] = {}
    unknown: dict[int, str] = {}
    combined: dict[int, tuple[Column, ...]] = {}
    for at, cell in enumerate(row):
        column = column_of(cell)
        if column is not None and column not in known.values():
            known[at] = column
        elif column is None and (several := _several(cell)):
            combined[at] = several
        elif one_line(cell):
            unknown[at] = one_line(cell)
    return Columns(index, known, unknown, combined)
