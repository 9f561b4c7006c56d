"""What stands around a book in a line of a list and is none of it: marks of mails, class numbers, prices, remarks.

Each is a table of ways to write it. Nothing is lost: the line keeps its text, remarks are told beside the book.
"""

import re
import unicodedata

from library_exchange.list_reading.rules.bounds import LONGEST_WITH_REMARK
from library_exchange.list_reading.rules.headings import condition_of

_QUOTED = re.compile(r"^(?:[>＞]\s?|[|｜]\s+(?=\S))+")
_SIGNS = re.compile(
    "^(?:[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff※★☆]\ufe0f?\\s*)+|^\\d\ufe0f?\u20e3\\s*"
    r"|^\[[ xXхХ+✓vV]?\]\s*(?=[^\W\d]|[《«\"“])|^[o+]\s+(?=[^\W\d_a-zA-Z]|[《«])|^[а-яa-z]\)\s+(?=[^\W_])"
)
"""Bullets, boxes to be ticked, pictures and digits in a box that mails and pages of the web begin their lines with."""
_PICTURES = re.compile("\\s*[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f]+\\s*$")
_CALLED = (
    r"(?:ББК|УДК|ГРНТИ|ДДК|шифр(?:\s+хранения)?|(?:中图(?:法)?)?分类号|索[书取]号|排架号|CLC|BBK|UDC|DDC)"
    r"(?![^\W\d_])[\s:№]*"
)
_NUMBERED = (
    r"(?:инв(?:ентарный)?(?:\.|\s)?\s*(?:№|No|номер|н-р)?\.?|(?:条码号?|条形码|登录号|财产号|馆藏号|馆内编号|流水号|登记号|编号))"
    r"[\s:№.]*[A-Z]{0,3}\d[\w/-]*"
)
_TAIL = r"(?:[./:=+-]?\d+|[./]\.?\d+|\([^()\s]{1,20}\)\d*|[=:+]\w+)*"
_MARK = r"(?:\s+[А-ЯA-Z]\d{2,3}[а-я]?(?=\s))?"
_CLASSES = (
    re.compile(
        rf"^(?:0\d{{3,5}}\s+)?(?:{_CALLED}(?:[А-ЯA-Z]{{0,2}}\d{_TAIL}[\d./()А-Яа-я=]*(?:/[A-Z]\d{{1,4}}(?:[:.]\d+)?)?){_MARK}"
        r"[\s,;:.]+(?:[–—-]\s)?)+(?=\S)",
        re.IGNORECASE,
    ),
    # An accession number and a class, or what stands for that of the line above.
    re.compile(r"^\d{5,6}\s+(?:\d{3}(?:\.\d{1,3})?|同[上前])\s+(?=[《〈「『\u3400-\u9fff])"),
    re.compile(r"^[А-ЯЁ]\d{2,3}[а-я]?\s+(?=[А-ЯЁ][а-яё]+,?\s[А-ЯЁ][а-яё]?\.)"),
    re.compile(rf"^[А-Я]?\d{{2}}(?:\.\d{{1,3}}){{0,2}}\([^()\s]{{1,20}}\)\d*{_MARK}\s+(?=[«\"“А-ЯЁ])"),
    re.compile(rf"^[А-Я]?\d{{2}}\.\d{{1,3}}(?:\.\d{{1,3}})?{_MARK}\s+(?=[А-ЯЁ][а-яё]+,?\s[А-ЯЁ]\.)"),
    re.compile(
        r"^[A-Z]{1,2}\d{1,3}(?:\.\d{1,5})?(?:[-/=]\d{1,5}(?:\.\d+)?)*(?:\s/\s\d{1,5}(?::\d{1,3})?)?\s+(?=[《〈「『\u3400-\u9fff])"
    ),
    re.compile(r"^0\d{3,5}\s+(?=[А-ЯЁA-Z«\"“《\u3400-\u9fff])"),
)
"""Class numbers and call numbers before a title; one that nothing names is told by its brackets or its letter."""
_OF_A_LIBRARY = re.compile(rf"^[(\[]?{_NUMBERED}[)\]]?[\s,;:.]+(?=\S)", re.IGNORECASE)
_ASKED_FOR = re.compile(
    r"^(?:(?:мы\s+)?(?:разыскива(?:ем|ется|ю)|ищем|ищу|запрашиваем|предлага(?:ем|ется)|отда[её]м|нужны?)\s*:\s*"
    r"|(?:мы\s+)?(?:разыскива(?:ем|ю)|ищем|ищу|предлагаем)\s+(?=[«\"“])|(?:我馆)?(?:需要|求购|求|征集|提供|可供)\s*:?\s*(?=《))",
    re.IGNORECASE,
)
_MONEY = r"(?:руб(?:лей|ля|ль)?\.?|р\.(?!\s*[А-ЯЁ][а-яё])|₽|元|圆|圓|юан\w*|коп\.?|CNY|RUB|¥)"
_SUM = r"(?:\d{1,3}(?:[ ,]\d{3})+(?!\d)|\d{1,6})(?:[.,-]\d{1,2}(?!\d))?"
_AMOUNT = (
    r"(?:(?:от|до|около|ок\.|примерно|约)\s*)?(?!(?:1[5-9]|20)\d\d\s*[-–—~至]\s*\d{1,3}(?!\d))"
    rf"{_SUM}(?:\s*[-–—~至]\s*{_SUM})?(?:\s*(?:тыс\.?|万|千))?"
)
"""A sum, or two between which it lies: 300, 2 500,00, от 100, 100-150, 1,5 тыс.; «1999-150» has a year before it."""
_PRICES = re.compile(
    rf"[\s,;.–—-]*(?<![^\W\d_])(?:(?:цен[аы]|стоимость|ц\.)\s*[:=–—-]?\s*{_AMOUNT}(?:\s*{_MONEY})*(?:\s*\d{{1,2}}\s*к(?:оп)?\.)?)"
    rf"|[\s,;]*(?:人民币|RMB|¥|￥|(?:单价|定价|售价|原价|价格|价|共计?|合计?)\s*:?\s*¥?)\s*{_AMOUNT}\s*(?:元|圆|圓)(?:\s*/\s*[册本套])?"
    rf"|[\s,;]*(?:(?:单价|定价|售价|原价|价格)?\s*:?\s*[¥￥]|(?:单价|定价|售价|原价|价格)\s*:?)\s*{_AMOUNT}\s*(?:元|圆|圓)?(?![\d册本套])"
    rf"|(?:[\s,;:.]|\s[–—-]+)+(?:CNY|RMB|RUB)\s?{_SUM}(?!\d)|[\s,;/]+{_AMOUNT}\s*块钱?(?=[\s,;。/)]|$)"
    r"|[\s,;.]+цен[аы]\s(?:договорн\w+|по\sдоговор[её]нности)|[\s,;]*价格?(?:面议|可议|可谈)"
    rf"|[\s,;]*[×*x]?\s*(?<!\d){_AMOUNT}\s*(?:元|圆|圓)(?:\s*/\s*[册本套]|(?![\u3400-\u9fff]))"
    rf"|(?:[\s,;/]+[–—-]?\s*)(?:по\s+)?(?<![\d№]){_AMOUNT}\s*(?:руб(?:лей|ля|ль)?(?!\w)\.?|р\.(?=\s*(?:$|\d|[,;×*)]|(?-i:[а-яё])))|₽)(?:\s*\d{{1,2}}\s*к(?:оп)?\.)?"
    rf"|[\s,;.–—-]+\d{{1,3}}\s*р\.\s*\d{{1,2}}\s*к\."
    r"|[\s,;]+(?<![\d№])\d{2,6}\s?=(?:\s?\d\d)?(?=[\s,;)]|$)|[\s,;]+(?!(?:1[5-9]|20)\d\d\s?р)\d{2,6}\s?р(?=\s*(?:$|[,;)]))"
    r"|[\s,;]+(?:[一二三四五六七八九]|\d{1,2})\s?角(?:\s?\d{1,2}\s?分)?(?=[\s,;()]|$)",
    re.IGNORECASE,
)
"""What a copy costs, which the exchange keeps nowhere."""
_BETWEEN_STROKES = re.compile(r"/\s+/")
_SIGN_APART = re.compile(r"(?<=\S)\s+(?=,\s)")
"""Before a comma that stood behind a price."""
_BREAK = r"(?:(?<=[》〉」』)\]】])\s*|\s*[,;(\[]\s*|\s+[–—-]{1,2}\s*|[—]{2}\s*)"
_OF_A_COPY = (
    r"(?:封面|封底|书脊|书角|扉页|内页|书皮)(?:有|稍|略|轻微)?(?:破损|破|缺失?|脱落|撕裂|开裂|开胶|松动|磨损|划线|污渍|水渍|黄斑)|缺页|旧书|旧|破损"
    r"|全新未拆封?|(?:塑封)?未拆封?|塑封|(?:馆藏)?复本(?:,?可赠送?)?|可赠送?|(?:精|平|线|简)装本|油印本|签名本|毛边本|影印本|\d{1,2}开"
    r"|第[\d一二三四五六七八九十]{1,2}版|修订[版本]|内部(?:资料|发行|读物|交流)|非卖品|(?:备注|说明|附注)\s*:\s*.{1,40}"
    r"|(?:обл(?:ожк\w*|\.)|переп[лл]\w*|корешок|блок|страниц\w*|титул\w*)\s(?:порван\w*|надорван\w*|поврежд[её]н\w*|потр[её]п\w*|оторван\w*|подклеен\w*"
    r"|отсутству\w*|рван\w*|загрязн[её]н\w*|выпада\w*)|пот[её]ртост\w*(?:\s(?:на\s)?(?:обл|переп|кореш)\w*)?|(?:со?\s)?(?:библиотечны\w+\s)?(?:штамп\w*|печат\w+)(?:\s(?:библиотеки|на\sтитуле))?"
    r"|(?:есть\s|имеются\s)?пометки(?:\s\w+)?|(?:с\s)?автограф(?:ом)?(?:\sавтора)?|дар\s(?:автора|библиотек\w+)|для\sслужебного\sпользования|ДСП"
    r"|(?:прим(?:ечание)?|замечание)\s*[.:]+\s*.{1,60}|(?:серия\s*[:«\"]|\(серия).{1,60}"
)
_REMARK = re.compile(rf"(?P<title>.*\w\S*?){_BREAK}(?P<remark>{_OF_A_COPY})[\s.)\]»]*", re.IGNORECASE)
_IN_WORDS = re.compile(
    r"(?P<title>.*\w\S*?)(?:\s*[,;]\s*|\s*\(|\s+[–—-]\s+|\.\s+(?=(?-i:[А-ЯЁ])))(?P<remark>[^,;()]{2,40}?)[\s.)]*",
    re.IGNORECASE,
)
_SURE_WORDS = re.compile(
    r"потр|зачит|изнош|удовл|ветх|порван|надорв|без\s|нет\s|состояни|сохранн|сост\.?\s|б/у|поврежд|рван|дефект",
    re.IGNORECASE,
)
"""Words of a condition that begin no sentence of a title, so that a full stop may stand before them."""
_NOTED = re.compile(r"(?P<title>.*[\w)]\S*?)\.\s+(?P<remark>(?:Прим(?:ечание)?|Серия)\s*[.:]+\s*.{1,80})")
_EDITION = re.compile(
    r"(?P<title>.*\w\S*?)(?:\.\s(?:[–—-]\s)?|,\s)(?P<remark>(?:\d{1,2}-?[ео]?е\sизд(?:ание)?|Изд(?:ание)?\.?\s(?:\d{1,2}-?[ео]?е|\w+ое))\.?"
    r"(?:,?\s(?:испр|доп|перераб|стереотип|стер|и)\.?)*)[\s.,]*",
    re.IGNORECASE,
)
_BOUND_AND_PACKED = re.compile(
    r"\s/\s(?:7\s?Бц?|обл(?:ожка)?\.?|пер(?:еплет)?\.?|тв\w*\.?|мягк\w*\.?|интегр\w*\.?)(?:\s\w{3,8}\.)?\s/\s\d{1,3}(?:\s/\s\d{2,5}-\d\d)?(?=\s|$)",
    re.IGNORECASE,
)
"""What a price list tells behind strokes: the binding, how many are packed together, the price."""
_VOLUMES_OF_SET = re.compile(r"(?<=[—–-])\s*\d{1,3}册(?=(?:\([^()]{1,8}\))?\s*[;；])")
"""Where a description tells its extent, that of a set: — 3册 ; 20cm."""
_EDITION_IN_BRACKETS = re.compile(
    r"(?:[(\[]|(?<=[\s,]))(?P<edition>(?:第[\d一二三四五六七八九十]{1,3}版|修订[版本]|增订[版本]){1,2})(?:[)\]]|(?=[\s,]))"
)
_MATERIAL = re.compile(r"\s*\[(?:Текст|Электронный ресурс|Карты|Ноты|Изоматериал)[^\]]{0,30}\]", re.IGNORECASE)


def unled(text: str) -> str:
    """Return a line without marks of quoted mails, bullets and pictures before it, if anything is left."""
    rest, before = text, None
    while rest != before:
        before = rest
        rest = _SIGNS.sub("", _QUOTED.sub("", rest)).lstrip() if rest[:1] not in _IN_A_CIRCLE else rest
    return rest if any(map(str.isalnum, rest)) else text


_IN_A_CIRCLE = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⓪❶❷❸❹❺❻❼❽❾❿")


def bare_of_numbers(text: str) -> str:
    """Return a line without class numbers, shelf marks, those of a library's books and words that ask for it."""
    rest = text
    for way in (_OF_A_LIBRARY, *_CLASSES, _ASKED_FOR):
        left = way.sub("", rest, count=1)
        rest = left if any(map(str.isalpha, left)) else rest
    return rest


def bare_of_prices(text: str) -> str:
    """Return a line without what a copy costs, and without pictures behind it."""
    text = _BOUND_AND_PACKED.sub(" ", _VOLUMES_OF_SET.sub(" ", text))
    left = _PICTURES.sub("", _MATERIAL.sub("", _SIGN_APART.sub("", without_prices(text))))
    return left.strip() if any(map(str.isalnum, left)) else text


def without_prices(text: str) -> str:
    """Return a text without what a copy costs, even if nothing is left of it."""
    return _BETWEEN_STROKES.sub("/", _PRICES.sub(_instead_of_a_price, text))


def price_in(text: str) -> str:
    """Return the words for what a copy costs, which the exchange keeps nowhere; "" if there are none."""
    found = _PRICES.search(_VOLUMES_OF_SET.sub(" ", text))
    return found[0].strip(" ,;.–—-/") if found else ""


def _instead_of_a_price(found: re.Match[str]) -> str:
    return ", " if re.match(r"\s*[а-яё]{3}", found.string[found.end() :]) else " "


def edition_in(text: str, title: str) -> str:
    """Return which edition a Chinese line tells behind its title, if its title does not: (第11版), 修订本."""
    found = _EDITION_IN_BRACKETS.search(unicodedata.normalize("NFKC", text))
    return found["edition"] if found and found["edition"] not in title else ""


def remark_in(title: str) -> tuple[str, str] | None:
    """Return a title without the remark on its copy or edition that ends it, and that remark; None if there is none."""
    if len(title) > LONGEST_WITH_REMARK:
        return None
    for way in (_NOTED, _EDITION, _REMARK, _IN_WORDS):
        found = way.fullmatch(title)
        if found is None or (way is _IN_WORDS and not _is_of_a_condition(title, found)):
            continue
        rest = found["title"].rstrip(" ,;.—–-(")
        if rest.count("(") == rest.count(")"):
            return rest, found["remark"].strip(" .)")
    return None


def _is_of_a_condition(title: str, found: re.Match[str]) -> bool:
    is_sentence = title[found.end("title")] == "."
    is_open = is_sentence and not _SURE_WORDS.match(found["remark"])
    return not is_open and condition_of(found["remark"]) is not None
