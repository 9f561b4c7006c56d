"""A box between two libraries, each in its own language: from pasted lists to what was agreed and its paper."""

import pytest

pytestmark = pytest.mark.browser

CHINESE = ("9787020002207 红楼梦", "9787020008728 三国演义", "9787020008735 水浒传", "9787020008742 西游记", "呐喊")
RUSSIAN = ("Мёртвые души", "Обломов", "Отцы и дети", "Вишнёвый сад")


def offers(librarian, titles):
    """Paste a list, take it in with a weight for all, and show it to everybody."""
    page = librarian.page
    librarian.opens("/staff/exchange/lists/new?kind=offers")
    page.locator("textarea[name=lines]").fill("\n".join(titles))
    page.locator("main form:has(textarea[name=lines]) button[type=submit]").first.click()
    page.locator("form[action$='/take'] [name=weight_g]").fill("400")
    page.locator("form[action$='/take'] [name=publish]").check()
    page.locator("form[action$='/take'] button[type=submit]").first.click()
    page.wait_for_url("**/staff/exchange/**")


def sends(librarian, ending, name=""):
    """Press the button of the form whose address ends so; `name` picks one of several."""
    button = f"button[value={name}]" if name else "button"
    librarian.page.locator(f"form[action$='{ending}'] {button}").first.click()
    librarian.page.wait_for_load_state()


def test_five_books_for_four_are_ticked_proposed_countered_and_agreed(stocked_house, make_person):
    house, _seen = stocked_house
    li, anna = make_person(house, "zh", "li@heihe.example"), make_person(house, "ru", "anna@amur.example")
    offers(li, CHINESE)
    offers(anna, RUSSIAN)
    li.opens("/staff/exchange/boxes")
    li.chooses("与哪家图书馆", "阿穆尔州科学图书馆")
    sends(li, "/staff/exchange/boxes")
    box = li.page.url.split("/zh")[1]
    for person in (li, anna):
        person.opens(box)
        for each in person.page.locator("input[name=offer]").all():
            each.check()
        sends(person, "/ticks")
    sends(anna, "/ticks", "propose")
    li.opens(box)
    li.sees("三国演义", "Обломов", "5 : 4", "等我方答复")
    li.page.get_by_label("呐喊").uncheck()
    sends(li, "/counter")
    anna.opens(box)
    anna.sees("4 : 4", "убрана: Библиотека города Хэйхэ")
    anna.page.get_by_label("呐喊").check()
    sends(anna, "/counter")
    li.opens(box)
    li.sees("5 : 4")
    sends(li, "/accept")
    li.sees("已商定，待寄出")
    sends(li, "/send")
    li.sees("寄送批次", "已商定")
    act = li.page.locator("a[href*='/acts/']").first.get_attribute("href")
    paper = li.page.request.get(f"{house.url}{act}")
    assert (paper.status, paper.body()[:4]) == (200, b"%PDF")
    anna.opens("/staff/shipments")
    anna.sees("Библиотека города Хэйхэ")
