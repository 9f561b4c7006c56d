"""The headings of tables of books in Chinese, Russian and English: one table, for catalogues and for exchange lists."""

import re
from collections.abc import Mapping
from enum import StrEnum

from library_exchange.core.text import folded, one_line


class Column(StrEnum):
    """What a column can hold."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    AUTHOR = "author"
    AUTHOR_TITLE = "author_title"
    TITLE_AUTHOR = "title_author"
    TRANSLATOR = "translator"
    ISBN = "isbn"
    ISSN = "issn"
    YEAR = "year"
    PUBLISHER = "publisher"
    PLACE = "place"
    IMPRINT = "imprint"
    LANGUAGE = "language"
    PAGES = "pages"
    SERIES = "series"
    PART = "part"
    EDITION = "edition"
    CALL_NUMBER = "call_number"
    BARCODE = "barcode"
    COPIES = "copies"
    BRANCH = "branch"
    STATE = "state"
    CLASS_BBK = "class_bbk"
    CLASS_UDC = "class_udc"
    CLASS_CLC = "class_clc"
    RECORD_NUMBER = "record_number"


TITLES = frozenset((Column.TITLE, Column.AUTHOR_TITLE, Column.TITLE_AUTHOR))
"""Columns of which one must be there for books to be read."""
HEADINGS: dict[Column, str] = {
    Column.TITLE: "题名|书名|正题名|名称|图书名称|图书名|图书题名|书籍名称|书籍名|书刊名|书刊名称|文献题名"
    "|文献名称|刊名|正书名"
    "|заглавие|название|загл-е|загл-ие|заг|назв-е|назв-ие|наз|наим-е|наим-ие|назв книги|наим книги|назв изд|назв кн"
    "|загл книги|наименование|загл|назв|наимен|название книги|основное заглавие|заглавие книги"
    "|наименование книги|название издания|заглавие издания|наименование издания|название документа"
    "|заглавие документа|заглавие произведения|название произведения|заголовок|title|book title|title proper|name",
    Column.SUBTITLE: "副题名|副书名|其他题名信息|подзаголовок|сведения, относящиеся к заглавию|subtitle",
    Column.AUTHOR: "著者|作者|著作者|责任者|责任者说明|责任说明|第一责任者|第一作者|主要责任者|主要著者|著作责任者"
    "|编者"
    "|编著者|编著|主编|著译者|作译者|作者译者|著者译者|作(译)者|著(译)者|编(著)者|编著(译)者|作者名|作者姓名"
    "|著者名|著者姓名"
    "|автор|авторы|авт|авт-р|автор-ы|автор(ы)|фио автора|ф и о автора|фамилия автора"
    "|авторы составители|автор составитель"
    "|автор редактор"
    "|авторство|ответственность|сведения об ответственности|author|authors|author(s)|creator|creators",
    Column.TRANSLATOR: "译者|翻译者|译者姓名|переводчик|переводчики|translator|translators",
    Column.AUTHOR_TITLE: "автор название|автор заглавие|автор и название|автор и заглавие|библиографическое описание"
    "|библиографические данные|библиогр описание|библ описание|описание|author and title|description",
    Column.TITLE_AUTHOR: "题名与责任者|题名责任者|题名及责任者|题名和责任者|书名作者|书名及作者|书名和作者"
    "|书名著者|title and author",
    Column.ISBN: "isbn|isbn号|isbn编号|isbn书号|国际标准书号|国际标准书号isbn|书号|标准书号|isbn13|isbn 13|isbn10"
    "|isbn 10|isbnissn",
    Column.ISSN: "issn|issn号|国际标准刊号|刊号",
    Column.YEAR: "出版年|出版年份|出版年月|年份|年代|出版年代|出版日期|出版时间|出版年度|版权年|年|год|год издания"
    "|год изд-ния|годизд|г издания|г вып|г выпуска|г и"
    "|год изд"
    "|год изд-я|год выпуска|год вып|год выхода|год публикации|г изд|дата издания|дата выхода|year|publication year"
    "|year of publication|published|date",
    Column.PUBLISHER: "出版社|出版者|出版单位|出版机构|出版社名称|出版者名称|出版商|издательство|издатель|изд-во"
    "|изд-ство|изд-тво|из-во|издво"
    "|издат|издат-во"
    "|издательство издатель|наименование издательства|publisher|publishing house",
    Column.PLACE: "出版地|出版地点|место|место издания|место изд|место публикации|город|город издания|place"
    "|place of publication|city",
    Column.IMPRINT: "出版项|出版发行项|出版信息|出版发行|出版情况|выходные данные|выходные сведения|вых данные"
    "|вых дан"
    "|вых сведения|выход данные|выход сведения|выходн данные|издательские данные|imprint"
    "|publication details|publication data",
    Column.LANGUAGE: "语种|语言|文种|язык|язык издания|язык текста|язык документа|яз|language",
    Column.PAGES: "页数|页码|总页数|страниц|страницы|кол-во страниц|количество страниц|кол-во стр|число страниц"
    "|объем|объем с"
    "|объем стр|к-во стр|стр|стр-ц|стр-цы|к-во с|кол-во с|число стр|листаж|с|pages|number of pages|extent",
    Column.SERIES: "丛书|丛书名|丛书名称|丛书题名|丛编|丛编题名|серия|сер|название серии|series",
    Column.PART: "卷|卷册|卷次|卷册号|卷号|册次|分册号|分册|том|том часть|выпуск|часть|volume|vol|part",
    Column.EDITION: "版本|版次|版本项|издание|сведения об издании|edition",
    Column.CALL_NUMBER: "索书号|排架号|索取号|书标号|шифр|шифр хранения|шифр книги|полочный шифр|полочный индекс"
    "|расстановочный шифр|call number|call no|shelf mark|shelfmark",
    Column.BARCODE: "条码|条码号|条形码|条形码号|图书条码|书条码|登录号|登记号|财产号|财产登录号|个别登录号"
    "|个别登记号|图书登录号"
    "|馆藏条码|инв номер|инв №|инв №№|инв номера|инвентарный номер|инвентарный №|инвентарные №№|инв"
    "|инвентарные номера|№ инв"
    "|номер инвентарный|учетный номер|штрих-код|штрих код|штрихкод|barcode|bar code|accession number|accession no"
    "|inventory number|item barcode",
    Column.COPIES: "册数|数量|复本数|复本量|复本|本数|套数|可供册数|总册数|库存册数|количество|кол|колич|кол-во"
    "|кол во|к-во|экз"
    "|экземпляров|экз-ры|экз-в|экз-ов|экз-р|экз-ров|экз-яры|экз-ляры"
    "|кол экз-ров|кол-во экз-ров|число экз-ров|к-во экз|колво|колво экз|кол-во ед|штук"
    "|число экземпляров|число экз|кол экз|кол-во экз|кол во экз|количество экз"
    "|количество экземпляров|кол-во экземпляров|кол-во шт|количество шт|кол-во книг|количество книг|шт"
    "|экземпляры|экземплярность|copies|quantity|qty|number of copies",
    Column.BRANCH: "馆藏地|馆藏地点|馆藏地址|馆藏位置|馆藏部门|分馆|所在馆|典藏地|典藏地点|藏书地点|存放地点"
    "|存放位置|所在位置|书库"
    "|филиал|отдел|отдел хранения|место хранения|место хран|местонахождение|местоположение|место нахождения|сигла"
    "|сигла хранения|фонд|branch|location|library|collection",
    Column.STATE: "馆藏状态|复本状态|单册状态|图书状态|流通状态|在馆状态|состояние экземпляра|статус экземпляра|статус"
    "|статус книги|item status|copy status|status|availability",
    Column.CLASS_BBK: "ббк|индекс ббк|шифр ббк|код ббк|класс ббк|классификация ббк|ббк индекс|индекс по ббк|раздел ббк"
    "|рубрика ббк|номер ббк|классификационный индекс|индекс классификации|класс"
    "|俄罗斯图书分类法|俄图法|bbk|lbc|bbk class|bbk index",
    Column.CLASS_UDC: "удк|индекс удк|шифр удк|код удк|класс удк|удк индекс|индекс по удк|раздел удк"
    "|рубрика удк|номер удк|国际十进分类号|国际十进分类法|udc|udc class|udc number",
    Column.CLASS_CLC: "中图分类号|中图法分类号|分类号|图书分类号|中图法|中图法类号|中图类号|中图法类目|中图分类|类号"
    "|图书类号|分类代码|中国图书馆分类号|中国图书分类号|中国图书馆分类法|индекс ккб|clc|clc number",
    Column.RECORD_NUMBER: "记录号|控制号|记录控制号|№ записи|номер записи|id записи|ид записи|mfn"
    "|record number|record no|record id|control number|bib id",
}
"""The headings of a column, compared without case, ё, punctuation, spaces at the ends or inside words of characters."""
NOT_KEPT: Mapping[str, str] = {
    "price": "цена|цена руб|цена р|цена экз|цена за экз|цена 1 экз|цена за 1 экз|стоимость|стоимость руб|сумма"
    "|сумма руб|定价|价格|单价|码洋|金额|总价|price|cost|value",
    "row_number": "№|no|№ п/п|п/п|№ пп|nn|номер п/п|порядковый номер|序|序号|编号|顺序号",
    "remark": "备注|附注|说明|примечание|примечания|прим|примеч|прим-е|прим-ие|примеч-е|комментарий"
    "|комментарии|комм|remark|remarks|note|notes",
}
"""Headings that are well known and of no use."""

_MARKS = re.compile(r"[^\w\s()\-]+|_")
_HAN = r"[\u3400-\u9fff]"
_SPACED_HAN = re.compile(rf"(?<={_HAN})\s+(?={_HAN}|\()|(?<=\))\s+(?={_HAN})")
_SPACED_LETTERS = re.compile(r"[^\W\d_](?:\s[^\W\d_]){2,}")
_CUT_WORD = re.compile(r"(?<=\w)-\s+(?=\w)")
_IN_BRACKETS = re.compile(r"\(.*?\)")
_BETWEEN = re.compile(r"\s*(?:[,;/+&、，；]|\.\s+(?=\S)|\bи\b|\band\b|与|和|及|暨)\s*", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"\s*(?:[,;/+&、，；]|\bи\b|\band\b|与|和|及|暨)\s*", re.IGNORECASE)
"""What parts a heading whose short words have stops of their own: "Отдел, инв. номер"."""
_OF_COPIES = frozenset(
    {
        *("馆藏", "馆藏信息", "馆藏情况", "馆藏明细", "馆藏数据", "复本信息", "复本情况", "单册信息", "典藏信息"),
        *("сведения об экземплярах", "данные об экземплярах", "экземпляры инв №", "holdings", "holdings information"),
    }
)
"""Headings of what systems say of copies in one cell: where each stands and its number."""
_OF_IMPRINTS = frozenset((Column.PLACE, Column.PUBLISHER, Column.YEAR, Column.IMPRINT))


def bare(heading: str) -> str:
    """Return a heading as it is compared: "书　名" is 书名, "А в т о р" is автор, a word that was cut is one."""
    plain = one_line(_MARKS.sub(" ", folded(heading)))
    if _SPACED_LETTERS.fullmatch(plain):
        return plain.replace(" ", "")
    return _CUT_WORD.sub("", _SPACED_HAN.sub("", plain))


_KNOWN = {bare(name): column for column, names in HEADINGS.items() for name in names.split("|")}
_NOT_KEPT = {bare(name): at for at, names in NOT_KEPT.items() for name in names.split("|")}


def column_of(heading: str) -> Column | None:
    """Return what a column with this heading holds, if we know it; what stands in brackets does not count.

    One that names several things is known where rows can be taken apart by it: "Автор, заглавие".
    """
    found = _KNOWN.get(bare(heading)) or _KNOWN.get(bare(_IN_BRACKETS.sub(" ", folded(heading))))
    if found is not None:
        return found
    named, is_all = _parts(heading)
    if is_all:
        return named[0] if len(named) == 1 else _combined(named)
    # From a price the number of a book can be told, other numbers cannot.
    return named[0] if len(named) == 1 and named[0] in (Column.ISBN, Column.ISSN) else None


def is_useless(heading: str) -> bool:
    """Whether a heading is known, and nothing that its column holds is kept: a price, the number of the row."""
    return any(bare(each) in _NOT_KEPT for each in (heading, _IN_BRACKETS.sub(" ", folded(heading))))


def is_row_number(heading: str) -> bool:
    """Whether a column with this heading counts the rows."""
    return _NOT_KEPT.get(bare(heading)) == "row_number"


def several(heading: str) -> tuple[Column, ...]:
    """Return what a heading names, if all its parts are headings that we know and there are several.

    One of them may be of no use, as a price: then it has to be told all the same which number is meant.
    """
    named, is_all = _parts(heading)
    return named if len(named) > 1 or not is_all else ()


def _parts(heading: str) -> tuple[tuple[Column, ...], bool]:
    """Return the columns that the parts of a heading name, none if one is unknown, and whether all parts are kept."""
    if bare(heading) in _OF_COPIES:
        return (Column.BRANCH, Column.BARCODE), True
    for between in (_BETWEEN, _BETWEEN_WORDS):
        given = [bare(part) for part in between.split(heading) if bare(part)]
        if len(given) > 1 and all(part in _KNOWN or part in _NOT_KEPT for part in given):
            named = tuple(dict.fromkeys(_KNOWN[part] for part in given if part in _KNOWN))
            return named, all(part in _KNOWN for part in given)
    return (), True


def _combined(named: tuple[Column, ...]) -> Column | None:
    """Return the column that holds all these things in a way that is taken apart, None if there is none."""
    if not named:
        return None
    if set(named) <= _OF_IMPRINTS:
        return Column.IMPRINT
    if set(named) == {Column.AUTHOR, Column.TRANSLATOR}:
        return Column.AUTHOR
    if set(named) == {Column.AUTHOR, Column.TITLE}:
        return Column.AUTHOR_TITLE if named[0] is Column.AUTHOR else Column.TITLE_AUTHOR
    return None
