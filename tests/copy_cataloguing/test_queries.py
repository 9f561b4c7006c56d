"""How targets are asked: in CQL and in PQF, with whatever a librarian types as words and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.copy_cataloguing.rules.queries import cql, pqf, sru_address, zoomsh_commands
from library_exchange.copy_cataloguing.rules.targets import (
    USUAL_INDEXES,
    AnswerState,
    Indexes,
    Place,
    Protocol,
    Relation,
    SruVersion,
    Target,
    Wanted,
    is_fresh,
    place_of,
)
from library_exchange.marc.encoding import Encoding

SRU = Target(Protocol.SRU, "https://catalogue.example/sru", USUAL_INDEXES[Protocol.SRU])
Z3950 = Target(Protocol.Z3950, "z3950.example:210/books", USUAL_INDEXES[Protocol.Z3950])
BOOK = Wanted(isbn="9787207085559")


def asked(target, wanted, start=1):
    parts = urlsplit(sru_address(target, wanted, start))
    return {name: value[0] for name, value in parse_qs(parts.query).items()}


def test_an_isbn_is_looked_for_in_both_lengths():
    assert cql(SRU, BOOK) == '(bath.isbn = "9787207085559" or bath.isbn = "7207085559")'
    assert pqf(Z3950, BOOK) == '@or @attr 1=7 "9787207085559" @attr 1=7 "7207085559"'
    only = Wanted(isbn="9791234567896")
    assert cql(SRU, only) == 'bath.isbn = "9791234567896"'
    assert pqf(Z3950, only) == '@attr 1=7 "9791234567896"'


def test_words_are_looked_for_where_the_target_lists_them():
    wanted = Wanted(title="мосты  через", author="Рекин")
    assert cql(SRU, wanted) == 'dc.title = "мосты через" and dc.creator = "Рекин"'
    own = replace(SRU, indexes=Indexes("TIT", "PER", "NUM", "WOE"), relation=Relation.ALL)
    assert cql(own, wanted) == 'TIT all "мосты через" and PER all "Рекин"'
    assert cql(replace(SRU, indexes=Indexes("", "", "", "")), Wanted(words="мост")) == '"мост"'
    assert pqf(Z3950, wanted) == '@and @and @attr 1=4 "мосты" @attr 1=4 "через" @attr 1=1003 "Рекин"'


def test_signs_that_mean_something_to_a_target_are_words_all_the_same():
    assert cql(SRU, Wanted(title='a" or b*?^\\')) == r'dc.title = "a\" or b\*\?\^\\"'
    assert pqf(Z3950, Wanted(title='a" @and \\ x')) == r'@and @and @attr 1=4 "a\"" @attr 1=4 "@and" @attr 1=4 "x"'


@pytest.mark.parametrize("version", list(SruVersion))
def test_an_sru_server_is_asked_in_its_version(version):
    target = replace(SRU, version=version, record_schema="unimarcXchange", page_size=5)
    told = asked(target, BOOK, 6)
    assert told.pop("query") == cql(target, BOOK)
    more = {"queryType": "cql"} if version is SruVersion.V2_0 else {}
    assert told == {
        "version": str(version),
        "operation": "searchRetrieve",
        "startRecord": "6",
        "maximumRecords": "5",
        "recordSchema": "unimarcXchange",
        **more,
    }


def test_what_an_address_asks_for_already_stays_in_it():
    target = replace(SRU, address="https://catalogue.example/api?db=books&key=1")
    assert asked(target, BOOK).items() >= {"db": "books", "key": "1", "version": "1.1"}.items()
    assert "recordSchema" not in asked(target, BOOK)


def test_the_program_is_told_all_by_its_input():
    target = replace(Z3950, username="reader", password="s3cret", encoding=Encoding.WINDOWS_1251)
    assert zoomsh_commands(target, "192.0.2.7:210", Wanted(title="мост"), 11).splitlines() == [
        *("set timeout 10", "set preferredRecordSyntax usmarc", "set elementSetName F"),
        *("set rpnCharset windows-1251", 'set user "reader"', 'set password "s3cret"'),
        *("connect 192.0.2.7:210/books", 'search @attr 1=4 "мост"', "show 10 10 raw", "quit"),
    ]


@given(st.text(), st.text())
def test_nothing_that_is_typed_becomes_a_command_or_leaves_its_quotation_marks(title, author):
    wanted = Wanted(title=title, author=author)
    commands = zoomsh_commands(Z3950, "192.0.2.7:210", wanted, 1)
    assert len(commands.splitlines()) == 7
    rest = pqf(Z3950, wanted)
    while '"' in rest:
        before, _mark, rest = rest.partition('"')
        assert before.replace("@and ", "").strip() in ("@attr 1=4", "@attr 1=1003")
        while rest and not rest.startswith('"'):
            rest = rest[2:] if rest.startswith("\\") else rest[1:]
        assert rest.startswith('"')
        rest = rest[1:]


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("z3950.example:210/books", Place("z3950.example", 210, "books")),
        ("z3950.example/books", Place("z3950.example", 210, "books")),
        ("[2001:db8::7]:9909/RSL01", Place("2001:db8::7", 9909, "RSL01")),
        ("192.0.2.7:7090/voyager-1", Place("192.0.2.7", 7090, "voyager-1")),
        *((text, None) for text in ("", "books", "z3950.example:210", "z3950.example:0/books", "a:70000/b", "a:x/b")),
        *(
            (text, None)
            for text in ("a b:210/books", "a:210/b c", 'a:210/b"', "a:210/b\nquit", "книги:210/b", ":210/b")
        ),
        *((text, None) for text in ("https://a/b", "a:²/b", "unix:/tmp/x")),
    ],
)
def test_a_place_is_a_server_a_port_and_a_database(address, place):
    assert place_of(address) == place


def test_an_answer_stands_for_a_while_the_longest_if_it_is_one():
    began = datetime(2026, 3, 1, 12, tzinfo=UTC)
    stands = {
        state: [is_fresh(state, began, began + timedelta(seconds=s)) for s in (9, 59, 599, 600)]
        for state in AnswerState
    }
    assert stands == {
        AnswerState.ASKING: [True, False, False, False],
        AnswerState.FAILED: [True, True, False, False],
        AnswerState.ANSWERED: [True, True, True, False],
    }


def test_questions_that_differ_are_kept_apart():
    asked_for = [BOOK, Wanted(title="a"), Wanted(author="a"), Wanted(words="a"), Wanted(title="a", author="b")]
    assert len({each.digest for each in asked_for}) == len(asked_for)
    assert Wanted(title="a").digest == Wanted(title="a").digest
    assert [bool(each) for each in (BOOK, Wanted())] == [True, False]
