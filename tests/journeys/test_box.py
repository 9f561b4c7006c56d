"""A box between two libraries, each in its own language: from pasted lists to the act of what was handed over."""

import re
import shutil
import subprocess

import pytest

from tests.journeys.desks import listed, says_why_it_is_claimed, sends, shows_the_damage, takes_in_a_list

pytestmark = pytest.mark.browser

GIVEN, TAKEN = 30, 28
FIRST_CHINESE, FIRST_RUSSIAN = 978702000, 978517038
CHINESE = tuple(f"黑龙江丛书 第{number}卷" for number in range(1, GIVEN + 1))
RUSSIAN = tuple(f"Амурская библиотека. Книга {number}" for number in range(1, TAKEN + 1))


def agree(li, anna):
    """Let the two agree to exchange piece for piece."""
    li.opens("/staff/exchange/agreements/new")
    li.page.locator("#partner_id").select_option(label="阿穆尔州科学图书馆")
    li.page.locator("#note_zh").fill("每年春秋两季各一箱。")
    li.page.locator("#note_ru").fill("Дважды в год, весной и осенью.")
    sends(li, "/staff/exchange/agreements")
    address = li.page.url.split("/zh")[1]
    sends(li, "/steps/propose")
    anna.opens(address)
    sends(anna, "/steps/accept")


def fill_the_box(li, anna):
    """Let both tick everything, counter once each way and agree."""
    li.opens("/staff/exchange/boxes")
    li.chooses("与哪家图书馆", "阿穆尔州科学图书馆")
    sends(li, "/staff/exchange/boxes")
    box = li.page.url.split("/zh")[1]
    for person, last in ((li, RUSSIAN[-1]), (anna, CHINESE[-1])):
        person.opens(box)
        for each in person.page.locator("input[name=offer]").all():
            each.check()
        sends(person, "/ticks")
        person.sees(last)
    sends(anna, "/ticks", "propose")
    li.opens(box)
    li.sees(f"{GIVEN} : {TAKEN}", "待本馆答复")
    li.page.get_by_label(CHINESE[0]).first.uncheck()
    sends(li, "/counter")
    anna.opens(box)
    anna.sees(f"{TAKEN} : {GIVEN - 1}", "убрана: Библиотека города Хэйхэ")
    anna.page.get_by_label(CHINESE[0]).first.check()
    sends(anna, "/counter")
    li.opens(box)
    li.sees(f"{GIVEN} : {TAKEN}")
    sends(li, "/accept")
    li.says_yes()
    li.sees("已商定，待寄出")
    sends(li, "/send")
    li.sees("寄送批次", "已商定")
    return box


def consignments_of(person):
    """Return the addresses of the library's two newest consignments, one each way."""
    person.opens("/staff/shipments")
    links = person.page.locator("main th a.num").all()[:2]
    return [str(link.get_attribute("href")).split(f"/{person.language}")[1] for link in links]


def describe(person, address, other):
    """Complete the titles of a consignment: the other language, an annotation, publisher and year."""
    person.opens(f"{address}/titles?all=1")
    for field in person.page.locator("main form input[type=text], main form input:not([type])").all():
        name = field.get_attribute("name") or ""
        kind, _dash, number = name.rpartition("-")
        if kind and not field.input_value():
            told = {"publisher": "Наука", "year": "2005"}.get(kind, f"{other} {number}")
            field.fill(told)
    with person.page.expect_navigation():
        person.page.locator("main form:has(select[name^=material]) button[type=submit]").first.click()


def clear(giver, receiver, address):
    """Let the giver close the list and the receiver get the permission."""
    giver.opens(address)
    sends(giver, "/make_ready")
    giver.says_yes()
    receiver.opens(address)
    sends(receiver, "/submit")
    permit = receiver.page.locator("form[action*='/permits/']:has(input[name=granted])")
    permit.locator("input[name=permit_no]").fill("2026-17")
    with receiver.page.expect_navigation():
        permit.locator("button[type=submit]").click()
    receiver.says_yes()


def _plain(option):
    return (option.text_content() or "").replace(",", ".").replace("\u00a0", " ")


def pack_and_send(giver, address, number):
    """Pack everything into one parcel, weigh it, and hand it to the post."""
    giver.opens(address)
    services = giver.page.locator("#service_id option").all()
    heaviest = max(services, key=lambda option: float(re.findall(r"[\d.]+", _plain(option))[-1]))
    giver.page.locator("#service_id").select_option(value=heaviest.get_attribute("value"))
    sends(giver, "/parcels")
    sends(giver, "/fill")
    weighing = giver.page.locator("form:has(input[name=tracking_no])").first
    weighing.locator("input[name=weight_g]").fill("12500")
    weighing.locator("input[name=tracking_no]").fill(number)
    with giver.page.expect_navigation():
        weighing.locator("button").click()
    sends(giver, "/pack")
    sends(giver, "/hand_over")
    giver.says_yes()


def text_of(paper, folder):
    """Read a paper back by a tool of its own."""
    if shutil.which("pdftotext") is None:
        pytest.skip("reading papers back needs pdftotext")
    file = folder / "paper.pdf"
    file.write_bytes(paper)
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def test_thirty_books_for_twenty_eight_go_over_the_river_and_the_act_says_so(stocked_house, make_person, tmp_path):
    house, _seen = stocked_house
    li, anna = make_person(house, "zh", "li@heihe.example"), make_person(house, "ru", "anna@amur.example")
    agree(li, anna)
    takes_in_a_list(li, "offers", listed(FIRST_CHINESE, CHINESE))
    takes_in_a_list(anna, "offers", listed(FIRST_RUSSIAN, RUSSIAN))
    fill_the_box(li, anna)
    consignments = consignments_of(li)
    for address in consignments:
        li.opens(address)
        giver, receiver, other = (
            (li, anna, "Перевод") if li.page.locator("#next-step a[href$='/titles']").count() else (anna, li, "译名")
        )
        describe(giver, address, other)
        giver.opens(address)
        pack = giver.page.locator("#papers ul.list a[href*='/papers/']").first.get_attribute("href")
        paper = text_of(giver.page.request.get(f"{house.url}{pack}").body(), tmp_path)
        assert "〓" not in paper
        assert other in paper
        clear(giver, receiver, address)
        pack_and_send(giver, address, "RR123456785CN" if giver is li else "RR473124829RU")
        receiver.opens(address)
        if receiver is anna:
            receiver.page.locator("select[name^=line-]").first.select_option("damaged")
            says_why_it_is_claimed(receiver)
        sends(receiver, "/received")
        if receiver is anna:
            receiver.says_yes()
    # One Chinese book came damaged: the Amur shows it, Heihe credits it.
    to_anna = next(address for address in consignments if _gives(li, address))
    shows_the_damage(anna, to_anna)
    li.opens(to_anna)
    li.page.get_by_alt_text("图片：破损处").scroll_into_view_if_needed()
    li.page.wait_for_function("() => document.querySelector('.pictures img').naturalWidth === 240", timeout=10_000)
    sends(li, "/credit")
    li.says_yes()
    anna.opens(to_anna)
    anna.sees("книга в балансе не учитывается")
    li.opens("/staff/exchange/account/amur")
    li.sees("到达 30", "对方馆欠本馆：1 ")
    act = li.page.request.get(f"{house.url}/zh/staff/exchange/acts/{to_anna.rsplit('/', 1)[1]}")
    assert act.status == 200
    told = text_of(act.body(), tmp_path)
    for title in (CHINESE[1], CHINESE[-1]):
        assert title in told
    assert "Перевод" in told
    assert "〓" not in told
    reads_the_figures(li, anna, house, tmp_path)


def reads_the_figures(li, anna, house, folder):
    """Fail unless what came stands in each library's report of the year: on the page, for a spreadsheet, on paper."""
    li.opens("/staff/figures")
    li.page.locator("main a[href*='/staff/figures/']").first.click()
    li.sees("黑河市图书馆", "实际收到")
    anna.opens("/staff/figures")
    anna.page.locator("main a[href*='/staff/figures/']").first.click()
    files = {name: anna.page.get_by_role("link", name=name).get_attribute("href") for name in ("CSV", "PDF")}
    table = anna.page.request.get(f"{house.url}{files['CSV']}").body().decode("utf-8-sig")
    assert any(";28" in line or ";29" in line for line in table.splitlines()), table
    paper = text_of(anna.page.request.get(f"{house.url}{files['PDF']}").body(), folder)
    assert "Амурская областная научная библиотека" in paper
    assert "阿穆尔州科学图书馆" in paper


def _gives(person, address):
    person.opens(address)
    return person.page.locator("main h1 + p a").first.inner_text() == "黑河市图书馆"
