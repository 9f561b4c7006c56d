"""What a library's administrator tells partners: closed days, weekdays, addresses in two scripts, the gateway."""

from datetime import date, timedelta

import lxml.html
import pytest
import sqlalchemy as sa
from lxml import html
from sqlmodel import col

from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Forbidden, InvalidInput, NotFound
from library_exchange.directory import queries, services
from library_exchange.directory.models import AddressForm, Closure, Library
from library_exchange.directory.rules import calendars
from library_exchange.directory.schemas import NewClosure, Weekdays, Whereabouts

REPAIRS = {"starts_on": "2026-03-02", "ends_on": "2026-03-06", "reason": "repair"}
RULES = {"lends": "y", "loan_days": "45", "transit_days": "20", "mailbox": "ill@heihe.example"}


def admin_of(library_id):
    return Actor(kind="person", library_id=library_id, user_id=1, roles=frozenset({Role.LIBRARY_ADMIN}))


@pytest.fixture
def heihe(app, make_library):
    return make_library("Heihe")


@pytest.fixture
def amur(app, make_library):
    return make_library("Amur", "RU")


def at(session, library_id):
    return session.get_one(Library, library_id)


def test_a_closure_counts_from_the_moment_it_is_entered(heihe):
    with transaction() as session:
        closure = services.add_closure(session, admin_of(heihe), at(session, heihe), NewClosure(**REPAIRS))
    with reading() as session:
        calendar = queries.calendar_of(session, at(session, heihe))
    assert calendars.next_open_day(calendar, date(2026, 3, 2)) == date(2026, 3, 9)
    with transaction() as session:
        services.remove_closure(session, admin_of(heihe), at(session, heihe), closure.id)
    with reading() as session:
        assert queries.closures(session, at(session, heihe)) == []


def test_only_its_administrator_closes_a_library(heihe, amur):
    librarian = Actor(kind="person", library_id=heihe, user_id=1, roles=frozenset({Role.LIBRARIAN}))
    with transaction() as session:
        closure = services.add_closure(session, admin_of(heihe), at(session, heihe), NewClosure(**REPAIRS))
    for stranger in (librarian, admin_of(amur)):
        with transaction() as session:
            library = at(session, heihe)
            for act in (
                lambda s=session, a=stranger, x=library: services.add_closure(s, a, x, NewClosure(**REPAIRS)),
                lambda s=session, a=stranger, x=library: services.remove_closure(s, a, x, closure.id),
                lambda s=session, a=stranger, x=library: services.set_weekdays(s, a, x, Weekdays(day_1=True)),
                lambda s=session, a=stranger, x=library: services.update_whereabouts(s, a, x, Whereabouts()),
            ):
                with pytest.raises(Forbidden):
                    act()
    with transaction() as session, pytest.raises(NotFound):
        services.remove_closure(session, admin_of(amur), at(session, amur), closure.id)


@pytest.mark.parametrize("change", [{"ends_on": "2026-03-01"}, {"ends_on": "2027-03-03"}])
def test_days_in_the_wrong_order_or_without_an_end_are_no_closure(heihe, change):
    with transaction() as session, pytest.raises(InvalidInput) as refused:
        services.add_closure(session, admin_of(heihe), at(session, heihe), NewClosure(**(REPAIRS | change)))
    assert set(refused.value.fields) == {"ends_on"}


def test_days_that_are_closed_already_are_not_closed_again_but_longer_or_later_ones_are(heihe):
    with transaction() as session:
        add = lambda **days: services.add_closure(  # noqa: E731
            session, admin_of(heihe), at(session, heihe), NewClosure(**(REPAIRS | days))
        )
        add()
        for days in ({}, {"starts_on": "2026-03-04"}, {"ends_on": "2026-03-04"}):
            with pytest.raises(InvalidInput) as refused:
                add(**days)
            assert list(refused.value.fields) == ["starts_on"]
        add(ends_on="2026-03-09")
        add(starts_on="2026-03-12", ends_on="2026-03-13")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("675 000", "675000"), (" 164300", "164300"), ("６７５ ０００", "675000"), ("SW1A 1AA", "SW1A 1AA")],
)
def test_a_postcode_of_digits_is_kept_without_spaces(typed, kept):
    assert Whereabouts(latin_postcode=typed).latin_postcode == kept
    assert Whereabouts(local_postcode=typed).local_postcode == kept


def test_the_database_refuses_a_closure_that_ends_before_it_begins(heihe):
    days = {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 1), "reason": "repair"}
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.add(Closure(library_id=heihe, **days))


def test_a_library_works_on_one_day_at_least(heihe):
    with transaction() as session:
        services.set_weekdays(session, admin_of(heihe), at(session, heihe), Weekdays(day_2=True, day_7=True))
        assert queries.calendar_of(session, at(session, heihe)).weekdays == {2, 7}
        with pytest.raises(InvalidInput):
            services.set_weekdays(session, admin_of(heihe), at(session, heihe), Weekdays())


def test_the_gateway_is_another_library_of_the_same_country(heihe, amur, make_library):
    suihua = make_library("Suihua")
    for gateway in (suihua, amur, 999):
        with transaction() as session, pytest.raises(InvalidInput):
            services.update_whereabouts(session, admin_of(suihua), at(session, suihua), Whereabouts(gateway_id=gateway))
    with transaction() as session:
        services.update_whereabouts(
            session, admin_of(suihua), at(session, suihua), Whereabouts(gateway_id=heihe, is_inland=True)
        )
    with reading() as session:
        assert [each.id for each in queries.possible_gateways(session, at(session, suihua))] == [heihe]
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.execute(sa.update(Library).where(col(Library.id) == heihe).values(gateway_id=heihe))


def test_a_library_that_leaves_becomes_nobodys_gateway_and_stays_that_of_whoever_has_it(heihe, make_library):
    suihua, mudanjiang = make_library("Suihua"), make_library("Mudanjiang")
    with transaction() as session:
        services.update_whereabouts(session, admin_of(suihua), at(session, suihua), Whereabouts(gateway_id=heihe))
    with transaction() as session:
        leaves = {"is_closing": True, "lends": False, "leaves_on": date(2026, 12, 31)}
        session.execute(sa.update(Library).where(col(Library.id) == heihe).values(leaves))
    with reading() as session:
        assert [each.id for each in queries.possible_gateways(session, at(session, suihua))] == [heihe, mudanjiang]
        assert [each.id for each in queries.possible_gateways(session, at(session, mudanjiang))] == [suihua]
    with transaction() as session, pytest.raises(InvalidInput):
        services.update_whereabouts(
            session, admin_of(mudanjiang), at(session, mudanjiang), Whereabouts(gateway_id=heihe)
        )


def test_an_address_stands_in_two_scripts(heihe):
    given = Whereabouts(local_city="黑河市", local_region="黑龙江省", latin_city="Heihe", latin_postcode="164300")
    for _again in range(2):
        with transaction() as session:
            services.update_whereabouts(session, admin_of(heihe), at(session, heihe), given)
    with reading() as session:
        found = queries.addresses(session, at(session, heihe))
    assert (found[AddressForm.LOCAL].city, found[AddressForm.LOCAL].region) == ("黑河市", "黑龙江省")
    assert (found[AddressForm.LATIN].postcode, found[AddressForm.LATIN].street) == ("164300", "")


@pytest.fixture
def desk(web, make_library, signed_in):
    """The browser of Heihe's administrator."""
    make_library("Amur", "RU")
    return signed_in(web, "admin@heihe.example", make_library("Heihe"), Role.LIBRARY_ADMIN)


def closed_now():
    """Today, wherever that is: in the evening of UTC it is tomorrow in Heihe."""
    today = now().date()
    return {"starts_on": str(today), "ends_on": str(today + timedelta(days=1))}


def test_an_administrator_edits_the_calendar_by_forms(desk):
    assert "星期一" in desk.get("/zh/libraries/heihe/calendar").text
    given = REPAIRS | closed_now() | {"note_ru": "Ремонт крыши"}
    assert desk.post("/ru/libraries/heihe/closures", data=given).location == "/ru/libraries/heihe/calendar"
    page = desk.get("/zh/libraries/heihe/calendar").text
    assert "维修" in page
    assert '<span lang="ru">Ремонт крыши</span>' in page
    assert "Ремонт крыши" in desk.get("/ru/libraries/heihe").text
    public = desk.get("/zh/libraries/heihe").text
    assert "维修" in public
    assert "крыши" not in public
    wrong = desk.post("/ru/libraries/heihe/closures", data=given | {"ends_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert 'href="#ends_on"' in wrong.text
    assert desk.post("/ru/libraries/heihe/weekdays", data={}).status_code == 422
    assert desk.post("/ru/libraries/heihe/weekdays", data={"day_6": "y"}).status_code == 302
    assert "суббота" in desk.get("/ru/libraries/heihe").text
    with reading() as session:
        number = session.scalars(sa.select(col(Closure.id))).one()
    assert desk.post(f"/ru/libraries/heihe/closures/{number}/remove").status_code == 302
    assert "Ремонт крыши" not in desk.get("/ru/libraries/heihe").text


def test_a_closed_library_is_not_called_a_settled_account(desk):
    given = closed_now() | {"reason": "other"}
    desk.post("/zh/libraries/heihe/closures", data=given)
    page = desk.get("/zh/libraries/heihe").text
    assert "闭馆" in page
    assert "已结清" not in page


def test_everybody_sees_the_closed_days_of_both_sides(web, make_library, visitor):
    make_library("Amur", "RU")
    page = visitor(web).get("/zh/libraries/amur").text
    assert "双方日历" in page
    assert "中国" in page


def test_an_administrator_edits_the_address_beside_the_rules(desk):
    given = RULES | {"local_street": "虚构路1号", "latin_street": "1 Xugou Lu", "desk_phone": "+86 456 0000000"}
    assert desk.post("/ru/libraries/heihe/edit", data=given).status_code == 302
    assert 'value="虚构路1号"' in desk.get("/ru/libraries/heihe/edit").text
    page = desk.get("/ru/libraries/heihe").text
    assert "虚构路1号" in page
    assert "1 Xugou Lu" in page
    wrong = desk.post("/ru/libraries/heihe/edit", data=given | {"gateway_id": "999", "desk_phone": "Ivan"})
    assert wrong.status_code == 422
    assert 'value="虚构路1号"' in wrong.text
    assert 'id="desk_phone-error"' in wrong.text


def test_a_mailbox_typed_with_the_wrong_keyboard_is_asked_about_until_it_is_kept(desk):
    given = RULES | {"mailbox": "мба@heihe.example"}
    assert "буквы двух алфавитов" in desk.post("/ru/libraries/heihe/edit", data=given).text
    assert desk.post("/ru/libraries/heihe/edit", data=given | {"sure": "yes"}).status_code == 302
    assert desk.post("/ru/libraries/heihe/edit", data=given).status_code == 302, "what is kept is not asked about anew"


def test_a_postcode_changed_in_one_script_alone_is_asked_about_with_both_numbers(desk):
    given = RULES | {"local_postcode": "000105", "latin_postcode": "000105"}
    assert desk.post("/zh/libraries/heihe/edit", data=given).status_code == 302
    changed = given | {"local_postcode": "164300"}
    asked = desk.post("/zh/libraries/heihe/edit", data=changed)
    assert asked.status_code == 200
    page = html.fromstring(asked.text)
    assert page.xpath("//select[@name='latin_postcode']/option/@value") == ["164300", "000105"]
    assert "000105" in desk.get("/zh/libraries/heihe/edit").text, "nothing is changed before the answer"
    [sure] = [form for form in page.forms if "latin_postcode" in form.fields]
    answer = desk.post("/zh/libraries/heihe/edit", data=dict(sure.form_values()) | {"sure": "yes"})
    assert answer.status_code == 302
    kept = desk.get("/zh/libraries/heihe/edit").text
    assert (kept.count('value="164300"'), "000105" in kept) == (2, False)
    assert desk.post("/zh/libraries/heihe/edit", data=changed).status_code == 200, "asked the other way round, too"


@pytest.mark.parametrize(("lang", "said"), [("zh", "请用拉丁字母填写"), ("ru", "Напишите это латинскими буквами")])
def test_an_address_in_latin_letters_takes_no_others(desk, lang, said):
    given = RULES | {"latin_street": "1 邮政路", "latin_city": "Хэйхэ", "latin_region": "Hēilóngjiāng"}
    refused = desk.post(f"/{lang}/libraries/heihe/edit", data=given)
    assert refused.status_code == 422
    assert said in refused.text
    marked = lxml.html.fromstring(refused.text).xpath("//*[@aria-invalid='true']/@name")
    assert marked == ["latin_street", "latin_city"]
