"""A library's own house: its names on both sides, what it tells its visitors, its sign, and what lacks there."""

import io
import re

import lxml.html
import pytest
from PIL import Image
from sqlmodel import select

from library_exchange.core import bilingual
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Forbidden, InvalidInput
from library_exchange.core.models import AuditEntry
from library_exchange.core.pictures import read as read_picture
from library_exchange.directory import proposals, queries, services
from library_exchange.directory.models import AddressForm, Library, PostalAddress
from library_exchange.directory.rules.proposed_names import in_latin, proposed_name, proposed_place
from library_exchange.directory.schemas import Identity, OwnWords

OF_HEIHE = {
    "name_zh": "黑河市图书馆",
    "name_ru": "Городская библиотека Хэйхэ",
    "name_en": "Heihe Library",
    "city_zh": "黑河",
    "city_ru": "Хэйхэ",
    "city_en": "Heihe",
    "timezone": "Asia/Shanghai",
    "language": "zh",
}
LACKS = {"zh": "尚有欠缺", "ru": "не всё заполнено"}


@pytest.fixture
def heihe(web, make_library):
    return make_library(has_address=False)


def admin_of(library_id):
    return Actor("person", library_id=library_id, user_id=1, roles=frozenset({Role.LIBRARY_ADMIN}))


def library_named(code="heihe"):
    with reading() as session:
        return queries.get_library(session, code)


def png(color="red"):
    file = io.BytesIO()
    Image.new("RGB", (400, 300), color).save(file, "PNG")
    return file.getvalue()


# What is proposed -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chinese", "russian", "english"),
    [
        ("黑河市图书馆", "Библиотека города Хэйхэ", "Heihe City Library"),
        ("黑龙江省图书馆", "Библиотека провинции Хэйлунцзян", "Heilongjiang Provincial Library"),
        ("黑龍江大學圖書館", "Библиотека университета Хэйлунцзян", "Heilongjiang University Library"),
        ("石桥阅览室", "Читальный зал Шицяо", "Shiqiao Reading Room"),
        ("石桥阅览室（示例）", "Читальный зал Шицяо", "Shiqiao Reading Room"),
        ("哈尔滨市图书馆", "Библиотека города Харбин", "Harbin City Library"),
    ],
)
def test_the_name_of_a_chinese_library_is_proposed_in_russian_and_english(chinese, russian, english):
    assert [proposed_name({"zh": chinese}, code) for code in ("ru", "en")] == [russian, english]


def test_no_rule_makes_a_chinese_name_of_a_russian_one():
    tynda = {"ru": "Библиотека Тынды"}
    assert proposed_name(tynda, "zh") == proposed_place({"ru": "Тында"}, "zh") == ""
    assert proposed_name(tynda, "en") == proposed_name({"ru": "Библиотека Тынды (пример)"}, "en") == "Biblioteka Tyndy"


def test_a_town_is_proposed_in_one_word():
    assert [proposed_place({"zh": "西安市"}, code) for code in ("ru", "en")] == ["Сиань", "Xi'an"]


@pytest.mark.parametrize(
    ("local", "latin"),
    [("兴安街59号（北门）", "Xing'an Jie 59 Hao (Beimen)"), ("ул. Ленина, 139", "ul. Lenina, 139"), ("ソ", "")],
)
def test_a_line_of_an_address_is_written_in_latin_letters(local, latin):
    assert in_latin(local) == latin


def test_a_town_is_called_as_its_other_libraries_call_it(web, make_library):
    make_library("Tynda", "RU", city_zh="滕达", city_ru="Тында", city_en="Tynda")
    with reading() as session:
        made = proposals.for_names(session, "RU", {"city_ru": "Тында", "name_ru": "Детская библиотека"})
    assert (made["city_zh"], made["city_en"]) == ("滕达", "Tynda")
    assert "name_zh" not in made


def test_of_a_name_that_only_stands_in_nothing_is_proposed(web, make_library):
    make_library("Tynda", "RU", city_zh="Тында", city_ru="Тында", unwritten_names=["city_zh"])
    with reading() as session:
        assert "city_zh" not in proposals.for_names(session, "RU", {"city_ru": "Тында"})


# Names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "mark"), [("zh", "系统拟定"), ("ru", "Предложено: прочитайте")])
def test_what_lacks_is_proposed_in_the_form_and_stands_once_it_is_saved(web, make_library, signed_in, language, mark):
    lacking = ["name_ru", "city_ru"]
    own = {"name_ru": "黑河市图书馆", "city_ru": "黑河", "city_zh": "黑河", "unwritten_names": lacking}
    admin = signed_in(web, "admin@heihe.example", make_library(**own), Role.LIBRARY_ADMIN)
    page = admin.get(f"/{language}/libraries/heihe/names").text
    assert 'value="Библиотека города Хэйхэ"' in page
    assert mark in page
    assert library_named().name_ru == "黑河市图书馆", "nothing is changed by looking"
    assert admin.post(f"/{language}/libraries/heihe/names", data=OF_HEIHE).status_code == 302
    library = library_named()
    assert (library.name_ru, library.unwritten_names) == ("Городская библиотека Хэйхэ", [])
    assert mark not in admin.get(f"/{language}/libraries/heihe/names").text


def test_a_name_left_empty_is_that_of_the_own_language(web, heihe):
    with transaction() as session:
        library = session.get_one(Library, heihe)
        services.rename(session, admin_of(heihe), library, Identity(**OF_HEIHE | {"name_ru": "", "city_en": ""}))
    library = library_named()
    assert (library.name_ru, library.city_en) == ("黑河市图书馆", "黑河")
    assert library.unwritten_names == ["name_ru", "city_en"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({f"name_{code}": "" for code in ("zh", "ru", "en")}, "name_zh"),
        ({"timezone": "Asia/Yakutsk"}, "timezone"),
    ],
)
def test_a_library_keeps_a_name_and_a_time_of_its_country(web, heihe, changed, field):
    with pytest.raises(InvalidInput) as refused, transaction() as session:
        services.rename(session, admin_of(heihe), session.get_one(Library, heihe), Identity(**OF_HEIHE | changed))
    assert list(refused.value.fields) == [field]


def test_a_library_does_not_change_its_own_kind_but_the_platform_does(web, heihe):
    for actor, kind in ((admin_of(heihe), "public"), (Actor("person", is_platform_admin=True), "university")):
        with transaction() as session:
            library = session.get_one(Library, heihe)
            services.rename(session, actor, library, Identity(**OF_HEIHE, kind="university"))
        assert library_named().kind == kind


def test_what_a_rule_proposed_at_the_admission_is_confirmed_by_the_library_and_not_by_the_platform(web, make_library):
    heihe = make_library(name_ru="Городская библиотека Хэйхэ", proposed_names=["name_ru"])
    for actor, left in ((Actor("person", is_platform_admin=True), ["name_ru"]), (admin_of(heihe), [])):
        with transaction() as session:
            services.rename(session, actor, session.get_one(Library, heihe), Identity(**OF_HEIHE))
        assert library_named().proposed_names == left


@pytest.mark.parametrize(
    ("lang", "zones"),
    [
        ("zh", {"Asia/Shanghai": "上海 (GMT+08:00)", "Asia/Urumqi": "乌鲁木齐 (GMT+06:00)"}),
        ("ru", {"Asia/Shanghai": "Шанхай (GMT+08:00)", "Asia/Urumqi": "Урумчи (GMT+06:00)"}),
    ],
)
def test_the_time_zone_is_chosen_by_its_town_in_the_language_of_the_page(web, heihe, signed_in, lang, zones):
    page = signed_in(web, "li@heihe.example", heihe, Role.LIBRARY_ADMIN).get(f"/{lang}/libraries/heihe/names")
    offered = re.findall(r'<option value="(Asia/\w+)"[^>]*>([^<]+)<', page.get_data(as_text=True))
    assert {value: told.strip() for value, told in offered} == zones


def test_nobody_else_changes_the_names_the_words_or_the_sign_of_a_library(web, heihe, make_library):
    stranger = admin_of(make_library("Amur", "RU"))
    picture = read_picture(png())
    acts = (
        lambda session, library: services.rename(session, stranger, library, Identity(**OF_HEIHE)),
        lambda session, library: services.write_words(session, stranger, library, OwnWords(hours_zh="9–18"), now()),
        lambda session, library: services.set_logo(session, stranger, library, picture, now()),
        lambda session, library: services.remove_logo(session, stranger, library, now()),
    )
    for act in acts:
        with pytest.raises(Forbidden), transaction() as session:
            act(session, session.get_one(Library, heihe))


# Addresses ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "mark"), [("zh", "系统拟定"), ("ru", "Предложено: прочитайте")])
def test_the_address_in_latin_letters_is_proposed_from_what_is_typed_before_anything_is_saved(
    web, make_library, signed_in, language, mark
):
    library_id = make_library("Tynda", "RU", has_address=False)
    admin = signed_in(web, "admin@tynda.example", library_id, Role.LIBRARY_ADMIN)
    typed = {"local_street": "ул. Лесная, 3", "local_postcode": "676282", "latin_city": "TYNDA", "loan_days": "21"}
    page = admin.post(f"/{language}/libraries/tynda/edit", data=typed | {"propose": "y"})
    assert page.status_code == 200
    main = lxml.html.fromstring(page.text).find(".//main")
    shown = {name: main.xpath(f".//input[@name='{name}']/@value")[0] for name in (*typed, "latin_postcode")}
    assert shown == typed | {"latin_postcode": "676282"}
    assert main.xpath(".//input[@name='latin_street']/@value")[0].isascii()
    assert mark in page.text
    with reading() as session:
        assert session.exec(select(PostalAddress)).all() == []
    stranger = signed_in(web, "reader@tynda.example", library_id, Role.READER)
    assert stranger.post(f"/{language}/libraries/tynda/edit", data={"propose": "y"}).status_code == 403


@pytest.mark.parametrize(("language", "told"), [("zh", "制作邮寄单据时需要"), ("ru", "нельзя оформить почтовые")])
def test_what_papers_for_the_post_need_and_lack_is_told_in_the_house(web, heihe, signed_in, language, told):
    librarian = signed_in(web, "li@heihe.example", heihe, Role.LIBRARIAN)
    page = f"/{language}/libraries/heihe/house"
    assert librarian.get(page).text.count(told) == 4
    whole = {"street": "Xing'an 59", "postcode": "164300"}
    with transaction() as session:
        session.add_all(PostalAddress(library_id=heihe, form=form, **whole) for form in AddressForm)
    assert told not in librarian.get(page).text


# The house ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_the_name_at_the_top_leads_staff_to_the_house_and_readers_to_the_page(web, heihe, signed_in, language):
    for role, address in ((Role.LIBRARIAN, "/house"), (Role.READER, "")):
        person = signed_in(web, f"{role}@heihe.example", heihe, role)
        assert f'<a href="/{language}/libraries/heihe{address}">' in person.get(f"/{language}/me").text


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_librarian_sees_what_lacks_and_an_administrator_changes_it(web, heihe, signed_in, language):
    page = f"/{language}/libraries/heihe/house"
    door = f'href="/{language}/libraries/heihe/words"'
    seen = signed_in(web, "li@heihe.example", heihe, Role.LIBRARIAN).get(page).text
    assert LACKS[language] in seen
    assert door not in seen
    assert door in signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN).get(page).text


# Words ----------------------------------------------------------------------------------------------------------------


def test_visitors_read_the_opening_hours_in_their_language_or_in_the_librarys(web, heihe, signed_in):
    admin = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    told = {"hours_zh": "周一至周五 9–18", "hours_ru": "пн–пт 9–18", "joining_zh": "凭身份证办理"}
    assert admin.post("/zh/libraries/heihe/words", data=told).status_code == 302
    visitor = web.test_client()
    assert '<dd class="words" lang="ru">пн–пт 9–18</dd>' in visitor.get("/ru/libraries/heihe").text
    assert '<dd class="words" lang="zh-Hans">凭身份证办理</dd>' in visitor.get("/ru/libraries/heihe").text
    assert "周一至周五" in visitor.get("/zh/libraries/heihe").text
    admin.post("/zh/libraries/heihe/words", data={"hours_zh": "周一至周六"})
    again = visitor.get("/ru/libraries/heihe").text
    assert "周一至周六" in again
    assert "пн–пт" not in again


def test_who_finds_a_book_without_an_account_reads_how_to_become_a_reader(web, heihe):
    with transaction() as session:
        library = session.get_one(Library, heihe)
        services.write_words(
            session, admin_of(heihe), library, OwnWords(joining_zh="凭身份证办理", hours_zh="9–18"), now()
        )
    page = web.test_client().get("/zh/login?next=/zh/loans/new").text
    assert "凭身份证办理" in page
    assert "9–18" in page


@pytest.mark.parametrize(("language", "sentence"), [("zh", "内容过长"), ("ru", "Слишком длинный текст")])
def test_words_that_are_too_long_are_refused_with_what_was_typed(web, heihe, signed_in, language, sentence):
    admin = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    answer = admin.post(f"/{language}/libraries/heihe/words", data={"hours_zh": "周" * 601, "joining_ru": "Приходите"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Приходите" in answer.text


# The sign -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "refusal"), [("zh", "这不是 JPEG"), ("ru", "Это не снимок JPEG")])
def test_the_sign_of_a_library_is_shown_to_everybody_until_it_is_removed(web, heihe, signed_in, language, refusal):
    admin, visitor = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN), web.test_client()
    door, page = f"/{language}/libraries/heihe/sign", f"/{language}/libraries/heihe"
    refused = admin.post(door, data={"picture": (io.BytesIO(b"GIF89a"), "sign.gif")})
    assert refused.status_code == 422
    assert refusal in refused.text
    for color in ("red", "blue"):
        assert admin.post(door, data={"picture": (io.BytesIO(png(color)), "sign.png")}).status_code == 302
    assert f'src="{page}/sign.jpg" width="240" height="180"' in visitor.get(page).text
    file = visitor.get(f"{page}/sign.jpg")
    assert file.content_type == "image/jpeg"
    red, _green, blue = Image.open(io.BytesIO(file.data)).convert("RGB").getpixel((5, 5))
    assert blue > red, "the later one stands"
    assert admin.post(f"{door}/remove").status_code == 302
    assert visitor.get(f"{page}/sign.jpg").status_code == 404
    assert "sign.jpg" not in visitor.get(page).text


def test_each_change_of_the_house_is_written_down(web, heihe):
    actor = admin_of(heihe)
    with transaction() as session:
        library = session.get_one(Library, heihe)
        services.rename(session, actor, library, Identity(**OF_HEIHE))
        services.write_words(session, actor, library, OwnWords(hours_zh="9–18"), now())
    with reading() as session:
        done = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert done[-2:] == ["rename", "write_words"]


def test_a_partner_asks_for_what_a_library_tells_of_itself_in_its_language(web, heihe, make_library, signed_in):
    with transaction() as session:
        library, words = session.get_one(Library, heihe), OwnWords(hours_zh="周一至周五 9–18", lending_ru="Почтой")
        services.write_words(session, admin_of(heihe), library, words, now())
    ours = signed_in(web, "li@heihe.example", heihe, Role.LIBRARIAN)
    theirs = signed_in(web, "anna@amur.example", make_library("Amur", "RU"), Role.LIBRARIAN)
    door, place = f"/staff/translations/library_words/{heihe}", "/ru/libraries/heihe"
    assert f"{door}/ask" not in ours.get("/zh/libraries/heihe").text
    assert f"{door}/ask" not in web.test_client().get(place).text
    assert f'action="/ru{door}/ask"' in theirs.get(place).text
    theirs.post(f"/ru{door}/ask", data={"next": place})
    fields = re.findall(r'<textarea[^>]*name="(text-\d+)"', ours.get(f"/zh{door}").text)
    assert len(fields) == 1, "what stands in Russian is not asked for"
    assert ours.post(f"/zh{door}/answer", data={fields[0]: "пн–пт 9–18"}).status_code == 302
    page = theirs.get(place).text
    assert '<dd class="words" lang="ru">пн–пт 9–18</dd>' in page
    assert f"{door}/ask" not in page


def test_what_a_library_writes_itself_is_awaited_no_more(web, heihe, make_library, signed_in):
    def write(words):
        with transaction() as session:
            services.write_words(session, admin_of(heihe), session.get_one(Library, heihe), words, now())

    write(OwnWords(hours_zh="9–18"))
    theirs = signed_in(web, "anna@amur.example", make_library("Amur", "RU"), Role.LIBRARIAN)
    theirs.post(f"/ru/staff/translations/library_words/{heihe}/ask", data={"next": "/ru/"})
    write(OwnWords(hours_zh="9–18", hours_ru="9–18"))
    with reading() as session:
        assert bilingual.awaited(session, "library_words", heihe) == frozenset()
