"""Every bad input is answered as the table of verdicts has it, by each reader that meets it, within two seconds."""

import time

import pytest

from tests.bad_input.corpus import FILES, cases, contents, verdicts
from tests.bad_input.doors import DOORS
from tests.bad_input.records import FIRST, LAST

MOST_CPU_S = 2.0
FEWEST = 980
KINDS = ("ISO 2709", "XML", "JSON", "ИРБИС", "Aleph", "mnemonic")
EXCUSED = {
    "a file with a document type is refused whole": [
        *(("XML", "billion laughs"), ("XML", "quadratic"), ("XML", "external entity")),
        *(("XML", "external document type"), ("XML", "entity of parameters")),
    ],
    "no record of it can be read": [
        *(("XML", "windows-1251 said to be UTF-8"), ("XML", "an unknown encoding"), ("XML", "UTF-8 said to be UTF-7")),
    ],
    "it is the last record that is damaged": [
        *(("XML", "cut"), ("XML", "cut in a tag"), ("JSON", "an array cut"), ("Aleph", "cut"), ("mnemonic", "cut")),
    ],
    "there is no record": [
        *(("XML", "nothing in it"), ("XML", "a page of the web"), ("XML", "a drawing")),
        *(("JSON", "an array of numbers"), ("JSON", "an empty array"), ("JSON", "another object")),
    ],
}
"""Files in which no whole record stands before and behind what is damaged, by the reason."""


def test_every_reader_answers_each_input_as_the_verdict_has_it_and_soon():
    wanted, found, slow = verdicts(), {}, []
    for case in cases():
        began = time.process_time()
        found[case.reader, case.name] = case.answer(case.content)
        took = time.process_time() - began
        slow += [(case.reader, case.name, took)] if took > MOST_CPU_S else []
    of_doors = {case: verdict for case, verdict in wanted.items() if case[0].startswith("door ")}
    assert found | of_doors == wanted
    assert slow == []


def test_the_doors_of_the_table_are_those_that_are_asked():
    assert {case for case in verdicts() if case[0].startswith("door ")} == {
        (reader, name) for reader, inputs in DOORS.items() for name in inputs
    }


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_beside_a_damaged_record_is_lost(kind):
    told = {name: verdict.split("; ") for (reader, name), verdict in verdicts().items() if reader == f"import {kind}"}
    assert told.keys() == FILES[kind].keys()
    year = " 1997" if kind == "ISO 2709" else ""
    torn = {name for name, said in told.items() if (said[0], said[-1]) != (FIRST + year, LAST + year)}
    assert torn == {name for each in EXCUSED.values() for of, name in each if of == kind}


def test_there_are_many_inputs():
    assert len(contents()) > FEWEST
