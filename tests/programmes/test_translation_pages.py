"""The pages of programmes and lists, for librarians who know one language: each offers one thing that can be done."""

import re
from html import unescape

import lxml.html
import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.authority_models import Origin, VariantName, WorkLink
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.programmes.models import Programme
from library_exchange.programmes.rules import ListEvent, ProgrammeEvent, ProgrammeState
from tests.partners import add_book, add_work
from tests.programmes.conftest import DAY

TITLE = {"title": "红楼梦", "language": "chi", "wanted": "1"}


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


@pytest.fixture
def zhao(web, scene, signed_in):
    """A librarian of Heihe, who reads Chinese."""
    return signed_in(web, "zhao@heihe.example", scene.heihe, Role.LIBRARIAN, language="zh")


@pytest.fixture
def oleg(web, scene, signed_in):
    """A librarian of the Amur, who reads Russian."""
    return signed_in(web, "oleg@amur.example", scene.amur, Role.LIBRARIAN, language="ru")


def primary(page):
    """Return the labels of the primary buttons and links of a page."""
    found = lxml.html.fromstring(page.text).xpath("//main//*[contains(concat(' ', @class, ' '), ' btn-primary ')]")
    return [each.text_content().strip() for each in found]


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def marked(page):
    return lxml.html.fromstring(page.text).xpath("//*[@aria-invalid='true']/@name")


def answers(person, language, address, *texts):
    page = person.get(f"/{language}/staff/translations/{address}")
    names = re.findall(r'name="(text-\d+)"', page.text)
    sent = person.post(f"/{language}/staff/translations/{address}/answer", data=dict(zip(names, texts, strict=True)))
    assert sent.status_code == 302


# Programmes -----------------------------------------------------------------------------------------------------------


def test_a_programme_in_one_language_is_proposed_filled_in_and_agreed_to(scene, zhao, oleg):
    number = scene.plans(name_ru=None, note_ru=None)
    page = zhao.get(f"/zh/programmes/{number}")
    assert primary(page) == ["提交对方主办馆"]
    assert "提交时，系统会请对方主办馆补写另一种文字" in page.text
    assert zhao.post(f"/zh/programmes/{number}/steps/propose").status_code == 302
    page = zhao.get(f"/zh/programmes/{number}")
    assert (primary(page), "正在等待对方主办馆补写另一种文字" in page.text) == ([], True)

    page = oleg.get(f"/ru/programmes/{number}")
    assert primary(page) == ["Написать на своём языке"]
    assert "/steps/agree" not in page.text
    assert oleg.post(f"/ru/programmes/{number}/steps/agree").status_code == 409
    answers(oleg, "ru", f"programme/{number}", "Неделя обмена", "Дарим книги.")
    assert primary(oleg.get(f"/ru/programmes/{number}")) == ["Согласиться и опубликовать"]
    assert oleg.post(f"/ru/programmes/{number}/steps/agree").status_code == 302


def test_who_is_asked_for_words_of_a_programme_is_not_told_to_wait_for_the_partner(scene, zhao, oleg):
    number = scene.plans(name_ru=None, note_ru=None)
    scene.takes(scene.heihe, ProgrammeEvent.PROPOSE)
    asker, asked = (text_of(each.get(f"/{lang}/programmes/{number}")) for each, lang in ((zhao, "zh"), (oleg, "ru")))
    assert "等待对方馆补写俄文" in asker
    assert "等待贵馆" not in asker
    assert "текст на русском ждут от вашей библиотеки" in asked
    assert "ждём от партнёра" not in asked


def test_the_author_of_a_programme_that_is_asked_for_words_is_led_to_write_them(scene, zhao, oleg):
    number = scene.plans(name_zh=None, note_zh=None)
    with transaction() as session:
        session.get_one(Programme, number).state = ProgrammeState.PROPOSED
    assert oleg.post(f"/ru/staff/translations/programme/{number}/ask").status_code == 302
    page = zhao.get(f"/zh/programmes/{number}")
    assert (primary(page), "等待贵馆补写中文" in page.text) == (["用您的语言补写"], True)
    assert "正在等待对方主办馆补写" not in page.text


def test_who_declined_to_write_may_send_the_programme_back_and_its_author_may_ask_again(scene, zhao, oleg):
    number = scene.plans(name_ru=None)
    scene.takes(scene.heihe, ProgrammeEvent.PROPOSE)
    address = f"/ru/staff/translations/programme/{number}/decline"
    assert oleg.post(address, data={"sure": "yes"}).status_code == 302
    page = oleg.get(f"/ru/programmes/{number}")
    assert (primary(page), "/steps/send_back" in page.text) == (["Вернуть на доработку"], True)
    assert primary(zhao.get(f"/zh/programmes/{number}")) == ["请对方馆补写"]


def test_after_the_partner_declined_the_page_of_a_list_says_so_and_leads_to_write_it_oneself(scene, ours, zhao, oleg):
    number, page = ours, f"/zh/book-lists/{ours}"
    assert zhao.post(f"/zh/staff/translations/book-list/{number}/ask").status_code == 302
    declined = oleg.post(f"/ru/staff/translations/book-list/{number}/decline", data={"sure": "yes"})
    assert declined.status_code == 302
    told = text_of(zhao.get(page))
    assert "无法翻译" in told
    assert f"/zh/staff/texts/book-list/{number}" in zhao.get(page).text
    assert "text-0-name-ru" in zhao.get(f"/zh/staff/texts/book-list/{number}").text
    assert primary(zhao.get(page)) != ["请对方馆补写"], "the same answer would come"
    assert zhao.post(f"/zh/staff/translations/book-list/{number}/ask").status_code == 302
    assert "无法翻译" not in text_of(zhao.get(page)), "it is asked anew"


def test_a_programme_without_words_of_its_author_leads_to_the_form_and_not_to_a_refusal(scene, zhao):
    number = scene.plans(note_zh=None, note_ru=None)
    page = zhao.get(f"/zh/programmes/{number}")
    assert primary(page) == ["填写名称和说明"]
    refused = zhao.post(f"/zh/programmes/{number}/steps/propose")
    assert (refused.status_code, marked(refused)) == (422, ["note_zh"])
    assert "请用您自己的语言填写，另一种可请对方馆补写" in refused.text


def filled_in(person, path, action, **given):
    """Send the form on a page with every field that is not marked optional; return the answer."""
    tree = lxml.html.fromstring(person.get(path).text)
    [form] = [form for form in tree.forms if form.get("action") == action]
    needed = {name: given.get(name, "有字") for name in form.fields if name and "（选填）" not in label_of(form, name)}
    return person.post(action, data={name: value for name, value in needed.items() if name != "stands_on"})


def label_of(form, name):
    return "".join(
        form.xpath(f".//label[@for='{name}']")[0].text_content() if form.xpath(f".//label[@for='{name}']") else ""
    )


def test_what_is_marked_optional_may_be_empty_until_a_programme_is_proposed(scene, zhao):
    days = {"starts_on": (now().date() + DAY).isoformat(), "ends_on": (now().date() + 30 * DAY).isoformat()}
    made = filled_in(zhao, "/zh/programmes/new", "/zh/programmes", partner_id=scene.amur, **days)
    assert made.status_code == 302
    assert primary(zhao.get(made.location)) == ["提交对方主办馆"]
    assert zhao.post(f"{made.location}/steps/propose").status_code == 302


def test_a_draft_that_lacks_its_words_says_so_when_it_is_kept(scene, zhao):
    days = {"starts_on": (now().date() + DAY).isoformat(), "ends_on": (now().date() + 30 * DAY).isoformat()}
    given = {"partner_id": scene.amur, "name_zh": "周"} | days
    page = zhao.post("/zh/programmes", data=given, follow_redirects=True)
    assert "名称或说明尚未填写" in page.text
    assert "或提交对方主办馆" not in page.text


def test_what_is_marked_optional_may_be_empty_until_a_list_is_published(scene, zhao):
    scene.publishes()
    closes_on = (now().date() + 20 * DAY).isoformat()
    page = f"/zh/programmes/{scene.programme_id}/lists"
    made = filled_in(zhao, f"{page}/new", page, receiver_id=scene.amur, closes_on=closes_on)
    assert made.status_code == 302
    assert zhao.post(f"{made.location}/titles", data=TITLE).status_code == 302
    assert primary(zhao.get(made.location)) == ["请对方馆补写"]


# Lists ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def ours(scene, zhao):
    """A list of Heihe for the Amur in a published programme, written in Chinese alone, with a title in Chinese."""
    scene.publishes()
    form = {"name_zh": "中国好书", "note_zh": "给读者。", "receiver_id": scene.amur}
    closes_on = {"closes_on": (now().date() + 20 * DAY).isoformat()}
    made = zhao.post(f"/zh/programmes/{scene.programme_id}/lists", data=form | closes_on)
    number = int(made.location.rsplit("/", 1)[1])
    assert zhao.post(f"/zh/book-lists/{number}/titles", data=TITLE).status_code == 302
    return number


def test_a_list_in_one_language_is_asked_for_awaited_and_published(scene, ours, zhao, oleg):
    page = zhao.get(f"/zh/book-lists/{ours}")
    assert primary(page) == ["请对方馆补写"]
    assert "/steps/publish" not in page.text
    assert "还没有俄文题名。" in page.text
    back = lxml.html.fromstring(page.text).xpath("//form[contains(@action, '/ask')]/input[@name='next']/@value")
    asked = zhao.post(f"/zh/staff/translations/book-list/{ours}/ask", data={"next": back[0]})
    assert asked.location == f"/zh/book-lists/{ours}"

    page = zhao.get(f"/zh/book-lists/{ours}")
    assert (primary(page), "正在等待对方馆补写。" in page.text) == ([], True)
    assert "俄文题名：等待对方馆补写。" in page.text
    assert "Заглавие на русском ждём от партнёра." in text_of(zhao.get(f"/ru/book-lists/{ours}/titles/1"))
    assert '<p class="words" lang="zh-Hans">红楼梦</p>' in oleg.get(f"/ru/staff/translations/book-list/{ours}").text
    answers(oleg, "ru", f"book-list/{ours}", "Книги Китая", "Читателям.", "Сон в красном тереме")

    page = zhao.get(f"/zh/book-lists/{ours}")
    assert (primary(page), 'id="halves"' in page.text) == (["发布书单"], False)
    assert "Сон в красном тереме" in page.text
    assert zhao.post(f"/zh/book-lists/{ours}/steps/publish").status_code == 302


def test_a_refused_list_says_what_lacks_and_asks_the_partner_from_there(ours, zhao):
    refused = zhao.post(f"/zh/book-lists/{ours}/steps/publish")
    assert (refused.status_code, marked(refused)) == (422, ["name_ru", "note_ru"])
    assert f"/staff/translations/book-list/{ours}/ask" in refused.text
    back = lxml.html.fromstring(refused.text).xpath("//form[contains(@action, '/ask')]/input[@name='next']/@value")
    assert zhao.get(back[0]).status_code == 200


def test_a_list_of_a_programme_that_is_not_agreed_to_asks_meanwhile_and_then_has_nothing_to_press(scene, oleg):
    scene.plans()
    number = scene.edits(("Обломов", 1), note_zh=None)
    assert primary(oleg.get(f"/ru/book-lists/{number}")) == ["Попросить партнёра дополнить"]
    assert oleg.post(f"/ru/staff/translations/book-list/{number}/ask").status_code == 302
    assert primary(oleg.get(f"/ru/book-lists/{number}")) == []


def test_a_list_without_words_leads_to_its_form(scene, zhao, oleg):
    scene.publishes()
    number = scene.edits(("Обломов", 1), note_zh=None, note_ru=None)
    assert primary(oleg.get(f"/ru/book-lists/{number}")) == ["Написать название и описание"]
    refused = oleg.post(f"/ru/book-lists/{number}/steps/publish")
    assert (refused.status_code, marked(refused)) == (422, ["note_ru"])


def test_a_title_in_one_language_does_not_hold_up_a_list_and_is_asked_for_while_it_is_open(scene, oleg, zhao):
    scene.publishes()
    number = scene.edits()
    title = {"title": "Обломов", "language": "rus", "wanted": "1"}
    assert oleg.post(f"/ru/book-lists/{number}/titles", data=title).status_code == 302
    page = oleg.get(f"/ru/book-lists/{number}")
    assert primary(page) == ["Опубликовать список"]
    assert "Заглавия на китайском ещё нет." in page.text
    scene.moves(ListEvent.PUBLISH)
    assert f"/staff/translations/book-list/{number}/ask" in oleg.get(f"/ru/book-lists/{number}").text
    assert oleg.post(f"/ru/staff/translations/book-list/{number}/ask").status_code == 302
    assert "Заглавие на китайском ждём от партнёра" in text_of(oleg.get(f"/ru/book-lists/{number}"))
    assert "中文题名：等待贵馆补写" in text_of(zhao.get(f"/zh/book-lists/{number}"))


def test_a_book_that_neither_side_reads_needs_its_title_in_the_editors_language(ours, zhao):
    refused = zhao.post(f"/zh/book-lists/{ours}/titles", data=TITLE | {"title": "Emma", "language": "eng"})
    assert (refused.status_code, marked(refused)) == (422, ["title_zh"])
    given = TITLE | {"title": "Emma", "language": "eng", "title_zh": "爱玛"}
    assert zhao.post(f"/zh/book-lists/{ours}/titles", data=given).status_code == 302


def test_the_form_of_a_title_knows_what_the_linked_work_is_called_in_the_other_language(ours, zhao):
    record_id = add_book()
    work_id = add_work(record_id)
    with transaction() as session:
        heading = {"script": "Cyrl", "kind": "heading", "language": "rus", "source": "tests"}
        session.add(VariantName(work_id=work_id, value="Сон в красном тереме", **heading))
        link = session.scalars(sa.select(WorkLink).where(col(WorkLink.work_id) == work_id)).one()
        link.origin, link.name = Origin.PERSON, "红楼梦"
    page = lxml.html.fromstring(zhao.get(f"/zh/book-lists/{ours}/titles/new?record={record_id}").text)
    assert page.xpath("//input[@name='title_ru']/@value") == ["Сон в красном тереме"]
    assert page.xpath("//input[@name='title_ru']/@lang") == ["ru"]


def test_a_title_is_in_the_language_of_who_adds_it_until_somebody_says_otherwise(ours, zhao):
    def chosen(language):
        page = lxml.html.fromstring(zhao.get(f"/{language}/book-lists/{ours}/titles/new").text)
        return page.xpath("//select[@name='language']/option[@selected]/@value")

    assert [chosen(language) for language in ("zh", "ru", "en")] == [["chi"], ["rus"], ["eng"]]


def test_the_editor_adds_later_what_a_title_lacks_in_its_own_language(scene, ours, zhao, oleg):
    russian = {"title": "Обломов", "language": "rus", "wanted": "1"}
    assert zhao.post(f"/zh/book-lists/{ours}/titles", data=russian).status_code == 302
    address = f"/staff/texts/book-list/{ours}"
    assert f'href="/zh{address}"' in zhao.get(f"/zh/book-lists/{ours}").text
    page = zhao.get(f"/zh{address}")
    [field] = re.findall(r'name="(text-[^"]+-title-zh)"', page.text)
    assert 'lang="ru">Обломов' in page.text
    assert "-title-ru" not in page.text  # the Russian title of the other book is asked of the Amur
    assert oleg.get(f"/ru{address}").status_code == 404
    assert oleg.post(f"/ru{address}", data={field: "别的"}).status_code == 404
    assert zhao.post(f"/zh{address}", data={field: "奥勃洛莫夫"}).location == f"/zh/book-lists/{ours}"
    page = zhao.get(f"/zh/book-lists/{ours}").text
    assert "奥勃洛莫夫" in page
    assert f'href="/zh{address}"' not in page
