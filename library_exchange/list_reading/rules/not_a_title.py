"""Lines of a pasted list that are no books: page numbers, headings, contacts, rows of dots; and traces of persons."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from library_exchange.core.personal_data import Trace, is_of_a_book, traces
from library_exchange.core.text import folded
from library_exchange.list_reading.rules.headings import condition_of, is_known
from library_exchange.marc.spreadsheets.ditto import is_ditto
from library_exchange.marc.spreadsheets.no_books import repeats_headings


class Stray(StrEnum):
    """What a line is that names no book."""

    PAGE_NUMBER = "page_number"
    HEADING = "heading"
    CONTACT = "contact"
    NO_LETTERS = "no_letters"
    DITTO = "ditto"
    LETTER = "letter"
    NAME = "name"


_PAGE = re.compile(
    r"\W*(?:стр(?:аница)?|с|page|p|第)?[\s.]*\d{1,3}\s*(?:页|頁)?"
    r"(?:\s*(?:[/\-–—]|из|of|共)\s*\d{1,4}\s*(?:页|頁)?)?\W*",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"(?:раздел|глава|приложение|section|part|appendix)\s+[\divxlc]+\.?|第[一二三四五六七八九十\d]+(?:部分|节|章|类)|附[录件]\s*\d*",
    re.IGNORECASE,
)
_SUM = (
    r"(?:итого|всего)(?:\s+(?:по\s+\w+|книг|изданий|томов|наименований|названий|экземпляров|экз))?|(?:grand\s+)?total"
    r"|(?:合|[总總]|小|共|累)\s*[计計]|[总總]\s*[数數]|[总總]\s*共"
)
_COUNTED = (
    r"(?:\d{1,6}|[〇零一二三四五六七八九十百两壹贰叁肆伍陆柒捌玖拾佰]{1,6})\s*(?:(?:экз|наимен|назван|назв|книг|изд|том|шт|ед|позиц)\w*\.?"
    r"|种|種|類|类|册|冊|本|部|套|件|箱|包|copies|titles|books)"
)
_TOTAL = re.compile(
    r"(?:всего\s)?найдено\s*:?\s*\d{1,6}(?!\d)[^«»\"]{0,60}|"
    rf"(?:{_SUM})\b[^a-zа-я]{{0,20}}(?:(?:экз|наименован|назван|册|种|本)\w*)?\W*"
    rf"|(?:{_SUM}|в\s+списке|(?:以上|以下|本次|此次|本批|上述|兹|现)?(?:图书|书籍|书目|赠书)?(?:共计|合计|总计|共有|共|合))\W*"
    rf"(?:{_COUNTED}\W*(?:и|в|на|сумм\w+)?\W*){{1,3}}(?:на сумму.{{0,30}}|[,，。;；!！]\s*.{{0,16}})?",
    re.IGNORECASE,
)
_OF_A_LIST = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}\s*[、.．]|[(（][一二三四五六七八九十]{1,3}[)）])\s*(?P<kind>.{1,12}?(?:类|部分|书籍|图书|读物|作品|期刊|教材|文献|著作|书))"
    r"(?:\s*[(（]?共?\s*\d{1,4}\s*[种册本部][)）]?)?|(?:[ivxl]{1,4}|[а-яa-z])[.)]\s+(?P<title>.+)",
    re.IGNORECASE,
)
"""A heading of a part of a list that bears a number of its own: 一、文学类."""
_SUBJECT = re.compile(
    r"(?:[а-яё-]+(?:ая|яя)(?:\s(?:и|,)\s[а-яё-]+(?:ая|яя))?\s(?:литература|периодика)|список|перечень|каталог|заказ|заявка|дублеты)"
    r"|журналы(?:\sи\sгазеты)?|газеты(?:\sи\sжурналы)?"
    r"|(?:教材|儿童|少儿|文学|历史|小说|社科|科技|科普|工具书?|期刊|艺术|哲学|经济|语言|外语|政治|法律|医学|生活|教育|综合|其他)类"
    r"|[【\[][\u3400-\u9fff]{2,6}[】\]]|[【\[][а-яё]+(?:\s[а-яё]+)?[】\]]",
    re.IGNORECASE,
)
"""What heads a part of a list as often as it is a book's title, so that it is asked: «Учебная литература», 【文学】."""
_BETWEEN_SIGNS = re.compile(r"(?P<sign>\*{2,}|={2,}|~{2,}|#{2,}|-{3,}|—{2,})\s*[^\d《«]{2,60}?\s*(?P=sign)")
"""A heading that signs set off: *** Детям ***."""
_BARE_TOTAL = re.compile(rf"(?:{_SUM})", re.IGNORECASE)
_DAY = re.compile(
    r"(?:(?:(?:19|20)\d\d|[一二][〇○零一二三四五六七八九]{3})\s*年\s*[\d一二三四五六七八九十]{1,2}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*[日号]"
    r"|\d{1,2}\s+(?:январ|феврал|март|апрел|ма|июн|июл|август|сентябр|октябр|ноябр|декабр)[яа]\s+(?:19|20)\d\d(?:\s*г(?:ода?|\.)?)?"
    r"|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?:\s*г\.?)?|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2})[.。]?",
    re.IGNORECASE,
)
"""A day alone on a line: that of a letter."""
_OF_A_LETTER = re.compile(
    r"(?:здравствуйте|добрый (?:день|вечер)|доброе утро|您好|你好|各位好|大家好|hello|hi|good (?:morning|afternoon))"
    r"(?:[,，!！.。].{0,60})?"
    r"|[^«»\"\d]{2,60},\s(?:здравствуйте|добрый\s(?:день|вечер)|доброе\sутро|привет)(?!\w).{0,80}|在吗[?？,，].{0,40}"
    r"|[^\d]{2,60}\s[–—-]\s(?:нет|изъят[оаы]?|списан[оаы]?|утрачен[оаы]?|выдан[оаы]?|не\sнайден[оаы]?)(?:[,.;]\s?.{0,40})?"
    r"|(?:补充|更正|说明|ps|p\.s\.)\s*[:：].*(?:写错|不是\d|改[为成]|应[为是]|更正|记错).*|(?:поправка|исправление)\s*:.*"
    r"|(?:各位|大家)?老师们?好(?:\W.{0,20})?|[(（]?(?:转下[页頁]|接上[页頁]|续上[页頁])[)）]?|[(（]?(?:продолжение|окончание)\s(?:на|см)\.?\s.{2,20}"
    r"|.{0,100}(?:предложить|предлагаем)\s(?:вам\s)?следующ(?:ее|ие)(?!\w).{0,60}"
    r"|(?:глубоко\s?)?уважаем(?:ые|ый|ая)\s.{2,80}[,!]|уважаемые\sколлеги[,;.!].{0,160}|尊敬的.{1,40}[:,!]|dear\s.{2,60}[,!:]"
    r"|с (?:глубоким )?(?:уважением|приветом)(?:[,.!].{0,80}|\s.{0,80})?"
    r"|.{0,12}(?:请|敬请)(?:您|贵馆|各馆)?(?:予以)?(?:查收|审阅|核对|过目|参考|惠存|挑选|选择).{0,12}|.{0,20}(?:如下|见附件|附后)[:：。.!！]?"
    r"|(?:best|kind) regards\b.{0,60}|(?:yours )?sincerely\b.{0,60}"
    r"|(?:заранее\s)?(?:благодарим|благодарю|благодарны|спасибо)(?:[.!]|[;,].{0,60})?"
    r"|заранее\s.{3,60}|thank you[.!]?|many thanks[.!]?"
    r"|(?:随信|随函|现|兹|谨)?(?:附上|寄上|奉上|呈上|送上).{1,40}[。.!！]?|.{4,40}为[盼荷感][。.!！]?|盼复[。!！]?"
    r"|(?:зав(?:едующ\w+|\.)|директор|начальник|(?:гл|вед|ст)\w*\.?\s(?:библио\w+|методист)|библиотекарь|методист)\s[^«»\"\d]{0,80}\s(?-i:[А-ЯЁ])[^«»\"\d]{2,40}"
    r"|[^«»\"\d]{0,80}(?<!\w)(?:высыла|отправля|присыла|посыла|обраща|благодар|жд)(?:ю|ем|им|ём)(?!\w)[^«»\"\d]{0,160}"
    r"|(?:от|кому|копия|тема|дата|отправлено)\s*:\s*(?:[^«»\"]{2,80})|(?:发件人|收件人|抄送|主题|发送时间|日期|联系人|经办|馆长"
    r"|填[表报]人|填[表报]日期|审[核批]人?|复核|负责人)\s*:\s*.{1,60}|(?:联系人|经办人|负责人|馆长)\s*[\u3400-\u9fff]{2,4}(?:\s.{0,40})?"
    r"|(?-i:[А-ЯЁ])[а-яё]+\s(?-i:[А-ЯЁ])[а-яё]+,\s(?:[^\s,«»\"]+\s){0,3}библиотека\b[^,«»\"\d]{0,40}"
    r"|[\u3400-\u9fff]{2,16}图书馆(?:[\u3400-\u9fff]{1,6}[部处组室科])?\s+[\u3400-\u9fff]{2,4}"
    r"|[\u3400-\u9fff]{2,4}\s+[\u3400-\u9fff]{2,16}图书馆(?:[\u3400-\u9fff]{1,6}[部处组室科])?"
    r"|(?:发自我的|来自我的|отправлено (?:с|из) (?:i|мо|android|yandex|яндекс|почт)|sent from my).{0,40}"
    r"|on .{4,60}wrote:|(?:\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:пн|вт|ср|чт|пт|сб|вс),).{4,80}(?:пишет|написал[аи]?):"
    r"|в\s?от .{4,60}писал[аи]?:"
    r"|(?:направля(?:ем|ю)|прилага(?:ем|ю)|высыла(?:ем|ю)|посыла(?:ем|ю)|просим|прошу)\s.{4,100}"
    r"|(?:此致\s*)?敬礼!?|此致|顺[颂祝].{0,8}(?:\s[^《》]{0,80})?|(?:恭)?祝.{0,2}(?:安|好|顺利|愉快|吉祥)(?:[!！。](?:(?!出版)[^《》]){0,80})?|(?:春|夏|秋|冬|撰|编|文|时|近)[安祺祉绥][!！。]?|谢谢(?:[!。,].{0,60})?|(?:исп|исполнитель|составил[аи]?|制表人?|经办人)\s*[.:]\s.{0,80}",
    re.IGNORECASE,
)
_POST_ADDRESS = re.compile(
    r"(?:(?:наш|почтовый)?\s*адрес\w*\s*:?\s*)?(?:россия,?\s*)?\d{6},?\s.{0,60}?(?<!\w)(?:г(?:ор)?|пос|пгт|с|обл|край|респ|ул|пр|пер|просп|д)(?:\.|\s(?=[А-ЯЁ]))[^«»\"]{2,140}"
    r"|(?:г\.|гор\.|город)\s?[А-ЯЁа-яё-]{2,30},\s*(?:ул|пр|пер|просп|пл|б-р)(?:\.|\w*\s)[^«»\"]{2,80}"
    r"|(?:ул|просп|пр-т|пер)\.\s?[А-ЯЁ][^«»\"]{2,60}?,\s*(?:д\.?\s*)?\d{1,4}[а-я]?(?:,?\s*(?:кв|оф|каб|корп|к|стр)\.?\s*\d{1,4})?"
    r"|(?:邮政?编码?|(?:联系|通信|通讯|邮寄|收件|详细|本馆)?地址)\s*:?\s*[^《》]{3,80}|(?:邮编\s*:?\s*)?\d{6}\s*[,，]?\s*[\u3400-\u9fff]{2,8}[省市区县州][^《》]{2,60}"
    r"|(?:[\u3400-\u9fff]{2,6}(?:省|自治区))?[\u3400-\u9fff]{2,6}市(?:[\u3400-\u9fff]{2,6}[区县])?[\u3400-\u9fff\d]{1,14}[路街道巷]\s?\d{1,5}号[^《》]{0,30}",
    re.IGNORECASE,
)
"""Where somebody is written to: an index, a town, a street and a house."""
_ADDRESSED = re.compile(
    r"(?:(?:дорогие|милые|уважаемые)\s)?(?:коллеги|друзья|девочки|товарищи)(?!\w)\s*[,!.:;–—-][^«»\"]{0,160}"
    r"|(?:各位|诸位|尊敬的|亲爱的)(?:[\u3400-\u9fff]{0,4})(?:老师|同仁|同事|同志|朋友|馆长|领导|同行)[们]?\s*[,，:：!！。、]?[^《》]{0,60}"
    r"|(?:老师|同事)们\s*[,，:：!！]?[^《》]{0,60}",
    re.IGNORECASE,
)
_CALL = re.compile(r"[А-ЯЁA-Z\s,.–—-]{6,80}!+|[!！]{2,}.{0,60}|[\u3400-\u9fff,，\s]{2,30}[!！]{2,}")
_OF_TERMS = re.compile(
    r"(?:все\s)?(?:цен[аы]|торг|самовывоз|доставка|пересылка|оплата)(?:\s(?:договорн\w+|уместен|возможен|возможна|не\sуказан\w+|по\sдоговор[её]нности|за\sсч[её]т\s\w+))+\W*"
    r"|(?:价格|运费|邮费)(?:面议|可议|可谈|自理|另计|到付)\W*",
    re.IGNORECASE,
)
"""On what terms books are given, said of all of them."""
_COLUMNS = frozenset(
    {
        *("no", "n", "№", "№ п/п", "п/п", "автор", "заглавие", "название", "год", "издательство", "издатель"),
        *("экз", "количество", "кол-во", "цена", "序号", "题名", "书名", "作者", "著者", "责任者", "出版社"),
        *("出版年", "册数", "数量", "价格", "单价", "isbn", "title", "author", "year", "publisher", "copies"),
        *("quantity", "price"),
    }
)
_HEADINGS = frozenset(
    {
        *("список литературы", "список книг", "список изданий", "список дублетов", "перечень книг"),
        *("перечень изданий", "дублеты", "дублетный фонд", "дезидераты", "обменный фонд", "обменно-резервный фонд"),
        *("книги для обмена", "предложение для обмена", "библиотека предлагает", "библиотека разыскивает"),
        *("оглавление", "содержание", "продолжение", "конец списка", "периодические издания"),
        *("книги на русском языке", "книги на китайском языке", "художественная литература", "детская литература"),
        *("书目", "书单", "图书目录", "交换书目", "需求书目", "目录", "复本书目", "赠书目录", "图书清单", "清单"),
        *("中文图书", "俄文图书", "续表", "交换图书目录", "可供交换书目", "期刊"),
        *("list of books", "books for exchange", "exchange list", "want list", "wants", "offers", "contents"),
        "duplicates",
    }
)
_SPAN = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d\s*年?\s*[-‐‑–—~至]\s*(?:1[4-9]|20)\d\d(?!\d)")
_ENDS_SENTENCE = ("。", ".", "!", "！", ";", "；", "?", "？", ":", "：")
_ADDRESS = re.compile(r"[\w.+-]+[@＠][\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)\S+", re.IGNORECASE)
_PHONE = re.compile(r"\+?[(（]?\d(?:[\s\-–()（）.]{0,2}\d){5,14}")
_CONTACT_WORDS = re.compile(
    r"e-?mail|эл(?:ектронная)?\.?\s*почта|почта|телефон|тел|факс|моб|сайт|контакты?|доб|phone|tel|fax|mobile|contacts?|website"
    r"|联系电话|联系方式|联系人|电话|手机|座机|固话|传真|邮箱|电子邮件|网址|微信|qq|whatsapp|wechat|telegram",
    re.IGNORECASE,
)
_IN_ONE_PAIR = re.compile(r"[(（][^()（）]{4,100}[)）]")
MARKS = frozenset('《》〈〉「」『』«»“”"')
LONGEST_LABEL = 6
"""A line of at most so many words that ends in a colon announces others."""
LEFT_OF_CONTACT = 3
"""At most so many letters remain of a line that is all contact."""


_ABOVE_AND_MORE = re.compile(
    r"(?:同\s*[上前](?:书|一[册种本])?|仝[上前]?|〃|″)(?:[\s,;:、(\[].{0,80}|\d.{0,20})"
    r"|(?:то|там|тот|та)\s+же(?:\s+сам\w+)?(?:\s+изд\w*\.?)?[\s,;:.—–-]*[\d(\[].{0,80}|(?:ditto|ibid\w*)\W.{0,80}",
    re.IGNORECASE,
)
"""What stands for the book of the line above, with a count or a remark of its own: 同上 2本."""


_STATEMENT = re.compile(r"\s*/\s*(?:сост|под\s(?:общ\.\s)?ред|отв\.\sред|ред|пер|авт|худож)(?:\.|\w*\s)", re.IGNORECASE)


def is_statement_alone(text: str) -> bool:
    """Whether a line begins with who compiled, edited or translated a book of which no title is told."""
    return _STATEMENT.match(text) is not None


def stray(text: str) -> Stray | None:
    """Return what `text`, a line in which no valid number stands, is if it is no book; None for what may be one."""
    if is_ditto(text) or _ABOVE_AND_MORE.fullmatch(folded(text).strip()):
        return Stray.DITTO
    if not any(character.isalnum() for character in text):
        return Stray.NO_LETTERS
    if _PAGE.fullmatch(text):
        return Stray.PAGE_NUMBER
    if _is_remark(text):
        return Stray.LETTER
    if _is_heading(text):
        return Stray.HEADING
    if _is_post_address(text):
        return Stray.CONTACT
    if any(way.fullmatch(text.strip()) for way in (_OF_A_LETTER, _DAY, _ADDRESSED, _OF_TERMS)) or _is_call(text):
        return Stray.LETTER
    return Stray.CONTACT if _is_contact(text) else None


def _is_remark(text: str) -> bool:
    """Whether a line is nothing but a remark in brackets on a copy: of the book above it, if of any."""
    bare = text.strip()
    if bare[:1] not in "([（" or bare[-1:] not in ")]）":
        return False
    inside = bare[1:-1]
    if condition_of(inside.strip("()[]（）")) is not None:
        return True
    has_words = " " in inside and not any(map(str.isdigit, inside)) and MARKS.isdisjoint(inside)
    return has_words and _IN_ONE_PAIR.fullmatch(bare) is not None


def _is_post_address(text: str) -> bool:
    return _POST_ADDRESS.fullmatch(text.strip(" .,;。")) is not None


def _is_call(text: str) -> bool:
    """Whether a line in capitals, or with several marks of exclamation, calls out; no marks of a title stand in it."""
    bare = text.strip()
    return MARKS.isdisjoint(bare) and _CALL.fullmatch(bare) is not None


def is_of_letter(text: str) -> bool:
    """Whether a line is of a letter and of nothing else, so that other lines of its text may be words of it too."""
    is_said = any(way.fullmatch(text.strip()) for way in (_DAY, _OF_A_LETTER, _ADDRESSED, _OF_TERMS))
    return is_said or _is_contact(text) or _is_post_address(text)


def is_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does."""
    return text.rstrip().endswith(_ENDS_SENTENCE)


def says_no_more_than_words(text: str, told: Mapping[str, Any]) -> bool:
    """Whether a line that was read as `told` is a title alone, and not even marked as one.

    A span of years is that of a periodical, unless the line is a sentence.
    """
    if _SPAN.search(text) and not is_sentence(text):
        return False
    more = ("isbn", "printed_isbn", "issn", "translated_title", "author", "publisher", "year", "series", "volume")
    has_more = any(told.get(name) for name in more) or told.get("quantity", 1) > 1 or len(told.get("columns", ())) > 1
    return not has_more and MARKS.isdisjoint(text)


def is_doubtful(kind: Stray, text: str) -> bool:
    """Whether a book may be called so all the same, so that it has to be asked: a bare "Итого", greetings, "То же".

    A part of a list with a number of its own may be a book that is called so.
    """
    if kind is Stray.HEADING and (
        _BETWEEN_SIGNS.fullmatch(text.strip()) or _OF_A_LIST.fullmatch(text.strip()) or _is_subject(text)
    ):
        return True
    return kind in (Stray.DITTO, Stray.LETTER) or _BARE_TOTAL.fullmatch(text.strip()) is not None


def stray_row(cells: Sequence[str], title: str, *, tells_more: bool) -> tuple[Stray, bool] | None:
    """Return what a row of a table is that names no book, and whether that is in doubt; None for what may be one.

    `cells` are those with something in them, `tells_more` is said of a row that has an author or the like.
    """
    if len(cells) > 1 and repeats_headings(cells, is_known):
        return Stray.HEADING, False
    first = title or cells[0]
    totals = (cell for cell in cells[:2] if cell != title and _TOTAL.fullmatch(folded(cell).strip()))
    if (not title or re.fullmatch(_COUNTED, title)) and (total := next(totals, None)) is not None:
        first = total
    kind = stray(first)
    if kind is None or (tells_more and kind in (Stray.PAGE_NUMBER, Stray.CONTACT)):
        return None
    if kind is Stray.PAGE_NUMBER:
        return kind, len(cells) > 1
    has_figures = any(cell.strip(" .").isdigit() for cell in cells if cell != first)
    is_total = kind is Stray.HEADING and _TOTAL.fullmatch(folded(first).strip())
    is_sum = is_total and ":" in folded(first)
    if is_doubtful(kind, first) or (kind is Stray.HEADING and has_figures and not is_sum):
        return kind, True
    return kind, tells_more


def _is_heading(text: str) -> bool:
    plain = folded(text).strip(" .:：·—–-*=_#《》«»\"'\t")
    if _BETWEEN_SIGNS.fullmatch(text.strip()):
        return True
    if plain in _HEADINGS or _SECTION.fullmatch(plain) or _TOTAL.fullmatch(plain) or _is_subject(text):
        return True
    part = _OF_A_LIST.fullmatch(plain)
    if part and (part["kind"] or part["title"] in _HEADINGS):
        return True
    words = [word.strip(" .:") for word in re.split(r"\s{2,}|[|\t;,，、/]|\s(?=\S)", plain) if word.strip(" .:")]
    if len(words) > 1 and all(word in _COLUMNS for word in words):
        return True
    return text.rstrip().endswith((":", "：")) and len(text.split()) <= LONGEST_LABEL


def _is_subject(text: str) -> bool:
    """Whether words may head a part of a list."""
    return folded(text).strip(" .:：") not in _HEADINGS and _SUBJECT.fullmatch(text.strip(" .:：")) is not None


def _is_contact(text: str) -> bool:
    is_signed = _ADDRESS.search(text) or _CONTACT_WORDS.search(text) or Trace.PHONE in traces(text)
    if not is_signed:
        return False
    bare = _ADDRESS.sub(" ", text)
    left = _PHONE.sub(lambda found: found[0] if is_of_a_book(found[0], bare[found.end() :]) else " ", bare)
    return left != text and sum(character.isalpha() for character in _CONTACT_WORDS.sub(" ", left)) <= LEFT_OF_CONTACT


def may_be_a_book(detail: str | None, text: str) -> bool:
    """Whether a line that was taken for no book may be one after all: no sum, no number of a page, no rule of signs."""
    bare = text.strip()
    return detail not in (Stray.NO_LETTERS, Stray.PAGE_NUMBER) and not (
        _TOTAL.fullmatch(bare) or _BARE_TOTAL.match(bare) or _PAGE.fullmatch(bare)
    )


def personal(text: str) -> Trace | None:
    """Return the gravest trace of a person in `text`, a line without its ISBN and ISSN."""
    found = traces(text)
    return next((trace for trace in (Trace.IDENTITY, Trace.PHONE, Trace.EMAIL) if trace in found), None)
