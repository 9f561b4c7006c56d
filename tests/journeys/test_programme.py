"""An exchange week of two libraries: a curated list that three libraries give to, discussed and carried out."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import today_in

pytestmark = pytest.mark.browser

TODAY = today_in("CN")
SAYS = {
    "zh": {
        "copies": "已认捐 {} 册，共需 {} 册",
        "pledge": "认捐",
        "hide": "隐藏此发言",
        "hidden": "已由一方主办馆隐藏",
    },
    "ru": {
        "copies": "Обещано экземпляров: {} из {}",
        "pledge": "Обещать",
        "hide": "Скрыть сообщение",
        "hidden": "Скрыто одним организатором",
    },
}


def fills(person, values):
    for name, value in values.items():
        person.page.locator(f"main form [name={name}]").first.fill(value)


def sends(person, ending, button="button[type=submit]"):
    person.actions += 1
    with person.page.expect_navigation():
        person.page.locator(f"form[action$='{ending}'] {button}").first.click()


def plans(li):
    """Let Heihe draft an exchange week and propose it to the Amur."""
    li.opens("/programmes/new")
    li.page.locator("#partner_id").select_option(label="阿穆尔州科学图书馆")
    fills(li, {"name_zh": "黑河交换周", "name_ru": "Неделя обмена", "note_zh": "互赠好书。", "note_ru": "Дарим книги."})
    fills(li, {"starts_on": TODAY.isoformat(), "ends_on": (TODAY + timedelta(days=30)).isoformat()})
    sends(li, "/programmes")
    li.sees("草稿已保存")
    sends(li, "/steps/propose")
    li.sees("等待对方主办馆")
    return li.page.url.split("/zh")[1]


def curates(anna, programme):
    """Let the Amur agree, and put two titles on a list for Heihe."""
    anna.opens(programme)
    sends(anna, "/steps/agree")
    anna.sees("Опубликована")
    anna.follows("Добавить список")
    fills(anna, {"name_zh": "远东书单", "name_ru": "Книги о Приамурье"})
    fills(anna, {"note_zh": "给学俄语的读者。", "note_ru": "Для тех, кто учит русский."})
    anna.page.locator("#receiver_id").select_option(label="Библиотека города Хэйхэ")
    sends(anna, "/lists")
    address = anna.page.url.split("/ru")[1]
    for title, chinese, wanted in (("Дерсу Узала", "德尔苏·乌扎拉", "3"), ("Записки охотника", "猎人笔记", "1")):
        anna.opens(f"{address}/titles/new")
        fills(anna, {"title": title, "title_zh": chinese, "wanted": wanted, "author": "Автор"})
        anna.page.locator("#language").select_option("rus")
        sends(anna, "/titles")
    sends(anna, "/steps/publish")
    anna.sees("Идёт сбор книг", SAYS["ru"]["copies"].format(0, 3))
    return address


def pledges(person, address, number, copies):
    person.opens(address)
    person.page.locator(f"#copies-{number}").fill(str(copies))
    sends(person, f"/titles/{number}/pledge")


def hears(person, *texts):
    """Fail unless each of `texts` stands in the discussion itself, not among the phrases one may choose."""
    for text in texts:
        expect(person.page.locator("ol.talk")).to_contain_text(text)


def test_three_libraries_give_to_a_curated_list_and_talk_about_it(stocked_house, make_person):
    house, _seen = stocked_house
    li, zhao = make_person(house, "zh", "li@heihe.example"), make_person(house, "zh", "zhao@hlj.example")
    anna, oleg = make_person(house, "ru", "anna@amur.example"), make_person(house, "ru", "oleg@dvgnb.example")
    address = curates(anna, plans(li))
    pledges(anna, address, 1, 1)
    pledges(oleg, address, 1, 1)
    pledges(zhao, address, 1, 1)
    zhao.sees(SAYS["zh"]["copies"].format(3, 3), "德尔苏·乌扎拉")
    pledges(oleg, address, 2, 1)
    # The discussion: a phrase is read by each in her own language, a text stays as it was written.
    oleg.page.locator("#phrase").select_option("95")
    oleg.presses("Выбрать")
    fills(oleg, {"title": "Дерсу Узала"})
    sends(oleg, "/posts")
    zhao.opens(address)
    zhao.page.locator("summary", has_text="自己撰写").click()
    zhao.page.locator("#text").fill("书很好")
    sends(zhao, "/posts")
    li.opens(address)
    hears(li, "推荐《德尔苏·乌扎拉》（Дерсу Узала）", "书很好")
    anna.opens(address)
    hears(anna, "Рекомендуем книгу «Дерсу Узала»", "书很好")
    anna.page.locator("summary", has_text="Скрыть").first.click()
    anna.presses(SAYS["ru"]["hide"])
    oleg.opens(address)
    oleg.sees(SAYS["ru"]["hidden"])
    assert "书很好" not in oleg.page.locator("ol.talk").inner_text()
    li.opens(address)
    li.presses("恢复显示")
    hears(li, "书很好")
    # The list is closed, and each library that pledged finds a consignment to pack.
    anna.opens(address)
    sends(anna, "/steps/close")
    anna.says_yes()
    anna.sees("Книги в пути", "готовится к отправке")
    for person in (anna, oleg):
        person.opens("/staff/shipments")
        person.sees("Библиотека города Хэйхэ")
    zhao.opens("/staff/shipments")
    zhao.sees("黑河市图书馆")
