"""Two libraries at their desks: what is written on their pages in the language of each, and how a request begins."""

import re
from dataclasses import dataclass

from stdnum import ean

from tests.makers import photograph


@dataclass(frozen=True)
class Side:
    """A library and its people, in the language they work in."""

    language: str
    library: str
    in_russian: str
    in_chinese: str
    mailbox: str
    librarian: str
    reader: str = ""

    def name_in(self, language):
        return self.in_chinese if language == "zh" else self.in_russian


HEIHE = Side(
    *("zh", "heihe", "Библиотека города Хэйхэ", "黑河市图书馆", "ill@heihe.example"),
    *("li@heihe.example", "wang@heihe.example"),
)
AMUR = Side(
    *("ru", "amur", "Амурская областная научная библиотека", "阿穆尔州科学图书馆", "ill@amur.example"),
    *("anna@amur.example", "ivan@amur.example"),
)
KHABAROVSK = Side(
    *("ru", "dvgnb", "Дальневосточная государственная научная библиотека", "远东国家科学图书馆", "ill@dvgnb.example"),
    "oleg@dvgnb.example",
)
HARBIN = Side(
    *("zh", "hlj", "Хэйлунцзянская провинциальная библиотека", "黑龙江省图书馆", "ill@hlj.example"),
    "zhao@hlj.example",
)

# What is written on buttons and labels, and what a page or mail says after a step.
SAYS = {
    "zh": {
        "request": "申请馆际互借",
        "submit": "提交申请",
        "needs_nothing": "申请已交本馆处理",
        "reader_review": "本馆正在处理",
        "reader_sent": "已向其他图书馆申请",
        "reader_coming": "借出馆正在备书寄出",
        "reader_on_way": "寄送途中",
        "reader_ready": "可以取书了",
        "reader_has_it": "在您手中",
        "reader_returned": "已归还",
        "mail_to_approve": "待批准",
        "mail_sent_on": "您的申请已转出",
        "mail_new": "新申请",
        "mail_will_supply": "可提供",
        "mail_shipped": "已寄往贵馆",
        "mail_arrived": "您申请的书已到馆",
        "mail_received": "对方馆已签收",
        "mail_returning": "归还途中",
        "mail_completed": "已完成",
        "review": "待批准",
        "library": "向哪家图书馆申请",
        "send": "发出申请",
        "sent": "已向他馆申请",
        "waiting": "等待其答复",
        "new": "新申请",
        "copy": "单册",
        "will_supply": "可提供",
        "to_pick": "待取书",
        "found": "已找到",
        "to_ship": "待寄出",
        "method": "运送方式",
        "post": "邮寄",
        "tracking": "邮寄单号",
        "ship": "寄出",
        "ship_without": "无单证直接寄出",
        "shipped": "已寄出",
        "promised": "可提供",
        "on_way": "寄往本馆途中",
        "receive": "签收",
        "received": "已签收",
        "with_partner": "在借入馆",
        "border_papers": "准备过境单证",
        "something_else": "其他情况",
        "report_damage": "报告破损",
        "damage": "破损情况",
        "damage_reported": "已报告破损",
        "check_out": "交给读者",
        "with_reader": "读者使用中",
        "patron_returned": "读者已还",
        "to_return": "待寄还",
        "send_back": "寄还",
        "send_back_without": "无单证直接寄还",
        "returning": "归还途中",
        "check_in": "入库验收",
        "completed": "已完成",
    },
    "ru": {
        "request": "Заказать по МБА",
        "submit": "Отправить заказ",
        "needs_nothing": "Заказ передан вашей библиотеке",
        "reader_review": "Рассматривает ваша библиотека",
        "reader_sent": "Заказ отправлен в другую библиотеку",
        "reader_coming": "Библиотека готовит книгу к отправке",
        "reader_on_way": "В пути",
        "reader_ready": "Книга ждёт вас",
        "reader_has_it": "Книга у вас",
        "reader_returned": "Возвращено",
        "mail_to_approve": "Ждёт одобрения",
        "mail_sent_on": "Ваш заказ отправлен дальше",
        "mail_new": "Новый заказ",
        "mail_will_supply": "Будет предоставлено",
        "mail_shipped": "Книга отправлена вам",
        "mail_arrived": "Ваша книга пришла",
        "mail_received": "Партнёр получил книгу",
        "mail_returning": "Книга едет обратно",
        "mail_completed": "Завершён",
        "review": "ждёт одобрения",
        "library": "К какой библиотеке обратиться",
        "send": "Отправить заказ",
        "sent": "заказ отправлен",
        "waiting": "теперь отвечает он",
        "new": "новый заказ",
        "copy": "Экземпляр",
        "will_supply": "Предоставим",
        "to_pick": "ждёт подбора",
        "found": "Книга найдена",
        "to_ship": "ждёт отправки",
        "method": "Способ доставки",
        "post": "Почтой",
        "tracking": "Номер отправления",
        "ship": "Отправить",
        "ship_without": "Отправить без документов",
        "shipped": "отправлено",
        "promised": "будет предоставлено",
        "on_way": "в пути к нам",
        "receive": "Принять",
        "received": "получено",
        "with_partner": "у партнёра",
        "border_papers": "Подготовить документы для границы",
        "something_else": "Другой случай",
        "report_damage": "Сообщить о повреждении",
        "damage": "Повреждение",
        "damage_reported": "Сообщено о повреждении",
        "check_out": "Выдать читателю",
        "with_reader": "у читателя",
        "patron_returned": "Принять у читателя",
        "to_return": "ждёт отправки обратно",
        "send_back": "Отправить обратно",
        "send_back_without": "Отправить обратно без документов",
        "returning": "в пути обратно",
        "check_in": "Принять возврат",
        "completed": "завершено",
    },
}


def ask_for(reader, title):
    """Have the reader find `title` and request it from its page; return how many actions it took her from the hits."""
    words = SAYS[reader.language]
    reader.opens("/")
    reader.page.locator("main input[type=search]").fill(title)
    reader.page.locator("main form[role=search] button").click()
    reader.sees(title)
    before = reader.actions
    reader.page.get_by_role("link", name=re.compile(f"^{re.escape(title)}")).first.click()
    reader.follows(words["request"])
    reader.presses(words["submit"])
    reader.sees(title, words["needs_nothing"], words["reader_review"])
    return reader.actions - before + 1


def open_request(librarian, title, state):
    """Have the librarian find the request in what she has to do, and open it."""
    librarian.opens("/staff")
    librarian.waits_to_see(title)
    row = librarian.page.locator("tr", has_text=title)
    assert state in row.inner_text()
    librarian.opens(f"/{row.locator('th a').get_attribute('href').split('/', 2)[2]}")


# Exchange -------------------------------------------------------------------------------------------------------------


def sends(person, ending, name=""):
    """Press the button of the form whose address ends so; `name` picks the one of the next step that sends it too."""
    button = (
        f"#next-step button[value={name}]"
        if name
        else f"form[action$='{ending}'] button[type=submit], [formaction$='{ending}']"
    )
    person.actions += 1
    with person.page.expect_navigation():
        person.page.locator(button).first.click()


def listed(first, titles):
    """Return a list as a librarian pastes it: an ISBN, a space, a title."""
    numbers = (f"{first}{number:03d}" for number in range(1, len(titles) + 1))
    return "\n".join(
        f"{number}{ean.calc_check_digit(number)} {title}" for number, title in zip(numbers, titles, strict=True)
    )


def takes_in_a_list(person, kind, pasted):
    """Have a librarian paste a list and take it in; offers with a weight for all, and shown to everybody."""
    page = person.page
    person.opens(f"/staff/exchange/lists/new?kind={kind}")
    page.locator("textarea[name=lines]").fill(pasted)
    page.locator("main form:has(textarea[name=lines]) button[type=submit]").first.click()
    if kind == "offers":
        page.locator("form[action$='/take'] [name=weight_g]").fill("400")
        page.locator("form[action$='/take'] [name=publish]").check()
    page.locator("form[action$='/take'] button[type=submit]").first.click()
    page.wait_for_url("**/staff/exchange/**")


def says_why_it_is_claimed(person):
    """Choose a reason for the first book that did not come well."""
    person.page.locator("details:has(select[name^=why-]) summary").first.click()
    person.page.locator("select[name^=why-]").first.select_option("damaged_outside")


def shows_the_damage(person, address):
    """Have a librarian who reads Russian put a photograph on the claim of a consignment."""
    person.opens(address)
    person.unfolds("Приложить снимок")
    photo = {"name": "снимок.jpg", "mimeType": "image/jpeg", "buffer": photograph((1200, 900))}
    person.page.get_by_label("Фотография или скан").set_input_files(photo)
    sends(person, "/pictures")
    person.sees("Снимок виден обеим библиотекам")
