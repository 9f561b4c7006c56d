"""What may be asked at `/sru` and which diagnostic each other request is: rules, without the application."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.protocols.sru.rules import cql, indexes, requests, terms
from library_exchange.protocols.sru.rules.cql import Clause, Joined, parse, parse_clause
from library_exchange.protocols.sru.rules.diagnostics import MESSAGES, Code, Diagnostic
from library_exchange.protocols.sru.rules.requests import Operation

READ = {
    "война": Clause("война"),
    "война и мир": Clause("война и мир"),
    '"a and b"': Clause("a and b"),
    r'"say \"x\" \\ y"': Clause(r'say "x" \ y'),
    'dc.title = "红楼梦"': Clause("红楼梦", "dc.title", "="),
    "dc.title=红楼梦": Clause("红楼梦", "dc.title", "="),
    "DC.Title ANY a b": Clause("a b", "dc.title", "any"),
    "dc.title all/stem/relevant a": Clause("a", "dc.title", "all", ("stem", "relevant")),
    "dc.title cql.exact a": Clause("a", "dc.title", "exact"),
    "dc.date >= 1990": Clause("1990", "dc.date", ">="),
    'dc.date within "1990 1999"': Clause("1990 1999", "dc.date", "within"),
    "any": Clause("any"),
    "dc.title any": Clause("dc.title any"),
    "a and b": Joined("and", Clause("a"), Clause("b")),
    "a AND b Or c": Joined("or", Joined("and", Clause("a"), Clause("b")), Clause("c")),
    "a not (b or c)": Joined("not", Clause("a"), Joined("or", Clause("b"), Clause("c"))),
    "((a))": Clause("a"),
}
REFUSED = {
    "": Code.SYNTAX,
    "   ": Code.SYNTAX,
    "@attr 1=4 abc": Code.SYNTAX,
    '"open': Code.SYNTAX,
    "a and": Code.SYNTAX,
    "and a": Code.SYNTAX,
    "(a": Code.SYNTAX,
    "a)": Code.SYNTAX,
    "()": Code.SYNTAX,
    "dc.title =": Code.SYNTAX,
    "= a": Code.SYNTAX,
    "a/b": Code.SYNTAX,
    "a b = c": Code.SYNTAX,
    "a sortby": Code.SYNTAX,
    "a or/rel.combine=sum b": Code.BOOLEAN,
    "a prox b": Code.PROXIMITY,
    "a prox/distance<3 b": Code.PROXIMITY,
    "a" * 4097: Code.TOO_LONG,
    " and ".join("a" * 52): Code.TOO_MANY_BOOLEANS,
    "(" * 21 + "a" + ")" * 21: Code.FEATURE,
}


@pytest.mark.parametrize("text", READ)
def test_a_query_is_read_as_the_grammar_has_it(text):
    assert parse(text).tree == READ[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_query_or_too_much_of_one_has_its_diagnostic(text):
    with pytest.raises(Diagnostic) as found:
        parse(text)
    assert found.value.code is REFUSED[text]


def test_a_query_may_be_as_long_and_deep_as_is_told():
    parse("a" * cql.LONGEST)
    parse(" and ".join("a" * (cql.MOST_BOOLEANS + 1)))
    parse("(" * cql.DEEPEST + "a" + ")" * cql.DEEPEST)


def test_prefixes_and_orders_are_read():
    asked = parse('> x = "info:srw/cql-context-set/1/dc-v1.1" x.title = a sortby dc.date/sort.descending dc.title')
    assert asked.prefixes == {"x": "info:srw/cql-context-set/1/dc-v1.1"}
    assert asked.sort == (("dc.date", ("sort.descending",)), ("dc.title", ()))
    assert indexes.full_name("x.title", asked.prefixes) == "dc.title"
    assert indexes.full_name("title", {}) == "dc.title"
    assert indexes.full_name("serverchoice", {}) == "cql.serverchoice"


@pytest.mark.parametrize("text", ["a and b", "a sortby dc.title", "(a or b)"])
def test_a_scan_has_one_clause(text):
    with pytest.raises(Diagnostic, match="syntax"):
        parse_clause(text)


SIGNS = st.sampled_from([*'()"/=<>^*?\\ ', "and", "or", "not", "sortby", "dc.title", "any", "мост", "桥"])


@given(st.lists(SIGNS).map(" ".join) | st.lists(SIGNS).map("".join) | st.text())
def test_whatever_is_sent_is_read_or_has_a_diagnostic(text):
    with suppress(Diagnostic):
        parse(text)


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        ("nobody.title = a", Code.CONTEXT_SET),
        ("dc.colour = a", Code.INDEX),
        ("colour = a", Code.INDEX),
        ("cql.resultSetId = a", Code.RESULT_SETS),
        ("dc.title <> a", Code.RELATION),
        ("dc.title encloses a", Code.RELATION),
        ("dc.title =/fuzzy a", Code.MODIFIER),
        ("dc.title < a", Code.RELATION_FOR_INDEX),
        ("dc.date all a", Code.RELATION_FOR_INDEX),
        ("lex.country within a", Code.RELATION_FOR_INDEX),
    ],
)
def test_an_index_is_asked_by_the_relations_that_it_has(clause, code):
    asked = parse_clause(clause)
    with pytest.raises(Diagnostic) as found:
        indexes.find(asked.index, {}, asked.relation, asked.modifiers)
    assert found.value.code is code


def test_words_are_freed_of_signs_that_would_be_read_otherwise():
    asked = terms.Words("title:-мост «на» --Амуре — ", "author")
    assert asked.each() == ["author:title", "author:мост", "author:на", "author:Амуре"]
    assert asked.phrase() == 'author:"title мост на Амуре"'
    assert terms.Words("мост* на", "").plainly() == "мост* на"


@pytest.mark.parametrize(
    ("term", "code"),
    [
        ("", Code.EMPTY_TERM),
        ("—", Code.EMPTY_TERM),
        ("мо?т", Code.MASKING),
        ("*мост", Code.MASKING),
        ("^мост", Code.ANCHORING),
    ],
)
def test_masks_and_anchors_that_are_not_known_are_refused(term, code):
    with pytest.raises(Diagnostic) as found:
        terms.Words(term, "title")
    assert found.value.code is code


def test_years_records_and_codes_are_read():
    spans = {"=": (1990, 1990), "<": (None, 1989), "<=": (None, 1990), ">": (1991, None), ">=": (1990, None)}
    assert {relation: terms.years(relation, "1990") for relation in spans} == spans
    assert terms.years("within", "1990 1999") == (1990, 1999)
    assert terms.record_number("oai:bridge.example.org:17") == terms.record_number("17") == 17
    assert [terms.facet_value("language", each) for each in ("zh", "RUS", "eng")] == ["chi", "rus", "eng"]
    assert terms.facet_value("country", "cn") == "CN"
    for wrong in (("=", "MCM"), ("within", "1990"), ("=", "1990 1999"), ("=", "٢٠٠٠"), ("=", "99999")):
        with pytest.raises(Diagnostic):
            terms.years(*wrong)
    for wrong in ("0", "x", "1 2", "9" * 30, "१"):
        with pytest.raises(Diagnostic):
            terms.record_number(wrong)


def test_each_operation_is_told_by_what_is_sent():
    sent = {
        "": (Operation.EXPLAIN, "2.0"),
        "query": (Operation.SEARCH, "2.0"),
        "scanClause": (Operation.SCAN, "2.0"),
    }
    for name, told in sent.items():
        asked = requests.asked_by({name: "x"} if name else {})
        assert (asked.operation, asked.version) == told
    asked = requests.asked_by({"operation": "searchRetrieve", "version": "1.1"})
    assert (asked.operation, asked.version) == (Operation.SEARCH, "1.1")
    assert requests.asked_by({"operation": "scan"}).version == "1.2"


def test_each_diagnostic_has_a_message():
    assert set(MESSAGES) == set(Code)
