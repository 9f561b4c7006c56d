"""What is agreed in words: each librarian writes her own language, and the partner fills in the other one."""

import pytest

pytestmark = pytest.mark.browser

CHINESE, RUSSIAN = "每年春秋两季各寄一箱。", "По одному ящику весной и осенью."


def sends(person, ending):
    """Press the button of the form whose address ends so, and wait for the page that follows."""
    person.actions += 1
    with person.page.expect_navigation():
        person.page.locator(f"form[action$='{ending}'] button[type=submit]").first.click()


def drafts(person, partner, field, terms):
    """Draft an agreement with terms in one language; return its address."""
    person.opens("/staff/exchange/agreements/new")
    person.page.locator("#partner_id").select_option(label=partner)
    person.page.locator(field).fill(terms)
    sends(person, "/staff/exchange/agreements")
    return person.page.url.split(f"/{person.language}")[1]


def test_terms_written_in_one_language_come_into_force_in_both(stocked_house, make_person, mail_of):
    house, _seen = stocked_house
    zhao = make_person(house, "zh", "zhao@hlj.example")
    oleg = make_person(house, "ru", "oleg@dvgnb.example")
    agreement = drafts(zhao, "远东国家科学图书馆", "#note_zh", CHINESE)
    sends(zhao, "/steps/propose")
    zhao.sees("等待对方馆补写俄文")

    # It waits in the work list of the partner, who reads Chinese as little as she needs to.
    mail_of("ill@dvgnb.example", "просит написать текст на вашем языке")
    oleg.opens("/staff")
    oleg.sees("1 текст нужно написать на другом языке")
    with oleg.page.expect_navigation():
        oleg.page.locator("[data-waits=texts] a", has_text="Написать по-русски").click()
    oleg.sees(CHINESE, "Хэйлунцзянская провинциальная библиотека")
    oleg.page.locator("main textarea").fill(RUSSIAN)
    sends(oleg, "/answer")
    oleg.opens("/staff")
    assert "нужно написать на другом языке" not in oleg.text
    mail_of("ill@hlj.example", "已补写您请求的文字")

    oleg.opens(agreement)
    oleg.sees(RUSSIAN)
    sends(oleg, "/steps/accept")
    zhao.opens(agreement)
    zhao.sees("协议有效", RUSSIAN, CHINESE)


def test_a_librarian_who_cannot_translate_says_so_and_the_asker_writes_it_herself(stocked_house, make_person):
    house, _seen = stocked_house
    oleg = make_person(house, "ru", "oleg@dvgnb.example")
    li = make_person(house, "zh", "li@heihe.example")
    agreement = drafts(oleg, "Библиотека города Хэйхэ", "#note_ru", RUSSIAN)
    sends(oleg, "/steps/propose")
    oleg.sees("ждём от партнёра")
    li.opens("/staff/translations")
    with li.page.expect_navigation():
        li.page.locator("main a[href*='/staff/translations/agreement/']").first.click()
    sends(li, "/decline")
    if li.page.locator("main button[name=sure]").count():
        li.says_yes()
    oleg.opens(agreement)
    oleg.sees("текста на китайском ещё нет")
