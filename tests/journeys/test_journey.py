"""Whole acts from end to end, each library in its own language: records come in, a book goes there and back."""

import pytest

from tests.journeys.conftest import PASSWORD
from tests.journeys.desks import AMUR, HEIHE, KHABAROVSK, SAYS, ask_for, open_request

pytestmark = pytest.mark.browser

KAZAKI = "Казачья эмиграция в Китае"
CHINA_1998 = "'98中国发展报告"
CHINA_1999 = "1999 年中国发展状况与趋势"
NEW_ZEALAND = "Новая Зеландия и страны Восточной Азии"
AI = "Искусственный интеллект: современный подход"


# Records come in ------------------------------------------------------------------------------------------------------


def test_a_librarian_sees_three_titles_of_her_file_before_anything_is_taken_in(stocked_house):
    _house, seen = stocked_house
    assert seen["heihe"].titles == ["'94中国发展报告", "'98中国发展报告", CHINA_1999]
    assert seen["amur"].titles[0] == "Голоценовый вулканизм Срединного хребта Камчатки"
    assert len(seen["amur"].titles) == 3
    assert "CNMARC：10" in seen["heihe"].preview
    assert "GB 18030" in seen["heihe"].preview
    assert "RUSMARC: 471" in seen["amur"].preview
    assert "КОИ-8" in seen["amur"].preview


def test_every_record_of_a_file_is_accounted_for(stocked_house):
    _house, seen = stocked_house
    heihe, amur, khabarovsk = (seen[code].report for code in ("heihe", "amur", "dvgnb"))
    assert (heihe["读取记录"], heihe["接受"], heihe["退回"]) == (10, 10, 0)
    for report in (amur, khabarovsk):
        assert report["Прочитано записей"] == 471
        assert report["Прочитано записей"] == report["Принято"] + report["Отклонено"]
    # What Khabarovsk sends is known from Amur, but for titles that no number or author tells apart from others.
    assert khabarovsk["из них добавлены к известным изданиям"] > 400


# A book goes there and back -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("home", "lender", "title", "scripts"),
    [(HEIHE, AMUR, KAZAKI, True), (AMUR, HEIHE, CHINA_1999, False)],
    ids=["to_heihe_with_javascript", "to_amur_without_javascript"],
)
def test_a_book_goes_there_and_back(stocked_house, make_person, mail_of, home, lender, title, scripts):
    house, _seen = stocked_house
    ours, theirs = SAYS[home.language], SAYS[lender.language]
    reader = make_person(house, home.language, home.reader, scripts=scripts)
    ours_at_desk = make_person(house, home.language, home.librarian, scripts=scripts)
    theirs_at_desk = make_person(house, lender.language, lender.librarian, scripts=scripts)

    # The reader finds the book in the other script and asks her own library.
    assert ask_for(reader, title) <= 3
    request = reader.page.url.removeprefix(f"{house.url}/{home.language}")
    mail_of(home.mailbox, ours["mail_to_approve"], title)

    # Her librarian approves it and sends it to the library that holds it.
    open_request(ours_at_desk, title, ours["review"])
    own_page = ours_at_desk.page.url.removeprefix(f"{house.url}/{home.language}")
    ours_at_desk.chooses(ours["library"], lender.name_in(home.language))
    ours_at_desk.presses(ours["send"])
    ours_at_desk.sees(ours["sent"], ours["waiting"], lender.name_in(home.language))
    mail_of(home.reader, ours["mail_sent_on"], title)
    reader.opens(request)
    reader.sees(ours["reader_sent"])

    # The other side answers in its own language, without learning who reads there.
    told = mail_of(lender.mailbox, theirs["mail_new"], title, home.name_in(lender.language))
    assert home.reader not in str(told)
    open_request(theirs_at_desk, title, theirs["new"])
    their_page = theirs_at_desk.page.url.removeprefix(f"{house.url}/{lender.language}")
    theirs_at_desk.sees(home.name_in(lender.language))
    theirs_at_desk.presses(theirs["will_supply"])
    theirs_at_desk.sees(theirs["to_pick"])
    mail_of(home.mailbox, ours["mail_will_supply"], title, lender.name_in(home.language))
    ours_at_desk.opens(own_page)
    ours_at_desk.waits_to_see(ours["promised"])
    reader.opens(request)
    reader.sees(ours["reader_coming"])

    # It is found on the shelf and goes by post.
    theirs_at_desk.presses(theirs["found"])
    theirs_at_desk.sees(theirs["to_ship"])
    theirs_at_desk.unfolds(theirs["ship_without"])
    theirs_at_desk.chooses(theirs["method"], theirs["post"])
    theirs_at_desk.writes(theirs["tracking"], "rb123456785cn")
    theirs_at_desk.presses(theirs["ship_without"])
    theirs_at_desk.says_yes()
    theirs_at_desk.sees(theirs["shipped"], "RB123456785CN")
    mail_of(home.mailbox, ours["mail_shipped"], title)
    ours_at_desk.opens(own_page)
    ours_at_desk.waits_to_see(ours["on_way"])
    ours_at_desk.sees("RB123456785CN", ours["post"])
    reader.opens(request)
    reader.sees(ours["reader_on_way"])

    # It arrives and is lent.
    ours_at_desk.presses(ours["receive"])
    ours_at_desk.sees(ours["received"])
    mail_of(home.reader, ours["mail_arrived"], title)
    mail_of(lender.mailbox, theirs["mail_received"], title)
    theirs_at_desk.opens(their_page)
    theirs_at_desk.waits_to_see(theirs["with_partner"])
    reader.opens(request)
    reader.sees(ours["reader_ready"])
    ours_at_desk.presses(ours["check_out"])
    ours_at_desk.sees(ours["with_reader"])
    reader.opens(request)
    reader.sees(ours["reader_has_it"])

    # The reader brings it back, and it travels home.
    ours_at_desk.presses(ours["patron_returned"])
    ours_at_desk.sees(ours["to_return"])
    reader.opens(request)
    reader.sees(ours["reader_returned"])
    ours_at_desk.unfolds(ours["send_back_without"])
    ours_at_desk.chooses(ours["method"], ours["post"])
    ours_at_desk.presses(ours["send_back_without"])
    ours_at_desk.says_yes()
    ours_at_desk.sees(ours["returning"])
    mail_of(lender.mailbox, theirs["mail_returning"], title)
    theirs_at_desk.opens(their_page)
    theirs_at_desk.waits_to_see(theirs["returning"])
    theirs_at_desk.presses(theirs["check_in"])
    theirs_at_desk.sees(theirs["completed"])
    mail_of(home.mailbox, ours["mail_completed"], title)
    ours_at_desk.opens(own_page)
    ours_at_desk.waits_to_see(ours["completed"])


# Ways that end otherwise ----------------------------------------------------------------------------------------------


def test_a_book_that_is_not_on_the_shelf_is_asked_of_the_next_library_and_the_reader_hears_the_end(
    stocked_house, make_person, mail_of
):
    house, _seen = stocked_house
    wang = make_person(house, "zh", HEIHE.reader)
    li = make_person(house, "zh", HEIHE.librarian)
    anna = make_person(house, "ru", AMUR.librarian)
    oleg = make_person(house, "ru", KHABAROVSK.librarian)
    ask_for(wang, NEW_ZEALAND)
    request = wang.page.url.removeprefix(f"{house.url}/zh")
    open_request(li, NEW_ZEALAND, "待批准")
    own_page = li.page.url.removeprefix(f"{house.url}/zh")
    li.sees("有书可借的图书馆", AMUR.in_chinese, KHABAROVSK.in_chinese)
    li.chooses("向哪家图书馆申请", AMUR.in_chinese)
    li.presses("发出申请")

    # Amur promises the book, looks for it and does not find it.
    open_request(anna, NEW_ZEALAND, "новый заказ")
    anna.presses("Предоставим")
    anna.presses("Нет на полке")
    anna.says_yes()
    anna.sees("не выполнено", "Книги нет на полке")
    mail_of(HEIHE.mailbox, "无法满足", NEW_ZEALAND, "书不在架上")

    # Heihe asks Khabarovsk, which does not send a book in such a state on a journey.
    li.opens(own_page)
    li.waits_to_see("转问下一家")
    li.sees("无法满足", "书不在架上")
    li.presses("转问下一家")
    li.sees("已向他馆申请", KHABAROVSK.in_chinese)
    mail_of(KHABAROVSK.mailbox, "Новый заказ", NEW_ZEALAND, HEIHE.in_russian)
    open_request(oleg, NEW_ZEALAND, "новый заказ")
    oleg.unfolds("Отказать")
    oleg.chooses("Причина", "Состояние книги не позволяет её пересылать")
    oleg.presses("Отказать")
    oleg.sees("Пока она этого не сделала, отказ можно отозвать")
    oleg.says_yes()
    oleg.sees("не выполнено", "Состояние книги не позволяет её пересылать")
    mail_of(HEIHE.mailbox, "无法满足", NEW_ZEALAND, "书的品相不宜寄送")

    # Nobody else has it: the request is closed and the reader is told.
    li.opens(own_page)
    li.waits_to_see("目前其他图书馆均无此书可借。")
    li.sees("无法满足", "书的品相不宜寄送")
    wang.opens(request)
    wang.sees("正在联系另一家图书馆")
    li.opens(own_page)
    li.presses("按未满足结束")
    li.says_yes()
    li.sees("未满足", "申请已结束")
    mail_of(HEIHE.reader, "未能为您借到此书", NEW_ZEALAND)
    wang.opens(request)
    wang.sees("未能借到")


def test_a_cancellation_that_comes_too_late_is_refused_and_everybody_sees_it(stocked_house, make_person, mail_of):
    house, _seen = stocked_house
    wang = make_person(house, "zh", HEIHE.reader)
    li = make_person(house, "zh", HEIHE.librarian)
    anna = make_person(house, "ru", AMUR.librarian)
    ask_for(wang, AI)
    request = wang.page.url.removeprefix(f"{house.url}/zh")
    open_request(li, AI, "待批准")
    own_page = li.page.url.removeprefix(f"{house.url}/zh")
    li.chooses("向哪家图书馆申请", AMUR.in_chinese)
    li.presses("发出申请")
    open_request(anna, AI, "новый заказ")
    their_page = anna.page.url.removeprefix(f"{house.url}/ru")
    anna.presses("Предоставим")
    anna.presses("Книга найдена")
    li.opens(own_page)
    li.waits_to_see("可提供")

    # The reader changes her mind; the other library must agree.
    wang.opens(request)
    wang.presses("取消申请")
    wang.sees("将请求对方馆取消")
    wang.says_yes()
    wang.sees("正在取消", "等待答复")
    told = mail_of(AMUR.mailbox, "Партнёр просит отменить", AI)
    assert HEIHE.reader not in str(told)

    # It does not: the parcel is packed.
    open_request(anna, AI, "партнёр просит отменить")
    anna.presses("Отказать в отмене")
    anna.says_yes()
    anna.sees("В отмене отказано")
    mail_of(HEIHE.mailbox, "无法取消", AI, AMUR.in_chinese)
    li.opens(own_page)
    li.waits_to_see("对方馆已无法取消")
    wang.opens(request)
    wang.sees("借出馆正在备书寄出")
    anna.opens(their_page)
    anna.unfolds("Отправить без документов")
    anna.chooses("Способ доставки", "Через транзитную библиотеку")
    anna.presses("Отправить без документов")
    anna.says_yes()
    anna.sees("отправлено", "Через транзитную библиотеку")


def test_a_book_is_lent_on_a_condition_renewed_recalled_and_comes_back_damaged(stocked_house, make_person, mail_of):
    house, _seen = stocked_house
    ivan = make_person(house, "ru", AMUR.reader)
    anna = make_person(house, "ru", AMUR.librarian)
    li = make_person(house, "zh", HEIHE.librarian)
    ask_for(ivan, CHINA_1998)
    request = ivan.page.url.removeprefix(f"{house.url}/ru")
    open_request(anna, CHINA_1998, "ждёт одобрения")
    own_page = anna.page.url.removeprefix(f"{house.url}/ru")
    anna.sees("у нас около")
    anna.chooses("К какой библиотеке обратиться", HEIHE.in_russian)
    anna.presses("Отправить заказ")

    # Heihe lends it on a condition, which Amur accepts; the reader reads of it.
    open_request(li, CHINA_1998, "新申请")
    their_page = li.page.url.removeprefix(f"{house.url}/zh")
    li.unfolds("有条件提供")
    li.chooses("借阅条件", "仅限馆内阅览")
    li.presses("有条件提供")
    li.says_yes()
    li.sees("对方馆考虑条件中", "下一步由")
    mail_of(AMUR.mailbox, "На условиях", "Только для чтения в библиотеке")
    open_request(anna, CHINA_1998, "на условиях")
    anna.presses("Принять условие")
    anna.sees("Только для чтения в библиотеке")
    anna.says_yes()
    mail_of(HEIHE.mailbox, "条件已接受")
    open_request(li, CHINA_1998, "待取书")
    li.presses("已找到")
    li.unfolds("无单证直接寄出")
    li.chooses("运送方式", "邮寄")
    li.presses("无单证直接寄出")
    li.says_yes()
    open_request(anna, CHINA_1998, "в пути к нам")
    anna.presses("Принять")
    told = mail_of(AMUR.reader, "Ваша книга пришла", "Только для чтения в библиотеке")
    assert AMUR.librarian not in str(told)
    anna.presses("Выдать в читальный зал")

    # The reader asks to keep it longer, and is told until when.
    ivan.opens(request)
    ivan.sees("Только для чтения в библиотеке")
    ivan.presses("Попросить продлить")
    ivan.sees("Вы попросили продлить срок")
    mail_of(HEIHE.mailbox, "申请续借", AMUR.in_chinese)
    open_request(li, CHINA_1998, "对方申请续借，待本馆答复")
    li.presses("同意续借")
    mail_of(AMUR.reader, "Срок продлён")
    ivan.opens(request)
    ivan.sees("Чтение в библиотеке")

    # Then it is needed back sooner.
    li.opens(their_page)
    li.unfolds("召回")
    li.presses("召回")
    li.says_yes()
    li.sees("被召回")
    mail_of(AMUR.reader, "Просьба вернуть книгу досрочно")
    ivan.opens(request)
    ivan.sees("Просят вернуть")
    open_request(anna, CHINA_1998, "вернуть досрочно")
    anna.presses("Принять у читателя")
    anna.unfolds("Отправить обратно без документов")
    anna.chooses("Способ доставки", "Почтой")
    anna.presses("Отправить обратно без документов")
    anna.says_yes()

    # It comes back wet, and the two libraries settle it.
    open_request(li, CHINA_1998, "归还途中")
    li.unfolds("还回时有破损")
    li.chooses("破损情况", "水渍")
    li.presses("还回时有破损")
    li.says_yes()
    mail_of(AMUR.mailbox, "Вернулась повреждённой", "Следы воды")
    li.opens(their_page)
    li.chooses("处理结果", "不要求赔偿")
    li.presses("已处理完毕")
    li.says_yes()
    li.sees("已完成", "不要求赔偿")
    anna.opens(own_page)
    anna.waits_to_see("завершено")
    anna.sees("Возмещение не требуется", "1 раз")


# Mail -----------------------------------------------------------------------------------------------------------------


def test_the_platform_administrator_sees_every_mail_in_the_language_of_who_gets_it(stocked_house, make_person, mail_of):
    house, _seen = stocked_house
    wang = make_person(house, "zh", HEIHE.reader)
    ask_for(wang, "Талейран")
    kept = mail_of(HEIHE.mailbox, "待批准", "Талейран")
    admin = make_person(house, "en", "admin@bridge.example")
    admin.opens("/platform/mail")
    admin.sees("No mail server is set", HEIHE.mailbox)
    link = admin.page.get_by_role("link", name=str(kept["Subject"]), exact=True)
    assert link.get_attribute("lang") == "zh-Hans"
    link.click()
    letter = admin.page.locator("pre.mail")
    assert letter.get_attribute("lang") == "zh-Hans"
    assert letter.inner_text().split() == kept.get_content().split()


# Hands on the keyboard ------------------------------------------------------------------------------------------------


def tab_to(person, selector):
    """Press Tab until the focus stands on what `selector` names."""
    for _ in range(80):
        person.page.keyboard.press("Tab")
        if person.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"no number of Tabs leads to {selector}")


def test_a_reader_finds_and_requests_a_book_with_the_keyboard_alone(stocked_house, make_person):
    house, _seen = stocked_house
    wang = make_person(house, "zh")
    wang.opens("/login")
    for field, text in (("#email", HEIHE.reader), ("#password", PASSWORD)):
        tab_to(wang, field)
        wang.page.keyboard.type(text)
    wang.page.keyboard.press("Enter")
    wang.page.locator("form[action$='/logout']").wait_for()  # on her own page, if something waits for her there
    wang.opens("/")
    tab_to(wang, "main input[type=search]")
    wang.page.keyboard.type("Физика горных пород")
    wang.page.keyboard.press("Enter")
    wang.page.wait_for_url("**/search?**")
    tab_to(wang, ".hit-side a")
    wang.page.keyboard.press("Enter")
    wang.page.wait_for_url("**/loans/new?**")
    tab_to(wang, "main button[type=submit]")
    wang.page.keyboard.press("Enter")
    wang.sees("Физика горных пород", "本馆正在处理")


def test_the_keys_of_the_queue_work_under_a_russian_layout_and_open_a_row_beside_the_list(stocked_house, make_person):
    house, _seen = stocked_house
    ivan = make_person(house, "ru", AMUR.reader)
    ask_for(ivan, "'98中国发展报告")
    ask_for(ivan, "'99中国发展报告")
    anna = make_person(house, "ru", AMUR.librarian)
    anna.opens("/staff")
    rows = anna.page.locator("table[data-queue] tbody tr")
    assert rows.count() >= 2

    def strikes(code, letter):
        anna.page.evaluate(
            "([code, key]) => document.activeElement.dispatchEvent("
            "new KeyboardEvent('keydown', {code, key, bubbles: true, cancelable: true}))",
            [code, letter],
        )

    strikes("KeyJ", "о")
    assert rows.nth(1).get_attribute("class") == "at"
    title = rows.nth(1).locator(".t-o").inner_text()
    strikes("KeyS", "ы")
    anna.page.wait_for_url("**/loans/*")
    anna.sees(title)
    # A row is opened beside the list by keys and by its number, and on its page where there is no room for both.
    page = anna.page
    page.set_viewport_size({"width": 1280, "height": 800})
    anna.opens("/staff")
    rows = page.locator("table[data-queue] tbody tr")
    number = rows.nth(1).get_attribute("id").removeprefix("loan-")
    rows.nth(0).locator(".ti a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/staff?open={number}*")
    assert page.locator("aside h2").is_visible()
    assert rows.nth(1).get_attribute("class") == "at"
    page.locator("aside a[href*='/loans/']").first.click()
    page.wait_for_url(f"**/loans/{number}")
    anna.opens("/staff")
    page.locator("table[data-queue] tbody tr [data-opener]").nth(1).click()
    page.wait_for_url(f"**/staff?open={number}*")
    page.set_viewport_size({"width": 390, "height": 800})
    anna.opens("/staff")
    assert not page.locator("[data-opener]").first.is_visible()
    page.locator("table[data-queue] tbody tr .ti a").first.click()
    page.wait_for_url("**/loans/*")
