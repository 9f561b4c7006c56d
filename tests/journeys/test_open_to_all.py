"""What keeps a page from being open to all is found, also where only a small part of it is new."""

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.open_to_all import Judge, faults_in_width, faults_of_targets, get_ready

pytestmark = pytest.mark.browser

SOUND = (
    "<!doctype html><html lang='ru'><title>Книги</title><meta name='viewport' content='width=device-width'>"
    "<body style='background: %23fff; color: %23111'><header><a href='/ru/'>Дом</a></header>"
    "<main><h1>Книги</h1><p>Первая фраза</p><b>Да</b><ul><li>Одна</li></ul>"
    "<form><label for='a'>Имя</label><input id='a' name='a'></form>{}</main></html>"
)


@pytest.fixture
def page(browser: Browser):
    context = browser.new_context(color_scheme="light")
    get_ready(context)
    yield context.new_page()
    context.close()


@pytest.fixture
def judge(page: Page) -> Judge:
    """Somebody who has seen a sound page."""
    made = Judge()
    assert judged(made, page, "") == []
    return made


def judged(judge: Judge, page: Page, added: str) -> list[str]:
    page.goto("data:text/html;charset=utf-8," + SOUND.format(added.replace("#", "%23")))
    return judge.faults_of(page, judge.sees(page, "made up"), "made up")


@pytest.mark.parametrize(
    ("added", "is_legible"),
    [
        ("<p>第二句</p>", True),
        ("<p style='color: #999'>第二句</p>", False),
        ("<p style='background: #333'>第二句</p>", False),
        ("<p style='background: #333'><span>第二句</span></p>", False),
        ("<p style='opacity: 0.3'><b>第二句</b></p>", False),
    ],
)
def test_a_text_that_is_hard_to_read_in_one_language_alone_is_found(page, judge, added, is_legible):
    assert (judged(judge, page, added) == []) == is_legible


FAULTY = {
    "a field without a label": ("<form><input name='b'></form>", "label"),
    "a field whose label says nothing": ("<form><label for='b'></label><input id='b' name='b'></form>", "label"),
    "a field that is named by an empty text": ("<input aria-labelledby='c'><p id='c'></p>", "label"),
    "a list with something else in it": ("<ul><li>Одна</li><p>Другая</p></ul>", "list"),
    "an entry of no list": ("<div><li>Одна</li></div>", "listitem"),
    "a picture that says nothing": ("<img src='a.png'>", "image-alt"),
    "a button that says nothing": ("<button></button>", "button-name"),
    "a link that says nothing": ("<a href='/ru/b'></a>", "link-name"),
    "something to press in something hidden": (
        "<div aria-hidden='true'><button>Да</button></div>",
        "aria-hidden-focus",
    ),
    "something to press in something to press": ("<button>Да <a href='/'>нет</a></button>", "nested-interactive"),
    "a table whose cell names no heading": (
        "<table><tr><th id='h'>А</th><td headers='nothing'>б</td></tr></table>",
        "td-headers-attr",
    ),
    "a language that there is not": ("<p lang='xx-yy-zz'>Да</p>", "valid-lang"),
    "a choice without a name": ("<select><option>Да</option></select>", "select-name"),
    "a list of roles with a stranger": ("<div role='list'><p role='button'>Да</p></div>", "aria-required-children"),
    "two buttons that a finger takes for one": (
        "<button style='width: 9px; height: 9px'>+</button><button style='width: 9px; height: 9px'>-</button>",
        "target-size",
    ),
    "what scrolls and cannot be reached by keys": (
        "<div style='overflow: scroll; width: 50px; height: 20px'><p style='width: 900px'>Да</p></div>",
        "scrollable-region-focusable",
    ),
}


@pytest.mark.parametrize(("added", "rule"), FAULTY.values(), ids=FAULTY)
def test_what_is_built_wrong_in_one_part_of_a_page_is_found_each_time(page, judge, added, rule):
    for _time in range(2):
        assert any(found.startswith(f"{rule}:") for found in judged(judge, page, added))


def test_a_page_without_a_name_is_found(page, judge):
    page.goto("data:text/html;charset=utf-8," + SOUND.format("").replace("<title>Книги</title>", ""))
    found = judge.faults_of(page, judge.sees(page, "made up"), "made up")
    assert any(each.startswith("document-title:") for each in found)


def test_what_was_found_right_is_not_judged_again(page, judge):
    assert judged(judge, page, "<p>Вторая фраза</p>") == []
    assert page.evaluate("'axe' in window") is False
    assert judged(judge, page, "<dl><dt>Год</dt><dd>1985</dd></dl>") == []
    assert page.evaluate("'axe' in window") is True


@pytest.mark.parametrize(
    ("added", "is_hard"),
    [
        ("<p><a href='/a'>один</a> и <a href='/b'>другой</a></p>", False),
        ("<button style='width: 9px; height: 9px'></button><button style='width: 9px; height: 9px'></button>", True),
        ("<p><a href='/a'>1</a><br><a href='/b' style='line-height: 8px'>2</a></p>", True),
    ],
)
def test_what_is_hard_to_hit_is_found(page, added, is_hard):
    page.goto("data:text/html;charset=utf-8," + SOUND.format(added))
    assert (faults_of_targets(page) != []) == is_hard


@pytest.mark.parametrize(
    ("added", "faults"),
    [
        ("<p style='width: 200px'>Да</p>", 0),
        ("<p style='width: 350px'>Да</p>", 1),
        ("<form><input name='b' aria-label='Б' style='width: 60px'></form>", 1),
    ],
)
def test_what_is_too_wide_or_too_narrow_in_a_narrow_window_is_found(page, added, faults):
    page.goto("data:text/html;charset=utf-8," + SOUND.format(added))
    assert len(faults_in_width(page, 320)) == faults
