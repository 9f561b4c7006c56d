"""Which offers meet which wants: by edition, work, series and profile; what is never a pair; what a librarian sees."""

import pytest
import sqlalchemy as sa

from library_exchange.authority import names
from library_exchange.catalogue.authority_models import LinkState, Origin, Person, PersonLink, VariantKey, VariantName
from library_exchange.catalogue.models import Identifier
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.directory.models import LibraryKind
from library_exchange.offers.queries import matching, wanted
from library_exchange.offers.queries.all_pairs import all_pairs
from library_exchange.offers.queries.lookups import get_offer
from library_exchange.offers.queries.matching import Draw, Scope
from library_exchange.offers.rules.closeness import Kind
from library_exchange.offers.rules.offers import OfferEvent
from library_exchange.offers.rules.subjects import Subject
from library_exchange.offers.services import transitions
from tests.partners import ISBN, OTHER_ISBN, add_book, add_work


def pairs(scope: Scope = matching.EVERYTHING, seed: str = "") -> set[tuple[int, int, str]]:
    with reading() as session:
        found = matching.pairs(session, scope, Draw(seed))
    assert len({(pair.offer_id, pair.want_id) for pair in found}) == len(found)
    return {(pair.offer_id, pair.want_id, pair.kind.word) for pair in found}


def knows(key: str, *forms: str) -> int:
    """Have the catalogue know a Russian person under these names; return her id."""
    with transaction() as session:
        person = Person(key=key, origin="ru")
        session.add(person)
        session.flush()
        for value in forms:
            script = "Hans" if names.has_han(value) else "Cyrl"
            name = VariantName(person_id=person.id, value=value, script=script, kind="heading", source="tests")
            session.add(name)
            session.flush()
            session.add_all(VariantKey(variant_id=name.id, key=key) for key in names.of_person(value, False))
        return person.id


def test_an_edition_is_met_by_number_by_record_and_by_title(heihe, amur):
    record = add_book("红楼梦", ISBN)
    with transaction() as session:
        session.add(Identifier(record_id=record, kind="isbn", value=OTHER_ISBN, as_given=OTHER_ISBN))
    by_number = heihe.offers("Сон", ISBN)
    by_record = heihe.offers("红楼梦", None, record)
    by_title = heihe.offers("Бесы!", None)
    heihe.offers("Идиот", None)
    wants = [amur.wants(number=ISBN), amur.wants(number=OTHER_ISBN), amur.wants(title="бесы")]
    assert pairs() == {
        (by_number, wants[0], "exact"),
        (by_record, wants[0], "exact"),
        (by_record, wants[1], "exact"),
        (by_title, wants[2], "exact"),
    }


def test_a_work_is_met_by_its_editions_in_the_language_asked(heihe, amur):
    chinese, russian = add_book("罪与罚", ISBN), add_book("Преступление", OTHER_ISBN, "rus")
    work = add_work(chinese, russian)
    offers = [heihe.offers("罪与罚", ISBN, chinese, language="chi")]
    offers += [heihe.offers("Преступление", OTHER_ISBN, russian, language="rus")]
    any_language = amur.wants(kind="work", work_id=work)
    in_chinese = amur.wants(kind="work", work_id=work, language="chi")
    assert pairs() == {
        (offers[0], any_language, "work"),
        (offers[1], any_language, "work"),
        (offers[0], in_chinese, "work"),
    }


def test_the_closest_kind_counts(heihe, amur):
    record = add_book()
    work = add_work(record)
    offer = heihe.offers("红楼梦", ISBN, record, language="chi", subject=Subject.LITERATURE)
    want = amur.wants(number=ISBN)
    same = amur.wants(kind="work", work_id=work)
    profile = amur.wants(kind="profile", subject=Subject.LITERATURE)
    assert pairs() == {(offer, want, "exact"), (offer, same, "work"), (offer, profile, "profile")}


def test_a_volume_of_a_series_is_met_whatever_its_number_is_called(heihe, amur):
    third = heihe.offers("Очерки", None, series="Дальний Восток", volume="№ 3")
    fourth = heihe.offers("Записки", None, series="Дальний Восток", volume="Вып. 4")
    one = amur.wants(kind="series", title="Дальний Восток", volume="第3卷")
    every = amur.wants(kind="series", title="Дальний Восток")
    assert pairs() == {(third, one, "exact"), (third, every, "exact"), (fourth, every, "exact")}


def test_a_profile_asks_subject_language_level_and_years(heihe, amur):
    told = {"subject": Subject.HISTORY, "language": "chi", "level": "academic", "year": 2005, "isbn": None}
    fits = heihe.offers("史", **told)
    for differs in ({"subject": Subject.LAW}, {"language": "eng"}, {"level": "school"}, {"year": 1990}):
        heihe.offers("别", **(told | differs))
    given = {"subject": Subject.HISTORY, "language": "chi", "level": "academic", "year_from": 2000, "year_to": 2010}
    want = amur.wants(kind="profile", **given)
    assert pairs() == {(fits, want, "profile")}


def test_a_profile_may_name_an_author_or_a_series_and_all_that_it_names_counts(heihe, amur):
    told = {"author": "Шмелёв, Иван Сергеевич", "series": "Дальний Восток"}
    fits = heihe.offers("Лето", None, **(told | {"subject": Subject.LITERATURE}))
    unclassed = heihe.offers("Лето Господне", None, **(told | {"author": "И. С. Шмелев; А. А. Блок"}))
    elsewhere = heihe.offers("Богомолье", None, **(told | {"author": "Шмелёв И.", "series": None}))
    heihe.offers("Зима", None, **(told | {"author": "Шмелёв Н. П."}))
    by_author = amur.wants(kind="profile", author="Шмелев И. С.", cap=9)
    by_series = amur.wants(kind="profile", series="Дальний восток.", author="Шмелёв", subject=Subject.LITERATURE)
    assert pairs() == {(i, by_author, "profile") for i in (fits, unclassed, elsewhere)} | {(fits, by_series, "profile")}
    with reading() as session:
        assert [(each.offer_id, each.want_id) for each in matching.unclassed(session)] == [(unclassed, by_series)]
        found = sa.select(all_pairs(Scope(receiver_id=amur.id)))
        assert {(row.offer_id, row.want_id, "profile") for row in session.execute(found)} == pairs()


def test_an_author_whom_the_catalogue_knows_is_found_in_the_other_script(heihe, amur):
    person = knows("шмелев-и", "Шмелёв, Иван Сергеевич", "什梅廖夫")
    in_characters = heihe.offers("人间天堂", None, author="[俄] 什梅廖夫", language="chi")
    record = add_book("死者的太阳", None)
    with transaction() as session:
        session.add(
            PersonLink(record_id=record, person_id=person, name="x", origin=Origin.RULE, state=LinkState.CONFIRMED)
        )
    linked = heihe.offers("死者的太阳", None, record, author="伊·什梅廖夫", language="chi")
    heihe.offers("别", None, author="什么", language="chi")
    want = amur.wants(kind="profile", author="Шмелёв", cap=9)
    assert pairs() == {(in_characters, want, "profile"), (linked, want, "profile")}


def test_a_profile_gets_a_few_offers_for_each_copy_and_the_seed_decides_which(heihe, amur):
    ids = {heihe.offers(f"史 {n}", None, subject=Subject.HISTORY) for n in range(30)}
    amur.wants(kind="profile", subject=Subject.HISTORY, cap=2)
    found = [{offer for offer, _want, _kind in pairs(seed=seed)} for seed in ("a", "a", "b")]
    assert [len(each) for each in found] == [8, 8, 8]
    assert found[0] == found[1] != found[2]
    assert found[0] | found[2] <= ids


def test_nobody_is_offered_what_she_offers_or_holds(heihe, amur, make_partner):
    record = add_book()
    khabarovsk = make_partner("Khabarovsk", "RU")
    heihe.offers("红楼梦", ISBN, record)
    profile_offer = heihe.offers("红楼梦", ISBN, subject=Subject.LITERATURE)
    heihe.wants(kind="profile", subject=Subject.LITERATURE)
    amur.wants(number=ISBN)
    amur.wants(kind="profile", subject=Subject.LITERATURE)
    late = khabarovsk.wants(kind="profile", subject=Subject.LITERATURE)
    amur.holds(record)
    assert pairs() == {(profile_offer, late, "profile")}


def test_of_a_wanted_work_an_edition_on_the_shelf_in_the_language_asked_is_enough(heihe, amur, make_partner):
    first, other, russian = (
        add_book("罪与罚", ISBN),
        add_book("罪与罚 新译", None),
        add_book("Преступление", OTHER_ISBN, "rus"),
    )
    work = add_work(first, other, russian)
    offer = heihe.offers("罪与罚", ISBN, first, language="chi")
    any_language = amur.wants(kind="work", work_id=work)
    in_chinese = amur.wants(kind="work", work_id=work, language="chi")
    edition = amur.wants(number=ISBN)
    amur.holds(russian)
    assert pairs() == {(offer, in_chinese, "work"), (offer, edition, "exact")}
    assert pairs(Scope(held=True)) == {(offer, any_language, "work")}
    amur.holds(other)
    assert pairs() == {(offer, edition, "exact")}
    with reading() as session:
        assert wanted.is_wanted(session, heihe.id, ISBN, None, "ru").libraries == 1
    amur.holds(first)
    assert pairs() == set()
    with reading() as session:
        assert wanted.is_wanted(session, heihe.id, ISBN, None, "ru").libraries == 0


def test_a_volume_and_a_book_of_a_profile_that_are_on_the_shelf_are_not_offered(heihe, amur):
    record = add_book("Очерки", None, "rus")
    told = {"series": "Дальний Восток", "volume": "3", "subject": Subject.HISTORY}
    heihe.offers("Очерки", None, record, **told)
    missing = heihe.offers("Записки", None, **(told | {"volume": "4"}))
    series = amur.wants(kind="series", title="Дальний Восток", priority=5, cap=2)
    profile = amur.wants(kind="profile", subject=Subject.HISTORY)
    amur.holds(record)
    assert pairs() == {(missing, series, "exact"), (missing, profile, "profile")}


@pytest.mark.parametrize("kind", ["edition", "profile"])
def test_the_givers_reserve_is_kept(heihe, amur, make_partner, kind):
    school = make_partner("School", "RU", kind=LibraryKind.SCHOOL)
    room = make_partner("Room", "RU", kind=LibraryKind.NGO)
    everybody = [amur, school, room]
    terms = [{}, {"reserve": "schools"}, {"reserve": "ngos"}, {"reserve": "partner", "reserved_for_id": amur.id}]
    offers = [heihe.offers("Бесы", None, subject=Subject.LITERATURE, **each) for each in terms]
    given = {"title": "Бесы"} if kind == "edition" else {"kind": kind, "subject": Subject.LITERATURE}
    wants = {partner.wants(**given): partner for partner in everybody}
    allowed = {(offer, wants[want].id) for offer, want, _kind in pairs()}
    assert allowed == {
        *((offers[0], partner.id) for partner in everybody),
        *((offers[1], school.id), (offers[2], room.id), (offers[3], amur.id)),
    }


def test_a_copy_must_be_kept_as_well_as_is_accepted(heihe, amur):
    offers = [heihe.offers("Бесы", None, condition=each) for each in ("new", "good", "worn", "damaged")]
    want = amur.wants(title="Бесы", condition="good")
    assert pairs() == {(offer, want, "exact") for offer in offers[:2]}


def test_only_what_is_open_is_matched_and_one_side_can_be_asked_alone(heihe, amur):
    offer, theirs = heihe.offers("Бесы", None), amur.offers("Идиот", None)
    want, other = amur.wants(title="Бесы"), heihe.wants(title="Идиот")
    heihe.drafts("Бесы", None)
    assert pairs() == {(offer, want, "exact"), (theirs, other, "exact")}
    assert pairs(Scope(giver_id=heihe.id)) == pairs(Scope(receiver_id=amur.id)) == {(offer, want, "exact")}
    with transaction() as session:
        found = get_offer(session, heihe.librarian, offer)
        transitions.move_offer(session, heihe.librarian, found, OfferEvent.RESERVE, now())
    assert pairs() == {(theirs, other, "exact")}


# Wanted from us -------------------------------------------------------------------------------------------------------


def test_a_librarian_sees_which_of_her_offers_are_wanted_and_by_whom(heihe, amur, make_partner):
    khabarovsk = make_partner("Khabarovsk", "RU")
    once, twice = heihe.offers("Идиот", None), heihe.offers("Бесы", None)
    heihe.offers("Игрок", None)
    amur.wants(title="Идиот")
    amur.wants(title="Бесы")
    khabarovsk.wants(title="Бесы", priority=5)
    with reading() as session:
        rows = wanted.wanted_offers(session, heihe.id, "ru")
    assert [row.offer.id for row in rows] == [twice, once]
    assert {(one.code, one.kind, one.priority) for one in rows[0].wishers} == {
        ("amur", Kind.EXACT, 3),
        ("khabarovsk", Kind.EXACT, 5),
    }


def test_her_shelves_are_compared_before_anything_is_offered(heihe, amur):
    single, double = add_book("Бесы", OTHER_ISBN, "rus"), add_book("红楼梦", ISBN)
    work = add_work(double)
    heihe.holds(single)
    heihe.holds(double, copies=2)
    amur.wants(number=OTHER_ISBN)
    amur.wants(kind="work", work_id=work, language="chi")

    def found(only_multiple: bool) -> list[tuple[int, int, int]]:
        with reading() as session:
            total, rows = wanted.wanted_records(session, heihe.id, "zh", only_multiple, 50, 0)
        assert total == len(rows)
        return [(row.record_id, row.copies, row.libraries) for row in rows]

    assert found(only_multiple=False) == [(single, 1, 1), (double, 2, 1)]
    assert found(only_multiple=True) == [(double, 2, 1)]
    with reading() as session:
        assert [(row.record_id, row.libraries) for row in wanted.own_duplicates(session, heihe.id, "zh", 9, 0)[1]] == [
            (double, 1)
        ]
    heihe.offers("红楼梦", ISBN, double)
    assert found(only_multiple=True) == []


def test_one_number_is_answered_with_yes_or_no(heihe, amur):
    record = add_book("红楼梦", ISBN)
    add_work(record)
    amur.wants(number=ISBN)
    amur.wants(title="Бесы", number=OTHER_ISBN)
    with reading() as session:
        numbers = (ISBN, OTHER_ISBN, "9787101003048")
        answers = [wanted.is_wanted(session, heihe.id, number, None, "zh") for number in numbers]
        own = wanted.is_wanted(session, amur.id, ISBN, None, "zh")
    assert [answer.libraries for answer in answers] == [1, 1, 0]
    assert answers[0].title.original.value == "红楼梦"
    assert own.libraries == 0
