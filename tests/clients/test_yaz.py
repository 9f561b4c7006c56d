"""Search clients that libraries use (yaz-client and zoomsh of YAZ) ask at `/sru`: each version, form, script, fault.

Both always end with 0, whatever happened, so that what they print is read.
"""

import os
import re
import shutil
import subprocess
from itertools import product

import pytest
from lxml import etree

from tests.clients.conftest import ISBN, SHORES

PATIENCE_S = 60


@pytest.fixture(scope="module", autouse=True)
def yaz():
    """Skips where YAZ is not installed; fails where it must be."""
    if shutil.which("yaz-client") is None or shutil.which("zoomsh") is None:
        if os.environ.get("REQUIRE_YAZ") == "1":
            pytest.fail("YAZ is required here but absent")
        pytest.skip("the search clients of YAZ are not installed (Debian: yaz)")


def yaz_client(*commands):
    """Carry commands out in yaz-client; return what it prints."""
    script = "".join(f"{each}\n" for each in (*commands, "quit"))
    done = subprocess.run(["yaz-client"], input=script, capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    return done.stdout + done.stderr


def asked(base, *commands, by="get", version="1.2", kind="cql"):
    """Open our door in yaz-client and carry commands out there."""
    return yaz_client(f"sru {by} {version}", f"querytype {kind}", f"open {base}/sru", *commands)


def hits(told):
    """Return how many records each search found; what is no clean answer fails."""
    assert "diagnostic" not in told, told
    assert "extra records" not in told, told
    assert "error" not in told.casefold(), told
    return [int(each) for each in re.findall(r"^Number of hits: (\d+)", told, re.MULTILINE)]


def documents(told):
    """Return the records that yaz-client prints, each read as XML."""
    pieces = re.split(r"^pos=\d+ schema=\S+$", told, flags=re.MULTILINE)[1:]
    return [etree.fromstring(re.split(r"^Elapsed:", each, flags=re.MULTILINE)[0].strip()) for each in pieces]


FORMS = {
    "marcxml": "{http://www.loc.gov/MARC21/slim}record",
    "dc": "{info:srw/schema/1/dc-schema}dc",
    "mods": "{http://www.loc.gov/mods/v3}mods",
}


@pytest.mark.parametrize(("by", "version"), list(product(("get", "post"), ("1.1", "1.2", "2.0"))))
def test_records_come_by_every_way_version_and_form(served, by, version):
    each_form = [
        command for form in FORMS for command in (f"schema {form}", 'find dc.title = "мост"', "show 1+2", "show 3+1")
    ]
    told = asked(served.base, *each_form, by=by, version=version)
    assert set(hits(told)) == {3}
    assert [each.tag for each in documents(told)] == [tag for tag in FORMS.values() for _place in range(3)]
    assert told.count("Мост &amp; «река» &lt;Амур&gt;") == 3


BRIDGES = ("find dc.title = Bridges", "show 1+1")
SCRIPTS = {
    "阿Q正传": 1,
    "阿Q正傳": 1,
    "黑龙江民间故事": 1,
    "黑龍江民間故事": 1,
    "heilongjiang minjian gushi": 1,
    "ёлка": 1,
    "елка": 1,
    "Bridges": 1,
    "Берег": SHORES,
    "nowhere": 0,
}
"""Titles as people write them, and how many have the words."""
NAMES = {"鲁迅": 1, "魯迅": 1, "Лу Синь": 1, "Lu Xun": 1, "Мостова": 1, "Mostova": 1}


def test_titles_and_names_are_found_in_every_script(served):
    finds = [f'find dc.title = "{each}"' for each in SCRIPTS] + [f'find dc.creator = "{each}"' for each in NAMES]
    finds += [f"find bath.isbn = {ISBN}", "find dc.title = Ёлка and lex.country = ru", "find dc.date = 1995"]
    told = hits(asked(served.base, *finds))
    expected = [*SCRIPTS.values(), *NAMES.values(), 1, 1, 1]
    assert dict(zip(finds, told, strict=True)) == dict(zip(finds, expected, strict=True))


WRONG = {
    "find @attr 1=4 мост": 10,
    "find dc.title =": 10,
    "find x.y = 1": 15,
    "find dc.foo = 1": 16,
    "find dc.title <> a": 19,
    "find dc.title =/fuzzy a": 20,
    "find dc.title < a": 22,
    'find dc.title = ""': 27,
    "find dc.title = м?ст": 28,
    "find dc.title = ^мост": 31,
    "find dc.date = вчера": 36,
    "find a or/x b": 37,
    "find " + " or ".join("a" * 60): 38,
    "find a prox b": 39,
    "find a or dc.date = 1990": 48,
    "find cql.resultSetId = 1": 50,
    "find dc.title = мост sortby dc.subject": 80,
    "scan dc.subject=a": 16,
}


@pytest.mark.parametrize("version", ["1.1", "1.2", "2.0"])
def test_what_is_wrong_is_shown_as_the_diagnostic_that_it_is(served, version):
    told = asked(served.base, *WRONG, version=version)
    assert re.findall(r"info:srw/diagnostic/1/(\d+)", told) == [str(code) for code in WRONG.values()]
    assert told.count("Message: ") == len(WRONG)
    assert "HTTP Error" not in told


def test_a_form_that_there_is_not_and_a_place_beyond_the_last_are_shown_as_wrong(served):
    told = asked(served.base, "schema bibframe", 'find dc.title = "мост"', "show 1+1")
    assert set(re.findall(r"info:srw/diagnostic/1/(\d+)", told)) == {"66"}
    told = asked(served.base, 'find dc.title = "мост"', "show 9+1")
    assert re.findall(r"info:srw/diagnostic/1/(\d+)", told) == ["61"]


def test_a_title_that_a_library_has_in_latin_letters_alone_stands_in_every_form(served):
    told = asked(served.base, *(each for form in (*FORMS, "unimarc") for each in (f"schema {form}", *BRIDGES)))
    assert hits(told) == [1] * 8
    assert told.count("Bridges of the Amur") == 4


def test_every_record_is_met_once_page_by_page(served):
    pages = [f"show {start}+40" for start in range(1, SHORES + 1, 40)]
    told = asked(served.base, "schema marcxml", "find dc.title = Берег", *pages)
    numbers = [each.findtext("{*}controlfield[@tag='001']") for each in documents(told)]
    assert len(numbers) == len(set(numbers)) == SHORES


def test_the_server_explains_itself_and_lists_terms(served):
    for version in ("1.1", "1.2", "2.0"):
        told = asked(served.base, "explain", "scan dc.title=Bridges", version=version)
        assert "http://explain.z3950.org/dtd/2.0/" in told
        assert "Bridges of the Amur: 1" in told
        assert "diagnostic/1/" not in told.replace('srw/diagnostic/1/"', "")


def test_records_come_as_text_where_that_is_asked_for(served):
    """zoomsh reads what was packed as text: the record is whole, and none of its signs is lost."""
    for packing in ("xml", "string"):
        commands = ["set sru get", "set sru_version 1.2", "set schema marcxml", f"set recordPacking {packing}"]
        commands += [f"connect {served.base}/sru", "search cql:dc.title=мост", "show 0 3 xml", "quit"]
        done = subprocess.run(["zoomsh", *commands], capture_output=True, text=True, timeout=PATIENCE_S, check=True)
        assert f"{served.base}/sru: 3 hits" in done.stdout
        written = re.findall(r"<record xmlns=.*?</record>", done.stdout, re.DOTALL)
        titles = [etree.fromstring(each).findtext("{*}datafield[@tag='245']/{*}subfield") for each in written]
        assert sorted(titles) == ["Ёлка у моста", "Мост & «река» <Амур>", "Мост и мост"]


def test_a_door_that_nobody_answers_is_noticed():
    """The control: a client that reaches nobody must not pass for one that found nothing wrong."""
    told = asked("http://127.0.0.1:1", "find a")
    assert "error =" in told
    with pytest.raises(AssertionError):
        hits(told)
