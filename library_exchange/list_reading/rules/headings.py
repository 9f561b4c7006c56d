"""Spreadsheets of books: which column is what, told by headings in Chinese, Russian and English."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from library_exchange.core import weights
from library_exchange.core.text import one_line
from library_exchange.marc.spreadsheets import headings as catalogues
from library_exchange.marc.spreadsheets.headings import NOT_KEPT, Column, bare

_OF_CATALOGUES: Mapping[str, Column] = {
    "isbn": Column.ISBN,
    "issn": Column.ISSN,
    "title": Column.TITLE,
    "author": Column.AUTHOR,
    "author_title": Column.AUTHOR_TITLE,
    "title_author": Column.TITLE_AUTHOR,
    "imprint": Column.IMPRINT,
    "place": Column.PLACE,
    "publisher": Column.PUBLISHER,
    "year": Column.YEAR,
    "language": Column.LANGUAGE,
    "quantity": Column.COPIES,
    "pages": Column.PAGES,
    "series": Column.SERIES,
    "volume": Column.PART,
}
"""What lists and catalogues both have: one table of names serves both."""
_OF_LISTS: Mapping[str, str] = {
    "translated_title": "译名|俄文题名|俄文书名|翻译题名|中文题名|中文书名|перевод заглавия|перевод названия"
    "|заглавие на русском|название на русском|заглавие на китайском|translated title|title in translation",
    "quantity": "订数|征订数|订购数|订购数量|订购册数|订购量|订单数|预订数|预订量|预订册数|需订|需订数|需订册数|需求数"
    "|需求量|需求册数|需要数量|需要册数|所需数量|所需册数|拟订数|报订数|认购数|库存|库存数|库存量|现存|现存数"
    "|现有数|现有册数|现有数量|结存|余量|余数|剩余|剩余数|剩余数量|剩余册数|在馆数|在库数|馆藏数|馆藏量"
    "|馆藏册数|馆藏复本|馆藏复本数|馆藏数量|副本|副本数|可供|可供数|可供量|可供数量|可换数|可交换数|可赠数"
    "|可提供数|赠送数|赠送数量|赠送册数|拟赠数|拟换数|交换数|交换数量|交换册数|调拨数|调拨册数|剔旧数"
    "|剔除册数|注销册数|份数|件数|部数|本册数|册数本|заказ|заказ экз|заказ шт|заказано|к заказу|в заказ"
    "|заявка|заявка экз|кол-во заказа|количество заказа|остаток|остатки|остаток экз|остаток шт"
    "|остаток на складе|на складе|склад|наличие|в наличии|наличие экз|наличие шт|имеется|имеется экз|есть экз"
    "|свободно|свободно экз|доступно|доступно экз|нужно|нужно экз|требуется|требуется экз|потребность"
    "|потребность экз|необходимо|необходимо экз|дублеты|дублетов|дубл экз|дублетных экз|излишки|лишних экз"
    "|списано экз|всего экз|итого экз|передано|передано экз|к передаче|отдаем|отдаем экз|на обмен"
    "|предлагается экз|экз в наличии|экз на обмен|число книг|книг шт|копий|кол-во копий|число копий|in stock"
    "|on hand|ordered|order qty|copies available|copies wanted|copies needed|no of copies|pcs",
    "volume": "期|册次|номер|вып|ч|т|кн|№ тома|issue",
    "weight_g": "вес|масса|вес кн|масса кн|вес изд|вес книги|масса книги|вес экз|вес 1 экз|вес одного экз"
    "|вес экземпляра|вес одного экземпляра"
    "|масса экз|масса 1 экз|масса одного экземпляра|重量|书重|单册重量|单本重量|每册重量|每本重量|weight"
    "|weight of a copy",
    "condition": "品相|书品|书况|品级|品相等级|图书品相|书籍品相|新旧|新旧程度|成色|状况|图书状况|图书状态"
    "|破损情况|完好程度|保存状况"
    "|состояние|сост|сост-е|сост-ие|сост-ние|состоян|состояние книги|состояние книг|состояние изд|состояние издания"
    "|состояние экз|состояние экземпляра|состояние экземпляров|сост экз|сост книги|сост кн|сост изд|физ сост"
    "|физич состояние|физическое состояние|внешнее состояние|внешний вид|внеш вид"
    "|сохранность|сохр|сохр-ть|сохр-сть|сохранность экз|сохранность книги|сохранность экземпляра|степень сохр"
    "|степень сохранности|степень износа|износ|ветхость|condition|cond|physical condition|book condition",
    "remark": NOT_KEPT["remark"],
    "pages": "载体形态项|载体形态|形态|физическое описание|физ описание|физическая характеристика|физ хар-ка",
    "series": "丛编项|丛书项|из серии",
    "imprint": "出版发行项|изд|издано|место год|где когда",
}
_OF_NO_USE = (
    "开本|装帧|包册数|每包册数|版本说明|主题词|主题|学科主题|摘要|内容提要|统一书号|折扣|формат|переплет|обложка|рубрика"
    "|рубрики|предметные рубрики|ключевые слова|аннотация|тираж|вид документа|тип документа|format|binding|subjects"
)
_IGNORED = frozenset({"row_number"})
"""Nobody needs to be told that the numbers of the rows were not kept."""

_IN_BRACKETS = re.compile(r"\((.*?)\)")
_BETWEEN = re.compile(r"\s*(?:[,;/+&、，；]|\.\s+(?=\S)|\bи\b|\band\b|与|和|及|暨)\s*", re.IGNORECASE)
HEADINGS: dict[str, tuple[str, ...]] = {
    name: (
        *(catalogues.HEADINGS[_OF_CATALOGUES[name]].split("|") if name in _OF_CATALOGUES else ()),
        *(_OF_LISTS[name].split("|") if name in _OF_LISTS else ()),
    )
    for name in (*_OF_CATALOGUES, *(name for name in _OF_LISTS if name not in _OF_CATALOGUES))
}
"""The headings of a column, for each thing we know; compared without case, ё, spaces and punctuation."""
GRAMS: Mapping[str, int] = {**weights.GRAMS, "斤": 500, "市斤": 500}
"""How many grams a unit of weight has; what is written in 斤 is asked about."""
WEIGHTS: dict[str, int] = {"weight_g": 1, "weight_kg": 1000, "weight_jin": 500}
"""Columns of weights, with the grams of what is meant where a cell names no unit."""
_CONDITION_WORDS: Mapping[str, str] = {
    "new": "全新|全新未拆"
    "|全新未拆封|未拆|塑封|塑封未拆|塑封未拆封"
    "|未阅|未翻阅|нов|как нов|почти новая|почти новое|почти новый|почти нов|отл|отлич|新|全品|十品"
    "|10品|九九新|十成新|10成新|99成新|未拆封|новая|новое|новый|новые|как новая|как новое|как новый|как новые"
    "|отличное|отличная|отличный|отличные|отл|идеальное|идеальная|new|as new|like new|excellent|mint",
    "good": "良好|尚好|完好|八品以上|норм|норма|нормальное|нормальная|хорош|оч хор|очень хор|в порядке"
    "|без дефектов|целая|целый|好|较好|很好|八成新|九成新|8成新|9成新|九五成新|95成新"
    "|九五品|九品|9品|八五品|八品|8品|хорошее|хорошая|хороший"
    "|хорошие|хор|хорошо"
    "|очень хорошее|очень хорошая|good|very good",
    "worn": "一般|尚可|旧书|略旧|稍旧|陈旧|泛黄|удовл-но|удовл-е|удовлетв|удовлетвор|потр|потреп|потертый"
    "|потертое|потерто|зачит|зачитан|зачитанный|изношена|изношенная|старая|сред|ср|旧|较旧|半新|七成新|六成新|7成新|6成新|五成新|5成新"
    "|有磨损|磨损|七品|7品|六品|6品|удовлетворительное|удовлетворительная"
    "|удовлетворительный|удовл|уд|удовлетворительно|потрепанная|потрепанный|потрепанное|потрепана|потрепан|потертая"
    "|потертости|зачитанная|зачитана|б/у|бу|среднее|средняя|worn|fair|used",
    "damaged": "нет титула|без титула|нет титульного листа|без титульного листа|нет тит л|без тит л|нет страниц"
    "|нет части страниц|не хватает страниц|вырваны страницы|вырваны листы|нет стр|без начала|без конца|缺扉页|缺封面"
    "|无封面|缺封底|缺版权页|缺书皮|少页|有缺页|掉页|散页|破损|缺损|残缺不全|严重破损|脱页|ветх|повр|поврежд|поврежденный|надорвана|порван|порванная|рваный"
    "|рваная обложка|надорвана обл|надорвана обложка|нет обложки|без обложки|дефектная|дефектный|аварийное"
    "|аварийная|差|残破|残缺|缺页|破旧|有破损|плохое|плохая|плохой|плох|плохо|ветхое|ветхая|ветхий|повреждена"
    "|поврежден|поврежденная|повреждение|повреждения|порвана|рваная|дефект|дефекты|с дефектом|с дефектами|damaged|poor",
}
CONDITIONS: dict[str, tuple[str, ...]] = {code: tuple(words.split("|")) for code, words in _CONDITION_WORDS.items()}
LANGUAGES: dict[str, tuple[str, ...]] = {
    "chi": ("chi", "zho", "zh", "cn", "中文", "汉语", "汉文", "китайский", "кит", "chinese"),
    "rus": ("rus", "ru", "俄文", "俄语", "русский", "рус", "russian"),
    "eng": ("eng", "en", "英文", "英语", "английский", "англ", "english"),
}
LOOKED_AT_ROWS = 25
"""Above the headings there may be a few rows with the library's name and a date."""
COUNTED = frozenset({"quantity", "pages", "year", *WEIGHTS})
"""Columns of numbers: what stands in brackets behind their heading may make another thing of it."""
_SAYS_NO_MORE = frozenset(
    {
        *("экз", "шт", "штук", "экземпляр", "экземпляров", "册", "本", "套", "стр", "с", "页", "г", "изд", "издания"),
        *("1 экз", "одного экз", "одного экземпляра", "одной книги", "за 1 экз", "примерно", "прим", "copies", "pages"),
        *("每册", "单册", "约", "брутто", "нетто", "approx", "year", "年"),
    }
)
_KNOWN = {bare(name): at for at, names in HEADINGS.items() for name in names}
_NOT_KEPT = {
    **{bare(name): str(column) for column, names in catalogues.HEADINGS.items() for name in names.split("|")},
    **{bare(name): at for at, names in NOT_KEPT.items() for name in names.split("|")},
    **dict.fromkeys(map(bare, _OF_NO_USE.split("|")), "no_use"),
}
_CONDITIONS = {bare(name): code for code, names in CONDITIONS.items() for name in names}
_OF_A_CONDITION = re.compile(
    r"^(?:в|сост|состояние|сохранность|品相|状况|成色)\s+|^(?:品相|状况|成色)|\s+(?:состоянии|состояние|сост|condition)$"
)
_OF_A_PART = re.compile(
    r"(?:封面|封底|书脊|书角|扉页|内页|书皮)(?:有|稍|略|轻微)?(?:(?P<worn>磨损|旧|松动)|破损|破|缺失?|脱落|撕裂|撕破|开裂|开胶)"
    r"|(?:обл(?:ожка)?|переп[лл][её]т|корешок|блок|страницы|титул|титульный лист)\s(?:порван\w*|надорван\w*|оторван\w*"
    r"|поврежд[её]н\w*"
    r"|отсутству\w*|рван\w*|выпада\w*)|(?P<rubbed>потертост\w*)(?:\s(?:на\s)?(?:обл|переп|кореш)\w*)?"
    r"|(?:обл(?:ожка)?|переп[лл][её]т|корешок)\s(?P<used>потр[её]п\w*|потерт\w*|с\sпотертост\w+|загрязн\w+|подклеен\w*|выцвет\w*)"
)
"""What is wrong with a part of a copy."""
_TENTHS = re.compile(r"([1-9一二三四五六七八九])[., ]?[05五]?(?:成新|品)")
"""How new a copy is, of ten parts: 8.5成新, 八五品."""
_IN_A_CONDITION = {
    "отличном": "new",
    "новом": "new",
    "хорошем": "good",
    "очень хорошем": "good",
    "удовлетворительном": "worn",
    "плохом": "damaged",
}
"""«В хорошем состоянии», as a remark has it."""
_LANGUAGES = {bare(name): code for code, names in LANGUAGES.items() for name in names}
_WITH_UNIT = re.compile(rf"(.+?)\s*(?:\bв\s+)?({'|'.join(sorted(GRAMS, key=len, reverse=True))})")


def field_of(heading: str) -> str | None:
    """Return what a column with this heading holds, if we know it and keep it.

    What stands in brackets does not count, unless it makes another number of it: "Вес (фунты)" is no weight in grams.
    """
    given = bare(heading)
    flat = bare(given.replace("(", " ").replace(")", " "))
    found = _KNOWN.get(given) or _KNOWN.get(flat) or _weight_of(flat) or _several(heading)
    if found is not None or "(" not in given:
        return found
    without = bare(_IN_BRACKETS.sub(" ", given))
    found = _KNOWN.get(without) or _weight_of(without)
    inside = one_line(" ".join(_IN_BRACKETS.findall(given)))
    return None if found in COUNTED and inside not in _SAYS_NO_MORE else found


def _weight_of(given: str) -> str | None:
    """Return in what a column of weights counts, if its heading ends in a unit we know."""
    told = _WITH_UNIT.fullmatch(given)
    if told is None or _KNOWN.get(told[1]) != "weight_g":
        return None
    return next(name for name, grams in WEIGHTS.items() if grams == GRAMS[told[2]])


def _several(heading: str) -> str | None:
    """Return what a heading holds that names several things we know, such as author and title."""
    parts = [bare(part) for part in _BETWEEN.split(heading) if bare(part)]
    named = [_KNOWN.get(part) or _NOT_KEPT.get(part) for part in parts]
    if len(named) < 2 or None in named:
        return None
    numbers = {name for name in ("isbn", "issn") if name in named}
    if len(numbers) == 1 and set(named) - numbers <= {"price"}:
        return numbers.pop()
    if "title" in named:
        is_author_first = "author" in named and named.index("author") < named.index("title")
        return "author_title" if is_author_first else "title_author"
    return "imprint" if {"publisher", "place", "year", "imprint"} & set(named) else None


def is_known(heading: str) -> bool:
    """Whether a cell is a heading that we know, whether or not its column is kept."""
    return field_of(heading) is not None or _not_kept(heading) is not None


def _not_kept(heading: str) -> str | None:
    given = bare(heading)
    return _NOT_KEPT.get(given) or _NOT_KEPT.get(bare(_IN_BRACKETS.sub(" ", given)))


@dataclass(frozen=True)
class Found:
    """A row of headings: its index, what each column holds, the headings of columns that are not kept.

    `strange` are the columns whose headings are not known at all, `left_out` those of which a list has no use.
    """

    at: int
    columns: Mapping[int, str] = field(default_factory=dict)
    unused: Sequence[str] = ()
    known: int = 0
    strange: Sequence[int] = ()
    left_out: Sequence[int] = ()

    @property
    def names_a_book(self) -> bool:
        """Whether a column holds what a book is told by."""
        return bool(NAME_A_BOOK & set(self.columns.values()))

    def may_hide_titles(self, rows: Sequence[Sequence[str]]) -> bool:
        """Whether no column holds the titles, and one with a heading that is not known has words in it that may be."""
        if not TITLES.isdisjoint(self.columns.values()):
            return False
        below = [row for row in rows[self.at + 1 :] if any(map(one_line, row))]
        words = (sum(any(map(str.isalpha, row[at])) for row in below if at < len(row)) for at in self.strange)
        return any(2 * number > len(below) for number in words)

    def may_hide_conditions(self, rows: Sequence[Sequence[str]]) -> bool:
        """Whether no column holds conditions, and in one from which nothing is taken most cells name one."""
        if "condition" in self.columns.values():
            return False
        below = rows[self.at + 1 :]
        widest = max(map(len, below), default=0)
        unused = ([row[at] for row in below if at < len(row) and one_line(row[at])] for at in range(widest))
        return any(
            at not in self.columns and 2 * sum(condition_of(cell) is not None for cell in cells) > len(cells)
            for at, cells in enumerate(unused)
        )


TITLES = frozenset({"title", "author_title", "title_author"})
NAME_A_BOOK = frozenset({"isbn", "issn", *TITLES})


def find_columns(rows: Sequence[Sequence[str]]) -> Found | None:
    """Return the row of headings that names at least the title or a number; None if there is none."""
    return max(filter(lambda row: row.names_a_book, _looked_at(rows)), key=lambda row: row.known, default=None)


def find_tables(rows: Sequence[Sequence[str]]) -> list[Found]:
    """Return the rows of headings of all the tables that stand one below the other, in their order.

    A row of headings that only repeats some of the columns above it begins no new table.
    """
    first = find_columns(rows)
    if first is None:
        return []
    tables: list[Found] = []
    for at, row in enumerate(rows):
        found = first if at == first.at else _only_headings(at, row)
        if found is not None and not (tables and found.columns.items() <= tables[-1].columns.items()):
            tables.append(found)
    return tables


def _only_headings(at: int, row: Sequence[str]) -> Found | None:
    named = [cell for cell in row if any(map(str.isalpha, cell))]
    found = _headings(at, row) if len(named) > 1 and all(map(is_known, named)) else None
    return found if found is not None and found.names_a_book else None


def find_some(rows: Sequence[Sequence[str]]) -> Found | None:
    """Return a row in which some headings are known, though none that names a book."""
    return max((row for row in _looked_at(rows) if row.known > 1), key=lambda row: row.known, default=None)


def _looked_at(rows: Sequence[Sequence[str]]) -> list[Found]:
    return [_headings(index, row) for index, row in enumerate(rows[:LOOKED_AT_ROWS])]


def _headings(index: int, row: Sequence[str]) -> Found:
    """Return a row read as headings; of two columns of a kind the first counts."""
    columns: dict[int, str] = {}
    unused: list[str] = []
    strange: list[int] = []
    left_out: list[int] = []
    known = 0
    for at, cell in enumerate(row):
        name, other = field_of(cell), _not_kept(cell)
        known += name is not None or other is not None
        left_out += [at] if name is None and other is not None else []
        if name is not None and name not in columns.values():
            columns[at] = name
        elif one_line(cell) and other not in _IGNORED:
            unused.append(one_line(cell))
            if name is None and other is None:
                strange.append(at)
    return Found(index, columns, tuple(unused), known, tuple(strange), tuple(left_out))


def condition_of(text: str) -> str | None:
    """Return the code of a condition given in words, if we know them: "потрёпана", "в хорошем состоянии"."""
    given = bare(text)
    alone = bare(_OF_A_CONDITION.sub(" ", given))
    found = _CONDITIONS.get(given) or _CONDITIONS.get(alone) or _IN_A_CONDITION.get(alone)
    if found is None and (part := _OF_A_PART.fullmatch(alone)):
        return "worn" if part["worn"] or part["rubbed"] or part["used"] else "damaged"
    if found is None and (tenths := _TENTHS.fullmatch(alone)):
        return "good" if tenths[1] in "89八九" else "worn" if tenths[1] in "567五六七" else "damaged"
    return found


def condition_in(remark: str) -> tuple[str | None, str]:
    """Return the code of the condition that a remark tells, None if it tells none or several, and what else it says."""
    parts = [part for part in map(one_line, re.split("[,;，；、]", remark)) if part]
    told = {code for part in parts if (code := condition_of(part))}
    if len(told) != 1:
        return None, remark
    return told.pop(), "; ".join(part for part in parts if condition_of(part) is None)


def language_of(text: str) -> str | None:
    """Return the ISO 639-2 code of a language given by name or code, if it is one of the bridge's."""
    return _LANGUAGES.get(bare(text))
