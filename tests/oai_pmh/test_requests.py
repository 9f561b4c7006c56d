"""What may be asked at `/oai`, and which error each other request is: rules, without the application."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.protocols.oai_pmh.rules import instants, places, sets
from library_exchange.protocols.oai_pmh.rules.places import LASTS, Place
from library_exchange.protocols.oai_pmh.rules.requests import ARGUMENTS, Asked, Fault, Refused, Verb, read

AT = datetime(2026, 11, 28, 1, 2, 3, tzinfo=UTC)
VALUES = {
    "metadataPrefix": "oai_dc",
    "identifier": "oai:bridge.example.org:7",
    "from": "2026-01-01",
    "until": "2026-12-31",
    "set": "country:cn",
    "resumptionToken": "x",
}


def refused(*pairs: tuple[str, str]) -> Fault:
    with pytest.raises(Refused) as found:
        read(pairs)
    return found.value.fault


@pytest.mark.parametrize("verb", Verb)
def test_a_verb_takes_what_it_needs_and_what_it_allows(verb):
    row = ARGUMENTS[verb]
    needed = [("verb", verb), *((name, VALUES[name]) for name in row.needed)]
    assert read(needed).verb is verb
    for name in row.allowed:
        assert read([*needed, (name, VALUES[name])]).arguments[name] == VALUES[name]
    if row.alone:
        assert read([("verb", verb), (row.alone, "x")]).arguments == {row.alone: "x"}


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("name", [*VALUES, "lang", "Verb", ""])
def test_a_verb_takes_nothing_else_nothing_twice_and_nothing_endless(verb, name):
    row = ARGUMENTS[verb]
    needed = [("verb", verb), *((each, VALUES[each]) for each in row.needed if each != name)]
    if name not in (*row.needed, *row.allowed, row.alone):
        assert refused(*needed, (name, "x")) is Fault.BAD_ARGUMENT
    assert refused(*needed, *[(name, VALUES.get(name, "x"))] * 2) is Fault.BAD_ARGUMENT
    assert refused(*needed, (name, "9" * 2001)) is Fault.BAD_ARGUMENT
    if name in row.needed:
        assert refused(*needed) is Fault.BAD_ARGUMENT


@pytest.mark.parametrize("verb", [Verb.LIST_IDENTIFIERS, Verb.LIST_RECORDS])
@pytest.mark.parametrize("name", ["metadataPrefix", "from", "until", "set"])
def test_a_token_stands_alone(verb, name):
    assert refused(("verb", verb), ("resumptionToken", "x"), (name, VALUES[name])) is Fault.BAD_ARGUMENT


@pytest.mark.parametrize("verbs", [[], ["identify"], [""], ["Identify "], ["Identify", "Identify"], ["\x00"]])
def test_without_one_known_verb_nothing_is_asked(verbs):
    assert refused(*(("verb", each) for each in verbs)) is Fault.BAD_VERB


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-13-01", None),
        ("2026-02-30", None),
        ("2026-01-01T25:00:00Z", None),
        ("2026-01-01T00:00:00", None),
        ("2026-01-01T00:00:00.5Z", None),
        ("2026-01-01T00:00:00+03:00", None),
        ("2026", None),
        ("", None),
        ("вчера", None),
        ("٢٠٢٦-٠١-٠١", None),
        (None, "0000-01-01"),
        ("2026-01-02", "2026-01-01"),
        ("2026-01-01", "2026-01-01T00:00:00Z"),
        ("2026-01-01T00:00:01Z", "2026-01-01T00:00:00Z"),
    ],
)
def test_a_span_is_written_as_the_standard_has_it(since, until):
    given_span = [(name, value) for name, value in (("from", since), ("until", until)) if value is not None]
    assert refused(("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), *given_span) is Fault.BAD_ARGUMENT


def test_a_span_has_both_its_ends():
    asked = read([("verb", "ListRecords"), ("metadataPrefix", "x"), ("from", "2026-01-01"), ("until", "2026-01-01")])
    assert asked.since == datetime(2026, 1, 1, tzinfo=UTC)
    assert asked.until == datetime(2026, 1, 1, 23, 59, 59, tzinfo=UTC)
    told = "9999-12-31"
    assert read([("verb", "ListRecords"), ("metadataPrefix", "x"), ("until", told)]).until.year == 9999


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_is_read_as_it_is_written(at):
    assert instants.first_of(instants.written(at)) == instants.last_of(instants.written(at)) == instants.whole(at)
    assert instants.first_of(f"{at:%Y-%m-%d}".rjust(10, "0")) <= at.replace(microsecond=0)


@pytest.mark.parametrize("spec", ["", ":", "lib:", "lib::x", "a b", "библиотека", "lib:x\n", "%", "\x00"])
def test_what_no_set_can_be_called_is_refused(spec):
    pairs = [("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("set", spec)]
    assert refused(*pairs) is Fault.BAD_ARGUMENT


def test_sets_above_others_are_read_as_what_is_in_them():
    assert sets.of_country("CN") == "country:cn"
    assert all(map(sets.is_spec, (sets.of_country("CN"), sets.of_library("a-1"), sets.OFFERED, *sets.ABOVE)))


PLACE = Place("ListRecords", "marc21", "lib:heihe", None, 9, int(AT.timestamp()), 5, 6, 7, 8)


def test_a_place_is_found_again_by_its_verb_and_in_its_time():
    assert places.read(places.stored(PLACE), Verb.LIST_RECORDS, AT) == PLACE
    assert places.read(places.stored(PLACE), Verb.LIST_RECORDS, AT + LASTS - timedelta(seconds=1)) == PLACE
    assert places.read(places.stored(PLACE), Verb.LIST_RECORDS, AT + LASTS) is None
    assert places.read(places.stored(PLACE), Verb.LIST_IDENTIFIERS, AT) is None
    behind = PLACE.moved(50, 60, 200)
    assert (behind.told_at, behind.record_id, behind.cursor, behind.begun_at) == (50, 60, 207, PLACE.begun_at)


@pytest.mark.parametrize("told", [None, 7, [], ["ListRecords"], {"verb": "ListRecords"}, "ListRecords"])
def test_what_was_signed_for_something_else_is_no_place(told):
    assert places.read(told, Verb.LIST_RECORDS, AT) is None


NAMES = st.sampled_from(["verb", *VALUES, "x"]) | st.text()


@given(st.lists(st.tuples(NAMES, st.sampled_from(list(Verb)) | st.text())))
def test_whatever_is_sent_is_asked_or_refused(pairs):
    with suppress(Refused):
        assert isinstance(read(pairs), Asked)
